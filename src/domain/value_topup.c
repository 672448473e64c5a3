/* Top-ups and their reversal (rules V2, N1, N2, P11). What goes back of a reversed part:
 * the money, and of the bonus that came with it the same share. Where that bonus is
 * spent already the principal stands in for it, so that bringing back a top-up never
 * leaves a gift behind, whichever part the card spends first. */
#include "domain/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/earn.h"
#include "domain/sale_parts.h"
#include "domain/value_doc.h"
#include "store/actor.h"
#include "store/idem.h"
#include "store/query.h"
#include "store/setting.h"

static const char *
money_text(struct store *st, int64_t minor, char *buf, size_t size)
{
	const struct format *f = store_format(st);

	return money_format(f->locale, f->currency, minor, buf, size);
}

/* ---- topping up ---- */

/* By the best rule; another figure is a gift of the shop and asks for a right of its own. */
static enum err
find_bonus(struct store *st, const struct card *c, struct topup *t, char rule[32],
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "topup.rule", DB_ARGS(DB_INT("amount", t->amount),
	    DB_INT("day", clock_today()), DB_INT("type", c->type_id)), note);
	enum db_step step;
	int64_t best = 0;

	rule[0] = '\0';
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		str_copy(rule, 32, db_text(q, 0));
		best = db_int(q, 1);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (t->bonus >= 0 && t->bonus != best) {
		rule[0] = '\0';
		if (t->bonus > MONEY_MAX)
			return err_set(note, ERR_LIMIT, "bonus",
			    _("The amount is beyond what can be kept."));
		return t->bonus > best ? access_need(st, "card", VERB_EDIT, note) : ERR_OK;
	}
	t->bonus = best;
	return ERR_OK;
}

/* Points and cards do not pay for prepaid money (rule P11). */
static enum err
check_methods(struct store *st, const struct topup *t, struct err_note *note)
{
	if (t->ntenders == 0)
		return err_set(note, ERR_INVALID, "tenders", _("Say how it is paid."));
	for (size_t i = 0; i < t->ntenders; i++) {
		if (strcmp(t->tenders[i].method, "cash") != 0 &&
		    !tender_is_bank(st, t->tenders[i].method))
			return err_set(note, ERR_INVALID, "method",
			    _("\"%s\" is not accepted here: pay by cash or bank."),
			    t->tenders[i].method);
	}
	return ERR_OK;
}

/* The tenders of a sale of the same amount: one arithmetic of rounding and change. */
static enum err
fit_tenders(struct store *st, struct topup *t, struct sale *s, struct err_note *note)
{
	enum err e = check_methods(st, t, note);

	if (e != ERR_OK)
		return e;
	*s = (struct sale){ .total = t->amount, .gross = t->amount, .discount = -1,
	    .discount_bp = -1, .ntenders = t->ntenders };
	memcpy(s->tenders, t->tenders, sizeof s->tenders);
	e = sale_tenders(st, s, true, note);
	memcpy(t->tenders, s->tenders, sizeof t->tenders);
	/* Below half a coin cash rounds to nothing: no money, no value. */
	if (e == ERR_OK && s->paid == s->change)
		return err_set(note, ERR_INVALID, "amount",
		    _("This is too little to be paid in cash."));
	return e;
}

static enum err
find_card(struct store *st, const char *number, struct card *c, struct err_note *note)
{
	enum err e = card_find(st, number, c, note);

	if (e == ERR_OK)
		e = card_usable(c, true, note);
	if (e == ERR_OK && !c->has_value)
		e = err_set(note, ERR_INVALID, "card", _("This kind of card keeps no money."));
	return e;
}

