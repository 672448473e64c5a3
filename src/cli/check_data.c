/* quen check: keymaps, entities against functions and tables, queries. */
#include "cli/check.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "report/query_source.h"
#include "report/report.h"
#include "store/query.h"
#include "ui/keymap.h"

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_keymap(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".keys");
}

static int
check_folder(struct check *k, const char *folder)
{
	struct err_note note = { 0 };
	struct dirent **names;
	struct keymap *km;
	char *path;
	int i, n = scandir(folder, &names, is_keymap, by_name);

	for (i = 0; i < n; i++) {
		path = xasprintf("%s/%s", folder, names[i]->d_name);
		km = NULL;
		if (keymap_load(path, &km, &note) != ERR_OK)
			check_bad(k, NULL, 0, "%s", note.text);
		keymap_free(km);
		k->keymaps++;
		free(path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return n;
}

void
check_keymaps(struct check *k)
{
	char site[600];

	if (check_folder(k, k->c->paths.keymaps) <= 0)
		check_bad(k, NULL, 0, _("No keymaps in %s."), k->c->paths.keymaps);
	snprintf(site, sizeof(site), "%s/keymaps", k->c->paths.site);
	(void)check_folder(k, site);
}

/* "function.verb" of a field. */
static bool
is_right(const char *right)
{
	const char *dot = strchr(right, '.');
	char name[48];
	const struct function *f;
	int v;

	if (dot == NULL || (size_t)(dot - right) >= sizeof(name))
		return false;
	memcpy(name, right, (size_t)(dot - right));
	name[dot - right] = '\0';
	if ((f = function_find(name)) == NULL)
		return false;
	for (v = VERB_VIEW; v < VERB_ALL; v *= 2)
		if ((f->verbs & v) != 0 && strcmp(verb_name((enum verb)v), dot + 1) == 0)
			return true;
	return false;
}

static void
check_column(struct check *k, const struct entity *e, const char *table, const char *column, int line)
{
	char *sql = xasprintf("SELECT %s FROM %s WHERE 1 = 0", column, table);
	struct db_stmt *q = db_query_text(store_db(k->st), sql, DB_NO_ARGS, NULL);

	if (q == NULL)
		check_bad(k, e->path, line, _("table \"%s\" has no column \"%s\". New fields need: quen upgrade"),
		    table, column);
	db_reset(q);
	free(sql);
}

static void
check_field(struct check *k, const struct entity *e, const struct field *f)
{
	const struct function *fn;
	char *name;

	if (!str_empty(f->right) && !is_right(f->right))
		check_bad(k, e->path, f->line, _("field \"%s\": there is no right \"%s\""), f->name, f->right);
	if (f->type == FIELD_REFS) {
		name = xasprintf("%s_%s", e->name, f->name);
		check_column(k, e, name, "owner_id", f->line);
		check_column(k, e, name, "ref_id", f->line);
	} else {
		name = xasprintf("%s%s", f->column[0] != '\0' ? f->column : f->name,
		    f->type == FIELD_REF ? "_id" : "");
		check_column(k, e, e->table, name, f->line);
	}
	free(name);
	/* The rights screen offers what the program knows, no more, no less. */
	if (strcmp(e->name, "right") == 0 && strcmp(f->name, "function") == 0)
		for (fn = function_table; fn->name != NULL; fn++)
			if (!str_in_list(f->choices, fn->name))
				check_bad(k, e->path, f->line, _("the function \"%s\" is missing"), fn->name);
}

void
check_entities(struct check *k)
{
	const struct model *m = store_model(k->st);
	const struct entity *e;
	struct err_note note = { 0 };
	size_t i, n;

	if (store_begin(k->st, k->a, false, &note) != ERR_OK) {
		check_bad(k, NULL, 0, "%s", note.text);
		return;
	}
	for (i = 0; i < model_count(m); i++) {
		e = model_at(m, i);
		if (function_find(e->function) == NULL)
			check_bad(k, e->path, 0, _("there is no function \"%s\""), e->function);
		for (n = 0; n < e->nfields; n++)
			check_field(k, e, &e->fields[n]);
	}
	store_rollback(k->st);
}

static char *
expand(void *arg, const char *sql)
{
	struct check *k = arg;
	struct err_note note = { 0 };

	return store_expand(k->st, k->a, sql, &note);
}

static void
report(void *arg, const char *line)
{
	check_bad(arg, NULL, 0, "%s", line);
}

void
check_queries(struct check *k)
{
	struct db_check dc = { .expand = expand, .report = report, .arg = k };
	struct err_note note = { 0 };
	int before = k->bad;

	if (db_check_queries(store_db(k->st), &dc, &note) != ERR_OK && k->bad == before)
		check_bad(k, NULL, 0, "%s", note.text);
}

static void
wrong_report(void *arg, const struct err_note *note)
{
	check_bad(arg, NULL, 0, "%s", note->text);
}

/* Each report is run once, for one row: its columns, parameters, rights and privacy. */
void
check_reports(struct check *k)
{
	struct err_note note = { 0 };
	struct reports all;

	if (reports_load(&k->c->paths, &all, wrong_report, k, &note) != ERR_OK) {
		check_bad(k, NULL, 0, "%s", note.text);
		return;
	}
	for (size_t i = 0; i < all.n; i++) {
		if (store_begin(k->st, k->a, false, &note) != ERR_OK ||
		    report_check(k->st, &all, &all.r[i], &note) != ERR_OK)
			check_bad(k, NULL, 0, "%s", note.text);
		store_rollback(k->st);
		k->reports++;
	}
	reports_fini(&all);
}

/* Its statement gives id and every field of the head. */
static void
check_source(struct check *k, const struct query_source *s)
{
	char *rows = query_source_rows(s), *name = xasprintf("sources/%s.sql", s->e->name);
	const char *bare = report_bare_private(k->st, s->sql);
	struct err_note note = { 0 };
	struct strbuf sql = { 0 };
	struct db_stmt *q;

	strbuf_add(&sql, "SELECT x.id");
	for (size_t i = 0; i < s->e->nfields; i++)
		strbuf_addf(&sql, ", x.%s%s", s->e->fields[i].name,
		    s->e->fields[i].type == FIELD_REF ? "_id" : "");
	strbuf_addf(&sql, " FROM %s x WHERE 1 = 0", rows);
	if (bare != NULL)
		check_bad(k, NULL, 0, _("%s:%d: \"%s\" is private: write @%s"), name, 1, bare, bare);
	if (store_begin(k->st, k->a, false, &note) == ERR_OK &&
	    (q = store_select(k->st, strbuf_str(&sql), DB_NO_ARGS, &note)) != NULL)
		db_reset(q);
	else if (db_why(&note) == ERR_SYNTAX)
		check_bad(k, NULL, 0, "%s:%d: %s", name, 1, note.text);
	else
		check_bad(k, NULL, 0, _("%s:%d: the engine refuses the statement"), name, 1);
	store_rollback(k->st);
	strbuf_fini(&sql);
	free(name);
	free(rows);
}

/* One that does not read takes every question with it. */
void
check_sources(struct check *k)
{
	struct err_note note = { 0 };
	struct query_sources all;

	if (query_sources_load(k->st, &all, &note) != ERR_OK) {
		check_bad(k, NULL, 0, "%s", note.text);
		return;
	}
	for (size_t i = 0; i < all.n; i++)
		if (all.s[i].sql != NULL)
			check_source(k, &all.s[i]);
	query_sources_fini(&all);
}
