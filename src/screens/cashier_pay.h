/* cashier_pay.h - the payment pop-up: cash and bank, change while typing. */
#ifndef QUEN_SCREENS_CASHIER_PAY_H
#define QUEN_SCREENS_CASHIER_PAY_H

#include "screens/cart.h"

/* True: posted; cart.sale has receipt, change and points. False: not paid. */
bool cashier_pay(struct cart *c);

#endif
