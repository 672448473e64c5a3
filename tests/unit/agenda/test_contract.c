#include "agenda.h"

#include <string.h>

#include "base/clock.h"

static void
add(struct shop *s, const char *start, const char *end, const char *more)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000001',"
	    "'name':'Coffee machine','start_day':'%s','end_day':'%s'%s}}", start, end, more));
}

static void
test_status_goes_forward_only(void **state)
{
	struct shop *s = *state;

	add(s, "2026-01-01", "2026-12-31", "");
	/* In force, whether it runs or rests. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'suspended'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'running'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'ended'}}"));
	shop_refused(s, "CONFLICT", "status", "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'running'}}");
	shop_refused(s, "CONFLICT", "status", "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'suspended'}}");
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'settled'}}"));
	shop_refused(s, "CONFLICT", "status", "{'op':'edit','entity':'contract','code':'HD000001','fields':{'status':'ended'}}");
	shop_refused(s, "CONFLICT", "contract", "{'op':'contract.renew','contract':'HD000001'}");
}

static void
test_renewals_keep_the_anchor_day(void **state)
{
	struct shop *s = *state;
	static const char *const ends[] = { "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31" };

	add(s, "2027-01-01", "2027-01-31", ",'months':1,'maintenance':true,'value':500000");
	for (int i = 0; i < 4; i++) {
		json_t *v = shop_ok(s, "{'op':'contract.renew','contract':'HD00000%d'}", i + 1);

		assert_string_equal(text_at(v, "end"), ends[i]);
		json_decref(v);
	}
	/* A year that came by days, not by a number: as long as it was. */
	add(s, "2026-11-22", "2027-11-21", "");
	json_decref(shop_ok(s, "{'op':'contract.renew','contract':'HD000006','value':9}"));
	assert_int_equal(shop_int(s, "SELECT end_day FROM contract WHERE number = 'HD000007'"), 20281121);
	assert_int_equal(shop_int(s, "SELECT start_day FROM contract WHERE number = 'HD000007'"), 20271122);
	assert_int_equal(shop_int(s, "SELECT value FROM contract WHERE number = 'HD000007'"), 9);
	/* Days that are no months. */
	add(s, "2026-11-01", "2026-11-10", "");
	json_decref(shop_ok(s, "{'op':'contract.renew','contract':'HD000008'}"));
	assert_int_equal(shop_int(s, "SELECT end_day FROM contract WHERE number = 'HD000009'"), 20261120);
}

static void
test_twice_enter_makes_one(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add(s, "2026-01-01", "2026-12-31", "");
	v = shop_ok(s, "{'op':'contract.renew','contract':'HD000001','key':'k1'}");
	json_decref(v);
	v = shop_ok(s, "{'op':'contract.renew','contract':'HD000001','key':'k1'}");
	assert_string_equal(text_at(v, "number"), "HD000002");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	v = shop_post(s, s->admin, "{'op':'contract.renew','contract':'HD000001','key':'k2'}");
	assert_string_equal(text_at(v, "message"), "HD000001 was renewed already: HD000002.");
	json_decref(v);
	shop_refused(s, "CONFLICT", "renews", "{'op':'add','entity':'contract','fields':{'customer':'KH000001',"
	    "'name':'x','start_day':'2027-01-01','renews':'HD000001'}}");
	v = shop_ok(s, "{'op':'contract.history','contract':'HD000002'}");
	assert_int_equal(json_array_size(json_object_get(v, "contracts")), 2);
	assert_string_equal(text_at(v, "contracts.0.number"), "HD000001");
	json_decref(v);
}

static void
test_a_new_end_is_a_new_anchor(void **state)
{
	struct shop *s = *state;

	add(s, "2027-01-01", "2027-01-31", ",'months':1");
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'end_day':'2027-02-15'}}"));
	assert_int_equal(shop_int(s, "SELECT anchor FROM contract"), 15);
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'note':'x'}}"));
	assert_int_equal(shop_int(s, "SELECT anchor FROM contract"), 15);
	shop_refused(s, "INVALID", "end_day", "{'op':'edit','entity':'contract','code':'HD000001','fields':{'end_day':'2026-02-15'}}");
	json_decref(shop_ok(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000001','name':'For ever'}}"));
	shop_refused(s, "INVALID", "contract", "{'op':'contract.renew','contract':'HD000002'}");
}

#define C(name, f) { name, f, agenda_setup, shop_teardown, NULL }
TESTS_OF(contract,
	C("rule C2: the status goes forward only", test_status_goes_forward_only),
	C("rule C2: renewals keep the anchor day", test_renewals_keep_the_anchor_day),
	C("rule C2: twice Enter makes one renewal", test_twice_enter_makes_one),
	C("rule C2: a new end is a new anchor", test_a_new_end_is_a_new_anchor));
