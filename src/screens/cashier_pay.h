/* cashier_pay.h - the payment pop-up: cash, bank, stored value, points and what
 * the shop takes beside them; change while typing. Rules N1, N2, P11, V4. */
#ifndef QUEN_SCREENS_CASHIER_PAY_H
#define QUEN_SCREENS_CASHIER_PAY_H

#include "screens/cart.h"

/* True: posted; cart.sale has receipt, change and points. False: not paid. */
bool cashier_pay(struct cart *c);

#endif
