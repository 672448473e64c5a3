/* test_label.c - labels: what stands on them, where, whose (D1, rule S1). */
#include "test_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "paper.h"
#include "report/label.h"
#include "report/scan_sheet.h"

struct bench { struct shop *s; struct label_set set; struct label_format f; struct err_note note; };

static void
begin(struct bench *b, struct shop *s, struct actor *a, enum label_kind kind, const char *paper)
{
	*b = (struct bench){ .s = s };
	assert_int_equal(store_begin(s->st, a, false, &b->note), ERR_OK);
	label_set_init(&b->set, s->st, kind);
	assert_int_equal(label_format_load(s->st, paper, kind, &b->f, &b->note), ERR_OK);
}

static void
end(struct bench *b)
{
	label_set_fini(&b->set);
	store_rollback(b->s->st);
}

/* Writes them to NAME.pdf of the papers' folder. */
static int64_t
write_to(struct bench *b, const char *name, int64_t first, int64_t copies)
{
	struct label_order o = { &b->f, first, copies };
	char path[256];
	int64_t pages = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", paper_dir(), name);
	f = fopen(path, "w");
	assert_non_null(f);
	if (label_write(&b->set, &o, f, &pages, &b->note) != ERR_OK)
		fail_msg("%s", b->note.text);
	fclose(f);
	return pages;
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		n++;
		text++;
	}
	return n;
}

static void
products_have_name_price_and_code(void **state)
{
	const char *const argv[] = { "pdftotext", "-layout", "%", "-", NULL };
	struct bench b;
	char *text;

	begin(&b, *state, ((struct shop *)*state)->admin, LABEL_OF_PRODUCT, "A4-24");
	assert_int_equal(label_add_code(b.s->st, &b.set, "A", &b.note), ERR_OK);
	assert_int_equal(label_add_code(b.s->st, &b.set, "B", &b.note), ERR_OK);
	assert_int_equal(label_add_code(b.s->st, &b.set, "NONE", &b.note), ERR_NOTFOUND);
	/* The last two of a sheet that was begun, then two of a new one. */
	assert_int_equal(write_to(&b, "product.pdf", 23, 2), 2);
	end(&b);
	text = paper_run("product.pdf", argv);
	if (text == NULL)
		skip();
	assert_int_equal(count(text, "Coffee"), 2);
	assert_int_equal(count(text, "Bánh mì"), 2);
	assert_int_equal(count(text, "29,000"), 2);
	assert_int_equal(count(text, "8930000000017"), 2);
	free(text);
}

/* Something is drawn where the first free label is, and nowhere before it. */
static void
the_first_free_label_is_where_it_is(void **state)
{
	struct bench b;
	struct picture pic;
	int before = 0, there = 0;

	begin(&b, *state, ((struct shop *)*state)->admin, LABEL_OF_PRODUCT, "A4-24");
	assert_int_equal(label_add_code(b.s->st, &b.set, "A", &b.note), ERR_OK);
	assert_int_equal(write_to(&b, "place.pdf", 5, 1), 1);	/* second row, in the middle */
	end(&b);
	pic = paper_picture("place.pdf", 50);
	if (pic.p == NULL)
		skip();
	for (int y = 0; y < pic.h; y++) {
		for (int x = 0; x < pic.w; x++) {
			bool dark = pic.p[y * pic.w + x] < 128;
			bool inside = x > pic.w / 3 && x < pic.w * 2 / 3 && y > pic.h / 8 && y < pic.h / 4;

			there += dark && inside;
			before += dark && !inside;
		}
	}
	free(pic.p);
	assert_true(there > 200);
	assert_int_equal(before, 0);
}

static void
a_roll_is_as_large_as_its_label(void **state)
{
	const char *const argv[] = { "pdfinfo", "%", NULL };
	struct bench b;
	char *text;

	begin(&b, *state, ((struct shop *)*state)->admin, LABEL_OF_PRODUCT, "r40x30");
	assert_int_equal(label_add_code(b.s->st, &b.set, "A", &b.note), ERR_OK);
	assert_int_equal(write_to(&b, "roll.pdf", 1, 3), 3);
	end(&b);
	text = paper_run("roll.pdf", argv);
	if (text == NULL)
		skip();
	assert_non_null(strstr(text, "113.386 x 85.0394"));	/* 40 x 30 mm in points */
	free(text);
}