enum err
topup_apply(struct store *st, struct topup *t, struct err_note *note)
{
	struct value_source src = { .op = "topup" };
	struct value_doc d = { .kind = "topup", .key = t->key };
	struct place place;
	struct card c;
	struct sale s;
	char rule[32];
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && t->amount <= 0)
		return err_set(note, ERR_INVALID, "amount", _("The amount must be above 0."));
	if (e == ERR_OK && t->amount > MONEY_MAX)
		return err_set(note, ERR_LIMIT, "amount",
		    _("The amount is beyond what can be kept."));
	if (e == ERR_OK)
		e = find_card(st, t->card, &c, note);
	if (e == ERR_OK)
		e = find_bonus(st, &c, t, rule, note);
	if (e == ERR_OK)
		e = fit_tenders(st, t, &s, note);
	if (e == ERR_OK)
		e = place_find(st, t->store, t->till, &place, note);
	if (e == ERR_OK)
		e = place_drawer(st, &place, note);
	if (e != ERR_OK)
		return e;
	d.place = &place;
	d.card = &c;
	d.money = t->amount;
	d.rounding = s.rounding;
	d.change = s.change;
	d.tenders = t->tenders;
	d.ntenders = t->ntenders;
	e = value_doc_begin(st, &d, note);
	src.doc_id = t->id = d.id;
	src.note = rule;
	if (e == ERR_OK)
		e = value_credit(st, c.id, (struct value_state){ t->amount, t->bonus },
		    &src, &t->after, note);
	if (e == ERR_OK)
		e = value_doc_write(st, &d, note);
	/* Rule P8: the n-th top-up may bring points; the money itself brings none (P2). */
	if (e == ERR_OK)
		e = earn_topup(st, &c, d.id, t->amount, place.store_id, &t->points, note);
	str_copy(t->receipt, sizeof t->receipt, d.receipt);
	t->again = false;
	return e;
}

/* ---- once ---- */

static enum err
keep(struct store *st, const char *key, const char *op, const char *receipt, int64_t id,
    const struct value_state *after, struct err_note *note)
{
	json_t *v = json_pack("{s:s,s:I,s:I,s:I}", "receipt", receipt, "id", (json_int_t)id,
	    "principal", (json_int_t)after->principal, "bonus", (json_int_t)after->bonus);
	char *text = json_text(v);
	enum err e = idem_keep(st, key, op, text, note);

	free(text);
	json_decref(v);
	return e;
}

/* *found: the kept answer was there, and the right is still. */
static enum err
read_kept(struct store *st, const char *key, const char *op, enum verb right, bool *found,
    char *receipt, size_t size, int64_t *id, struct value_state *after, struct err_note *note)
{
	char *text = NULL;
	json_t *v;
	enum err e = idem_find(st, key, op, &text, note);

	*found = false;
	if (e != ERR_OK || text == NULL)
		return e;
	e = access_need(st, "sale", right, note);
	v = json_loads(text, 0, NULL);
	free(text);
	if (e == ERR_OK && v == NULL)
		e = err_set(note, ERR_CONFLICT, "key", _("The kept answer does not read."));
	if (e == ERR_OK) {
		const char *s = json_string_value(json_object_get(v, "receipt"));

		str_copy(receipt, size, s != NULL ? s : "");
		*id = json_integer_value(json_object_get(v, "id"));
		after->principal = json_integer_value(json_object_get(v, "principal"));
		after->bonus = json_integer_value(json_object_get(v, "bonus"));
		*found = true;
	}
	json_decref(v);
	return e;
}

enum err
topup_post(struct store *st, struct topup *t, struct err_note *note)
{
	enum err e;

	if (str_empty(t->key))
		return err_set(note, ERR_INVALID, "key", _("A top-up needs a key."));
	e = read_kept(st, t->key, "topup", VERB_ADD, &t->again, t->receipt,
	    sizeof t->receipt, &t->id, &t->after, note);
	if (e != ERR_OK || t->again)
		return e;
	e = topup_apply(st, t, note);
	return e == ERR_OK ? keep(st, t->key, "topup", t->receipt, t->id, &t->after, note) : e;
}

/* ---- reversing ---- */

struct posted { int64_t id, amount, bonus, reversed; struct card card; char store[32]; };

