/* Statements of a handle: prepared when first asked for, kept, bound by name. */
#include "config.h"

#include "db/handle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "db/sqltext.h"

static void
set_open(struct db_stmt *s, bool open)
{
	s->db->nopen += (size_t)open - (size_t)s->open;
	s->open = open;
}

static void
stmt_free(struct db_stmt *s)
{
	if (s == NULL)
		return;
	set_open(s, false);
	s->db->engine->finalize(s->prep);
	free(s->names);
	free(s->text);
	free(s);
}

void
stmt_free_all(struct db *d)
{
	for (size_t i = 0; d->named != NULL && i < d->queries.n; i++)
		stmt_free(d->named[i]);
	for (size_t i = 0; i < d->ntexts; i++)
		stmt_free(d->texts[i]);
	d->ntexts = 0;
}

void
stmt_reset_all(struct db *d)
{
	for (size_t i = 0; d->nopen > 0 && i < d->queries.n; i++)
		if (d->named[i] != NULL && d->named[i]->open)
			db_reset(d->named[i]);
	for (size_t i = 0; d->nopen > 0 && i < d->ntexts; i++)
		if (d->texts[i]->open)
			db_reset(d->texts[i]);
}

/* A failure inside a transaction: like PostgreSQL, it is over. */
static void
break_tx(struct db *d)
{
	if (d->in_tx)
		d->broken = true;
}

static struct db_stmt *
prepare(struct db *d, const char *sql, int *at, struct err_note *note)
{
	struct db_prep *p = NULL;
	size_t size = 1;

	*at = -1;
	if (db_count(d, note) != ERR_OK ||
	    d->engine->prepare(d->conn, sql, &p, at, note) != ERR_OK)
		return NULL;

	if (d->engine->params(p) > PARAMS_MAX) {
		d->engine->finalize(p);
		err_set(note, ERR_SYNTAX, "", "%s", _("too many parameters."));
		return NULL;
	}
	struct db_stmt *s = xcalloc(1, sizeof *s);
	s->db = d;
	s->prep = p;
	s->nparams = d->engine->params(p);
	/* Copies: the engine's die when it prepares again after a change of
	 * the schema. */
	for (int i = 0; i < s->nparams; i++)
		size += strlen(d->engine->param_name(p, i)) + 1;
	char *name = s->names = xmalloc(size);
	for (int i = 0; i < s->nparams; i++) {
		s->param[i] = name;
		name = stpcpy(name, d->engine->param_name(p, i)) + 1;
	}
	return s;
}

/* A broken promise of the program: say which, then stop. */
static void
check_arg(const struct db_stmt *s, bool good, const char *what, const char *arg)
{
	if (!good)
		log_write(LOG_LEVEL_ERROR, "query %s: %s $%s",
		    s->query != NULL ? s->query->name : s->text, what, arg);
	assert(good);
}

static int
find_param(struct db_stmt *s, int arg, const char *name)
{
	int i = s->hint[arg];

	if (i < s->nparams && strcmp(s->param[i], name) == 0)
		return i;
	for (i = 0; i < s->nparams; i++)
		if (strcmp(s->param[i], name) == 0) {
			s->hint[arg] = (unsigned char)i;
			return i;
		}
	return -1;
}

/* A statement out of a file that somebody wrote, a report's: what is wrong with it is told, where
 * the program's own ones end it. */
static struct db_stmt *
text_is_wrong(struct db_stmt *s)
{
	db_reset(s);
	break_tx(s->db);
	return NULL;
}

static struct db_stmt *
bind(struct db_stmt *s, const struct db_arg *args, bool is_live, struct err_note *note)
{
	uint64_t bound = 0;
	int n = 0;

	db_reset(s);
	s->is_bound = true;
	for (const struct db_arg *a = args; a->kind != DB_ARG_END; a++, n++) {
		int i = n < PARAMS_MAX ? find_param(s, n, a->name) : -1;
		/* Named in a comment or in a text only: the statement does without. */
		if (i < 0 && s->query == NULL)
			continue;
		check_arg(s, i >= 0, "unknown", a->name);
		if ((bound >> i & 1) && s->query == NULL) {
			err_set(note, ERR_SYNTAX, "", _("the parameter $%s is there twice"), a->name);
			return text_is_wrong(s);
		}
		check_arg(s, !(bound >> i & 1), "twice", a->name);
		bound |= UINT64_C(1) << i;
		if (s->db->engine->bind(s->prep, i, a, is_live, note) != ERR_OK) {
			break_tx(s->db);
			return NULL;
		}
	}
	for (int i = 0; (n < s->nparams || s->query == NULL) && i < s->nparams; i++) {
		bool good = bound >> i & 1;

		if (!good && s->query == NULL) {
			err_set(note, ERR_SYNTAX, "", _("there is no parameter $%s"), s->param[i]);
			return text_is_wrong(s);
		}
		check_arg(s, good, "missing", s->param[i]);
	}
	return s;
}

/* A sale asks for thirty by name: most names are literals that were seen before. */
static struct query *
find_query(struct db *d, const char *name)
{
	uintptr_t at = (uintptr_t)name;
	struct query **guess = &d->recent[(at ^ at >> 8) % RECENT];

	if (*guess == NULL || strcmp((*guess)->name, name) != 0)
		*guess = queries_find(&d->queries, name);
	return *guess;
}

