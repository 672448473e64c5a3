/* till_work.h - what the keys of the cashier do. */
#ifndef QUEN_SCREENS_TILL_WORK_H
#define QUEN_SCREENS_TILL_WORK_H

#include "screens/cart.h"
#include "ui/edit.h"

/* The cashier's screen.data. */
struct till {
	struct cart cart;
	struct edit input;
	int64_t qty_milli;		/* for the next item ("3*"), 0 = one */
	char receipt[48];		/* the last one of this screen */
};

/* "code" "3*" "3*code", a card, a customer's code; else products by words. */
void till_work_enter(struct screen *s, const char *text, bool is_scan);
void till_work_act(struct screen *s, enum act act);
void till_work_pay(struct screen *s);
/* Title, star and status of the screen from the cart. */
void till_show_state(struct screen *s);

#endif
