/* What comes back of each line, and to whom. Every figure is found from what is left, so that
 * any number of returns ends at exactly what was paid, earned and spent (rules R1, R2, P3). */
#include "domain/refund_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/earn_sum.h"

/* ---- lines ---- */

static enum err
too_many(const struct back_line *l, struct err_note *note)
{
	int64_t left = l->sold.qty_milli - l->back.milli;

	if (left == 0)
		return err_set(note, ERR_LIMIT, "lines",
		    _("Line %d (%s) came back already."), l->n, l->sold.name);
	if (left % 1000 == 0)
		return err_set(note, ERR_LIMIT, "lines",
		    _("Of line %d (%s) only %" PRId64 " can come back."), l->n, l->sold.name,
		    left / 1000);
	return err_set(note, ERR_LIMIT, "lines",
	    _("Of line %d (%s) only %" PRId64 ".%03d can come back."), l->n, l->sold.name,
	    left / 1000, (int)(left % 1000));
}

/* The share of the first milli of a line, half up; the whole of the whole line. */
static enum err
share(int64_t whole, int64_t milli, int64_t of, int64_t before, int64_t *now)
{
	int64_t sum = whole;
	enum err e = milli == of ? ERR_OK : money_mul_div(whole, milli, of, &sum);

	*now = sum - before;
	return e;
}

static enum err
take_line(struct back_line *l, struct err_note *note)
{
	const struct sale_line *s = &l->sold;
	int64_t after = l->back.milli + l->now.milli, off;
	enum err e;

	if (l->now.milli == 0)
		return ERR_OK;
	if (after > s->qty_milli)
		return too_many(l, note);
	e = share(s->net, after, s->qty_milli, l->back.net, &l->now.net);
	if (e == ERR_OK)
		e = share(s->off, after, s->qty_milli, l->back.gross - l->back.net, &off);
	if (e == ERR_OK)
		l->now.gross = l->now.net + off;
	if (e == ERR_OK)
		e = share(s->receipt_off, after, s->qty_milli, l->back.receipt_off,
		    &l->now.receipt_off);
	return e == ERR_OK ? ERR_OK :
	    err_set(note, e, "lines", _("The amount is beyond what can be kept."));
}

static enum err
ask_line(struct refund_case *c, const struct refund_line *l, struct err_note *note)
{
	if (l->qty_milli <= 0 || l->qty_milli > MONEY_MAX)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	for (size_t i = 0; i < c->nlines; i++) {
		struct back_line *b = &c->lines[i];

		if (b->n != l->n)
			continue;
		if (l->qty_milli > b->sold.qty_milli - b->back.milli - b->now.milli)
			return too_many(b, note);
		b->now.milli += l->qty_milli;
		return ERR_OK;
	}
	return err_set(note, ERR_NOTFOUND, "line", _("%s has no line %d."), c->receipt, l->n);
}

enum err
refund_choose(struct refund_case *c, const struct refund_line *l, size_t n, bool all,
    struct err_note *note)
{
	int64_t milli = 0;
	enum err e = ERR_OK;

	if (all && n > 0)
		return err_set(note, ERR_INVALID, "lines",
		    _("Name the lines or take all, not both."));
	if (!all && n == 0)
		return err_set(note, ERR_INVALID, "lines", _("Say which lines come back."));
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = ask_line(c, &l[i], note);
	c->is_last = true;
	for (size_t i = 0; e == ERR_OK && i < c->nlines; i++) {
		struct back_line *b = &c->lines[i];

		if (all)
			b->now.milli = b->sold.qty_milli - b->back.milli;
		e = take_line(b, note);
		milli += b->now.milli;
		if (b->back.milli + b->now.milli < b->sold.qty_milli)
			c->is_last = false;
	}
	if (e == ERR_OK && milli == 0)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("Everything of %s came back already."), c->receipt);
	return e;
}

/* ---- tenders ---- */

