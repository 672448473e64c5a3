/* lines.h - the lines of a quotation or an order as a grid: typed, priced live as the cashier
 * would, delivered and sold in parts. MISSION B4, D4; rules D1-D4, C3. */
#ifndef QUEN_SCREENS_LINES_H
#define QUEN_SCREENS_LINES_H

#include "domain/offer.h"
#include "screens/session.h"

enum lines_mode {
	LINES_EDIT,		/* of a draft; anything else is shown */
	LINES_DELIVER, LINES_SELL	/* of an order: how much of each line */
};
/* ERR_NOTFOUND, ERR_CONFLICT when its state does not allow it. */
enum err lines_open(struct session *s, enum offer_kind k, const char *number, enum lines_mode mode,
    struct err_note *note) MUST_CHECK;

#endif
