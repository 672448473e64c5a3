/* cashier.h - the cashier (UX 14): cart, customer, payment, receipt. */
#ifndef QUEN_SCREENS_CASHIER_H
#define QUEN_SCREENS_CASHIER_H

#include "screens/session.h"

/* args: a customer code or card to sell to, or "". A cart left behind by a
 * broken session of this user at this till is taken up again. */
enum err cashier_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
