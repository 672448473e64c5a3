#include "config.h"

#include "report/query_source.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

#define SOURCE_BYTES_MAX (64 * 1024)
#define SOURCE_FIELDS_MAX 40

struct reader {
	struct query_sources *all;
	const struct model *model;
	const char *file;
	int line;
	struct entity *e;
	struct query_source *s;
	struct err_note *note;
};

static enum err
wrong(const struct reader *rd, const char *what, const char *word)
{
	return err_set(rd->note, ERR_SYNTAX, "", "%s:%d: %s: %s", rd->file, rd->line, what, word);
}

static char *
take_word(struct reader *rd, const char **rest)
{
	const char *s = *rest + strspn(*rest, " \t");
	size_t n = strcspn(s, " \t");

	*rest = s + n;
	return arena_printf(&rd->all->arena, "%.*s", (int)n, s);
}

static bool
is_name(const char *s)
{
	return islower((unsigned char)s[0]) && strlen(s) < 32 &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static enum err
field_type(struct reader *rd, const char *kind, struct field *f)
{
	size_t i = rd->e->nfields;

	if (str_starts(kind, "ref:")) {
		f->type = FIELD_REF;
		f->entity = kind + 4;
	} else if (str_starts(kind, "word:")) {
		f->type = FIELD_TEXT;
		rd->s->words[i] = kind + 5;
	} else if (strcmp(kind, "quantity") == 0) {
		f->type = FIELD_FACTOR;
		rd->s->quantity[i] = true;
	} else if (!field_type_find(kind, &f->type) || f->type == FIELD_REF ||
	    f->type == FIELD_REFS || f->type == FIELD_CHOICE || f->type == FIELD_VERBS) {
		return wrong(rd, _("not a kind of column"), kind);
	}
	f->width = f->type == FIELD_REF ? 14 : field_kind(f->type)->width;
	f->max_len = field_kind(f->type)->max_len;
	return ERR_OK;
}

static enum err
read_field(struct reader *rd, const char *rest)
{
	struct field *f = &rd->e->fields[rd->e->nfields];
	enum err e;

	if (rd->e->nfields == SOURCE_FIELDS_MAX)
		return wrong(rd, _("too many columns"), "");
	*f = (struct field) { .hint = "", .help = "", .entity = "", .filter = "", .choices = "",
		.preset = "", .valid = "", .when = "", .right = "", .column = "", .line = rd->line,
		.index = (int)rd->e->nfields };
	f->name = take_word(rd, &rest);
	if (!is_name(f->name) || str_eq(f->name, "id") || str_eq(f->name, "count") ||
	    entity_field(rd->e, f->name) != NULL)
		return wrong(rd, _("not a name"), f->name);
	if ((e = field_type(rd, take_word(rd, &rest), f)) != ERR_OK)
		return e;
	f->label = arena_strdup(&rd->all->arena, rest + strspn(rest, " \t"));
	if (f->label[0] == '\0')
		return wrong(rd, _("the column has no label"), f->name);
	if (rd->e->key == NULL && f->type == FIELD_CODE)
		rd->e->key = f;
	rd->e->nfields++;
	return ERR_OK;
}

static enum err
read_key(struct reader *rd, const char *key, const char *value)
{
	struct arena *a = &rd->all->arena;

	value += strspn(value, " \t");
	if (strcmp(key, "field") == 0)
		return read_field(rd, value);
	if (strcmp(key, "source") == 0)
		rd->e->name = arena_strdup(a, value);
	else if (strcmp(key, "title") == 0)
		rd->e->title = arena_strdup(a, value);
	else if (strcmp(key, "plural") == 0)
		rd->e->plural = arena_strdup(a, value);
	else if (strcmp(key, "right") == 0)
		rd->e->function = arena_strdup(a, value);
	else if (strcmp(key, "words") != 0)	/* those are for the translators */
		return wrong(rd, _("not known in the head of a source"), key);
	return ERR_OK;
}

static enum err
read_line(struct reader *rd, const char *s, size_t len)
{
	char *line, *key, *colon;
	enum err e = ERR_OK;

	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	line = xstrndup(s, len);
	key = line + 2 + strspn(line + 2, " ");
	colon = strchr(key, ':');
	if (colon != NULL && strcspn(key, " :") == (size_t)(colon - key) &&
	    islower((unsigned char)key[0])) {
		*colon = '\0';
		e = read_key(rd, key, colon + 1);
	}
	free(line);
	return e;
}

static enum err
check_head(struct reader *rd, const char *name)
{
	const struct entity *e = rd->e;

	rd->line = 1;
	if (e->name == NULL || !str_eq(e->name, name) || !is_name(name))
		return wrong(rd, _("the file is not named as the source"), name);
	if (e->title == NULL || e->plural == NULL || e->nfields == 0)
		return wrong(rd, _("title, plural or fields are missing"), name);
	if (e->function == NULL || function_find(e->function) == NULL)
		return wrong(rd, _("there is no such right"), e->function != NULL ? e->function : "");
	if (model_entity(rd->model, name) != NULL)
		return wrong(rd, _("there is a form of that name"), name);
	if (!str_starts(rd->s->sql, "SELECT"))
		return wrong(rd, _("the statement begins with SELECT"), name);
	return ERR_OK;
}

static enum err
read_text(struct reader *rd, const char *name, const char *s)
{
	struct arena *a = &rd->all->arena;
	const char *end;
	enum err err;

	rd->e = arena_alloc(a, sizeof(*rd->e));
	rd->e->fields = arena_alloc(a, SOURCE_FIELDS_MAX * sizeof(*rd->e->fields));
	rd->s->words = arena_alloc(a, SOURCE_FIELDS_MAX * sizeof(*rd->s->words));
	rd->s->quantity = arena_alloc(a, SOURCE_FIELDS_MAX * sizeof(*rd->s->quantity));
	rd->e->code = rd->e->series = rd->e->rules = rd->e->guard = rd->e->people = "";
	rd->e->readonly = true;
	for (rd->line = 1; s[0] == '-' && s[1] == '-'; rd->line++) {
		size_t len = strcspn(s, "\n");

		if ((err = read_line(rd, s, len)) != ERR_OK)
			return err;
		s += len + (s[len] == '\n');
	}
	end = s + strlen(s);
	while (end > s && (isspace((unsigned char)end[-1]) || end[-1] == ';'))
		end--;
	rd->e->title_field = rd->e->key != NULL ? rd->e->key : &rd->e->fields[0];
	rd->s->e = rd->e;
	rd->s->sql = arena_printf(a, "%.*s", (int)(end - s), s);
	return check_head(rd, name);
}

static enum err
read_file(const char *path, const char *shown, char **text, struct err_note *note)
{
	FILE *f;
	char *buf;
	size_t n;
	enum err e;

	/* A source is as powerful as code: nobody else may have written it. */
	if ((e = conf_check_owner(path, note)) != ERR_OK)
		return e;
	if ((f = fopen(path, "re")) == NULL)
		return err_set(note, ERR_IO, "", _("%s cannot be read: %s"), shown, strerror(errno));
	buf = xmalloc(SOURCE_BYTES_MAX + 1);
	n = fread(buf, 1, SOURCE_BYTES_MAX, f);
	fclose(f);
	buf[n] = '\0';
	if (n == SOURCE_BYTES_MAX || !utf8_is_valid(buf, n) || strlen(buf) != n) {
		free(buf);
		return err_set(note, ERR_SYNTAX, "", _("%s is too long or not UTF-8."), shown);
	}
	*text = buf;
	return ERR_OK;
}

/* A site's file takes the place of ours. */
static struct query_source *
place_for(struct query_sources *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->s[i].e->name, name) == 0)
			return &all->s[i];
	all->s = xgrow(all->s, &all->cap, all->n + 1, sizeof(*all->s));
	return &all->s[all->n++];
}

