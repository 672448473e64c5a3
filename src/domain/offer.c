#include "domain/offer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/op_arg.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

/* The statements of each kind. */
static const struct {
	const char *name, *head, *lines, *drop, *add, *sums, *state;
} kinds[] = {
	[OFFER_QUOTATION] = { "quotation", "offer.quotation", "offer.quotation_lines",
	    "offer.quotation_line_drop", "offer.quotation_line_add", "offer.quotation_sums",
	    "offer.quotation_state" },
	[OFFER_ORDER] = { "order", "offer.order", "offer.order_lines",
	    "offer.order_line_drop", "offer.order_line_add", "offer.order_sums",
	    "offer.order_state" },
};

const char *
offer_name(enum offer_kind k)
{
	return kinds[k].name;
}

const struct entity *
offer_entity(struct store *st, enum offer_kind k)
{
	return model_entity(store_model(st), kinds[k].name);
}

/* ---- reading ---- */

static enum err
read_head(struct store *st, struct offer *o, const char *number, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, number);
	q = store_query(st, kinds[o->kind].head, DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		o->id = db_int(q, 0);
		o->version = db_int(q, 1);
		str_copy(o->number, sizeof o->number, db_text(q, 2));
		str_copy(o->state, sizeof o->state, db_text(q, 3));
		o->day = (day_t)db_int(q, 4);
		o->until = (day_t)db_int(q, 5);
		o->sale.discount = db_is_null(q, 6) ? -1 : db_int(q, 6);
		o->sale.discount_bp = db_is_null(q, 7) ? -1 : db_int(q, 7);
		o->sale.gross = db_int(q, 8);
		o->sale.off = db_int(q, 9);
		o->sale.total = db_int(q, 10);
		o->priced_day = (day_t)db_int(q, 11);
		o->other_id = db_int(q, 12);
		o->template_id = db_int(q, 13);
		str_copy(o->customer, sizeof o->customer, db_text(q, 14));
		str_copy(o->sale.store, sizeof o->sale.store, db_text(q, 15));
		if (o->kind == OFFER_QUOTATION)
			o->answered_at = db_int(q, 16);
		else
			o->sold = db_int(q, 16);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : err_set(note, ERR_NOTFOUND, "number",
	    o->kind == OFFER_QUOTATION ? _("There is no quotation \"%s\".") :
	    _("There is no order \"%s\"."), number);
}

static void
read_line(struct offer *o, struct db_stmt *q)
{
	/* The code may have changed since; the product has not. */
	struct sale_line *l = sale_add_line(&o->sale, db_text(q, db_is_null(q, 18) ? 3 : 18),
	    db_int(q, 6));
	size_t i = o->sale.nlines - 1;

	l->product_id = db_int(q, 1);
	l->category_id = db_int(q, 2);
	str_copy(l->code, sizeof l->code, db_text(q, 3));
	str_copy(l->name, sizeof l->name, db_text(q, 4));
	str_copy(l->unit, sizeof l->unit, db_text(q, 5));
	l->price = db_int(q, 7);
	l->discount = db_int(q, 8);
	l->discount_bp = db_int(q, 9);
	l->list_price = db_int(q, 10);
	l->unit_price = db_int(q, 11);
	l->gross = db_int(q, 12);
	l->off = db_int(q, 13);
	l->net = db_int(q, 14);
	str_copy(l->why, sizeof l->why, db_text(q, 15));
	o->delivered[i] = db_int(q, 16);
	o->sold_qty[i] = db_int(q, 17);
}

