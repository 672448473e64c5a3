/* Posting: everything of a sale in one transaction, in few statements
 * (PERFORMANCE.md, "What a sale costs"). */
#include "domain/sale.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/points.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/idem.h"
#include "store/number.h"
#include "store/query.h"

struct place { int64_t store_id, till_id; char store[32]; bool is_closed; };

/* ---- where ---- */

static enum err
read_store(struct db_stmt *q, struct place *p, int *found, struct err_note *note)
{
	enum db_step step;

	*found = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		p->store_id = db_int(q, 0);
		str_copy(p->store, sizeof p->store, db_text(q, 1));
		p->is_closed = db_int(q, 2) != 0;
		(*found)++;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
find_till(struct store *st, struct sale *s, struct place *p, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	char code[32] = "";
	enum db_step step;

	code_case(&cc, s->till);
	q = store_query(st, "sale.till", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		p->till_id = db_int(q, 0);
		str_copy(code, sizeof code, db_text(q, 2));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "till",
		    _("There is no till \"%s\"."), s->till);
	if (s->store[0] != '\0' && !str_ieq_ascii(s->store, code))
		return err_set(note, ERR_INVALID, "till",
		    _("Till %s stands in store %s."), s->till, code);
	str_copy(s->store, sizeof s->store, code);
	return ERR_OK;
}

/* The till's store, else the one named, else the actor's, else the only shop. */
static enum err
find_place(struct store *st, struct sale *s, struct place *p, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	int found = 0;
	enum err e = ERR_OK;

	*p = (struct place){ 0 };
	if (s->till[0] != '\0')
		e = find_till(st, s, p, note);
	if (e != ERR_OK)
		return e;
	if (s->store[0] != '\0') {
		struct code_case cc;

		code_case(&cc, s->store);
		e = read_store(store_query(st, "sale.store", DB_ARGS(CODE_ARGS(&cc)), note),
		    p, &found, note);
		if (e == ERR_OK && found == 0)
			return err_set(note, ERR_NOTFOUND, "store",
			    _("There is no store \"%s\"."), s->store);
	} else if (actor_store_id(a) != 0) {
		e = read_store(store_query(st, "sale.store_by_id",
		    DB_ARGS(DB_INT("id", actor_store_id(a))), note), p, &found, note);
	} else {
		e = read_store(store_query(st, "sale.stores", DB_NO_ARGS, note),
		    p, &found, note);
	}
	if (e != ERR_OK)
		return e;
	if (found != 1)
		return err_set(note, ERR_INVALID, "store", _("Say in which store."));
	if (p->is_closed && p->store_id != actor_store_id(a) && !actor_is_admin(a))
		return err_set(note, ERR_DENIED, "store",
		    _("Store %s is closed to other branches."), p->store);
	str_copy(s->store, sizeof s->store, p->store);
	return ERR_OK;
}

/* ---- what is written ---- */

static enum err
write_sale(struct store *st, const struct sale *s, const struct place *p, int64_t number,
    struct err_note *note)
{
	const struct member *m = &s->member;
	char *why = json_array_size(s->earn_why) > 0 ? json_text(s->earn_why) : NULL;
	int64_t receipt_off = 0;
	enum err e;

	for (size_t i = 0; i < s->nlines; i++)
		receipt_off += s->lines[i].receipt_off;
	e = store_run(st, "sale.add", DB_ARGS(DB_INT("id", s->id),
	    DB_INT("store", p->store_id), DB_ID("till", p->till_id),
	    DB_TEXT("series", RECEIPT_SERIES), DB_INT("number", number),
	    DB_INT("at", s->at), DB_INT("day", instant_day(s->at)),
	    DB_ID("user", actor_id(store_actor(st))), DB_ID("customer", m->customer_id),
	    DB_ID("card", m->card.id), DB_ID("holder", m->holder_id),
	    DB_ID("level", m->level_id), DB_INT("discount", receipt_off),
	    DB_INT("gross", s->gross), DB_INT("total", s->total),
	    DB_INT("rounding", s->rounding), DB_INT("paid", s->paid),
	    DB_INT("change", s->change), DB_INT("base", s->earn_base),
	    DB_INT("earned", s->earned),
	    { "after", m->holder_id != 0 ? DB_ARG_INT : DB_ARG_NULL, s->points_after, NULL },
	    DB_TEXT("why", why)), NULL, note);
	free(why);
	return e;
}

static enum err
write_line(struct store *st, const struct sale *s, size_t i, struct err_note *note)
{
	const struct sale_line *l = &s->lines[i];

	return store_run(st, "sale.add_line", DB_ARGS(DB_INT("sale", s->id),
	    DB_INT("n", (int64_t)i + 1), DB_INT("product", l->product_id),
	    DB_ID("category", l->category_id), DB_TEXT("code", l->code),
	    DB_TEXT("name", l->name), DB_TEXT("unit", l->unit),
	    DB_INT("qty", l->qty_milli), DB_INT("list", l->list_price),
	    DB_INT("price", l->unit_price), DB_INT("gross", l->gross),
	    DB_INT("off", l->off), DB_INT("receipt_off", l->receipt_off),
	    DB_INT("net", l->net), DB_INT("no_points", l->no_points),
	    DB_TEXT("why", l->why[0] != '\0' ? l->why : NULL)), NULL, note);
}

/* Sums by tender: what stays, change taken off the cash (rules N2, N3). */
static enum err
write_tenders(struct store *st, const struct sale *s, const struct place *p,
    struct err_note *note)
{
	static const char *const methods[] = { "cash", "bank" };
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < s->ntenders; i++)
		e = store_run(st, "sale.add_payment", DB_ARGS(DB_INT("sale", s->id),
		    DB_INT("n", (int64_t)i + 1), DB_TEXT("method", s->tenders[i].method),
		    DB_INT("amount", s->tenders[i].amount)), NULL, note);
	for (size_t m = 0; e == ERR_OK && m < sizeof methods / sizeof *methods; m++) {
		int64_t sum = m == 0 ? -s->change : 0;
		bool any = false;

		for (size_t i = 0; i < s->ntenders; i++) {
			if (strcmp(s->tenders[i].method, methods[m]) == 0) {
				sum += s->tenders[i].amount;
				any = true;
			}
		}
		if (any)
			e = store_run(st, "sale.add_tender", DB_ARGS(
			    DB_INT("day", instant_day(s->at)), DB_INT("store", p->store_id),
			    DB_TEXT("method", methods[m]), DB_INT("amount", sum)), NULL, note);
	}
	return e;
}

