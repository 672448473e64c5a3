/* card_stock.h - numbered cards without a customer, with a sheet to print (C2). */
#ifndef QUEN_SCREENS_CARD_STOCK_H
#define QUEN_SCREENS_CARD_STOCK_H

#include "screens/session.h"

/* Asks how many of the type, issues them all or none, writes the sheet as a PDF into the
 * folder "out" of the store and says where. type: a code. */
void card_stock_issue(struct session *s, const char *type, const char *name);

#endif
