/* What holds at any time: both parts of an account are the sums of its lines and never
 * below zero; every line says what was left after it. verify.c proves it. */
#include "domain/value.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "domain/value_doc.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

struct account { int64_t principal, bonus, seq; char order[16]; bool keeps_value; };

static enum err
read_account(struct store *st, int64_t card_id, struct account *ac, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "value.state", DB_ARGS(DB_INT("card", card_id)), note);
	enum db_step step;

	*ac = (struct account){ 0 };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		str_copy(ac->order, sizeof ac->order, db_text(q, 0));
		ac->keeps_value = db_int(q, 1) != 0;
		ac->principal = db_int(q, 2);
		ac->bonus = db_int(q, 3);
		ac->seq = db_int(q, 4);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK
	    : err_set(note, ERR_NOTFOUND, "card", _("There is no such card."));
}

enum err
value_state(struct store *st, int64_t card_id, struct value_state *v, struct err_note *note)
{
	struct account ac;
	enum err e = read_account(st, card_id, &ac, note);

	*v = (struct value_state){ ac.principal, ac.bonus };
	return e;
}

/* ---- movements ---- */

static enum err
move(struct store *st, const char *query, const struct db_arg *args, struct account *after,
    enum err none, struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, args, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		after->principal = db_int(q, 0);
		after->bonus = db_int(q, 1);
		after->seq = db_int(q, 2);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : none;
}

static enum err
add_entry(struct store *st, int64_t card_id, struct value_state delta,
    const struct account *after, const struct value_source *src, struct err_note *note)
{
	const struct actor *a = store_actor(st);

	return store_run(st, "value.add_entry", DB_ARGS(DB_INT("card", card_id),
	    DB_INT("seq", after->seq), DB_TEXT("op", src->op),
	    DB_INT("principal", delta.principal), DB_INT("bonus", delta.bonus),
	    DB_INT("principal_after", after->principal), DB_INT("bonus_after", after->bonus),
	    DB_INT("at", clock_now_ms()), DB_INT("day", clock_today()),
	    DB_ID("store", actor_store_id(a)), DB_ID("user", actor_id(a)),
	    DB_ID("doc", src->doc_id), DB_ID("other", src->other_card_id),
	    DB_TEXT("note", str_empty(src->note) ? NULL : src->note)), NULL, note);
}

static enum err
put(struct store *st, int64_t card_id, struct value_state parts, int64_t first_seq,
    const struct value_source *src, struct value_state *after, struct err_note *note)
{
	struct account ac;
	int64_t sum;
	enum err e;

	if (parts.principal < 0 || parts.bonus < 0)
		return err_set(note, ERR_INVALID, "amount", _("The amount must be above 0."));
	e = read_account(st, card_id, &ac, note);
	if (e == ERR_OK && (money_add(ac.principal, ac.bonus, &sum) != ERR_OK ||
	    money_add(sum, parts.principal, &sum) != ERR_OK ||
	    money_add(sum, parts.bonus, &sum) != ERR_OK))
		e = err_set(note, ERR_LIMIT, "amount",
		    _("The amount is beyond what can be kept."));
	if (e == ERR_OK)
		e = move(st, "value.credit", DB_ARGS(DB_INT("card", card_id),
		    DB_INT("principal", parts.principal), DB_INT("bonus", parts.bonus),
		    DB_INT("seq", first_seq)), &ac, ERR_DB, note);
	if (e == ERR_OK)
		e = add_entry(st, card_id, parts, &ac, src, note);
	if (e == ERR_OK && after != NULL)
		*after = (struct value_state){ ac.principal, ac.bonus };
	return e;
}

enum err
value_credit(struct store *st, int64_t card_id, struct value_state parts,
    const struct value_source *src, struct value_state *after, struct err_note *note)
{
	return put(st, card_id, parts, 1, src, after, note);
}

enum err
value_take(struct store *st, int64_t card_id, struct value_state parts,
    const struct value_source *src, struct value_state *after, struct err_note *note)
{
	struct account ac = { 0 };
	enum err e = move(st, "value.debit", DB_ARGS(DB_INT("card", card_id),
	    DB_INT("principal", parts.principal), DB_INT("bonus", parts.bonus)),
	    &ac, ERR_LIMIT, note);

	if (e == ERR_LIMIT)
		return err_set(note, e, "amount", _("Not enough is left on the card."));
	if (e == ERR_OK)
		e = add_entry(st, card_id, (struct value_state){ -parts.principal, -parts.bonus },
		    &ac, src, note);
	if (e == ERR_OK && after != NULL)
		*after = (struct value_state){ ac.principal, ac.bonus };
	return e;
}

/* Which parts an amount is taken from (rule V1). In proportion: to the unit, and
 * never more of a part than there is. */
static enum err
split(const struct account *ac, int64_t amount, struct value_state *parts)
{
	int64_t weight[2] = { ac->principal, ac->bonus }, part[2];

	if (strcmp(ac->order, "principal") == 0) {
		parts->principal = amount < ac->principal ? amount : ac->principal;
		parts->bonus = amount - parts->principal;
		return ERR_OK;
	}
	if (strcmp(ac->order, "bonus") == 0) {
		parts->bonus = amount < ac->bonus ? amount : ac->bonus;
		parts->principal = amount - parts->bonus;
		return ERR_OK;
	}
	if (money_split(amount, weight, 2, part) != ERR_OK)
		return ERR_LIMIT;
	*parts = (struct value_state){ part[0], part[1] };
	return ERR_OK;
}

