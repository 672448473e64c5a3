/* Numbers of lines go on from an old card to its new number, so that one number names
 * one visit in a chain of replacements. */
#include "domain/visit.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/card_parts.h"
#include "domain/product_book.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/idem.h"
#include "store/query.h"
#include "store/setting.h"

struct account {
	int64_t start, product_id, category_id, price, single, left, seq;
	char product[32], category[96];
	bool counts;
};

static enum err
read_account(struct store *st, int64_t card_id, struct account *ac, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "visit.state", DB_ARGS(DB_INT("card", card_id)), note);
	enum db_step step;

	*ac = (struct account){ 0 };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*ac = (struct account){ .counts = db_int(q, 0) != 0, .start = db_int(q, 1),
		    .product_id = db_int(q, 2), .price = db_int(q, 4),
		    .single = db_int(q, 5), .left = db_int(q, 6), .seq = db_int(q, 7),
		    .category_id = db_int(q, 8) };
		str_copy(ac->product, sizeof ac->product, db_text(q, 3));
		str_copy(ac->category, sizeof ac->category, db_text(q, 9));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

struct line {
	const char *op;
	int64_t card_id, delta, product_id, doc_id, undoes_seq, first_seq;
	int64_t id, left;		/* found */
};

/* The account moves, and the line that explains it. ERR_LIMIT without a note: too few. */
static enum err
move(struct store *st, struct line *l, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	int64_t seq = 0;
	struct db_stmt *q;
	enum db_step step;
	enum err e = store_new_id(st, &l->id, note);

	if (e != ERR_OK)
		return e;
	q = l->delta < 0
	    ? store_query(st, "visit.take", DB_ARGS(DB_INT("card", l->card_id),
		DB_INT("n", -l->delta)), note)
	    : store_query(st, "visit.put", DB_ARGS(DB_INT("card", l->card_id),
		DB_INT("n", l->delta), DB_INT("seq", l->first_seq > 0 ? l->first_seq : 1)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		l->left = db_int(q, 0);
		seq = db_int(q, 1);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return ERR_LIMIT;
	return store_run(st, "visit.add_entry", DB_ARGS(DB_INT("card", l->card_id),
	    DB_INT("seq", seq), DB_INT("id", l->id), DB_TEXT("op", l->op),
	    DB_INT("delta", l->delta), DB_INT("after", l->left),
	    DB_INT("at", clock_now_ms()), DB_INT("day", clock_today()),
	    DB_ID("store", actor_store_id(a)), DB_ID("user", actor_id(a)),
	    DB_ID("product", l->product_id), DB_ID("doc", l->doc_id),
	    DB_ID("undoes", l->undoes_seq)), NULL, note);
}

/* ---- the life of the card ---- */

enum err
visit_start(struct store *st, int64_t card_id, struct err_note *note)
{
	struct account ac;
	struct line l = { .op = "issue", .card_id = card_id };
	enum err e = read_account(st, card_id, &ac, note);

	if (e != ERR_OK || !ac.counts || ac.start <= 0)
		return e;
	l.delta = ac.start;
	return move(st, &l, note);
}

enum err
visit_replace(struct store *st, int64_t from_card, int64_t to_card, struct err_note *note)
{
	struct line out = { .op = "replace_out", .card_id = from_card, .doc_id = to_card };
	struct line in = { .op = "replace_in", .card_id = to_card, .doc_id = from_card };
	struct account ac;
	enum err e = read_account(st, from_card, &ac, note);

	if (e != ERR_OK || ac.seq == 0)
		return e;
	out.delta = -ac.left;
	in.delta = ac.left;
	in.first_seq = ac.seq + 2;
	e = move(st, &out, note);
	return e == ERR_OK ? move(st, &in, note) : e;
}

enum err
visit_end(struct store *st, int64_t card_id, struct err_note *note)
{
	struct line l = { .op = "close", .card_id = card_id };
	struct account ac;
	enum err e = read_account(st, card_id, &ac, note);

	if (e != ERR_OK || ac.left == 0)
		return e;
	l.delta = -ac.left;
	return move(st, &l, note);
}

/* ---- visits ---- */

/* A card for a category takes any product of it, which must be named. */
static enum err
check_category(struct store *st, const struct account *ac, int64_t product_id,
    struct err_note *note)
{
	int64_t id;
	enum err e;

	if (ac->category_id == 0 || ac->product_id != 0)
		return ERR_OK;
	e = product_id == 0 ? ERR_NOTFOUND : store_get_int(st, "visit.in_category",
	    DB_ARGS(DB_INT("category", ac->category_id), DB_INT("product", product_id)), &id, note);
	if (e == ERR_NOTFOUND)
		return err_set(note, ERR_INVALID, "product",
		    _("The visits of this card are for %s."), ac->category);
	return e;
}

/* Which product it is for: the one the card is bound to, else the one named. */
static enum err
find_product(struct store *st, const struct account *ac, const char *typed, int64_t *id,
    struct err_note *note)
{
	const struct product *p;
	enum err e;

	*id = ac->product_id;
	if (str_empty(typed))
		return check_category(st, ac, *id, note);
	e = product_find(st, typed, &p, note);
	if (e != ERR_OK)
		return e;
	if (ac->product_id != 0 && p->id != ac->product_id)
		return err_set(note, ERR_INVALID, "product",
		    _("The visits of this card are for %s."), ac->product);
	*id = p->id;
	return check_category(st, ac, *id, note);
}

static enum err
take(struct store *st, const char *card, const char *product, const char *key, struct line *l,
    struct err_note *note)
{
	struct account ac;
	struct card c;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK)
		e = card_find(st, card, &c, note);
	if (e == ERR_OK)
		e = card_usable(&c, false, note);
	if (e == ERR_OK)
		e = read_account(st, c.id, &ac, note);
	if (e == ERR_OK && !ac.counts && ac.seq == 0)
		e = err_set(note, ERR_INVALID, "card", _("This kind of card counts no visits."));
	if (e != ERR_OK)
		return e;
	*l = (struct line){ .op = "take", .card_id = c.id, .delta = -1 };
	e = find_product(st, &ac, product, &l->product_id, note);
	if (e == ERR_OK)
		e = move(st, l, note);
	if (e == ERR_LIMIT)
		return err_set(note, e, "card", _("No visit is left on card %s."), c.number);
	return e == ERR_OK ? audit_write(st, &(struct audit_entry){
	    .function = "sale", .action = "visit.take", .entity = "card", .row_id = c.id,
	    .row_code = c.number, .request = key }, note) : e;
}

static enum err
read_kept(const char *text, struct line *l, struct err_note *note)
{
	json_t *v = json_loads(text, 0, NULL);

	if (v == NULL)
		return err_set(note, ERR_CONFLICT, "key", _("The kept answer does not read."));
	l->id = json_integer_value(json_object_get(v, "visit"));
	l->left = json_integer_value(json_object_get(v, "left"));
	json_decref(v);
	return ERR_OK;
}

enum err
visit_take(struct store *st, const char *card, const char *product, const char *key,
    int64_t *visit, int64_t *left, struct err_note *note)
{
	struct line l = { 0 };
	char *first = NULL, *text;
	json_t *reply;
	enum err e = ERR_OK;

	if (!str_empty(key))
		e = idem_find(st, key, "visit.take", &first, note);
	if (e != ERR_OK)
		return e;
	if (first != NULL) {
		e = access_need(st, "sale", VERB_ADD, note);
		if (e == ERR_OK)
			e = read_kept(first, &l, note);
		free(first);
	} else {
		e = take(st, card, product, key, &l, note);
		if (e == ERR_OK && !str_empty(key)) {
			reply = json_pack("{s:I,s:I}", "visit", (json_int_t)l.id,
			    "left", (json_int_t)l.left);
			text = json_text(reply);
			e = idem_keep(st, key, "visit.take", text, note);
			free(text);
			json_decref(reply);
		}
	}
	*visit = l.id;
	*left = l.left;
	return e;
}

struct taken { int64_t card_id, seq, product_id; day_t day; char number[CARD_NUMBER_SIZE]; };

static enum err
find_visit(struct store *st, int64_t visit, struct taken *t, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "visit.by_id", DB_ARGS(DB_INT("visit", visit)), note);
	bool is_take = false;
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*t = (struct taken){ .card_id = db_int(q, 0), .seq = db_int(q, 1),
		    .day = (day_t)db_int(q, 3), .product_id = db_int(q, 4) };
		is_take = strcmp(db_text(q, 2), "take") == 0;
		str_copy(t->number, sizeof t->number, db_text(q, 5));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW && is_take ? ERR_OK
	    : err_set(note, ERR_NOTFOUND, "visit", _("There is no such visit."));
}

