/* try_earn.h - a made-up sale: what the earning rules would give, and why (P8, H7). */
#ifndef QUEN_SCREENS_TRY_EARN_H
#define QUEN_SCREENS_TRY_EARN_H

#include "screens/session.h"

void try_earn_run(struct session *s);

#endif
