/* cashier_more.h - coupon and salesperson (F10), and a second person's word for more
 * than the cashier may give away. Rules D1, D3; H5. */
#ifndef QUEN_SCREENS_CASHIER_MORE_H
#define QUEN_SCREENS_CASHIER_MORE_H

#include "screens/cashier_work.h"

/* Fills t->more; how many. */
size_t cashier_more_items(struct cashier *t);
void cashier_more_run(struct screen *s, int value);
/* "coupon C1   by hoa   ", what the sale has of that; else untouched. */
void cashier_more_status(const struct cashier *t, char *buf, size_t size);

/* When err and note say that a right is missing for a discount or a price: asks for user,
 * password and reason. True: the cart holds who approved, do it again. False: note says why
 * not, the first refusal when nobody was asked. */
bool cashier_ask_approval(struct screen *s, enum err err, struct err_note *note);

#endif
