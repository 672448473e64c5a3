#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"

/* Opens the customer that these words find, in the form. */
static struct scr *
open_customer(struct stage *g, const char *user, const char *words)
{
	struct scr *s = stage_start(g, user, 0, 0, NULL);
	char text[64];

	scr_expect(s, "Go to:");
	snprintf(text, sizeof text, "CU %s", words);
	scr_type(s, text);
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	scr_expect(s, "KH000");
	scr_keys(s, "Enter");
	scr_expect(s, "Address");
	return s;
}

static void
read_file(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
}

/* To a field by its label, downward. */
static void
to_field(struct scr *s, const char *label)
{
	for (int i = 0; i < 24; i++) {
		int row, col;

		scr_quiet(s);
		scr_cursor(s, &row, &col);
		if (strstr(scr_line(s, row), label))
			return;
		scr_keys(s, "Down");
	}
	scr_dump(s);
	fail_msg("no field %s", label);
}

void
records_find_edit_save(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "nguyen van binh");

	to_field(s, "Phone");
	scr_keys(s, "^U");
	scr_type(s, "0987654321");
	scr_keys(s, "F2");
	scr_expect(s, "0987 654 321");
	scr_keys(s, "F3");
	scr_expect(s, "0987 654 321");		/* the list shows it */
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n"), "+84987654321"));
	/* UX 7: taken back; what another changed stays */
	scr_keys(s, "Enter");
	scr_expect(s, "Address");
	to_field(s, "Full name");
	scr_keys(s, "^U");
	scr_type(s, "Wrong Name");
	scr_keys(s, "F2");
	scr_expect(s, "Saved");
	shop_post(&g->shop, "lan", "{\"op\":\"edit\",\"entity\":\"customer\",\"code\":\"KH0002\","
	    "\"fields\":{\"address\":\"12 Le Loi\"}}\n");
	scr_keys(s, "F10");
	scr_type_slowly(s, "undo save");
	scr_keys(s, "Enter");
	scr_expect(s, "The record is as it was before.");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_expect(s, "12 Le Loi");
}

void
records_validation(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "binh");

	to_field(s, "Full name");
	scr_keys(s, "^U");
	to_field(s, "Phone");
	scr_keys(s, "^U");
	scr_type(s, "0987");
	scr_keys(s, "F2");
	/* it jumps to the first problem and says what is wrong */
	scr_expect(s, "Full name");
	scr_quiet(s);
	scr_type(s, "Binh B");
	scr_keys(s, "F2");
	scr_quiet(s);
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n"), "+84912000111"));
	to_field(s, "Phone");
	scr_keys(s, "^U");
	scr_type(s, "0987654321");
	scr_keys(s, "F2");
	scr_expect(s, "0987 654 321");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n"), "Binh B"));
}

/* Rule S6. */
void
records_conflict(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "binh");
	struct scr *t = g->t = open_customer(g, "admin", "binh");

	/* different fields merge */
	to_field(s, "E-mail");
	scr_type(s, "binh@example.com");
	scr_keys(s, "F2");
	scr_quiet(s);
	to_field(t, "Address");
	scr_type(t, "12 Le Loi");
	scr_keys(t, "F2");
	scr_quiet(t);
	const char *r = shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n");
	assert_non_null(strstr(r, "binh@example.com"));
	assert_non_null(strstr(r, "12 Le Loi"));
	/* the same field shows both */
	to_field(s, "Address");
	scr_type(s, "99 Hai Ba Trung");
	scr_keys(s, "F2");
	scr_expect(s, "12 Le Loi");
	scr_expect(s, "99 Hai Ba Trung");
}

