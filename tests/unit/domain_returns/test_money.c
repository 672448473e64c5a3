/* Random receipts that never saw a database, taken back in random pieces: each tender,
 * each point, each part of stored value and the cash over the counter end where they began. */
#include "counter.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "domain/refund_parts.h"

#define UNIT 500

/* Like a sale of the books: weights do not matter, the sums do. */
static void
make(struct rng *g, struct refund_case *c)
{
	static const char *const methods[] = { "bank", "points", "value", "cash" };
	int64_t left = 0;

	*c = (struct refund_case){ .level_factor = 100, .why = json_array() };
	c->nlines = 1 + rng_below(g, 6);
	c->lines = calloc(c->nlines, sizeof *c->lines);
	for (size_t i = 0; i < c->nlines; i++) {
		struct sale_line *l = &c->lines[i].sold;

		c->lines[i].n = (int)i + 1;
		l->qty_milli = rng_below(g, 2) ? 1 + (int64_t)rng_below(g, 5000) : 1000 * (1 + (int64_t)rng_below(g, 4));
		l->gross = (int64_t)rng_below(g, 200000);
		l->off = (int64_t)rng_below(g, (uint32_t)l->gross / 3 + 1);
		l->receipt_off = (int64_t)rng_below(g, (uint32_t)l->off + 1);
		l->net = l->gross - l->off;
		l->no_points = rng_below(g, 5) == 0;
		left += l->net;
		c->earn_base += l->no_points ? 0 : l->net;
	}
	for (int m = 0; m < 4; m++) {
		struct back_tender *t = &c->tenders[c->ntenders];
		int64_t amount = m == 3 ? left : (int64_t)rng_below(g, (uint32_t)left + 1);

		if (m < 3 && rng_below(g, 2))
			continue;
		if (m == 1)
			amount -= amount % 1000;
		if (amount == 0 && m != 3)
			continue;
		*t = (struct back_tender){ .paid = { .amount = amount } };
		strcpy(t->method, methods[m]);
		if (m == 1)
			t->paid.points = amount / 1000;
		if (m == 2) {
			t->paid.bonus = (int64_t)rng_below(g, (uint32_t)amount + 1);
			t->paid.principal = amount - t->paid.bonus;
		}
		left -= amount;
		c->ntenders++;
	}
	c->cash_paid = (left + c->tenders[c->ntenders - 1].paid.amount + UNIT / 2) / UNIT * UNIT;
	json_array_append_new(c->why, json_pack("{s:s,s:I,s:I,s:I,s:I}", "effect", "per_amount",
	    "base", (json_int_t)c->earn_base, "amount", 777, "per", 1,
	    "points", (json_int_t)(c->earn_base / 777)));
}

/* One return of random pieces; its figures become what came back before. */
static int64_t
piece(struct rng *g, struct refund_case *c, bool last, int64_t *points)
{
	struct refund_line l[8];
	struct err_note note = { 0 };
	int64_t cash;
	size_t n = 0;

	for (size_t i = 0; i < c->nlines; i++) {
		int64_t rest = c->lines[i].sold.qty_milli - c->lines[i].back.milli;
		int64_t take = last ? rest : (int64_t)rng_below(g, (uint32_t)rest + 1);

		memset(&c->lines[i].now, 0, sizeof c->lines[i].now);
		if (take > 0)
			l[n++] = (struct refund_line){ (int)i + 1, take };
	}
	if (n == 0)
		return 0;
	assert_int_equal(refund_choose(c, l, n, false, &note), ERR_OK);
	assert_int_equal(refund_split(c, 0, false, UNIT, &note), ERR_OK);
	for (size_t i = 0; i < c->nlines; i++) {
		struct back_line *b = &c->lines[i];

		assert_true(b->now.net >= 0 && b->now.gross >= b->now.net);
		b->back.milli += b->now.milli;
		b->back.gross += b->now.gross;
		b->back.receipt_off += b->now.receipt_off;
		b->back.net += b->now.net;
	}
	for (size_t i = 0; i < c->ntenders; i++) {
		struct back_tender *t = &c->tenders[i];

		assert_true(t->now.amount >= 0 && t->now.points >= 0 && t->now.principal >= 0 && t->now.bonus >= 0);
		t->back.amount += t->now.amount;
		t->back.points += t->now.points;
		t->back.principal += t->now.principal;
		t->back.bonus += t->now.bonus;
		assert_true(t->back.amount <= t->paid.amount);
		assert_true(t->back.points <= t->paid.points);
	}
	assert_true(c->points_taken >= 0);
	*points += c->points_taken;
	cash = c->cash_now;
	assert_int_equal(cash % UNIT, 0);
	c->cash_back += cash;
	return cash;
}

static void
rule_R2_everything_comes_back_to_the_unit(void **state)
{
	struct rng g = { 20261121 };
	long runs = n_baskets * 100;

	(void)state;
	for (long i = 0; i < runs; i++) {
		struct refund_case c;
		int64_t points = 0, cash = 0;
		int pieces = (int)rng_below(&g, 5);

		make(&g, &c);
		for (int k = 0; k < pieces; k++)
			cash += piece(&g, &c, false, &points);
		cash += piece(&g, &c, true, &points);
		for (size_t k = 0; k < c.ntenders; k++)
			assert_memory_equal(&c.tenders[k].paid, &c.tenders[k].back, sizeof c.tenders[k].paid);
		for (size_t k = 0; k < c.nlines; k++) {
			assert_int_equal(c.lines[k].back.net, c.lines[k].sold.net);
			assert_int_equal(c.lines[k].back.gross, c.lines[k].sold.gross);
			assert_int_equal(c.lines[k].back.receipt_off, c.lines[k].sold.receipt_off);
		}
		assert_int_equal(cash, c.cash_paid);
		assert_int_equal(points, c.earn_base / 777);
		refund_case_fini(&c);
	}
}

TESTS_OF(money, cmocka_unit_test(rule_R2_everything_comes_back_to_the_unit));