/* Points come in steps: what does not make a whole one goes to another tender that has
 * room, so that nobody waits for a part of a point. */
static void
step_points(const struct back_part *left, size_t n, size_t i, struct back_part *part)
{
	int64_t exact, rest;

	if (part[i].amount == left[i].amount) {
		part[i].points = left[i].points;
		return;
	}
	if (money_mul_div_floor(left[i].points, part[i].amount, left[i].amount,
	    &part[i].points) != ERR_OK)
		part[i].points = 0;
	/* Rounded up: the smallest amount that makes these points. */
	exact = (int64_t)(((__int128)left[i].amount * part[i].points + left[i].points - 1) /
	    left[i].points);
	rest = part[i].amount - exact;
	for (size_t k = 0; k < n && rest > 0; k++) {
		int64_t room = left[k].points > 0 ? 0 : left[k].amount - part[k].amount;
		int64_t take = room < rest ? room : rest;

		part[k].amount += take;
		part[i].amount -= take;
		rest -= take;
	}
}

/* Spreads amount over what is left of each tender, in proportion (rules R2, N4, V1). */
static enum err
spread(const struct back_part *left, size_t n, int64_t amount, struct back_part *part)
{
	int64_t weight[BACK_TENDERS_MAX] = { 0 }, share_of[BACK_TENDERS_MAX];
	enum err e;

	memset(part, 0, n * sizeof *part);
	for (size_t i = 0; i < n; i++)
		weight[i] = left[i].amount;
	e = money_split(amount, weight, n, share_of);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		part[i].amount = share_of[i];
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (left[i].points > 0)
			step_points(left, n, i, part);
	}
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (left[i].principal + left[i].bonus == 0)
			continue;
		weight[0] = left[i].principal;
		weight[1] = left[i].bonus;
		e = money_split(part[i].amount, weight, 2, share_of);
		part[i].principal = share_of[0];
		part[i].bonus = share_of[1];
	}
	return e;
}

/* What the first points of a tender paid; so all pieces sum to what all of them paid. */
static enum err
worth(const struct back_tender *t, int64_t points, int64_t *amount)
{
	*amount = 0;
	return t->paid.points > 0 && points > 0
	    ? money_mul_div(t->paid.amount, points, t->paid.points, amount) : ERR_OK;
}

static enum err
value_points(struct back_tender *t)
{
	int64_t before, after;
	enum err e = worth(t, t->back.points + t->kept.points, &before);

	if (e == ERR_OK)
		e = worth(t, t->back.points + t->now.points, &after);
	if (e == ERR_OK)
		t->worth = after - before;
	return e;
}

static struct back_part
minus(struct back_part a, struct back_part b)
{
	return (struct back_part){ a.amount - b.amount, a.points - b.points,
	    a.principal - b.principal, a.bonus - b.bonus };
}

/* Money of a bank or of the shop's own kinds may go out in cash; points and stored value
 * never become money (rule V1). */
bool
refund_can_be_cash(const struct back_tender *t)
{
	return !str_eq(t->method, "cash") && !str_eq(t->method, "points") &&
	    !str_eq(t->method, "value") && t->paid.principal + t->paid.bonus == 0;
}

/* The cash of what comes back. It is rounded on all that came back so far, so that many small
 * returns pay out what one large one would (rule N1); the last one gives exactly what was paid,
 * and none before it more than that. */
static int64_t
cash_share(const struct refund_case *c, const struct back_tender *cash, int64_t unit)
{
	int64_t exact = cash->now.amount, after = cash->back.amount + exact;
	int64_t out = c->paid_out + c->cash_instead, target, most;

	if (exact == 0 && c->cash_instead == 0)
		return 0;
	target = money_round_to(after + out, unit);
	most = money_round_to(cash->paid.amount + out, unit) + c->cash_paid -
	    money_round_to(cash->paid.amount, unit);
	if (after == cash->paid.amount || target > most)
		target = most;
	return target > c->cash_back ? target - c->cash_back : 0;
}