static enum err
write_sums(struct store *st, const struct sale *s, const struct place *p,
    struct err_note *note)
{
	bool is_member = s->member.holder_id != 0;
	day_t day = instant_day(s->at);
	enum err e = store_run(st, "sale.add_day", DB_ARGS(DB_INT("day", day),
	    DB_INT("store", p->store_id), DB_INT("user", actor_id(store_actor(st))),
	    DB_INT("hour", instant_minute(s->at) / 60), DB_INT("gross", s->gross),
	    DB_INT("total", s->total), DB_INT("rounding", s->rounding),
	    DB_INT("members", is_member), DB_INT("member_total", is_member ? s->total : 0),
	    DB_INT("earned", s->earned)), NULL, note);

	if (e == ERR_OK && s->member.customer_id != 0)
		e = store_run(st, "sale.add_customer", DB_ARGS(
		    DB_INT("customer", s->member.customer_id),
		    DB_INT("total", s->total), DB_INT("day", day)), NULL, note);
	return e;
}

static enum err
give_points(struct store *st, struct sale *s, const struct place *p, struct err_note *note)
{
	struct points_source src = { .op = "sale", .doc_id = s->id,
	    .day = instant_day(s->at), .store_id = p->store_id, .is_pending = true };
	struct points_state ps;
	enum err e;

	s->points_after = 0;
	if (s->member.holder_id == 0)
		return ERR_OK;
	if (s->earned > 0)
		return points_credit(st, s->member.holder_id, s->earned, &src,
		    &s->points_after, note);
	e = points_state(st, s->member.holder_id, src.day, &ps, note);
	if (e == ERR_OK)
		s->points_after = ps.balance;
	return e;
}

/* The card still does (rule V3: from the very next use on a lost one is refused).
 * An expired card collects, but brings no discount and pays nothing (rule V5). */
static enum err
check_card(const struct member *m, struct err_note *note)
{
	if (m->card.id == 0)
		return ERR_OK;
	return card_usable(&m->card, m->card.status == CARD_ACTIVE, note);
}

