/* demo_life.c - the rest of a shop's days, beside its sales: drawers that are opened, counted and
 * closed, money for the bank, returns and voids, top-ups, purchases from cards, visits, gifts. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/gift.h"
#include "domain/ops.h"
#include "domain/refund.h"
#include "domain/till_session.h"
#include "domain/value.h"
#include "domain/visit.h"
#include "store/actor.h"
#include "store/record_store.h"

#define LIFE_DAYS 31			/* how far back it goes */
#define OPENING 1000000			/* dong in a drawer of the morning */
#define CLOSES (22 * 60 + 30)
#define CARDS_MAX 64
#define VISIT_CARDS 12
#define VISIT_NUMBERS 90000000		/* their numbers: of customers who are not there */

struct demo_life {
	struct store *st;
	struct rng r;
	uint64_t seed;
	day_t today;
	int64_t now_ms;
	struct actor *(*cashier)[2], *manager;
	char receipt[DEMO_BRANCHES][2][48];	/* the newest with a member; of anybody */
	int64_t holder[DEMO_BRANCHES];
	int64_t value[CARDS_MAX];	/* customers with a prepaid card */
	char visit[VISIT_CARDS][20];	/* cards of ten drinks that were sold */
	size_t nvalue, nvisit, next_value, next_visit;
	unsigned keys;
};

struct demo_life *
demo_life_new(struct store *st, uint64_t seed, int64_t customers, day_t today, int64_t now_ms,
    struct actor *(*cashier)[2], struct actor *manager)
{
	struct demo_life *l = xcalloc(1, sizeof *l);
	int64_t n = customers <= DEMO_RECORDS_MAX ? customers < 1000 ? customers : 1000 : 0;
	struct demo_person p;

	*l = (struct demo_life){ .st = st, .r = { seed ^ 0x11FE }, .seed = seed, .today = today,
		.now_ms = now_ms, .cashier = cashier, .manager = manager };
	for (int64_t i = 0; i < n; i++) {
		demo_person_make(seed, i, customers, today, &p);
		if (!p.has_card || p.is_private || p.joined > day_add(today, -LIFE_DAYS))
			continue;
		if (str_eq(p.card_type, "VI") && l->nvalue < CARDS_MAX)
			l->value[l->nvalue++] = i;
	}
	return l;
}

void
demo_life_free(struct demo_life *l)
{
	free(l);
}

void
demo_life_sold(struct demo_life *l, int branch, const char *receipt, int64_t customer_id)
{
	str_copy(l->receipt[branch][1], sizeof l->receipt[branch][1], receipt);
	if (customer_id == 0)
		return;
	str_copy(l->receipt[branch][0], sizeof l->receipt[branch][0], receipt);
	l->holder[branch] = customer_id;
}

static bool
lives(const struct demo_life *l, day_t day)
{
	return day >= day_add(l->today, -LIFE_DAYS);
}

/* The drawer of S1 is left to whoever tries the shop out. */
static bool
has_drawer(const struct demo_life *l, int branch, day_t day)
{
	return lives(l, day) && (day != l->today || branch > 0);
}

static const char *
till_of(int branch, char buf[16])
{
	snprintf(buf, 16, "T%d", branch + 1);
	return buf;
}

/* Runs one thing as somebody, at a minute of the day. What the shop refuses (a card without money,
 * a gift out of stock) just did not happen. */
static enum err
as(struct demo_life *l, struct actor *a, day_t day, int minute,
    enum err (*what)(struct demo_life *l, int branch, struct err_note *note), int branch,
    struct err_note *note)
{
	enum err e;

	clock_fix(instant_make(day, minute));
	e = store_begin(l->st, a, true, note);
	if (e != ERR_OK)
		return e;
	e = what(l, branch, note);
	if (e == ERR_OK)
		return store_commit(l->st, note);
	store_rollback(l->st);
	return e == ERR_LIMIT || e == ERR_NOTFOUND || e == ERR_INVALID || e == ERR_CONFLICT
	    ? ERR_OK : e;
}

static char *
key(struct demo_life *l, char *buf, size_t size)
{
	snprintf(buf, size, "demo-life-%u", ++l->keys);
	return buf;
}

/* ---- drawers ---- */

