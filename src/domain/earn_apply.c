#include "domain/earn_apply.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/money.h"
#include "domain/earn_sum.h"

/* The rules that hold for this basket, and whose lines are in it. */
struct pick { const struct earn_rule **r; size_t n; const struct earn_basket *b; };

/* What was paid for the lines of both rules (NULL: of all). Paying a part with points
 * lowers every line alike (rule P2); the floor is at the end. */
static enum err
base_of(const struct earn_basket *b, const struct earn_rule *one, const struct earn_rule *two,
    int64_t *base)
{
	int64_t all = 0, mine = 0;
	bool one_all = one == NULL || !earn_rule_has_filter(one);
	bool two_all = two == NULL || !earn_rule_has_filter(two);

	*base = b->base;
	if (one_all && two_all)
		return ERR_OK;
	for (size_t i = 0; i < b->n; i++) {
		all += b->lines[i].net;
		if ((one_all || earn_rule_takes(one, &b->lines[i])) &&
		    (two_all || earn_rule_takes(two, &b->lines[i])))
			mine += b->lines[i].net;
	}
	*base = mine;
	return all == b->base || all == 0 ? ERR_OK : money_mul_div_floor(mine, b->base, all, base);
}

/* All points per amount, those of the multiplier's lines times factor. */
static enum err
per_amount(const struct pick *p, size_t n, const struct earn_rule *times, int64_t factor,
    struct earn_sum *s)
{
	enum err e = ERR_OK;

	*s = (struct earn_sum)EARN_SUM_INIT;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		const struct earn_rule *r = p->r[i];
		int64_t own, multiplied;

		if (r->effect != EARN_PER_AMOUNT)
			continue;
		e = base_of(p->b, r, NULL, &own);
		if (e == ERR_OK)
			e = base_of(p->b, r, times, &multiplied);
		if (e == ERR_OK)
			e = earn_sum_add(s, multiplied, r->points, r->amount, factor);
		if (e == ERR_OK && own > multiplied)
			e = earn_sum_add(s, own - multiplied, r->points, r->amount, 100);
	}
	return e;
}

static bool
is_more(const struct earn_sum *a, const struct earn_sum *b)
{
	if (a->whole != b->whole)
		return a->whole > b->whole;
	return a->num * b->den > b->num * a->den;
}

/* The best multiplier: a rule (the lower id on a tie) or the level's own. */
static enum err
best_multiplier(const struct pick *p, const struct earn_level *l, const struct earn_rule **best,
    int64_t *factor, struct earn_sum *s)
{
	enum err e;

	*best = NULL;
	*factor = l->factor >= 0 ? l->factor : 100;
	e = per_amount(p, p->n, NULL, *factor, s);
	for (size_t i = 0; e == ERR_OK && i < p->n; i++) {
		struct earn_sum mine;
		bool is_first = *best == NULL && l->factor < 0;

		if (p->r[i]->effect != EARN_MULTIPLIER)
			continue;
		e = per_amount(p, p->n, p->r[i], p->r[i]->times, &mine);
		if (e == ERR_OK && (is_first || is_more(&mine, s))) {
			*best = p->r[i];
			*factor = p->r[i]->times;
			*s = mine;
		}
	}
	return e;
}

/* A rule marked exclusive stands alone; of several the one that gives most, the
 * lower id on a tie. A multiplier alone still needs something to multiply: the
 * points per amount stay, the level and the bonuses do not. */
static enum err
pick_exclusive(struct pick *p, bool *alone)
{
	const struct earn_rule *keep = NULL;
	struct earn_sum best = EARN_SUM_INIT, s;
	size_t out = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < p->n; i++) {
		const struct earn_rule *r = p->r[i];
		struct pick one = { &r, 1, p->b };

		if (!r->is_exclusive)
			continue;
		if (r->effect == EARN_MULTIPLIER)
			e = per_amount(p, p->n, r, r->times, &s);
		else if (r->effect == EARN_PER_AMOUNT)
			e = per_amount(&one, 1, NULL, 100, &s);
		else
			s = (struct earn_sum){ r->points, 0, 1 };
		if (e == ERR_OK && (keep == NULL || is_more(&s, &best))) {
			keep = r;
			best = s;
		}
	}
	*alone = keep != NULL;
	if (e != ERR_OK || keep == NULL)
		return e;
	for (size_t i = 0; i < p->n; i++) {
		if (p->r[i] == keep || (keep->effect == EARN_MULTIPLIER &&
		    p->r[i]->effect == EARN_PER_AMOUNT))
			p->r[out++] = p->r[i];
	}
	p->n = out;
	return ERR_OK;
}

