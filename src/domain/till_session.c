/* Rules N3, R3; D6. A session is the drawer from one count to the next. */
#include "domain/till_session.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/place.h"
#include "domain/till_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

static enum err
find(struct store *st, const char *till, struct place *p, struct err_note *note)
{
	if (str_empty(till))
		return err_set(note, ERR_INVALID, "till", _("Say which till."));
	return place_find(st, "", till, p, note);
}

static enum err
find_open(struct store *st, const char *till, struct place *p, struct err_note *note)
{
	enum err e = find(st, till, p, note);

	if (e == ERR_OK && p->session_id == 0)
		return err_set(note, ERR_CONFLICT, "till",
		    _("Till %s is not open: count the float first."), till);
	return e;
}

static enum err
trail(struct store *st, const char *action, const char *till, int64_t session,
    const char *reason, json_t *changes, struct err_note *note)
{
	enum err e = audit_write(st, &(struct audit_entry){ .function = "sale",
	    .action = action, .entity = "till", .row_id = session, .row_code = till,
	    .reason = reason, .changes = changes }, note);

	json_decref(changes);
	return e;
}

static json_t *
one_change(const char *name, int64_t amount)
{
	return json_pack("{s:[n,I]}", name, (json_int_t)amount);
}

enum err
till_current(struct store *st, const char *till, int64_t *session, struct err_note *note)
{
	struct place p;
	enum err e = find(st, till, &p, note);

	*session = e == ERR_OK ? p.session_id : 0;
	return e;
}

enum err
till_open(struct store *st, const char *till, int64_t float_minor, int64_t *session,
    struct err_note *note)
{
	int64_t user = actor_id(store_actor(st)), id;
	struct place p;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && (float_minor < 0 || float_minor > MONEY_MAX))
		return err_set(note, ERR_INVALID, "float",
		    _("The float is an amount of 0 or more."));
	if (e == ERR_OK)
		e = find(st, till, &p, note);
	if (e == ERR_OK && p.session_id != 0)
		return err_set(note, ERR_CONFLICT, "till", _("Till %s is open already."), till);
	if (e == ERR_OK)
		e = store_new_id(st, &id, note);
	if (e == ERR_OK)
		e = store_run(st, "till.add", DB_ARGS(DB_INT("id", id), DB_INT("till", p.till_id),
		    DB_INT("at", clock_now_ms()), DB_ID("user", user),
		    DB_INT("day", clock_today()), DB_INT("float", float_minor)), NULL, note);
	if (e != ERR_OK)
		return e;
	*session = id;
	return trail(st, "till.open", till, id, "", one_change("float", float_minor), note);
}

enum err
till_move(struct store *st, const char *till, int64_t amount, const char *reason,
    struct err_note *note)
{
	struct place p;
	int64_t id;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && (amount == 0 || amount > MONEY_MAX || amount < -MONEY_MAX))
		return err_set(note, ERR_INVALID, "amount",
		    _("A movement is an amount in, or with a minus out."));
	if (e == ERR_OK && str_empty(reason))
		return err_set(note, ERR_INVALID, "reason", _("Say why."));
	if (e == ERR_OK)
		e = find_open(st, till, &p, note);
	if (e == ERR_OK)
		e = store_new_id(st, &id, note);
	if (e == ERR_OK)
		e = store_run(st, "till.add_move", DB_ARGS(DB_INT("id", id),
		    DB_INT("session", p.session_id), DB_INT("at", clock_now_ms()),
		    DB_INT("amount", amount), DB_TEXT("reason", reason),
		    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
	return e == ERR_OK ? trail(st, "till.move", till, p.session_id, reason,
	    one_change("amount", amount), note) : e;
}

static enum err
write_close(struct store *st, struct till_report *z, const char *note_text,
    struct err_note *note)
{
	int64_t changed;
	enum err e;

	e = store_run(st, "till.close", DB_ARGS(DB_INT("id", z->session_id),
	    DB_INT("at", z->closed_at), DB_ID("user", actor_id(store_actor(st))),
	    DB_INT("expected", z->expected), DB_INT("counted", z->counted),
	    DB_INT("difference", z->difference),
	    DB_TEXT("note", str_empty(note_text) ? NULL : note_text)), &changed, note);
	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_CONFLICT, "till",
		    _("Somebody else has just closed till %s."), z->till);
	return e;
}

enum err
till_close(struct store *st, const char *till, int64_t counted, const char *note_text,
    struct till_report *z, struct err_note *note)
{
	struct place p;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && (counted < 0 || counted > MONEY_MAX))
		return err_set(note, ERR_INVALID, "counted", _("Count the drawer first."));
	if (e == ERR_OK)
		e = find_open(st, till, &p, note);
	if (e == ERR_OK)
		e = till_report_load(st, p.session_id, z, note);
	if (e != ERR_OK)
		return e;
	z->is_open = false;
	z->closed_at = clock_now_ms();
	str_copy(z->closed_by, sizeof z->closed_by, actor_code(store_actor(st)));
	z->counted = counted;
	z->difference = counted - z->expected;
	e = write_close(st, z, note_text, note);
	if (e == ERR_OK)
		e = trail(st, "till.close", till, z->session_id, note_text != NULL ? note_text : "",
		    json_pack("{s:[n,I],s:[n,I]}", "counted", (json_int_t)counted, "difference",
		    (json_int_t)z->difference), note);
	/* goes out with the Z report */
	return e == ERR_OK ? audit_anchor(st, "day", z->trail, note) : e;
}

enum err
till_x(struct store *st, const char *till, struct till_report *x, struct err_note *note)
{
	struct place p;
	enum err e = access_need(st, "sale", VERB_DELETE, note);

	if (e == ERR_OK)
		e = find_open(st, till, &p, note);
	return e == ERR_OK ? till_report_load(st, p.session_id, x, note) : e;
}