static enum err
load_file(struct query_sources *all, const struct model *m, const char *dir, const char *file,
    struct err_note *note)
{
	char *path = xasprintf("%s/%s", dir, file), *shown = xasprintf("sources/%s", file);
	char *name = xstrndup(file, strlen(file) - 4), *text = NULL;
	struct query_source s = { 0 };
	struct reader rd = { .all = all, .model = m, .file = shown, .s = &s, .note = note };
	enum err e = read_file(path, shown, &text, note);

	if (e == ERR_OK)
		e = read_text(&rd, name, text);
	if (e == ERR_OK)
		*place_for(all, name) = s;
	free(text);
	free(name);
	free(shown);
	free(path);
	return e;
}

static int
is_source(const struct dirent *d)
{
	return d->d_name[0] != '.' && strlen(d->d_name) > 4 && str_ends(d->d_name, ".sql");
}

static enum err
load_dir(struct query_sources *all, const struct model *m, const char *dir, struct err_note *note)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_source, alphasort);
	enum err e = ERR_OK;

	if (n < 0)
		return ERR_OK;			/* a site without sources of its own */
	for (int i = 0; i < n; i++) {
		if (e == ERR_OK)
			e = load_file(all, m, dir, names[i]->d_name, note);
		free(names[i]);
	}
	free(names);
	return e;
}

