/* query_shop.h - the demo shop for tests of the universal query: who asks what, and raw SQL beside. */
#ifndef TESTS_UNIT_QUERY_QUERY_SHOP_H
#define TESTS_UNIT_QUERY_QUERY_SHOP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/query_kept.h"
#include "store/actor.h"
#include "store/store_internal.h"

struct query_shop {
	char home[128];
	struct store_paths p;
	struct store *st;
	struct actor *admin, *mai;	/* mai may see what every function shows, but cost and rating */
	struct query_sources all;
};
extern struct query_shop shop;

int shop_open(void **state);
int shop_close(void **state);
void must(enum err e, const struct err_note *note);
/* The reply's "ok"; never fails itself. */
bool shop_post(struct actor *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Asks; text is JSON with ' for ". */
enum err shop_ask(struct actor *a, const char *text, struct query_result *res, struct err_note *note);
/* The same; has to work. */
void shop_run(struct actor *a, const char *text, struct query_result *res);
/* The first figure of a statement over the raw rows. */
int64_t shop_raw(const char *sql);
/* How many rows a question of admin gives. */
int64_t shop_rows(const char *text);
/* Every row of res is the row of the statement, column by column. */
void shop_equals(const struct query_result *res, const char *sql);

#endif
