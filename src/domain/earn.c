#include "domain/earn.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/earn_sum.h"
#include "store/query.h"

#define EARN_RULES_MAX 200

enum effect { EFFECT_PER_AMOUNT, EFFECT_FIXED, EFFECT_MULTIPLIER };
struct rule {
	enum effect effect;
	char code[32], name[96];
	int64_t points, amount, times, minimum;
	bool is_exclusive;
};

bool
earn_applies(const struct member *m)
{
	return m->holder_id != 0 && (m->card.id == 0 || m->card.has_points);
}

/* "1,3,5" holds a digit; empty means every day. */
static bool
has_weekday(const char *list, int weekday)
{
	char piece[8];

	if (str_empty(list))
		return true;
	while (str_next(&list, ',', piece, sizeof piece)) {
		if (piece[0] == '0' + weekday && piece[1] == '\0')
			return true;
	}
	return false;
}

/* Half-open, may cross midnight (rule P8): 22:00 to 02:00. */
static bool
has_minute(const struct db_stmt *q, int minute)
{
	int64_t from = db_int(q, 10), to = db_is_null(q, 11) ? 1440 : db_int(q, 11);

	if (from <= to)
		return minute >= from && minute < to;
	return minute >= from || minute < to;
}

static bool
rule_matches(const struct db_stmt *q, int64_t base, int64_t at)
{
	day_t day = instant_day(at);

	if (!db_is_null(q, 7) && day < db_int(q, 7))
		return false;
	if (!db_is_null(q, 8) && day > db_int(q, 8))
		return false;
	if (base < db_int(q, 12))
		return false;
	return has_weekday(db_text(q, 9), day_weekday(day)) &&
	    has_minute(q, instant_minute(at));
}

static bool
read_rule(const struct db_stmt *q, struct rule *r)
{
	const char *effect = db_text(q, 3);

	*r = (struct rule){ .points = db_int(q, 4), .amount = db_int(q, 5),
	    .times = db_int(q, 6), .minimum = db_int(q, 12), .is_exclusive = db_int(q, 13) != 0 };
	str_copy(r->code, sizeof r->code, db_text(q, 1));
	str_copy(r->name, sizeof r->name, db_text(q, 2));
	if (strcmp(effect, "per_amount") == 0) {
		r->effect = EFFECT_PER_AMOUNT;
		return r->points > 0 && r->amount > 0;
	}
	if (strcmp(effect, "fixed") == 0) {
		r->effect = EFFECT_FIXED;
		return r->points > 0;
	}
	r->effect = EFFECT_MULTIPLIER;
	return r->times > 0;
}

/* Rules that hold at this moment, by id. */
static enum err
matching_rules(struct store *st, int64_t base, int64_t at, struct rule *r, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "earn.rules", DB_NO_ARGS, note);
	enum db_step step = DB_DONE;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < EARN_RULES_MAX && (step = db_step(q, note)) == DB_ROW) {
		if (rule_matches(q, base, at) && read_rule(q, &r[*n]))
			(*n)++;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
per_amount(const struct rule *r, size_t n, int64_t base, int64_t factor, int64_t *points)
{
	struct earn_sum s = EARN_SUM_INIT;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (r[i].effect == EFFECT_PER_AMOUNT)
			e = earn_sum_add(&s, base, r[i].points, r[i].amount, factor);
	}
	*points = s.whole;
	return e;
}

/* ---- which rules count ---- */

/* The best multiplier: a rule (the lower id on a tie) or the level's own.
 * Returns its index, -1 for the level's, and the factor in hundredths. */
static int
best_multiplier(const struct rule *r, size_t n, const struct member *m, int64_t *factor)
{
	int best = -1;

	*factor = m->customer_id != 0 && m->level_id != 0 ? m->level_factor : -1;
	for (size_t i = 0; i < n; i++) {
		if (r[i].effect == EFFECT_MULTIPLIER && r[i].times > *factor) {
			*factor = r[i].times;
			best = (int)i;
		}
	}
	if (*factor < 0)
		*factor = 100;
	return best;
}

/* A rule marked exclusive stands alone; of several the one that gives most, the
 * lower id on a tie. A multiplier alone still needs something to multiply: the
 * points per amount stay, the level and the bonuses do not. */
