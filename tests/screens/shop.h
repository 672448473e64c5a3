/* shop.h - a small shop in a folder of its own, for one test. */
#ifndef QUEN_TESTS_SHOP_H
#define QUEN_TESTS_SHOP_H

#include <stdbool.h>

#define SHOP_CARD "8901000372410053"	/* of Nguyễn Văn Ánh */
#define SHOP_COFFEE "8934567890120"
#define SHOP_BREAD "8938501234568"
#define SHOP_TEA "6901234567892"

/* Made once a program and copied for every test. Users: admin; lan (cashier);
 * kho (may see customers and products, nothing else). */
struct shop { char home[256]; };
void shop_make(struct shop *s);
void shop_drop(struct shop *s);
void shop_fini(void);			/* the master copy */

/* quen post with one line; the answer, borrowed until the next call. */
const char *shop_post(const struct shop *s, const char *user, const char *line);
/* Runs quen with arguments up to NULL; its exit status. */
int shop_run(const struct shop *s, const char *first, ...);
/* What it printed, borrowed until the next call. */
const char *shop_says(const struct shop *s, const char *first, ...);
/* The same as admin, with text on stdin. */
int shop_input(const struct shop *s, const char *input, const char *first, ...);

/* Leaves a draft of a user behind, as a session does that was killed. */
void shop_draft(const struct shop *s, const char *user, const char *key,
    const char *body);

#endif
