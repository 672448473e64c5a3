/* card_desk_draw.h - the card desk as it looks, and what its two files share. */
#ifndef QUEN_SCREENS_CARD_DESK_DRAW_H
#define QUEN_SCREENS_CARD_DESK_DRAW_H

#include "domain/due.h"
#include "domain/member.h"
#include "domain/points.h"
#include "domain/sale.h"
#include "screens/card_more.h"
#include "screens/session.h"
#include "ui/edit.h"

#define HISTORY_MAX 40
#define SALES_MAX 8

/* The screen's data. */
struct card_desk {
	struct edit input;
	bool has_member;
	struct member m;
	struct points_entry history[HISTORY_MAX];
	size_t nhistory, top;
	struct sale_brief sales[SALES_MAX];
	size_t nsales;
	char holds[200];		/* value, visits, level: card_more_text() */
	struct menu_item more[CARD_MORE_MAX + 1];
	int64_t worth;			/* what the usable points would pay (rule P11) */
	struct due due;			/* what waits for this customer */
};

void card_desk_draw(struct screen *s, struct canvas *c, struct rect body);

#endif