enum err
value_debit(struct store *st, const struct card *c, int64_t amount,
    const struct value_source *src, struct value_state *taken, struct value_state *after,
    struct err_note *note)
{
	char left[48];
	struct account ac;
	enum err e;

	if (amount <= 0)
		return err_set(note, ERR_INVALID, "amount", _("The amount must be above 0."));
	e = read_account(st, c->id, &ac, note);
	if (e != ERR_OK)
		return e;
	/* What is left of a kind that keeps no value any more can still be spent. */
	if (!ac.keeps_value && ac.principal + ac.bonus == 0)
		return err_set(note, ERR_INVALID, "card",
		    _("This kind of card keeps no money."));
	if (ac.principal + ac.bonus < amount)
		return err_set(note, ERR_LIMIT, "amount", _("Only %s is left on the card."),
		    money_format(store_format(st)->locale, store_format(st)->currency,
		    ac.principal + ac.bonus, left, sizeof left));
	if (split(&ac, amount, taken) != ERR_OK)
		return err_set(note, ERR_LIMIT, "amount",
		    _("The amount is beyond what can be kept."));
	return value_take(st, c->id, *taken, src, after, note);
}

enum err
value_replace(struct store *st, int64_t from_card, int64_t to_card, struct err_note *note)
{
	struct value_source out = { .op = "replace_out", .other_card_id = to_card };
	struct value_source in = { .op = "replace_in", .other_card_id = from_card };
	struct value_state parts;
	struct account ac;
	enum err e = read_account(st, from_card, &ac, note);

	if (e != ERR_OK || ac.seq == 0)
		return e;
	parts = (struct value_state){ ac.principal, ac.bonus };
	e = value_take(st, from_card, parts, &out, NULL, note);
	return e == ERR_OK ? put(st, to_card, parts, ac.seq + 2, &in, NULL, note) : e;
}

/* ---- between cards ---- */

static enum err
find_receiver(struct store *st, const char *to, const struct card *from, struct card *c,
    struct err_note *note)
{
	enum err e = card_find(st, to, c, note);

	if (e == ERR_OK)
		e = card_usable(c, true, note);
	if (e != ERR_OK && note != NULL && str_eq(note->field, "card"))
		str_copy(note->field, sizeof note->field, "to");
	if (e != ERR_OK)
		return e;
	if (from->id == c->id)
		return err_set(note, ERR_INVALID, "to", _("Both are the same card."));
	if (!c->has_value)
		return err_set(note, ERR_INVALID, "to",
		    _("This kind of card keeps no money."));
	return ERR_OK;
}

enum err
value_transfer(struct store *st, const char *card, const char *to, int64_t amount,
    struct value_state *after, struct err_note *note)
{
	struct value_state parts;
	struct card a, b;
	json_t *changes;
	enum err e = access_need(st, "card", VERB_EDIT, note);

	if (e == ERR_OK)
		e = card_find(st, card, &a, note);
	if (e == ERR_OK)
		e = card_usable(&a, false, note);
	if (e == ERR_OK)
		e = find_receiver(st, to, &a, &b, note);
	if (e == ERR_OK)
		e = value_debit(st, &a, amount, &(struct value_source){ .op = "transfer_out",
		    .other_card_id = b.id }, &parts, after, note);
	if (e == ERR_OK)
		e = value_credit(st, b.id, parts, &(struct value_source){ .op = "transfer_in",
		    .other_card_id = a.id }, NULL, note);
	if (e != ERR_OK)
		return e;
	changes = json_pack("{s:[n,I],s:[n,I],s:[n,s]}", "principal", (json_int_t)parts.principal,
	    "bonus", (json_int_t)parts.bonus, "to", b.number);
	e = audit_write(st, &(struct audit_entry){ .function = "card", .action = "transfer",
	    .entity = "card", .row_id = a.id, .row_code = a.number, .changes = changes }, note);
	json_decref(changes);
	return e;
}

enum err
value_history(struct store *st, int64_t card_id, int64_t before_seq, struct value_line *l,
    size_t *n, struct err_note *note)
{
	size_t room = *n;
	struct db_stmt *q = store_query(st, "value.history", DB_ARGS(DB_INT("card", card_id),
	    DB_INT("before", before_seq > 0 ? before_seq : INT64_MAX),
	    DB_INT("limit", (int64_t)room)), note);
	enum db_step step = DB_DONE;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW) {
		struct value_line *v = &l[(*n)++];

		*v = (struct value_line){ .seq = db_int(q, 0), .at = db_int(q, 1),
		    .principal = db_int(q, 2), .bonus = db_int(q, 3),
		    .principal_after = db_int(q, 4), .bonus_after = db_int(q, 5) };
		str_copy(v->op, sizeof v->op, db_text(q, 6));
		if (!db_is_null(q, 9))
			receipt_code(db_text(q, 7), db_text(q, 8), db_int(q, 9),
			    v->doc, sizeof v->doc);
		str_copy(v->user, sizeof v->user, db_text(q, 10));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
