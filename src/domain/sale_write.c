/* Few statements a document, rows beside what they belong to
 * (PERFORMANCE.md, "What a sale costs"). */
#include "domain/sale_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "domain/sale_parts.h"
#include "domain/level_move.h"
#include "domain/sums.h"
#include "store/actor.h"
#include "store/query.h"

enum err
sale_write_head(struct store *st, const struct sale *s, const struct sale_doc *d,
    struct err_note *note)
{
	const struct member *m = &s->member;
	char *why = json_array_size(s->earn_why) > 0 ? json_text(s->earn_why) : NULL;
	int64_t receipt_off = 0;
	enum err e;

	for (size_t i = 0; i < s->nlines; i++)
		receipt_off += s->lines[i].receipt_off;
	e = store_run(st, "sale.add", DB_ARGS(DB_INT("id", s->id), DB_TEXT("kind", d->kind),
	    DB_INT("store", d->place->store_id), DB_ID("till", d->place->till_id),
	    DB_TEXT("series", RECEIPT_SERIES), DB_INT("number", d->number),
	    DB_INT("at", s->at), DB_INT("day", s->day),
	    DB_ID("user", actor_id(store_actor(st))), DB_ID("customer", m->customer_id),
	    DB_ID("card", m->card.id), DB_ID("holder", m->holder_id),
	    DB_ID("level", m->level_id), DB_INT("discount", receipt_off),
	    DB_INT("gross", s->gross), DB_INT("total", s->total),
	    DB_INT("rounding", s->rounding), DB_INT("paid", s->paid),
	    DB_INT("change", s->change), DB_INT("base", s->earn_base),
	    DB_INT("earned", s->earned),
	    { "after", m->holder_id != 0 ? DB_ARG_INT : DB_ARG_NULL, s->points_after, NULL },
	    DB_TEXT("why", why), DB_ID("reverses", d->reverses_id), DB_INT("topup", d->topup),
	    DB_ID("session", d->place->session_id), DB_ID("salesperson", d->salesperson_id),
	    DB_ID("coupon", d->coupon_id), DB_ID("approver", d->approver_id),
	    DB_TEXT("reason", str_empty(d->reason) ? NULL : d->reason)), NULL, note);
	free(why);
	return e;
}

enum err
sale_write_line(struct store *st, const struct sale *s, size_t i, int64_t of_line,
    struct err_note *note)
{
	const struct sale_line *l = &s->lines[i];
	char *whys = sale_whys_text(l);
	enum err e = store_run(st, "sale.add_line", DB_ARGS(DB_INT("sale", s->id),
	    DB_INT("n", (int64_t)i + 1), DB_INT("product", l->product_id),
	    DB_ID("category", l->category_id), DB_TEXT("code", l->code),
	    DB_TEXT("name", l->name), DB_TEXT("unit", l->unit),
	    DB_INT("qty", l->qty_milli), DB_INT("list", l->list_price),
	    DB_INT("price", l->unit_price), DB_INT("gross", l->gross),
	    DB_INT("off", l->off), DB_INT("receipt_off", l->receipt_off),
	    DB_INT("net", l->net), DB_INT("no_points", l->no_points),
	    DB_TEXT("why", l->why[0] != '\0' ? l->why : NULL),
	    DB_ID("of_line", of_line), DB_TEXT("whys", whys)), NULL, note);

	free(whys);
	return e;
}

/* Is this the first payment by its method? */
static bool
is_first(const struct sale_payment *pay, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(pay[k].method, pay[i].method) == 0)
			return false;
	}
	return true;
}

