/* What an import did, written in the transaction in which it does it: import_batch, import_row. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/import_part.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/sealed.h"

static const char *
duplicate_word(enum import_duplicate d)
{
	return d == IMPORT_UPDATE ? "update" : d == IMPORT_CREATE ? "create" : "skip";
}

enum err
import_log_begin(struct import *im, struct err_note *note)
{
	char *file = utf8_clean(im->name, strlen(im->name), false);
	const char *sheet = rows_is_workbook(im->in) && im->o->sheet != NULL ? im->o->sheet : "";
	enum err e = store_new_id(im->st, &im->batch, note);

	if (e == ERR_OK)
		e = store_run(im->st, "import_batch_add", DB_ARGS(DB_INT("id", im->batch),
		    DB_TEXT("entity", im->e->name), DB_TEXT("file", file != NULL ? file : "?"),
		    DB_TEXT("sheet", sheet), DB_TEXT("on_duplicate", duplicate_word(im->o->on_duplicate)),
		    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(im->a))), NULL, note);
	if (e != ERR_OK)
		im->batch = 0;
	free(file);
	return e;
}

/* As it is kept in the store itself: sealed, where the field is. */
static enum err
seal_field(struct store *st, const struct record *base, const struct field *f, json_t *fields,
    struct err_note *note)
{
	const char *plain = json_string_value(json_object_get(fields, f->name));
	char *sealed;

	if (!f->sealed || plain == NULL)
		return ERR_OK;
	sealed = sealed_text(st, base->entity, f, base->id, plain, note);
	if (sealed == NULL)
		return note->code;
	json_object_set_new(fields, f->name, json_string(sealed));
	free(sealed);
	return ERR_OK;
}

/* The fields that changed, as they were, and the version they were of. */
static char *
was_text(struct store *st, const struct record *base, const struct record *now, enum err *e,
    struct err_note *note)
{
	json_t *all = record_to_json(base, true), *fields = json_object(), *body;
	char *text;

	*e = ERR_OK;
	for (size_t i = 0; i < base->entity->nfields && *e == ERR_OK; i++)
		if (record_differs(base, now, (int)i)) {
			json_object_set(fields, base->entity->fields[i].name,
			    json_object_get(all, base->entity->fields[i].name));
			*e = seal_field(st, base, &base->entity->fields[i], fields, note);
		}
	body = json_pack("{s:I, s:o}", "version", (json_int_t)base->version, "fields", fields);
	text = json_text(body);
	json_decref(body);
	json_decref(all);
	return text;
}

enum err
import_log_row(struct import *im, const struct import_row *row, const struct record *base,
    const struct record *now, struct err_note *note)
{
	char *was = NULL;
	enum err e = ERR_OK;

	if (im->batch == 0)
		return ERR_OK;
	if (base != NULL)
		was = was_text(im->st, base, now, &e, note);
	if (e == ERR_OK)
		e = store_run(im->st, "import_row_add", DB_ARGS(DB_INT("batch", im->batch),
		    DB_INT("n", row->line), DB_INT("row", now->id),
		    DB_TEXT("op", base != NULL ? "update" : "add"), DB_INT("version", now->version),
		    DB_TEXT("was", was)), NULL, note);
	free(was);
	return e;
}

enum err
import_log_step(struct import *im, const struct import_result *r, struct err_note *note)
{
	if (im->batch == 0)
		return ERR_OK;
	return store_run(im->st, "import_batch_step", DB_ARGS(DB_INT("id", im->batch),
	    DB_INT("total", r->rows), DB_INT("added", r->added), DB_INT("updated", r->updated),
	    DB_INT("skipped", r->skipped), DB_INT("refused", r->refused)), NULL, note);
}

enum err
import_log_end(struct import *im, const char *state, struct err_note *note)
{
	json_t *changes = json_pack("{s:[s,s], s:[s,I], s:[s,I]}", "file", "", im->name,
	    "added", "", (json_int_t)im->r->added, "updated", "", (json_int_t)im->r->updated);
	enum err e = store_begin(im->st, im->a, true, note);

	if (e == ERR_OK) {
		e = access_need(im->st, "import", VERB_ADD, note);
		if (e == ERR_OK)
			e = store_run(im->st, "import_batch_end", DB_ARGS(DB_INT("id", im->batch),
			    DB_TEXT("state", state), DB_INT("at", clock_now_ms())), NULL, note);
		if (e == ERR_OK)
			e = audit_write(im->st, &(struct audit_entry) { .function = "import", .action = "import",
			    .entity = im->e->name, .row_id = im->batch, .row_code = "", .reason = state,
			    .request = "", .changes = changes }, note);
		if (e == ERR_OK)
			e = store_commit(im->st, note);
		else
			store_rollback(im->st);
	}
	json_decref(changes);
	return e;
}

/* ---- reading them ---- */

static void
read_past(struct db_stmt *q, struct import_past *p)
{
	*p = (struct import_past) { .id = db_int(q, 0), .at = db_int(q, 6), .ended_at = db_int(q, 7),
	    .total = db_int(q, 9), .added = db_int(q, 10), .updated = db_int(q, 11),
	    .skipped = db_int(q, 12), .refused = db_int(q, 13), .undone = db_int(q, 14),
	    .reverted_at = db_int(q, 15) };
	str_copy(p->entity, sizeof(p->entity), db_text(q, 1));
	str_copy(p->file, sizeof(p->file), db_text(q, 2));
	str_copy(p->sheet, sizeof(p->sheet), db_text(q, 3));
	str_copy(p->on_duplicate, sizeof(p->on_duplicate), db_text(q, 4));
	str_copy(p->state, sizeof(p->state), db_text(q, 5));
	str_copy(p->user, sizeof(p->user), db_text(q, 8) != NULL ? db_text(q, 8) : "");
}

/* id 0: those before another, newest first; else that one. */
static enum err
fetch(struct store *st, int64_t id, int64_t before, struct import_past *out, size_t *n,
    struct err_note *note)
{
	const struct actor *a = store_actor(st);
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	size_t cap = *n;
	enum err e = access_need(st, "import", VERB_ADD, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	if (id != 0)
		q = store_query(st, "import_batch_one", DB_ARGS(DB_INT("id", id),
		    DB_INT("all", access_may(a, "audit", VERB_VIEW)), DB_INT("user", actor_id(a))), note);
	else
		q = store_query(st, "import_batch_list", DB_ARGS(
		    DB_INT("before", before > 0 ? before : INT64_MAX), DB_INT("limit", (int64_t)cap),
		    DB_INT("all", access_may(a, "audit", VERB_VIEW)), DB_INT("user", actor_id(a))), note);
	if (q == NULL)
		return db_why(note);
	while (*n < cap && (step = db_step(q, note)) == DB_ROW)
		read_past(q, &out[(*n)++]);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
import_list(struct store *st, int64_t before, struct import_past *out, size_t *n, struct err_note *note)
{
	return fetch(st, 0, before, out, n, note);
}

enum err
import_get(struct store *st, int64_t id, struct import_past *out, struct err_note *note)
{
	size_t n = 1;
	enum err e = fetch(st, id, 0, out, &n, note);

	if (e == ERR_OK && (id <= 0 || n == 0))
		e = err_set(note, ERR_NOTFOUND, "", _("There is no such import."));
	return e;
}
