/* Random baskets through discount, rounding, tenders and points, and back in random pieces:
 * everything is as it was before, to the unit. */
#include "counter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"

struct basket { char lines[512], tenders[256], more[160]; int n; int64_t qty[4]; bool has_member; };

/* A card serves so many baskets, and the sums are compared after each of so many at first, then
 * now and then: they read all there is. */
#define BASKETS_A_CARD 500
#define EACH_OF 200
#define THEN_EVERY 5000

static long
card_of(long run)
{
	return 4000003 + run / BASKETS_A_CARD * 7;
}

static void
make(struct rng *g, struct basket *b, long run)
{
	static const char codes[] = "ABCD";
	int len = 0;

	b->n = 1 + (int)rng_below(g, 4);
	for (int i = 0; i < b->n; i++) {
		b->qty[i] = rng_below(g, 3) ? 1000 * (1 + rng_below(g, 4)) : 1 + rng_below(g, 4000);
		len += snprintf(b->lines + len, sizeof b->lines - (size_t)len,
		    "%s{'product':'%c','qty':%" PRId64 ".%03d%s}", i > 0 ? "," : "",
		    codes[rng_below(g, 4)], b->qty[i] / 1000, (int)(b->qty[i] % 1000),
		    rng_below(g, 4) == 0 ? ",'discount_percent':7" : "");
	}
	b->has_member = rng_below(g, 4) != 0;
	len = snprintf(b->tenders, sizeof b->tenders, "%s", b->has_member && rng_below(g, 2) ?
	    "{'method':'points','points':1}," : "");
	if (rng_below(g, 2))
		len += snprintf(b->tenders + len, sizeof b->tenders - (size_t)len,
		    "{'method':'bank','amount':%u},", 1 + rng_below(g, 700));
	if (b->has_member && rng_below(g, 2))
		len += snprintf(b->tenders + len, sizeof b->tenders - (size_t)len,
		    "{'method':'value','amount':%u},", 1 + rng_below(g, 900));
	snprintf(b->tenders + len, sizeof b->tenders - (size_t)len, CASH);
	len = 0;
	if (b->has_member)
		len = snprintf(b->more, sizeof b->more, ",'card':'%ld'", card_of(run));
	else
		b->more[0] = '\0';
	if (rng_below(g, 2))
		snprintf(b->more + len, sizeof b->more - (size_t)len, ",'discount':%u", rng_below(g, 90));
}

/* Random pieces; the last one takes what is left. */
static void
back_in_pieces(struct shop *s, struct rng *g, struct basket *b, const char *receipt, long run)
{
	char lines[400], key[48];
	int64_t left = 0;

	for (int k = 0, max = (int)rng_below(g, 4); k < max; k++) {
		int len = 0;

		for (int i = 0; i < b->n; i++) {
			int64_t take = rng_below(g, (uint32_t)b->qty[i] + 1);

			if (take == 0)
				continue;
			b->qty[i] -= take;
			len += snprintf(lines + len, sizeof lines - (size_t)len,
			    "%s{'line':%d,'qty':%" PRId64 ".%03d}", len > 0 ? "," : "", i + 1,
			    take / 1000, (int)(take % 1000));
		}
		snprintf(key, sizeof key, "r%ld-%d", run, k);
		if (len > 0)
			json_decref(take_back(s, key, receipt, lines));
	}
	for (int i = 0; i < b->n; i++)
		left += b->qty[i];
	snprintf(key, sizeof key, "r%ld", run);
	if (left > 0)
		json_decref(take_back(s, key, receipt, NULL));
}

static const char *const sums[] = {
	"SELECT COALESCE(SUM(total), 0), COALESCE(SUM(gross), 0), COALESCE(SUM(rounding), 0),"
	" COALESCE(SUM(earned), 0), COALESCE(SUM(earn_base), 0), COALESCE(SUM(discount), 0) FROM sale",
	"SELECT method, SUM(amount) FROM day_tender GROUP BY method ORDER BY method",
	"SELECT SUM(balance) FROM point_account",
	"SELECT SUM(remaining) FROM point_lot",
	"SELECT SUM(principal), SUM(bonus) FROM value_account",
	"SELECT SUM(spent) FROM cust_sum",
	"SELECT SUM(spent) FROM cust_day",
	"SELECT SUM(qty), SUM(total) FROM day_category",
	"SELECT SUM(points_given), SUM(points_used) FROM day_member",
};
#define SUMS (sizeof sums / sizeof *sums)

/* A customer, a card with money of both kinds and points. */
static void
add_card(struct shop *s, long run)
{
	long card = card_of(run);

	if (run > 0)
		json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'code':'K%ld','name':'Nam'}}", card));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'%s%0*ld','type':'V','number':'%ld'}",
	    run > 0 ? "K" : "KH", run > 0 ? 1 : 6, run > 0 ? card : 1, card));
	json_decref(shop_ok(s, "{'op':'topup','key':'t%ld','card':'%ld','amount':1000000,'bonus':777777,'tenders':[{'method':'bank'}]}", card, card));
	json_decref(shop_ok(s, "{'op':'points.add','card':'%ld','points':100000,'note':'t'}", card));
}

