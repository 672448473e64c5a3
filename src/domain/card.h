/* card.h - cards: find by swipe, issue, state. Rules V3, V5, V7, S2.
 * Functions open no transaction of their own unless said: call inside store_begin(). */
#ifndef QUEN_DOMAIN_CARD_H
#define QUEN_DOMAIN_CARD_H

#include "store/store.h"

#define CARD_NUMBER_SIZE 40

enum card_status { CARD_ACTIVE, CARD_LOST, CARD_REPLACED, CARD_CLOSED };
struct card {
	int64_t id, customer_id, type_id, holder_id;	/* holder: customer, else the card itself */
	char number[CARD_NUMBER_SIZE], type_code[32], type_name[64];
	enum card_status status;
	day_t issued_day, expires_day;
	bool is_expired, has_points, has_value, has_visits;
	int64_t discount_bp;
	char replaced_by[CARD_NUMBER_SIZE];
};
/* As scanned (blanks, dashes, CR, TAB). ERR_NOTFOUND. Gives the card also when its customer
 * is hidden (rule S2); the caller shows only what struct member (member.h) allows. */
enum err card_find(struct store *st, const char *scanned, struct card *c, struct err_note *note) MUST_CHECK;
/* ERR_DENIED-like refusals for use at the till: lost, replaced ("now 8901…"), closed, expired.
 * credit: true when something is only added (V3: credits still arrive). */
enum err card_usable(const struct card *c, bool credit, struct err_note *note) MUST_CHECK;

struct card_request { const char *customer, *type, *number, *pin; };	/* number, pin may be NULL */
/* Numbers we make: 15 random digits and a Luhn digit (rule V7). A number that lies printed in the
 * drawer (same type, nobody's) is handed to the customer. Needs card.add. */
enum err card_issue(struct store *st, const struct card_request *rq, struct card *c,
    struct err_note *note) MUST_CHECK;
const char *card_status_name(enum card_status s);	/* translated */
const char *card_status_code(enum card_status s);	/* "active" */

#endif
