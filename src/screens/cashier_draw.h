/* cashier_draw.h - the cashier as it looks, from 40 columns up. */
#ifndef QUEN_SCREENS_CASHIER_DRAW_H
#define QUEN_SCREENS_CASHIER_DRAW_H

#include "ui/app.h"

void cashier_draw(struct screen *s, struct canvas *c, struct rect body);

#endif
