/* The document that takes back: today's, here, negative; the receipt stays as it is. */
#include "domain/refund_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"

enum err
refund_place(struct store *st, const struct refund_case *c, const char *store,
    const char *till, struct place *p, struct err_note *note)
{
	struct receipt_parts parts;

	if (str_empty(store) && str_empty(till) && actor_store_id(store_actor(st)) == 0 &&
	    receipt_split(c->receipt, &parts))
		return place_find(st, parts.store, "", p, note);
	return place_find(st, store, till, p, note);
}

enum err
refund_session(struct store *st, struct place *p, struct err_note *note)
{
	enum err e = ERR_NOTFOUND;

	p->session_id = 0;
	if (p->till_id != 0)
		e = store_get_int(st, "refund.session", DB_ARGS(DB_INT("till", p->till_id)),
		    &p->session_id, note);
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

enum err
refund_add_lines(const struct refund_case *c, struct sale *doc, struct err_note *note)
{
	for (size_t i = 0; i < c->nlines; i++) {
		const struct back_line *b = &c->lines[i];
		struct sale_line *l;

		if (b->now.milli == 0)
			continue;
		l = sale_add_line(doc, b->sold.code, 0);
		if (l == NULL)
			return err_set(note, ERR_LIMIT, "lines",
			    _("A sale has at most %d lines."), SALE_LINES_MAX);
		*l = b->sold;
		l->qty_milli = -b->now.milli;
		l->gross = -b->now.gross;
		l->net = -b->now.net;
		l->off = l->gross - l->net;
		l->receipt_off = -b->now.receipt_off;
		doc->gross += l->gross;
		doc->total += l->net;
	}
	return ERR_OK;
}

static void
add_row(struct sale_payment *pay, size_t *n, const struct back_tender *t,
    const struct back_part *part, int sign)
{
	struct sale_payment *p = &pay[*n];

	if (part->amount == 0 && part->points == 0)
		return;
	*p = (struct sale_payment){ .amount = sign * part->amount,
	    .points = sign * part->points, .card_id = t->card_id,
	    .principal = sign * part->principal, .bonus = sign * part->bonus };
	str_copy(p->method, sizeof p->method, t->method);
	(*n)++;
}

/* A negative row satisfies a tender; a positive one pays for lines out (exchange), or says that
 * the tender's money left the till in cash instead (refund_load.c reads them back so). */
size_t
refund_rows(const struct refund_case *c, struct sale_payment *pay)
{
	int64_t cash = -c->cash_now - c->cash_kept;
	size_t n = 0;

	for (size_t i = 0; i < c->ntenders; i++) {
		const struct back_tender *t = &c->tenders[i];

		if (str_eq(t->method, "cash"))
			continue;
		add_row(pay, &n, t, &t->now, -1);
		add_row(pay, &n, t, &t->kept, 1);
	}
	if (c->cash_instead > 0) {
		for (size_t i = 0; i < c->ntenders; i++) {
			if (refund_can_be_cash(&c->tenders[i]))
				add_row(pay, &n, &c->tenders[i], &c->tenders[i].now, 1);
		}
	}
	if (cash != 0) {
		pay[n] = (struct sale_payment){ .amount = cash };
		str_copy(pay[n++].method, sizeof pay[0].method, "cash");
	}
	if (c->cash_kept != 0) {
		pay[n] = (struct sale_payment){ .amount = c->cash_kept };
		str_copy(pay[n++].method, sizeof pay[0].method, "cash");
	}
	return n;
}

/* Which line of the receipt the i-th line of the document is; 0: a line out. */
static int
of_line(const struct refund_case *c, size_t i)
{
	for (size_t k = 0; k < c->nlines; k++) {
		if (c->lines[k].now.milli > 0 && i-- == 0)
			return c->lines[k].n;
	}
	return 0;
}

/* Neither the part that goes back as points nor a difference paid by them is money (rule L1): sale_write_sums()
 * takes it off the tenders by points. */
static void
points_as_tender(const struct refund_case *c, struct sale *doc)
{
	struct sale_tender *p = &doc->tenders[0];

	*p = (struct sale_tender){ .amount = doc->by_points };
	str_copy(p->method, sizeof p->method, "points");
	for (size_t i = 0; i < c->ntenders; i++) {
		const struct back_tender *t = &c->tenders[i];

		if (str_eq(t->method, "points"))
			p->amount -= t->now.amount - t->kept.amount;
	}
	doc->ntenders = 1;
}

enum err
refund_write(struct store *st, const struct refund_case *c, struct sale *doc,
    const struct sale_doc *d, const struct sale_payment *pay, size_t npay,
    struct err_note *note)
{
	enum err e;

	points_as_tender(c, doc);
	doc->paid = 0;
	for (size_t i = 0; i < npay; i++)
		doc->paid += pay[i].amount;
	e = sale_write_head(st, doc, d, note);
	for (size_t i = 0; e == ERR_OK && i < doc->nlines; i++)
		e = sale_write_line(st, doc, i, of_line(c, i), note);
	if (e == ERR_OK)
		e = sale_write_payments(st, doc, d->place, pay, npay, note);
	if (e == ERR_OK)
		e = sale_write_sums(st, doc, d, note);
	return e;
}
