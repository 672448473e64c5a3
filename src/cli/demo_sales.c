/* demo_sales.c - a year of sales, each posted as a cashier posts it, under the
 * clock of its moment. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/points.h"
#include "domain/sale.h"
#include "store/actor.h"

#define YEAR_RECEIPTS 8000	/* at scale 1 */
#define RECEIPTS_A_TX 400
#define OPENS (6 * 60)
#define EARLY_RECEIPTS 4

/* Of a thousand receipts of a day, in the hours from 6 to 21. */
static const int hour_share[16] = { 30, 88, 110, 90, 68, 60, 72, 62, 58, 66, 72, 70, 58, 48,
	32, 16 };
/* Against an even day, in per cent, from Monday. */
static const int weekday_share[7] = { 84, 83, 88, 95, 108, 126, 116 };
static const int month_share[12] = { 116, 84, 94, 98, 101, 104, 106, 102, 97, 96, 99, 112 };

struct year {
	struct store *st;
	struct rng r;
	uint64_t seed;
	int64_t customers, done, all, now_ms;
	int scale, weights;
	day_t today;
	struct actor *cashier[DEMO_BRANCHES][2], *manager;
	struct demo_life *life;
	void (*progress)(const char *, int64_t, int64_t);
};

static int
by_minute(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int
random_minute(struct rng *r)
{
	int v = (int)rng_below(r, 1046), h = 0;

	while (h < 15 && v >= hour_share[h])
		v -= hour_share[h++];
	return OPENS + h * 60 + (int)rng_below(r, 60);
}

/* A share of x in 1/parts, the rest by chance, so that small shops sell too. */
static int
share(struct rng *r, int64_t x, int64_t parts)
{
	return (int)(x / parts) + (rng_below(r, (uint32_t)parts) < (uint32_t)(x % parts));
}

static int
receipts_of(struct year *y, int branch, day_t day)
{
	int64_t x = (int64_t)y->scale * YEAR_RECEIPTS * demo_branches[branch].share;

	/* 365 days; share in per cent; from nine tenths to eleven tenths */
	x = x * weekday_share[day_weekday(day) - 1] / 100;
	x = x * month_share[day_month(day) - 1] / 100;
	x = x * (1100 - 200 * day_diff(y->today, day) / 365) / 1000;
	return share(&y->r, x, 36500);
}

static const struct demo_product *
pick_product(struct year *y, int minute, int month)
{
	const struct demo_product *p;
	int v;

	for (;;) {
		v = (int)rng_below(&y->r, (uint32_t)y->weights);
		for (p = demo_products; v >= p->weight; p++)
			v -= p->weight;
		if (p->hot && minute > 11 * 60 && rng_below(&y->r, 10) < 6)
			continue;
		if (p->cold && (month < 4 || month > 10) && rng_below(&y->r, 10) < 5)
			continue;
		if (strcmp(p->code, "BA09") == 0 && month != 8 && month != 9)
			continue;	/* moon cakes */
		if (strcmp(p->code, "QU02") == 0 && month > 2 && month < 12)
			continue;	/* baskets for Tet */
		return p;
	}
}

/* Somebody who had joined by then and likes this branch; -1 a passer-by. */
static int64_t
pick_customer(struct year *y, int branch, day_t day)
{
	int64_t groups = demo_joined_by(day, y->customers, y->today) / 100;
	uint32_t v = rng_below(&y->r, 1000);
	int64_t i;

	if (v >= 620 || groups == 0)
		return -1;
	do {
		i = (int64_t)rng_below(&y->r, (uint32_t)groups) * 100 +
		    (int64_t)rng_below(&y->r, 10) * 10;
	} while (demo_branch_of(i) != branch && rng_below(&y->r, 100) < 98);
	if (v < 340)
		return i;
	return i + (v < 560 ? 1 + rng_below(&y->r, 4) : 5 + rng_below(&y->r, 5));
}

static enum err
find_member(struct year *y, int64_t i, struct member *m, struct err_note *note)
{
	struct demo_person p;
	char card[20];
	enum err e;

	demo_person_make(y->seed, i, y->customers, y->today, &p);
	e = member_find(y->st, p.has_card ? demo_card_number(y->seed, i, card) : p.phone, m, note);
	if (e != ERR_NOTFOUND)
		return e;
	/* private to somebody else and no card with it: a passer-by */
	memset(m, 0, sizeof(*m));
	return ERR_OK;
}

/* What a hand holds out: the next round amount of notes. */
static int64_t
notes_for(struct year *y, int64_t due)
{
	static const int64_t note[] = { 10000, 50000, 100000, 500000 };
	int64_t unit = demo_money(y->st, note[rng_below(&y->r, 4)]);

	return (due + unit - 1) / unit * unit;
}

/* Cash is rounded, a transfer is exact (rule N1): priced with its tender, paid in full. */
static enum err
pay(struct year *y, struct sale *s, struct err_note *note)
{
	enum err e;

	s->ntenders = 1;
	s->tenders[0] = (struct sale_tender) { .amount = 0 };
	str_copy(s->tenders[0].method, sizeof(s->tenders[0].method),
	    rng_below(&y->r, 100) < 62 ? "cash" : "bank");
	e = sale_price(y->st, s, note);
	if (e != ERR_OK)
		return e;
	s->tenders[0].amount = s->tenders[0].method[0] == 'c' ? notes_for(y, s->due) : s->due;
	return ERR_OK;
}

/* Now and then a gift for points, or points for a forgotten card. */
static enum err
by_hand(struct year *y, struct member *m, struct err_note *note)
{
	struct points_change c = { .reason = "Đổi quà: Ly sứ Quen", .points = 100 };
	int64_t before, after;

	if (m->usable >= c.points && rng_below(&y->r, 100) < 12)
		return points_deduct(y->st, m, &c, &before, &after, note);
	c = (struct points_change) { .reason = "Bù điểm: quên mang thẻ", .points = 5 };
	if (rng_below(&y->r, 400) == 0)
		return points_add(y->st, m, &c, &before, &after, note);
	return ERR_OK;
}

static enum err
sell_one(struct year *y, int branch, day_t day, int minute, struct member *m,
    struct err_note *note)
{
	struct sale s;
	int64_t i = pick_customer(y, branch, day);
	int lines = 1 + (int)(rng_below(&y->r, 10) > 4) + (int)(rng_below(&y->r, 10) > 6) +
	    (int)(rng_below(&y->r, 10) > 7);
	enum err e = ERR_OK;

	clock_fix(instant_make(day, minute) + (int64_t)rng_below(&y->r, 60) * 1000);
	sale_init(&s);
	snprintf(s.key, sizeof(s.key), "demo-%lld", (long long)y->done);
	snprintf(s.till, sizeof(s.till), "T%d", branch + 1);
	memset(m, 0, sizeof(*m));
	if (i >= 0)
		e = find_member(y, i, m, note);
	s.member = *m;
	while (lines-- > 0)
		sale_add_line(&s, pick_product(y, minute, day_month(day))->code,
		    rng_below(&y->r, 10) < 8 ? 1000 : 2000);
	if (rng_below(&y->r, 200) == 0)
		s.discount_bp = 500;
	if (e == ERR_OK)
		e = pay(y, &s, note);
	if (e == ERR_OK)
		e = sale_post(y->st, &s, note);
	if (e == ERR_OK)
		demo_life_sold(y->life, branch, s.receipt, m->customer_id);
	sale_fini(&s);
	y->done++;
	return e;
}

/* Gifts are the manager's right: in her own transaction, after the cashier's. */
static enum err
gifts(struct year *y, const int64_t *holder, int n, struct err_note *note)
{
	struct member m;
	enum err e;

	if (n == 0)
		return ERR_OK;
	e = store_begin(y->st, y->manager, true, note);
	if (e == ERR_OK)
		e = access_need(y->st, "points", VERB_VIEW, note);
	for (int i = 0; i < n && e == ERR_OK; i++) {
		e = member_load(y->st, holder[i], &m, note);
		if (e == ERR_OK)
			e = by_hand(y, &m, note);
		else if (e == ERR_NOTFOUND)
			e = ERR_OK;
	}
	return e == ERR_OK ? store_commit(y->st, note) : e;
}

/* Receipts n of a shift, in one transaction of its cashier. */
static enum err
sell_shift(struct year *y, int branch, int shift, day_t day, const int *minute, int n,
    struct err_note *note)
{
	int64_t holder[RECEIPTS_A_TX];
	struct member m;
	int holders = 0;
	enum err e;

	if (n == 0)
		return ERR_OK;
	e = store_begin(y->st, y->cashier[branch][shift], true, note);
	for (int i = 0; i < n && e == ERR_OK; i++) {
		e = sell_one(y, branch, day, minute[i], &m, note);
		if (m.customer_id != 0 && (m.usable >= 100 || i % 16 == 0))
			holder[holders++] = m.customer_id;
	}
	if (e == ERR_OK)
		e = store_commit(y->st, note);
	if (e == ERR_OK)
		e = gifts(y, holder, holders, note);
	if (e != ERR_OK)
		store_rollback(y->st);
	return e;
}

static enum err
sell_branch(struct year *y, int branch, day_t day, struct err_note *note)
{
	int n = receipts_of(y, branch, day), last, from, to, shift;
	int *minute = xcalloc((size_t)n + 1, sizeof(*minute));
	enum err e = ERR_OK;

	for (int i = 0; i < n; i++)
		minute[i] = random_minute(&y->r);
	qsort(minute, (size_t)n, sizeof(*minute), by_minute);
	last = day == y->today ? instant_minute(y->now_ms) : 24 * 60;
	/* whoever looks in early sees a shop that has opened */
	for (int i = 0; i < n && i < EARLY_RECEIPTS && last > OPENS + 5 && minute[i] >= last; i++)
		minute[i] = OPENS + (last - OPENS) * (i + 1) / (EARLY_RECEIPTS + 2);
	qsort(minute, (size_t)n, sizeof(*minute), by_minute);
	for (from = 0; from < n && minute[from] < last && e == ERR_OK; from = to) {
		shift = minute[from] >= 14 * 60;
		for (to = from; to < n && minute[to] < last && to - from < RECEIPTS_A_TX &&
		    (minute[to] >= 14 * 60) == shift; to++)
			continue;
		e = sell_shift(y, branch, shift, day, minute + from, to - from, note);
	}
	free(minute);
	return e;
}

static enum err
open_people(struct year *y, struct err_note *note)
{
	enum err e = actor_open(y->st, "lan", &y->manager, note);

	for (int b = 0; b < DEMO_BRANCHES; b++)
		for (int s = 0; s < 2 && e == ERR_OK; s++)
			e = actor_open(y->st, demo_cashiers[b][s], &y->cashier[b][s], note);
	return e;
}

enum err
demo_sell_year(struct store *st, int scale, int64_t customers, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all), struct err_note *note)
{
	struct year y = { .st = st, .r = { seed ^ 0x5A1E5 }, .seed = seed, .scale = scale,
	    .customers = customers, .now_ms = clock_now_ms(), .today = clock_today(),
	    .all = (int64_t)scale * YEAR_RECEIPTS, .progress = progress };
	const struct demo_product *p;
	day_t day;
	enum err e;

	for (p = demo_products; p->code != NULL; p++)
		y.weights += p->weight;
	e = open_people(&y, note);
	y.life = demo_life_new(st, seed, customers, y.today, y.now_ms, y.cashier, y.manager);
	for (day = day_add(y.today, -365); day <= y.today && e == ERR_OK; day = day_add(day, 1)) {
		for (int b = 0; b < DEMO_BRANCHES && e == ERR_OK; b++) {
			e = demo_life_opens(y.life, b, day, note);
			if (e == ERR_OK)
				e = sell_branch(&y, b, day, note);
			if (e == ERR_OK)
				e = demo_life_ends(y.life, b, day, note);
		}
		if (progress != NULL)
			progress(_("Receipts"), y.done < y.all ? y.done : y.all, y.all);
	}
	for (int b = 0; b < DEMO_BRANCHES; b++)
		for (int s = 0; s < 2; s++)
			actor_close(y.cashier[b][s]);
	actor_close(y.manager);
	demo_life_free(y.life);
	return e;
}
