#include "domain/sale.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"

enum err
sale_may_read(struct store *st, struct err_note *note)
{
	if (access_may(store_actor(st), "sale", VERB_ADD))
		return ERR_OK;
	return access_need(st, "sale", VERB_VIEW, note);
}

static void
read_head(const struct db_stmt *q, struct sale *s, struct sale_head *h)
{
	s->id = db_int(q, 0);
	sale_set_time(s, db_int(q, 2));
	s->member.customer_id = db_int(q, 3);
	s->member.holder_id = db_int(q, 4);
	s->discount = db_int(q, 5);
	s->gross = db_int(q, 6);
	s->total = db_int(q, 7);
	s->rounding = db_int(q, 8);
	s->paid = db_int(q, 9);
	s->change = db_int(q, 10);
	s->earn_base = db_int(q, 11);
	s->earned = db_int(q, 12);
	s->points_after = db_int(q, 13);
	s->earn_why = json_loads(db_text(q, 14), 0, NULL);
	if (s->earn_why == NULL)
		s->earn_why = json_array();
	s->due = s->total + db_int(q, 25) + s->rounding;
	s->off = s->gross - s->total;
	str_copy(s->store, sizeof s->store, db_text(q, 15));
	str_copy(s->level, sizeof s->level, db_text(q, 21));
	str_copy(s->member.card.number, sizeof s->member.card.number, db_text(q, 22));
	str_copy(s->till, sizeof s->till, db_text(q, 23));
	str_copy(s->reason, sizeof s->reason, db_text(q, 26));
	str_copy(s->coupon, sizeof s->coupon, db_text(q, 27));
	str_copy(s->approver, sizeof s->approver, db_text(q, 28));
	str_copy(s->salesperson, sizeof s->salesperson, db_text(q, 30));
	h->topup = db_int(q, 25);
	str_copy(h->kind, sizeof h->kind, db_text(q, 1));
	str_copy(h->store_name, sizeof h->store_name, db_text(q, 16));
	str_copy(h->store_address, sizeof h->store_address, db_text(q, 17));
	str_copy(h->store_phone, sizeof h->store_phone, db_text(q, 18));
	str_copy(h->user, sizeof h->user, db_text(q, 19));
	str_copy(h->user_name, sizeof h->user_name, db_text(q, 20));
}

