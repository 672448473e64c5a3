#include "domain/card.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/luhn.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/card_parts.h"
#include "domain/code_case.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

#define PIN_MIN 4
#define PIN_MAX 8
#define REPLACED_MAX 50		/* numbers in a row */
#define NUMBER_TRIES 5

static const struct { const char *code, *name; } statuses[] = {
	[CARD_ACTIVE] = { "active", N_("active") },
	[CARD_LOST] = { "lost", N_("lost") },
	[CARD_REPLACED] = { "replaced", N_("replaced") },
	[CARD_CLOSED] = { "closed", N_("closed") },
};

const char *
card_status_name(enum card_status s)
{
	return _(statuses[s].name);
}

const char *
card_status_code(enum card_status s)
{
	return statuses[s].code;
}

static enum card_status
status_of(const char *code)
{
	for (int i = CARD_ACTIVE; i < CARD_CLOSED; i++) {
		if (strcmp(code, statuses[i].code) == 0)
			return (enum card_status)i;
	}
	return CARD_CLOSED;
}

static void
read_card(const struct db_stmt *q, struct card *c)
{
	*c = (struct card){
		.id = db_int(q, 0), .customer_id = db_int(q, 2),
		.type_id = db_int(q, 3), .status = status_of(db_text(q, 6)),
		.issued_day = (day_t)db_int(q, 7), .expires_day = (day_t)db_int(q, 8),
		.has_points = db_int(q, 9) != 0, .has_value = db_int(q, 10) != 0,
		.has_visits = db_int(q, 11) != 0, .discount_bp = db_int(q, 12),
	};
	str_copy(c->number, sizeof c->number, db_text(q, 1));
	str_copy(c->type_code, sizeof c->type_code, db_text(q, 4));
	str_copy(c->type_name, sizeof c->type_name, db_text(q, 5));
	str_copy(c->replaced_by, sizeof c->replaced_by, db_text(q, 13));
	c->holder_id = c->customer_id != 0 ? c->customer_id : c->id;
	/* All of the last day is good (rule V5, as P5). */
	c->is_expired = c->expires_day != 0 && c->expires_day < clock_today();
}

/* Rule V3: however many numbers came after it, the old one names the one of today. */
static enum err
find_newest(struct store *st, struct card *c, struct err_note *note)
{
	for (int i = 0; i < REPLACED_MAX && c->replaced_by[0] != '\0'; i++) {
		struct db_stmt *q = store_query(st, "card.by_number",
		    DB_ARGS(DB_TEXT("number", c->replaced_by)), note);
		enum db_step step;
		bool is_last;

		if (q == NULL)
			return db_why(note);
		step = db_step(q, note);
		is_last = step != DB_ROW || status_of(db_text(q, 6)) != CARD_REPLACED ||
		    db_is_null(q, 13);
		if (!is_last)
			str_copy(c->replaced_by, sizeof c->replaced_by, db_text(q, 13));
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
		if (is_last)
			break;
	}
	return ERR_OK;
}

