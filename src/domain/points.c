/* What holds at any time: balance = sum of the ledger; what is left of a lot =
 * its amount less its draws; left of all lots - balance = the debt, and a debt
 * exists only while every lot is empty (a debit that may go below zero takes
 * pending points first, a credit pays the debt first). verify.c proves it. */
#include "domain/points.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

struct account { bool is_open; int64_t balance, seq, over, usable, pending; };

/* is_whole: with usable and pending, for which every open lot is read. */
static enum err
read_account(struct store *st, int64_t holder, day_t today, bool is_whole, struct account *ac,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, is_whole ? "points.state" : "points.over",
	    DB_ARGS(DB_INT("holder", holder), DB_INT("today", today)), note);
	enum db_step step;

	*ac = (struct account){ 0 };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		*ac = (struct account){ .is_open = true, .balance = db_int(q, 0), .seq = db_int(q, 1),
		    .over = db_int(q, 2) };
	if (step == DB_ROW && is_whole) {
		ac->usable = db_int(q, 3);
		ac->pending = db_int(q, 4);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
points_state(struct store *st, int64_t holder, day_t today, struct points_state *ps,
    struct err_note *note)
{
	struct account ac;
	enum err e = read_account(st, holder, today, true, &ac, note);

	if (e != ERR_OK)
		return e;
	/* Expired points are gone, written down or not (rule P5). */
	ps->balance = ac.balance - ac.over;
	ps->usable = ac.usable;
	ps->pending = ac.pending;
	ps->debt = ac.usable + ac.pending - ps->balance;
	return ERR_OK;
}

/* Moves the cached sum that was read as ac; gives the number of the ledger line to
 * write. Guarded by the line before: nobody else has written in between. */
static enum err
move_account(struct store *st, int64_t holder, const struct account *ac, int64_t delta,
    int64_t *after, int64_t *seq, struct err_note *note)
{
	int64_t changed = 0;
	enum err e;

	*after = ac->balance + delta;
	*seq = ac->seq + 1;
	if (!ac->is_open)
		return store_run(st, "points.open", DB_ARGS(DB_INT("holder", holder),
		    DB_INT("after", *after)), NULL, note);
	e = store_run(st, "points.step", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("after", *after), DB_INT("seq", *seq)), &changed, note);
	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_BUSY, "", "%s", err_text(ERR_BUSY));
	return e;
}

static enum err
add_entry(struct store *st, int64_t holder, int64_t seq, int64_t delta, int64_t after,
    const struct points_source *src, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	int64_t branch = src->store_id != 0 ? src->store_id : actor_store_id(a);

	return store_run(st, "points.add_entry", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("seq", seq), DB_TEXT("op", src->op), DB_INT("delta", delta),
	    DB_INT("after", after), DB_INT("at", clock_now_ms()), DB_INT("day", src->day),
	    DB_ID("store", branch), DB_ID("user", actor_id(a)), DB_ID("doc", src->doc_id),
	    DB_TEXT("note", str_empty(src->note) ? NULL : src->note)), NULL, note);
}

/* Figures of the home screen. Expired points are neither given nor used; what comes
 * back counts against what was given or used (rule R3). */
static enum err
add_to_day(struct store *st, int64_t given, int64_t used, const struct points_source *src,
    struct err_note *note)
{
	int64_t branch = src->store_id != 0 ? src->store_id : actor_store_id(store_actor(st));

	if (src->is_reversal) {
		int64_t was_given = given;

		given = -used;
		used = -was_given;
	}

	return store_run(st, "points.day", DB_ARGS(DB_INT("day", src->day),
	    DB_INT("store", branch), DB_INT("members", 0), DB_INT("given", given),
	    DB_INT("used", used)), NULL, note);
}

struct open_lot { int64_t lot, left; bool is_usable, is_over; };

