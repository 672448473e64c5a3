/* sharing.h - who sees a private row: its owner, branch, users, groups (A11). */
#ifndef QUEN_SCREENS_SHARING_H
#define QUEN_SCREENS_SHARING_H

#include "model/record.h"
#include "screens/session.h"

void sharing_run(struct session *s, const struct record *r);

#endif
