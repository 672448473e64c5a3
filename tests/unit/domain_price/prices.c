#include "prices.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/actor.h"

void
add(struct shop *s, const char *entity, const char *fields)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'%s','fields':{%s}}", entity, fields));
}

int
prices_setup(void **state)
{
	struct err_note note = { 0 };
	struct shop *s;

	if (shop_setup(state) != 0)
		return -1;
	s = *state;
	add(s, "group", "'code':'lead','name':'Managers'");
	add(s, "right", "'group':'lead','function':'discount','verbs':'edit'");
	add(s, "right", "'group':'lead','function':'price','verbs':'edit'");
	add(s, "user", "'code':'mai','name':'Mai','groups':'lead','active':true");
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(actor_set_password(s->st, "mai", "correct horse", &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	add(s, "customer_group", "'code':'VIP','name':'Very important'");
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'groups':'VIP'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'GOLD','fields':{'discount_percent':0}}"));
	return 0;
}

void
add_money_card(struct shop *s)
{
	add(s, "card_type", "'code':'V','name':'Value','value':true,'points':true,'pin_limit':50000");
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'V','number':'"
	    MONEY_CARD "','pin':'" PIN "'}"));
	json_decref(shop_ok(s, "{'op':'topup','card':'" MONEY_CARD "','amount':100000,'bonus':20000,"
	    "'tenders':[{'method':'cash'}]}"));
}

json_t *
sell(struct shop *s, const char *rest)
{
	static int n;

	return shop_ok(s, "{'op':'sale','key':'k%d',%s}", n++, rest);
}

void
sell_refused(struct shop *s, struct actor *a, const char *error, const char *field,
    const char *rest)
{
	json_t *v = shop_post(s, a != NULL ? a : s->admin, "{'op':'sale','key':'refused',%s}", rest);

	if (!str_eq(text_at(v, "error"), error) || !str_eq(text_at(v, "field"), field)) {
		char *text = json_text(v);

		fail_msg("%s gave %s, not %s %s", rest, text, error, field);
	}
	json_decref(v);
}

int64_t
total_of(struct shop *s, const char *rest)
{
	static int n;
	json_t *v = shop_ok(s, "{'op':'sale','key':'t%d','tenders':[{'method':'bank'}],%s}", n++, rest);
	int64_t total = at(v, "total");

	json_decref(v);
	return total;
}