static struct db_stmt *
find_named(struct db *d, const char *name, struct err_note *note)
{
	struct query *q = find_query(d, name);

	if (q == NULL) {
		break_tx(d);
		err_set(note, ERR_CONFIG, "", _("There is no query named %s."), name);
		return NULL;
	}
	struct db_stmt **slot = &d->named[q - d->queries.q];
	if (*slot == NULL) {
		struct err_note why = { 0 };
		int at;
		*slot = prepare(d, q->sql, &at, &why);
		if (*slot == NULL) {
			break_tx(d);
			if (at >= 0)
				err_set(note, why.code, "", "%s:%d: %s: %s", q->file, q->sql_line +
				    sqltext_line(q->sql, at) - 1, q->name, why.text);
			else
				err_set(note, why.code, "", "%s", why.text);
			return NULL;
		}
		(*slot)->query = q;
	}
	return *slot;
}

struct db_stmt *
db_query(struct db *d, const char *name, const struct db_arg *args, struct err_note *note)
{
	struct db_stmt *s = find_named(d, name, note);

	return s != NULL ? bind(s, args, false, note) : NULL;
}

/* Finds the statement of that text, or the place for a new one: the longest
 * unused of those that are not being read. */
static size_t
find_text(struct db *d, const char *sql)
{
	size_t place = d->ntexts;

	for (size_t i = 0; i < d->ntexts; i++)
		if (strcmp(d->texts[i]->text, sql) == 0)
			return i;
	if (d->ntexts < TEXT_CACHE)
		return place;
	for (size_t i = 0; i < d->ntexts; i++)
		if (!d->texts[i]->open &&
		    (place == d->ntexts || d->texts[i]->used < d->texts[place]->used))
			place = i;
	assert(place < d->ntexts);
	return place;
}

struct db_stmt *
db_query_text(struct db *d, const char *sql, const struct db_arg *args,
    struct err_note *note)
{
	size_t i = find_text(d, sql);

	if (i == d->ntexts || strcmp(d->texts[i]->text, sql) != 0) {
		int at;
		struct db_stmt *s = prepare(d, sql, &at, note);
		if (s == NULL) {
			if (at >= 0)
				log_write(LOG_LEVEL_ERROR, "SQL does not read at %d: %s", at, sql);
			break_tx(d);
			return NULL;
		}
		if (i < d->ntexts)
			stmt_free(d->texts[i]);
		else
			d->ntexts++;
		s->text = xstrdup(sql);
		d->texts[i] = s;
	}
	d->texts[i]->used = ++d->clock;
	return bind(d->texts[i], args, false, note);
}

enum db_step
db_step(struct db_stmt *s, struct err_note *note)
{
	struct db *d = s->db;
	enum db_step r = DB_FAILED;

	set_open(s, false);
	if (db_count(d, note) != ERR_OK)
		d->engine->reset(s->prep);
	else if (d->broken)
		err_set(note, ERR_DB, "", _("The database failed; nothing was saved."));
	else if (!d->in_write && d->engine->is_write(s->prep))
		err_set(note, ERR_DB, "", "a change outside of a write transaction");
	else
		r = d->engine->step(s->prep, note);
	set_open(s, r == DB_ROW);
	if (r == DB_FAILED)
		break_tx(d);
	return r;
}

void
db_reset(struct db_stmt *s)
{
	if (s == NULL || !s->is_bound)
		return;
	set_open(s, false);
	s->is_bound = false;
	s->db->engine->reset(s->prep);
}

enum err
db_finish(struct db_stmt *s, int64_t *changed, struct err_note *note)
{
	struct err_note own = { 0 };
	int64_t rows = 0;
	enum db_step r;

	if (note == NULL)
		note = &own;
	while ((r = db_step(s, note)) == DB_ROW)
		rows++;
	if (r == DB_FAILED)
		return note->code;
	if (changed != NULL)
		*changed = rows > 0 ? rows : s->db->engine->changes(s->prep);
	db_reset(s);
	return ERR_OK;
}

enum err
db_run(struct db *d, const char *name, const struct db_arg *args, int64_t *changed,
    struct err_note *note)
{
	struct err_note own = { 0 };
	struct err_note *why = note != NULL ? note : &own;
	struct db_stmt *s = find_named(d, name, why);

	/* What args point to outlives the statement's only run. */
	if (s == NULL || bind(s, args, true, why) == NULL)
		return why->code;
	return db_finish(s, changed, note);
}

enum err
db_run_text(struct db *d, const char *sql, const struct db_arg *args, int64_t *changed,
    struct err_note *note)
{
	struct err_note own = { 0 };
	struct db_stmt *s = db_query_text(d, sql, args, note != NULL ? note : &own);

	if (s == NULL)
		return note != NULL ? note->code : own.code;
	return db_finish(s, changed, note);
}

enum err
db_get_int(struct db *d, const char *name, const struct db_arg *args, int64_t *v,
    struct err_note *note)
{
	struct err_note own = { 0 };

	if (note == NULL)
		note = &own;
	struct db_stmt *s = db_query(d, name, args, note);
	if (s == NULL)
		return note->code;
	switch (db_step(s, note)) {
	case DB_ROW:
		*v = db_int(s, 0);
		db_reset(s);
		return ERR_OK;
	case DB_DONE:
		db_reset(s);
		return ERR_NOTFOUND;
	default:
		return note->code;
	}
}

int
db_cols(const struct db_stmt *s)
{
	return s->db->engine->cols(s->prep);
}

const char *
db_col_name(const struct db_stmt *s, int col)
{
	return s->db->engine->col_name(s->prep, col);
}

bool
db_is_null(const struct db_stmt *s, int col)
{
	return s->db->engine->is_null(s->prep, col);
}

int64_t
db_int(const struct db_stmt *s, int col)
{
	return s->db->engine->get_int(s->prep, col);
}

const char *
db_text(const struct db_stmt *s, int col)
{
	return s->db->engine->get_text(s->prep, col);
}

const void *
db_blob(const struct db_stmt *s, int col, size_t *len)
{
	return s->db->engine->get_blob(s->prep, col, len);
}