static enum err
open_drawer(struct demo_life *l, int branch, struct err_note *note)
{
	char till[16];
	int64_t session;

	return till_open(l->st, till_of(branch, till), demo_money(l->st, OPENING), &session, note);
}

static enum err
to_bank(struct demo_life *l, int branch, struct err_note *note)
{
	char till[16];

	return till_move(l->st, till_of(branch, till), -demo_money(l->st, 500000),
	    "Nộp ngân hàng 存银行", note);
}

/* One count in six is not what it should be. */
static enum err
close_drawer(struct demo_life *l, int branch, struct err_note *note)
{
	static const int off[] = { -20000, -5000, -2000, 1000, 5000, 10000 };
	bool is_off = rng_below(&l->r, 6) == 0;
	int64_t by = is_off ? demo_money(l->st, off[rng_below(&l->r, 6)]) : 0;
	struct till_report z;
	char till[16];
	enum err e = till_x(l->st, till_of(branch, till), &z, note);

	if (e == ERR_OK)
		e = till_close(l->st, till, z.expected + by > 0 ? z.expected + by : 0,
		    is_off ? "Đếm hai lần 点了两次" : "", &z, note);
	return e;
}

/* ---- what comes back ---- */

static enum err
give_back(struct demo_life *l, int branch, struct err_note *note)
{
	struct refund *r = xcalloc(1, sizeof *r);
	enum err e;

	refund_init(r);
	key(l, r->key, sizeof r->key);
	str_copy(r->store, sizeof r->store, demo_branches[branch].code);
	till_of(branch, r->till);
	str_copy(r->receipt, sizeof r->receipt, l->receipt[branch][0]);
	str_copy(r->reason, sizeof r->reason, "Khách đổi ý 顾客退货");
	r->lines[0] = (struct refund_line){ 1, 1000 };
	r->nlines = 1;
	e = refund_post(l->st, r, note);
	refund_fini(r);
	free(r);
	return e;
}

/* A transaction of its own. What cannot be voided (somebody has brought it back) stays. */
static void
call_off(struct demo_life *l, int branch, day_t day)
{
	json_t *rq, *reply = NULL;
	char k[40];

	if (l->receipt[branch][1][0] == '\0')
		return;
	clock_fix(instant_make(day, 22 * 60 + 20));
	rq = json_pack("{ss ss ss ss}", "op", "void", "key", key(l, k, sizeof k), "receipt",
	    l->receipt[branch][1], "reason", "Bấm nhầm 打错了");
	op_post(l->st, l->manager, rq, &reply);
	json_decref(reply);
	json_decref(rq);
}

/* ---- cards ---- */

static enum err
top_up(struct demo_life *l, int branch, struct err_note *note)
{
	static const int amounts[] = { 300000, 500000, 1000000 };
	struct topup t = { .amount = demo_money(l->st, amounts[rng_below(&l->r, 3)]), .bonus = 0,
		.ntenders = 1 };

	if (l->nvalue == 0)
		return ERR_NOTFOUND;
	key(l, t.key, sizeof t.key);
	till_of(branch, t.till);
	demo_card_number(l->seed, l->value[l->next_value++ % l->nvalue], t.card);
	str_copy(t.tenders[0].method, sizeof t.tenders[0].method,
	    rng_below(&l->r, 2) == 0 ? "cash" : "bank");
	t.tenders[0].amount = t.amount;
	return topup_post(l->st, &t, note);
}

static enum err
pay_by_card(struct demo_life *l, int branch, struct err_note *note)
{
	static const char *const drinks[] = { "CF02", "CF07", "CF03" };
	struct sale s;
	char card[20];
	enum err e;

	if (l->nvalue == 0)
		return ERR_NOTFOUND;
	sale_init(&s);
	key(l, s.key, sizeof s.key);
	till_of(branch, s.till);
	demo_card_number(l->seed, l->value[(l->next_value + l->nvalue - 1) % l->nvalue], card);
	e = member_find(l->st, card, &s.member, note);
	sale_add_line(&s, drinks[rng_below(&l->r, 3)], 2000);
	s.ntenders = 1;
	s.tenders[0] = (struct sale_tender){ .amount = -1 };
	str_copy(s.tenders[0].method, sizeof s.tenders[0].method, "value");
	if (e == ERR_OK)
		e = sale_post(l->st, &s, note);
	sale_fini(&s);
	return e;
}

