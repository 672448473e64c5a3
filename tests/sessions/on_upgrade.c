/* A newer program changes the tables while sessions of this one are alive (TRUST I6). */
#include "config.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"
#include "keep.h"

/* Everything of a folder, linked from another one, but what is named. */
static void
link_all(const char *from, const char *to, const char *but)
{
	DIR *d = opendir(from);
	struct dirent *x;
	char a[700], b[700];

	assert_non_null(d);
	assert_int_equal(mkdir(to, 0700), 0);
	while ((x = readdir(d)) != NULL) {
		if (x->d_name[0] == '.' || (but != NULL && strcmp(x->d_name, but) == 0))
			continue;
		snprintf(a, sizeof a, "%s/%s", from, x->d_name);
		snprintf(b, sizeof b, "%s/%s", to, x->d_name);
		assert_int_equal(symlink(a, b), 0);
	}
	closedir(d);
}

/* The data of this program and one schema file more; its number. */
static int
make_newer(const char *data, const char *newer)
{
	static const char *const folders[] = { "forms", "keymaps", "themes" };
	char from[800], to[700];
	struct dirent *x;
	int newest = 0, n;
	DIR *d;
	FILE *f;

	assert_int_equal(mkdir(newer, 0700), 0);
	for (size_t i = 0; i < 3; i++) {
		snprintf(from, sizeof from, "%s/%s", data, folders[i]);
		snprintf(to, sizeof to, "%s/%s", newer, folders[i]);
		if (access(from, R_OK) == 0)
			assert_int_equal(symlink(from, to), 0);
	}
	snprintf(from, sizeof from, "%s/sql", data);
	snprintf(to, sizeof to, "%s/sql", newer);
	link_all(from, to, "schema");
	snprintf(from, sizeof from, "%s/sql/schema", data);
	snprintf(to, sizeof to, "%s/sql/schema", newer);
	link_all(from, to, NULL);
	d = opendir(to);
	assert_non_null(d);
	while ((x = readdir(d)) != NULL) {
		n = atoi(x->d_name);
		newest = n > newest ? n : newest;
	}
	closedir(d);
	newest = newest % 9999;
	snprintf(from, sizeof from, "%s/%04d_newer.sql", to, newest + 1);
	f = fopen(from, "w");
	assert_non_null(f);
	/* What a sale of the older program would run into. */
	fputs("CREATE TABLE newer (id @int64 NOT NULL PRIMARY KEY) @table;\n"
	    "ALTER TABLE sale ADD COLUMN newer_id @int64;\n", f);
	assert_int_equal(fclose(f), 0);
	return newest + 1;
}

static void
set_data(const char *dir)
{
	if (dir != NULL)
		setenv("QUEN_DATA", dir, 1);
	else
		unsetenv("QUEN_DATA");
}

/* A sale is about to be paid, a customer half typed, when the store is upgraded: nothing of the sale
 * is written, both are told and end by themselves, what was typed is there in the newer program. */
void
upgrade_while_sessions_live(void **state)
{
	const char *was = getenv("QUEN_DATA");
	char *data = was != NULL ? realpath(was, NULL) : NULL;
	struct keep *k = *state;
	struct scr_start st = { .home = k->shop.home, .user = "admin" };
	struct scr *till = keep_attach(k, 0, "lan"), *typing, *s;
	char newer[400], receipts[4096];

	if (data == NULL)
		skip();
	snprintf(newer, sizeof newer, "%s/newer", k->shop.home);
	(void)make_newer(data, newer);
	scr_expect(till, "Cashier");
	scr_keys(till, "2");
	scr_expect(till, "TOTAL");
	scr_burst(till, SHOP_COFFEE "\r", strlen(SHOP_COFFEE) + 1);
	scr_expect(till, "Items 1");
	typing = half_a_customer(k, 1, "admin");
	snprintf(receipts, sizeof receipts, "%s", shop_says(&k->shop, "report", "sales-by-day", "--format", "csv", NULL));
	set_data(newer);
	assert_int_equal(shop_run(&k->shop, "upgrade", NULL), 0);
	set_data(data);
	scr_type(typing, "Z");
	scr_expect(typing, "KHABZ");
	/* Pays, as far as it gets; pop-ups take no key for a moment (rule T3). */
	scr_keys(till, "F2 Wait Wait Wait Wait 1 0 0 0 0 0 Enter");
	assert_int_equal(scr_wait_end(till, 15000), 0);
	assert_int_equal(scr_wait_end(typing, 15000), 0);
	assert_true(scr_raw_has(till, "Quen was upgraded meanwhile"));
	assert_true(scr_raw_has(typing, "Quen was upgraded meanwhile"));
	assert_false(scr_raw_has(typing, "could not be kept"));
	assert_true(keep_wait_sessions(k, 0, 5000));
	/* The older program does not come up any more. */
	s = keep_attach(k, 0, "lan");
	assert_int_not_equal(scr_wait_end(s, 15000), 0);
	assert_true(scr_raw_has(s, "newer Quen") || scr_raw_has(s, "newer than this"));
	/* The newer one has the drafts, no sale, and books that hold. */
	set_data(newer);
	scr_free(k->scr[3]);
	s = k->scr[3] = scr_new(&st);
	scr_expect(s, "Draft: Customer");
	scr_keys(s, "F9");
	scr_type(s, "CU");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Find:");
	scr_keys(s, "F6");
	scr_expect(s, "Take up");
	scr_keys(s, "Wait Wait Wait Wait Wait 1");
	scr_expect(s, "[KHABZ");
	assert_string_equal(shop_says(&k->shop, "report", "sales-by-day", "--format", "csv", NULL), receipts);
	assert_int_equal(shop_run(&k->shop, "verify", NULL), 0);
	set_data(was != NULL ? data : NULL);
	free(data);
}
