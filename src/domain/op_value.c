/* topup, topup.reverse, transfer; the value part of balance. */
#include "domain/op_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/value_doc.h"
#include "domain/visit.h"
#include "store/query.h"

static enum err
copy_text(const json_t *o, const char *name, char *buf, size_t size, struct err_note *note)
{
	const char *s;
	enum err e = arg_text(o, name, &s, note);

	if (e != ERR_OK || s == NULL)
		return e;
	if (strlen(s) >= size)
		return err_set(note, ERR_LIMIT, name, _("\"%s\" is too long."), name);
	str_copy(buf, size, s);
	return ERR_OK;
}

static enum err
need_amount(const json_t *rq, int64_t *amount, struct err_note *note)
{
	enum err e = arg_int(rq, "amount", 1, 0, amount, note);

	if (e == ERR_OK && *amount == 0)
		return err_set(note, ERR_INVALID, "amount", _("\"%s\" is missing."), "amount");
	return e;
}

static enum err
read_tenders(const json_t *rq, struct topup *t, struct err_note *note)
{
	static const char *const members[] = { "method", "amount", NULL };
	const json_t *list, *v;
	const char *method;
	size_t i;
	enum err e = arg_list(rq, "tenders", SALE_TENDERS_MAX, &list, note);

	json_array_foreach((json_t *)list, i, v) {
		struct sale_tender *to = &t->tenders[t->ntenders];

		if (e == ERR_OK)
			e = json_only(v, members, note);
		if (e == ERR_OK)
			e = arg_need(v, "method", &method, note);
		if (e != ERR_OK)
			break;
		*to = (struct sale_tender){ .amount = -1 };
		str_copy(to->method, sizeof to->method, method);
		e = arg_int(v, "amount", 0, -1, &to->amount, note);
		t->ntenders++;
	}
	return e;
}

static void
put_value(json_t *reply, const struct value_state *v)
{
	json_object_set_new(reply, "principal", json_integer(v->principal));
	json_object_set_new(reply, "bonus", json_integer(v->bonus));
}

enum err
op_topup(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct topup t = { .bonus = -1 };
	enum err e = copy_text(rq, "key", t.key, sizeof t.key, note);

	if (e == ERR_OK)
		e = copy_text(rq, "store", t.store, sizeof t.store, note);
	if (e == ERR_OK)
		e = copy_text(rq, "till", t.till, sizeof t.till, note);
	if (e == ERR_OK)
		e = copy_text(rq, "card", t.card, sizeof t.card, note);
	if (e == ERR_OK && t.card[0] == '\0')
		return err_set(note, ERR_INVALID, "card", _("\"%s\" is missing."), "card");
	if (e == ERR_OK)
		e = need_amount(rq, &t.amount, note);
	if (e == ERR_OK)
		e = arg_int(rq, "bonus", 0, -1, &t.bonus, note);
	if (e == ERR_OK)
		e = read_tenders(rq, &t, note);
	if (e == ERR_OK)
		e = topup_apply(st, &t, note);
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "receipt", json_string(t.receipt));
	put_value(reply, &t.after);
	json_object_set_new(reply, "points", json_integer(t.points));
	json_object_set_new(reply, "added", json_pack("{s:I,s:I}",
	    "principal", (json_int_t)t.amount, "bonus", (json_int_t)t.bonus));
	return ERR_OK;
}

enum err
op_topup_reverse(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct topup_reversal r = { 0 };
	enum err e = arg_need(rq, "receipt", &r.receipt, note);

	if (e == ERR_OK)
		e = arg_text(rq, "key", &r.key, note);
	if (e == ERR_OK)
		e = arg_int(rq, "amount", 1, 0, &r.amount, note);
	if (e == ERR_OK)
		e = topup_reverse_apply(st, &r, note);
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "receipt", json_string(r.number));
	json_object_set_new(reply, "amount", json_integer(r.amount));
	put_value(reply, &r.after);
	return ERR_OK;
}

enum err
op_transfer(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *to;
	struct value_state after;
	int64_t amount;
	enum err e = arg_need(rq, "card", &card, note);

	if (e == ERR_OK)
		e = arg_need(rq, "to", &to, note);
	if (e == ERR_OK)
		e = need_amount(rq, &amount, note);
	if (e == ERR_OK)
		e = value_transfer(st, card, to, amount, &after, note);
	if (e == ERR_OK)
		put_value(reply, &after);
	return e;
}

/* ---- balance ---- */

static enum err
of_customer(struct store *st, int64_t customer_id, struct value_state *v, int64_t *visits,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "value.of_customer",
	    DB_ARGS(DB_INT("customer", customer_id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		*v = (struct value_state){ db_int(q, 0), db_int(q, 1) };
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return store_get_int(st, "visit.of_customer",
	    DB_ARGS(DB_INT("customer", customer_id)), visits, note);
}

enum err
reply_value(struct store *st, const struct member *m, json_t *reply, struct err_note *note)
{
	struct value_state v = { 0 };
	int64_t visits = 0;
	json_t *value;
	enum err e;

	if (m->card.id == 0) {
		e = of_customer(st, m->customer_id, &v, &visits, note);
	} else {
		e = value_state(st, m->card.id, &v, note);
		if (e == ERR_OK)
			e = visit_left(st, m->card.id, &visits, note);
	}
	if (e != ERR_OK)
		return e;
	value = json_object();
	put_value(value, &v);
	json_object_set_new(reply, "value", value);
	json_object_set_new(reply, "visits", json_integer(visits));
	return ERR_OK;
}
