/* cart.h - the sale that is being rung up: priced anew after every change,
 * kept as a draft after every change (rules P7, T1), posted once. */
#ifndef QUEN_SCREENS_CART_H
#define QUEN_SCREENS_CART_H

#include "domain/sale.h"
#include "screens/session.h"

#define CARTS_MAX 8

struct cart {
	struct session *s;
	struct sale sale;
	char draft[64];		/* key of the draft */
	int slot;		/* bit in session.carts */
	size_t at;		/* line under the cursor */
	/* A payment was sent and its outcome is not known: nothing may change
	 * until the same request was asked again (rule T1). */
	bool is_unsettled;
	/* Who said yes to the next change that needs it, and why (rule D3). */
	char approver[32], reason[160];
};

/* Takes up the cart that a broken session of this user left at this till, else
 * an empty one. fresh: only an empty one. Two sessions never share a cart. */
enum err cart_open(struct cart *c, struct session *s, bool fresh,
    struct err_note *note) MUST_CHECK;
void cart_close(struct cart *c);	/* the draft stays when something is in it */
bool cart_is_empty(const struct cart *c);
/* A new sale with a key of its own; drops the draft. */
void cart_clear(struct cart *c);

/* Changes: each prices the sale and keeps the draft; after a failure the cart
 * is as it was. */
enum err cart_add(struct cart *c, const char *product, int64_t qty_milli,
    struct err_note *note) MUST_CHECK;
enum err cart_set_line(struct cart *c, size_t i, const struct sale_line *asked,
    struct err_note *note) MUST_CHECK;
void cart_remove(struct cart *c, size_t i);
enum err cart_set_discount(struct cart *c, int64_t amount, int64_t bp,
    struct err_note *note) MUST_CHECK;
/* "" takes it off. */
enum err cart_set_coupon(struct cart *c, const char *code, struct err_note *note) MUST_CHECK;
enum err cart_set_salesperson(struct cart *c, const char *user, struct err_note *note) MUST_CHECK;
/* The cart as it stands, with the approver above: one taken up again has lost its own. */
enum err cart_approve(struct cart *c, struct err_note *note) MUST_CHECK;
/* By card, code or phone, exactly; ERR_NOTFOUND. "" takes the customer off. */
enum err cart_set_member(struct cart *c, const char *text, struct err_note *note) MUST_CHECK;
enum err cart_reprice(struct cart *c, struct err_note *note) MUST_CHECK;
/* Sums with these tenders; moves nothing. */
enum err cart_try_tenders(struct cart *c, const struct sale_tender *t, size_t n,
    struct err_note *note) MUST_CHECK;
/* Posts what cart_try_tenders set. ERR_OK: on the disk, sale.receipt is set and
 * the draft is gone; call cart_clear() for the next one. ERR_BUSY with
 * is_unsettled: ask again by the same call. */
enum err cart_post(struct cart *c, struct err_note *note) MUST_CHECK;

/* Puts the cart aside for any cashier of the branch; empties it. */
enum err cart_hold(struct cart *c, struct err_note *note) MUST_CHECK;
enum err cart_recall(struct cart *c, int64_t id, struct err_note *note) MUST_CHECK;
int64_t cart_items(const struct cart *c);	/* thousandths */

#endif