static enum err
read_lines(struct store *st, struct offer *o, struct err_note *note)
{
	struct db_stmt *q = store_query(st, kinds[o->kind].lines, DB_ARGS(DB_INT("id", o->id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && o->sale.nlines < SALE_LINES_MAX)
		read_line(o, q);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
offer_load(struct store *st, enum offer_kind k, const char *number, struct offer *o,
    struct err_note *note)
{
	enum err e;

	*o = (struct offer){ .kind = k };
	sale_init(&o->sale);
	o->delivered = xcalloc(2 * SALE_LINES_MAX, sizeof *o->delivered);
	o->sold_qty = o->delivered + SALE_LINES_MAX;
	e = access_need(st, kinds[k].name, VERB_VIEW, note);
	if (e == ERR_OK)
		e = read_head(st, o, number, note);
	return e == ERR_OK ? read_lines(st, o, note) : e;
}

void
offer_fini(struct offer *o)
{
	sale_fini(&o->sale);
	free(o->delivered);
	o->delivered = o->sold_qty = NULL;
}

/* ---- prices ---- */

enum err
offer_price(struct store *st, struct offer *o, struct err_note *note)
{
	enum err e = member_identify(st, NULL, o->customer, &o->sale.member, note);

	return e == ERR_OK ? sale_price_lines(st, &o->sale, note) : e;
}

static enum err
write_line(struct store *st, const struct offer *o, size_t i, struct err_note *note)
{
	const struct sale_line *l = &o->sale.lines[i];

	return store_run(st, kinds[o->kind].add, DB_ARGS(DB_INT("id", o->id),
	    DB_INT("n", (int64_t)i + 1), DB_INT("product", l->product_id),
	    DB_ID("category", l->category_id), DB_TEXT("code", l->code), DB_TEXT("name", l->name),
	    DB_TEXT("unit", l->unit), DB_INT("qty", l->qty_milli), DB_INT("ask_price", l->price),
	    DB_INT("ask_off", l->discount), DB_INT("ask_bp", l->discount_bp),
	    DB_INT("list_price", l->list_price), DB_INT("price", l->unit_price),
	    DB_INT("gross", l->gross), DB_INT("off", l->off), DB_INT("net", l->net),
	    DB_TEXT("why", l->why)), NULL, note);
}

static enum err
write_trail(struct store *st, const struct offer *o, const char *action, const char *reason,
    json_t *changes, struct err_note *note)
{
	return audit_write(st, &(struct audit_entry){ .function = kinds[o->kind].name,
	    .action = action, .entity = kinds[o->kind].name, .row_id = o->id,
	    .row_code = o->number, .version_before = o->version,
	    .version_after = o->version + 1, .reason = reason != NULL ? reason : "", .request = "",
	    .changes = changes }, note);
}

static enum err
write_lines(struct store *st, struct offer *o, bool bump, struct err_note *note)
{
	int64_t changed = 0;
	enum err e = store_run(st, kinds[o->kind].drop, DB_ARGS(DB_INT("id", o->id)), NULL, note);

	for (size_t i = 0; e == ERR_OK && i < o->sale.nlines; i++)
		e = write_line(st, o, i, note);
	if (e == ERR_OK)
		e = store_run(st, kinds[o->kind].sums, DB_ARGS(DB_INT("id", o->id),
		    DB_INT("lines", (int64_t)o->sale.nlines), DB_INT("gross", o->sale.gross),
		    DB_INT("off", o->sale.off), DB_INT("total", o->sale.total),
		    DB_INT("day", clock_today()), DB_INT("step", bump), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(store_actor(st)))), &changed, note);
	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_CONFLICT, "", "%s", err_text(ERR_CONFLICT));
	o->priced_day = clock_today();
	return e;
}

static enum err
tell_total(struct store *st, struct offer *o, int64_t before, struct err_note *note)
{
	json_t *c = json_pack("{s:[I,I]}", "total", (json_int_t)before, (json_int_t)o->sale.total);
	enum err e = write_trail(st, o, "lines", NULL, c, note);

	json_decref(c);
	o->version++;
	return e;
}

enum err
offer_keep_lines(struct store *st, struct offer *o, bool bump, struct err_note *note)
{
	int64_t before = o->sale.total;
	enum err e = access_need(st, kinds[o->kind].name, VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "draft", note);
	if (e == ERR_OK)
		e = offer_price(st, o, note);
	if (e == ERR_OK)
		e = write_lines(st, o, bump, note);
	return e == ERR_OK && bump ? tell_total(st, o, before, note) : e;
}

enum err
offer_keep_agreed(struct store *st, struct offer *o, struct err_note *note)
{
	enum err e = access_need(st, kinds[o->kind].name, VERB_ADD, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "draft", note);
	if (e == ERR_OK)
		e = write_lines(st, o, true, note);
	return e == ERR_OK ? tell_total(st, o, 0, note) : e;
}

/* ---- states ---- */

const char *
offer_state_now(enum offer_kind k, const char *state, day_t until, day_t today)
{
	if (until == 0 || until >= today)
		return state;
	if (k == OFFER_QUOTATION)
		return str_eq(state, "issued") ? "expired" : state;
	return str_eq(state, "confirmed") || str_eq(state, "delivering") ? "overdue" : state;
}

const char *
offer_state_name(const char *state)
{
	if (str_eq(state, "expired"))
		return _("expired");
	if (str_eq(state, "overdue"))
		return _("overdue");
	return tr_ctx("state", state);
}

enum err
offer_need_state(const struct offer *o, const char *states, struct err_note *note)
{
	if (str_in_list(states, o->state))
		return ERR_OK;
	return err_set(note, ERR_CONFLICT, "state", _("%s is %s: this cannot be done with it any more."),
	    o->number, offer_state_name(o->state));
}

enum err
offer_set_state(struct store *st, struct offer *o, const char *to, const char *reason,
    int64_t order_id, struct err_note *note)
{
	int64_t changed = 0, user = actor_id(store_actor(st));
	const char *why = str_empty(reason) ? NULL : reason;
	json_t *c;
	enum err e;

	if (o->kind == OFFER_QUOTATION)
		e = store_run(st, kinds[o->kind].state, DB_ARGS(DB_INT("id", o->id), DB_TEXT("to", to),
		    DB_TEXT("from", o->state), DB_TEXT("reason", why), DB_ID("order", order_id),
		    DB_INT("at", clock_now_ms()), DB_ID("user", user)), &changed, note);
	else
		e = store_run(st, kinds[o->kind].state, DB_ARGS(DB_INT("id", o->id), DB_TEXT("to", to),
		    DB_TEXT("from", o->state), DB_TEXT("reason", why),
		    DB_INT("at", clock_now_ms()), DB_ID("user", user)), &changed, note);
	if (e != ERR_OK)
		return e;
	if (changed != 1)
		return err_set(note, ERR_CONFLICT, "state", "%s", err_text(ERR_CONFLICT));
	c = json_pack("{s:[s,s]}", "state", o->state, to);
	e = write_trail(st, o, to, why, c, note);
	json_decref(c);
	str_copy(o->state, sizeof o->state, to);
	o->version++;
	return e;
}

/* ---- out ---- */

static json_t *
line_to_json(const struct offer *o, size_t i)
{
	const struct sale_line *l = &o->sale.lines[i];
	json_t *j = json_pack("{s:i, s:s, s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I}",
	    "line", (int)i + 1, "product", l->code, "name", l->name, "unit", l->unit,
	    "qty", qty_to_json(l->qty_milli), "list_price", (json_int_t)l->list_price,
	    "price", (json_int_t)l->unit_price, "gross", (json_int_t)l->gross,
	    "discount", (json_int_t)l->off, "net", (json_int_t)l->net);

	if (l->why[0] != '\0')
		json_object_set_new(j, "why", json_string(l->why));
	if (o->kind == OFFER_ORDER) {
		json_object_set_new(j, "delivered", qty_to_json(o->delivered[i]));
		json_object_set_new(j, "sold", qty_to_json(o->sold_qty[i]));
	}
	return j;
}

json_t *
offer_to_json(const struct offer *o)
{
	char day[16];
	json_t *lines = json_array(), *j = json_object();

	for (size_t i = 0; i < o->sale.nlines; i++)
		json_array_append_new(lines, line_to_json(o, i));
	json_object_set_new(j, "number", json_string(o->number));
	json_object_set_new(j, "version", json_integer(o->version));
	json_object_set_new(j, "state", json_string(offer_state_now(o->kind, o->state, o->until,
	    clock_today())));
	json_object_set_new(j, "customer", json_string(o->customer));
	json_object_set_new(j, "day", json_string(day_iso(o->day, day, sizeof day)));
	if (o->until != 0)
		json_object_set_new(j, o->kind == OFFER_QUOTATION ? "valid_until" : "due_day",
		    json_string(day_iso(o->until, day, sizeof day)));
	json_object_set_new(j, "lines", lines);
	json_object_set_new(j, "gross", json_integer(o->sale.gross));
	json_object_set_new(j, "discount", json_integer(o->sale.off));
	json_object_set_new(j, "total", json_integer(o->sale.total));
	if (o->kind == OFFER_ORDER)
		json_object_set_new(j, "sold", json_integer(o->sold));
	return j;
}
