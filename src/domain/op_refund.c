/* refund, void, attach. */
#include "domain/op_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/refund_parts.h"

static enum err
read_line(struct refund *r, const json_t *o, struct err_note *note)
{
	static const char *const members[] = { "line", "qty", NULL };
	struct refund_line *l = &r->lines[r->nlines];
	int64_t n;
	enum err e = json_only(o, members, note);

	if (e == ERR_OK)
		e = arg_int(o, "line", 1, 0, &n, note);
	if (e == ERR_OK && (n == 0 || n > SALE_LINES_MAX))
		e = err_set(note, n == 0 ? ERR_INVALID : ERR_NOTFOUND, "line",
		    _("Say which line, from 1."));
	if (e == ERR_OK)
		e = arg_decimal(o, "qty", 3, 0, &l->qty_milli, note);
	if (e == ERR_OK && l->qty_milli == 0)
		e = err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	if (e == ERR_OK) {
		l->n = (int)n;
		r->nlines++;
	}
	return e;
}

static enum err
read_out(struct refund *r, const json_t *rq, struct err_note *note)
{
	enum err e = op_read_lines(&r->out, rq, "out", note);

	if (e == ERR_OK)
		e = op_read_tenders(&r->out, rq, note);
	return e;
}

static enum err
read_refund(struct refund *r, const json_t *rq, struct err_note *note)
{
	const struct op_text texts[] = {
		{ "receipt", r->receipt, sizeof r->receipt }, { "key", r->key, sizeof r->key },
		{ "store", r->store, sizeof r->store }, { "till", r->till, sizeof r->till },
		{ "reason", r->reason, sizeof r->reason },
		{ "approver", r->approver, sizeof r->approver }, { NULL, NULL, 0 },
	};
	const char *receipt;
	const json_t *list, *v;
	size_t i;
	enum err e = arg_need(rq, "receipt", &receipt, note);

	if (e == ERR_OK)
		e = op_copy_texts(rq, texts, note);
	if (e == ERR_OK)
		e = arg_bool(rq, "all", &r->all, note);
	if (e == ERR_OK)
		e = arg_bool(rq, "cash_instead", &r->cash_instead, note);
	if (e == ERR_OK)
		e = arg_list(rq, "lines", SALE_LINES_MAX, &list, note);
	if (e != ERR_OK)
		return e;
	json_array_foreach((json_t *)list, i, v) {
		if (e == ERR_OK)
			e = read_line(r, v, note);
	}
	return e == ERR_OK ? read_out(r, rq, note) : e;
}

enum err
op_refund(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct refund *r = xcalloc(1, sizeof *r);
	const char *key;
	enum err e;

	refund_init(r);
	e = arg_need(rq, "key", &key, note);
	if (e == ERR_OK)
		e = read_refund(r, rq, note);
	if (e == ERR_OK)
		e = refund_apply(st, r, note);
	if (e == ERR_OK)
		reply_take(reply, refund_reply(r));
	refund_fini(r);
	free(r);
	return e;
}

enum err
op_void(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct sale_void v = { 0 };
	enum err e = arg_need(rq, "key", &v.key, note);

	if (e == ERR_OK)
		e = arg_need(rq, "receipt", &v.receipt, note);
	if (e == ERR_OK)
		e = arg_need(rq, "reason", &v.reason, note);
	if (e == ERR_OK)
		e = arg_text(rq, "approver", &v.approver, note);
	if (e == ERR_OK)
		e = sale_void_apply(st, &v, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "receipt", json_string(v.number));
	return e;
}

enum err
op_attach(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *receipt, *card, *customer;
	int64_t earned;
	enum err e = arg_need(rq, "receipt", &receipt, note);

	if (e == ERR_OK)
		e = arg_text(rq, "card", &card, note);
	if (e == ERR_OK)
		e = arg_text(rq, "customer", &customer, note);
	if (e == ERR_OK)
		e = sale_attach(st, receipt, card, customer, &earned, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "earned", json_integer(earned));
	return e;
}