/* A card of ten drinks, for whoever bought last. */
static enum err
sell_visits(struct demo_life *l, int branch, struct err_note *note)
{
	struct card c;
	struct member m;
	char *number = l->visit[l->nvisit];
	struct card_request rq = { .customer = m.code, .type = "LAN", .number = number };
	enum err e;

	if (l->nvisit == VISIT_CARDS || l->holder[branch] == 0)
		return ERR_NOTFOUND;
	e = member_load(l->st, l->holder[branch], &m, note);
	demo_card_number(l->seed, VISIT_NUMBERS + (int64_t)l->nvisit, number);
	if (e == ERR_OK)
		e = card_issue(l->st, &rq, &c, note);
	l->nvisit += e == ERR_OK;
	return e;
}

static enum err
take_visit(struct demo_life *l, int branch, struct err_note *note)
{
	char k[40];
	int64_t visit, left;

	(void)branch;
	if (l->nvisit == 0)
		return ERR_NOTFOUND;
	return visit_take(l->st, l->visit[l->next_visit++ % l->nvisit], NULL,
	    key(l, k, sizeof k), &visit, &left, note);
}

static enum err
redeem(struct demo_life *l, int branch, struct err_note *note)
{
	static const char *const gifts[] = { "Q05", "Q02", "Q01" };
	struct gift_result r;
	struct member m;
	char k[40];
	enum err e = l->holder[branch] == 0 ? ERR_NOTFOUND
	    : member_load(l->st, l->holder[branch], &m, note);

	return e == ERR_OK ? gift_redeem(l->st, &m, gifts[rng_below(&l->r, 3)], 1,
	    key(l, k, sizeof k), &r, note) : e;
}

/* ---- a day ---- */

enum err
demo_life_opens(struct demo_life *l, int branch, day_t day, struct err_note *note)
{
	return has_drawer(l, branch, day)
	    ? as(l, l->cashier[branch][0], day, 6 * 60, open_drawer, branch, note) : ERR_OK;
}

enum err
demo_life_ends(struct demo_life *l, int branch, day_t day, struct err_note *note)
{
	const struct event {
		enum err (*what)(struct demo_life *, int, struct err_note *);
		int one_in;		/* so many evenings */
		bool is_manager;
	} events[] = {
		{ top_up, 2, false }, { pay_by_card, 2, false }, { sell_visits, 4, false }, { take_visit, 1, false },
		{ redeem, 3, false }, { give_back, 5, true },
		{ to_bank, 3, false }, { close_drawer, 1, true },
	};
	struct actor *cashier = l->cashier[branch][1];
	size_t n = sizeof events / sizeof *events;
	enum err e = ERR_OK;

	if (!lives(l, day) || instant_make(day, CLOSES) > l->now_ms)
		return ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		bool closing = i + 1 == n;

		if (closing && rng_below(&l->r, 9) == 0)
			call_off(l, branch, day);
		if (rng_below(&l->r, (uint32_t)events[i].one_in) != 0 ||
		    (closing && !has_drawer(l, branch, day)))
			continue;
		e = as(l, events[i].is_manager ? l->manager : cashier, day,
		    closing ? CLOSES : 22 * 60 + (int)i * 2, events[i].what, branch, note);
	}
	return e;
}

/* Three who are on file twice: the same telephone in another hand. */
enum err
demo_fill_twins(struct store *st, int64_t customers, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "customer");
	struct actor *a = NULL;
	enum err e = actor_open(st, NULL, &a, note);

	if (e == ERR_OK)
		e = store_begin(st, a, true, note);
	for (int i = 0; e == ERR_OK && i < 3 && customers >= 200; i++) {
		struct record *one = NULL, *two = NULL, *edited;
		char code[16];

		snprintf(code, sizeof code, "KH%06d", 20 + i * 40);
		e = record_load_code(st, en, code, &one, note);
		snprintf(code, sizeof code, "KH%06d", 31 + i * 40);
		if (e == ERR_OK)
			e = record_load_code(st, en, code, &two, note);
		if (e == ERR_OK) {
			edited = record_copy(two);
			record_set_text(edited, "phone2", record_text(one, "phone"));
			e = record_update(st, two, edited, NULL, note);
			record_free(edited);
		}
		record_free(one);
		record_free(two);
	}
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	actor_close(a);
	return e;
}