static enum err
pick_exclusive(struct rule *r, size_t *n, int64_t base, bool *alone)
{
	int64_t best = -1, p = 0;
	size_t keep = 0, out = 0;
	enum err e = ERR_OK;

	*alone = false;
	for (size_t i = 0; e == ERR_OK && i < *n; i++) {
		if (!r[i].is_exclusive)
			continue;
		*alone = true;
		if (r[i].effect == EFFECT_FIXED)
			p = r[i].points;
		else if (r[i].effect == EFFECT_PER_AMOUNT)
			e = per_amount(&r[i], 1, base, 100, &p);
		else
			e = per_amount(r, *n, base, r[i].times, &p);
		if (p > best) {
			best = p;
			keep = i;
		}
	}
	if (e != ERR_OK || !*alone)
		return e;
	for (size_t i = 0; i < *n; i++) {
		if (i == keep || (r[keep].effect == EFFECT_MULTIPLIER &&
		    r[i].effect == EFFECT_PER_AMOUNT))
			r[out++] = r[i];
	}
	*n = out;
	return ERR_OK;
}

static const char *
effect_name(enum effect f)
{
	return f == EFFECT_PER_AMOUNT ? "per_amount" : f == EFFECT_FIXED ? "fixed" : "multiplier";
}

static json_t *
explain_rule(const struct rule *r, int64_t points)
{
	json_t *line = json_pack("{s:s,s:s,s:s,s:I}", "rule", r->code, "name", r->name,
	    "effect", effect_name(r->effect), "points", (json_int_t)points);

	if (r->minimum > 0)
		json_object_set_new(line, "minimum", json_integer(r->minimum));
	return line;
}

static enum err
add_up(const struct rule *r, size_t n, const struct member *m, int64_t base, bool alone,
    int64_t *points, json_t *why)
{
	static const struct member nobody;
	int64_t factor, plain = 0, times, before = 0;
	int best = best_multiplier(r, n, alone ? &nobody : m, &factor);
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		json_t *line;

		if (r[i].effect != EFFECT_PER_AMOUNT)
			continue;
		e = per_amount(r, i + 1, base, 100, &plain);
		if (e != ERR_OK)
			return e;
		line = explain_rule(&r[i], plain - before);
		json_object_set_new(line, "base", json_integer(base));
		json_object_set_new(line, "amount", json_integer(r[i].amount));
		json_object_set_new(line, "per", json_integer(r[i].points));
		json_array_append_new(why, line);
		before = plain;
	}
	e = per_amount(r, n, base, factor, &times);
	if (e != ERR_OK)
		return e;
	if (factor != 100 && plain + times > 0) {
		json_t *line = best >= 0 ? explain_rule(&r[best], times - plain)
		    : json_pack("{s:s,s:s,s:s,s:I}", "level", m->level_code,
			"name", m->level_name, "effect", "multiplier",
			"points", (json_int_t)(times - plain));

		json_object_set_new(line, "times", json_integer(factor));
		json_array_append_new(why, line);
	}
	*points = times;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (r[i].effect != EFFECT_FIXED)
			continue;
		e = money_add(*points, r[i].points, points);
		json_array_append_new(why, explain_rule(&r[i], r[i].points));
	}
	return e;
}

enum err
earn_compute(struct store *st, const struct member *m, int64_t base, int64_t at,
    int64_t *points, json_t **why, struct err_note *note)
{
	struct rule *r;
	bool alone;
	size_t n;
	enum err e;

	*points = 0;
	*why = json_array();
	if (!earn_applies(m) || base <= 0)
		return ERR_OK;
	r = xcalloc(EARN_RULES_MAX, sizeof *r);
	e = matching_rules(st, base, at, r, &n, note);
	if (e == ERR_OK) {
		e = pick_exclusive(r, &n, base, &alone);
		if (e == ERR_OK)
			e = add_up(r, n, m, base, alone, points, *why);
		if (e != ERR_OK)
			e = err_set(note, e, "", _("The points of this receipt are beyond what can be kept."));
	}
	free(r);
	return e;
}
