#include "store/store.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "store/query.h"
#include "store/site.h"
#include "store/store_internal.h"

/* The folder that holds forms/ sql/ keymaps/: QUEN_DATA, else where installed. */
static const char *
data_dir(void)
{
	const char *dir = getenv("QUEN_DATA");

	return str_empty(dir) ? QUEN_DATADIR : dir;
}

enum err
store_find(const char *home, struct store_paths *p, struct err_note *note)
{
	const char *data = data_dir();
	const char *locale = getenv("QUEN_LOCALE");

	memset(p, 0, sizeof(*p));
	if (str_empty(home))
		home = getenv("QUEN_HOME");
	snprintf(p->forms, sizeof(p->forms), "%s/forms", data);
	snprintf(p->keymaps, sizeof(p->keymaps), "%s/keymaps", data);
	snprintf(p->sql, sizeof(p->sql), "%s/sql", data);
	snprintf(p->themes, sizeof(p->themes), "%s/themes", data);
	snprintf(p->locale, sizeof(p->locale), "%s",
	    str_empty(locale) ? QUEN_LOCALEDIR : locale);
	if (str_empty(home)) {
		snprintf(p->db, sizeof(p->db), "%s/quen.db", QUEN_STATEDIR);
		snprintf(p->site, sizeof(p->site), "%s", QUEN_SYSCONFDIR);
	} else {
		if (strlen(home) > sizeof(p->db) - 32)
			return err_set(note, ERR_LIMIT, "home", _("The path is too long."));
		snprintf(p->db, sizeof(p->db), "%s/quen.db", home);
		snprintf(p->site, sizeof(p->site), "%s/etc", home);
	}
	if (access(p->forms, R_OK) != 0)
		return err_set(note, ERR_CONFIG, "",
		    _("The forms of Quen are missing (looked in %s). "
		      "Install it, or set QUEN_DATA."), p->forms);
	return ERR_OK;
}

/* A version that differs is told before anything reads the tables. */
static enum err
check_version(struct store *st, struct err_note *note)
{
	int version, newest = migrate_newest(st->db);
	enum err e = migrate_version(st->db, &version, note);

	if (e != ERR_OK)
		return e;
	st->schema = version;
	if (version > newest)
		return err_set(note, ERR_CONFIG, "",
		    _("This store has schema %d, newer than this program (%d). "
		      "Install the newer Quen; nothing was changed."), version, newest);
	if (version < newest)
		return err_set(note, ERR_CONFIG, "",
		    _("This store has schema %d, the program needs %d. "
		      "Run: quen upgrade"), version, newest);
	return ERR_OK;
}

enum err
store_open(const struct store_paths *p, struct store **out, struct err_note *note)
{
	struct store *st = xcalloc(1, sizeof(*st));
	struct db_options o = { .sql_dir = p->sql };
	enum err e;

	st->paths = *p;
	str_copy(st->lang, sizeof(st->lang), "en");
	e = db_open(p->db, &o, &st->db, note);
	if (e == ERR_NOTFOUND) {
		err_set(note, ERR_NOTFOUND, "",
		    _("There is no store at %s. Make one with: quen init"), p->db);
	}
	if (e == ERR_OK)
		e = check_version(st, note);
	if (e == ERR_OK)
		e = site_model(&st->paths, st->db, &st->model, note);
	if (e == ERR_OK)
		e = settings_load(st, note);
	if (e != ERR_OK) {
		store_close(st);
		return e;
	}
	*out = st;
	return ERR_OK;
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	named_fini(st);
	errand_fini(st);
	cache_clear(st);
	settings_fini(st);
	model_free(st->model);
	db_close(st->db);
	secret_wipe(st->column_key, sizeof(st->column_key));
	free(st);
}

const struct model *
store_model(const struct store *st)
{
	return st->model;
}

const struct store_paths *
store_paths(const struct store *st)
{
	return &st->paths;
}

bool
store_is_readonly(const struct store *st)
{
	return db_is_readonly(st->db);
}

struct actor *
store_actor(const struct store *st)
{
	return st->actor;
}

struct db *
store_db(struct store *st)
{
	return st->db;
}

const struct format *
store_format(struct store *st)
{
	return &st->format;
}

void
store_set_lang(struct store *st, const char *lang)
{
	str_copy(st->lang, sizeof(st->lang), lang);
	st->format.locale = locale_find(st->lang);
}

void
store_set_hooks(struct store *st, const struct record_hook *hooks)
{
	st->hooks = hooks;
}

/* A newer program changed the tables while this one works on: what it knows of them may be wrong,
 * so it does nothing more but keep what is half typed. */
static enum err
schema_moved(const struct store *st, struct err_note *note)
{
	return st->for_draft ? ERR_OK : err_set(note, ERR_CONFIG, "schema",
	    _("Quen was upgraded meanwhile. Leave and come in again; what is half typed is kept as a draft."));
}