static enum err
load_topup(struct store *st, const char *receipt, struct posted *p, struct err_note *note)
{
	struct receipt_parts parts;
	char number[CARD_NUMBER_SIZE] = "";
	bool is_topup = false;
	struct db_stmt *q;
	enum db_step step;

	*p = (struct posted){ 0 };
	if (!receipt_split(receipt, &parts))
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("There is no receipt \"%s\"."), receipt);
	str_copy(p->store, sizeof p->store, parts.store);
	q = store_query(st, "topup.by_number", DB_ARGS(DB_TEXT("store", parts.store),
	    DB_TEXT("series", parts.series), DB_INT("number", parts.number)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		p->id = db_int(q, 0);
		is_topup = strcmp(db_text(q, 1), "topup") == 0;
		p->amount = db_int(q, 3);
		str_copy(number, sizeof number, db_text(q, 6));
		p->bonus = db_int(q, 9);
		p->reversed = db_int(q, 10);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW || !is_topup)
		return err_set(note, ERR_NOTFOUND, "receipt",
		    _("There is no top-up \"%s\"."), receipt);
	/* The money may have moved to a new number since. */
	while (number[0] != '\0') {
		enum err e = card_find(st, number, &p->card, note);

		if (e != ERR_OK || p->card.status != CARD_REPLACED ||
		    strcmp(number, p->card.replaced_by) == 0)
			return e;
		str_copy(number, sizeof number, p->card.replaced_by);
	}
	return ERR_OK;
}

/* The share of the bonus that belongs to the first money of the top-up. */
static int64_t
bonus_of(const struct posted *p, int64_t money)
{
	int64_t b = 0;

	if (money_mul_div_floor(p->bonus, money, p->amount, &b) != ERR_OK)
		return p->bonus;
	return b;
}

/* What leaves the card when money goes back. */
static struct value_state
parts_of(const struct posted *p, const struct value_state *left, int64_t money)
{
	int64_t bonus = bonus_of(p, p->reversed + money) - bonus_of(p, p->reversed);
	int64_t taken = bonus < left->bonus ? bonus : left->bonus;

	return (struct value_state){ money + bonus - taken, taken };
}

