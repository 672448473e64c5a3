#include "domain/earn_rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/query.h"

#define DAY_MINUTES 1440
#define BONUS_DAYS 365			/* rule P10 */

/* ---- in memory ---- */

static void
rules_free(void *p)
{
	struct earn_rules *rs = p;

	for (size_t i = 0; i < rs->n; i++) {
		struct earn_rule *r = &rs->rules[i];

		free(r->stores.ids);
		free(r->card_types.ids);
		free(r->levels.ids);
		free(r->groups.ids);
		free(r->products.ids);
		free(r->categories.ids);
	}
	free(rs->rules);
	free(rs);
}

static bool
read_effect(const char *text, struct earn_rule *r)
{
	if (strcmp(text, "per_amount") == 0) {
		r->effect = EARN_PER_AMOUNT;
		return r->points > 0 && r->amount > 0;
	}
	if (strcmp(text, "fixed") == 0) {
		r->effect = EARN_FIXED;
		return r->points > 0;
	}
	r->effect = EARN_MULTIPLIER;
	return r->times > 0;
}

static bool
read_rule(const struct db_stmt *q, struct earn_rule *r)
{
	*r = (struct earn_rule){ .id = db_int(q, 0), .points = db_int(q, 4),
	    .amount = db_int(q, 5), .times = db_int(q, 6), .from_day = (day_t)db_int(q, 7),
	    .to_day = (day_t)db_int(q, 8), .from_minute = (int)db_int(q, 10),
	    .to_minute = db_is_null(q, 11) ? DAY_MINUTES : (int)db_int(q, 11),
	    .minimum = db_int(q, 12), .is_exclusive = db_int(q, 13) != 0,
	    .birthday = db_text(q, 14)[0], .nth_topup = (int)db_int(q, 15) };
	str_copy(r->code, sizeof r->code, db_text(q, 1));
	str_copy(r->name, sizeof r->name, db_text(q, 2));
	str_copy(r->weekdays, sizeof r->weekdays, db_text(q, 9));
	return read_effect(db_text(q, 3), r);
}

static struct id_set *
set_of(struct earn_rules *rs, int64_t rule_id, const char *kind)
{
	for (size_t i = 0; i < rs->n; i++) {
		struct earn_rule *r = &rs->rules[i];

		if (r->id != rule_id)
			continue;
		switch (kind[0]) {
		case 's': return &r->stores;
		case 't': return &r->card_types;
		case 'l': return &r->levels;
		case 'g': return &r->groups;
		case 'p': return &r->products;
		default: return &r->categories;
		}
	}
	return NULL;
}

static enum err
read_links(struct store *st, struct earn_rules *rs, const char *query, struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct id_set *s = set_of(rs, db_int(q, 1), db_text(q, 0));

		if (s == NULL)
			continue;
		s->ids = xgrow(s->ids, &s->cap, s->n + 1, sizeof *s->ids);
		s->ids[s->n++] = db_int(q, 2);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
read_rules(struct store *st, struct earn_rules *rs, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "earn.rules", DB_NO_ARGS, note);
	enum db_step step;
	enum err e;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		rs->rules = xgrow(rs->rules, &rs->cap, rs->n + 1, sizeof *rs->rules);
		if (read_rule(q, &rs->rules[rs->n]))
			rs->n++;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (rs->n == 0)
		return ERR_OK;
	e = read_links(st, rs, "earn.links", note);
	if (e == ERR_OK)
		e = read_links(st, rs, "earn.categories", note);
	for (size_t i = 0; i < rs->n; i++) {
		rs->ask_store = rs->ask_store || rs->rules[i].stores.n > 0;
		rs->ask_groups = rs->ask_groups || rs->rules[i].groups.n > 0;
		rs->ask_birthday = rs->ask_birthday || rs->rules[i].birthday != '\0';
	}
	return e;
}

