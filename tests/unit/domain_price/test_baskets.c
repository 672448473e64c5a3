/* Random baskets through price, discount, coupon, rounding and tenders: the parts sum to the
 * whole to the unit (rules D2, N1-N4). Seeded: the same baskets every time. */
#include "prices.h"

#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "domain/sale.h"
#include "domain/sale_parts.h"

static uint64_t seed = 20261121;

static int64_t
below(int64_t n)
{
	/* xorshift64* */
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (int64_t)((seed * UINT64_C(2685821657736338717)) >> 33) % n;
}

static void
random_basket(struct sale *sale)
{
	static const char *const products[] = { "A", "B", "C" };
	static const char *const coupons[] = { "", "", "CP", "CA" };
	size_t n = 1 + (size_t)below(6);

	sale->discount = sale->discount_bp = -1;
	sale->nlines = 0;
	for (size_t i = 0; i < n; i++) {
		struct sale_line *l = sale_add_line(sale, products[below(3)],
		    below(2) == 0 ? 1000 * (1 + below(9)) : 1 + below(9999));

		if (below(5) == 0)
			l->price = below(100000);
		if (below(4) == 0)
			l->discount = below(50000);
		else if (below(4) == 0)
			l->discount_bp = below(10001);
	}
	if (below(3) == 0)
		sale->discount = below(200000);
	else if (below(3) == 0)
		sale->discount_bp = below(10001);
	str_copy(sale->coupon, sizeof sale->coupon, coupons[below(4)]);
}

static void
random_tenders(struct sale *sale)
{
	int64_t kind = below(4);

	memset(sale->tenders, 0, sizeof sale->tenders);
	sale->ntenders = 1;
	sale->tenders[0] = (struct sale_tender){ .method = "cash", .amount = -1 };
	if (kind == 1)
		sale->tenders[0].amount = 1 + below(2000000);
	if (kind >= 2 && sale->total > 1) {
		sale->tenders[1] = (struct sale_tender){ .method = "bank",
		    .amount = 1 + below(sale->total - 1) };
		sale->ntenders = 2;
	}
}

static void
check_lines(const struct sale *s)
{
	int64_t gross = 0, off = 0, net = 0, receipt = 0, coupon = 0;

	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];
		int64_t whys = 0;

		assert_true(l->net >= 0 && l->off >= 0);
		assert_int_equal(l->net, l->gross - l->off);
		for (size_t k = 0; k < l->nwhys; k++)
			if (l->whys[k].kind != WHY_PRICE_HAND && l->whys[k].kind != WHY_PRICE_RULE)
				whys += l->whys[k].amount;
		assert_int_equal(whys, l->off);		/* H7: every unit has its reason */
		gross += l->gross;
		off += l->off;
		net += l->net;
		receipt += l->receipt_off;
		coupon += l->coupon_off;
	}
	assert_int_equal(gross, s->gross);
	assert_int_equal(off, s->off);
	assert_int_equal(net, s->total);
	assert_int_equal(coupon, s->coupon_off);
	if (s->discount >= 0)
		assert_true(receipt <= s->discount);
}

static void
check_tenders(struct shop *s, struct sale *sale)
{
	struct err_note note = { 0 };
	int64_t sum = 0;
	enum err e;

	random_tenders(sale);
	e = sale_tenders(s->st, sale, true, &note);
	if (e != ERR_OK) {
		assert_int_equal(e, ERR_INVALID);
		return;
	}
	for (size_t i = 0; i < sale->ntenders; i++)
		sum += sale->tenders[i].amount;
	assert_int_equal(sum, sale->paid);
	assert_int_equal(sale->total + sale->rounding, sale->paid - sale->change);
	assert_true(sale->rounding > -500 && sale->rounding <= 250);
	assert_int_equal((sale->due - (sale->ntenders == 2 ? sale->tenders[1].amount : 0)) % 500, 0);
}

static void
rule_D2_N4_baskets_sum_to_their_totals(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale;

	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'GOLD','fields':{'discount_percent':7.77}}"));
	add(s, "price_rule", "'code':'R','name':'R','product':'A','groups':'VIP','discount_percent':3.33");
	add(s, "promotion", "'code':'P','name':'P','products':'B','discount_percent':12.5,'cap':9999");
	add(s, "coupon", "'code':'CP','name':'P','discount_percent':7.07,'cap':33333");
	add(s, "coupon", "'code':'CA','name':'A','discount':12345");
	sale_init(&sale);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, CARD, &sale.member, &note), ERR_OK);
	for (long i = 0; i < baskets_wanted; i++) {
		random_basket(&sale);
		sale.ntenders = 0;
		assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
		check_lines(&sale);
		check_tenders(s, &sale);
	}
	store_rollback(s->st);
	sale_fini(&sale);
}

/* Posted, the books agree with each other. */
static void
rule_N3_posted_baskets_add_up(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale;

	add(s, "coupon", "'code':'CP','name':'P','discount_percent':7.07,'uses':1000");
	add(s, "coupon", "'code':'CA','name':'A','discount':12345,'uses':1000");
	for (int i = 0; i < 60; i++) {
		sale_init(&sale);
		random_basket(&sale);
		sale.tenders[0] = (struct sale_tender){ .method = "cash", .amount = -1 };
		sale.ntenders = 1;
		assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
		assert_int_equal(member_find(s->st, CARD, &sale.member, &note), ERR_OK);
		if (sale_post(s->st, &sale, &note) != ERR_OK)
			fail_msg("%s", note.text);
		assert_int_equal(store_commit(s->st, &note), ERR_OK);
		sale_fini(&sale);
	}
	assert_int_equal(shop_int(s, "SELECT SUM(total + rounding) FROM day_sum"),
	    shop_int(s, "SELECT SUM(amount) FROM day_tender"));
	assert_int_equal(shop_int(s, "SELECT SUM(net) FROM sale_line"), shop_int(s, "SELECT SUM(total) FROM sale"));
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(baskets,
	PRICES_TEST(rule_D2_N4_baskets_sum_to_their_totals),
	PRICES_TEST(rule_N3_posted_baskets_add_up));
