#include "domain/price_rule_parts.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/query.h"

#define PERCENT_MAX 10000		/* basis points */

void
id_set_add(struct id_set *s, int64_t id)
{
	s->ids = xgrow(s->ids, &s->cap, s->n + 1, sizeof *s->ids);
	s->ids[s->n++] = id;
}

bool
id_set_has(const struct id_set *s, int64_t id)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->ids[i] == id)
			return true;
	}
	return false;
}

void
id_set_fini(struct id_set *s)
{
	free(s->ids);
	*s = (struct id_set){ 0 };
}

enum err
price_links_read(struct store *st, const char *query,
    void (*put)(void *arg, int64_t owner, const char *kind, int64_t ref), void *arg,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		put(arg, db_int(q, 0), db_text(q, 1), db_int(q, 2));
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* ---- the tree of categories: only those that have one above ---- */

struct edge { int64_t id, parent; };
struct tree { struct edge *edges; size_t n, cap; };

static void
tree_free(void *p)
{
	struct tree *t = p;

	free(t->edges);
	free(t);
}

static enum err
tree_of(struct store *st, struct tree **out, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	struct tree *t = store_cached(st, "category");

	*out = t;
	if (t != NULL)
		return ERR_OK;
	q = store_query(st, "price.categories", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	t = xcalloc(1, sizeof *t);
	while ((step = db_step(q, note)) == DB_ROW) {
		t->edges = xgrow(t->edges, &t->cap, t->n + 1, sizeof *t->edges);
		t->edges[t->n++] = (struct edge){ db_int(q, 0), db_int(q, 1) };
	}
	db_reset(q);
	if (step == DB_FAILED) {
		tree_free(t);
		return db_why(note);
	}
	store_cache(st, "category", t, tree_free);
	*out = t;
	return ERR_OK;
}

static int
by_id(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

enum err
category_path_find(struct store *st, int64_t category_id, struct category_path *p,
    struct err_note *note)
{
	struct tree *t;
	enum err e;

	p->n = 0;
	if (category_id == 0)
		return ERR_OK;
	e = tree_of(st, &t, note);
	while (e == ERR_OK && category_id != 0 && p->n < CATEGORY_DEPTH_MAX) {
		struct edge key = { category_id, 0 }, *found = NULL;

		p->ids[p->n++] = category_id;
		if (t->n > 0)
			found = bsearch(&key, t->edges, t->n, sizeof *t->edges, by_id);
		category_id = found != NULL ? found->parent : 0;
	}
	return e;
}

bool
category_path_has(const struct category_path *p, int64_t id)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->ids[i] == id)
			return true;
	}
	return false;
}

/* ---- moments ---- */

bool
minutes_hold(int64_t from, int64_t to, int minute)
{
	if (from < 0)
		from = 0;
	if (to < 0)
		to = 24 * 60;
	if (from <= to)
		return minute >= from && minute < to;
	return minute >= from || minute < to;
}

bool
weekdays_hold(const char *list, int weekday)
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

/* ---- for the hooks ---- */

enum err
rule_days_ok(const struct record *r, const char *from, const char *to, struct err_note *note)
{
	int64_t a = record_int(r, from), b = record_int(r, to);

	if (a != 0 && b != 0 && b < a)
		return err_set(note, ERR_INVALID, to,
		    _("The last day lies before the first."));
	return ERR_OK;
}

enum err
rule_effect_ok(struct record *r, const char *amount, struct err_note *note)
{
	bool is_amount = record_value(r, amount)->kind != VALUE_NULL;
	bool is_percent = record_value(r, "discount_percent")->kind != VALUE_NULL;
	int64_t bp = record_int(r, "discount_percent");

	if (is_amount && is_percent)
		return err_set(note, ERR_INVALID, "discount_percent",
		    _("Give an amount or a percentage, not both."));
	if (!is_amount && !is_percent)
		return err_set(note, ERR_INVALID, amount,
		    _("An amount or a percentage is needed."));
	if (bp < 0 || bp > PERCENT_MAX)
		return err_set(note, ERR_INVALID, "discount_percent",
		    _("A percentage is from 0 to 100."));
	if (record_int(r, amount) < 0 || record_int(r, amount) > MONEY_MAX)
		return err_set(note, ERR_INVALID, amount,
		    _("An amount of 0 or more is needed."));
	return ERR_OK;
}
