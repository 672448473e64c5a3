/* sale.h - a sale from cart to receipt: prices, discounts, rounding, tenders, points.
 * Rules D1-D5, N1-N3, P2, P7, P9, P11, R5, V1, V4. */
#ifndef QUEN_DOMAIN_SALE_H
#define QUEN_DOMAIN_SALE_H

#include "base/json.h"
#include "domain/member.h"

#define SALE_LINES_MAX 500
#define SALE_TENDERS_MAX 8

/* What made a figure of a line what it is, in the order of rule D1 (H7). */
enum sale_why_kind { WHY_PRICE_HAND, WHY_PRICE_RULE, WHY_LEVEL, WHY_CARD, WHY_PROMOTION,
	WHY_LINE_HAND, WHY_RECEIPT, WHY_COUPON, WHY_KINDS };
struct sale_why {
	enum sale_why_kind kind;
	char code[32], name[96];	/* of the rule, level, card type, coupon; or "" */
	int64_t bp;			/* percent in basis points; -1 an amount */
	int64_t amount;			/* taken off; of a price: the price a unit */
};
const char *sale_why_code(enum sale_why_kind k);	/* "promotion": in files */
const char *sale_why_name(enum sale_why_kind k);	/* translated */

struct sale_line {
	/* asked */
	char product[64];		/* code or barcode as typed */
	int64_t qty_milli;		/* thousandths, > 0 */
	int64_t price;			/* manual price a unit, -1 = from the list (needs price.edit) */
	int64_t discount;		/* manual, amount; -1 none */
	int64_t discount_bp;		/* manual, basis points; -1 none */
	/* found by sale_price() */
	int64_t product_id, category_id, unit_price, list_price;
	char code[32], name[192], unit[24];
	int64_t gross, off, net;	/* net = gross - off */
	int64_t receipt_off;		/* share of the receipt discount inside off */
	int64_t coupon_off;		/* share of the coupon inside off */
	struct sale_why whys[WHY_KINDS]; size_t nwhys;
	bool no_points, no_discount;
	char why[160];			/* what gave the discount, translated */
};
/* cash, bank, value (stored value of a card), points, or a code of tenders.more. amount -1 and
 * points 0: what is left; points: by number, or as many as fit the amount (rule P11). */
struct sale_tender {
	char method[16];
	int64_t amount, points;
	char card[CARD_NUMBER_SIZE];	/* value: "" = the member's */
	bool pin_ok;			/* card_check_pin() said yes (rule V4) */
	int64_t card_id, principal, bonus;	/* found by posting */
};

struct sale {
	/* asked */
	char key[68];			/* idempotency key, made when the cart opens */
	char store[32], till[32];	/* codes; "" = the actor's */
	struct member member;		/* holder_id 0: nobody */
	int64_t discount, discount_bp;	/* on the receipt; -1 none */
	char coupon[32];		/* code or "" */
	char approver[32];		/* who said yes: only after approval_check() (rule D3) */
	char reason[160];		/* why more than the limit; or "" */
	char salesperson[32];		/* user code or "" */
	bool is_agreed;			/* prices and discounts of an order: no right is asked again (rule C3) */
	struct sale_line *lines; size_t nlines;
	struct sale_tender tenders[SALE_TENDERS_MAX]; size_t ntenders;
	/* found */
	int64_t gross, off, total;	/* total = sum of net */
	int64_t rounding, due, paid, change;	/* due = total + rounding */
	int64_t coupon_off, coupon_id, approver_id, salesperson_id;
	int64_t points_base;		/* of total: what collects points and may be paid by them */
	int64_t points_usable;		/* most that may pay here now (rule P11); 0 without a member */
	int64_t by_points;		/* amount that points pay: earns nothing (rule P2) */
	int64_t earn_base, earned; json_t *earn_why;	/* P9; owned */
	int64_t id; char receipt[48]; int64_t at; bool again;
	day_t day;				/* of at, in the shop's zone */
	int64_t points_after; char level[32];
};
void sale_init(struct sale *s);		/* empty, with a fresh key */
void sale_fini(struct sale *s);
void sale_set_time(struct sale *s, int64_t at);	/* at and day */
struct sale_line *sale_add_line(struct sale *s, const char *product, int64_t qty_milli);
void sale_remove_line(struct sale *s, size_t i);

/* Prices everything from scratch (D1, D2, D4), what the sale would give and cost now. Opens nothing,
 * moves nothing (P7). Read transaction is enough. ERR_NOTFOUND names the product in note.field "product";
 * ERR_DENIED on "discount" or "price": set approver and price again (D3); ERR_INVALID, ERR_LIMIT on
 * "coupon": it is not for this sale, or used up. */
enum err sale_price(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
/* Prices again, checks tenders (N1, N2), posts, in the caller's write transaction: receipt, lines,
 * payments, points, sums, audit, idempotency. Same key again: the first result and again = true.
 * Call store_commit() and store_durable() before saying so. Needs sale.add. */
enum err sale_post(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
/* sale_post() from begin to durable, as a till does it: while it waits for the turn the session that
 * has it may post this one as well (store/errand.h). Outside of a transaction. *is_unknown, after an
 * error: it may be posted or not; ask again with the same key. */
enum err sale_settle(struct store *st, struct actor *a, struct sale *s, bool *is_unknown,
    struct err_note *note) MUST_CHECK;

/* A posted receipt, for showing, printing, explaining. lines/tenders/found members filled. */
struct sale_head {
	char kind[16], user[32], user_name[128], store_name[128], store_address[160], store_phone[32];
	/* Prepaid money in (+) or out (-), the bonus that went with it, what the card held then (V2). */
	int64_t topup, bonus, value_after;
};
enum err sale_load(struct store *st, const char *receipt, struct sale *s,
    struct sale_head *h, struct err_note *note) MUST_CHECK;
/* Every price, discount, rounding and point with the rule that gave it (P9, H7). *out owned. */
enum err sale_explain(struct store *st, const char *receipt, json_t **out, struct err_note *note) MUST_CHECK;

/* Recent receipts of a customer, newest first. */
struct sale_brief { char receipt[48], store[32]; int64_t at, due, earned; };
enum err sale_recent(struct store *st, int64_t customer_id, struct sale_brief *b, size_t *n,
    struct err_note *note) MUST_CHECK;

/* A held cart, to and from JSON (draft.h); found members are not kept. */
json_t *sale_to_json(const struct sale *s);
enum err sale_from_json(struct sale *s, const json_t *j, struct err_note *note) MUST_CHECK;

#endif
