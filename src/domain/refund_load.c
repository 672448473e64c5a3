/* A receipt as it was sold and paid, and what came back of it since. */
#include "domain/refund_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/points.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"

void
refund_case_fini(struct refund_case *c)
{
	free(c->lines);
	json_decref(c->why);
	c->lines = NULL;
	c->why = NULL;
}

static void
read_head(const struct db_stmt *q, struct refund_case *c)
{
	c->id = db_int(q, 0);
	str_copy(c->kind, sizeof c->kind, db_text(q, 1));
	c->at = db_int(q, 2);
	c->day = (day_t)db_int(q, 3);
	c->store_id = db_int(q, 4);
	c->customer_id = db_int(q, 5);
	c->card_id = db_int(q, 6);
	c->holder_id = db_int(q, 7);
	c->level_id = db_int(q, 8);
	c->total = db_int(q, 9);
	c->rounding = db_int(q, 10);
	c->earn_base = db_int(q, 11);
	c->earned = db_int(q, 12);
	c->why = json_loads(db_text(q, 13), 0, NULL);
	if (c->why == NULL)
		c->why = json_array();
	c->coupon_id = db_int(q, 14);
	c->salesperson_id = db_int(q, 15);
	c->is_closed_branch = db_int(q, 17) != 0;
	c->till_id = db_int(q, 18);
	c->gross = db_int(q, 19);
	c->voided_by = db_int(q, 20);
	c->level_factor = db_is_null(q, 21) ? 100 : db_int(q, 21);
	c->change = db_int(q, 22);
}

static enum err
load_head(struct store *st, const char *receipt, struct refund_case *c, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	struct receipt_parts p;
	struct db_stmt *q;
	enum db_step step;

	if (!receipt_split(receipt, &p))
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("\"%s\" is not a receipt number."), receipt);
	q = store_query(st, "refund.head", DB_ARGS(DB_TEXT("store", p.store),
	    DB_TEXT("series", p.series), DB_INT("number", p.number)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		read_head(q, c);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("There is no receipt %s."), receipt);
	receipt_code(p.store, p.series, p.number, c->receipt, sizeof c->receipt);
	if (c->is_closed_branch && c->store_id != actor_store_id(a) && !actor_is_admin(a))
		return err_set(note, ERR_DENIED, "receipt",
		    _("Store %s is closed to other branches."), p.store);
	if (!str_eq(c->kind, "sale") && !str_eq(c->kind, "exchange"))
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("%s is no sale: nothing of it can come back."), c->receipt);
	if (c->voided_by != 0)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("%s was voided; nothing of it can come back."), c->receipt);
	return ERR_OK;
}

static void
read_line(const struct db_stmt *q, struct back_line *l)
{
	struct sale_line *s = &l->sold;

	*l = (struct back_line){ .n = (int)db_int(q, 0) };
	s->product_id = db_int(q, 1);
	s->category_id = db_int(q, 2);
	str_copy(s->code, sizeof s->code, db_text(q, 3));
	str_copy(s->name, sizeof s->name, db_text(q, 4));
	str_copy(s->unit, sizeof s->unit, db_text(q, 5));
	s->qty_milli = db_int(q, 6);
	s->list_price = db_int(q, 7);
	s->unit_price = db_int(q, 8);
	s->gross = db_int(q, 9);
	s->receipt_off = db_int(q, 10);
	s->net = db_int(q, 11);
	s->off = s->gross - s->net;
	s->no_points = db_int(q, 12) != 0;
	l->back = (struct back_sum){ db_int(q, 13), db_int(q, 14), db_int(q, 15), db_int(q, 16) };
}

static enum err
load_lines(struct store *st, struct refund_case *c, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "refund.lines",
	    DB_ARGS(DB_INT("sale", c->id)), note);
	enum db_step step;
	size_t cap = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		c->lines = xgrow(c->lines, &cap, c->nlines + 1, sizeof *c->lines);
		read_line(q, &c->lines[c->nlines++]);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static struct back_tender *
tender_of(struct refund_case *c, const char *method, int64_t card_id)
{
	for (size_t i = 0; i < c->ntenders; i++) {
		if (str_eq(c->tenders[i].method, method) && c->tenders[i].card_id == card_id)
			return &c->tenders[i];
	}
	return NULL;
}

