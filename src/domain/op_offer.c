/* quotation.*, order.*, template.install. Documented in doc/OFFERS.md. */
#include "domain/op_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/order.h"
#include "domain/quote.h"
#include "domain/sale_parts.h"
#include "domain/template.h"
#include "store/actor.h"

/* Loads the document that the request names and gives it to run; what it became is the answer. */
static enum err
with(struct store *st, enum offer_kind k, const json_t *rq, json_t *reply,
    enum err (*run)(struct store *st, struct offer *o, const json_t *rq, json_t *reply,
    struct err_note *note), struct err_note *note)
{
	const char *number;
	struct offer o = { 0 };
	enum err e = arg_need(rq, "number", &number, note);

	if (e != ERR_OK)
		return e;
	e = offer_load(st, k, number, &o, note);
	if (e == ERR_OK)
		e = run(st, &o, rq, reply, note);
	if (e == ERR_OK && json_object_get(reply, "number") == NULL)
		json_object_set_new(reply, "number", json_string(o.number));
	if (e == ERR_OK && json_object_get(reply, "state") == NULL)
		json_object_set_new(reply, "state", json_string(o.state));
	offer_fini(&o);
	return e;
}

/* ---- both ---- */

static enum err
show(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	json_t *moves = NULL, *text = NULL;
	enum err e = ERR_OK;

	(void)rq;
	reply_take(reply, offer_to_json(o));
	if (o->kind == OFFER_ORDER) {
		e = order_moves(st, o, &moves, note);
		json_object_set_new(reply, "moves", moves);
	}
	if (e == ERR_OK && offer_issued(st, o, &text, NULL) == ERR_OK)
		json_object_set_new(reply, "issued", text);
	return e;
}

/* The lines as they are asked for now, in place of those before. */
static enum err
set_lines(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	int64_t version;
	enum err e = arg_int(rq, "version", 1, 0, &version, note);

	if (e == ERR_OK && version != 0 && version != o->version)
		e = err_set(note, ERR_CONFLICT, "version", _("Somebody else changed it: read it again."));
	while (e == ERR_OK && o->sale.nlines > 0)
		sale_remove_line(&o->sale, o->sale.nlines - 1);
	if (e == ERR_OK)
		e = op_read_lines(&o->sale, rq, "lines", note);
	if (e == ERR_OK)
		e = op_copy_text(rq, "approver", o->sale.approver, sizeof o->sale.approver, note);
	if (e == ERR_OK)
		e = op_copy_text(rq, "reason", o->sale.reason, sizeof o->sale.reason, note);
	if (e == ERR_OK)
		e = offer_keep_lines(st, o, true, note);
	if (e == ERR_OK)
		reply_take(reply, offer_to_json(o));
	return e;
}

static enum err
read_parts(const json_t *rq, struct order_part *parts, size_t *n, struct err_note *note)
{
	static const char *const members[] = { "line", "qty", NULL };
	const json_t *list, *v;
	bool all = false;
	size_t i;
	enum err e = arg_list(rq, "lines", SALE_LINES_MAX, &list, note);

	*n = 0;
	if (e == ERR_OK)
		e = arg_bool(rq, "all", &all, note);
	json_array_foreach((json_t *)list, i, v) {
		int64_t line, qty;

		if (e == ERR_OK)
			e = json_only(v, members, note);
		if (e == ERR_OK)
			e = arg_int(v, "line", 1, 0, &line, note);
		if (e == ERR_OK)
			e = arg_decimal(v, "qty", 3, 0, &qty, note);
		if (e == ERR_OK)
			parts[(*n)++] = (struct order_part){ (int)line, qty };
	}
	if (e == ERR_OK && *n == 0 && !all)
		e = err_set(note, ERR_INVALID, "lines", _("Say which lines, or all."));
	if (e == ERR_OK && *n > 0 && all)
		e = err_set(note, ERR_INVALID, "all", _("Give lines or all, not both."));
	return e;
}

/* ---- quotations ---- */

static enum err
issue(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	char hash[65] = "", day[16];
	enum err e = quote_issue(st, o, hash, note);

	(void)rq;
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "hash", json_string(hash));
	json_object_set_new(reply, "total", json_integer(o->sale.total));
	json_object_set_new(reply, "valid_until", json_string(day_iso(o->until, day, sizeof day)));
	return ERR_OK;
}

static enum err
accept(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	(void)rq;
	(void)reply;
	return quote_accept(st, o, note);
}

