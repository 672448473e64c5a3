/* The way back from an import: what it added goes, what it changed is as it was, as long as
 * nobody touched it since. Newest row first, in steps of some 20 ms; cut off in the middle, it
 * goes on where it stopped when it is asked again. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "exchange/import_part.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/sealed.h"

#define STEP_US 20000
#define STEP_ROWS 200

struct undo_row { int64_t n, id, version; bool is_add; char *was; };
struct undo {
	struct store *st;
	struct actor *a;
	const struct entity *e;
	int64_t batch, all, done;
	const struct import_revert_options *o;
	struct import_reverted *r;
	bool try_only;			/* the first round: is everything as the import left it */
	/* Records that a later row of this import stands on: version before it, and now. */
	struct import_ref **chain; size_t nchain;
	struct import_ref **kept; size_t nkept;	/* rows that stay, by n */
};

/* ---- rows of the import ---- */

static enum err
read_rows(struct undo *u, int64_t before, struct undo_row *rows, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(u->st, "import_rows_down", DB_ARGS(DB_INT("batch", u->batch),
	    DB_INT("before", before), DB_INT("limit", STEP_ROWS)), note);
	enum db_step step = DB_DONE;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < STEP_ROWS && (step = db_step(q, note)) == DB_ROW)
		rows[(*n)++] = (struct undo_row) { db_int(q, 0), db_int(q, 1), db_int(q, 3),
		    strcmp(db_text(q, 2), "add") == 0, xstrdup(db_text(q, 4)) };
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static void
free_rows(struct undo_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].was);
}

/* ---- what the later rows of the same import did to a record ---- */

static const char *
id_key(int64_t id, char key[24])
{
	snprintf(key, 24, "%lld", (long long)id);
	return key;
}

/* The version that the record must have now to be as this row left it. */
static int64_t
expected(const struct undo *u, const struct undo_row *row)
{
	const struct import_ref *c;
	long long before, now;
	char key[24];

	c = import_text_find(u->chain, id_key(row->id, key));
	if (c == NULL || sscanf(c->value, "%lld %lld", &before, &now) != 2 || before != row->version)
		return row->version;
	return now;
}

static void
link_row(struct undo *u, const struct undo_row *row, int64_t before, int64_t now)
{
	char key[24], value[48];

	snprintf(value, sizeof(value), "%lld %lld", (long long)before, (long long)now);
	import_text_put(&u->chain, &u->nchain, id_key(row->id, key), value);
}

/* ---- one row ---- */

static const char *
code_of(const struct record *r)
{
	return r->entity->key != NULL ? record_text(r, r->entity->key->name) : "";
}

/* What was sealed is opened again. */
static enum err
unseal(struct undo *u, const struct undo_row *row, json_t *fields, struct err_note *note)
{
	for (size_t i = 0; i < u->e->nfields; i++) {
		const struct field *f = &u->e->fields[i];
		const char *kept = json_string_value(json_object_get(fields, f->name));
		char *plain;

		if (!f->sealed || kept == NULL)
			continue;
		if ((plain = sealed_plain(u->st, u->e, f, row->id, kept)) == NULL)
			return err_set(note, ERR_CONFLICT, f->name, _("What stood in %s does not open any more."),
			    tr(f->label));
		json_object_set_new(fields, f->name, json_string(plain));
		free(plain);
	}
	return ERR_OK;
}

static enum err
restore(struct undo *u, const struct undo_row *row, const struct record *base, struct err_note *note)
{
	struct record *edited = record_copy(base);
	json_t *body = NULL;
	int64_t before;
	enum err e = json_parse_object(row->was != NULL ? row->was : "", row->was != NULL ?
	    strlen(row->was) : 0, &body, note);

	if (e == ERR_OK)
		e = unseal(u, row, json_object_get(body, "fields"), note);
	if (e == ERR_OK)
		e = record_from_json(edited, store_format(u->st), json_object_get(body, "fields"), note);
	if (e == ERR_OK && !u->try_only)
		e = record_update(u->st, base, edited, NULL, note);
	before = json_integer_value(json_object_get(body, "version"));
	if (e == ERR_OK)
		link_row(u, row, before, u->try_only ? base->version : edited->version);
	/* Before this import it may have been another's: that one can be taken back after it. */
	if (e == ERR_OK && !u->try_only)
		e = store_run(u->st, "import_row_follow", DB_ARGS(DB_INT("row", row->id),
		    DB_INT("before", before), DB_INT("now", edited->version)), NULL, note);
	json_decref(body);
	record_free(edited);
	return e;
}

