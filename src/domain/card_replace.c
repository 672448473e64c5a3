/* Replacing: everything that hangs on the old number follows the new one (rule V3). */
#include "domain/card_life.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/card_parts.h"
#include "domain/points.h"
#include "domain/value_doc.h"
#include "store/actor.h"
#include "store/query.h"

/* A printed card out of the drawer: of the same type, nobody's, never used. */
static enum err
find_printed(struct store *st, const struct card *old, const char *number, struct card *c,
    struct err_note *note)
{
	int64_t unused = 0;
	enum err e = card_find(st, number, c, note);

	if (e != ERR_OK)
		return e;
	if (c->id == old->id)
		return err_set(note, ERR_INVALID, "number",
		    _("The new number is the old one."));
	e = store_get_int(st, "card.unused", DB_ARGS(DB_INT("id", c->id)), &unused, note);
	if (e != ERR_OK)
		return e;
	if (unused == 0 || c->customer_id != 0 || c->status != CARD_ACTIVE ||
	    c->type_id != old->type_id)
		return err_set(note, ERR_CONFLICT, "number",
		    _("There is a card %s already."), c->number);
	return ERR_OK;
}

static enum err
make_new(struct store *st, const struct card *old, const char *number, struct card *c,
    struct err_note *note)
{
	const struct actor *a = store_actor(st);
	char picked[CARD_NUMBER_SIZE];
	struct err_note found = { 0 };
	int64_t id, changed = 0;
	enum err e = str_empty(number) ? ERR_NOTFOUND
	    : find_printed(st, old, number, c, &found);

	if (e == ERR_OK) {
		e = store_run(st, "card.take_over", DB_ARGS(DB_INT("id", c->id),
		    DB_INT("old", old->id), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(a))), &changed, note);
		return e == ERR_OK ? card_find(st, c->number, c, note) : e;
	}
	if (e != ERR_NOTFOUND) {
		if (note != NULL)
			*note = found;
		return e;
	}
	e = card_pick_number(st, number, picked, note);
	if (e == ERR_OK)
		e = store_new_id(st, &id, note);
	if (e == ERR_OK)
		e = store_run(st, "card.add_like", DB_ARGS(DB_INT("id", id),
		    DB_TEXT("number", picked), DB_INT("old", old->id),
		    DB_INT("day", clock_today()), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(a))), NULL, note);
	return e == ERR_OK ? card_find(st, picked, c, note) : e;
}

static enum err
move_all(struct store *st, const struct card *old, const struct card *c, struct err_note *note)
{
	enum err e = value_replace(st, old->id, c->id, note);

	if (e == ERR_OK)
		e = visit_replace(st, old->id, c->id, note);
	/* A customer's points hang on the customer. */
	if (e == ERR_OK && old->customer_id == 0)
		e = points_rehold(st, old->id, c->id, note);
	return e;
}

enum err
card_replace(struct store *st, const char *number, const char *new_number, const char *reason,
    struct card *c, struct err_note *note)
{
	struct card old;
	int64_t changed = 0;
	enum err e = access_need(st, "card", VERB_EDIT, note);

	if (e == ERR_OK)
		e = card_find_own(st, number, &old, note);
	if (e == ERR_OK)
		e = card_usable(&old, true, note);
	if (e == ERR_OK)
		e = make_new(st, &old, new_number, c, note);
	if (e == ERR_OK)
		e = move_all(st, &old, c, note);
	if (e == ERR_OK)
		e = store_run(st, "card.set_status", DB_ARGS(DB_INT("id", old.id),
		    DB_TEXT("status", card_status_code(CARD_REPLACED)),
		    DB_TEXT("was", card_status_code(old.status)), DB_TEXT("by", c->number),
		    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(store_actor(st)))),
		    &changed, note);
	if (e == ERR_OK && changed != 1)
		e = err_set(note, ERR_CONFLICT, "card",
		    _("Somebody else has changed this card."));
	if (e == ERR_OK)
		e = card_index_owner(st, old.customer_id, note);
	if (e == ERR_OK)
		e = card_audit(st, &old, "card.replace", reason, json_pack("{s:[s,s]}",
		    "number", old.number, c->number), note);
	return e;
}
