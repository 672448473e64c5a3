/* Moving and marking; one occurrence of a series gets a row of its own and the series leaves it out. */
#include "domain/appointment.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

static const struct entity *
entity_of(struct store *st)
{
	return model_entity(store_model(st), "appointment");
}

static enum err
takes_place(struct store *st, const struct record *r, const struct recurrence *rec,
    int64_t occurrence, struct err_note *note)
{
	int64_t start;
	size_t n;
	enum err e = appointment_starts(st, r->id, rec, instant_minute(record_int(r, "at")),
	    occurrence, occurrence + 1, &start, 1, &n, note);

	if (e == ERR_OK && n == 0)
		return err_set(note, ERR_NOTFOUND, "occurrence",
		    _("%s does not take place then."), record_text(r, "number"));
	return e;
}

static enum err
skip(struct store *st, const struct record *r, int64_t occurrence, struct err_note *note)
{
	char iso[48];
	json_t *changes;
	enum err e = store_run(st, "agenda.skip", DB_ARGS(DB_INT("id", r->id),
	    DB_INT("at", occurrence)), NULL, note);

	if (e != ERR_OK)
		return e;
	instant_iso(occurrence, iso, sizeof iso);
	changes = json_pack("{s:[s,s]}", "occurrence", iso, "");
	e = audit_write(st, &(struct audit_entry){ .function = "appointment", .action = "edit",
	    .entity = "appointment", .row_id = r->id, .row_code = record_text(r, "number"),
	    .reason = "", .request = "", .changes = changes }, note);
	json_decref(changes);
	return e;
}

/* A row of its own for one occurrence; r is the series. */
static enum err
split(struct store *st, const struct record *r, int64_t occurrence, int64_t at, int64_t until,
    const char *state, char number[32], struct err_note *note)
{
	static const char *const drop[] = { "number", "repeat", "every", "weekdays",
		"repeat_until", "repeat_count" };
	struct record *one = record_copy(r);
	enum err e = skip(st, r, occurrence, note);

	one->id = one->version = 0;
	for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
		value_fini(record_value(one, drop[i]));
	record_set_int(one, "at", at);
	record_set_int(one, "until", until);
	record_set_text(one, "state", state);
	if (e == ERR_OK)
		e = record_insert(st, one, note);
	if (e == ERR_OK)
		e = store_run(st, "agenda.part", DB_ARGS(DB_INT("id", one->id),
		    DB_INT("series", r->id), DB_INT("at", occurrence)), NULL, note);
	str_copy(number, 32, record_text(one, "number"));
	record_free(one);
	return e;
}

/* Whose start is occurrence: r itself, or one of its series (then *is_part). */
static enum err
load(struct store *st, const char *code, int64_t occurrence, struct record **r, bool *is_part,
    struct err_note *note)
{
	struct recurrence rec;
	enum err e = access_need(st, "appointment", VERB_EDIT, note);

	*r = NULL;
	*is_part = false;
	if (e == ERR_OK)
		e = record_load_code(st, entity_of(st), code, r, note);
	if (e != ERR_OK || occurrence == 0 || !appointment_series(*r, &rec))
		return e;
	*is_part = true;
	e = takes_place(st, *r, &rec, occurrence, note);
	if (e != ERR_OK) {
		record_free(*r);
		*r = NULL;
	}
	return e;
}

static enum err
update(struct store *st, const struct record *r, int64_t at, int64_t until, const char *state,
    char number[32], struct err_note *note)
{
	struct record *edited = record_copy(r);
	enum err e;

	record_set_int(edited, "at", at);
	record_set_int(edited, "until", until);
	record_set_text(edited, "state", state);
	e = record_update(st, r, edited, NULL, note);
	str_copy(number, 32, record_text(r, "number"));
	record_free(edited);
	return e;
}

enum err
appointment_move(struct store *st, const char *code, int64_t occurrence, int64_t at,
    int64_t until, char number[32], struct err_note *note)
{
	struct record *r;
	bool is_part;
	enum err e = load(st, code, occurrence, &r, &is_part, note);

	if (e != ERR_OK)
		return e;
	if (until == 0)
		until = at + record_int(r, "until") - record_int(r, "at");
	if (is_part)
		e = split(st, r, occurrence, at, until, "planned", number, note);
	else
		e = update(st, r, at, until, "planned", number, note);
	record_free(r);
	return e;
}

enum err
appointment_mark(struct store *st, const char *code, int64_t occurrence, const char *state,
    char number[32], struct err_note *note)
{
	struct record *r;
	int64_t length;
	bool is_part;
	enum err e = load(st, code, occurrence, &r, &is_part, note);

	if (e != ERR_OK)
		return e;
	length = record_int(r, "until") - record_int(r, "at");
	str_copy(number, 32, record_text(r, "number"));
	if (!is_part)
		e = update(st, r, record_int(r, "at"), record_int(r, "until"), state, number, note);
	else if (strcmp(state, "cancelled") == 0)
		e = skip(st, r, occurrence, note);
	else if (strcmp(state, "planned") != 0)
		e = split(st, r, occurrence, occurrence, occurrence + length, state, number, note);
	record_free(r);
	return e;
}
