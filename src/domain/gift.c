#include "domain/gift.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/gift_parts.h"
#include "domain/points.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/idem.h"
#include "store/number.h"
#include "store/query.h"

struct gift { int64_t id, points, stock; bool is_active; char code[32], name[192]; };

static enum err
find_gift(struct store *st, const char *code, struct gift *g, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	*g = (struct gift){ 0 };
	code_case(&cc, code);
	q = store_query(st, "gift.by_code", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*g = (struct gift){ .id = db_int(q, 0), .points = db_int(q, 3),
		    .stock = db_int(q, 4), .is_active = db_int(q, 5) != 0 };
		str_copy(g->code, sizeof g->code, db_text(q, 1));
		str_copy(g->name, sizeof g->name, db_text(q, 2));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK
	    : err_set(note, ERR_NOTFOUND, "gift", _("There is no gift \"%s\"."), code);
}

enum err
gift_write(struct store *st, struct gift_move *m, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	int64_t n;
	enum err e = m->id != 0 ? ERR_OK : store_new_id(st, &m->id, note);

	if (e == ERR_OK)
		e = number_next(st, "gift", &n, note);
	if (e != ERR_OK)
		return e;
	snprintf(m->number, sizeof m->number, "G%06" PRId64, n);
	return store_run(st, "gift.add_move", DB_ARGS(DB_INT("id", m->id),
	    DB_TEXT("number", m->number), DB_INT("gift", m->gift_id), DB_TEXT("op", m->op),
	    DB_INT("qty", m->qty), DB_INT("after", m->stock),
	    DB_ID("holder", m->holder_id), DB_ID("card", m->card_id),
	    DB_ID("points", m->points), DB_ID("point_seq", m->point_seq),
	    DB_ID("reverses", m->reverses_id), DB_INT("at", clock_now_ms()),
	    DB_INT("day", clock_today()), DB_ID("store", actor_store_id(a)),
	    DB_ID("user", actor_id(a)),
	    DB_TEXT("note", str_empty(m->note) ? NULL : m->note)), NULL, note);
}

static enum err
too_few(const struct gift *g, struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "qty", _("Only %" PRId64 " of %s are left."),
	    g->stock, g->name);
}

/* Guarded: whoever else takes one at the same instant. */
static enum err
move_stock(struct store *st, struct gift_move *m, const struct gift *g, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "gift.move", DB_ARGS(DB_INT("id", m->gift_id),
	    DB_INT("qty", m->qty), DB_INT("at", clock_now_ms()),
	    DB_ID("user", actor_id(store_actor(st)))), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		m->stock = db_int(q, 0);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : too_few(g, note);
}

static enum err
audit_gift(struct store *st, const struct gift_move *m, const char *action, const char *key,
    struct err_note *note)
{
	json_t *changes = json_pack("{s:[n,I],s:[n,I]}", "qty", (json_int_t)m->qty,
	    "stock", (json_int_t)m->stock);
	enum err e = audit_write(st, &(struct audit_entry){ .function = "sale",
	    .action = action, .entity = "gift", .row_id = m->gift_id, .row_code = m->number,
	    .reason = m->note, .request = key, .changes = changes }, note);

	json_decref(changes);
	return e;
}

/* ---- taking one ---- */

static enum err
may_redeem(const struct member *m, const struct gift *g, int64_t qty, int64_t *points,
    struct err_note *note)
{
	if (m->holder_id == 0)
		return err_set(note, ERR_INVALID, "card",
		    _("Say whose: a card or a customer."));
	if (m->card.id != 0 && !m->card.has_points)
		return err_set(note, ERR_INVALID, "card",
		    _("This kind of card does not collect points."));
	if (m->card.id != 0 && card_usable(&m->card, false, note) != ERR_OK)
		return ERR_DENIED;
	if (qty <= 0)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	if (!g->is_active)
		return err_set(note, ERR_INVALID, "gift", _("%s is not given any more."), g->name);
	if (qty > g->stock)
		return too_few(g, note);
	if (money_mul(g->points, qty, points) != ERR_OK)
		return err_set(note, ERR_LIMIT, "qty", _("That is too many points."));
	return ERR_OK;
}

enum err
gift_apply(struct store *st, struct member *m, const char *gift, int64_t qty, const char *key,
    struct gift_result *r, struct err_note *note)
{
	struct gift_move mv = { .op = "redeem", .qty = -qty };
	struct points_source src = { .op = "gift" };
	struct gift g;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK)
		e = find_gift(st, gift, &g, note);
	if (e == ERR_OK)
		e = may_redeem(m, &g, qty, &mv.points, note);
	if (e == ERR_OK)
		e = store_new_id(st, &mv.id, note);
	if (e != ERR_OK)
		return e;
	mv.gift_id = g.id;
	mv.holder_id = m->holder_id;
	mv.card_id = m->card.id;
	src.doc_id = mv.id;
	src.note = g.name;
	e = points_debit(st, m->holder_id, mv.points, false, &src, &r->points, note);
	if (e == ERR_OK)
		e = store_get_int(st, "gift.point_seq", DB_ARGS(
		    DB_INT("holder", m->holder_id)), &mv.point_seq, note);
	if (e == ERR_OK)
		e = move_stock(st, &mv, &g, note);
	if (e == ERR_OK)
		e = gift_write(st, &mv, note);
	if (e == ERR_OK)
		e = audit_gift(st, &mv, "gift.redeem", key, note);
	str_copy(r->number, sizeof r->number, mv.number);
	r->stock = mv.stock;
	return e == ERR_OK ? member_points(st, m, note) : e;
}

