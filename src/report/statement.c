#include "report/statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/points.h"
#include "domain/value.h"
#include "store/actor.h"
#include "store/query.h"

#define CHUNK 200

const char *
statement_op(const char *op)
{
	static const struct { const char *op, *name; } names[] = {
		{ "sale", N_("Sale") }, { "add", N_("Added") }, { "deduct", N_("Deducted") },
		{ "expire", N_("Expired") }, { "refund", N_("Refund") }, { "void", N_("Void") },
		{ "pay", N_("Paid") }, { "gift", N_("Gift") }, { "redeem", N_("Gift") },
		{ "merge", N_("Merge") }, { "attach", N_("Attached late") },
		{ "return", N_("Given back") }, { "topup", N_("Top-up") },
		{ "topup_void", N_("Top-up taken back") }, { "transfer_in", N_("From another card") },
		{ "transfer_out", N_("To another card") }, { "replace_in", N_("From the old card") },
		{ "replace_out", N_("To the new card") }, { "close", N_("Card closed") },
		{ "issue", N_("Issued") }, { "take", N_("Visit") }, { "undo", N_("Visit taken back") },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (str_eq(names[i].op, op))
			return _(names[i].name);
	}
	return op;
}

void
statement_fini(struct statement *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->part[i].line);
	free(s->part);
	s->part = NULL;
	s->n = 0;
}

/* ---- gathering: the ledgers are read from the newest line back ---- */

struct window { int64_t from, to; };		/* to: the first instant after it */

static struct statement_line *
add_line(struct statement_part *p)
{
	p->line = xgrow(p->line, &p->cap, p->n + 1, sizeof *p->line);
	p->line[p->n] = (struct statement_line){ 0 };
	return &p->line[p->n++];
}

/* What one line of a ledger, from the newest on, is to a statement. True: nothing older counts. */
static bool
take(struct statement_part *p, const struct window *w, const struct statement_line *l)
{
	if (l->at >= w->to)
		return false;
	if (l->at >= w->from) {
		if (p->n == 0) {
			p->closing = l->after;
			p->closing_bonus = l->bonus_after;
		}
		*add_line(p) = *l;
		return false;
	}
	p->opening = l->after;
	p->opening_bonus = l->bonus_after;
	if (p->n == 0) {
		p->closing = p->opening;
		p->closing_bonus = p->opening_bonus;
	}
	return true;
}

static enum err
read_points(struct store *st, int64_t holder, const struct window *w, struct statement_part *p,
    struct err_note *note)
{
	struct points_entry *e = xcalloc(CHUNK, sizeof *e);
	int64_t before = 0;
	bool done = false;
	enum err err = ERR_OK;

	while (err == ERR_OK && !done) {
		size_t n = CHUNK;

		err = points_history(st, holder, before, e, &n, note);
		for (size_t i = 0; err == ERR_OK && i < n && !done; i++) {
			struct statement_line l = { .at = e[i].at, .seq = e[i].seq, .delta = e[i].delta,
				.after = e[i].after };

			str_copy(l.op, sizeof l.op, e[i].op);
			str_copy(l.doc, sizeof l.doc, e[i].doc);
			str_copy(l.where, sizeof l.where, e[i].store);
			str_copy(l.note, sizeof l.note, e[i].note);
			done = take(p, w, &l);
		}
		if (n > 0)
			before = e[n - 1].seq;
		done |= n < CHUNK;
	}
	free(e);
	return err;
}

static enum err
read_value(struct store *st, int64_t card, const struct window *w, struct statement_part *p,
    struct err_note *note)
{
	struct value_line *v = xcalloc(CHUNK, sizeof *v);
	int64_t before = 0;
	bool done = false;
	enum err err = ERR_OK;

	while (err == ERR_OK && !done) {
		size_t n = CHUNK;

		err = value_history(st, card, before, v, &n, note);
		for (size_t i = 0; err == ERR_OK && i < n && !done; i++) {
			struct statement_line l = { .at = v[i].at, .seq = v[i].seq,
				.delta = v[i].principal + v[i].bonus,
				.after = v[i].principal_after + v[i].bonus_after,
				.bonus = v[i].bonus, .bonus_after = v[i].bonus_after };

			str_copy(l.op, sizeof l.op, v[i].op);
			str_copy(l.doc, sizeof l.doc, v[i].doc);
			done = take(p, w, &l);
		}
		if (n > 0)
			before = v[n - 1].seq;
		done |= n < CHUNK;
	}
	free(v);
	return err;
}

