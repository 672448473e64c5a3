#include "domain/earn.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "domain/earn_apply.h"
#include "domain/place.h"
#include "domain/points.h"
#include "domain/sale.h"
#include "store/actor.h"
#include "store/query.h"

bool
earn_applies(const struct member *m)
{
	return m->holder_id != 0 && (m->card.id == 0 || m->card.has_points);
}

static enum err
too_many(enum err e, struct err_note *note)
{
	return e != ERR_LIMIT ? e : err_set(note, e, "",
	    _("The points of this receipt are beyond what can be kept."));
}

enum err
earn_basket(struct store *st, const struct member *m, const struct earn_basket *b,
    int64_t *points, json_t **why, struct err_note *note)
{
	struct earn_level l = { m->level_code, m->level_name,
	    m->customer_id != 0 && m->level_id != 0 ? m->level_factor : -1 };
	struct earn_who w = { .customer_id = m->customer_id, .store_id = b->store_id,
	    .level_id = m->customer_id != 0 ? m->level_id : 0, .card_type_id = m->card.type_id };
	const struct earn_rules *rs;
	enum err e;

	*points = 0;
	*why = json_array();
	if (!earn_applies(m) || b->base <= 0)
		return ERR_OK;
	e = earn_rules_get(st, &rs, note);
	if (e == ERR_OK && rs->n > 0)
		e = earn_who_load(st, rs, m->customer_id, instant_day(b->at), &w, note);
	return e != ERR_OK || rs->n == 0 ? e :
	    too_many(earn_apply(rs, &w, &l, b, 0, points, *why), note);
}

enum err
earn_compute(struct store *st, const struct member *m, int64_t base, int64_t at,
    int64_t *points, json_t **why, struct err_note *note)
{
	struct earn_basket b = { .base = base, .at = at,
	    .store_id = actor_store_id(store_actor(st)) };

	return earn_basket(st, m, &b, points, why, note);
}

/* Only rules for single stores ask where it happens. */
static enum err
find_store(struct store *st, const struct sale *s, int64_t *store_id, struct err_note *note)
{
	const struct earn_rules *rs;
	struct err_note ignored;
	struct place p;
	enum err e = earn_rules_get(st, &rs, note);

	*store_id = 0;
	if (e != ERR_OK || !rs->ask_store)
		return e;
	e = place_find(st, s->store, s->till, &p, &ignored);
	if (e == ERR_OK)
		*store_id = p.store_id;
	/* Where it cannot be said yet, rules for stores wait; posting asks again. */
	else if (e == ERR_DB || e == ERR_IO || e == ERR_BUSY)
		return err_set(note, e, ignored.field, "%s", ignored.text);
	return ERR_OK;
}

enum err
earn_sale(struct store *st, struct sale *s, int64_t at, struct err_note *note)
{
	struct earn_line *lines = xcalloc(s->nlines + 1, sizeof *lines);
	struct earn_basket b = { .base = s->earn_base, .at = at, .lines = lines,
	    .n = s->nlines };
	enum err e = find_store(st, s, &b.store_id, note);

	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];

		lines[i] = (struct earn_line){ l->product_id, l->category_id,
		    l->no_points ? 0 : l->net };
	}
	json_decref(s->earn_why);
	s->earn_why = NULL;
	if (e == ERR_OK)
		e = earn_basket(st, &s->member, &b, &s->earned, &s->earn_why, note);
	free(lines);
	return e;
}

enum err
earn_posted(struct store *st, int64_t customer_id, int64_t at, int64_t doc_id,
    const json_t *why, struct err_note *note)
{
	const json_t *line;
	size_t i;

	json_array_foreach((json_t *)why, i, line) {
		if (customer_id != 0 && json_is_true(json_object_get(line, "birthday")))
			return store_run(st, "earn.put_bonus", DB_ARGS(
			    DB_INT("customer", customer_id), DB_INT("day", instant_day(at)),
			    DB_INT("doc", doc_id)), NULL, note);
	}
	return ERR_OK;
}

/* ---- top-ups ---- */

/* Which rules gave what, in a line of the ledger (rule P9). */
static void
rule_names(const json_t *why, char *buf, size_t size)
{
	const json_t *line;
	size_t i, used = 0;

	buf[0] = '\0';
	json_array_foreach(why, i, line) {
		int n = snprintf(buf + used, size - used, "%s%s: %" PRId64, used > 0 ? "; " : "",
		    json_string_value(json_object_get(line, "rule")),
		    (int64_t)json_integer_value(json_object_get(line, "points")));

		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

static enum err
topup_points(struct store *st, const struct card *c, int64_t money, int64_t store_id,
    int64_t *points, json_t *why, struct err_note *note)
{
	struct earn_basket b = { .base = money, .at = clock_now_ms(), .store_id = store_id };
	static const struct earn_level none = { "", "", -1 };
	struct earn_who w = { .customer_id = c->customer_id, .store_id = store_id,
	    .card_type_id = c->type_id };
	const struct earn_rules *rs;
	bool any = false;
	int64_t nth;
	enum err e = earn_rules_get(st, &rs, note);

	for (size_t i = 0; e == ERR_OK && i < rs->n; i++)
		any = any || rs->rules[i].nth_topup > 0;
	if (e != ERR_OK || !any)
		return e;
	e = store_get_int(st, "earn.topups", DB_ARGS(DB_INT("card", c->id),
	    DB_ID("customer", c->customer_id)), &nth, note);
	if (e == ERR_OK && c->customer_id != 0)
		e = store_get_int(st, "earn.level", DB_ARGS(DB_INT("customer", c->customer_id)),
		    &w.level_id, note);
	if (e == ERR_OK || e == ERR_NOTFOUND)
		e = earn_who_load(st, rs, c->customer_id, instant_day(b.at), &w, note);
	return e == ERR_OK ? too_many(earn_apply(rs, &w, &none, &b, (int)nth, points, why), note) : e;
}

enum err
earn_topup(struct store *st, const struct card *c, int64_t doc_id, int64_t money,
    int64_t store_id, int64_t *points, struct err_note *note)
{
	struct points_source src = { .op = "topup", .doc_id = doc_id, .store_id = store_id,
	    .is_pending = true };
	json_t *why = json_array();
	char names[160];
	int64_t after;
	enum err e = ERR_OK;

	*points = 0;
	if (c->has_points)
		e = topup_points(st, c, money, store_id, points, why, note);
	rule_names(why, names, sizeof names);
	json_decref(why);
	src.note = names;
	if (e == ERR_OK && *points > 0)
		e = points_credit(st, c->holder_id, *points, &src, &after, note);
	return e;
}

enum err
earn_topup_back(struct store *st, const struct card *c, int64_t topup_id, int64_t doc_id,
    int64_t store_id, struct err_note *note)
{
	struct points_source src = { .op = "topup_void", .doc_id = doc_id, .store_id = store_id,
	    .is_reversal = true };
	int64_t given = 0, after;
	enum err e = store_get_int(st, "earn.of_topup", DB_ARGS(DB_INT("holder", c->holder_id),
	    DB_INT("doc", topup_id)), &given, note);

	if (e != ERR_OK || given <= 0)
		return e == ERR_NOTFOUND ? ERR_OK : e;
	return points_debit(st, c->holder_id, given, true, &src, &after, note);
}
