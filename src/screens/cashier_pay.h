/* cashier_pay.h - the payment pop-up: cash, bank, stored value, points and what
 * the shop takes beside them; change while typing. Rules N1, N2, P11, V4. */
#ifndef QUEN_SCREENS_CASHIER_PAY_H
#define QUEN_SCREENS_CASHIER_PAY_H

#include "screens/cart.h"

/* What is paid: a cart, or the difference of an exchange. */
struct pay_for {
	struct session *s;
	/* Figures after try_tenders(): total, rounding, due, paid, change, tenders; and member,
	 * points_usable. */
	const struct sale *sale;
	const bool *is_unsettled;	/* or NULL */
	enum err (*try_tenders)(void *ctx, const struct sale_tender *t, size_t n,
	    struct err_note *note);	/* moves nothing */
	enum err (*post)(void *ctx, struct err_note *note);
	void *ctx;
};
/* True: posted. */
bool cashier_pay_for(const struct pay_for *of);
/* True: posted; cart.sale has receipt, change and points. False: not paid. */
bool cashier_pay(struct cart *c);

#endif
