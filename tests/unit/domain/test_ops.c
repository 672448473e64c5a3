#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/luhn.h"

static void
records_by_add_edit_get_delete(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'Li','kind':'person'}}");
	int64_t id = at(v, "id");

	assert_string_equal(text_at(v, "code"), "KH000002");
	assert_int_equal(at(v, "version"), 1);
	assert_string_equal(text_at(v, "fields.name"), "Li");
	json_decref(v);
	v = shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000002','version':1,'fields':{'phone':'0912345678'}}");
	assert_int_equal(at(v, "version"), 2);
	assert_string_equal(text_at(v, "fields.phone"), "+84912345678");
	json_decref(v);
	shop_refused(s, "CONFLICT", "version", "{'op':'edit','entity':'customer','code':'KH000002','version':1,'fields':{'name':'X'}}");
	v = shop_ok(s, "{'op':'get','entity':'customer','id':%lld}", (long long)id);
	assert_string_equal(text_at(v, "fields.name"), "Li");
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'delete','entity':'customer','code':'KH000002','version':2}"));
	shop_refused(s, "NOTFOUND", NULL, "{'op':'get','entity':'customer','code':'KH000002'}");
}

static void
unknown_members_are_refused_by_name(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "INVALID", "op", "{'op':'fly'}");
	shop_refused(s, "INVALID", "op", "{}");
	shop_refused(s, "INVALID", "colour", "{'op':'balance','card':'" CARD "','colour':1}");
	shop_refused(s, "INVALID", "colour", "{'op':'add','entity':'customer','fields':{'colour':1}}");
	shop_refused(s, "INVALID", "entity", "{'op':'add','entity':'nothing','fields':{}}");
	shop_refused(s, "INVALID", "entity", "{'op':'add','fields':{}}");
	shop_refused(s, "INVALID", "fields", "{'op':'add','entity':'customer'}");
	shop_refused(s, "INVALID", "code", "{'op':'get','entity':'customer'}");
	shop_refused(s, "INVALID", "cupon", "{'op':'sale','key':'k','cupon':'X','lines':[]}");
	shop_refused(s, "INVALID", "size", "{'op':'sale','key':'k','lines':[{'product':'A','qty':1,'size':1}]}");
	shop_refused(s, "INVALID", "pin", "{'op':'sale','key':'k','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'cash','pin':'1'}]}");
	shop_refused(s, "INVALID", "card", "{'op':'balance'}");
	shop_refused(s, "INVALID", "card", "{'op':'balance','card':5}");
	shop_refused(s, "NOTFOUND", "card", "{'op':'balance','card':'99'}");
	shop_refused(s, "NOTFOUND", "receipt", "{'op':'explain','receipt':'S1-A-9'}");
}

static void
null_means_absent(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'sale','key':'n','card':null,'customer':null,'store':null,'discount':null,"
	    "'lines':[{'product':'A','qty':1,'price':null}],'tenders':[{'method':'cash','amount':null}]}"));
}

static void
any_writing_op_honours_its_key(void **state)
{
	struct shop *s = *state;
	json_t *a, *b;

	a = shop_ok(s, "{'op':'points.add','key':'p','card':'" CARD "','points':5,'note':'t'}");
	b = shop_ok(s, "{'op':'points.add','key':'p','card':'" CARD "','points':5,'note':'t'}");
	assert_true(json_is_true(json_object_get(b, "again")));
	assert_int_equal(at(b, "after"), at(a, "after"));
	assert_int_equal(shop_points(s, CARD, "balance"), 5);
	json_decref(a);
	json_decref(b);
	a = shop_ok(s, "{'op':'add','key':'c','entity':'customer','fields':{'name':'One'}}");
	b = shop_ok(s, "{'op':'add','key':'c','entity':'customer','fields':{'name':'One'}}");
	assert_int_equal(at(a, "id"), at(b, "id"));
	json_decref(a);
	json_decref(b);
	a = shop_ok(s, "{'op':'card.issue','key':'i','type':'M'}");
	b = shop_ok(s, "{'op':'card.issue','key':'i','type':'M'}");
	assert_string_equal(text_at(a, "number"), text_at(b, "number"));
	json_decref(a);
	json_decref(b);
	/* A refusal is not kept: the next try with the key goes through. */
	shop_refused(s, "LIMIT", "points", "{'op':'points.deduct','key':'d','card':'" CARD "','points':50,'note':'t'}");
	json_decref(shop_ok(s, "{'op':'points.deduct','key':'d','card':'" CARD "','points':5,'note':'t'}"));
	/* Somebody else's key is nobody's business. */
	a = shop_post(s, s->lan, "{'op':'points.add','key':'p','card':'" CARD "','points':5,'note':'t'}");
	assert_string_equal(text_at(a, "error"), "CONFLICT");
	json_decref(a);
}

