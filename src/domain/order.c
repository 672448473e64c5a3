#include "domain/order.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/order_parts.h"
#include "store/actor.h"
#include "store/query.h"

enum err
order_confirm(struct store *st, struct offer *o, char hash[65], struct err_note *note)
{
	enum err e = access_need(st, "order", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "draft", note);
	if (e == ERR_OK && o->sale.nlines == 0)
		e = err_set(note, ERR_INVALID, "lines", _("%s has no lines yet."), o->number);
	if (e == ERR_OK && o->other_id == 0)
		e = offer_keep_lines(st, o, true, note);
	if (e == ERR_OK)
		e = offer_freeze(st, o, hash, note);
	return e == ERR_OK ? offer_set_state(st, o, "confirmed", NULL, 0, note) : e;
}

enum err
order_left(struct store *st, const struct offer *o, struct order_left *left, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "order.left", DB_ARGS(DB_INT("id", o->id)), note);
	enum db_step step = q != NULL ? db_step(q, note) : DB_FAILED;

	*left = (struct order_left){ 0 };
	if (step == DB_ROW) {
		left->to_deliver = db_int(q, 0);
		left->begun = db_int(q, 1);
		left->to_sell = db_int(q, 2);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
order_move_add(struct store *st, const struct offer *o, const struct order_move *m,
    struct err_note *note)
{
	int64_t seq = 0;
	enum err e = store_get_int(st, "order.next_move", DB_ARGS(DB_INT("id", o->id)), &seq, note);

	if (e != ERR_OK)
		return e;
	return store_run(st, "order.move_add", DB_ARGS(DB_INT("id", o->id), DB_INT("seq", seq),
	    DB_TEXT("op", m->op), DB_INT("n", m->line), DB_INT("qty", m->qty_milli),
	    DB_INT("at", clock_now_ms()), DB_INT("day", clock_today()),
	    DB_ID("user", actor_id(store_actor(st))), DB_ID("sale", m->sale_id),
	    DB_INT("net", m->net), DB_TEXT("note", str_empty(m->note) ? NULL : m->note)), NULL, note);
}

enum err
order_part_ok(const struct offer *o, const struct order_part *p, const int64_t *done,
    struct err_note *note)
{
	if (p->line < 1 || (size_t)p->line > o->sale.nlines)
		return err_set(note, ERR_INVALID, "line", _("%s has no line %d."), o->number, p->line);
	if (p->qty_milli <= 0)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	if (p->qty_milli > o->sale.lines[p->line - 1].qty_milli - done[p->line - 1])
		return err_set(note, ERR_LIMIT, "lines", _("Line %d, %s: that is more than is left."),
		    p->line, o->sale.lines[p->line - 1].name);
	return ERR_OK;
}

static enum err
deliver_part(struct store *st, struct offer *o, const struct order_part *p, const char *text,
    struct err_note *note)
{
	int64_t changed = 0;
	enum err e = order_part_ok(o, p, o->delivered, note);

	if (e == ERR_OK)
		e = store_run(st, "order.deliver", DB_ARGS(DB_INT("id", o->id), DB_INT("n", p->line),
		    DB_INT("qty", p->qty_milli)), &changed, note);
	if (e == ERR_OK && changed != 1)
		e = err_set(note, ERR_LIMIT, "lines", _("Line %d, %s: that is more than is left."),
		    p->line, o->sale.lines[p->line - 1].name);
	if (e != ERR_OK)
		return e;
	o->delivered[p->line - 1] += p->qty_milli;
	return order_move_add(st, o, &(struct order_move){ .op = "deliver", .line = p->line,
	    .qty_milli = p->qty_milli, .note = text }, note);
}

/* Delivered as a whole, and sold as a whole: nothing is left to do. */
enum err
order_settle(struct store *st, struct offer *o, struct err_note *note)
{
	struct order_left left;
	enum err e = order_left(st, o, &left, note);

	if (e == ERR_OK && left.to_deliver == 0 && !str_in_list("delivered,closed,cancelled", o->state))
		e = offer_set_state(st, o, "delivered", NULL, 0, note);
	else if (e == ERR_OK && left.begun > 0 && str_eq(o->state, "confirmed"))
		e = offer_set_state(st, o, "delivering", NULL, 0, note);
	if (e == ERR_OK && left.to_deliver == 0 && left.to_sell == 0 && str_eq(o->state, "delivered"))
		e = offer_set_state(st, o, "closed", NULL, 0, note);
	return e;
}

enum err
order_deliver(struct store *st, struct offer *o, const struct order_part *parts, size_t n,
    const char *text, struct err_note *note)
{
	bool any = n > 0;
	enum err e = access_need(st, "order", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "confirmed,delivering", note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = deliver_part(st, o, &parts[i], text, note);
	for (size_t i = 0; e == ERR_OK && n == 0 && i < o->sale.nlines; i++) {
		struct order_part p = { (int)i + 1, o->sale.lines[i].qty_milli - o->delivered[i] };

		if (p.qty_milli == 0)
			continue;
		e = deliver_part(st, o, &p, text, note);
		any = true;
	}
	if (e == ERR_OK && !any)
		return err_set(note, ERR_CONFLICT, "lines", _("Everything of %s is delivered."), o->number);
	return e == ERR_OK ? order_settle(st, o, note) : e;
}

enum err
order_close(struct store *st, struct offer *o, struct err_note *note)
{
	enum err e = access_need(st, "order", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "delivered", note);
	return e == ERR_OK ? offer_set_state(st, o, "closed", NULL, 0, note) : e;
}

enum err
order_cancel(struct store *st, struct offer *o, const char *reason, struct err_note *note)
{
	enum err e = access_need(st, "order", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "draft,confirmed,delivering", note);
	if (e == ERR_OK && str_empty(reason))
		e = err_set(note, ERR_INVALID, "reason", _("Say why it is cancelled."));
	return e == ERR_OK ? offer_set_state(st, o, "cancelled", reason, 0, note) : e;
}

enum err
order_moves(struct store *st, const struct offer *o, json_t **out, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "order.moves", DB_ARGS(DB_INT("id", o->id)), note);
	json_t *list = json_array();
	enum db_step step;
	char day[16];

	*out = list;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		json_t *m = json_pack("{s:s, s:I, s:o, s:s}", "what", db_text(q, 0),
		    "line", (json_int_t)db_int(q, 1), "qty", qty_to_json(db_int(q, 2)),
		    "day", day_iso((day_t)db_int(q, 4), day, sizeof day));

		if (!db_is_null(q, 5) && db_int(q, 5) != 0)
			json_object_set_new(m, "net", json_integer(db_int(q, 5)));
		if (!db_is_null(q, 6))
			json_object_set_new(m, "note", json_string(db_text(q, 6)));
		if (!db_is_null(q, 7))
			json_object_set_new(m, "user", json_string(db_text(q, 7)));
		json_array_append_new(list, m);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
order_overdue(struct store *st, const struct order_late *after, struct order_late *rows,
    size_t *n, struct err_note *note)
{
	size_t room = *n;
	struct db_stmt *q;
	enum db_step step;
	enum err e = access_need(st, "order", VERB_VIEW, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "order.overdue", DB_ARGS(DB_INT("today", clock_today()),
	    DB_INT("after_day", after->due), DB_INT("after_id", after->id),
	    DB_INT("limit", (int64_t)room)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && *n < room) {
		struct order_late *r = &rows[(*n)++];

		*r = (struct order_late){ .id = db_int(q, 0), .due = (day_t)db_int(q, 3),
		    .total = db_int(q, 4) };
		str_copy(r->number, sizeof r->number, db_text(q, 1));
		str_copy(r->customer, sizeof r->customer, db_text(q, 2));
		str_copy(r->state, sizeof r->state, db_text(q, 5));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
