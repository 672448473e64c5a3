/* Tenders of a sale: rules N1, N2, N3, D5, P11, V4, V5. */
#include "domain/sale.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/query.h"
#include "store/setting.h"

/* What points may do on this receipt. */
struct points_room { int64_t value, min, max; };

static bool
is(const struct sale_tender *t, const char *method)
{
	return strcmp(t->method, method) == 0;
}

bool
tender_is_bank(struct store *st, const char *method)
{
	return strcmp(method, "bank") == 0 ||
	    str_in_list(setting_text(st, "tenders.more"), method);
}

static const char *
amount_text(struct store *st, int64_t amount, char buf[48])
{
	const struct format *fm = store_format(st);

	return money_format(fm->locale, fm->currency, amount, buf, 48);
}

static enum err
too_much(struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "tenders",
	    _("The amount is beyond what can be kept."));
}

static enum err
check_methods(struct store *st, const struct sale *s, struct err_note *note)
{
	int open = 0;

	for (size_t i = 0; i < s->ntenders; i++) {
		const struct sale_tender *t = &s->tenders[i];

		if (!is(t, "cash") && !is(t, "value") && !is(t, "points") &&
		    !tender_is_bank(st, t->method))
			return err_set(note, ERR_INVALID, "method",
			    _("\"%s\" is not accepted here: pay by cash, bank, value or points."),
			    t->method);
		if (is(t, "points") && s->member.holder_id == 0)
			return err_set(note, ERR_INVALID, "method",
			    _("Paying by points needs a member."));
		if (t->amount > MONEY_MAX || t->amount < -1)
			return err_set(note, ERR_INVALID, "amount",
			    _("A tender is an amount above 0."));
		if (t->amount < 0 && t->points == 0 && ++open > 1)
			return err_set(note, ERR_INVALID, "amount",
			    _("Only one tender can be left without an amount."));
	}
	return ERR_OK;
}

/* ---- points (rule P11) ---- */

/* Points pay for what collects points, never for gift cards and the like. They come in
 * steps: what a step does not reach is left to another tender. */
static void
find_room(struct store *st, struct sale *s, struct points_room *r)
{
	int64_t most = 0, least = 0, usable = s->member.usable;

	r->value = setting_int(st, "points.value");
	if (money_mul_div_floor(s->total, setting_int(st, "points.max_share_percent"), 100,
	    &most) != ERR_OK || most > s->points_base)
		most = s->points_base;
	if (money_mul_div_floor(s->total, setting_int(st, "points.min_share_percent"), 100,
	    &least) != ERR_OK)
		least = 0;
	r->max = most / r->value;
	r->min = least / r->value > 1 ? least / r->value : 1;
	if (usable > r->max)
		usable = r->max;
	s->points_usable = s->member.holder_id != 0 && usable >= r->min ? usable : 0;
}

/* By number, or as many as fit the amount. */
static enum err
size_points(struct store *st, struct sale_tender *t, const struct points_room *r,
    struct err_note *note)
{
	int64_t amount;
	char buf[48];

	if (t->points < 0 || t->points > MONEY_MAX)
		return err_set(note, ERR_INVALID, "points",
		    _("Points are a whole number above 0."));
	if (t->points == 0 && t->amount < 0)
		return ERR_OK;
	if (t->points == 0)
		t->points = t->amount / r->value;
	else if (money_mul(t->points, r->value, &amount) != ERR_OK)
		return too_much(note);
	else if (t->amount >= 0 && t->amount != amount)
		return err_set(note, ERR_INVALID, "points",
		    _("Points and amount do not fit: a point pays %s."),
		    amount_text(st, r->value, buf));
	if (t->points == 0)
		return err_set(note, ERR_INVALID, "amount", _("A point pays %s."),
		    amount_text(st, r->value, buf));
	t->amount = t->points * r->value;
	return ERR_OK;
}