static enum err
load_paid(struct store *st, struct refund_case *c, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "refund.paid", DB_ARGS(DB_INT("sale", c->id)), note);
	enum db_step step = DB_DONE;
	int64_t exact = 0, rest = 0, counted = -c->change;

	if (q == NULL)
		return db_why(note);
	while (c->ntenders + 1 < BACK_TENDERS_MAX && (step = db_step(q, note)) == DB_ROW) {
		struct back_tender *t = &c->tenders[c->ntenders];

		if (str_eq(db_text(q, 0), "cash")) {
			counted += db_int(q, 3);
			continue;
		}
		*t = (struct back_tender){ .card_id = db_int(q, 1) };
		str_copy(t->method, sizeof t->method, db_text(q, 0));
		str_copy(t->card, sizeof t->card, db_text(q, 2));
		t->paid = (struct back_part){ db_int(q, 3), db_int(q, 4), db_int(q, 5),
		    db_int(q, 6) };
		rest += t->paid.amount;
		c->ntenders++;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	/* Cash is what the others did not pay: without rounding, change taken off. */
	for (size_t i = 0; i < c->nlines; i++)
		exact += c->lines[i].sold.net;
	exact -= rest;
	if (exact != 0 || c->ntenders == 0) {
		struct back_tender *t = &c->tenders[c->ntenders++];

		*t = (struct back_tender){ .paid.amount = exact };
		str_copy(t->method, sizeof t->method, "cash");
	}
	/* It was rounded when it was paid, also to nothing; an exchange carries what was counted. */
	c->cash_paid = counted;
	return ERR_OK;
}

static enum err
load_back(struct store *st, struct refund_case *c, struct err_note *note)
{
	struct back_tender *cash = tender_of(c, "cash", 0);
	int64_t all = 0;
	struct db_stmt *q = store_query(st, "refund.back_net",
	    DB_ARGS(DB_INT("sale", c->id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		all += db_int(q, 0);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	q = store_query(st, "refund.back", DB_ARGS(DB_INT("sale", c->id)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		bool is_exchange = str_eq(db_text(q, 0), "exchange");
		struct back_tender *t = tender_of(c, db_text(q, 1), db_int(q, 2));

		if (str_eq(db_text(q, 1), "cash")) {
			c->cash_back += db_int(q, 3);
			continue;
		}
		if (!is_exchange)
			c->paid_out += db_int(q, 7);
		all -= db_int(q, 3);
		if (t == NULL)
			continue;
		t->back.amount += db_int(q, 3);
		t->back.points += db_int(q, 4);
		t->back.principal += db_int(q, 5);
		t->back.bonus += db_int(q, 6);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (cash != NULL)
		cash->back.amount = all;
	return ERR_OK;
}

enum err
refund_case_load(struct store *st, const char *receipt, struct refund_case *c,
    struct err_note *note)
{
	enum err e;

	*c = (struct refund_case){ .level_factor = 100 };
	e = load_head(st, receipt, c, note);
	if (e == ERR_OK)
		e = load_lines(st, c, note);
	if (e == ERR_OK)
		e = load_paid(st, c, note);
	if (e == ERR_OK)
		e = load_back(st, c, note);
	return e == ERR_OK && c->holder_id != 0 ?
	    points_holder_now(st, c->holder_id, &c->holder_now, note) : e;
}

enum err
refund_left(struct store *st, const char *receipt, struct refund_left *l, size_t *n,
    struct err_note *note)
{
	struct refund_case c = { 0 };
	size_t room = *n;
	enum err e = sale_may_read(st, note);

	*n = 0;
	if (e == ERR_OK)
		e = refund_case_load(st, receipt, &c, note);
	for (size_t i = 0; e == ERR_OK && i < c.nlines && *n < room; i++) {
		const struct back_line *b = &c.lines[i];
		struct refund_left *r = &l[(*n)++];

		*r = (struct refund_left){ .n = b->n, .sold_milli = b->sold.qty_milli,
		    .left_milli = b->sold.qty_milli - b->back.milli, .net = b->sold.net,
		    .left_net = b->sold.net - b->back.net };
		str_copy(r->code, sizeof r->code, b->sold.code);
		str_copy(r->name, sizeof r->name, b->sold.name);
		str_copy(r->unit, sizeof r->unit, b->sold.unit);
	}
	refund_case_fini(&c);
	return e;
}
