/* offers.h - what is done with a quotation or an order beside its lines: issued, answered,
 * ordered, confirmed, delivered, sold, printed; the orders that are late. MISSION B4, D4. */
#ifndef QUEN_SCREENS_OFFERS_H
#define QUEN_SCREENS_OFFERS_H

#include "model/record.h"
#include "screens/session.h"

/* For commands.c: r is a stored quotation or order. What went wrong was not said yet. */
enum err offers_lines(struct session *s, const struct record *r, struct err_note *note) MUST_CHECK;
enum err offers_print(struct session *s, const struct record *r, struct err_note *note) MUST_CHECK;
/* op: "quotation.issue" ...; asks what it has to and posts. */
enum err offers_post(struct session *s, const struct record *r, const char *op,
    struct err_note *note) MUST_CHECK;
enum err offers_deliver(struct session *s, const struct record *r, struct err_note *note) MUST_CHECK;
enum err offers_sell(struct session *s, const struct record *r, struct err_note *note) MUST_CHECK;
/* A template with its field names as values. */
enum err offers_try_template(struct session *s, const struct record *r, struct err_note *note) MUST_CHECK;

/* Menu: orders past their day. */
enum err offers_overdue(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* First lines of a list's preview: expired, overdue. In a read transaction. */
void offers_preview(struct session *s, const struct record *r, struct strbuf *out);

#endif