static enum err
check_points(const struct sale *s, const struct points_room *r, struct err_note *note)
{
	int64_t asked = 0;
	bool any = false;

	for (size_t i = 0; i < s->ntenders; i++) {
		if (!is(&s->tenders[i], "points"))
			continue;
		any = true;
		if (money_add(asked, s->tenders[i].points, &asked) != ERR_OK)
			return too_much(note);
	}
	if (!any)
		return ERR_OK;
	if (s->member.debt > 0)
		return err_set(note, ERR_LIMIT, "points",
		    _("No points are left: %" PRId64 " are owed."), s->member.debt);
	if (asked > s->member.usable)
		return err_set(note, ERR_LIMIT, "points", _("Only %" PRId64 " points are left."),
		    s->member.usable);
	if (asked > r->max)
		return err_set(note, ERR_LIMIT, "points",
		    _("At most %" PRId64 " points can pay here."), r->max);
	if (asked < r->min)
		return err_set(note, ERR_LIMIT, "points",
		    _("Points pay here from %" PRId64 " points on; %" PRId64 " can."), r->min,
		    s->points_usable);
	return ERR_OK;
}

/* ---- cards (rules V1, V4, V5) ---- */

static enum err
check_pin(struct store *st, const struct sale *s, const struct sale_tender *t,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "price.pin_limit",
	    DB_ARGS(DB_INT("card", t->card_id)), note);
	bool has_limit = false, has_pin = false, pin_ok = false;
	int64_t limit = 0, sum = 0;
	enum db_step step;
	char buf[48];

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		has_limit = !db_is_null(q, 0);
		limit = db_int(q, 0);
		has_pin = db_int(q, 1) != 0;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	/* All payments of the receipt by this card together. */
	for (size_t i = 0; i < s->ntenders; i++) {
		if (s->tenders[i].card_id != t->card_id)
			continue;
		pin_ok = pin_ok || s->tenders[i].pin_ok;
		if (money_add(sum, s->tenders[i].amount, &sum) != ERR_OK)
			return too_much(note);
	}
	if (!has_limit || sum <= limit || pin_ok)
		return ERR_OK;
	if (!has_pin)
		return err_set(note, ERR_DENIED, "pin",
		    _("Above %s this card asks for a PIN, and it has none yet."),
		    amount_text(st, limit, buf));
	return err_set(note, ERR_DENIED, "pin", _("Above %s this card asks for its PIN."),
	    amount_text(st, limit, buf));
}

static enum err
check_cards(struct store *st, struct sale *s, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < s->ntenders; i++) {
		struct sale_tender *t = &s->tenders[i];
		struct card c;

		t->card_id = 0;
		if (!is(t, "value"))
			continue;
		if (t->card[0] == '\0')
			str_copy(t->card, sizeof t->card, s->member.card.number);
		if (t->card[0] == '\0')
			return err_set(note, ERR_INVALID, "card", _("Say which card pays."));
		e = card_find(st, t->card, &c, note);
		if (e == ERR_OK)
			e = card_usable(&c, false, note);
		if (e == ERR_OK)
			t->card_id = c.id;
	}
	for (size_t i = 0; e == ERR_OK && i < s->ntenders; i++) {
		if (s->tenders[i].card_id != 0)
			e = check_pin(st, s, &s->tenders[i], note);
	}
	return e;
}

/* ---- sums ---- */

/* Zero amounts are only the cash that rounds to nothing, also beside other tenders, and the
 * sale of 0. */
static enum err
check_zero(const struct sale *s, bool cash_is_nothing, struct err_note *note)
{
	for (size_t i = 0; i < s->ntenders; i++) {
		if (s->tenders[i].amount == 0 && s->total != 0 &&
		    !(is(&s->tenders[i], "cash") && cash_is_nothing))
			return err_set(note, ERR_INVALID, "amount",
			    _("A tender is an amount above 0."));
	}
	return ERR_OK;
}

static enum err
check_fit(struct store *st, const struct sale *s, int64_t other, int64_t cash,
    int64_t cash_part, struct err_note *note)
{
	char a[48], b[48];

	if (other > s->total)
		return err_set(note, ERR_INVALID, "amount",
		    _("Payments other than cash are %s above the %s that is due; change comes from cash only."),
		    amount_text(st, other - s->total, a), amount_text(st, s->total, b));
	if (cash > 0 && other == s->total)
		return err_set(note, ERR_INVALID, "amount",
		    _("Nothing is left to be paid in cash."));
	if (cash < cash_part)
		return err_set(note, ERR_INVALID, "tenders", _("%s is still to be paid."),
		    amount_text(st, cash_part - cash, a));
	return check_zero(s, other < s->total && cash_part == 0, note);
}