static enum err
decline(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *reason;
	enum err e = arg_text(rq, "reason", &reason, note);

	(void)reply;
	return e == ERR_OK ? quote_decline(st, o, reason, note) : e;
}

static enum err
to_order(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	char number[32];
	bool reprice = false;
	day_t due = 0;
	enum err e = arg_bool(rq, "reprice", &reprice, note);

	if (e == ERR_OK)
		e = arg_day(rq, "due_day", &due, note);
	if (e == ERR_OK)
		e = quote_order(st, o, due, reprice, number, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "order", json_string(number));
	return e;
}

static enum err
copy(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	char number[32];
	enum err e = quote_copy(st, o, number, note);

	(void)rq;
	if (e == ERR_OK) {
		json_object_set_new(reply, "copy_of", json_string(o->number));
		json_object_set_new(reply, "number", json_string(number));
		json_object_set_new(reply, "state", json_string("draft"));
	}
	return e;
}

/* ---- orders ---- */

static enum err
confirm(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	char hash[65] = "";
	enum err e = order_confirm(st, o, hash, note);

	(void)rq;
	if (e == ERR_OK) {
		json_object_set_new(reply, "hash", json_string(hash));
		json_object_set_new(reply, "total", json_integer(o->sale.total));
	}
	return e;
}

static enum err
deliver(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct order_part parts[SALE_LINES_MAX];
	const char *text;
	size_t n;
	enum err e = read_parts(rq, parts, &n, note);

	(void)reply;
	if (e == ERR_OK)
		e = arg_text(rq, "note", &text, note);
	return e == ERR_OK ? order_deliver(st, o, parts, n, text, note) : e;
}

static enum err
sell(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct order_part parts[SALE_LINES_MAX];
	struct sale s;
	size_t n;
	enum err e = read_parts(rq, parts, &n, note);

	sale_init(&s);
	if (e == ERR_OK)
		e = op_copy_text(rq, "key", s.key, sizeof s.key, note);
	if (e == ERR_OK)
		e = op_copy_text(rq, "store", s.store, sizeof s.store, note);
	if (e == ERR_OK)
		e = op_copy_text(rq, "till", s.till, sizeof s.till, note);
	if (e == ERR_OK)
		e = op_copy_text(rq, "salesperson", s.salesperson, sizeof s.salesperson, note);
	if (e == ERR_OK)
		e = op_read_tenders(&s, rq, note);
	if (e == ERR_OK)
		e = order_sell(st, o, parts, n, &s, note);
	if (e == ERR_OK) {
		reply_take(reply, sale_reply(&s));
		json_object_set_new(reply, "sold", json_integer(o->sold));
	}
	sale_fini(&s);
	return e;
}

static enum err
shut(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	(void)rq;
	(void)reply;
	return order_close(st, o, note);
}

static enum err
cancel(struct store *st, struct offer *o, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *reason;
	enum err e = arg_text(rq, "reason", &reason, note);

	(void)reply;
	return e == ERR_OK ? order_cancel(st, o, reason, note) : e;
}

/* ---- the table's rows ---- */

#define ROW(name, kind, run) \
enum err \
name(struct store *st, const json_t *rq, json_t *reply, struct err_note *note) \
{ \
	return with(st, kind, rq, reply, run, note); \
}

ROW(op_quotation_show, OFFER_QUOTATION, show)
ROW(op_quotation_lines, OFFER_QUOTATION, set_lines)
ROW(op_quotation_issue, OFFER_QUOTATION, issue)
ROW(op_quotation_accept, OFFER_QUOTATION, accept)
ROW(op_quotation_decline, OFFER_QUOTATION, decline)
ROW(op_quotation_order, OFFER_QUOTATION, to_order)
ROW(op_quotation_copy, OFFER_QUOTATION, copy)
ROW(op_order_show, OFFER_ORDER, show)
ROW(op_order_lines, OFFER_ORDER, set_lines)
ROW(op_order_confirm, OFFER_ORDER, confirm)
ROW(op_order_deliver, OFFER_ORDER, deliver)
ROW(op_order_sale, OFFER_ORDER, sell)
ROW(op_order_close, OFFER_ORDER, shut)
ROW(op_order_cancel, OFFER_ORDER, cancel)

#undef ROW

enum err
op_template_install(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	int added = 0;
	enum err e = template_install(st, &added, note);

	(void)rq;
	if (e == ERR_OK)
		json_object_set_new(reply, "added", json_integer(added));
	return e;
}