enum err
sale_apply(struct store *st, struct sale *s, struct err_note *note)
{
	char series[64];
	struct place place;
	int64_t number;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && s->nlines == 0)
		return err_set(note, ERR_INVALID, "lines",
		    _("A sale needs at least one line."));
	if (e == ERR_OK)
		e = sale_price(st, s, note);
	if (e == ERR_OK)
		e = check_card(&s->member, note);
	if (e == ERR_OK)
		e = sale_tenders(st, s, true, note);
	if (e == ERR_OK)
		e = find_place(st, s, &place, note);
	if (e == ERR_OK)
		e = store_new_id(st, &s->id, note);
	if (e != ERR_OK)
		return e;
	s->at = clock_now_ms();
	str_copy(series, sizeof series, "receipt:");
	str_copy(series + 8, sizeof series - 8, place.store);
	str_copy(series + strlen(series), sizeof series - strlen(series), ":" RECEIPT_SERIES);
	e = number_next(st, series, &number, note);
	if (e == ERR_OK)
		e = give_points(st, s, &place, note);
	if (e == ERR_OK)
		e = write_sale(st, s, &place, number, note);
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++)
		e = write_line(st, s, i, note);
	if (e == ERR_OK)
		e = write_tenders(st, s, &place, note);
	if (e == ERR_OK)
		e = write_sums(st, s, &place, note);
	receipt_code(place.store, RECEIPT_SERIES, number, s->receipt, sizeof s->receipt);
	s->again = false;
	return e == ERR_OK ? audit_write(st, &(struct audit_entry){
	    .function = "sale", .action = "sale", .entity = "sale", .row_id = s->id,
	    .row_code = s->receipt, .version_after = 1, .request = s->key }, note) : e;
}

static void
set_text(json_t *o, const char *name, const char *s)
{
	json_object_set_new(o, name, s[0] != '\0' ? json_string(s) : json_null());
}

json_t *
sale_reply(const struct sale *s)
{
	json_t *o = json_object(), *lines = json_array();

	json_object_set_new(o, "ok", json_true());
	json_object_set_new(o, "receipt", json_string(s->receipt));
	for (size_t i = 0; i < s->nlines; i++) {
		json_t *l = json_pack("{s:I,s:I,s:I}", "net", (json_int_t)s->lines[i].net,
		    "price", (json_int_t)s->lines[i].unit_price,
		    "discount", (json_int_t)s->lines[i].off);

		set_text(l, "why", s->lines[i].why);
		json_array_append_new(lines, l);
	}
	json_object_set_new(o, "lines", lines);
	json_object_set_new(o, "total", json_integer(s->total));
	json_object_set_new(o, "rounding", json_integer(s->rounding));
	json_object_set_new(o, "due", json_integer(s->due));
	json_object_set_new(o, "change", json_integer(s->change));
	json_object_set_new(o, "earned", json_integer(s->earned));
	set_text(o, "level", s->level);
	json_object_set_new(o, "points", s->member.holder_id != 0
	    ? json_integer(s->points_after) : json_null());
	return o;
}

/* The receipt of the first time, whole. */
static enum err
load_first(struct store *st, struct sale *s, const char *result, struct err_note *note)
{
	json_t *v = json_loads(result, 0, NULL);
	const char *receipt = json_string_value(json_object_get(v, "receipt"));
	struct sale_head head;
	struct sale first;
	enum err e = ERR_CONFLICT;

	if (receipt != NULL) {
		sale_init(&first);
		e = sale_load(st, receipt, &first, &head, note);
		if (e == ERR_OK) {
			str_copy(first.key, sizeof first.key, s->key);
			first.again = true;
			sale_fini(s);
			*s = first;
		} else {
			sale_fini(&first);
		}
	} else {
		e = err_set(note, e, "key", _("The kept answer does not read."));
	}
	json_decref(v);
	return e;
}

enum err
sale_post(struct store *st, struct sale *s, struct err_note *note)
{
	char *first = NULL, *text;
	json_t *reply;
	enum err e;

	if (str_empty(s->key))
		return err_set(note, ERR_INVALID, "key", _("A sale needs a key."));
	e = idem_find(st, s->key, "sale", &first, note);
	if (e != ERR_OK)
		return e;
	if (first != NULL) {
		e = access_need(st, "sale", VERB_ADD, note);
		if (e == ERR_OK)
			e = load_first(st, s, first, note);
		free(first);
		return e;
	}
	e = sale_apply(st, s, note);
	if (e != ERR_OK)
		return e;
	reply = sale_reply(s);
	text = json_text(reply);
	e = idem_keep(st, s->key, "sale", text, note);
	free(text);
	json_decref(reply);
	return e;
}
