#include "cards.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "domain/value.h"

int
cards_setup(void **state)
{
	static const char *const requests[] = {
		"{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true}}",
		"{'op':'add','entity':'card_type','fields':{'code':'P','name':'P','value':true,'spend_order':'principal'}}",
		"{'op':'add','entity':'card_type','fields':{'code':'B','name':'B','value':true,'spend_order':'bonus'}}",
		"{'op':'add','entity':'card_type','fields':{'code':'N','name':'Ten coffees','points':false,'visits':true,"
		    "'visits_count':10,'visits_product':'A','price':250000}}",
		"{'op':'card.issue','customer':'KH000001','type':'V','number':'" V1 "','pin':'2468'}",
		"{'op':'card.issue','customer':'KH000001','type':'V','number':'" V2 "'}",
		"{'op':'card.issue','type':'V','number':'" V9 "'}",
		"{'op':'card.issue','customer':'KH000001','type':'P','number':'" P1 "'}",
		"{'op':'card.issue','customer':'KH000001','type':'B','number':'" B1 "'}",
		"{'op':'card.issue','customer':'KH000001','type':'N','number':'" N1 "'}",
		"{'op':'card.issue','type':'N','number':'" N9 "'}",
		"{'op':'add','entity':'topup_rule','fields':{'code':'T','name':'Ten','amount':500000,'bonus_percent':10}}",
		"{'op':'add','entity':'gift','fields':{'code':'MUG','name':'Mug','points':30,'stock':3}}",
	};
	int rc = shop_setup(state);

	for (size_t i = 0; rc == 0 && i < sizeof requests / sizeof *requests; i++)
		DO(*state, "%s", requests[i]);
	return rc;
}

void
has_value(struct shop *s, const char *card, int64_t principal, int64_t bonus)
{
	json_t *v = shop_ok(s, "{'op':'balance','card':'%s'}", card);

	assert_int_equal(at(v, "value.principal"), principal);
	assert_int_equal(at(v, "value.bonus"), bonus);
	json_decref(v);
}

char *
top_up(struct shop *s, const char *card, int64_t amount)
{
	json_t *v = shop_ok(s, "{'op':'topup','card':'%s','amount':%" PRId64
	    ",'tenders':[{'method':'cash','amount':%" PRId64 "}]}", card, amount, amount);
	char *receipt = xstrdup(text_at(v, "receipt"));

	json_decref(v);
	return receipt;
}

void
spend(struct shop *s, const char *card, int64_t amount)
{
	struct value_source src = { .op = "pay" };
	struct value_state taken, after;
	struct err_note note = { 0 };
	struct card c;

	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(access_need(s->st, "sale", VERB_ADD, &note), ERR_OK);
	assert_int_equal(card_find(s->st, card, &c, &note), ERR_OK);
	assert_int_equal(value_debit(s->st, &c, amount, &src, &taken, &after, &note), ERR_OK);
	assert_int_equal(taken.principal + taken.bonus, amount);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
}

char *
number_of(struct shop *s, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	json_t *v;
	char *number;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	v = shop_ok(s, "%s", text);
	number = xstrdup(text_at(v, "number"));
	json_decref(v);
	return number;
}