/* ERR_CONFLICT and the like: the row stays, note says why, code whose it is. */
static enum err
undo_row(struct undo *u, const struct undo_row *row, char *code, size_t size, struct err_note *note)
{
	struct record *base = NULL;
	enum err e = record_load(u->st, u->e, row->id, &base, note);

	code[0] = '\0';
	if (e == ERR_NOTFOUND)
		return err_set(note, ERR_CONFLICT, "",
		    _("It is deleted, or not yours to see."));
	if (e != ERR_OK)
		return e;
	str_copy(code, size, code_of(base));
	if (base->version != expected(u, row))
		e = err_set(note, ERR_CONFLICT, "", _("Changed since by %s."),
		    base->changed_by[0] != '\0' ? base->changed_by : "?");
	else if (row->is_add)
		e = record_delete(u->st, u->e, row->id, base->version, note);
	else
		e = restore(u, row, base, note);
	if (e == ERR_OK && !u->try_only)
		e = store_run(u->st, "import_row_undone", DB_ARGS(DB_INT("batch", u->batch),
		    DB_INT("n", row->n)), NULL, note);
	record_free(base);
	return e;
}

/* ---- steps ---- */

static enum err
begin(struct undo *u, struct err_note *note)
{
	enum err e = store_begin(u->st, u->a, true, note);

	if (e == ERR_OK && (e = access_need(u->st, "import", VERB_ADD, note)) != ERR_OK)
		store_rollback(u->st);
	return e;
}

static bool
is_kept(const struct undo *u, const struct undo_row *row)
{
	char key[24];

	return import_text_find(u->kept, id_key(row->n, key)) != NULL;
}

static void
keep(struct undo *u, const struct undo_row *row, const char *code, const char *reason)
{
	char key[24];

	import_text_put(&u->kept, &u->nkept, id_key(row->n, key), "");
	u->r->kept++;
	if (u->o->kept != NULL)
		u->o->kept(u->o->arg, row->n, code, reason);
}

static enum err
close_step(struct undo *u, int64_t undone, struct err_note *note)
{
	enum err e;

	if (u->try_only) {
		store_rollback(u->st);
		return ERR_OK;
	}
	e = store_run(u->st, "import_batch_undone", DB_ARGS(DB_INT("id", u->batch),
	    DB_TEXT("state", "reverting"), DB_INT("n", undone), DB_INT("at", clock_now_ms()),
	    DB_ID("user", actor_id(u->a))), NULL, note);
	if (e == ERR_OK)
		return store_commit(u->st, note);
	store_rollback(u->st);
	return e;
}

/* Rows from.. in one transaction; *until: behind the last one decided. When a row cannot go the
 * step is done once more without it. */
static enum err
step(struct undo *u, const struct undo_row *rows, size_t from, size_t n, size_t *until,
    struct err_note *note)
{
	int64_t start = clock_mono_us(), removed = 0, restored = 0;
	char code[64];
	size_t i;
	enum err e = begin(u, note);

	for (i = from; e == ERR_OK && i < n; i++) {
		if (i > from && clock_mono_us() - start > STEP_US)
			break;
		if (is_kept(u, &rows[i]))
			continue;
		*note = (struct err_note) { 0 };
		e = undo_row(u, &rows[i], code, sizeof(code), note);
		if (e == ERR_OK) {
			*(rows[i].is_add ? &removed : &restored) += 1;
			continue;
		}
		if (!import_is_about_row(e) && e != ERR_DENIED)
			break;
		/* It may have written: all of the step once more, without it. */
		store_rollback(u->st);
		keep(u, &rows[i], code, note->text);
		removed = restored = 0;
		e = begin(u, note);
		if (!u->try_only)
			i = from - 1;
	}
	if (e != ERR_OK) {
		store_rollback(u->st);
		return e;
	}
	*until = i;
	if ((e = close_step(u, removed + restored, note)) == ERR_OK) {
		u->r->removed += u->try_only ? 0 : removed;
		u->r->restored += u->try_only ? 0 : restored;
	}
	return e;
}