/* The most that can go back: what leaves grows with it, so halving finds it. */
static int64_t
most_of(const struct posted *p, const struct value_state *left)
{
	int64_t low = 0, high = p->amount - p->reversed;

	while (low < high) {
		int64_t mid = low + (high - low + 1) / 2;

		if (parts_of(p, left, mid).principal <= left->principal)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

/* Back to the tenders it came by, in proportion to what is left of them (rule R2). Cash
 * is rounded as when it was taken (rule N1). */
static enum err
back_tenders(struct store *st, const struct posted *p, int64_t money, struct value_doc *d,
    struct sale_tender *t, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "topup.tenders", DB_ARGS(DB_INT("id", p->id)), note);
	int64_t weight[SALE_TENDERS_MAX] = { 0 }, part[SALE_TENDERS_MAX];
	int64_t unit = setting_int(st, "cash.rounding"), rest = p->amount - p->reversed;
	enum db_step step = DB_DONE;
	size_t n = 0, out = 0;

	if (q == NULL)
		return db_why(note);
	while (n < SALE_TENDERS_MAX && (step = db_step(q, note)) == DB_ROW) {
		t[n] = (struct sale_tender){ 0 };
		str_copy(t[n].method, sizeof t[n].method, db_text(q, 0));
		/* The last one is cash, if any was: what the others did not pay. */
		weight[n] = strcmp(t[n].method, "cash") == 0 || db_int(q, 1) > rest
		    ? rest : db_int(q, 1);
		rest -= weight[n++];
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (n == 0 || money_split(money, weight, n, part) != ERR_OK)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("The tenders of this top-up do not add up."));
	for (size_t i = 0; i < n; i++) {
		int64_t pays = strcmp(t[i].method, "cash") == 0
		    ? money_round_to(part[i], unit > 0 ? unit : 1) : part[i];

		if (part[i] == 0)
			continue;
		d->rounding -= pays - part[i];
		t[out] = t[i];
		t[out++].amount = -pays;
	}
	d->tenders = t;
	d->ntenders = out;
	return ERR_OK;
}

static enum err
check_reversal(struct store *st, const struct posted *p, const struct value_state *left,
    int64_t *money, struct err_note *note)
{
	char text[48];
	int64_t most = most_of(p, left);

	if (*money < 0)
		return err_set(note, ERR_INVALID, "amount", _("The amount must be above 0."));
	if (p->reversed == p->amount)
		return err_set(note, ERR_LIMIT, "amount",
		    _("This top-up was reversed already."));
	if (most == 0)
		return err_set(note, ERR_LIMIT, "amount",
		    _("Nothing of this top-up is left on the card."));
	if (*money > most)
		return err_set(note, ERR_LIMIT, "amount",
		    _("Only %s of this top-up is left on the card."),
		    money_text(st, most, text, sizeof text));
	if (*money == 0)
		*money = most;
	return ERR_OK;
}

enum err
topup_reverse_apply(struct store *st, struct topup_reversal *r, struct err_note *note)
{
	struct sale_tender tenders[SALE_TENDERS_MAX];
	struct value_doc d = { .kind = "topup_void", .key = r->key, .tenders = tenders };
	struct value_source src = { .op = "topup_void" };
	struct value_state left, parts;
	struct place place;
	struct posted p;
	enum err e = access_need(st, "sale", VERB_DELETE, note);

	if (e == ERR_OK)
		e = load_topup(st, r->receipt, &p, note);
	if (e == ERR_OK && p.card.status == CARD_CLOSED)
		e = card_usable(&p.card, true, note);
	if (e == ERR_OK)
		e = value_state(st, p.card.id, &left, note);
	if (e == ERR_OK)
		e = check_reversal(st, &p, &left, &r->amount, note);
	if (e == ERR_OK)
		e = back_tenders(st, &p, r->amount, &d, tenders, note);
	/* It belongs to where it happens (rule R3); who works nowhere, to where it was. */
	if (e == ERR_OK)
		e = place_find(st, actor_store_id(store_actor(st)) != 0 ? NULL : p.store,
		    NULL, &place, note);
	if (e == ERR_OK)
		e = place_drawer(st, &place, note);
	if (e != ERR_OK)
		return e;
	d.place = &place;
	d.card = &p.card;
	d.money = -r->amount;
	d.reverses_id = p.id;
	e = value_doc_begin(st, &d, note);
	src.doc_id = r->id = d.id;
	parts = parts_of(&p, &left, r->amount);
	if (e == ERR_OK)
		e = value_take(st, p.card.id, parts, &src, &r->after, note);
	if (e == ERR_OK)
		e = value_doc_write(st, &d, note);
	if (e == ERR_OK && p.reversed + r->amount == p.amount)
		e = earn_topup_back(st, &p.card, p.id, d.id, place.store_id, note);
	str_copy(r->number, sizeof r->number, d.receipt);
	return e;
}

enum err
topup_reverse(struct store *st, const char *receipt, int64_t amount, const char *key,
    char *reversal, size_t size, struct value_state *after, struct err_note *note)
{
	struct topup_reversal r = { .receipt = receipt, .key = key, .amount = amount };
	bool again = false;
	enum err e = ERR_OK;

	if (!str_empty(key))
		e = read_kept(st, key, "topup.reverse", VERB_DELETE, &again, r.number,
		    sizeof r.number, &r.id, &r.after, note);
	if (e == ERR_OK && !again)
		e = topup_reverse_apply(st, &r, note);
	if (e == ERR_OK && !again && !str_empty(key))
		e = keep(st, key, "topup.reverse", r.number, r.id, &r.after, note);
	str_copy(reversal, size, r.number);
	*after = r.after;
	return e;
}