/* Rule S1: what may not be seen does not exist. */
void
records_hidden(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Trần Thị Mai");
	scr_refuse(s, "Hidden Person");
	scr_type(s, "hidden");
	scr_expect(s, "Nothing found");
	scr_refuse(s, "KH9999");
	scr_keys(s, "Esc F3");
	scr_expect(s, "Go to:");
	scr_type(s, "CD");
	scr_keys(s, "Enter");
	scr_expect(s, "ready");
	scr_type(s, "KH9999");
	scr_keys(s, "Enter");
	scr_expect(s, "Nothing found");
	scr_refuse(s, "Hidden");
	scr_refuse(s, "Person");
}

/* Rule S3, and the warning for a visible one. */
void
records_duplicate_phone(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "binh");

	to_field(s, "Phone");
	scr_keys(s, "^U");
	scr_type(s, "0909999999");
	scr_keys(s, "F2");
	scr_expect(s, "ask an administrator");
	scr_refuse(s, "Hidden");
	scr_keys(s, "^U");
	scr_type(s, "0914000333");
	scr_keys(s, "F2");
	scr_expect(s, "KH0004");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n"), "+84912000111"));
	/* one more Save overrides a warning */
	scr_keys(s, "F2");
	scr_quiet(s);
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n"), "+84914000333"));
}

void
records_new_and_delete(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "F6");
	scr_expect(s, "Address");
	to_field(s, "Full name");
	scr_type(s, "Lê Thị Đào");
	scr_keys(s, "F2");
	scr_quiet(s);
	scr_keys(s, "F3");
	scr_expect(s, "Find:");
	scr_expect(s, "Lê Thị Đào");
	/* type-ahead finds it without accents */
	scr_type(s, "dao");
	scr_expect(s, "Find: dao");
	scr_refuse(s, "Trần Thị Mai");
	scr_expect(s, "Lê Thị Đào");
	/* the key that opened the question never answers it; No is the default */
	scr_keys(s, "^D");
	scr_expect(s, "Delete Customer");
	scr_keys(s, "Wait Wait Wait Wait Wait ^D Enter");
	scr_wait_gone(s, "Delete Customer", 2000);
	scr_expect(s, "Lê Thị Đào");
	scr_keys(s, "^D");
	scr_expect(s, "Delete Customer");
	scr_keys(s, "Wait Wait Wait Wait Wait");
	scr_type(s, "2");
	scr_expect(s, "Deleted: Lê Thị Đào");
	/* and back again */
	scr_keys(s, "F10");
	scr_type_slowly(s, "deleted");
	scr_keys(s, "Enter");
	scr_expect(s, "Enter restores");
	scr_expect(s, "Lê Thị Đào");
	scr_keys(s, "Enter");
	scr_expect(s, "is back");
	scr_expect(s, "Find: dao");
}

/* Whether it stands in the store, or its log, as it was typed. */
static bool
in_store(const struct shop *shop, const char *text)
{
	static const char *const files[] = { "quen.db", "quen.db-wal" };
	char path[300], *bytes = malloc(64 << 20);
	bool found = false;

	for (size_t i = 0; i < 2; i++) {
		FILE *f;
		size_t n;

		snprintf(path, sizeof path, "%s/%s", shop->home, files[i]);
		f = fopen(path, "r");
		assert_non_null(f);
		n = fread(bytes, 1, 64 << 20, f);
		fclose(f);
		found = found || memmem(bytes, n, text, strlen(text)) != NULL;
	}
	free(bytes);
	return found;
}

/* Rule T1: SIGHUP keeps what was typed. An ID number is sealed in a draft as it is in the row. */
void
records_draft_after_hangup(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "mai");

	to_field(s, "Address");
	scr_type(s, "1 Trang Tien");
	to_field(s, "ID number");
	scr_type(s, "079188277345");
	scr_quiet(s);
	kill(scr_pid(s), SIGHUP);
	assert_int_not_equal(scr_wait_end(s, 10000), -1);
	assert_true(in_store(&g->shop, "1 Trang Tien"));
	assert_false(in_store(&g->shop, "079188277345"));
	s = g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "Draft: Customer");
	scr_type(s, "DR");
	scr_keys(s, "Enter");
	scr_expect(s, "Typed at");
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "Enter");
	scr_expect(s, "Take up");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "Address");
	scr_expect(s, "1 Trang Tien");
	to_field(s, "ID number");
	scr_expect(s, "079188277345");
	scr_keys(s, "F2");
	scr_quiet(s);
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0004\"}\n"), "1 Trang Tien"));
	assert_false(in_store(&g->shop, "079188277345"));
	/* saved: the draft is gone */
	scr_keys(s, "F3 F3");
	scr_expect(s, "TODAY");
	scr_refuse(s, "Draft: ");
}

