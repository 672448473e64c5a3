#include "domain/card_life.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/card_parts.h"
#include "domain/value_doc.h"
#include "domain/visit.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

enum err
card_audit(struct store *st, const struct card *c, const char *action, const char *reason,
    json_t *changes, struct err_note *note)
{
	enum err e = audit_write(st, &(struct audit_entry){ .function = "card",
	    .action = action, .entity = "card", .row_id = c->id, .row_code = c->number,
	    .reason = reason, .changes = changes }, note);

	json_decref(changes);
	return e == ERR_OK ? card_event(st, c->id, action, reason, note) : e;
}

enum err
card_find_own(struct store *st, const char *number, struct card *c, struct err_note *note)
{
	int64_t seen;
	enum err e = card_find(st, number, c, note);

	if (e == ERR_OK)
		e = store_get_int(st, "card.seen", DB_ARGS(DB_INT("id", c->id)), &seen, note);
	if (e == ERR_NOTFOUND)
		return err_set(note, e, "card", _("There is no card %s."), number);
	return e;
}

/* Only from the state that was read: whoever came first wins. */
static enum err
set_status(struct store *st, struct card *c, enum card_status to, const char *reason,
    const char *action, struct err_note *note)
{
	const char *was = card_status_code(c->status), *now = card_status_code(to);
	int64_t changed = 0;
	enum err e = store_run(st, "card.set_status", DB_ARGS(DB_INT("id", c->id),
	    DB_TEXT("status", now), DB_TEXT("was", was), DB_TEXT("by", NULL),
	    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(store_actor(st)))),
	    &changed, note);

	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_CONFLICT, "card",
		    _("Somebody else has changed this card."));
	if (e == ERR_OK)
		e = card_audit(st, c, action, reason,
		    json_pack("{s:[s,s]}", "status", was, now), note);
	c->status = to;
	return e;
}

/* A card that still is one: neither replaced nor closed. */
static enum err
find_living(struct store *st, const char *number, struct card *c, struct err_note *note)
{
	enum err e = card_find_own(st, number, c, note);

	return e == ERR_OK ? card_usable(c, true, note) : e;
}

/* Who rings up and has lost it need not wait for a manager: seeing cards is enough. */
enum err
card_lost(struct store *st, const char *number, const char *reason, struct card *c,
    struct err_note *note)
{
	enum err e = access_need(st, "card", VERB_VIEW, note);

	if (e == ERR_OK)
		e = find_living(st, number, c, note);
	if (e == ERR_OK && c->status == CARD_LOST)
		return err_set(note, ERR_CONFLICT, "card",
		    _("Card %s was reported lost already."), c->number);
	return e == ERR_OK ? set_status(st, c, CARD_LOST, reason, "card.lost", note) : e;
}

enum err
card_found(struct store *st, const char *number, const char *reason, struct card *c,
    struct err_note *note)
{
	enum err e = access_need(st, "card", VERB_EDIT, note);

	if (e == ERR_OK)
		e = find_living(st, number, c, note);
	if (e == ERR_OK && c->status != CARD_LOST)
		return err_set(note, ERR_CONFLICT, "card", _("Card %s is not lost."), c->number);
	return e == ERR_OK ? set_status(st, c, CARD_ACTIVE, reason, "card.found", note) : e;
}

/* ---- closing ---- */

/* A document of its own, money out: the principal, and what the visits are worth that
 * are left (rules V1, V6). The bonus was a gift and goes. */
static enum err
pay_out(struct store *st, const struct card *c, int64_t money, struct value_doc *d,
    struct err_note *note)
{
	int64_t unit = setting_int(st, "cash.rounding");
	struct sale_tender cash = { .method = "cash" };
	struct place place;
	enum err e = place_find(st, NULL, NULL, &place, note);

	if (e == ERR_OK)
		e = place_drawer(st, &place, note);
	if (e != ERR_OK)
		return e;
	cash.amount = -money_round_to(money, unit > 0 ? unit : 1);
	d->kind = "payout";
	d->place = &place;
	d->card = c;
	d->money = -money;
	d->rounding = money + cash.amount;
	d->tenders = &cash;
	d->ntenders = 1;
	e = value_doc_begin(st, d, note);
	if (e == ERR_OK)
		e = value_doc_write(st, d, note);
	d->place = NULL;
	d->tenders = NULL;
	return e;
}

enum err
card_close(struct store *st, const char *number, const char *reason, int64_t *paid_out,
    struct card *c, struct err_note *note)
{
	struct value_doc d = { .reason = reason };
	struct value_state v = { 0 };
	int64_t visits = 0, money = 0;
	enum err e = access_need(st, "card", VERB_DELETE, note);

	*paid_out = 0;
	if (e == ERR_OK)
		e = find_living(st, number, c, note);
	if (e == ERR_OK)
		e = value_state(st, c->id, &v, note);
	if (e == ERR_OK)
		e = visit_refund_value(st, number, &visits, note);
	if (e == ERR_OK && money_add(v.principal, visits, &money) != ERR_OK)
		e = err_set(note, ERR_LIMIT, "card",
		    _("The amount is beyond what can be kept."));
	if (e == ERR_OK && money > 0)
		e = pay_out(st, c, money, &d, note);
	if (e == ERR_OK && v.principal + v.bonus > 0)
		e = value_take(st, c->id, v, &(struct value_source){ .op = "close",
		    .doc_id = d.id, .note = reason }, NULL, note);
	if (e == ERR_OK)
		e = visit_end(st, c->id, note);
	if (e == ERR_OK)
		e = set_status(st, c, CARD_CLOSED, reason, "card.close", note);
	if (e == ERR_OK && money > 0)
		*paid_out = money - d.rounding;
	return e;
}

/* ---- expiry ---- */

enum err
card_extend(struct store *st, const char *number, day_t until, const char *reason,
    struct card *c, struct err_note *note)
{
	char was[16], now[16];
	enum err e = access_need(st, "card", VERB_EDIT, note);

	if (e == ERR_OK)
		e = find_living(st, number, c, note);
	if (e != ERR_OK)
		return e;
	if (!day_is_valid(until) || until < clock_today())
		return err_set(note, ERR_INVALID, "until", _("The day must be today or later."));
	if (c->expires_day == 0)
		return err_set(note, ERR_INVALID, "until", _("This card never expires."));
	if (until <= c->expires_day)
		return err_set(note, ERR_INVALID, "until",
		    _("The card is good until %s already."),
		    day_iso(c->expires_day, was, sizeof was));
	e = store_run(st, "card.set_expires", DB_ARGS(DB_INT("id", c->id),
	    DB_INT("until", until), DB_INT("at", clock_now_ms()),
	    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
	if (e == ERR_OK)
		e = card_audit(st, c, "card.extend", reason, json_pack("{s:[s,s]}", "expires_day",
		    day_iso(c->expires_day, was, sizeof was), day_iso(until, now, sizeof now)),
		    note);
	c->expires_day = until;
	c->is_expired = false;
	return e;
}
