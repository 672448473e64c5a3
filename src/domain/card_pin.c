/* The PIN (rule V4). A try is counted before it is looked at, and that count is committed:
 * however many tills guess at once, and whoever pulls the plug, there are no more tries
 * than the setting gives. */
#include "domain/card_life.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/card_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define MINUTE_MS INT64_C(60000)

struct pin { char hash[PASSWORD_HASH_SIZE]; int64_t wrong, until; };

static enum err
read_pin(struct store *st, int64_t card_id, struct pin *p, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "card.pin", DB_ARGS(DB_INT("id", card_id)), note);
	enum db_step step;

	*p = (struct pin){ 0 };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		str_copy(p->hash, sizeof p->hash, db_text(q, 0));
		p->wrong = db_int(q, 1);
		p->until = db_int(q, 2);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
may_try(const struct pin *p, struct err_note *note)
{
	int64_t left = p->until - clock_now_ms();

	if (p->hash[0] == '\0')
		return err_set(note, ERR_DENIED, "pin", _("This card has no PIN yet."));
	if (left > 0)
		return err_set(note, ERR_DENIED, "pin",
		    _("The card is locked after wrong PINs, for %" PRId64 " more minutes."),
		    (left + MINUTE_MS - 1) / MINUTE_MS);
	return ERR_OK;
}

static enum err
count(struct store *st, const struct card *c, int64_t wrong, int64_t until, struct err_note *note)
{
	return store_run(st, "card.count_pin", DB_ARGS(DB_INT("id", c->id),
	    DB_INT("wrong", wrong), DB_ID("until", until)), NULL, note);
}

/* Seeing cards or selling is enough to have a PIN typed. */
static enum err
begin(struct store *st, struct actor *a, struct err_note *note)
{
	enum err e = store_begin(st, a, true, note);

	if (e == ERR_OK)
		e = access_may(a, "card", VERB_VIEW) ? access_need(st, "card", VERB_VIEW, note)
		    : access_need(st, "sale", VERB_ADD, note);
	return e;
}

/* Takes one try off; p is the PIN as it was, with the try counted. */
static enum err
reserve(struct store *st, struct actor *a, const char *number, struct card *c, struct pin *p,
    struct err_note *note)
{
	int64_t tries = 0, lock = 0;
	enum err e = begin(st, a, note);

	if (e == ERR_OK) {
		tries = setting_int(st, "pin.tries");
		lock = setting_int(st, "pin.lock_minutes");
		e = card_find(st, number, c, note);
	}
	if (e == ERR_OK)
		e = read_pin(st, c->id, p, note);
	if (e == ERR_OK)
		e = may_try(p, note);
	if (e == ERR_OK) {
		/* A lock that has run out starts the count anew. */
		p->wrong = p->until != 0 ? 1 : p->wrong + 1;
		p->until = p->wrong >= tries ? clock_now_ms() + lock * MINUTE_MS : 0;
		e = count(st, c, p->wrong, p->until, note);
	}
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e;
}

/* The last try was wrong: the lock stands already, the trail says so. */
static enum err
write_lock(struct store *st, struct actor *a, const struct card *c, struct err_note *note)
{
	enum err e = begin(st, a, note);

	if (e == ERR_OK)
		e = card_audit(st, c, "card.pin_lock", NULL, NULL, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e;
}

/* A right PIN ends the count. */
static enum err
settle(struct store *st, struct actor *a, const struct card *c, struct err_note *note)
{
	enum err e = begin(st, a, note);

	if (e == ERR_OK)
		e = count(st, c, 0, 0, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e;
}

enum err
card_check_pin(struct store *st, struct actor *a, const char *number, const char *pin,
    struct err_note *note)
{
	struct pin p;
	struct card c;
	bool is_right;
	enum err e = reserve(st, a, number, &c, &p, note);

	if (e != ERR_OK) {
		secret_wipe(&p, sizeof p);
		return e;
	}
	/* Between the transactions: it takes a moment, and others sell meanwhile. */
	is_right = password_verify(pin != NULL ? pin : "", p.hash);
	secret_wipe(p.hash, sizeof p.hash);
	if (is_right)
		return settle(st, a, &c, note);
	if (p.until == 0)
		return err_set(note, ERR_DENIED, "pin", _("The PIN is wrong."));
	e = write_lock(st, a, &c, note);
	return e != ERR_OK ? e : err_set(note, ERR_DENIED, "pin",
	    _("The PIN is wrong. The card is locked now, for %" PRId64 " minutes."),
	    (p.until - clock_now_ms() + MINUTE_MS - 1) / MINUTE_MS);
}

/* The old PIN opens it, unless the card is locked; else the right and a reason do. */
static enum err
may_set(struct store *st, const struct card *c, const char *old_pin, const char *reason,
    struct err_note *note)
{
	struct pin p;
	enum err e;

	if (str_empty(old_pin)) {
		e = access_need(st, "card", VERB_EDIT, note);
		if (e == ERR_OK && str_empty(reason))
			return err_set(note, ERR_INVALID, "reason", _("A reason is needed."));
		return e;
	}
	e = access_may(store_actor(st), "card", VERB_VIEW)
	    ? access_need(st, "card", VERB_VIEW, note) : access_need(st, "sale", VERB_ADD, note);
	if (e == ERR_OK)
		e = read_pin(st, c->id, &p, note);
	if (e != ERR_OK)
		return e;
	e = may_try(&p, note);
	if (e == ERR_OK && !password_verify(old_pin, p.hash))
		e = err_set(note, ERR_DENIED, "pin", _("The PIN is wrong."));
	secret_wipe(&p, sizeof p);
	return e;
}

enum err
card_set_pin(struct store *st, const char *number, const char *old_pin, const char *pin,
    const char *reason, struct err_note *note)
{
	char hash[PASSWORD_HASH_SIZE] = "";
	struct card c;
	enum err e = card_find(st, number, &c, note);

	if (e == ERR_OK)
		e = card_usable(&c, true, note);
	if (e == ERR_OK)
		e = may_set(st, &c, old_pin, reason, note);
	if (e == ERR_OK && str_empty(pin))
		e = err_set(note, ERR_INVALID, "pin", _("Say the new PIN."));
	if (e == ERR_OK)
		e = card_hash_pin(pin, hash, note);
	if (e == ERR_OK)
		e = store_run(st, "card.set_pin", DB_ARGS(DB_INT("id", c.id),
		    DB_TEXT("hash", hash), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
	secret_wipe(hash, sizeof hash);
	return e == ERR_OK ? card_audit(st, &c, "card.pin", reason, NULL, note) : e;
}