/* A pause in typing writes the draft. */
static bool
comes_into_store(struct stage *g, const char *text)
{
	for (int i = 0; i < 100 && !in_store(&g->shop, text); i++)
		scr_keys(g->s, "Wait");
	return in_store(&g->shop, text);
}

/* The session is killed, the draft taken up again. */
static struct scr *
after_kill(struct stage *g, struct scr *s)
{
	kill(scr_pid(s), SIGKILL);
	assert_int_not_equal(scr_wait_end(s, 10000), -1);
	s = g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "Draft: Customer");
	scr_type(s, "DR");
	scr_keys(s, "Enter");
	scr_expect(s, "Typed at");
	scr_keys(s, "Enter");
	scr_expect(s, "Take up");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "Address");
	return s;
}

/* Half a day is no day, and yet it was typed: the draft keeps it as the text that it is. */
void
records_draft_of_half_a_day(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "mai");

	to_field(s, "Sex");
	scr_keys(s, "Tab ^U");
	scr_type(s, "31/02/19");
	scr_quiet(s);
	assert_true(comes_into_store(g, "31/02/19"));
	s = after_kill(g, s);
	scr_expect(s, "[31/02/19__]!");
}

/* A long text is typed on a screen of its own: its pauses write the form's draft. */
void
records_draft_of_a_long_text(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "mai");

	to_field(s, "Note");
	scr_type(s, "calls ");
	scr_keys(s, "^E");
	scr_type(s, "in the morning");
	scr_quiet(s);
	assert_true(comes_into_store(g, "calls in the morning"));
	/* Esc drops what was typed there, kept or not. */
	scr_keys(s, "Esc");
	scr_expect(s, "Drop the changes");
	scr_type(s, "2");
	scr_expect(s, "Address");
	scr_refuse(s, "in the morning");
	scr_expect(s, "calls");
	scr_keys(s, "^E");
	scr_type(s, "at noon");
	scr_quiet(s);
	assert_true(comes_into_store(g, "calls at noon"));
	s = after_kill(g, s);
	scr_expect(s, "calls at noon");
}

/* A form that is left before the pause is kept in the next one. */
void
records_draft_of_a_form_left(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "mai");

	to_field(s, "Address");
	scr_type(s, "1 Trang Tien");
	scr_keys(s, "F9");
	scr_type(s, "+MM");
	scr_keys(s, "Enter");
	scr_expect(s, "TODAY");
	assert_true(comes_into_store(g, "1 Trang Tien"));
	s = after_kill(g, s);
	scr_expect(s, "1 Trang Tien");
}

/* Logging off with unsaved work in another task keeps it. */
void
records_draft_after_log_off(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "lan", "mai");

	to_field(s, "Address");
	scr_type(s, "1 Trang Tien");
	scr_keys(s, "F9");
	scr_type(s, "+MM");
	scr_keys(s, "Enter");
	scr_keys(s, "F9");
	scr_type(s, "LO");
	scr_keys(s, "Enter");
	scr_expect(s, "kept as drafts");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type(s, "2");
	assert_int_equal(scr_wait_end(s, 10000), 0);
	s = g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "Draft: Customer");
}