/* Caches look again when their epoch moved: one row, read when others may have written. */
static enum err
read_epochs(struct store *st, struct actor *a, struct err_note *note)
{
	struct db_stmt *q;
	int64_t settings;
	bool moved;
	enum err e;

	if (st->in_write && (st->known.version == 0 || st->known.version != db_data_version(st->db)))
		st->known = (struct known){ 0 };
	if (st->in_write && st->known.has_epochs)
		return actor_refresh(st, a, st->known.rights_epoch, note);
	q = db_query(st->db, "epoch_read", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	if (db_step(q, note) != DB_ROW) {
		db_reset(q);
		return db_why(note);
	}
	st->known.rights_epoch = db_int(q, 0);
	settings = db_int(q, 1);
	st->catalogs_epoch = db_int(q, 2);
	moved = db_int(q, 3) != st->schema;
	db_reset(q);
	if (moved)
		return schema_moved(st, note);
	if (settings != st->settings_epoch) {
		e = settings_load(st, note);
		if (e != ERR_OK)
			return e;
		st->settings_epoch = settings;
	}
	st->known.has_epochs = true;
	return actor_refresh(st, a, st->known.rights_epoch, note);
}

enum err
store_begin(struct store *st, struct actor *a, bool write, struct err_note *note)
{
	enum err e;

	assert(!st->in_tx && a != NULL);
	e = db_begin(st->db, write ? DB_WRITE : DB_READ, note);
	return e == ERR_OK ? store_begun(st, a, write, note) : e;
}

enum err
store_begun(struct store *st, struct actor *a, bool write, struct err_note *note)
{
	enum err e;

	st->actor = a;
	st->in_tx = true;
	st->in_write = write;
	st->asked = false;
	e = read_epochs(st, a, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e;
}

/* Writes what had to wait for the end of the transaction, in one of its own. Losing it
 * must not change the answer the user gets, so failures are only logged. */
static void
write_pending(struct store *st, struct actor *a)
{
	struct pending_audit p = st->pending;
	struct err_note note;
	enum err e;

	if (!p.is_set)
		return;
	st->pending.is_set = false;
	if (db_is_readonly(st->db) || store_begin(st, a, true, &note) != ERR_OK)
		return;
	st->asked = st->own_inside = true;
	e = audit_write(st, &(struct audit_entry) { .function = p.function,
	    .action = p.action, .entity = p.entity, .row_id = p.row_id,
	    .row_code = p.code, .reason = p.reason, .request = "" }, &note);
	st->own_inside = false;
	if (e == ERR_OK)
		e = store_commit(st, &note);
	if (e != ERR_OK) {
		store_rollback(st);
		log_write(LOG_LEVEL_WARN, "audit of %s %s was not kept: %s", p.action,
		    p.function, note.text);
	}
}

static void
leave(struct store *st)
{
	struct actor *a = st->actor;

	st->in_tx = st->in_write = false;
	st->actor = NULL;
	write_pending(st, a);
}

enum err
store_commit(struct store *st, struct err_note *note)
{
	enum err e;

	assert(st->in_tx);
	assert(!st->in_write || st->asked);	/* a write without a right asked for */
	e = db_commit(st->db, note);
	if (e != ERR_OK) {
		store_rollback(st);
		return e;
	}
	if (st->in_write)
		keep_known(st);
	leave(st);
	return ERR_OK;
}

void
keep_known(struct store *st)
{
	st->known.version = db_data_version(st->db);
}

void
forget_rolled_back(struct store *st)
{
	st->id_next = st->id_end = 0;
	st->settings_epoch = -1;
	st->known = (struct known){ 0 };
}

void
store_rollback(struct store *st)
{
	if (!st->in_tx)
		return;
	db_rollback(st->db);
	if (st->in_write)
		forget_rolled_back(st);
	if (st->is_errand)
		st->pending.is_set = false;
	leave(st);
}

enum err
store_durable(struct store *st, struct err_note *note)
{
	return db_durable(st->db, note);
}

void
store_rest(struct store *st)
{
	db_rest(st->db);
}

enum err
store_empty_log(struct store *st, struct err_note *note)
{
	return db_empty_log(st->db, note);
}

void
store_set_stop(struct store *st, bool (*stop)(void *arg), void *arg)
{
	db_set_progress(st->db, stop, arg);
}

enum err
store_new_id(struct store *st, int64_t *id, struct err_note *note)
{
	int64_t next;
	enum err e;

	assert(st->in_write);
	if (st->id_next == st->id_end) {
		e = db_get_int(st->db, "id_block_take",
		    DB_ARGS(DB_INT("size", ID_BLOCK)), &next, note);
		if (e != ERR_OK)
			return e;
		st->id_next = next - ID_BLOCK;
		st->id_end = next;
	}
	*id = st->id_next++;
	return ERR_OK;
}