/* ---- why (rule P9) ---- */

static json_t *
explain(const struct pick *p, const struct earn_rule *r, int64_t points)
{
	static const char *const names[] = { "per_amount", "fixed", "multiplier" };
	json_t *line = json_pack("{s:s,s:s,s:s,s:I}", "rule", r->code, "name", r->name,
	    "effect", names[r->effect], "points", (json_int_t)points);

	if (r->minimum > 0)
		json_object_set_new(line, "minimum", json_integer(r->minimum));
	if (r->birthday != '\0')
		json_object_set_new(line, "birthday", json_true());
	if (earn_rule_has_filter(r)) {
		json_t *lines = json_array();

		for (size_t i = 0; i < p->b->n; i++) {
			if (p->b->lines[i].net > 0 && earn_rule_takes(r, &p->b->lines[i]))
				json_array_append_new(lines, json_integer((json_int_t)i + 1));
		}
		json_object_set_new(line, "lines", lines);
	}
	return line;
}

static enum err
explain_amounts(const struct pick *p, int64_t *plain, json_t *why)
{
	struct earn_sum s = EARN_SUM_INIT;
	int64_t before = 0, own;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < p->n; i++) {
		const struct earn_rule *r = p->r[i];
		json_t *line;

		if (r->effect != EARN_PER_AMOUNT)
			continue;
		e = per_amount(p, i + 1, NULL, 100, &s);
		if (e == ERR_OK)
			e = base_of(p->b, r, NULL, &own);
		if (e != ERR_OK)
			break;
		line = explain(p, r, s.whole - before);
		json_object_set_new(line, "base", json_integer(own));
		json_object_set_new(line, "amount", json_integer(r->amount));
		json_object_set_new(line, "per", json_integer(r->points));
		json_array_append_new(why, line);
		before = s.whole;
	}
	*plain = s.whole;
	return e;
}

static enum err
add_up(const struct pick *p, const struct earn_level *l, int64_t *points, json_t *why)
{
	const struct earn_rule *best;
	struct earn_sum times;
	int64_t factor, plain;
	enum err e = best_multiplier(p, l, &best, &factor, &times);

	if (e == ERR_OK)
		e = explain_amounts(p, &plain, why);
	if (e != ERR_OK)
		return e;
	if (factor != 100 && plain + times.whole > 0) {
		json_t *line = best != NULL ? explain(p, best, times.whole - plain)
		    : json_pack("{s:s,s:s,s:s,s:I}", "level", l->code, "name", l->name,
			"effect", "multiplier", "points", (json_int_t)(times.whole - plain));

		json_object_set_new(line, "times", json_integer(factor));
		/* What holds once too little is left for the rule, as it is at this moment. */
		if (best != NULL && best->minimum > 0)
			json_object_set_new(line, "level_times",
			    json_integer(l->factor >= 0 ? l->factor : 100));
		json_array_append_new(why, line);
	}
	*points = times.whole;
	for (size_t i = 0; e == ERR_OK && i < p->n; i++) {
		if (p->r[i]->effect != EARN_FIXED)
			continue;
		e = money_add(*points, p->r[i]->points, points);
		json_array_append_new(why, explain(p, p->r[i], p->r[i]->points));
	}
	return e;
}

enum err
earn_apply(const struct earn_rules *rs, const struct earn_who *w, const struct earn_level *l,
    const struct earn_basket *b, int nth, int64_t *points, json_t *why)
{
	static const struct earn_level none = { "", "", -1 };
	struct pick p = { xcalloc(rs->n + 1, sizeof *p.r), 0, b };
	bool alone = false;
	int64_t base;
	enum err e = ERR_OK;

	*points = 0;
	for (size_t i = 0; e == ERR_OK && i < rs->n; i++) {
		const struct earn_rule *r = &rs->rules[i];

		if (b->base < r->minimum || !earn_rule_holds(r, w, b->at, nth))
			continue;
		/* Money for stored value is no purchase: only fixed points (rule P2). */
		if (nth > 0 && r->effect != EARN_FIXED)
			continue;
		e = nth > 0 || !earn_rule_has_filter(r) ? ERR_OK : base_of(b, r, NULL, &base);
		if (nth == 0 && earn_rule_has_filter(r) && base == 0)
			continue;
		p.r[p.n++] = r;
	}
	if (e == ERR_OK)
		e = pick_exclusive(&p, &alone);
	if (e == ERR_OK)
		e = add_up(&p, alone || nth > 0 ? &none : l, points, why);
	free(p.r);
	return e;
}