enum err
card_find(struct store *st, const char *scanned, struct card *c, struct err_note *note)
{
	char number[CARD_NUMBER_SIZE];
	struct db_stmt *q;
	enum db_step step;

	if (!card_number_clean(scanned, number, sizeof number))
		return err_set(note, ERR_NOTFOUND, "card",
		    _("This is not a card number."));
	q = store_query(st, "card.by_number", DB_ARGS(DB_TEXT("number", number)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		read_card(q, c);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "card",
		    _("There is no card %s."), number);
	return c->status == CARD_REPLACED ? find_newest(st, c, note) : ERR_OK;
}

enum err
card_usable(const struct card *c, bool credit, struct err_note *note)
{
	if (c->status == CARD_REPLACED && c->replaced_by[0] != '\0')
		return err_set(note, ERR_DENIED, "card",
		    _("Card %s was replaced: it is now %s."), c->number, c->replaced_by);
	if (c->status == CARD_REPLACED)
		return err_set(note, ERR_DENIED, "card",
		    _("Card %s was replaced by a new one."), c->number);
	if (c->status == CARD_CLOSED)
		return err_set(note, ERR_DENIED, "card", _("Card %s is closed."), c->number);
	if (credit)
		return ERR_OK;
	if (c->status == CARD_LOST)
		return err_set(note, ERR_DENIED, "card",
		    _("Card %s was reported lost."), c->number);
	if (c->is_expired) {
		char day[16];

		return err_set(note, ERR_DENIED, "card", _("Card %s expired on %s."),
		    c->number, day_iso(c->expires_day, day, sizeof day));
	}
	return ERR_OK;
}

/* Rule V7: random, 15 digits and the check digit; no leading zero, so that a
 * spreadsheet cannot eat it. */
static void
make_number(char out[17])
{
	out[0] = (char)('1' + secret_random_below(9));
	for (int i = 1; i < 15; i++)
		out[i] = (char)('0' + secret_random_below(10));
	out[15] = '\0';
	out[15] = luhn_digit(out);
	out[16] = '\0';
}

static enum err
no_coupon(struct store *st, const char *number, struct err_note *note)
{
	int64_t one;
	enum err e = store_get_int(st, "card.is_coupon", DB_ARGS(DB_TEXT("number", number)),
	    &one, note);

	if (e == ERR_OK)
		return err_set(note, ERR_CONFLICT, "number",
		    _("There is a coupon %s: a card cannot have its number."), number);
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

enum err
card_pick_number(struct store *st, const char *asked, char number[CARD_NUMBER_SIZE],
    struct err_note *note)
{
	struct err_note ignored;
	struct card other;
	enum err e;

	if (!str_empty(asked)) {
		if (!card_number_clean(asked, number, CARD_NUMBER_SIZE))
			return err_set(note, ERR_INVALID, "number",
			    _("A card number has digits only, at most %d."),
			    CARD_NUMBER_SIZE - 1);
		e = card_find(st, number, &other, &ignored);
		if (e == ERR_OK)
			return err_set(note, ERR_CONFLICT, "number",
			    _("There is a card %s already."), number);
		if (e == ERR_NOTFOUND)
			return no_coupon(st, number, note);
		if (note != NULL)
			*note = ignored;
		return e;
	}
	for (int i = 0; i < NUMBER_TRIES; i++) {
		make_number(number);
		e = card_find(st, number, &other, &ignored);
		if (e == ERR_NOTFOUND)
			return ERR_OK;
		if (e != ERR_OK) {
			if (note != NULL)
				*note = ignored;
			return e;
		}
	}
	return err_set(note, ERR_BUSY, "number", _("No free card number was found; try again."));
}

static enum err
find_type(struct store *st, const char *code, struct card *c, day_t today,
    struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, code);
	q = store_query(st, "card.type_by_code", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		c->type_id = db_int(q, 0);
		str_copy(c->type_code, sizeof c->type_code, db_text(q, 1));
		if (db_int(q, 3) > 0)
			c->expires_day = day_add(today, (int)db_int(q, 3));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "type",
		    _("There is no card type \"%s\"."), code);
	return ERR_OK;
}

/* The PIN's hash, or "" when none is asked for. */
enum err
card_hash_pin(const char *pin, char hash[PASSWORD_HASH_SIZE], struct err_note *note)
{
	size_t n;

	hash[0] = '\0';
	if (str_empty(pin))
		return ERR_OK;
	n = strlen(pin);
	if (n < PIN_MIN || n > PIN_MAX || strspn(pin, "0123456789") != n)
		return err_set(note, ERR_INVALID, "pin",
		    _("A PIN has %d to %d digits."), PIN_MIN, PIN_MAX);
	if (password_hash(pin, hash) != ERR_OK)
		return err_set(note, ERR_IO, "pin", _("The PIN could not be kept."));
	return ERR_OK;
}

enum err
card_event(struct store *st, int64_t card_id, const char *action, const char *reason,
    struct err_note *note)
{
	int64_t id;
	enum err e = store_new_id(st, &id, note);

	if (e != ERR_OK)
		return e;
	return store_run(st, "card.event", DB_ARGS(DB_INT("id", id), DB_INT("card", card_id),
	    DB_INT("at", clock_now_ms()), DB_TEXT("action", action),
	    DB_TEXT("reason", reason != NULL ? reason : ""),
	    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
}

static enum err
audit_issue(struct store *st, const struct card *c, const char *customer,
    struct err_note *note)
{
	json_t *changes = json_pack("{s:[n,s],s:[n,s]}", "type", c->type_code,
	    "customer", customer != NULL ? customer : "");
	enum err e = audit_write(st, &(struct audit_entry){
	    .function = "card", .action = "card.issue", .entity = "card",
	    .row_id = c->id, .row_code = c->number, .version_after = 1,
	    .changes = changes }, note);

	json_decref(changes);
	return e == ERR_OK ? card_event(st, c->id, "card.issue", "", note) : e;
}

/* A card of a batch, of this type, that waits for a customer. */
static bool
is_printed(struct store *st, const struct card_request *rq, const struct card *made,
    struct card *c)
{
	return !str_empty(rq->number) && !str_empty(rq->customer) &&
	    card_find(st, rq->number, c, NULL) == ERR_OK && c->customer_id == 0 &&
	    c->status == CARD_ACTIVE && c->type_id == made->type_id;
}

enum err
card_index_owner(struct store *st, int64_t customer_id, struct err_note *note)
{
	if (customer_id == 0 || !access_may(store_actor(st), "customer", VERB_VIEW))
		return ERR_OK;
	return record_reindex(st, model_entity(store_model(st), "customer"), customer_id, note);
}

enum err
card_issue(struct store *st, const struct card_request *rq, struct card *c,
    struct err_note *note)
{
	char hash[PASSWORD_HASH_SIZE];
	day_t today = clock_today();
	const struct actor *a = store_actor(st);
	struct card made = { 0 };
	enum err e = access_need(st, "card", VERB_ADD, note);

	if (e == ERR_OK && str_empty(rq->type))
		return err_set(note, ERR_INVALID, "type", _("Say which card type."));
	if (e == ERR_OK && !str_empty(rq->customer))
		e = record_id(st, model_entity(store_model(st), "customer"),
		    rq->customer, &made.customer_id, note);
	if (e == ERR_OK)
		e = find_type(st, rq->type, &made, today, note);
	if (e == ERR_OK && is_printed(st, rq, &made, c))
		return card_issue_printed(st, rq, c, note);
	if (e == ERR_OK)
		e = card_pick_number(st, rq->number, made.number, note);
	if (e == ERR_OK)
		e = card_hash_pin(rq->pin, hash, note);
	if (e == ERR_OK)
		e = store_new_id(st, &made.id, note);
	if (e != ERR_OK)
		return e;
	e = store_run(st, "card.add", DB_ARGS(DB_INT("id", made.id),
	    DB_TEXT("number", made.number), DB_ID("customer", made.customer_id),
	    DB_INT("type", made.type_id), DB_INT("day", today),
	    DB_ID("expires", made.expires_day), DB_ID("store", actor_store_id(a)),
	    DB_TEXT("pin", hash[0] != '\0' ? hash : NULL), DB_TEXT("sort_key", made.number),
	    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(a))), NULL, note);
	secret_wipe(hash, sizeof hash);
	if (e == ERR_OK)
		e = visit_start(st, made.id, note);
	if (e == ERR_OK)
		e = card_index_owner(st, made.customer_id, note);
	if (e == ERR_OK)
		e = audit_issue(st, &made, rq->customer, note);
	return e == ERR_OK ? card_find(st, made.number, c, note) : e;
}