/* The number that the card has today; refused when it was undone under any number since. */
static enum err
find_today(struct store *st, const struct taken *t, struct card *c, struct err_note *note)
{
	char number[CARD_NUMBER_SIZE], next[CARD_NUMBER_SIZE];
	struct db_stmt *q;
	int64_t undone;
	enum err e;

	str_copy(number, sizeof number, t->number);
	for (;;) {
		e = card_find(st, number, c, note);
		if (e == ERR_OK)
			e = store_get_int(st, "visit.undone", DB_ARGS(DB_INT("card", c->id),
			    DB_INT("seq", t->seq)), &undone, note);
		if (e == ERR_OK && undone > 0)
			e = err_set(note, ERR_CONFLICT, "visit",
			    _("This visit was undone already."));
		if (e != ERR_OK || c->status != CARD_REPLACED)
			return e;
		/* One number after the other, for it may have been undone under any. */
		q = store_query(st, "card.by_number", DB_ARGS(DB_TEXT("number", number)), note);
		if (q == NULL)
			return db_why(note);
		next[0] = '\0';
		if (db_step(q, note) == DB_ROW)
			str_copy(next, sizeof next, db_text(q, 13));
		db_reset(q);
		if (next[0] == '\0' || str_eq(next, number))
			return ERR_OK;
		str_copy(number, sizeof number, next);
	}
}