/* What the document did to the card's money. */
static enum err
load_value(struct store *st, int64_t sale_id, struct sale_head *h, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "value.of_doc", DB_ARGS(DB_INT("sale", sale_id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		h->bonus = db_int(q, 0);
		h->value_after = db_int(q, 1);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
load_lines(struct store *st, struct sale *s, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "sale.lines",
	    DB_ARGS(DB_INT("sale", s->id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct sale_line *l = sale_add_line(s, db_text(q, 0), db_int(q, 3));

		if (l == NULL)
			break;
		str_copy(l->code, sizeof l->code, db_text(q, 0));
		str_copy(l->name, sizeof l->name, db_text(q, 1));
		str_copy(l->unit, sizeof l->unit, db_text(q, 2));
		l->list_price = db_int(q, 4);
		l->unit_price = db_int(q, 5);
		l->gross = db_int(q, 6);
		l->off = db_int(q, 7);
		l->receipt_off = db_int(q, 8);
		l->net = db_int(q, 9);
		l->no_points = db_int(q, 10) != 0;
		str_copy(l->why, sizeof l->why, db_text(q, 11));
		l->product_id = db_int(q, 12);
		l->category_id = db_int(q, 13);
		sale_whys_read(l, db_text(q, 14));
		s->coupon_off += l->coupon_off;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* What goes out and what is carried over by one tender shows as one difference (rule R4). */
static struct sale_tender *
tender_row(struct sale *s, const struct db_stmt *q, bool is_sale)
{
	for (size_t i = 0; !is_sale && i < s->ntenders; i++) {
		if (str_eq(s->tenders[i].method, db_text(q, 0)) &&
		    s->tenders[i].card_id == db_int(q, 3))
			return &s->tenders[i];
	}
	return s->ntenders < SALE_TENDERS_MAX ? &s->tenders[s->ntenders++]
	    : &s->tenders[SALE_TENDERS_MAX - 1];
}

static void
drop_even_tenders(struct sale *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->ntenders; i++) {
		if (s->tenders[i].amount != 0 || s->tenders[i].points != 0)
			s->tenders[n++] = s->tenders[i];
	}
	s->ntenders = n;
}

static enum err
load_tenders(struct store *st, struct sale *s, bool is_sale, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "sale.payments",
	    DB_ARGS(DB_INT("sale", s->id)), note);
	enum db_step step = DB_DONE;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct sale_tender *t = tender_row(s, q, is_sale);

		str_copy(t->method, sizeof t->method, db_text(q, 0));
		t->amount += db_int(q, 1);
		t->points += db_int(q, 2);
		t->card_id = db_int(q, 3);
		t->principal += db_int(q, 4);
		t->bonus += db_int(q, 5);
		str_copy(t->card, sizeof t->card, db_text(q, 6));
		if (str_eq(t->method, "points"))
			s->by_points += db_int(q, 1);
	}
	db_reset(q);
	if (!is_sale)
		drop_even_tenders(s);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Who it was, as far as it may be shown today; a card or customer that is gone
 * leaves the receipt as it is. */
static enum err
load_member(struct store *st, struct sale *s, struct err_note *note)
{
	int64_t holder = s->member.holder_id, customer = s->member.customer_id;
	char number[CARD_NUMBER_SIZE];
	struct err_note ignored = { 0 };
	enum err e = ERR_NOTFOUND;

	if (holder == 0)
		return ERR_OK;
	str_copy(number, sizeof number, s->member.card.number);
	if (number[0] != '\0')
		e = member_identify(st, number, NULL, &s->member, &ignored);
	else if (customer != 0)
		e = member_load(st, customer, &s->member, &ignored);
	if (e != ERR_OK && e != ERR_NOTFOUND) {
		if (note != NULL)
			*note = ignored;
		return e;
	}
	s->member.holder_id = holder;
	s->member.customer_id = customer;
	str_copy(s->member.card.number, sizeof s->member.card.number, number);
	return ERR_OK;
}

enum err
sale_load(struct store *st, const char *receipt, struct sale *s,
    struct sale_head *h, struct err_note *note)
{
	struct receipt_parts p;
	struct db_stmt *q;
	enum db_step step;
	enum err e = sale_may_read(st, note);

	if (e != ERR_OK)
		return e;
	sale_fini(s);
	sale_init(s);
	*h = (struct sale_head){ 0 };
	if (!receipt_split(receipt, &p))
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("\"%s\" is not a receipt number."), receipt);
	q = store_query(st, "sale.head", DB_ARGS(DB_TEXT("store", p.store),
	    DB_TEXT("series", p.series), DB_INT("number", p.number)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		read_head(q, s, h);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("There is no receipt %s."), receipt);
	receipt_code(p.store, p.series, p.number, s->receipt, sizeof s->receipt);
	e = load_lines(st, s, note);
	if (e == ERR_OK)
		e = load_tenders(st, s, str_eq(h->kind, "sale"), note);
	if (e == ERR_OK && h->topup != 0)
		e = load_value(st, s->id, h, note);
	return e == ERR_OK ? load_member(st, s, note) : e;
}

enum err
sale_recent(struct store *st, int64_t customer_id, struct sale_brief *b, size_t *n,
    struct err_note *note)
{
	size_t room = *n;
	struct db_stmt *q = store_query(st, "sale.recent",
	    DB_ARGS(DB_INT("customer", customer_id), DB_INT("limit", (int64_t)room)), note);
	enum db_step step = DB_DONE;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW) {
		struct sale_brief *r = &b[(*n)++];

		*r = (struct sale_brief){ .at = db_int(q, 3), .due = db_int(q, 4),
		    .earned = db_int(q, 5) };
		str_copy(r->store, sizeof r->store, db_text(q, 0));
		receipt_code(db_text(q, 0), db_text(q, 1), db_int(q, 2),
		    r->receipt, sizeof r->receipt);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