/* F6 in a lookup makes the missing row and comes back with it. */
void
records_lookup_create(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_customer(g, "admin", "binh");

	to_field(s, "Region");
	scr_type(s, "hcm");
	scr_keys(s, "F4");
	scr_expect(s, "Nothing found");
	scr_keys(s, "F6");
	scr_expect(s, "Name* [hcm");
	scr_type(s, "HCM");
	to_field(s, "Name");
	scr_keys(s, "^U");
	scr_type(s, "Sài Gòn");
	scr_keys(s, "F2");
	scr_expect(s, "+ Sài Gòn");
	scr_keys(s, "F2");
	scr_expect(s, "Saved");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0002\"}\n"), "\"HCM\""));
}

static void
open_customers(struct scr *s)
{
	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "KH0001");
}

/* UX 5: the order is chosen, said in the head, and kept with the columns until the next sign-in. */
void
records_sorted_as_the_user_wants(void **state)
{
	struct stage *g = *state;
	struct scr *s;
	char file[300], text[8192] = "";

	setenv("HOME", g->shop.home, 1);
	s = g->s = stage_start(g, "lan", 0, 0, NULL);

	open_customers(s);
	scr_expect(s, "Full name ↑");
	scr_keys(s, "Space");
	scr_keys(s, "Down");
	scr_quiet(s);
	/* by code, downward: mark and cursor stay on their rows */
	scr_keys(s, "^R");
	scr_expect(s, "Sort");
	scr_keys(s, "Wait Wait");
	scr_type(s, "2");
	scr_expect(s, "Code ↓");
	scr_refuse(s, "Full name ↑");
	assert_true(scr_row_of(s, "KH0001") > scr_row_of(s, "KH0002"));
	scr_expect(s, "1 marked");
	/* a column goes away */
	scr_keys(s, "F4");
	scr_expect(s, "Columns");
	scr_keys(s, "Wait Wait");
	scr_type(s, "3");
	scr_expect(s, "hidden");
	scr_keys(s, "Esc Wait");
	scr_refuse(s, "Phone");
	/* at the next sign-in, and on a phone */
	s = g->t = stage_start(g, "lan", 20, 40, NULL);
	open_customers(s);
	scr_expect(s, "Code ↓");
	scr_refuse(s, "Phone");
	scr_free(g->t);
	/* somebody else has the list as it begins */
	s = g->t = stage_start(g, "admin", 0, 0, NULL);
	open_customers(s);
	scr_expect(s, "Full name ↑");
	scr_expect(s, "Phone");
	/* a file follows the order */
	scr_keys(s, "^R");
	scr_expect(s, "Sort");
	scr_keys(s, "Wait Wait");
	scr_type(s, "2");
	scr_expect(s, "Code ↓");
	scr_keys(s, "^P");
	scr_expect(s, "Excel");
	scr_keys(s, "Wait Wait Wait Wait 4");
	scr_expect(s, "File in your home");
	scr_keys(s, "Wait Wait Wait Wait ^U");
	scr_type_slowly(s, "out.csv");
	scr_keys(s, "Enter");
	scr_expect(s, "rows written");
	snprintf(file, sizeof file, "%s/out.csv", g->shop.home);
	read_file(file, text, sizeof text);
	assert_non_null(strstr(text, "KH0001"));
	assert_true(strstr(text, "KH0002") < strstr(text, "KH0001"));
	/* as it was */
	scr_keys(s, "F10");
	scr_type_slowly(s, "as they were");
	scr_keys(s, "Enter");
	scr_expect(s, "The list is as it was.");
	scr_expect(s, "Full name ↑");
}