json_t *
gift_reply(const struct gift_result *r)
{
	return json_pack("{s:s,s:I,s:I}", "receipt", r->number,
	    "points", (json_int_t)r->points, "stock", (json_int_t)r->stock);
}

static enum err
read_kept(const char *text, struct gift_result *r, struct err_note *note)
{
	json_t *v = json_loads(text, 0, NULL);
	const char *number = json_string_value(json_object_get(v, "receipt"));

	if (number == NULL) {
		json_decref(v);
		return err_set(note, ERR_CONFLICT, "key", _("The kept answer does not read."));
	}
	str_copy(r->number, sizeof r->number, number);
	r->points = json_integer_value(json_object_get(v, "points"));
	r->stock = json_integer_value(json_object_get(v, "stock"));
	json_decref(v);
	return ERR_OK;
}

enum err
gift_redeem(struct store *st, struct member *m, const char *gift, int64_t qty, const char *key,
    struct gift_result *r, struct err_note *note)
{
	char *first = NULL, *text;
	json_t *reply;
	enum err e = ERR_OK;

	if (!str_empty(key))
		e = idem_find(st, key, "gift.redeem", &first, note);
	if (e != ERR_OK)
		return e;
	if (first != NULL) {
		e = access_need(st, "sale", VERB_ADD, note);
		if (e == ERR_OK)
			e = read_kept(first, r, note);
		free(first);
		return e;
	}
	e = gift_apply(st, m, gift, qty, key, r, note);
	if (e != ERR_OK || str_empty(key))
		return e;
	reply = gift_reply(r);
	text = json_text(reply);
	e = idem_keep(st, key, "gift.redeem", text, note);
	free(text);
	json_decref(reply);
	return e;
}

/* ---- giving it back ---- */

static enum err
find_move(struct store *st, const char *number, struct gift_move *m, struct gift *g,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "gift.move_by_number",
	    DB_ARGS(DB_TEXT("number", number)), note);
	bool is_redeem = false, is_back = false;
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		is_redeem = strcmp(db_text(q, 2), "redeem") == 0;
		is_back = db_int(q, 9) > 0;
		*m = (struct gift_move){ .op = "return", .reverses_id = db_int(q, 0),
		    .gift_id = db_int(q, 1), .qty = -db_int(q, 3), .holder_id = db_int(q, 4),
		    .card_id = db_int(q, 5), .points = db_int(q, 6) };
		str_copy(g->name, sizeof g->name, db_text(q, 8));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW || !is_redeem)
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("There is no gift receipt \"%s\"."), number);
	if (is_back)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("This gift was given back already."));
	return ERR_OK;
}

enum err
gift_return(struct store *st, const char *number, struct gift_result *r, struct err_note *note)
{
	struct points_source src = { .op = "return" };
	struct gift_move m = { 0 };
	struct gift g = { 0 };
	enum err e = access_need(st, "sale", VERB_DELETE, note);

	if (e == ERR_OK)
		e = find_move(st, number, &m, &g, note);
	if (e == ERR_OK)
		e = store_new_id(st, &m.id, note);
	if (e == ERR_OK)
		e = points_holder_now(st, m.holder_id, &m.holder_id, note);
	if (e != ERR_OK)
		return e;
	src.doc_id = m.id;
	e = points_return(st, m.holder_id, m.points, m.reverses_id, &src, &r->points, note);
	if (e == ERR_OK)
		e = move_stock(st, &m, &g, note);
	if (e == ERR_OK)
		e = gift_write(st, &m, note);
	if (e == ERR_OK)
		e = audit_gift(st, &m, "gift.return", NULL, note);
	str_copy(r->number, sizeof r->number, m.number);
	r->stock = m.stock;
	return e;
}

/* ---- stock ---- */

enum err
gift_stock(struct store *st, const char *gift, int64_t qty, const char *why, int64_t *stock,
    struct err_note *note)
{
	struct gift_move m = { .op = qty > 0 ? "receive" : "correct", .qty = qty, .note = why };
	struct gift g;
	enum err e = access_need(st, "product", VERB_EDIT, note);

	if (e == ERR_OK)
		e = find_gift(st, gift, &g, note);
	if (e == ERR_OK && qty == 0)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must not be 0."));
	if (e == ERR_OK && str_empty(why))
		return err_set(note, ERR_INVALID, "reason", _("A reason is needed."));
	if (e == ERR_OK && (qty > MONEY_MAX - g.stock || qty < -g.stock))
		return qty > 0 ? err_set(note, ERR_LIMIT, "qty", _("\"%s\" is too large."), "qty")
		    : too_few(&g, note);
	if (e != ERR_OK)
		return e;
	m.gift_id = g.id;
	e = move_stock(st, &m, &g, note);
	if (e == ERR_OK)
		e = gift_write(st, &m, note);
	if (e == ERR_OK)
		e = audit_gift(st, &m, "gift.stock", NULL, note);
	*stock = m.stock;
	return e;
}
