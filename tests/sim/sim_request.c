/* Requests by chance, and which answers a working shop may give. */
#include "config.h"

#include "sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"

#define DAY_MS INT64_C(86400000)
#define LOOKS 60			/* earlier requests looked at for a receipt */
#define MERGES_UNTIL 50000
#define REACH 100			/* how far back */

/* share: of 100. */
static const struct { const char *op; int share; bool makes_receipt; } kinds[SIM_KINDS] = {
	[SIM_SALE] = { "sale", 33, true },
	[SIM_TOPUP] = { "topup", 8, true },
	[SIM_TRANSFER] = { "transfer", 5, false },
	[SIM_TOPUP_BACK] = { "topup.reverse", 4, true },
	[SIM_REFUND] = { "refund", 8, true },
	[SIM_VOID] = { "void", 3, true },
	[SIM_ATTACH] = { "attach", 3, false },
	[SIM_ADD] = { "points.add", 6, false },
	[SIM_DEDUCT] = { "points.deduct", 6, false },
	[SIM_GIFT] = { "gift.redeem", 5, false },
	[SIM_GIFT_BACK] = { "gift.return", 2, false },
	[SIM_VISIT] = { "visit.take", 5, false },
	[SIM_VISIT_UNDO] = { "visit.undo", 2, false },
	[SIM_REPLACE] = { "card.replace", 2, false },
	[SIM_LOST] = { "card.lost", 1, false },
	[SIM_FOUND] = { "card.found", 2, false },
	[SIM_MERGE] = { "merge", 2, false },
	[SIM_UNMERGE] = { "unmerge", 3, false },
};
static const char *const products[] = { "CF01", "CF02", "BA01", "TR01", "HA01", "LY03", "QU05" };

static struct rng
rng_of(const struct sim *s, int64_t n)
{
	return (struct rng){ s->seed + (uint64_t)n * UINT64_C(0x9E3779B97F4A7C15) };
}

enum sim_kind
sim_kind_of(const struct sim *s, int64_t n)
{
	struct rng r = rng_of(s, n);
	int x = (int)rng_below(&r, 100), k = 0;

	while (k + 1 < SIM_KINDS && x >= kinds[k].share)
		x -= kinds[k++].share;
	/* A late unmerge writes a line for every lot. Fifty people merged back and forth for ever
	 * would be nothing but that: in long runs it becomes as rare as shops do it. */
	if ((k == SIM_MERGE || k == SIM_UNMERGE) && n >= MERGES_UNTIL && rng_below(&r, 50) != 0)
		k = SIM_SALE;
	return (enum sim_kind)k;
}

const char *
sim_kind_name(enum sim_kind k)
{
	return kinds[k].op;
}

bool
sim_makes_receipt(enum sim_kind k)
{
	return kinds[k].makes_receipt;
}

void
sim_clock(const struct sim *s, int64_t n)
{
	int64_t per_block = s->ops / SIM_BLOCKS + 1;
	int64_t days = s->ops > 100000 ? SIM_DAYS_LONG : SIM_DAYS;

	clock_fix(s->start + n / per_block * (days / SIM_BLOCKS) * DAY_MS);
}

char *
sim_number(const struct sim *s, int card, char *buf, size_t size)
{
	int64_t by = atomic_load(&s->shared->renumbered[card]);

	if (by == 0)
		snprintf(buf, size, "40000%02d", card);
	else
		snprintf(buf, size, "5%08" PRId64, by);
	return buf;
}

/* How sale n is paid; 8 and 9: without a card. */
static uint32_t
sale_how(const struct sim *s, int64_t n)
{
	struct rng r = rng_of(s, n ^ 0x5A1E);

	return rng_below(&r, 10);
}

/* An earlier request of that kind that went well, or NULL. For ATTACH: a sale to nobody. */
static const struct sim_result *
earlier(const struct sim *s, struct rng *r, int64_t n, enum sim_kind kind)
{
	for (int i = 0; i < LOOKS && n > 0; i++) {
		int64_t m = n - 1 - (int64_t)rng_below(r, (uint32_t)(n < REACH ? n : REACH));

		if (kind == SIM_ATTACH ? sim_kind_of(s, m) != SIM_SALE || sale_how(s, m) < 8
		    : sim_kind_of(s, m) != kind)
			continue;
		if (atomic_load(&s->shared->result[m].state) == SIM_DONE)
			return &s->shared->result[m];
	}
	return NULL;
}

