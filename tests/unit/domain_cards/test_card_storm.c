/* Everything that can happen to cards, in a random order from a fixed seed: no answer but a
 * good one or a refusal, and afterwards every ledger adds up. */
#include "cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "domain/card.h"

#define CARDS 8
#define STEPS 700
#define KEPT 40

struct storm {
	struct shop *s;
	struct rng rng;
	char card[CARDS][CARD_NUMBER_SIZE];
	char topup[KEPT][48], gift[KEPT][32];
	int64_t visit[KEPT];
	int ntopups, ngifts, nvisits, good, refused;
};

static int
below(struct storm *w, int n)
{
	return (int)rng_below(&w->rng, (uint32_t)n);
}

static const char *
any_card(struct storm *w)
{
	return w->card[below(w, CARDS)];
}

/* Anything but these would be a fault of the program. */
static bool
is_refusal(const char *error)
{
	return strcmp(error, "LIMIT") == 0 || strcmp(error, "DENIED") == 0 ||
	    strcmp(error, "CONFLICT") == 0 || strcmp(error, "INVALID") == 0;
}

static json_t *
try(struct storm *w, const char *request)
{
	json_t *v = shop_post(w->s, w->s->admin, "%s", request);

	if (json_is_true(json_object_get(v, "ok"))) {
		w->good++;
		return v;
	}
	w->refused++;
	if (!is_refusal(text_at(v, "error")))
		fail_msg("%s gave %s: %s", request, text_at(v, "error"), text_at(v, "message"));
	json_decref(v);
	return NULL;
}

static void
money(struct storm *w, char *rq, size_t size, int what)
{
	json_t *v;

	if (what == 0) {
		int amount = 500 * (1 + below(w, 1400)), bank = below(w, amount);

		snprintf(rq, size, "{'op':'topup','card':'%s','amount':%d,'tenders':"
		    "[{'method':'bank','amount':%d},{'method':'cash'}]}", any_card(w), amount, bank);
		v = try(w, rq);
		if (v != NULL)
			str_copy(w->topup[w->ntopups++ % KEPT], 48, text_at(v, "receipt"));
		json_decref(v);
	} else if (what == 1 && w->ntopups > 0) {
		int n = below(w, w->ntopups < KEPT ? w->ntopups : KEPT);

		if (below(w, 2) == 0)
			snprintf(rq, size, "{'op':'topup.reverse','receipt':'%s'}", w->topup[n]);
		else
			snprintf(rq, size, "{'op':'topup.reverse','receipt':'%s','amount':%d}",
			    w->topup[n], 1 + below(w, 300000));
		json_decref(try(w, rq));
	} else {
		snprintf(rq, size, "{'op':'transfer','card':'%s','to':'%s','amount':%d}",
		    any_card(w), any_card(w), 1 + below(w, 200000));
		json_decref(try(w, rq));
	}
}

/* Closed ones make room for a new card. */
static void
life(struct storm *w, char *rq, size_t size, int what)
{
	static const char *const types[] = { "V", "P", "B", "N" };
	int n = below(w, CARDS);
	bool replaces = what == 0;
	json_t *v;

	if (what == 3 && below(w, 4) == 0) {
		snprintf(rq, size, "{'op':'card.close','card':'%s'}", w->card[n]);
		v = try(w, rq);
		json_decref(v);
		if (v == NULL)
			return;
		snprintf(rq, size, "{'op':'card.issue','type':'%s'%s}", types[below(w, 4)],
		    below(w, 2) == 0 ? ",'customer':'KH000001'" : "");
		replaces = true;
	} else {
		snprintf(rq, size, "{'op':'card.%s','card':'%s'}",
		    what == 0 ? "replace" : what == 1 ? "lost" : "found", w->card[n]);
	}
	v = try(w, rq);
	if (v != NULL && replaces)
		str_copy(w->card[n], CARD_NUMBER_SIZE, text_at(v, "number"));
	json_decref(v);
}

static void
goods(struct storm *w, char *rq, size_t size, int what)
{
	json_t *v;

	if (what == 0) {
		snprintf(rq, size, "{'op':'visit.take','card':'%s'}", any_card(w));
		v = try(w, rq);
		if (v != NULL)
			w->visit[w->nvisits++ % KEPT] = at(v, "visit");
		json_decref(v);
	} else if (what == 1 && w->nvisits > 0) {
		snprintf(rq, size, "{'op':'visit.undo','visit':%lld}", (long long)
		    w->visit[below(w, w->nvisits < KEPT ? w->nvisits : KEPT)]);
		json_decref(try(w, rq));
	} else if (what == 2) {
		snprintf(rq, size, "{'op':'points.add','card':'%s','points':%d,'note':'t'}",
		    any_card(w), 1 + below(w, 60));
		json_decref(try(w, rq));
	} else if (what == 3) {
		snprintf(rq, size, "{'op':'gift.redeem','card':'%s','gift':'MUG'}", any_card(w));
		v = try(w, rq);
		if (v != NULL)
			str_copy(w->gift[w->ngifts++ % KEPT], 32, text_at(v, "receipt"));
		json_decref(v);
	} else if (w->ngifts > 0) {
		snprintf(rq, size, "{'op':'gift.return','receipt':'%s'}",
		    w->gift[below(w, w->ngifts < KEPT ? w->ngifts : KEPT)]);
		json_decref(try(w, rq));
	}
}

static void
sell(struct storm *w, char *rq, size_t size, int n)
{
	const char *card = any_card(w);

	snprintf(rq, size, "{'op':'sale','key':'storm%d','card':'%s','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'value','amount':%d,'card':'%s'},{'method':'cash'}]}",
	    n, card, 1 + below(w, 29000), card);
	json_decref(try(w, rq));
}

static void
everything_at_once_adds_up(void **state)
{
	static const char *const first[CARDS] = { V1, V2, V9, P1, B1, N1, N9, BARE_CARD };
	struct storm w = { .s = *state };
	char rq[512];

	w.rng.s = 20261121;
	shop_sql(w.s, "UPDATE card_type SET value = 1 WHERE code = 'N'");
	DO(w.s, "{'op':'edit','entity':'gift','code':'MUG','fields':{'stock':20}}");
	for (int i = 0; i < CARDS; i++)
		str_copy(w.card[i], CARD_NUMBER_SIZE, first[i]);
	for (int i = 0; i < STEPS; i++) {
		int what = below(&w, 20);

		if (i % 100 == 99)
			clock_fix(clock_now_ms() + 20 * DAY_MS);
		if (what < 7)
			money(&w, rq, sizeof rq, what < 3 ? 0 : what < 5 ? 1 : 2);
		else if (what < 10)
			life(&w, rq, sizeof rq, below(&w, 4));
		else if (what < 17)
			goods(&w, rq, sizeof rq, below(&w, 5));
		else
			sell(&w, rq, sizeof rq, i);
		if (i % 140 == 139)
			assert_int_equal(shop_verify(w.s), 0);
	}
	assert_true(w.good > STEPS / 3);
	assert_true(w.refused > 20);
	assert_int_equal(shop_verify(w.s), 0);
	assert_int_equal(shop_int(w.s, "SELECT COUNT(*) FROM value_account WHERE principal < 0 OR bonus < 0"), 0);
	/* Every unit of principal came in by a document or left by one, or was spent. */
	assert_int_equal(shop_int(w.s, "SELECT (SELECT SUM(principal) FROM value_entry)"
	    " - (SELECT SUM(principal) FROM value_account)"), 0);
}

TESTS_OF(card_storm,
	CARDS_TEST(everything_at_once_adds_up));