/* An exchange leaves that share with the lines out, save what goes over the counter: however
 * many follow each other, no rounding is lost or paid twice (rules N1, R4). */
static void
round_cash(struct refund_case *c, const struct back_tender *cash, int64_t keep, int64_t unit)
{
	int64_t whole = cash_share(c, cash, unit);

	c->cash_kept = 0;
	c->cash_now = money_round_to(whole, unit);
	if (keep == 0 || cash->kept.amount == 0)
		return;
	c->cash_now = money_round_to(cash->now.amount - cash->kept.amount, unit);
	if (c->cash_now > whole)
		c->cash_now = whole - whole % unit;
	c->cash_kept = whole - c->cash_now;
}

/* ---- points earned ---- */

/* What is left to earn from, before or after this return. */
static enum err
earn_left(const struct refund_case *c, bool afterwards, int64_t *net, int64_t *base)
{
	int64_t whole = 0, left = 0;

	for (size_t i = 0; i < c->nlines; i++) {
		const struct back_line *l = &c->lines[i];

		net[i] = l->sold.no_points ? 0 :
		    l->sold.net - l->back.net - (afterwards ? l->now.net : 0);
		whole += l->sold.no_points ? 0 : l->sold.net;
		left += net[i];
	}
	*base = left;
	/* A part was paid by points: in proportion (rule P2). */
	return whole == c->earn_base || whole == 0 ? ERR_OK :
	    money_mul_div_floor(c->earn_base, left, whole, base);
}

static enum err
take_points(struct refund_case *c)
{
	int64_t *net = xcalloc(c->nlines + 1, sizeof *net), points[2];
	struct earn_left left[2];
	enum err e = ERR_OK;

	for (int i = 0; e == ERR_OK && i < 2; i++) {
		left[i] = (struct earn_left){ 0, net, c->nlines };
		e = earn_left(c, i == 1, net, &left[i].base);
		if (e == ERR_OK)
			e = earn_again(c->why, c->earn_base, &left[i], c->level_factor,
			    &points[i]);
	}
	free(net);
	if (e != ERR_OK)
		return e;
	c->base_taken = left[0].base - left[1].base;
	c->points_taken = points[0] - points[1];
	return ERR_OK;
}

enum err
refund_split(struct refund_case *c, int64_t keep, bool cash_instead, int64_t unit,
    struct err_note *note)
{
	struct back_part left[BACK_TENDERS_MAX], part[BACK_TENDERS_MAX];
	struct back_tender *cash = NULL, none = { 0 };
	enum err e;

	c->amount = c->cash_instead = c->points_back = 0;
	for (size_t i = 0; i < c->nlines; i++)
		c->amount += c->lines[i].now.net;
	for (size_t i = 0; i < c->ntenders; i++) {
		left[i] = minus(c->tenders[i].paid, c->tenders[i].back);
		if (str_eq(c->tenders[i].method, "cash"))
			cash = &c->tenders[i];
	}
	e = spread(left, c->ntenders, c->amount, part);
	for (size_t i = 0; e == ERR_OK && i < c->ntenders; i++)
		c->tenders[i].now = left[i] = part[i];
	if (e == ERR_OK)
		e = spread(left, c->ntenders, c->amount - keep, part);
	for (size_t i = 0; e == ERR_OK && i < c->ntenders; i++) {
		struct back_tender *t = &c->tenders[i];

		t->kept = minus(t->now, part[i]);
		c->points_back += part[i].points;
		e = value_points(t);
		if (cash_instead && refund_can_be_cash(t))
			c->cash_instead += part[i].amount;
	}
	if (e == ERR_OK)
		round_cash(c, cash != NULL ? cash : &none, keep, unit);
	if (e == ERR_OK)
		e = take_points(c);
	return e == ERR_OK ? ERR_OK :
	    err_set(note, e, "lines", _("The amount is beyond what can be kept."));
}