static enum err
open_lots(struct store *st, int64_t holder, day_t today, struct open_lot **out, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "points.open_lots",
	    DB_ARGS(DB_INT("holder", holder)), note);
	struct open_lot *l = NULL;
	enum db_step step;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		l = xgrow(l, &cap, *n + 1, sizeof *l);
		l[(*n)++] = (struct open_lot){ .lot = db_int(q, 0), .left = db_int(q, 1),
		    .is_usable = db_int(q, 2) <= today,
		    .is_over = !db_is_null(q, 3) && db_int(q, 3) < today };
	}
	db_reset(q);
	if (step == DB_FAILED) {
		free(l);
		return db_why(note);
	}
	*out = l;
	return ERR_OK;
}

static enum err
draw(struct store *st, int64_t holder, int64_t seq, struct open_lot *l, int64_t points,
    struct err_note *note)
{
	int64_t changed;
	enum err e = store_run(st, "points.draw_lot", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("lot", l->lot), DB_INT("amount", points)), &changed, note);

	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_BUSY, "points",
		    _("Somebody else uses these points right now; try again."));
	l->left -= points;
	if (e == ERR_OK)
		e = store_run(st, "points.add_draw", DB_ARGS(DB_INT("holder", holder),
		    DB_INT("seq", seq), DB_INT("lot", l->lot), DB_INT("amount", points)),
		    NULL, note);
	return e;
}

/* Writes down what has expired since the last movement, so that the balances of
 * the lines that follow are true (rule P5). */
static enum err
settle(struct store *st, int64_t holder, bool is_whole, struct account *ac, struct err_note *note)
{
	day_t today = clock_today();
	struct points_source src = { .op = "expire", .day = today };
	struct open_lot *l;
	int64_t after, seq = 0;
	size_t n;
	enum err e = read_account(st, holder, today, is_whole, ac, note);

	if (e != ERR_OK || ac->over == 0)
		return e;
	e = open_lots(st, holder, today, &l, &n, note);
	if (e == ERR_OK)
		e = move_account(st, holder, ac, -ac->over, &after, &seq, note);
	if (e == ERR_OK)
		e = add_entry(st, holder, seq, -ac->over, after, &src, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (l[i].is_over)
			e = draw(st, holder, seq, &l[i], l[i].left, note);
	}
	free(l);
	ac->balance -= ac->over;
	ac->over = 0;
	ac->seq = seq;
	return e;
}

enum err
points_settle(struct store *st, int64_t holder, struct err_note *note)
{
	struct account ac;

	return settle(st, holder, false, &ac, note);
}

static enum err
check_amount(int64_t points, struct err_note *note)
{
	if (points <= 0)
		return err_set(note, ERR_INVALID, "points",
		    _("Points are a whole number above 0."));
	if (points > MONEY_MAX)
		return err_set(note, ERR_LIMIT, "points", _("That is too many points."));
	return ERR_OK;
}

enum err
points_credit(struct store *st, int64_t holder, int64_t points,
    const struct points_source *from, int64_t *after, struct err_note *note)
{
	int64_t life = setting_int(st, "points.life_days");
	struct points_source src = *from;
	int64_t debt, pays, seq, sum;
	struct account ac;
	day_t usable, expires;
	enum err e = check_amount(points, note);

	if (src.day == 0)
		src.day = clock_today();
	usable = src.is_pending ?
	    day_add(src.day, (int)setting_int(st, "points.pending_days")) : src.day;
	expires = src.is_reversal || src.keeps_days ? src.expires_day :
	    life > 0 ? day_add(src.day, (int)life) : 0;
	if (e == ERR_OK)
		e = settle(st, holder, false, &ac, note);
	if (e == ERR_OK && money_add(ac.balance, points, &sum) != ERR_OK)
		e = err_set(note, ERR_LIMIT, "points", _("That is too many points."));
	if (e == ERR_OK)
		e = move_account(st, holder, &ac, points, after, &seq, note);
	if (e == ERR_OK)
		e = add_entry(st, holder, seq, points, *after, &src, note);
	if (e != ERR_OK)
		return e;
	debt = ac.balance < 0 ? -ac.balance : 0;	/* then every lot is empty */
	pays = debt < points ? debt : points;		/* rule P4 */
	e = store_run(st, "points.add_lot", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("lot", seq), DB_INT("amount", points),
	    DB_INT("remaining", points - pays), DB_INT("usable", usable),
	    DB_ID("expires", expires)), NULL, note);
	if (e == ERR_OK && pays > 0)
		e = store_run(st, "points.add_draw", DB_ARGS(DB_INT("holder", holder),
		    DB_INT("seq", seq), DB_INT("lot", seq), DB_INT("amount", pays)),
		    NULL, note);
	if (e == ERR_OK)
		e = add_to_day(st, points, 0, &src, note);
	/* Of a day long gone: over before it came, and what is told after it says so (rules P5, P12). */
	if (e == ERR_OK && expires != 0 && expires < clock_today()) {
		e = settle(st, holder, false, &ac, note);
		*after = ac.balance;
	}
	return e;
}

