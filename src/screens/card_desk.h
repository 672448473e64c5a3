/* card_desk.h - swipe or type, see the customer, earn, deduct, sell (UX 14). */
#ifndef QUEN_SCREENS_CARD_DESK_H
#define QUEN_SCREENS_CARD_DESK_H

#include "screens/session.h"

/* args: what was swiped or typed, or "". */
enum err card_desk_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* Asks for card type and number and issues; customer: code. False: not done. */
bool card_desk_issue(struct session *s, const char *customer);

#endif
