#include "domain/document.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/document_file.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"

#define MEGABYTE INT64_C(1048576)
#define TIDY_AGE_S 3600

/* The row that a document hangs on, and the customer it belongs to. */
struct place { const struct entity *entity; int64_t row_id, customer_id; char code[72]; };

static enum err
find_place(struct store *st, const char *entity, const char *code, struct place *p,
    struct err_note *note)
{
	const struct entity *e = model_entity(store_model(st), entity);
	const struct field *f;
	struct record *r;
	enum err rc;

	if (e == NULL || e->key == NULL)
		return err_set(note, ERR_INVALID, "entity", _("There is no entity \"%s\"."), entity);
	rc = record_load_code(st, e, code, &r, note);
	if (rc != ERR_OK)
		return rc;
	*p = (struct place){ .entity = e, .row_id = r->id };
	str_copy(p->code, sizeof p->code, record_text(r, e->key->name));
	f = entity_field(e, "customer");
	if (str_eq(e->name, "customer"))
		p->customer_id = r->id;
	else if (f != NULL && str_eq(f->entity, "customer") && record_text(r, "customer")[0] != '\0')
		rc = record_id(st, model_entity(store_model(st), "customer"),
		    record_text(r, "customer"), &p->customer_id, note);
	record_free(r);
	return rc;
}

static void
read_row(const struct db_stmt *q, struct document *d)
{
	*d = (struct document){ .id = db_int(q, 0), .row_id = db_int(q, 2), .size = db_int(q, 6),
		.width = db_int(q, 8), .height = db_int(q, 9), .at = db_int(q, 10) };
	str_copy(d->entity, sizeof d->entity, db_text(q, 1));
	str_copy(d->row_code, sizeof d->row_code, db_text(q, 3));
	str_copy(d->name, sizeof d->name, db_text(q, 4));
	str_copy(d->type, sizeof d->type, db_text(q, 5));
	str_copy(d->hash, sizeof d->hash, db_text(q, 7));
	str_copy(d->user, sizeof d->user, db_text(q, 11));
	str_copy(d->note, sizeof d->note, db_text(q, 12));
}