enum err
earn_rules_get(struct store *st, const struct earn_rules **out, struct err_note *note)
{
	struct earn_rules *rs = store_cached(st, "earn");
	enum err e;

	*out = rs;
	if (rs != NULL)
		return ERR_OK;
	rs = xcalloc(1, sizeof *rs);
	e = read_rules(st, rs, note);
	if (e != ERR_OK) {
		rules_free(rs);
		return e;
	}
	store_cache(st, "earn", rs, rules_free);
	*out = rs;
	return ERR_OK;
}

/* ---- conditions ---- */

static bool
is_in(const struct id_set *s, int64_t id)
{
	for (size_t low = 0, high = s->n; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (s->ids[mid] == id)
			return true;
		if (s->ids[mid] < id)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static bool
fits(const struct id_set *s, int64_t id)
{
	return s->n == 0 || is_in(s, id);
}

static bool
fits_groups(const struct id_set *s, const struct earn_who *w)
{
	for (size_t i = 0; i < w->ngroups; i++) {
		if (is_in(s, w->groups[i]))
			return true;
	}
	return s->n == 0;
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
has_minute(const struct earn_rule *r, int minute)
{
	if (r->from_minute <= r->to_minute)
		return minute >= r->from_minute && minute < r->to_minute;
	return minute >= r->from_minute || minute < r->to_minute;
}

bool
earn_is_birthday(day_t birth, day_t day, char kind)
{
	int m = birth / 100 % 100, d = birth % 100;
	day_t this_year;

	if (birth == 0 || m == 0 || d == 0)
		return false;
	if (kind == 'm')
		return m == day_month(day);
	this_year = day_make(day_year(day), m, d);
	return day == (this_year != 0 ? this_year : day_make(day_year(day), 2, 28));
}

bool
earn_rule_holds(const struct earn_rule *r, const struct earn_who *w, int64_t at, int nth)
{
	day_t day = instant_day(at);

	if (r->nth_topup != nth || (r->from_day != 0 && day < r->from_day) ||
	    (r->to_day != 0 && day > r->to_day))
		return false;
	if (r->birthday != '\0' &&
	    (w->had_bonus || !earn_is_birthday(w->birth, day, r->birthday)))
		return false;
	return has_weekday(r->weekdays, day_weekday(day)) &&
	    has_minute(r, instant_minute(at)) && fits(&r->stores, w->store_id) &&
	    fits(&r->card_types, w->card_type_id) && fits(&r->levels, w->level_id) &&
	    fits_groups(&r->groups, w);
}

bool
earn_rule_has_filter(const struct earn_rule *r)
{
	return r->products.n > 0 || r->categories.n > 0;
}

bool
earn_rule_takes(const struct earn_rule *r, const struct earn_line *l)
{
	return !earn_rule_has_filter(r) || is_in(&r->products, l->product_id) ||
	    is_in(&r->categories, l->category_id);
}

/* ---- the customer ---- */

static enum err
load_groups(struct store *st, int64_t customer_id, struct earn_who *w, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "earn.groups",
	    DB_ARGS(DB_INT("customer", customer_id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		if (w->ngroups < sizeof w->groups / sizeof *w->groups)
			w->groups[w->ngroups++] = db_int(q, 0);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
earn_who_load(struct store *st, const struct earn_rules *rs, int64_t customer_id, day_t day,
    struct earn_who *w, struct err_note *note)
{
	int64_t birth = 0, since = 0;
	enum err e = ERR_OK;

	if (customer_id == 0)
		return ERR_OK;
	if (rs->ask_groups)
		e = load_groups(st, customer_id, w, note);
	if (e != ERR_OK || !rs->ask_birthday)
		return e;
	e = store_get_int(st, "earn.birth", DB_ARGS(DB_INT("customer", customer_id)), &birth, note);
	if (e == ERR_OK)
		e = store_get_int(st, "earn.bonus", DB_ARGS(DB_INT("customer", customer_id),
		    DB_INT("since", day_add(day, 1 - BONUS_DAYS)), DB_INT("day", day)), &since, note);
	w->birth = (day_t)birth;
	w->had_bonus = e == ERR_OK && since != 0;
	return e == ERR_NOTFOUND ? ERR_OK : e;
}