/* What is pointed at has to be there; a key shows which row it is. */
static enum err
check_refs(const struct query_sources *all, struct err_note *note)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < all->s[i].e->nfields; k++) {
			const struct field *f = &all->s[i].e->fields[k];
			const struct query_source *to = f->type == FIELD_REF ?
			    query_source_find(all, f->entity) : NULL;

			if (f->type == FIELD_REF && (to == NULL || to->e->key == NULL))
				return err_set(note, ERR_SYNTAX, "", _("sources/%s.sql:%d: there is no entity \"%s\""),
				    all->s[i].e->name, f->line, f->entity);
		}
	return ERR_OK;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct query_source *)a)->e->name, ((const struct query_source *)b)->e->name);
}

enum err
query_sources_load(struct store *st, struct query_sources *all, struct err_note *note)
{
	const struct store_paths *p = store_paths(st);
	const struct model *m = store_model(st);
	char *own = xasprintf("%s/sources", p->sql), *site = xasprintf("%s/sql/sources", p->site);
	enum err e;

	*all = (struct query_sources) { 0 };
	e = load_dir(all, m, own, note);
	if (e == ERR_OK && p->site[0] != '\0')
		e = load_dir(all, m, site, note);
	free(own);
	free(site);
	for (size_t i = 0; e == ERR_OK && i < model_count(m); i++) {
		all->s = xgrow(all->s, &all->cap, all->n + 1, sizeof(*all->s));
		all->s[all->n++] = (struct query_source) { .e = model_at(m, i) };
	}
	if (e == ERR_OK) {
		qsort(all->s, all->n, sizeof(*all->s), by_name);
		e = check_refs(all, note);
	}
	if (e != ERR_OK)
		query_sources_fini(all);
	return e;
}

void
query_sources_fini(struct query_sources *all)
{
	arena_fini(&all->arena);
	free(all->s);
	*all = (struct query_sources) { 0 };
}

const struct query_source *
query_source_find(const struct query_sources *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->s[i].e->name, name) == 0)
			return &all->s[i];
	return NULL;
}

bool
query_source_may(const struct actor *a, const struct query_source *s)
{
	return access_may(a, s->e->function, VERB_VIEW);
}

bool
query_field_may(const struct actor *a, const struct field *f)
{
	/* What is sealed in the store is nothing to compare, sort or list by (doc/CRYPTO.md). */
	return !f->hidden && !f->sealed && f->type != FIELD_VERBS && access_sees(a, f);
}

char *
query_source_rows(const struct query_source *s)
{
	return s->sql != NULL ? xasprintf("(%s)", s->sql) : xasprintf("@%s", s->e->name);
}

size_t
query_source_refs(const struct query_source *s, const struct entity *e, const struct field **first)
{
	size_t n = 0;

	*first = NULL;
	for (size_t i = 0; i < s->e->nfields; i++) {
		const struct field *f = &s->e->fields[i];

		if (f->type != FIELD_REF || strcmp(f->entity, e->name) != 0)
			continue;
		if (n++ == 0)
			*first = f;
	}
	return n;
}