enum err
sale_write_payments(struct store *st, const struct sale *s, const struct place *p,
    const struct sale_payment *pay, size_t n, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = store_run(st, "sale.add_payment", DB_ARGS(DB_INT("sale", s->id),
		    DB_INT("n", (int64_t)i + 1), DB_TEXT("method", pay[i].method),
		    DB_INT("amount", pay[i].amount), DB_ID("points", pay[i].points),
		    DB_ID("card", pay[i].card_id), DB_ID("principal", pay[i].principal),
		    DB_ID("bonus", pay[i].bonus)), NULL, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		int64_t sum = strcmp(pay[i].method, "cash") == 0 ? -s->change : 0;

		if (!is_first(pay, i))
			continue;
		for (size_t k = i; k < n; k++) {
			if (strcmp(pay[k].method, pay[i].method) == 0)
				sum += pay[k].amount;
		}
		e = store_run(st, "sale.add_tender", DB_ARGS(
		    DB_INT("day", s->day), DB_INT("store", p->store_id),
		    DB_TEXT("method", pay[i].method), DB_INT("amount", sum)), NULL, note);
	}
	return e;
}

/* One row a category of the document, not one a line. */
static enum err
add_categories(struct store *st, const struct sale *s, const struct place *p,
    struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++) {
		int64_t qty = 0, total = 0;
		size_t k = 0;

		while (k < i && s->lines[k].category_id != s->lines[i].category_id)
			k++;
		if (k < i)
			continue;
		for (; k < s->nlines; k++) {
			if (s->lines[k].category_id == s->lines[i].category_id) {
				qty += s->lines[k].qty_milli;
				total += s->lines[k].net;
			}
		}
		e = store_run(st, "sale.add_category", DB_ARGS(
		    DB_INT("day", s->day), DB_INT("store", p->store_id),
		    DB_INT("category", s->lines[i].category_id),
		    DB_INT("qty", qty), DB_INT("total", total)), NULL, note);
	}
	return e;
}

/* Points are no money spent (rule L1). */
static int64_t
paid_by_points(const struct sale *s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < s->ntenders; i++) {
		if (strcmp(s->tenders[i].method, "points") == 0)
			sum += s->tenders[i].amount;
	}
	return sum;
}

static enum err
add_customer(struct store *st, const struct sale *s, const struct sale_doc *d,
    struct err_note *note)
{
	const struct db_arg *args = DB_ARGS(DB_INT("customer", s->member.customer_id),
	    DB_INT("sales", d->tickets), DB_INT("total", s->total), DB_INT("day", s->day));
	int64_t changed = 0;
	enum err e = ERR_OK;

	if (s->member.last_day == s->day)
		e = store_run(st, "sale.add_customer_again", args, &changed, note);
	return e == ERR_OK && changed == 0 ?
	    store_run(st, "sale.add_customer", args, NULL, note) : e;
}

enum err
sale_write_sums(struct store *st, const struct sale *s, const struct sale_doc *d,
    struct err_note *note)
{
	bool is_member = s->member.holder_id != 0;
	enum err e = store_run(st, "sale.add_day", DB_ARGS(DB_INT("day", s->day),
	    DB_INT("store", d->place->store_id), DB_INT("user", actor_id(store_actor(st))),
	    DB_INT("hour", instant_minute(s->at) / 60), DB_INT("tickets", d->tickets),
	    DB_INT("gross", s->gross), DB_INT("total", s->total),
	    DB_INT("rounding", s->rounding), DB_INT("members", is_member ? d->tickets : 0),
	    DB_INT("member_total", is_member ? s->total : 0),
	    DB_INT("earned", s->earned)), NULL, note);

	if (e == ERR_OK)
		e = sums_touch(st, s->day, note);
	if (e == ERR_OK)
		e = add_categories(st, s, d->place, note);
	if (e == ERR_OK && s->member.customer_id != 0)
		e = add_customer(st, s, d, note);
	/* The sale was priced at the old level; from the next one on the new one counts (rule L2). */
	if (e == ERR_OK && s->member.customer_id != 0)
		e = level_after_sale(st, s->member.customer_id, s->day, s->total - paid_by_points(s),
		    s->id, note);
	return e;
}