static enum err
round_of(struct undo *u, struct err_note *note)
{
	struct undo_row *rows = xcalloc(STEP_ROWS, sizeof(*rows));
	int64_t before = INT64_MAX;
	size_t n = 1, from, until;
	enum err e = ERR_OK;

	while (e == ERR_OK && n > 0) {
		if ((e = store_begin(u->st, u->a, false, note)) != ERR_OK)
			break;
		e = read_rows(u, before, rows, &n, note);
		store_rollback(u->st);
		for (from = 0; e == ERR_OK && from < n; from = until) {
			if (u->o->stop != NULL && u->o->stop(u->o->arg)) {
				e = err_set(note, ERR_CANCELLED, "", "%s", u->try_only ?
				    _("Stopped; nothing was taken back.") :
				    _("Stopped in the middle. Ask again to go on."));
				break;
			}
			until = from;
			e = step(u, rows, from, n, &until, note);
			u->done += (int64_t)(until - from);
			if (u->o->progress != NULL)
				u->o->progress(u->o->arg, u->done, 2 * u->all);
		}
		if (n > 0)
			before = rows[n - 1].n;
		free_rows(rows, n);
	}
	free(rows);
	return e;
}

static enum err
finish(struct undo *u, struct err_note *note)
{
	json_t *changes = json_pack("{s:[s,I], s:[s,I], s:[s,I]}",
	    "removed", "", (json_int_t)u->r->removed, "restored", "", (json_int_t)u->r->restored,
	    "kept", "", (json_int_t)u->r->kept);
	enum err e = begin(u, note);

	if (e == ERR_OK) {
		e = store_run(u->st, "import_batch_undone", DB_ARGS(DB_INT("id", u->batch),
		    DB_TEXT("state", u->r->kept > 0 ? "partly" : "reverted"), DB_INT("n", 0),
		    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(u->a))), NULL, note);
		if (e == ERR_OK)
			e = audit_write(u->st, &(struct audit_entry) { .function = "import",
			    .action = "import.revert", .entity = u->e->name, .row_id = u->batch,
			    .row_code = "", .reason = "", .request = "", .changes = changes }, note);
		if (e == ERR_OK)
			e = store_commit(u->st, note);
		else
			store_rollback(u->st);
	}
	json_decref(changes);
	return e == ERR_OK ? store_durable(u->st, note) : e;
}

static void
forget(struct undo *u)
{
	import_text_fini(&u->chain, &u->nchain);
	import_text_fini(&u->kept, &u->nkept);
}

static enum err
look_at(struct undo *u, int64_t id, struct import_past *p, struct err_note *note)
{
	enum err e = store_begin(u->st, u->a, false, note);

	if (e != ERR_OK)
		return e;
	e = import_get(u->st, id, p, note);
	if (e == ERR_OK) {
		u->e = model_entity(store_model(u->st), p->entity);
		if (u->e == NULL)
			e = err_set(note, ERR_NOTFOUND, "", _("There is no such import."));
	}
	if (e == ERR_OK && p->added > 0)
		e = access_need(u->st, u->e->function, VERB_DELETE, note);
	if (e == ERR_OK && p->updated > 0)
		e = access_need(u->st, u->e->function, VERB_EDIT, note);
	if (e == ERR_OK && strcmp(p->state, "reverted") == 0)
		e = err_set(note, ERR_CONFLICT, "", _("This import was taken back already."));
	store_rollback(u->st);
	u->batch = id;
	u->all = p->added + p->updated - p->undone;
	return e;
}

enum err
import_revert(struct store *st, struct actor *a, int64_t id, const struct import_revert_options *o,
    struct import_reverted *r, struct err_note *note)
{
	struct undo u = { .st = st, .a = a, .o = o, .r = r, .try_only = true };
	struct import_past p;
	enum err e;

	*r = (struct import_reverted) { 0 };
	e = look_at(&u, id, &p, note);
	if (e == ERR_OK)
		e = round_of(&u, note);
	if (e == ERR_OK && r->kept > 0 && !o->rest)
		e = err_set(note, ERR_CONFLICT, "", ngettext(
		    "Nothing was taken back: %lld record was changed since or is needed elsewhere.",
		    "Nothing was taken back: %lld records were changed since or are needed elsewhere.",
		    (unsigned long)r->kept), (long long)r->kept);
	if (e == ERR_OK) {
		/* Rows that stay are known now; what later rows stand on is found anew. */
		import_text_fini(&u.chain, &u.nchain);
		u.try_only = false;
		if ((e = round_of(&u, note)) == ERR_OK)
			e = finish(&u, note);
	}
	forget(&u);
	return e;
}