static enum err
read_visits(struct store *st, int64_t card, const struct window *w, day_t to,
    struct statement_part *p, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "visit.history",
	    DB_ARGS(DB_INT("card", card), DB_INT("to", to)), note);
	enum db_step step;
	bool done = false;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && !done) {
		struct statement_line l = { .seq = db_int(q, 0), .at = db_int(q, 1),
			.delta = db_int(q, 4), .after = db_int(q, 5) };

		str_copy(l.op, sizeof l.op, db_text(q, 3));
		str_copy(l.where, sizeof l.where, db_text(q, 6));
		str_copy(l.note, sizeof l.note, db_text(q, 7));
		done = take(p, w, &l);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* The oldest first, and proved: opening and lines make every balance and the closing one. */
static enum err
settle(struct statement_part *p, struct err_note *note)
{
	int64_t sum = p->opening, bonus = p->opening_bonus;

	for (size_t i = 0; i < p->n / 2; i++) {
		struct statement_line swap = p->line[i];

		p->line[i] = p->line[p->n - 1 - i];
		p->line[p->n - 1 - i] = swap;
	}
	for (size_t i = 0; i < p->n; i++) {
		sum += p->line[i].delta;
		bonus += p->line[i].bonus;
		if (sum != p->line[i].after || bonus != p->line[i].bonus_after)
			return err_set(note, ERR_CONFLICT, "",
			    _("The ledger does not add up at line %lld; quen verify says more."),
			    (long long)p->line[i].seq);
	}
	return ERR_OK;
}

static struct statement_part *
add_part(struct statement *s, enum statement_of of, const char *card)
{
	struct statement_part *p;

	s->part = xgrow(s->part, &s->cap, s->n + 1, sizeof *s->part);
	p = &s->part[s->n++];
	*p = (struct statement_part){ .of = of };
	str_copy(p->card, sizeof p->card, card);
	return p;
}

/* A card that never held anything has no part. */
static enum err
add_card(struct store *st, struct statement *s, const struct card *k, const struct window *w,
    struct err_note *note)
{
	enum err e = ERR_OK;

	if (k->has_value) {
		struct statement_part *p = add_part(s, STATEMENT_VALUE, k->number);

		e = read_value(st, k->id, w, p, note);
		if (e == ERR_OK)
			e = settle(p, note);
	}
	if (e == ERR_OK && k->has_visits) {
		struct statement_part *p = add_part(s, STATEMENT_VISITS, k->number);

		e = read_visits(st, k->id, w, s->to, p, note);
		if (e == ERR_OK)
			e = settle(p, note);
	}
	return e;
}

#define CARDS_MAX 100

/* Replaced ones are in the story of those that replaced them. */
static enum err
add_cards(struct store *st, struct statement *s, const struct window *w, struct err_note *note)
{
	char (*number)[CARD_NUMBER_SIZE] = xcalloc(CARDS_MAX, sizeof *number);
	struct db_stmt *q = store_query(st, "statement.cards",
	    DB_ARGS(DB_INT("customer", s->m.customer_id)), note);
	enum db_step step = DB_DONE;
	size_t n = 0;
	enum err e = q == NULL ? db_why(note) : ERR_OK;

	while (e == ERR_OK && n < CARDS_MAX && (step = db_step(q, note)) == DB_ROW)
		str_copy(number[n++], CARD_NUMBER_SIZE, db_text(q, 0));
	if (q != NULL)
		db_reset(q);
	if (step == DB_FAILED)
		e = db_why(note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		struct card k;

		e = card_find(st, number[i], &k, note);
		if (e == ERR_OK && k.status != CARD_REPLACED)
			e = add_card(st, s, &k, w, note);
	}
	free(number);
	return e;
}

static enum err
gather(struct store *st, struct statement *s, struct err_note *note)
{
	const struct window w = { instant_make(s->from, 0), instant_make(day_add(s->to, 1), 0) };
	enum err e = ERR_OK;

	if (access_may(store_actor(st), "points", VERB_VIEW)) {
		struct statement_part *p = add_part(s, STATEMENT_POINTS, "");

		e = read_points(st, s->m.holder_id, &w, p, note);
		if (e == ERR_OK)
			e = settle(p, note);
	}
	if (e != ERR_OK || !access_may(store_actor(st), "card", VERB_VIEW))
		return e;
	if (s->m.customer_id == 0)
		return add_card(st, s, &s->m.card, &w, note);
	return add_cards(st, s, &w, note);
}

enum err
statement_load(struct store *st, const char *who, day_t from, day_t to, struct statement *s,
    struct err_note *note)
{
	enum err e;

	*s = (struct statement){ .from = from, .to = to };
	if (from > to)
		return err_set(note, ERR_INVALID, "from", _("The period ends before it begins."));
	e = member_find(st, who, &s->m, note);
	if (e == ERR_OK && s->m.is_hidden)
		e = err_set(note, ERR_DENIED, "", _("This customer is private to somebody else."));
	if (e == ERR_OK)
		e = access_need(st, s->m.customer_id != 0 ? "customer" : "card", VERB_PRINT, note);
	if (e == ERR_OK)
		e = gather(st, s, note);
	if (e != ERR_OK)
		statement_fini(s);
	return e;
}
