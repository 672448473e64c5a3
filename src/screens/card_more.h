/* card_more.h - what can be done with the card on the desk beside points: F10. */
#ifndef QUEN_SCREENS_CARD_MORE_H
#define QUEN_SCREENS_CARD_MORE_H

#include "domain/member.h"
#include "screens/session.h"
#include "ui/menu.h"

/* Lines for F10 that fit the card and the rights. */
#define CARD_MORE_MAX 16
size_t card_more_items(struct session *s, const struct member *m,
    struct menu_item items[CARD_MORE_MAX]);
/* Runs one of them. True: something was posted, look again. */
bool card_more_run(struct session *s, const struct member *m, int value);
/* Ctrl-P: the statement, or why there is none. */
void card_more_statement(struct session *s, const struct member *m);
/* The same by operation: the digits of the desk. */
bool card_more_op(struct session *s, const struct member *m, const char *op);

/* "Value 550.000 (50.000 bonus)   Visits left 7   Gold until 21/11/2027": what the card holds
 * beside points, and what is missing for the next level; "" when nothing. Inside a read. */
void card_more_text(struct session *s, const struct member *m, struct strbuf *out);

#endif