static const char *
receipt_of(const struct sim_result *res)
{
	return res != NULL ? res->receipt : "S1-A-999999";
}

static json_t *
sale_lines(struct rng *r)
{
	json_t *lines = json_array();

	for (uint32_t i = rng_below(r, 3) + 1; i > 0; i--)
		json_array_append_new(lines, json_pack("{ss si}", "product",
		    products[rng_below(r, 7)], "qty", 1 + (int)rng_below(r, 3)));
	return lines;
}

static json_t *
sale(struct rng *r, const char *card, uint32_t how)
{
	json_t *tenders = json_array(), *rq = json_pack("{so}", "lines", sale_lines(r));

	if (how < 8)
		json_object_set_new(rq, "card", json_string(card));
	if (how < 2)
		json_array_append_new(tenders, json_pack("{ss si}", "method", "points", "points", 3));
	if (how == 1 || how == 2 || how == 3)
		json_array_append_new(tenders, json_pack("{ss si}", "method", "value", "amount", 7000));
	if (how == 4)
		json_object_set_new(rq, "discount_percent", json_integer(rng_below(r, 10)));
	json_array_append_new(tenders, how == 5 ? json_pack("{ss}", "method", "bank")
	    : json_pack("{ss si}", "method", "cash", "amount", 5000000));
	json_object_set_new(rq, "tenders", tenders);
	return rq;
}

static json_t *
refund(const struct sim *s, struct rng *r, int64_t n)
{
	json_t *rq = json_pack("{ss}", "receipt", receipt_of(earlier(s, r, n, SIM_SALE)));
	uint32_t how = rng_below(r, 4);

	if (how == 0)
		json_object_set_new(rq, "all", json_true());
	else
		json_object_set_new(rq, "lines", json_pack("[{si si}]", "line", 1, "qty", 1));
	if (how == 1) {
		json_object_set_new(rq, "out", sale_lines(r));
		json_object_set_new(rq, "tenders", rng_below(r, 3) == 0
		    ? json_pack("[{ss si} {ss}]", "method", "points", "points", 2, "method", "bank")
		    : json_pack("[{ss si}]", "method", "cash", "amount", 5000000));
	}
	return rq;
}

static json_t *
body(const struct sim *s, struct rng *r, int64_t n, enum sim_kind k)
{
	int c = (int)rng_below(r, SIM_CARDS), d = (int)rng_below(r, SIM_CARDS);
	int p = (int)rng_below(r, SIM_PEOPLE), q = (p + 1 + (int)rng_below(r, SIM_PEOPLE - 1)) % SIM_PEOPLE;
	const struct sim_result *res;
	char card[24], other[24], one[16], two[16], number[24];

	sim_number(s, c, card, sizeof(card));
	snprintf(one, sizeof(one), "SIM%02d", p);
	snprintf(two, sizeof(two), "SIM%02d", q);
	switch (k) {
	case SIM_SALE:
		return sale(r, card, sale_how(s, n));
	case SIM_TOPUP:
		return json_pack("{ss si s[{ss}]}", "card", card, "amount",
		    50000 * (1 + (int)rng_below(r, 4)), "tenders", "method", "bank");
	case SIM_TRANSFER:
		sim_number(s, d == c ? (c + 1) % SIM_CARDS : d, other, sizeof(other));
		return json_pack("{ss ss si}", "card", card, "to", other, "amount",
		    1000 * (1 + (int)rng_below(r, 30)));
	case SIM_TOPUP_BACK:
		return json_pack("{ss}", "receipt", receipt_of(earlier(s, r, n, SIM_TOPUP)));
	case SIM_REFUND:
		return refund(s, r, n);
	case SIM_VOID:
		/* Of returns only the exchanges are voided. */
		return json_pack("{ss ss}", "receipt", receipt_of(earlier(s, r, n,
		    rng_below(r, 3) == 0 ? SIM_REFUND : SIM_SALE)), "reason", "sim");
	case SIM_ATTACH:
		return json_pack("{ss ss}", "receipt", receipt_of(earlier(s, r, n, SIM_ATTACH)),
		    "card", card);
	case SIM_ADD:
	case SIM_DEDUCT:
		return json_pack("{ss si ss}", "card", card, "points", 1 + (int)rng_below(r,
		    k == SIM_ADD ? 40 : 60), "note", "sim");
	case SIM_GIFT:
		return json_pack("{ss ss si}", "card", card, "gift", "SIMCUP", "qty",
		    1 + (int)rng_below(r, 2));
	case SIM_GIFT_BACK:
		return json_pack("{ss}", "receipt", receipt_of(earlier(s, r, n, SIM_GIFT)));
	case SIM_VISIT:
		return json_pack("{ss}", "card", card);
	case SIM_VISIT_UNDO:
		res = earlier(s, r, n, SIM_VISIT);
		return json_pack("{sI}", "visit", (json_int_t)(res != NULL ? res->visit : 1));
	case SIM_REPLACE:
		snprintf(number, sizeof(number), "5%08" PRId64, n);
		return json_pack("{ss ss ss}", "card", card, "number", number, "reason", "sim");
	case SIM_LOST:
	case SIM_FOUND:
		return json_pack("{ss ss}", "card", card, "reason", "sim");
	case SIM_MERGE:
		return json_pack("{ss ss}", "customer", one, "into", two);
	default:
		return json_pack("{ss}", "customer", one);
	}
}

