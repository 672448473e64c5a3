/* After the rows: nobody can add to the person any more, so what long tables say of it is gathered
 * by reading and taken away in short transactions, while others go on selling. */
#include "domain/erase.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/document.h"
#include "domain/erase_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"

#define READ_ROWS 20000		/* of the answers, a transaction */
#define MERGE_STEPS 200

struct finish {
	struct store *st;
	struct actor *a;
	int64_t id, customer_id;
	json_t *body;
	int64_t *rows;			/* ids of what hung on the person, in order */
	size_t nrows;
	struct erasure found;		/* counts what this adds */
};

static int
by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
is_of_person(const struct finish *f, int64_t id)
{
	return f->nrows > 0 &&
	    bsearch(&id, f->rows, f->nrows, sizeof *f->rows, by_id) != NULL;
}

static enum err
load_open(struct finish *f, struct err_note *note)
{
	struct db_stmt *q = store_query(f->st, "erase.open", DB_NO_ARGS, note);
	enum db_step step;
	json_t *one;
	size_t i;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		f->id = db_int(q, 0);
		f->customer_id = db_int(q, 1);
		f->body = json_loads(db_text(q, 2), 0, NULL);
	}
	db_reset(q);
	if (step != DB_ROW)
		return step == DB_FAILED ? db_why(note) : ERR_NOTFOUND;
	if (f->body == NULL)
		f->body = json_object();
	f->rows = xcalloc(json_array_size(json_object_get(f->body, "rows")) + 1, sizeof *f->rows);
	json_array_foreach(json_object_get(f->body, "rows"), i, one)
		f->rows[f->nrows++] = json_integer_value(one);
	qsort(f->rows, f->nrows, sizeof *f->rows, by_id);
	return ERR_OK;
}

/* One transaction of work(); over is for those that walk. */
static enum err
transact(struct finish *f, bool write, enum err (*work)(struct finish *f, void *arg,
    struct err_note *note), void *arg, struct err_note *note)
{
	enum err e = store_begin(f->st, f->a, write, note);

	if (e != ERR_OK)
		return e;
	e = access_need(f->st, "erase", VERB_DELETE, note);
	if (e == ERR_OK)
		e = work(f, arg, note);
	if (e == ERR_OK && write)
		return store_commit(f->st, note);
	store_rollback(f->st);
	return e;
}

/* ---- the trail ---- */

struct trail { int64_t *seqs; size_t n, cap; };

static enum err
read_trail(struct finish *f, void *arg, struct err_note *note)
{
	struct trail *t = arg;

	for (size_t i = 0; i < f->nrows; i++) {
		struct db_stmt *q = store_query(f->st, "erase.trail",
		    DB_ARGS(DB_INT("row", f->rows[i])), note);
		enum db_step step;

		if (q == NULL)
			return db_why(note);
		while ((step = db_step(q, note)) == DB_ROW) {
			t->seqs = xgrow(t->seqs, &t->cap, t->n + 1, sizeof *t->seqs);
			t->seqs[t->n++] = db_int(q, 0);
		}
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
	}
	return ERR_OK;
}

static enum err
drop_trail(struct finish *f, void *arg, struct err_note *note)
{
	struct trail *t = arg;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < t->n; i++) {
		e = store_run(f->st, "erase.trail_body", DB_ARGS(DB_INT("seq", t->seqs[i])),
		    NULL, note);
		if (e == ERR_OK)
			e = store_run(f->st, "erase.trail_reason",
			    DB_ARGS(DB_INT("seq", t->seqs[i])), NULL, note);
	}
	return e;
}

static enum err
sweep_trail(struct finish *f, struct err_note *note)
{
	struct trail t = { 0 };
	enum err e = transact(f, false, read_trail, &t, note);

	if (e == ERR_OK && t.n > 0)
		e = transact(f, true, drop_trail, &t, note);
	erase_count(&f->found, "trail", (int64_t)t.n);
	free(t.seqs);
	return e;
}

/* ---- kept answers: that it was done stays, so that the key still says so ---- */