struct sums { int64_t other, cash; int open; bool any_cash; };

static enum err
sum_up(const struct sale *s, struct sums *u, struct err_note *note)
{
	*u = (struct sums){ .open = -1 };
	for (size_t i = 0; i < s->ntenders; i++) {
		const struct sale_tender *t = &s->tenders[i];
		int64_t *sum = is(t, "cash") ? &u->cash : &u->other;

		if (is(t, "cash"))
			u->any_cash = true;
		if (t->amount < 0)
			u->open = (int)i;
		else if (money_add(*sum, t->amount, sum) != ERR_OK)
			return too_much(note);
	}
	return ERR_OK;
}

/* An open tender takes what the others do not pay; points as many as can. */
static void
fill_open(struct sale *s, struct sums *u, const struct points_room *r)
{
	struct sale_tender *t = &s->tenders[u->open];
	int64_t rest = s->total - u->other - u->cash;

	if (rest < 0)
		rest = 0;
	if (is(t, "points")) {
		t->points = rest / r->value < s->points_usable ? rest / r->value
		    : s->points_usable;
		rest = t->points * r->value;
	}
	t->amount = rest;
	u->other += rest;
	u->open = -1;
}

static void
close_sums(struct store *st, struct sale *s, struct sums *u, int64_t *part)
{
	int64_t unit = setting_int(st, "cash.rounding");
	int64_t rest = s->total > u->other ? s->total - u->other : 0;

	/* Only the part paid in cash is rounded (rule N1). */
	*part = u->any_cash ? money_round_to(rest, unit > 0 ? unit : 1) : rest;
	if (u->open >= 0) {
		s->tenders[u->open].amount = *part > u->cash ? *part - u->cash : 0;
		u->cash += s->tenders[u->open].amount;
	}
	s->rounding = *part - rest;
	s->due = s->total + s->rounding;
	s->paid = u->other + u->cash;
	s->change = u->cash > *part ? u->cash - *part : 0;
	for (size_t i = 0; i < s->ntenders; i++) {
		if (is(&s->tenders[i], "points"))
			s->by_points += s->tenders[i].amount;
	}
	if (s->by_points > s->total)
		s->by_points = s->total;
}

static bool
any_points(const struct sale *s)
{
	for (size_t i = 0; i < s->ntenders; i++) {
		if (is(&s->tenders[i], "points"))
			return true;
	}
	return false;
}

static enum err
fill_tenders(struct store *st, struct sale *s, bool must_fit, struct err_note *note)
{
	struct points_room room;
	struct sums sums;
	int64_t part;
	enum err e = check_methods(st, s, note);

	s->rounding = s->paid = s->change = s->by_points = 0;
	s->due = s->total;
	if (e == ERR_OK && must_fit && any_points(s))
		e = member_points(st, &s->member, note);
	find_room(st, s, &room);
	for (size_t i = 0; e == ERR_OK && i < s->ntenders; i++) {
		if (is(&s->tenders[i], "points"))
			e = size_points(st, &s->tenders[i], &room, note);
	}
	if (e == ERR_OK)
		e = sum_up(s, &sums, note);
	if (e != ERR_OK)
		return must_fit ? e : ERR_OK;	/* shown when it is paid */
	if (sums.open >= 0 && !is(&s->tenders[sums.open], "cash"))
		fill_open(s, &sums, &room);
	close_sums(st, s, &sums, &part);
	if (!must_fit)
		return ERR_OK;
	e = check_points(s, &room, note);
	if (e == ERR_OK)
		e = check_fit(st, s, sums.other, sums.cash, part, note);
	return e == ERR_OK ? check_cards(st, s, note) : e;
}

enum err
sale_tenders(struct store *st, struct sale *s, bool must_fit, struct err_note *note)
{
	struct sale_tender asked[SALE_TENDERS_MAX];
	enum err e;

	memcpy(asked, s->tenders, sizeof asked);
	e = fill_tenders(st, s, must_fit, note);
	/* A look at the price leaves open tenders open: the cart goes on growing. */
	for (size_t i = 0; !must_fit && i < s->ntenders; i++) {
		if (asked[i].amount < 0 && asked[i].points == 0)
			s->tenders[i] = asked[i];
	}
	return e;
}