static enum err
refuse_spending(const struct account *ac, struct err_note *note)
{
	int64_t debt = ac->usable + ac->pending - ac->balance;

	if (debt > 0)
		return err_set(note, ERR_LIMIT, "points",
		    _("The balance is a debt of %" PRId64 " points."), debt);
	if (ac->pending > 0)
		return err_set(note, ERR_LIMIT, "points",
		    _("Only %" PRId64 " points can be used; %" PRId64 " are still pending."),
		    ac->usable, ac->pending);
	return err_set(note, ERR_LIMIT, "points",
	    _("Only %" PRId64 " points are left."), ac->usable);
}

/* The guarded form of move_account() (rule P6). */
static enum err
spend_account(struct store *st, int64_t holder, int64_t points, int64_t *after,
    int64_t *seq, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "points.spend",
	    DB_ARGS(DB_INT("holder", holder), DB_INT("points", points)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*after = db_int(q, 0);
		*seq = db_int(q, 1);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_LIMIT, "points", _("Not enough points are left."));
	return ERR_OK;
}

static enum err
draw_all(struct store *st, int64_t holder, int64_t seq, int64_t points, bool may_debt,
    int64_t first, struct err_note *note)
{
	struct open_lot *l;
	size_t n;
	enum err e = open_lots(st, holder, clock_today(), &l, &n, note);

	/* What is taken back comes from where it went to, pending or not. */
	for (size_t i = 0; e == ERR_OK && first != 0 && i < n; i++) {
		int64_t take = l[i].left < points ? l[i].left : points;

		if (l[i].lot == first && take > 0) {
			e = draw(st, holder, seq, &l[i], take, note);
			points -= take;
		}
	}
	/* First round: what may be spent. Second: pending points, before a debt is made. */
	for (int round = 0; round < (may_debt ? 2 : 1); round++) {
		for (size_t i = 0; e == ERR_OK && points > 0 && i < n; i++) {
			int64_t take = l[i].left < points ? l[i].left : points;

			if (take == 0 || l[i].is_usable != (round == 0))
				continue;
			e = draw(st, holder, seq, &l[i], take, note);
			points -= take;
		}
	}
	free(l);
	return e;
}

enum err
points_debit(struct store *st, int64_t holder, int64_t points, bool may_debt,
    const struct points_source *from, int64_t *after, struct err_note *note)
{
	struct points_source src = *from;
	struct account ac;
	int64_t seq, sum;
	enum err e = check_amount(points, note);

	if (src.day == 0)
		src.day = clock_today();
	if (e == ERR_OK)
		e = settle(st, holder, true, &ac, note);
	if (e != ERR_OK)
		return e;
	if (!may_debt && ac.usable < points)
		return refuse_spending(&ac, note);
	if (money_add(ac.balance, -points, &sum) != ERR_OK)
		return err_set(note, ERR_LIMIT, "points", _("That is too many points."));
	e = may_debt ? move_account(st, holder, &ac, -points, after, &seq, note)
		     : spend_account(st, holder, points, after, &seq, note);
	if (e == ERR_OK)
		e = add_entry(st, holder, seq, -points, *after, &src, note);
	if (e == ERR_OK)
		e = draw_all(st, holder, seq, points, may_debt, src.first_lot, note);
	if (e == ERR_OK)
		e = add_to_day(st, 0, points, &src, note);
	return e;
}