struct answers { char after[128]; char **keys; size_t n, cap; bool over; };

static enum err
read_answers(struct finish *f, void *arg, struct err_note *note)
{
	struct answers *t = arg;
	struct db_stmt *q = store_query(f->st, "erase.answers", DB_ARGS(DB_TEXT("after", t->after),
	    DB_INT("limit", READ_ROWS)), note);
	enum db_step step;
	size_t got = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		json_t *v = json_loads(db_text(q, 1), 0, NULL);

		got++;
		str_copy(t->after, sizeof t->after, db_text(q, 0));
		if (is_of_person(f, json_integer_value(json_object_get(v, "id")))) {
			t->keys = xgrow(t->keys, &t->cap, t->n + 1, sizeof *t->keys);
			t->keys[t->n++] = xstrdup(t->after);
		}
		json_decref(v);
	}
	db_reset(q);
	t->over = got < READ_ROWS;
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
drop_answers(struct finish *f, void *arg, struct err_note *note)
{
	struct answers *t = arg;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < t->n; i++)
		e = store_run(f->st, "erase.answer", DB_ARGS(DB_TEXT("key", t->keys[i]),
		    DB_TEXT("result", "{\"erased\":true,\"ok\":true}")), NULL, note);
	return e;
}

static enum err
sweep_answers(struct finish *f, struct err_note *note)
{
	struct answers t = { .after = "" };
	enum err e = ERR_OK;

	while (e == ERR_OK && !t.over)
		e = transact(f, false, read_answers, &t, note);
	if (e == ERR_OK && t.n > 0)
		e = transact(f, true, drop_answers, &t, note);
	erase_count(&f->found, "answers", (int64_t)t.n);
	for (size_t i = 0; i < t.n; i++)
		free(t.keys[i]);
	free(t.keys);
	return e;
}

static enum err
drop_imports(struct finish *f, void *arg, struct err_note *note)
{
	enum err e = ERR_OK;

	(void)arg;
	for (size_t i = 0; e == ERR_OK && i < f->nrows; i++) {
		int64_t n = 0;

		e = store_run(f->st, "erase.imports", DB_ARGS(DB_INT("row", f->rows[i])), &n, note);
		erase_count(&f->found, "imports", n);
	}
	return e;
}

/* ---- files, index, log ---- */

static enum err
sweep_files(struct finish *f, struct err_note *note)
{
	json_t *hash;
	enum err e = ERR_OK;
	size_t i;

	json_array_foreach(json_object_get(f->body, "files"), i, hash) {
		bool gone = false;

		if (e == ERR_OK)
			e = document_drop_content(f->st, f->a, json_string_value(hash), &gone, note);
		erase_count(&f->found, "files", gone);
	}
	return e;
}

struct merge_work { const char *query; int64_t changed; };

static enum err
merge(struct finish *f, void *arg, struct err_note *note)
{
	struct merge_work *w = arg;

	return store_run(f->st, w->query, DB_NO_ARGS, &w->changed, note);
}

/* Pieces of the index are written together, so that its delete marks and what they mark go. */
static enum err
sweep_index(struct finish *f, struct err_note *note)
{
	struct merge_work w = { .query = "erase.merge_start" };
	enum err e = transact(f, true, merge, &w, note);

	w.query = "erase.merge_step";
	for (int i = 0; e == ERR_OK && i < MERGE_STEPS; i++)
		e = transact(f, true, merge, &w, note);
	return e;
}

static enum err
put_done(struct finish *f, void *arg, struct err_note *note)
{
	json_t *parts = json_object_get(f->body, "parts");
	int64_t items = 0;
	const char *name;
	json_t *rows;
	char *text;
	enum err e;

	(void)arg;
	if (parts == NULL) {
		parts = json_object();
		json_object_set_new(f->body, "parts", parts);
	}
	for (size_t i = 0; i < f->found.nparts; i++) {
		const struct erase_part *p = &f->found.parts[i];

		json_object_set_new(parts, p->name, json_integer(p->rows +
		    json_integer_value(json_object_get(parts, p->name))));
	}
	json_object_foreach(parts, name, rows)
		items += json_integer_value(rows);
	json_object_del(f->body, "rows");
	json_object_del(f->body, "files");
	text = json_text(f->body);
	e = store_run(f->st, "erase.done", DB_ARGS(DB_INT("id", f->id), DB_TEXT("body", text),
	    DB_INT("items", items), DB_INT("at", clock_now_ms())), NULL, note);
	free(text);
	return e;
}

