#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "domain/sale.h"
#include "domain/sale_parts.h"
#include "domain/points.h"
#include "domain/today.h"

#define ONE "'lines':[{'product':'A','qty':1}],'tenders':[{'method':'cash','amount':30000}]"

static void
same_key_twice_is_one_sale(void **state)
{
	struct shop *s = *state;
	json_t *a = shop_ok(s, "{'op':'sale','key':'K1','card':'" CARD "'," ONE "}");
	json_t *b = shop_ok(s, "{'op':'sale','key':'K1','card':'" CARD "'," ONE "}");

	assert_null(json_object_get(a, "again"));
	assert_true(json_is_true(json_object_get(b, "again")));
	json_object_del(b, "again");
	assert_true(json_equal(a, b));
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 1);
	json_decref(a);
	json_decref(b);
	shop_refused(s, "CONFLICT", "key", "{'op':'points.add','key':'K1','card':'" CARD "','points':1,'note':'t'}");
	shop_refused(s, "INVALID", "key", "{'op':'sale'," ONE "}");
	assert_int_equal(shop_verify(s), 0);
}

/* The till's way: sale_post() twice gives the first receipt, whole. */
static void
same_key_twice_from_the_till(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale a, b;

	for (int i = 0; i < 2; i++) {
		struct sale *x = i == 0 ? &a : &b;

		sale_init(x);
		memcpy(x->key, "till-1", 7);
		sale_add_line(x, "A", 2000);
		x->tenders[0] = (struct sale_tender){ .method = "cash", .amount = 60000 };
		x->ntenders = 1;
		assert_int_equal(store_begin(s->st, s->lan, true, &note), ERR_OK);
		assert_int_equal(sale_post(s->st, x, &note), ERR_OK);
		assert_int_equal(store_commit(s->st, &note), ERR_OK);
	}
	assert_false(a.again);
	assert_true(b.again);
	assert_string_equal(a.receipt, b.receipt);
	assert_int_equal(b.total, 58000);
	assert_int_equal(b.change, a.change);
	assert_int_equal(b.nlines, 1);
	sale_fini(&a);
	sale_fini(&b);
}

static void
rule_R5_numbers_by_store(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'sale','key':'1'," ONE "}");

	assert_string_equal(text_at(v, "receipt"), "S1-A-000001");
	json_decref(v);
	v = shop_ok(s, "{'op':'sale','key':'2','store':'S2'," ONE "}");
	assert_string_equal(text_at(v, "receipt"), "S2-A-000001");
	json_decref(v);
	v = shop_ok(s, "{'op':'sale','key':'3','till':'T1'," ONE "}");
	assert_string_equal(text_at(v, "receipt"), "S1-A-000002");
	json_decref(v);
	shop_refused(s, "INVALID", "till", "{'op':'sale','key':'4','till':'T1','store':'S2'," ONE "}");
	shop_refused(s, "NOTFOUND", "till", "{'op':'sale','key':'4','till':'T9'," ONE "}");
	shop_refused(s, "NOTFOUND", "store", "{'op':'sale','key':'4','store':'S9'," ONE "}");
	/* What was refused took no number. */
	v = shop_ok(s, "{'op':'sale','key':'4'," ONE "}");
	assert_string_equal(text_at(v, "receipt"), "S1-A-000003");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
receipt_numbers_read_back(void **state)
{
	struct receipt_parts p;

	(void)state;
	assert_true(receipt_split("S1-A-000123", &p));
	assert_string_equal(p.store, "S1");
	assert_int_equal(p.number, 123);
	assert_true(receipt_split("Q-1-HCM-A-7", &p));
	assert_string_equal(p.store, "Q-1-HCM");
	assert_false(receipt_split("", &p));
	assert_false(receipt_split("A-1", &p));
	assert_false(receipt_split("S1-A-", &p));
	assert_false(receipt_split("S1-A-1x", &p));
	assert_false(receipt_split("S1-A--1", &p));
}

/* A hidden customer's card sells, earns, shows initials; by code there is nobody. */
static void
rule_S2_the_card_of_a_hidden_customer(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale_brief b[4];
	struct member m;
	size_t n = 4;
	json_t *v;

	v = shop_post(s, s->lan, "{'op':'get','entity':'customer','code':'KH000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'balance','customer':'KH000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'sale','key':'1','customer':'KH000001'," ONE "}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'sale','key':'1','card':'" CARD "'," ONE "}");
	assert_int_equal(at(v, "earned"), 3);
	assert_int_equal(at(v, "total"), 26100);
	json_decref(v);
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, " 400-0001\r", &m, &note), ERR_OK);
	assert_true(m.is_hidden);
	assert_string_equal(m.name, "N. V. \u00c1.");
	assert_string_equal(m.code, "");
	assert_string_equal(m.phone, "");
	assert_string_equal(m.level_code, "GOLD");
	assert_int_equal(m.usable, 3);
	assert_int_equal(m.spent, 0);
	assert_int_equal(member_find(s->st, "0901234567", &m, &note), ERR_NOTFOUND);
	assert_int_equal(sale_recent(s->st, m.customer_id, b, &n, &note), ERR_OK);
	assert_int_equal(n, 0);
	store_rollback(s->st);
}

static void
members_are_found_exactly(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct member m;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, "kh000001", &m, &note), ERR_OK);
	assert_string_equal(m.code, "KH000001");
	assert_int_equal(member_find(s->st, "+84 901 234 567", &m, &note), ERR_OK);
	assert_string_equal(m.code, "KH000001");
	assert_int_equal(member_find(s->st, "KH00000", &m, &note), ERR_NOTFOUND);
	assert_int_equal(member_find(s->st, "901234", &m, &note), ERR_NOTFOUND);
	assert_int_equal(member_find(s->st, "", &m, &note), ERR_NOTFOUND);
	assert_int_equal(member_of(s->st, CARD, "KH000001", &m, &note), ERR_OK);
	assert_int_equal(member_of(s->st, BARE_CARD, "KH000001", &m, &note), ERR_CONFLICT);
	store_rollback(s->st);
}

