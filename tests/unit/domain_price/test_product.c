/* Products are read once and kept: whoever changes one, the next sale has it as it is now. */
#include "prices.h"

#include <stdio.h>

#include "domain/product_book.h"
#include "store/record_store.h"

#define A1 "'lines':[{'product':'A','qty':1}]"
#define SCANNED "'lines':[{'product':'8934563138165','qty':1}]"
#define MANY 300

static void
edit(struct shop *s, const char *code, const char *fields)
{
	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'%s','fields':{%s}}", code, fields));
}

static void
product_changed_by_this_session_and_another(void **state)
{
	struct shop *s = *state, g = *s;

	shop_open(&g);
	assert_int_equal(total_of(s, A1), 29000);
	edit(&g, "A", "'price':31000");
	assert_int_equal(total_of(s, A1), 31000);
	edit(s, "A", "'price':32000");
	assert_int_equal(total_of(s, A1), 32000);
	assert_int_equal(total_of(&g, A1), 32000);

	edit(&g, "A", "'barcode':'8934563138165'");
	assert_int_equal(total_of(s, SCANNED), 32000);
	edit(&g, "A", "'barcode':''");
	edit(&g, "B", "'barcode':'8934563138165'");
	assert_int_equal(total_of(s, SCANNED), 35000);

	edit(&g, "A", "'active':false");
	sell_refused(s, NULL, "INVALID", "product", A1);
	edit(&g, "A", "'active':true");
	assert_int_equal(total_of(s, A1), 32000);
	json_decref(shop_ok(&g, "{'op':'delete','entity':'product','code':'A'}"));
	sell_refused(s, NULL, "NOTFOUND", "product", A1);
	shop_close(&g);
}

/* What a transaction wrote that never was is not remembered. */
static void
product_of_a_change_that_was_undone(void **state)
{
	struct shop *s = *state;
	const struct entity *en = model_entity(store_model(s->st), "product");
	struct err_note note = { 0 };
	const struct product *p;
	struct record *r, *was;

	assert_int_equal(total_of(s, A1), 29000);
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(record_load_code(s->st, en, "A", &was, &note), ERR_OK);
	r = record_copy(was);
	record_set_int(r, "price", 99000);
	assert_int_equal(record_update(s->st, was, r, NULL, &note), ERR_OK);
	record_free(was);
	record_free(r);
	assert_int_equal(product_find(s->st, "A", &p, &note), ERR_OK);
	assert_int_equal(p->price, 99000);
	store_rollback(s->st);
	assert_int_equal(total_of(s, A1), 29000);
}

/* More than are kept: each is itself, again and again, in whatever case it is typed. */
static void
product_among_many(void **state)
{
	struct shop *s = *state;
	char fields[96];

	for (int i = 0; i < MANY; i++) {
		snprintf(fields, sizeof fields, "'code':'M%d','name':'Many %d','price':%d", i, i, 1000 + i);
		add(s, "product", fields);
	}
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++) {
			snprintf(fields, sizeof fields, "'lines':[{'product':'%c%d','qty':1}]",
			    i % 2 == 0 ? 'M' : 'm', i);
			assert_int_equal(total_of(s, fields), 1000 + i);
		}
	}
}

TESTS_OF(product,
	PRICES_TEST(product_changed_by_this_session_and_another),
	PRICES_TEST(product_of_a_change_that_was_undone),
	PRICES_TEST(product_among_many));