static enum err
find_open(struct finish *f, void *arg, struct err_note *note)
{
	(void)arg;
	return load_open(f, note);
}

static enum err
finish_one(struct finish *f, struct err_note *note)
{
	enum err e = transact(f, false, find_open, NULL, note);

	if (e == ERR_OK)
		e = sweep_trail(f, note);
	if (e == ERR_OK)
		e = sweep_answers(f, note);
	if (e == ERR_OK)
		e = transact(f, true, drop_imports, NULL, note);
	if (e == ERR_OK)
		e = sweep_files(f, note);
	if (e == ERR_OK)
		e = sweep_index(f, note);
	if (e == ERR_OK)
		e = transact(f, true, put_done, NULL, note);
	free(f->rows);
	json_decref(f->body);
	return e;
}

enum err
erase_finish(struct store *st, struct actor *a, int64_t *n, struct err_note *note)
{
	enum err e = ERR_OK;

	*n = 0;
	for (; e == ERR_OK; (*n)++) {
		struct finish f = { .st = st, .a = a };

		e = finish_one(&f, note);
		if (e != ERR_OK)
			break;
	}
	if (e != ERR_NOTFOUND)
		return e;
	if (*n == 0)
		return ERR_OK;
	e = store_durable(st, note);
	/* Somebody may be reading old pages: then the next checkpoint takes them. */
	if (e == ERR_OK && store_empty_log(st, note) == ERR_BUSY)
		return ERR_OK;
	return e;
}

/* ---- restoring ---- */

static enum err
read_all(struct finish *f, void *arg, struct err_note *note)
{
	json_t *list = arg;
	struct db_stmt *q = store_query(f->st, "erase.all", DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		json_array_append_new(list, json_pack("{s:s,s:I,s:I,s:I,s:s,s:s}",
		    "code", db_text(q, 0), "customer", (json_int_t)db_int(q, 1),
		    "at", (json_int_t)db_int(q, 2), "day", (json_int_t)db_int(q, 3),
		    "reason", db_text(q, 4), "user", db_text(q, 5)));
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
erase_list(struct store *st, struct actor *a, json_t **out, struct err_note *note)
{
	struct finish f = { .st = st, .a = a };
	enum err e;

	*out = json_array();
	e = transact(&f, false, read_all, *out, note);
	if (e != ERR_OK) {
		json_decref(*out);
		*out = NULL;
	}
	return e;
}

static enum err
again(struct finish *f, void *arg, struct err_note *note)
{
	const json_t *one = arg;
	struct erasure x;
	enum err e = erase_person(f->st, json_string_value(json_object_get(one, "code")),
	    json_string_value(json_object_get(one, "reason")), &x, note);

	if (e == ERR_OK && x.customer_id != json_integer_value(json_object_get(one, "customer")))
		return err_set(note, ERR_CONFLICT, "customer",
		    _("%s is somebody else in this copy."), x.code);
	return e;
}

enum err
erase_again(struct store *st, struct actor *a, const json_t *list, int64_t *n,
    struct err_note *note)
{
	struct finish f = { .st = st, .a = a };
	enum err e = ERR_OK;
	int64_t finished;
	json_t *one;
	size_t i;

	*n = 0;
	json_array_foreach((json_t *)list, i, one) {
		if (e != ERR_OK)
			break;
		e = transact(&f, true, again, one, note);
		if (e == ERR_OK)
			(*n)++;
		else if (e == ERR_NOTFOUND)	/* came after the copy was made */
			e = ERR_OK;
	}
	return e == ERR_OK ? erase_finish(st, a, &finished, note) : e;
}