static void
rule_V7_card_numbers(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'M'}");
	const char *number = text_at(v, "number");

	assert_int_equal(strlen(number), 16);
	assert_true(luhn_is_valid(number));
	json_decref(v);
	v = shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'m','number':' 0012-3400 '}");
	assert_string_equal(text_at(v, "number"), "00123400");
	json_decref(v);
	v = shop_ok(s, "{'op':'balance','card':'0012 3400\\t'}");
	assert_string_equal(text_at(v, "card.number"), "00123400");
	json_decref(v);
	shop_refused(s, "CONFLICT", "number", "{'op':'card.issue','type':'M','number':'00123400'}");
	shop_refused(s, "INVALID", "number", "{'op':'card.issue','type':'M','number':'12X'}");
	shop_refused(s, "NOTFOUND", "type", "{'op':'card.issue','type':'ZZ'}");
	shop_refused(s, "INVALID", "type", "{'op':'card.issue'}");
	shop_refused(s, "NOTFOUND", NULL, "{'op':'card.issue','customer':'KH999999','type':'M'}");
	shop_refused(s, "INVALID", "pin", "{'op':'card.issue','type':'M','pin':'12'}");
}

static void
card_issue_brings_a_level_by_right(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'New'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000002','type':'M','level':'GOLD'}"));
	v = shop_ok(s, "{'op':'balance','customer':'KH000002'}");
	assert_string_equal(text_at(v, "level.code"), "GOLD");
	json_decref(v);
}

static void
balance_shows_lots_and_what_expires(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_set(s, "points.life_days", "10");
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':5,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':6,'note':'t'}"));
	shop_set(s, "points.life_days", "0");
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':7,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}"));
	v = shop_ok(s, "{'op':'balance','customer':'KH000001'}");
	assert_int_equal(at(v, "points.usable"), 17);
	assert_int_equal(at(v, "points.expiring.0.points"), 10);
	assert_string_equal(text_at(v, "points.expiring.0.day"), "2026-12-01");
	assert_int_equal(json_array_size(json_object_get(v, "lots")), 3);
	assert_int_equal(at(v, "lots.0.points"), 4);
	assert_int_equal(at(v, "lots.0.amount"), 5);
	json_decref(v);
}

static void
rows_of_rules_are_not_typed(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "DENIED", "entity", "{'op':'add','entity':'card','fields':{'number':'77','type':'M'}}");
	shop_refused(s, "DENIED", "entity", "{'op':'edit','entity':'card','code':'" CARD "','fields':{'status':'closed'}}");
	shop_refused(s, "DENIED", "entity", "{'op':'delete','entity':'card','code':'" CARD "'}");
}

TESTS_OF(ops,
	SHOP_TEST(records_by_add_edit_get_delete),
	SHOP_TEST(unknown_members_are_refused_by_name),
	SHOP_TEST(null_means_absent),
	SHOP_TEST(any_writing_op_honours_its_key),
	SHOP_TEST(rule_V7_card_numbers),
	SHOP_TEST(card_issue_brings_a_level_by_right),
	SHOP_TEST(balance_shows_lots_and_what_expires),
	SHOP_TEST(rows_of_rules_are_not_typed));
