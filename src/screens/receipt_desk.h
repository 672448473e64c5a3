/* receipt_desk.h - what can be done with a posted receipt: return, void, member, "Why?". */
#ifndef QUEN_SCREENS_RECEIPT_DESK_H
#define QUEN_SCREENS_RECEIPT_DESK_H

#include "screens/session.h"

/* Offers what fits; true when something opened or was posted. */
bool receipt_desk_run(struct session *s, const char *receipt);
/* Every figure of the receipt with the rule that gave it (H7). */
void receipt_desk_why(struct session *s, const char *receipt);

#endif
