#include "shop.h"

#include <stdlib.h>
#include <string.h>

static void
rule_S5_the_last_administrator_stays(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "CONFLICT", NULL, "{'op':'edit','entity':'user','code':'admin','fields':{'groups':'till'}}");
	shop_refused(s, "CONFLICT", NULL, "{'op':'edit','entity':'user','code':'admin','fields':{'active':false}}");
	shop_refused(s, "CONFLICT", NULL, "{'op':'delete','entity':'user','code':'admin'}");
	shop_refused(s, "CONFLICT", NULL, "{'op':'edit','entity':'group','code':'admin','fields':{'admin':false}}");
	shop_refused(s, "CONFLICT", NULL, "{'op':'delete','entity':'group','code':'admin'}");
	json_decref(shop_ok(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'admin'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'user','code':'admin','fields':{'name':'Boss','groups':'till'}}"));
}

static void
nobody_makes_an_administrator_of_himself(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'right','fields':{'group':'till','function':'user','verbs':'view,edit,add'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'right','fields':{'group':'till','function':'group','verbs':'view,edit,add'}}"));
	v = shop_post(s, s->lan, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'admin,till'}}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'edit','entity':'group','code':'till','fields':{'admin':true}}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
}

static void
the_level_is_not_typed_without_right(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_post(s, s->lan, "{'op':'add','entity':'customer','fields':{'name':'X','level':'GOLD'}}");

	assert_string_equal(text_at(v, "error"), "DENIED");
	assert_string_equal(text_at(v, "field"), "level");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'add','entity':'customer','fields':{'name':'X'}}");
	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
}

static void
earning_rules_say_what_they_need(void **state)
{
	struct shop *s = *state;

#define RULE "{'op':'add','entity':'earn_rule','fields':{'code':'R','name':'R',"
	shop_refused(s, "INVALID", "amount", RULE "'effect':'per_amount','points':1}}");
	shop_refused(s, "INVALID", "points", RULE "'effect':'per_amount','amount':1000}}");
	shop_refused(s, "INVALID", "points", RULE "'effect':'fixed'}}");
	shop_refused(s, "INVALID", "times", RULE "'effect':'multiplier'}}");
	shop_refused(s, "INVALID", "to_day", RULE "'effect':'fixed','points':1,'from_day':'2026-02-02','to_day':'2026-02-01'}}");
	shop_refused(s, "INVALID", "to_time", RULE "'effect':'fixed','points':1,'from_time':'10:00','to_time':'10:00'}}");
	shop_refused(s, "INVALID", "weekdays", RULE "'effect':'fixed','points':1,'weekdays':'8'}}");
	json_decref(shop_ok(s, RULE "'effect':'fixed','points':1,'weekdays':'1,7'}}"));
#undef RULE
}

static void
figures_of_catalogs_stay_in_range(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "INVALID", NULL, "{'op':'add','entity':'product','fields':{'code':'X','name':'X','price':-1}}");
	shop_refused(s, "INVALID", NULL, "{'op':'add','entity':'level','fields':{'code':'X','name':'X','discount_percent':101}}");
	shop_refused(s, "INVALID", NULL, "{'op':'add','entity':'card_type','fields':{'code':'X','name':'X','discount_percent':101}}");
	json_decref(shop_ok(s, "{'op':'add','entity':'level','fields':{'code':'L0','name':'Plain','threshold':0}}"));
}

TESTS_OF(hooks,
	SHOP_TEST(rule_S5_the_last_administrator_stays),
	SHOP_TEST(nobody_makes_an_administrator_of_himself),
	SHOP_TEST(the_level_is_not_typed_without_right),
	SHOP_TEST(earning_rules_say_what_they_need),
	SHOP_TEST(figures_of_catalogs_stay_in_range));
