/* receipts.h - posted receipts: of a customer, by number; shown and printed. */
#ifndef QUEN_SCREENS_RECEIPTS_H
#define QUEN_SCREENS_RECEIPTS_H

#include "screens/session.h"

/* args: a receipt number, else it is asked for. */
enum err receipts_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* The recent receipts of a customer as a list. */
enum err receipts_of(struct session *s, int64_t customer_id, const char *name,
    struct err_note *note) MUST_CHECK;
/* Shows one; ^P prints it: on the receipt printer of the till, as a page, into a file. What was on
 * paper before prints as a copy; copy: it is shown as one. */
void receipts_show(struct session *s, const char *number, bool copy);
/* The same without prices, for a present; printed as the till says when it has a printer. */
void receipts_gift(struct session *s, const char *number);
/* By the till's route; nothing when that is the screen. What went wrong is in note. */
enum err receipts_print(struct session *s, const char *number, struct err_note *note) MUST_CHECK;

#endif
