/* A made-up sale: what the rules would give, before anybody pays. */
#include "domain/earn.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/earn_apply.h"
#include "domain/product_book.h"
#include "store/actor.h"
#include "store/query.h"

/* The id behind a code; 0 for an empty one. */
static enum err
id_of(struct store *st, const char *query, const char *field, const char *code, int64_t *id,
    struct err_note *note)
{
	struct code_case cc;
	enum err e;

	*id = 0;
	if (str_empty(code))
		return ERR_OK;
	code_case(&cc, code);
	e = store_get_int(st, query, DB_ARGS(CODE_ARGS(&cc)), id, note);
	return e != ERR_NOTFOUND ? e :
	    err_set(note, e, field, _("There is no \"%s\"."), code);
}

struct trial { struct member m; struct earn_who w; struct earn_level l; };

static enum err
find_level(struct store *st, const char *code, struct trial *t, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, code);
	q = store_query(st, "earn.level_by_code", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		t->m.level_id = db_int(q, 0);
		str_copy(t->m.level_code, sizeof t->m.level_code, db_text(q, 1));
		str_copy(t->m.level_name, sizeof t->m.level_name, db_text(q, 2));
		t->m.level_factor = db_int(q, 3);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK :
	    err_set(note, ERR_NOTFOUND, "level", _("There is no \"%s\"."), code);
}

static enum err
find_groups(struct store *st, const char *codes, struct earn_who *w, struct err_note *note)
{
	char code[64];
	enum err e = ERR_OK;

	if (str_empty(codes))
		return ERR_OK;
	w->ngroups = 0;
	while (e == ERR_OK && str_next(&codes, ',', code, sizeof code)) {
		if (w->ngroups < sizeof w->groups / sizeof *w->groups)
			e = id_of(st, "earn.group_by_code", "groups", code,
			    &w->groups[w->ngroups++], note);
	}
	return e;
}

/* The customer, and what replaces parts of it. */
static enum err
find_who(struct store *st, const struct earn_trial *in, const struct earn_rules *rs, int64_t at,
    struct trial *t, struct err_note *note)
{
	enum err e = ERR_OK;

	t->w.store_id = actor_store_id(store_actor(st));
	if (!str_empty(in->customer))
		e = member_identify(st, NULL, in->customer, &t->m, note);
	if (e == ERR_OK)
		e = earn_who_load(st, rs, t->m.customer_id, instant_day(at), &t->w, note);
	if (e == ERR_OK && !str_empty(in->level))
		e = find_level(st, in->level, t, note);
	if (e == ERR_OK)
		e = find_groups(st, in->groups, &t->w, note);
	if (e == ERR_OK)
		e = id_of(st, "earn.type_by_code", "card_type", in->card_type,
		    &t->w.card_type_id, note);
	if (e == ERR_OK && !str_empty(in->store))
		e = id_of(st, "earn.store_by_code", "store", in->store, &t->w.store_id, note);
	if (in->birth != 0)
		t->w.birth = in->birth;
	t->w.level_id = t->m.level_id;
	t->l = (struct earn_level){ t->m.level_code, t->m.level_name,
	    t->m.level_id != 0 ? t->m.level_factor : -1 };
	return e;
}

static enum err
find_line(struct store *st, const struct earn_trial_line *in, struct earn_line *l,
    struct err_note *note)
{
	const struct product *p;
	enum err e = product_find(st, in->product, &p, note);

	if (e != ERR_OK)
		return e;
	*l = (struct earn_line){ p->id, p->category_id, 0 };
	if (p->no_points)
		return ERR_OK;
	l->net = in->amount;
	if (in->amount < 0 && money_mul_div(p->price, in->qty_milli, 1000, &l->net) != ERR_OK)
		return err_set(note, ERR_LIMIT, "lines",
		    _("The amount is beyond what can be kept."));
	return ERR_OK;
}

enum err
earn_try(struct store *st, const struct earn_trial *in, int64_t *points, json_t **why,
    struct err_note *note)
{
	struct earn_line *lines = xcalloc(in->nlines + 1, sizeof *lines);
	struct earn_basket b = { .base = in->nlines == 0 || in->nth_topup > 0 ? in->amount : 0,
	    .at = in->at != 0 ? in->at : clock_now_ms(), .lines = lines, .n = in->nlines };
	struct trial t = { .m.level_factor = 100 };
	const struct earn_rules *rs;
	enum err e = access_need(st, "earn_rule", VERB_VIEW, note);

	*points = 0;
	*why = json_array();
	if (e == ERR_OK)
		e = earn_rules_get(st, &rs, note);
	if (e == ERR_OK)
		e = find_who(st, in, rs, b.at, &t, note);
	for (size_t i = 0; e == ERR_OK && in->nth_topup == 0 && i < in->nlines; i++) {
		e = find_line(st, &in->lines[i], &lines[i], note);
		if (e == ERR_OK && money_add(b.base, lines[i].net, &b.base) != ERR_OK)
			e = err_set(note, ERR_LIMIT, "lines",
			    _("The amount is beyond what can be kept."));
	}
	b.store_id = t.w.store_id;
	if (e == ERR_OK && b.base > 0 && earn_apply(rs, &t.w, &t.l, &b, in->nth_topup, points,
	    *why) != ERR_OK)
		e = err_set(note, ERR_LIMIT, "",
		    _("The points of this receipt are beyond what can be kept."));
	free(lines);
	return e;
}
