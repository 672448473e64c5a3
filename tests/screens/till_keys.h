/* till_keys.h - what the cases at the till have in common. */
#ifndef QUEN_TESTS_TILL_KEYS_H
#define QUEN_TESTS_TILL_KEYS_H

#include "cases.h"

#define TILL_PREPAID "8900000000017"

/* Long enough that no pop-up takes the next key for the one that opened it. */
#define TILL_PAUSE "Wait Wait Wait Wait"

#define TILL_THREE_LINES \
    "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"lines\":[{\"product\":\"CF\",\"qty\":2}," \
    "{\"product\":\"BM\",\"qty\":1},{\"product\":\"TR\",\"qty\":3}]," \
    "\"tenders\":[{\"method\":\"bank\"}]}\n"

void till_ok(const struct stage *g, const char *user, const char *line);
void till_verify(const struct stage *g);
/* hoa, a manager who may approve, take back and look into the drawer. */
void till_add_manager(const struct stage *g);
/* Bình with a card that holds 20,000 and 10 points. */
void till_add_prepaid(const struct stage *g);
struct scr *till_start_at(struct stage *g, const char *user, const char *go, int rows, int cols);
/* An item or a code on the input line; a line of the menu that is open, by its words; the
 * answer to a question for one line. */
void till_enter(struct scr *s, const char *text);
void till_pick(struct scr *s, const char *words);
void till_answer(struct scr *s, const char *question, const char *text);

#endif
