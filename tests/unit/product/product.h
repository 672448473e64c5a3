/* product.h - what a shop's administrator does once in a while: erasing, upgrading. */
#ifndef QUEN_TEST_PRODUCT_H
#define QUEN_TEST_PRODUCT_H

#include "shop.h"

GROUP(erase);
GROUP(erase_walk);

/* ---- test_erase.c: somebody whose every word is the mark, KH000002 */
#define MARK "Zqwvxy"
#define MARK_PHONE "912000111"
#define MARK_ID_NUMBER "079188277345"
void make_person(struct shop *s);		/* with a receipt, so that something stays */
void make_offer(struct shop *s);
int marks_on_disk(struct shop *s);		/* files in which one of the three stands */
struct erasure;
void erase(struct shop *s, const char *code, struct erasure *x);

#endif