static void
orders_that_cannot_be_are_refused(void **state)
{
	struct bench b;
	struct label_order o;
	FILE *null = fopen("/dev/null", "w");

	begin(&b, *state, ((struct shop *)*state)->admin, LABEL_OF_PRODUCT, "");
	o = (struct label_order){ &b.f, 1, 1 };
	assert_int_equal(label_write(&b.set, &o, null, NULL, &b.note), ERR_NOTFOUND);
	assert_int_equal(label_add_code(b.s->st, &b.set, "A", &b.note), ERR_OK);
	o.first = 25;
	assert_int_equal(label_check(&b.set, &o, &b.note), ERR_LIMIT);
	o.first = 0;
	assert_int_equal(label_check(&b.set, &o, &b.note), ERR_LIMIT);
	o = (struct label_order){ &b.f, 1, LABELS_MAX + 1 };
	assert_int_equal(label_check(&b.set, &o, &b.note), ERR_LIMIT);
	assert_int_equal(label_format_load(b.s->st, "NOPE", LABEL_OF_PRODUCT, &b.f, &b.note), ERR_NOTFOUND);
	end(&b);
	fclose(null);
	json_decref(shop_ok(*state, "{'op':'add','entity':'label_format','fields':{'code':'WIDE','name':'Too wide',"
	    "'page_width':'100','page_height':'50','across':3,'down':1,'label_width':'40','label_height':'30'}}"));
	assert_int_equal(store_begin(b.s->st, b.s->admin, false, &b.note), ERR_OK);
	assert_int_equal(label_format_load(b.s->st, "WIDE", LABEL_OF_PRODUCT, &b.f, &b.note), ERR_INVALID);
	store_rollback(b.s->st);
}

/* Rule S1: a private customer of somebody else has no label, named or found; S4: nor has anybody
 * without the right to print. */
static void
rule_S1_labels_of_who_may_be_seen(void **state)
{
	struct shop *s = *state;
	struct list_query q = { .entity = model_entity(store_model(s->st), "customer") };
	size_t without = 0;
	struct bench b;

	json_decref(shop_ok(s, "{'op':'add','entity':'right','fields':{'group':'till','function':'card','verbs':'view'}}"));
	begin(&b, s, s->lan, LABEL_OF_CUSTOMER, "");
	assert_int_equal(label_add_list(s->st, &b.set, &q, &without, &b.note), ERR_DENIED);
	end(&b);
	begin(&b, s, s->lan, LABEL_OF_CARD, "");
	assert_int_equal(label_add_code(s->st, &b.set, CARD, &b.note), ERR_DENIED);
	end(&b);
	shop_sql(s, "UPDATE group_right SET verbs = 63 WHERE function = 'customer'");
	shop_sql(s, "UPDATE epoch SET rights = rights + 1");
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'address':'1 Tôn Đức Thắng'}}"));
	shop_sql(s, "UPDATE customer SET scope = 2");
	begin(&b, s, s->lan, LABEL_OF_CUSTOMER, "");
	assert_int_equal(label_add_list(s->st, &b.set, &q, &without, &b.note), ERR_OK);
	assert_int_equal(b.set.n, 1);
	assert_string_equal(b.set.labels[0].line[1], "1 Tôn Đức Thắng");
	end(&b);
	shop_sql(s, "UPDATE customer SET scope = 0");
	begin(&b, s, s->lan, LABEL_OF_CUSTOMER, "");
	assert_int_equal(label_add_list(s->st, &b.set, &q, &without, &b.note), ERR_OK);
	assert_int_equal(b.set.n, 0);
	assert_int_equal(label_add_code(s->st, &b.set, "KH000001", &b.note), ERR_NOTFOUND);
	end(&b);
}

/* The codes of the scanner's page can be read off it: one page, all of them named below. */
static void
the_scanner_sheet_has_its_codes(void **state)
{
	static const char *const text[] = { "pdftotext", "-layout", "%", "-", NULL };
	struct err_note note = { 0 };
	char path[256], *out;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/%s", paper_dir(), "scanner.pdf");
	f = fopen(path, "w");
	assert_non_null(f);
	if (scan_sheet_write(f, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_true(ftell(f) > 2000);
	fclose(f);
	out = paper_run("scanner.pdf", text);
	if (out == NULL)
		skip();
	assert_non_null(strstr(out, "AIM"));
	assert_non_null(strstr(out, "2000000000008"));
	assert_non_null(strstr(out, "Quen-AZQWY/zqwy.1290"));
	assert_int_equal(count(out, "\f"), 1);
	free(out);
}

static void
a_look_says_what_goes_where(void **state)
{
	struct bench b;
	struct label_order o;
	char *text;

	begin(&b, *state, ((struct shop *)*state)->admin, LABEL_OF_CARD, "A4-10");
	assert_int_equal(label_add_code(b.s->st, &b.set, CARD, &b.note), ERR_OK);
	o = (struct label_order){ &b.f, 2, 2 };
	text = label_preview(&b.set, &o, 60);
	assert_non_null(strstr(text, "|(used)"));
	assert_int_equal(count(text, "4000 001"), 2);
	for (const char *p = text; *p != '\0'; p = strchr(p, '\n') + 1)
		assert_true(strchr(p, '\n') - p <= 60);
	free(text);
	end(&b);
	paper_end();
}

TESTS_OF(label, SHOP_TEST(products_have_name_price_and_code),
    SHOP_TEST(the_first_free_label_is_where_it_is), SHOP_TEST(a_roll_is_as_large_as_its_label),
    SHOP_TEST(orders_that_cannot_be_are_refused), SHOP_TEST(rule_S1_labels_of_who_may_be_seen),
    SHOP_TEST(the_scanner_sheet_has_its_codes),
    SHOP_TEST(a_look_says_what_goes_where));