enum err
visit_undo(struct store *st, int64_t visit, int64_t *left, struct err_note *note)
{
	struct line l = { .op = "undo", .delta = 1 };
	struct taken t;
	struct card c;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK)
		e = find_visit(st, visit, &t, note);
	if (e == ERR_OK && t.day != clock_today())
		e = access_need(st, "sale", VERB_DELETE, note);
	if (e == ERR_OK)
		e = find_today(st, &t, &c, note);
	if (e == ERR_OK)
		e = card_usable(&c, true, note);
	if (e != ERR_OK)
		return e;
	l.card_id = c.id;
	l.product_id = t.product_id;
	l.doc_id = visit;
	l.undoes_seq = t.seq;
	e = move(st, &l, note);
	*left = l.left;
	return e == ERR_OK ? audit_write(st, &(struct audit_entry){
	    .function = "sale", .action = "visit.undo", .entity = "card", .row_id = c.id,
	    .row_code = c.number }, note) : e;
}

enum err
visit_left(struct store *st, int64_t card_id, int64_t *left, struct err_note *note)
{
	struct account ac;
	enum err e = read_account(st, card_id, &ac, note);

	*left = ac.left;
	return e;
}

/* ---- what a half-used card pays ---- */

enum err
visit_refund_value(struct store *st, const char *card, int64_t *amount, struct err_note *note)
{
	int64_t granted = 0, used, cost;
	struct account ac;
	struct card c;
	enum err e = card_find(st, card, &c, note);

	*amount = 0;
	if (e == ERR_OK)
		e = read_account(st, c.id, &ac, note);
	if (e == ERR_OK)
		e = store_get_int(st, "visit.granted", DB_ARGS(DB_INT("card", c.id)),
		    &granted, note);
	if (e != ERR_OK || ac.left <= 0 || granted <= 0 || ac.price <= 0)
		return e;
	used = granted > ac.left ? granted - ac.left : 0;
	/* Without a product there is no single price: then by the visits that are left. */
	if (ac.product_id == 0 || strcmp(setting_text(st, "visits.refund"), "proportion") == 0)
		return money_mul_div(ac.price, ac.left, granted, amount);
	if (money_mul(used, ac.single, &cost) != ERR_OK || cost > ac.price)
		cost = ac.price;
	*amount = ac.price - cost;
	return ERR_OK;
}
