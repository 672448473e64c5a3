/* Cards in stock: made in batches without a customer, given to one later. */
#include "domain/card_life.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/card_parts.h"
#include "domain/points.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"

#define BATCH_MAX 1000

enum err
card_batch(struct store *st, const char *type, size_t n, char (*numbers)[CARD_NUMBER_SIZE],
    struct err_note *note)
{
	struct card_request rq = { .type = type };
	enum err e = access_need(st, "card", VERB_ADD, note);

	if (e == ERR_OK && (n == 0 || n > BATCH_MAX))
		return err_set(note, ERR_LIMIT, "count",
		    _("A batch has 1 to %d cards."), BATCH_MAX);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		struct card c;

		e = card_issue(st, &rq, &c, note);
		if (e == ERR_OK)
			str_copy(numbers[i], CARD_NUMBER_SIZE, c.number);
	}
	return e;
}

/* A card that waited in the drawer starts to live when it is handed out. */
static enum err
read_fresh(struct store *st, const struct card *c, bool *is_fresh, day_t *expires,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "card.fresh", DB_ARGS(DB_INT("id", c->id)), note);
	enum db_step step;

	*is_fresh = false;
	*expires = 0;
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*is_fresh = db_int(q, 0) != 0;
		if (db_int(q, 1) > 0)
			*expires = day_add(clock_today(), (int)db_int(q, 1));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
card_hand_out(struct store *st, const struct card *c, const char *customer,
    struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "customer");
	int64_t id = 0, changed = 0;
	day_t expires = 0;
	bool is_fresh = false;
	enum err e = ERR_OK;

	if (str_empty(customer))
		return err_set(note, ERR_INVALID, "customer", _("Say which customer."));
	if (c->customer_id != 0)
		return err_set(note, ERR_CONFLICT, "card",
		    _("Card %s belongs to a customer already."), c->number);
	e = read_fresh(st, c, &is_fresh, &expires, note);
	if (e == ERR_OK)
		e = card_usable(c, is_fresh && c->status == CARD_ACTIVE, note);
	if (e == ERR_OK)
		e = record_id(st, en, customer, &id, note);
	if (e == ERR_OK)
		e = store_run(st, "card.set_customer", DB_ARGS(DB_INT("id", c->id),
		    DB_INT("customer", id), DB_INT("fresh", is_fresh),
		    DB_INT("day", clock_today()), DB_ID("expires", expires),
		    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(store_actor(st)))),
		    &changed, note);
	if (e == ERR_OK && changed != 1)
		e = err_set(note, ERR_CONFLICT, "card",
		    _("Somebody else has changed this card."));
	if (e == ERR_OK)
		e = points_rehold(st, c->id, id, note);
	if (e == ERR_OK)
		e = card_index_owner(st, id, note);
	return e == ERR_OK ? card_audit(st, c, "card.assign", NULL,
	    json_pack("{s:[n,s]}", "customer", customer), note) : e;
}

/* Value and visits hang on the card and stay there; its points join the customer's. */
enum err
card_assign(struct store *st, const char *number, const char *customer, struct err_note *note)
{
	struct card c;
	enum err e = access_need(st, "card", VERB_EDIT, note);

	if (e == ERR_OK)
		e = card_find(st, number, &c, note);
	return e == ERR_OK ? card_hand_out(st, &c, customer, note) : e;
}

enum err
card_issue_printed(struct store *st, const struct card_request *rq, struct card *c,
    struct err_note *note)
{
	char hash[PASSWORD_HASH_SIZE] = "";
	enum err e = card_hash_pin(rq->pin, hash, note);

	if (e == ERR_OK)
		e = card_hand_out(st, c, rq->customer, note);
	if (e == ERR_OK && hash[0] != '\0')
		e = store_run(st, "card.set_pin", DB_ARGS(DB_INT("id", c->id),
		    DB_TEXT("hash", hash), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
	secret_wipe(hash, sizeof hash);
	return e == ERR_OK ? card_find(st, c->number, c, note) : e;
}
