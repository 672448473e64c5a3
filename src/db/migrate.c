#include "config.h"

#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/handle.h"
#include "db/sqltext.h"

#define NUMBER_DIGITS 4

/* NNNN of "NNNN_name.sql", or -1. */
static int
number_of(const char *file)
{
	int n = 0;

	if (strspn(file, "0123456789") != NUMBER_DIGITS || file[NUMBER_DIGITS] != '_')
		return -1;
	for (int i = 0; i < NUMBER_DIGITS; i++)
		n = n * 10 + (file[i] - '0');
	return n;
}

/* The files of a folder under sql/, numbered 1, 2, 3 ... when they are the
 * common ones. */
static enum err
list_files(struct db *d, const char *shown, bool gapless, struct sqltext_list *l,
    struct err_note *note)
{
	char *dir = xasprintf("%s/%s", d->sql_dir, shown);
	enum err e = sqltext_list(dir, l, note);

	free(dir);
	for (size_t i = 0; e == ERR_OK && i < l->n; i++) {
		int n = number_of(l->name[i]);
		if (n <= 0)
			e = err_set(note, ERR_SYNTAX, "",
			    _("%s/%s:1: the name must be like 0012_name.sql."), shown, l->name[i]);
		else if (gapless && n != (int)i + 1)
			e = err_set(note, ERR_SYNTAX, "",
			    _("%s/%s:1: the number must be %04d."), shown, l->name[i], (int)i + 1);
	}
	if (e != ERR_OK)
		sqltext_list_free(l);
	return e;
}

int
migrate_newest(struct db *d)
{
	struct sqltext_list l;
	int newest = 0;

	if (d->sql_dir == NULL || list_files(d, "schema", false, &l, NULL) != ERR_OK)
		return 0;
	if (l.n > 0)
		newest = number_of(l.name[l.n - 1]);
	sqltext_list_free(&l);
	return newest;
}

enum err
migrate_version(struct db *d, int *version, struct err_note *note)
{
	int64_t v = 0;
	enum err e = d->engine->version(d->conn, &v, note);

	if (e == ERR_OK)
		*version = (int)v;
	return e;
}

static enum err
run_file(struct db *d, const char *shown, struct err_note *note)
{
	char *path = xasprintf("%s/%s", d->sql_dir, shown), *text = NULL;
	enum err e = sqltext_read(path, shown, &text, note);

	if (e == ERR_OK) {
		struct err_note why = { 0 };
		char *sql = sqltext_expand(text, d->engine->macros);
		int at = sqltext_find_macro(sql);
		if (at >= 0) {
			e = err_set(note, ERR_SYNTAX, "", _("%s:%d: unknown word after @."),
			    shown, sqltext_line(sql, at));
		} else if ((e = db_count(d, &why)) != ERR_OK ||
		    (e = d->engine->script(d->conn, sql, &at, &why)) != ERR_OK) {
			if (at >= 0)
				err_set(note, e, "", "%s:%d: %s", shown, sqltext_line(sql, at), why.text);
			else
				err_set(note, e, "", "%s", why.text);
		}
		free(sql);
	}
	free(text);
	free(path);
	return e;
}

/* The engine's own file of that number, if there is one. */
static enum err
run_own(struct db *d, int number, struct err_note *note)
{
	struct sqltext_list l;
	char *folder = xasprintf("%s/schema", d->engine->name);
	enum err e = list_files(d, folder, false, &l, note);

	if (e == ERR_OK) {
		for (size_t i = 0; e == ERR_OK && i < l.n; i++) {
			if (number_of(l.name[i]) != number)
				continue;
			char *shown = xasprintf("%s/%s", folder, l.name[i]);
			e = run_file(d, shown, note);
			free(shown);
		}
		sqltext_list_free(&l);
	}
	free(folder);
	return e;
}

static enum err
note_version(struct db *d, int number, const char *file, struct err_note *note)
{
	return db_run_text(d, "INSERT INTO schema_version (version, name, app, at)"
	    " VALUES ($version, $name, $app, $at)", DB_ARGS(DB_INT("version", number),
	    DB_TEXT("name", file), DB_TEXT("app", PACKAGE_VERSION),
	    DB_INT("at", clock_now_ms())), NULL, note);
}

static enum err
make_version_table(struct db *d, struct err_note *note)
{
	char *sql = sqltext_expand("CREATE TABLE schema_version (\n"
	    "	version @int64 NOT NULL PRIMARY KEY,\n"
	    "	name @text NOT NULL, app @text NOT NULL, at @int64 NOT NULL\n"
	    ") @table", d->engine->macros);
	int at;
	enum err e = d->engine->script(d->conn, sql, &at, note);

	free(sql);
	return e;
}

/* One file, if nobody else has run it meanwhile. */
static enum err
run_one(struct db *d, int number, const char *file, struct err_note *note)
{
	int have = 0;
	enum err e = db_begin(d, DB_WRITE, note);

	if (e != ERR_OK)
		return e;
	e = migrate_version(d, &have, note);
	if (e == ERR_OK && have < number) {
		if (have == 0)
			e = make_version_table(d, note);
		char *shown = xasprintf("schema/%s", file);
		if (e == ERR_OK)
			e = run_file(d, shown, note);
		free(shown);
		if (e == ERR_OK)
			e = run_own(d, number, note);
		if (e == ERR_OK)
			e = note_version(d, number, file, note);
	}
	if (e == ERR_OK)
		e = db_commit(d, note);
	if (e != ERR_OK)
		db_rollback(d);
	return e;
}

enum err
migrate_run(struct db *d, struct err_note *note)
{
	struct err_note own = { 0 };
	struct sqltext_list l;
	int have = 0;

	if (note == NULL)
		note = &own;
	if (d->sql_dir == NULL)
		return err_set(note, ERR_CONFIG, "", _("The folder with the SQL files is missing."));
	enum err e = list_files(d, "schema", true, &l, note);
	if (e != ERR_OK)
		return e;
	e = migrate_version(d, &have, note);
	d->engine->schema(d->conn, true);
	for (size_t i = 0; e == ERR_OK && i < l.n; i++)
		if (number_of(l.name[i]) > have)
			e = run_one(d, number_of(l.name[i]), l.name[i], note);
	d->engine->schema(d->conn, false);
	sqltext_list_free(&l);
	return e == ERR_OK ? db_durable(d, note) : e;
}
