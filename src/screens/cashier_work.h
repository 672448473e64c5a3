/* cashier_work.h - what the keys of the cashier do. */
#ifndef QUEN_SCREENS_CASHIER_WORK_H
#define QUEN_SCREENS_CASHIER_WORK_H

#include "screens/cart.h"
#include "ui/edit.h"
#include "ui/menu.h"

#define CASHIER_MORE_MAX 2

/* The cashier's screen.data. */
struct cashier {
	struct cart cart;
	struct edit input;
	int64_t qty_milli;		/* for the next item ("3*"), 0 = one */
	char receipt[48];		/* the last one of this screen */
	struct menu_item more[CASHIER_MORE_MAX];	/* what F10 shows beside the keys */
};

/* "code" "3*" "3*code", a card, a customer's code; else products by words. */
void cashier_work_enter(struct screen *s, const char *text, bool is_scan);
void cashier_work_act(struct screen *s, enum act act);
void cashier_work_pay(struct screen *s);
/* Title, star and status of the screen from the cart. */
void cashier_show_state(struct screen *s);

#endif
