/* relation.h - the shop of shop.h with a second customer and cashier Lan, who may use all of the
 * relation but sees only what is shared: KH000001 is private to admin, KH000002 is everybody's. */
#ifndef QUEN_TEST_RELATION_H
#define QUEN_TEST_RELATION_H

#include "shop.h"

#include "domain/document.h"
#include "domain/people_list.h"

int relation_setup(void **state);
int relation_teardown(void **state);
#define RELATION_TEST(f) cmocka_unit_test_setup_teardown(f, relation_setup, relation_teardown)

/* How many rows a list has for a; first (may be NULL) takes the first one. */
size_t people(struct shop *s, struct actor *a, enum people_kind kind, int option,
    struct people_row *first);
/* Attaches a text; must be answered by want. */
void attach(struct shop *s, struct actor *a, const char *entity, const char *code,
    const char *name, const char *text, enum err want, struct document *out);
/* Rows of an entity as a list shows them to a. */
int64_t count_rows(struct shop *s, struct actor *a, const char *entity);
int64_t id_of(struct shop *s, const char *table);	/* of the newest row */

GROUP(contact);
GROUP(document);
GROUP(lost);
GROUP(story);
GROUP(unseen);

#endif