static void
rule_V3_V5_cards_that_are_lost_replaced_or_expired(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_sql(s, "UPDATE card SET status = 'lost' WHERE number = '" CARD "'");
	shop_refused(s, "DENIED", "card", "{'op':'sale','key':'1','card':'" CARD "'," ONE "}");
	shop_refused(s, "DENIED", "card", "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}");
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':1,'note':'t'}"));
	shop_sql(s, "UPDATE card SET status = 'replaced', replaced_by = '4000009' WHERE number = '" CARD "'");
	v = shop_post(s, s->admin, "{'op':'sale','key':'1','card':'" CARD "'," ONE "}");
	assert_non_null(strstr(text_at(v, "message"), "4000009"));
	json_decref(v);
	shop_refused(s, "DENIED", "card", "{'op':'points.add','card':'" CARD "','points':1,'note':'t'}");
	/* Expired: its balance stays, it pays nothing, it still collects. */
	shop_sql(s, "UPDATE card SET status = 'active', expires_day = 20261120 WHERE number = '" CARD "'");
	shop_refused(s, "DENIED", "card", "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}");
	/* Of the account, a correction: no card is used (rule P12). */
	json_decref(shop_ok(s, "{'op':'points.deduct','customer':'KH000001','points':1,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.add','customer':'KH000001','points':1,'note':'t'}"));
	v = shop_ok(s, "{'op':'sale','key':'2','card':'" CARD "'," ONE "}");
	assert_int_equal(at(v, "earned"), 3);
	json_decref(v);
	shop_sql(s, "UPDATE card SET expires_day = 20261121 WHERE number = '" CARD "'");
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}"));
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P7_a_held_cart_moves_nothing_and_checks_again(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale a, b;
	json_t *j;

	sale_init(&a);
	sale_add_line(&a, "A", 2000)->discount = 500;
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, CARD, &a.member, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &a, &note), ERR_OK);
	store_rollback(s->st);
	j = sale_to_json(&a);
	assert_int_equal(sale_from_json(&b, j, &note), ERR_OK);
	json_decref(j);
	assert_string_equal(a.key, b.key);
	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'A','fields':{'price':30000}}"));
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &b, &note), ERR_OK);
	store_rollback(s->st);
	assert_string_equal(b.member.code, "KH000001");
	assert_int_equal(b.total, 54000 - 500);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM point_entry"), 0);
	sale_fini(&a);
	sale_fini(&b);
}

static void
history_recent_and_today(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct points_entry e[8];
	struct sale_brief b[8];
	struct member m;
	struct today t;
	size_t n = 8;

	json_decref(shop_ok(s, "{'op':'sale','key':'1','card':'" CARD "'," ONE "}"));
	clock_fix(SHOP_NOW + 60000);
	json_decref(shop_ok(s, "{'op':'sale','key':'2','card':'" CARD "'," ONE "}"));
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':2,'note':'why'}"));
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, CARD, &m, &note), ERR_OK);
	assert_int_equal(m.spent, 52200);
	assert_int_equal(m.sales, 2);
	assert_int_equal(m.balance, 4);
	assert_int_equal(points_history(s->st, m.holder_id, 0, e, &n, &note), ERR_OK);
	assert_int_equal(n, 3);
	assert_string_equal(e[0].op, "deduct");
	assert_string_equal(e[0].note, "why");
	assert_string_equal(e[1].doc, "S1-A-000002");
	assert_int_equal(e[1].after, 6);
	n = 8;
	assert_int_equal(sale_recent(s->st, m.customer_id, b, &n, &note), ERR_OK);
	assert_int_equal(n, 2);
	assert_string_equal(b[0].receipt, "S1-A-000002");
	assert_int_equal(today_load(s->st, &t, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(t.day, 20261121);
	assert_int_equal(t.compare_day, 20261114);
	assert_int_equal(t.sales, 52200);
	assert_int_equal(t.tickets, 2);
	assert_int_equal(t.by_hour[14], 2);
	assert_int_equal(t.members, 1);
	assert_int_equal(t.points_given, 6);
	assert_int_equal(t.points_used, 2);
}

/* In other years 29 February counts as the 28th; the week's list shows it. */
static void
rule_P10_29_february(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct member m;
	struct today t;

	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'1996-02-29'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'B','birth':'--02-28'}}"));
	clock_fix(SHOP_NOW + 96 * DAY_MS);		/* 25 February 2027 */
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, CARD, &m, &note), ERR_OK);
	assert_int_equal(m.birthday_in, 3);
	assert_true(m.birthday_soon);
	assert_int_equal(today_load(s->st, &t, &note), ERR_OK);
	assert_int_equal(t.birthdays, 2);
	store_rollback(s->st);
}

TESTS_OF(sale,
	SHOP_TEST(rule_P10_29_february),
	SHOP_TEST(same_key_twice_is_one_sale),
	SHOP_TEST(same_key_twice_from_the_till),
	SHOP_TEST(rule_R5_numbers_by_store),
	cmocka_unit_test(receipt_numbers_read_back),
	SHOP_TEST(rule_S2_the_card_of_a_hidden_customer),
	SHOP_TEST(members_are_found_exactly),
	SHOP_TEST(rule_V3_V5_cards_that_are_lost_replaced_or_expired),
	SHOP_TEST(rule_P7_a_held_cart_moves_nothing_and_checks_again),
	SHOP_TEST(history_recent_and_today));