void
records_by_example(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "F7");
	scr_expect(s, "QUERY");
	to_field(s, "Level");
	scr_keys(s, "Tab");
	scr_type(s, "GOLD");
	scr_keys(s, "F8");
	scr_expect(s, "Filter: Level: GOLD");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_refuse(s, "Trần Thị Mai");
	/* one more example: what fits either is found */
	scr_keys(s, "F7");
	scr_expect(s, "QUERY");
	scr_refuse(s, "^D Delete");
	scr_keys(s, "F6");
	scr_expect(s, "example 2");
	to_field(s, "Full name");
	scr_type(s, "mai");
	scr_keys(s, "F8");
	scr_expect(s, "Filter: Level: GOLD   or Full name: mai");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_expect(s, "Trần Thị Mai");
	scr_refuse(s, "Nguyễn Văn Bình");
	/* a blank after a search marks the row that the cursor was moved to */
	scr_type(s, "tran");
	scr_keys(s, "Down");
	scr_type(s, " ");
	scr_expect(s, "1 marked");
	scr_keys(s, "^U");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_type(s, "*");
	scr_expect(s, "all marked");
	scr_keys(s, "F10");
	scr_type_slowly(s, "change");
	scr_keys(s, "Enter");
	scr_type_slowly(s, "postcode");
	scr_keys(s, "Enter");
	scr_expect(s, "The new value in 2 records");
	scr_type_slowly(s, "700000");
	scr_keys(s, "F2");
	scr_expect(s, "Change Postcode in 2 records of Customers?");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type_slowly(s, "CHANGE 2");
	scr_keys(s, "^S");
	scr_expect(s, "2 changed");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"get\",\"entity\":\"customer\",\"code\":\"KH0004\"}\n"), "700000"));
}

/* A private customer is seen by who it is shared with, at once (A11, rule S5). */
void
records_share(void **state)
{
	struct stage *g = *state;
	struct scr *t = g->t = stage_start(g, "kho", 0, 0, NULL);
	struct scr *s;

	scr_expect(t, "Go to:");
	scr_type(t, "CU");
	scr_keys(t, "Enter");
	scr_expect(t, "Nothing here yet");
	s = g->s = open_customer(g, "lan", "binh");
	scr_keys(s, "F10");
	scr_expect(s, "Actions");
	scr_type_slowly(s, "share");
	scr_keys(s, "Enter");
	scr_expect(s, "Owner: lan");
	scr_keys(s, "Wait");
	scr_type(s, "2");
	scr_expect(s, "Code");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type_slowly(s, "kho");
	scr_keys(s, "Enter");
	scr_expect(s, "Take away: User kho");
	scr_keys(t, "F5");
	scr_expect(t, "Nguyễn Văn Bình");
	scr_refuse(t, "Trần Thị Mai");
	scr_keys(s, "Wait");
	scr_type(s, "5");
	scr_wait_gone(s, "Take away", 5000);
	scr_keys(t, "F5");
	scr_expect(t, "Nothing here yet");
}

/* Rule S4: with the right exactly what the list shows, without it nothing. */
void
records_export(void **state)
{
	struct stage *g = *state;
	struct scr *s, *t;
	char path[300], text[8192] = "";

	setenv("HOME", g->shop.home, 1);
	s = g->s = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "Go to:");
	scr_type(s, "CU nguyen");
	scr_keys(s, "Enter");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_keys(s, "^P");
	scr_expect(s, "Excel");
	scr_keys(s, "Wait Wait Wait Wait 4");
	scr_expect(s, "File in your home");
	scr_keys(s, "Wait Wait Wait Wait ^U");
	scr_type_slowly(s, "out.csv");
	scr_keys(s, "Enter");
	scr_expect(s, "2 rows written");
	snprintf(path, sizeof path, "%s/out.csv", g->shop.home);
	read_file(path, text, sizeof text);
	assert_non_null(strstr(text, "Nguyễn Văn Ánh"));
	assert_null(strstr(text, "Trần"));
	assert_null(strstr(text, "Hidden"));
	t = g->t = stage_start(g, "kho", 0, 0, NULL);
	scr_expect(t, "Go to:");
	scr_type(t, "CU");
	scr_keys(t, "Enter");
	scr_expect(t, "Find:");
	scr_keys(t, "^P");
	scr_expect(t, "customer.print");
}

