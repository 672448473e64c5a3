/* offer.h - what quotations and orders share: a head, lines with their prices, a text that is
 * frozen when it goes out. MISSION B4, D4; rules C3, D1-D5. All inside store_begin(). */
#ifndef QUEN_DOMAIN_OFFER_H
#define QUEN_DOMAIN_OFFER_H

#include "base/json.h"
#include "domain/sale.h"

enum offer_kind { OFFER_QUOTATION, OFFER_ORDER };

struct offer {
	enum offer_kind kind;
	int64_t id, version;
	char number[32], state[16], customer[32];
	day_t day, until;		/* valid until; of an order: due, 0 none */
	day_t priced_day;
	int64_t other_id;		/* the order it became; the quotation it came from */
	int64_t template_id, answered_at, sold;
	struct sale sale;		/* lines as asked and priced; member, store, discounts */
	int64_t *delivered, *sold_qty;	/* of an order, one a line, thousandths */
};

/* "quotation" "order": entity and right. */
const char *offer_name(enum offer_kind k);
const struct entity *offer_entity(struct store *st, enum offer_kind k);

/* By number, with its lines and the figures kept with them. ERR_NOTFOUND also for those of
 * customers that the actor may not see. End it by offer_fini() in any case. */
enum err offer_load(struct store *st, enum offer_kind k, const char *number, struct offer *o,
    struct err_note *note) MUST_CHECK;
void offer_fini(struct offer *o);

/* Prices the lines as the cashier would now (rules D1-D5), moves and keeps nothing. */
enum err offer_price(struct store *st, struct offer *o, struct err_note *note) MUST_CHECK;
/* Prices and keeps the lines of a draft; bump: a change of its own, with a trail. */
enum err offer_keep_lines(struct store *st, struct offer *o, bool bump, struct err_note *note) MUST_CHECK;
/* Keeps lines whose prices were agreed before, as they are: an order of a quotation that still
 * holds (rule C3). Asks for no right to prices or discounts. */
enum err offer_keep_agreed(struct store *st, struct offer *o, struct err_note *note) MUST_CHECK;
/* Sets the state, guarded by the one it was loaded with; ERR_CONFLICT when it moved on.
 * order_id: 0 or what a quotation became. Writes the trail. */
enum err offer_set_state(struct store *st, struct offer *o, const char *to, const char *reason,
    int64_t order_id, struct err_note *note) MUST_CHECK;
/* ERR_CONFLICT, with a sentence, unless it is in one of the states (comma list). */
enum err offer_need_state(const struct offer *o, const char *states, struct err_note *note) MUST_CHECK;

/* The state people see: "expired" for an issued quotation past its last day, "overdue" for an
 * order past its own; else the kept one. Computed, never kept. */
const char *offer_state_now(enum offer_kind k, const char *state, day_t until, day_t today);
const char *offer_state_name(const char *state);	/* translated */

/* Figures and lines for answers and tests; the caller owns it. */
json_t *offer_to_json(const struct offer *o);

/* ---- the text (offer_text.c) ---- */

/* Fills the template, {"title":…,"blocks":[…]}: canonical, device-neutral, what page.h needs and
 * nothing that has to be looked up again. ERR_INVALID "template" when a field that the text
 * needs is empty. *template: its code; *out owned. */
enum err offer_fill(struct store *st, const struct offer *o, char template[32], json_t **out,
    struct err_note *note) MUST_CHECK;
/* A template (by code) with its own field names as values and two made-up lines: to look at. */
enum err offer_sample(struct store *st, const char *template, json_t **out,
    struct err_note *note) MUST_CHECK;
/* Fills and freezes it with its hash (rule C3). hash may be NULL. */
enum err offer_freeze(struct store *st, const struct offer *o, char hash[65],
    struct err_note *note) MUST_CHECK;
/* The frozen text; ERR_NOTFOUND when it never went out, ERR_CONFLICT when the hash does not
 * fit any more. Needs the right to view. */
enum err offer_issued(struct store *st, const struct offer *o, json_t **out,
    struct err_note *note) MUST_CHECK;
/* Every frozen text against its hash, for quen verify; *n: how many there are. */
enum err offer_verify(struct store *st, int64_t *n, struct err_note *note) MUST_CHECK;

#endif
