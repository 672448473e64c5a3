/* The forms of a shop: right ones as a whole, or those that were right last. */
#include "store/site.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "db/migrate.h"
#include "store/site_part.h"

#define FORMS "forms"
#define FORM_BYTES_MAX (256 * 1024)

struct facts { uint64_t sum; };

static void
stir(struct facts *f, const void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		f->sum = (f->sum ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
}

static int
is_form(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".form");
}

/* Calls each for every form of a folder. */
static void
every_form(const char *folder, void (*each)(void *arg, const char *folder, const char *name), void *arg)
{
	struct dirent **names;
	int n = scandir(folder, &names, is_form, alphasort);

	if (n < 0)
		return;
	for (int i = 0; i < n; i++) {
		each(arg, folder, names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

static void
stir_file(void *arg, const char *folder, const char *name)
{
	char path[1200];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	stir(arg, name, strlen(name) + 1);
	if (stat(path, &st) != 0)
		return;
	stir(arg, &st.st_ino, sizeof st.st_ino);
	stir(arg, &st.st_size, sizeof st.st_size);
	stir(arg, &st.st_mtim, sizeof st.st_mtim);
	stir(arg, &st.st_ctim, sizeof st.st_ctim);
}

/* Which forms, over which program: other ones are looked at anew. */
static void
look(const char *live, struct db *d, char *buf, size_t size)
{
	struct facts f = { UINT64_C(0xcbf29ce484222325) };
	struct stat st;
	int version = migrate_newest(d);

	every_form(live, stir_file, &f);
	stir(&f, PACKAGE_VERSION, sizeof PACKAGE_VERSION);
	stir(&f, &version, sizeof version);
	if (stat(live, &st) == 0)
		stir(&f, &st.st_mode, sizeof st.st_mode);
	snprintf(buf, size, "%016" PRIx64, f.sum);
}

static void
add_column(struct strbuf *b, const char *column, bool is_ref)
{
	strbuf_addf(b, "%s%s%s", b->len > 0 ? ", " : "", column, is_ref ? "_id" : "");
}

static bool
is_there(struct db *d, const char *columns, const char *table)
{
	char *sql = xasprintf("SELECT %s FROM %s WHERE 1 = 0", columns, table);
	struct db_stmt *q = db_query_text(d, sql, DB_NO_ARGS, NULL);
	bool there = q != NULL;

	db_reset(q);
	free(sql);
	return there;
}

static enum err
missing(const struct entity *e, const struct field *f, struct err_note *note)
{
	return err_set(note, ERR_SYNTAX, f->name, _("%s.form:%d: table \"%s\" has no column for \"%s\""),
	    e->name, f->line, e->table, f->name);
}

/* A field without a column would break every list of its entity. One question for all fields; only
 * when that fails one for each. */
static enum err
check_columns(struct db *d, const struct entity *e, struct err_note *note)
{
	struct strbuf all = { 0 };
	enum err err = ERR_OK;

	for (size_t i = 0; i < e->nfields; i++)
		if (e->fields[i].type != FIELD_REFS)
			add_column(&all, str_empty(e->fields[i].column) ? e->fields[i].name :
			    e->fields[i].column, e->fields[i].type == FIELD_REF);
	if (all.len > 0 && !is_there(d, strbuf_str(&all), e->table))
		for (size_t i = 0; i < e->nfields && err == ERR_OK; i++) {
			const struct field *f = &e->fields[i];
			struct strbuf one = { 0 };

			if (f->type == FIELD_REFS)
				continue;
			add_column(&one, str_empty(f->column) ? f->name : f->column, f->type == FIELD_REF);
			if (!is_there(d, strbuf_str(&one), e->table))
				err = missing(e, f, note);
			strbuf_fini(&one);
		}
	strbuf_fini(&all);
	return err;
}

static enum err
columns_there(struct db *d, const struct model *m, struct err_note *note)
{
	enum err e = db_begin(d, DB_READ, note);

	for (size_t i = 0; i < model_count(m) && e == ERR_OK; i++)
		e = check_columns(d, model_at(m, i), note);
	db_rollback(d);
	return e;
}

static void
keep_form(void *arg, const char *folder, const char *name)
{
	char path[1200], *text = xmalloc(FORM_BYTES_MAX + 1);
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if ((f = fopen(path, "re")) != NULL) {
		n = fread(text, 1, FORM_BYTES_MAX, f);
		text[n] = '\0';
		fclose(f);
		snprintf(path, sizeof path, FORMS "/%s", name);
		site_put(arg, path, "", text);
	}
	free(text);
}

struct tidy { const struct store_paths *p; const char *live; };

static void
drop_form(void *arg, const char *folder, const char *name)
{
	const struct tidy *t = arg;
	char path[1200];

	(void)folder;
	snprintf(path, sizeof path, "%s/%s", t->live, name);
	if (access(path, F_OK) == 0)
		return;
	snprintf(path, sizeof path, FORMS "/%s", name);
	site_drop(t->p, path, "");
}

static void
keep_all(const struct store_paths *p, const char *live)
{
	struct tidy t = { p, live };
	char kept[1200];

	every_form(live, keep_form, (void *)(uintptr_t)p);
	if (site_kept(p, FORMS, kept, sizeof kept))
		every_form(kept, drop_form, &t);
}

/* The same forms were looked at before: '+' right, '-' wrong; 0: not yet. */
static char
seen(const struct store_paths *p, const char *mark)
{
	char path[1200], right[40], wrong[40];

	if (!site_kept(p, FORMS SITE_SEEN, path, sizeof path))
		return 0;
	snprintf(right, sizeof right, "%s +", mark);
	snprintf(wrong, sizeof wrong, "%s -", mark);
	return site_same(path, right) ? '+' : site_same(path, wrong) ? '-' : 0;
}

static void
note_seen(const struct store_paths *p, const char *mark, char how)
{
	char text[40];

	snprintf(text, sizeof text, "%s %c", mark, how);
	site_put(p, FORMS, SITE_SEEN, text);
}

enum err
site_model(const struct store_paths *p, struct db *d, struct model **out, struct err_note *note)
{
	char live[600], kept[1200], mark[24];
	struct err_note why = { 0 };
	struct model *m = NULL;
	char how;
	enum err e;

	if (!site_live(p, FORMS, live, sizeof live))
		return model_load(p->forms, NULL, out, note);
	if (p->site_must_be_right)
		return model_load(p->forms, live, out, note);
	look(live, d, mark, sizeof mark);
	how = seen(p, mark);
	e = how == '-' ? ERR_SYNTAX : model_load(p->forms, live, &m, &why);
	if (e == ERR_OK && how == 0)
		e = columns_there(d, m, &why);
	if (e == ERR_OK) {
		if (how == 0) {
			keep_all(p, live);
			site_drop(p, FORMS, SITE_WRONG);
			note_seen(p, mark, '+');
		}
		*out = m;
		return ERR_OK;
	}
	model_free(m);
	if (how != '-') {
		site_wrong(p, FORMS, why.text);
		site_log(p, FORMS, why.text);
		note_seen(p, mark, '-');
	}
	if (site_kept(p, FORMS, kept, sizeof kept) &&
	    model_load(p->forms, kept, out, &why) == ERR_OK)
		return ERR_OK;
	return model_load(p->forms, NULL, out, note);
}