enum err
document_load(struct store *st, int64_t id, struct document *out, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	enum err e = access_need(st, "document", VERB_VIEW, note);

	if (e != ERR_OK)
		return e;
	q = store_query(st, "document.get", DB_ARGS(DB_INT("id", id)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		read_row(q, out);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK
	    : err_set(note, ERR_NOTFOUND, "id", _("There is no such document."));
}

enum err
document_list(struct store *st, const char *entity, const char *code, struct document *out,
    size_t *n, struct err_note *note)
{
	struct place p;
	struct db_stmt *q;
	enum db_step step;
	size_t cap = *n;
	enum err e = access_need(st, "document", VERB_VIEW, note);

	*n = 0;
	if (e == ERR_OK)
		e = find_place(st, entity, code, &p, note);
	if (e != ERR_OK)
		return e;
	q = store_query(st, "document.of", DB_ARGS(DB_TEXT("entity", p.entity->name),
	    DB_INT("row", p.row_id), DB_INT("limit", (int64_t)cap)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		read_row(q, &out[(*n)++]);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* ---- adding ---- */

/* The last part of what was given, without what a terminal would obey; never empty. */
static char *
clean_name(const char *given, const struct document_type *t)
{
	const char *slash, *s = given != NULL ? given : "";
	char *name;

	while ((slash = strpbrk(s, "/\\")) != NULL)
		s = slash + 1;
	name = utf8_clean_any(s, strlen(s), false);
	if (strlen(name) > 200)
		name[utf8_prev(name, 200)] = '\0';
	if (name[0] != '\0' && !str_eq(name, ".") && !str_eq(name, ".."))
		return name;
	free(name);
	return xasprintf("document.%s", t->suffix);
}

static enum err
audit(struct store *st, const char *action, const struct document *d, struct err_note *note)
{
	json_t *changes = json_pack("{s:[s,s],s:[s,s]}", "name", "", d->name, "hash", "", d->hash);
	enum err e = audit_write(st, &(struct audit_entry){ .function = "document",
	    .action = action, .entity = d->entity, .row_id = d->row_id, .row_code = d->row_code,
	    .changes = changes }, note);

	json_decref(changes);
	return e;
}

static enum err
add_row(struct store *st, const struct place *p, const struct document_request *rq,
    const struct document_file *f, int64_t *id, struct err_note *note)
{
	struct document d = { .row_id = p->row_id };
	char *name = clean_name(rq->name, &f->type), *fold = utf8_fold(name);
	char *sort = utf8_sort_key(name);
	enum err e = store_new_id(st, id, note);

	if (e == ERR_OK)
		e = store_run(st, "document.add", DB_ARGS(DB_INT("id", *id),
		    DB_TEXT("entity", p->entity->name), DB_INT("row", p->row_id),
		    DB_TEXT("row_code", p->code), DB_ID("customer", p->customer_id),
		    DB_TEXT("guard", p->entity->function), DB_TEXT("name", name),
		    DB_TEXT("type", f->type.type), DB_INT("size", f->size),
		    DB_TEXT("hash", f->hash), DB_ID("width", f->type.width),
		    DB_ID("height", f->type.height),
		    DB_TEXT("note", str_empty(rq->note) ? NULL : rq->note), DB_TEXT("fold", fold),
		    DB_TEXT("sort_key", sort), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
	str_copy(d.entity, sizeof d.entity, p->entity->name);
	str_copy(d.row_code, sizeof d.row_code, p->code);
	str_copy(d.name, sizeof d.name, name);
	str_copy(d.hash, sizeof d.hash, f->hash);
	if (e == ERR_OK)
		e = audit(st, "document.add", &d, note);
	free(name);
	free(fold);
	free(sort);
	return e;
}

/* In the write transaction: whoever takes a content away waits for its end. */
static enum err
add_kept(struct store *st, const struct document_request *rq, struct document_file *f,
    struct document *out, struct err_note *note)
{
	struct place p;
	int64_t id = 0;
	bool again = false;
	enum err e = access_need(st, "document", VERB_ADD, note);

	if (e == ERR_OK)
		e = find_place(st, rq->entity, rq->code, &p, note);
	if (e != ERR_OK)
		return e;
	e = store_get_int(st, "document.twin", DB_ARGS(DB_TEXT("entity", p.entity->name),
	    DB_INT("row", p.row_id), DB_TEXT("hash", f->hash)), &id, note);
	again = e == ERR_OK;
	if (e == ERR_NOTFOUND) {
		e = document_file_keep(st, f, note);
		if (e == ERR_OK)
			e = add_row(st, &p, rq, f, &id, note);
	}
	if (e == ERR_OK)
		e = document_load(st, id, out, note);
	out->again = again;
	return e;
}

enum err
document_add(struct store *st, struct actor *a, const struct document_request *rq, FILE *in,
    struct document *out, struct err_note *note)
{
	struct document_file f = { .size = 0 };
	struct place p;
	int64_t max = 0;
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	/* The right before a megabyte is read; it counts once more when the row is written. */
	e = access_need(st, "document", VERB_ADD, note);
	if (e == ERR_OK)
		e = find_place(st, rq->entity, rq->code, &p, note);
	max = setting_int(st, "document.max_mb") * MEGABYTE;
	store_rollback(st);
	if (e == ERR_OK)
		e = document_file_take(st, in, max, &f, note);
	if (e == ERR_OK && f.size == 0)
		e = err_set(note, ERR_INVALID, "", _("The file is empty."));
	if (e == ERR_OK)
		e = store_begin(st, a, true, note);
	if (e == ERR_OK) {
		e = add_kept(st, rq, &f, out, note);
		if (e == ERR_OK)
			e = store_commit(st, note);
		else
			store_rollback(st);
	}
	document_file_drop(&f);
	return e == ERR_OK ? store_durable(st, note) : e;
}

/* ---- reading and removing ---- */

static enum err
copy_content(struct store *st, struct actor *a, int64_t id, enum verb verb, FILE *out,
    struct err_note *note)
{
	struct document d;
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	e = access_need(st, "document", verb, note);
	if (e == ERR_OK)
		e = document_load(st, id, &d, note);
	store_rollback(st);
	return e == ERR_OK ? document_file_copy(st, d.hash, d.size, out, note) : e;
}

enum err
document_read(struct store *st, struct actor *a, int64_t id, FILE *out, struct err_note *note)
{
	return copy_content(st, a, id, VERB_VIEW, out, note);
}

enum err
document_export(struct store *st, struct actor *a, int64_t id, FILE *out, struct err_note *note)
{
	return copy_content(st, a, id, VERB_EXPORT, out, note);
}

/* While writers wait for us: nobody can begin to need the content meanwhile. */
enum err
document_drop_content(struct store *st, struct actor *a, const char *hash, bool *gone,
    struct err_note *note)
{
	int64_t holders = 1;
	enum err e = store_begin(st, a, true, note);

	*gone = false;
	if (e != ERR_OK)
		return e;
	e = store_get_int(st, "document.holders", DB_ARGS(DB_TEXT("hash", hash)), &holders, note);
	if (e == ERR_OK && holders == 0) {
		document_file_remove(st, hash);
		*gone = true;
	}
	store_rollback(st);
	return e;
}

enum err
document_remove(struct store *st, struct actor *a, int64_t id, struct err_note *note)
{
	struct document d;
	bool gone;
	enum err e = store_begin(st, a, true, note);

	if (e != ERR_OK)
		return e;
	e = access_need(st, "document", VERB_DELETE, note);
	if (e == ERR_OK)
		e = document_load(st, id, &d, note);
	if (e == ERR_OK)
		e = store_run(st, "document.delete", DB_ARGS(DB_INT("id", id)), NULL, note);
	if (e == ERR_OK)
		e = audit(st, "document.delete", &d, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	else
		store_rollback(st);
	if (e == ERR_OK)
		e = store_durable(st, note);
	/* The row is gone for good; a content that stays behind is tidied up later. */
	if (e == ERR_OK && document_drop_content(st, a, d.hash, &gone, NULL) != ERR_OK)
		return ERR_OK;
	return e;
}

/* ---- proofs ---- */

struct seek { struct store *st; struct document_check *c; enum err e; struct err_note *note; };

static void
count_left(void *arg, const char *hash, const char *path)
{
	struct seek *s = arg;
	int64_t holders = 0;

	(void)path;
	if (s->e == ERR_OK && hash[0] != '\0')
		s->e = store_get_int(s->st, "document.holders", DB_ARGS(DB_TEXT("hash", hash)),
		    &holders, s->note);
	if (s->e == ERR_OK && holders == 0)
		s->c->left_over++;
}

enum err
document_verify(struct store *st, void (*bad)(void *arg, const char *name), void *arg,
    struct document_check *c, struct err_note *note)
{
	struct seek s = { st, c, ERR_OK, note };
	struct db_stmt *q = store_query(st, "document.files", DB_NO_ARGS, note);
	enum db_step step;
	enum err e;

	*c = (struct document_check){ 0 };
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct err_note why = { 0 };
		char line[320];

		c->files++;
		if (document_file_copy(st, db_text(q, 0), db_int(q, 1), NULL, &why) == ERR_OK)
			continue;
		snprintf(line, sizeof line, "%s: %s", db_text(q, 2), why.text);
		bad(arg, line);
		c->bad++;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	e = document_file_each(st, count_left, &s, note);
	return e == ERR_OK ? s.e : e;
}

struct tidy { struct store *st; int64_t removed; };

/* An hour: longer than any writing takes. */
static void
remove_left(void *arg, const char *hash, const char *path)
{
	struct tidy *t = arg;
	int64_t holders = 0;
	struct stat sb;

	if (stat(path, &sb) != 0 || sb.st_mtime > clock_now_ms() / 1000 - TIDY_AGE_S)
		return;
	if (hash[0] != '\0' && store_get_int(t->st, "document.holders",
	    DB_ARGS(DB_TEXT("hash", hash)), &holders, NULL) != ERR_OK)
		return;
	if (holders == 0 && unlink(path) == 0)
		t->removed++;
}

enum err
document_tidy(struct store *st, struct actor *a, int64_t *removed, struct err_note *note)
{
	struct tidy t = { .st = st };
	enum err e = store_begin(st, a, true, note);

	*removed = 0;
	if (e != ERR_OK)
		return e;
	e = access_need(st, "document", VERB_DELETE, note);
	if (e == ERR_OK)
		e = document_file_each(st, remove_left, &t, note);
	store_rollback(st);
	*removed = t.removed;
	return e;
}