/* The file of a customer on paper, and of a list the marked rows: by the right to print (A1, G1). */
void
records_print(void **state)
{
	struct stage *g = *state;
	struct scr *s;
	char path[300], text[8192] = "";

	setenv("HOME", g->shop.home, 1);
	shop_post(&g->shop, "admin", "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"stock\","
	    "\"function\":\"store\",\"verbs\":\"view,print\"}}\n{\"op\":\"add\",\"entity\":\"contact\","
	    "\"fields\":{\"customer\":\"KH0001\",\"name\":\"Sister Hoa\"}}\n");
	s = g->s = open_customer(g, "admin", "KH0001");
	scr_expect(s, "age 36");
	scr_keys(s, "^P");
	scr_keys(s, "Wait Wait Wait Wait 5");
	scr_expect(s, "customer-KH0001.txt");
	scr_keys(s, "Enter");
	scr_expect(s, "Written:");
	snprintf(path, sizeof path, "%s/customer-KH0001.txt", g->shop.home);
	read_file(path, text, sizeof text);
	assert_non_null(strstr(text, "Customer: Nguyễn Văn Ánh"));
	assert_non_null(strstr(text, "14/02/1990 (age 36)"));
	assert_non_null(strstr(text, "Sister Hoa"));
	/* the marked row; data stays closed to who may only print */
	scr_free(s);
	s = g->s = stage_start(g, "kho", 0, 0, NULL);
	scr_expect(s, "Go to:");
	scr_type(s, "ST");
	scr_keys(s, "Enter");
	scr_expect(s, "S1");
	scr_type(s, " ");
	scr_expect(s, "1 marked");
	scr_keys(s, "^P");
	scr_keys(s, "Wait Wait Wait Wait 4 Wait Wait Wait Wait Enter");
	scr_expect(s, "store.export");
	scr_keys(s, "^P Wait Wait Wait Wait 5");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "1 row written");
}

/* Rights given in the grid work in sessions that are open (rule S5). */
void
records_rights_grid(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "admin", 0, 0, NULL);
	struct scr *t = g->t = stage_start(g, "kho", 0, 0, NULL);

	scr_expect(t, "Go to:");
	scr_type(t, "PS");
	scr_keys(t, "Enter");
	scr_expect(t, "not allowed");
	scr_expect(s, "Go to:");
	scr_type(s, "RT stock");
	scr_keys(s, "Enter");
	scr_expect(s, "Rights: Stock");
	to_field(s, " Sales");
	scr_keys(s, "Right Space F2");
	scr_expect(s, "saved");
	scr_keys(t, "F5 Wait");
	scr_type(t, "PS");
	scr_keys(t, "Enter");
	scr_expect(t, "TOTAL");
}

void
records_parameters(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "admin", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "PA");
	scr_keys(s, "Enter");
	scr_expect(s, "shop.name");
	scr_type(s, "round");
	scr_expect(s, "cash.rounding");
	scr_refuse(s, "shop.name");
	scr_keys(s, "Enter");
	scr_expect(s, "Value");
	scr_keys(s, "Wait Wait Wait Wait ^U");
	scr_type(s, "1000");
	scr_keys(s, "Enter");
	scr_expect(s, "cash.rounding = 1000");
}

/* Rule T2: text from data never reaches the terminal raw. */
void
records_escape_strings(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	shop_post(&g->shop, "lan", "{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{"
	    "\"code\":\"KH0666\",\"kind\":\"person\",\"name\":\"Zed \\u001b]0;owned\\u0007"
	    "\\u009b31m\\u202eEvil\\u001b[2J End\"}}\n");
	s = g->s = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "Go to:");
	scr_type(s, "CU zed");
	scr_keys(s, "Enter");
	scr_expect(s, "KH0666");
	scr_keys(s, "Enter");
	scr_expect(s, "Full name");
	scr_quiet(s);
	assert_false(scr_raw_has(s, "\033]0;"));
	assert_false(scr_raw_has(s, "\302\233"));
	assert_false(scr_raw_has(s, "\342\200\256"));
	assert_false(scr_raw_has(s, "\033[2J End"));
}