static void
setup(struct shop *s)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'product','fields':{'code':'D','name':'Pin','price':333}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'DD','name':'D','effect':'per_amount','points':3,'amount':700,'products':['D']}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true,'spend_order':'proportion'}}"));
	for (long run = 0; run < n_baskets || run == 0; run += BASKETS_A_CARD)
		add_card(s, run);
	shop_set(s, "points.value", "137");
	/* Something of each first, so that every sum has its row. */
	json_decref(take_back(s, "w", sell(s, "first", "{'product':'A','qty':1},{'product':'D','qty':1}",
	    "{'method':'points','points':1},{'method':'value','amount':100},{'method':'bank','amount':100}," CASH,
	    ",'card':'4000003'"), NULL));
}

static void
check_sums(struct shop *s, char *const before[SUMS])
{
	for (size_t i = 0; i < SUMS; i++) {
		char *after = shop_dump(s, sums[i]);

		assert_string_equal(before[i], after);
		free(after);
	}
}

static void
rule_D2_random_baskets_come_back_to_the_unit(void **state)
{
	struct shop *s = *state;
	struct rng g = { 7 };
	char *before[SUMS];
	long refused = 0;

	setup(s);
	for (size_t i = 0; i < SUMS; i++)
		before[i] = shop_dump(s, sums[i]);
	for (long run = 0; run < n_baskets; run++) {
		struct basket b;
		char receipt[48];
		json_t *v;
		bool ok;

		make(&g, &b, run);
		v = shop_post(s, s->admin, "{'op':'sale','key':'s%ld','lines':[%s],'tenders':[%s]%s}",
		    run, b.lines, b.tenders, b.more);
		ok = json_is_true(json_object_get(v, "ok"));
		snprintf(receipt, sizeof receipt, "%s", text_at(v, "receipt"));
		json_decref(v);
		if (!ok) {
			refused++;	/* tenders above what so small a basket costs */
			continue;
		}
		back_in_pieces(s, &g, &b, receipt, run);
		if (run < EACH_OF || run % THEN_EVERY == 0)
			check_sums(s, before);
	}
	check_sums(s, before);
	for (size_t i = 0; i < SUMS; i++)
		free(before[i]);
	assert_true(refused < n_baskets / 2 + 1);
	assert_int_equal(shop_verify(s), 0);
}

/* Exchanged, with the difference paid in any way, and voided: as if it had not been. */
static void
rule_R5_random_exchanges_are_voided_to_the_unit(void **state)
{
	struct shop *s = *state;
	struct rng g = { 11 };
	char *start[SUMS], *before[SUMS];
	long voided = 0, runs = n_baskets < 2000 ? n_baskets : 2000;

	setup(s);
	for (size_t i = 0; i < SUMS; i++)
		start[i] = shop_dump(s, sums[i]);
	for (long run = 0; run < runs; run++) {
		struct basket b, out;
		char receipt[48], exchange[48];
		json_t *v;

		make(&g, &b, run);
		make(&g, &out, run);
		v = shop_post(s, s->admin, "{'op':'sale','key':'s%ld','lines':[%s],'tenders':[%s]%s}",
		    run, b.lines, b.tenders, b.more);
		snprintf(receipt, sizeof receipt, "%s", text_at(v, "receipt"));
		json_decref(v);
		if (receipt[0] == '\0')
			continue;
		if (b.n > 1 && rng_below(&g, 2)) {
			json_decref(take_back(s, receipt, receipt, "{'line':1,'qty':0.001}"));
			b.qty[0]--;
		}
		for (size_t i = 0; i < SUMS; i++)
			before[i] = shop_dump(s, sums[i]);
		v = shop_post(s, s->admin, "{'op':'refund','key':'x%ld','receipt':'%s','all':true,'out':[%s],'tenders':[%s]}",
		    run, receipt, out.lines, b.has_member ? out.tenders : CASH);
		if (!json_is_true(json_object_get(v, "ok"))) {
			json_decref(v);
			v = shop_post(s, s->admin, "{'op':'refund','key':'x%ld','receipt':'%s','lines':[{'line':%d,'qty':0.001}],'out':[%s],'tenders':[%s]}",
			    run, receipt, b.n, out.lines, CASH);
		}
		snprintf(exchange, sizeof exchange, "%s", text_at(v, "receipt"));
		json_decref(v);
		if (exchange[0] != '\0') {
			json_decref(shop_ok(s, "{'op':'void','key':'v%ld','receipt':'%s','reason':'t'}", run, exchange));
			check_sums(s, before);
			voided++;
		}
		for (size_t i = 0; i < SUMS; i++)
			free(before[i]);
		json_decref(take_back(s, "l", receipt, NULL));
		shop_sql(s, "DELETE FROM idem WHERE key = 'l'");
		check_sums(s, start);
	}
	for (size_t i = 0; i < SUMS; i++)
		free(start[i]);
	assert_true(voided > runs / 4);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(basket,
	SHOP_TEST(rule_D2_random_baskets_come_back_to_the_unit),
	SHOP_TEST(rule_R5_random_exchanges_are_voided_to_the_unit));
