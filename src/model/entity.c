#include "model/entity.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/entity_part.h"

#define SUFFIX ".form"
#define FORMS_MAX 500		/* files of one folder */

struct names {
	char **v;
	size_t n, cap;
};

static void
names_fini(struct names *names)
{
	while (names->n > 0)
		free(names->v[--names->n]);
	free(names->v);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Form files of a folder, sorted, without hidden ones. */
static enum err
list_forms(const char *dir, struct names *names, struct err_note *note)
{
	struct dirent *entry;
	DIR *d = opendir(dir);

	if (d == NULL)
		return err_set(note, ERR_IO, "",
		    _("The folder of forms cannot be read: %s"), dir);
	while ((entry = readdir(d)) != NULL && names->n < FORMS_MAX) {
		if (entry->d_name[0] == '.' || !str_ends(entry->d_name, SUFFIX))
			continue;
		names->v = xgrow(names->v, &names->cap, names->n + 1,
		    sizeof *names->v);
		names->v[names->n++] = xstrdup(entry->d_name);
	}
	closedir(d);
	if (names->n > 0)
		qsort(names->v, names->n, sizeof *names->v, compare_names);
	return ERR_OK;
}

/* Reads one file as the next source of l. */
static enum err
add_source(struct model *m, struct loaded *l, const char *path,
    const char *shown, bool is_overlay, struct err_note *note)
{
	struct entity_source *s = &l->src[l->nsrc];
	enum err e = conf_check_owner(path, note);

	if (e != ERR_OK)
		return e;
	s->shown = arena_strdup(&m->arena, shown);
	s->is_overlay = is_overlay;
	e = conf_read_as(path, s->shown, entity_spec(is_overlay), &s->conf, note);
	if (e == ERR_OK)
		l->nsrc++;
	return e;
}

static enum err
load_one(struct model *m, const char *dir, const char *site_dir,
    const char *file, struct err_note *note)
{
	struct loaded *l = arena_alloc(&m->arena, sizeof *l);
	const char *path = arena_printf(&m->arena, "%s/%s", dir, file);
	enum err e;

	m->all = xgrow(m->all, &m->cap, m->n + 1, sizeof *m->all);
	m->all[m->n++] = l;
	l->entity.path = path;
	l->entity.name = arena_printf(&m->arena, "%.*s",
	    (int)(strlen(file) - strlen(SUFFIX)), file);
	e = add_source(m, l, path, file, false, note);
	if (e == ERR_OK && site_dir != NULL) {
		path = arena_printf(&m->arena, "%s/%s", site_dir, file);
		if (access(path, F_OK) == 0)
			e = add_source(m, l, path, file, true, note);
	}
	return e == ERR_OK ? entity_read(l, &m->arena, note) : e;
}

/* An overlay adds to a form; alone it would have no table. */
static enum err
check_overlays(const struct model *m, const char *site_dir,
    struct err_note *note)
{
	struct names names = { 0 };
	enum err e = ERR_OK;
	char *stem;
	size_t i;

	if (access(site_dir, F_OK) != 0)
		return ERR_OK;
	e = conf_check_owner(site_dir, note);
	if (e == ERR_OK)
		e = list_forms(site_dir, &names, note);
	for (i = 0; i < names.n && e == ERR_OK; i++) {
		stem = xstrndup(names.v[i], strlen(names.v[i]) - strlen(SUFFIX));
		if (model_entity(m, stem) == NULL)
			e = err_set(note, ERR_SYNTAX, "",
			    _("%s:1: there is no entity “%s” to add to"),
			    names.v[i], stem);
		free(stem);
	}
	names_fini(&names);
	return e;
}

static int
compare_loaded(const void *a, const void *b)
{
	const struct loaded *const *x = a, *const *y = b;

	return strcmp((*x)->entity.name, (*y)->entity.name);
}

enum err
model_load(const char *dir, const char *site_dir, struct model **out,
    struct err_note *note)
{
	struct model *m = xcalloc(1, sizeof *m);
	struct names names = { 0 };
	enum err e = conf_check_owner(dir, note);
	size_t i;

	if (e == ERR_OK)
		e = list_forms(dir, &names, note);
	for (i = 0; i < names.n && e == ERR_OK; i++)
		e = load_one(m, dir, site_dir, names.v[i], note);
	if (e == ERR_OK && m->n == 0)
		e = err_set(note, ERR_CONFIG, "", _("There are no forms in %s."), dir);
	if (m->n > 0)
		qsort(m->all, m->n, sizeof *m->all, compare_loaded);
	for (i = 0; i < m->n && e == ERR_OK; i++)
		e = entity_check(m, m->all[i], note);
	if (e == ERR_OK && site_dir != NULL)
		e = check_overlays(m, site_dir, note);
	names_fini(&names);
	if (e == ERR_OK)
		*out = m;
	else
		model_free(m);
	return e;
}

void
model_free(struct model *m)
{
	size_t i, s;

	if (m == NULL)
		return;
	for (i = 0; i < m->n; i++) {
		for (s = 0; s < m->all[i]->nsrc; s++)
			conf_free(m->all[i]->src[s].conf);
	}
	free(m->all);
	arena_fini(&m->arena);
	free(m);
}

const struct entity *
model_entity(const struct model *m, const char *name)
{
	size_t low = 0, high = m->n, mid;
	int c;

	while (low < high) {
		mid = (low + high) / 2;
		c = strcmp(name, m->all[mid]->entity.name);
		if (c == 0)
			return &m->all[mid]->entity;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct entity *
model_by_code(const struct model *m, const char *go_code)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		const struct entity *e = &m->all[i]->entity;

		if (e->code[0] != '\0' && str_ieq_ascii(e->code, go_code))
			return e;
	}
	return NULL;
}

size_t
model_count(const struct model *m)
{
	return m->n;
}

const struct entity *
model_at(const struct model *m, size_t i)
{
	return i < m->n ? &m->all[i]->entity : NULL;
}

const struct field *
entity_field(const struct entity *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->nfields; i++) {
		if (str_eq(e->fields[i].name, name))
			return &e->fields[i];
	}
	return NULL;
}

bool
entity_is_searchable(const struct entity *e)
{
	size_t i;

	for (i = 0; i < e->nfields; i++) {
		if (e->fields[i].search)
			return true;
	}
	return false;
}