json_t *
sim_request(const struct sim *s, int64_t n)
{
	struct rng r = rng_of(s, n);
	enum sim_kind k = sim_kind_of(s, n);
	char key[32];
	json_t *rq;

	rng_below(&r, 100);
	rq = body(s, &r, n, k);
	snprintf(key, sizeof(key), "sim-%" PRId64, n);
	json_object_set_new(rq, "op", json_string(kinds[k].op));
	json_object_set_new(rq, "key", json_string(key));
	return rq;
}

uint64_t
sim_hash(const json_t *reply)
{
	json_t *copy = json_copy((json_t *)reply);
	uint64_t h = UINT64_C(14695981039346656037);
	char *text;

	json_object_del(copy, "again");
	text = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
	for (const char *p = text; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
	free(text);
	json_decref(copy);
	return h;
}

/* Refusals of a shop that works: not enough left, done before, lost, not there. */
static bool
may_be_refused(enum sim_kind k, const char *error)
{
	if (str_eq(error, "LIMIT") || str_eq(error, "CONFLICT") || str_eq(error, "DENIED"))
		return true;
	/* nothing to point at yet, or the customer is merged away at this moment */
	if (str_eq(error, "NOTFOUND"))
		return k != SIM_SALE && k != SIM_TOPUP && k != SIM_ADD && k != SIM_DEDUCT &&
		    k != SIM_GIFT && k != SIM_VISIT;
	/* an exchange that is even, or owes the customer, is not paid for */
	return k == SIM_REFUND && str_eq(error, "INVALID");
}

bool
sim_keep(struct sim *s, int64_t n, const json_t *reply)
{
	struct sim_result *res = &s->shared->result[n];
	const char *error = json_string_value(json_object_get(reply, "error"));
	enum sim_kind k = sim_kind_of(s, n);
	const char *receipt;

	if (!json_is_true(json_object_get(reply, "ok"))) {
		atomic_store(&res->state, SIM_REFUSED);
		return error != NULL && may_be_refused(k, error);
	}
	receipt = json_string_value(json_object_get(reply, "receipt"));
	str_copy(res->receipt, sizeof(res->receipt), receipt != NULL ? receipt : "");
	res->visit = json_integer_value(json_object_get(reply, "visit"));
	res->hash = sim_hash(reply);
	if (k == SIM_REPLACE) {
		/* The card that was asked for is the first number by chance of this request. */
		struct rng r = rng_of(s, n);

		rng_below(&r, 100);
		atomic_store(&s->shared->renumbered[rng_below(&r, SIM_CARDS)], n);
	}
	atomic_store(&res->state, SIM_DONE);
	return true;
}
