/* An order on a receipt: at the prices that were agreed, a line never twice. */
#include "domain/order.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/order_parts.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"

/* What so much of a line costs, from its start: parts sold one after the other add up to the
 * line exactly (rule N4). */
static enum err
net_up_to(const struct sale_line *l, int64_t qty_milli, int64_t *net)
{
	return money_mul_div(l->net, qty_milli, l->qty_milli, net);
}

static enum err
add_part(struct offer *o, const struct order_part *p, struct sale *s, struct err_note *note)
{
	const struct sale_line *l;
	struct sale_line *n;
	int64_t before, after, gross, sold;
	enum err e = order_part_ok(o, p, o->sold_qty, note);

	if (e != ERR_OK)
		return e;
	l = &o->sale.lines[p->line - 1];
	sold = o->sold_qty[p->line - 1];
	if (net_up_to(l, sold, &before) != ERR_OK || net_up_to(l, sold + p->qty_milli, &after) != ERR_OK ||
	    money_mul_div(l->unit_price, p->qty_milli, 1000, &gross) != ERR_OK)
		return err_set(note, ERR_LIMIT, "lines", _("The amount is beyond what can be kept."));
	n = sale_add_line(s, l->product, p->qty_milli);
	if (n == NULL)
		return err_set(note, ERR_LIMIT, "lines", _("A sale has at most %d lines."), SALE_LINES_MAX);
	n->price = l->unit_price;
	/* A part may round a unit above its price: then that unit is the customer's. */
	n->discount = gross - (after - before) > 0 ? gross - (after - before) : -1;
	o->sold_qty[p->line - 1] = sold + p->qty_milli;
	return ERR_OK;
}

static enum err
mark_part(struct store *st, const struct offer *o, const struct order_part *p, const struct sale *s,
    size_t i, struct err_note *note)
{
	int64_t changed = 0;
	enum err e = store_run(st, "order.sell", DB_ARGS(DB_INT("id", o->id), DB_INT("n", p->line),
	    DB_INT("qty", p->qty_milli)), &changed, note);

	if (e == ERR_OK && changed != 1)
		e = err_set(note, ERR_LIMIT, "lines", _("Line %d, %s: that is more than is left."),
		    p->line, o->sale.lines[p->line - 1].name);
	if (e != ERR_OK)
		return e;
	return order_move_add(st, o, &(struct order_move){ .op = "sale", .line = p->line,
	    .qty_milli = p->qty_milli, .sale_id = s->id, .net = s->lines[i].net,
	    .note = s->receipt }, note);
}

static size_t
all_left(const struct offer *o, struct order_part *parts)
{
	size_t n = 0;

	for (size_t i = 0; i < o->sale.nlines; i++)
		if (o->sold_qty[i] < o->sale.lines[i].qty_milli)
			parts[n++] = (struct order_part){ (int)i + 1,
			    o->sale.lines[i].qty_milli - o->sold_qty[i] };
	return n;
}

enum err
order_sell(struct store *st, struct offer *o, const struct order_part *parts, size_t n,
    struct sale *s, struct err_note *note)
{
	struct order_part left[SALE_LINES_MAX];
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "confirmed,delivering,delivered", note);
	if (n == 0) {
		n = all_left(o, left);
		parts = left;
	}
	if (e == ERR_OK && n == 0)
		e = err_set(note, ERR_CONFLICT, "lines", _("Everything of %s is sold."), o->number);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = add_part(o, &parts[i], s, note);
	if (e == ERR_OK)
		e = member_identify(st, NULL, o->customer, &s->member, note);
	if (e != ERR_OK)
		return e;
	if (s->store[0] == '\0' && s->till[0] == '\0')
		str_copy(s->store, sizeof s->store, o->sale.store);
	s->is_agreed = true;
	e = sale_apply(st, s, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = mark_part(st, o, &parts[i], s, i, note);
	if (e == ERR_OK)
		e = store_run(st, "order.add_sold", DB_ARGS(DB_INT("id", o->id), DB_INT("net", s->total),
		    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(store_actor(st)))), NULL, note);
	if (e != ERR_OK)
		return e;
	o->sold += s->total;
	o->version++;
	return order_settle(st, o, note);
}
