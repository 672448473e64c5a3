/* Forms without an entity file: the entity is made from a table of fields.
 * The app keeps it, because records of the form outlive the form; the same
 * table gives the same entity. */
#include "ui/form_int.h"

#include <stdlib.h>
#include <string.h>

#include "ui/app_int.h"

static void
set_field(struct field *d, const struct field *from, int index)
{
	*d = *from;
	d->index = index;
	/* static tables leave out what they do not use */
	d->label = d->label != NULL ? d->label : "";
	d->hint = d->hint != NULL ? d->hint : "";
	d->help = d->help != NULL ? d->help : "";
	d->entity = d->entity != NULL ? d->entity : "";
	d->filter = d->filter != NULL ? d->filter : "";
	d->choices = d->choices != NULL ? d->choices : "";
	d->preset = d->preset != NULL ? d->preset : "";
	d->valid = d->valid != NULL ? d->valid : "";
	d->when = d->when != NULL ? d->when : "";
	d->right = d->right != NULL ? d->right : "";
}

static struct entity *
entity_make(const struct field *fields, size_t n)
{
	struct entity *e = xcalloc(1, sizeof *e);
	struct form_page *page = xcalloc(1, sizeof *page);
	size_t i;

	e->name = e->table = e->title = e->plural = e->code = e->function = "";
	e->series = e->rules = e->parent = e->path = "";
	e->fields = xcalloc(n, sizeof *e->fields);
	e->nfields = n;
	page->name = page->title = "";
	page->rows = xcalloc(n, sizeof *page->rows);
	page->nrows = n;
	e->pages = page;
	e->npages = 1;
	for (i = 0; i < n; i++) {
		set_field(&e->fields[i], &fields[i], (int)i);
		page->rows[i].fields = xcalloc(1, sizeof *page->rows[i].fields);
		page->rows[i].fields[0] = &e->fields[i];
		page->rows[i].nfields = 1;
	}
	return e;
}

void
entity_free(struct entity *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->pages[0].nrows; i++)
		free(e->pages[0].rows[i].fields);
	free(e->pages[0].rows);
	free(e->pages);
	free(e->fields);
	free(e);
}

static bool
is_same(const struct entity *e, const struct field *fields, size_t n)
{
	struct field d;
	size_t i;

	if (e->nfields != n)
		return false;
	for (i = 0; i < n; i++) {
		memset(&d, 0, sizeof d);
		set_field(&d, &fields[i], (int)i);
		if (memcmp(&d, &e->fields[i], sizeof d) != 0)
			return false;
	}
	return true;
}

struct form *
form_new_fields(struct app *app, const struct field *fields, size_t n,
    const struct format *fm, const struct form_ops *ops, void *ctx)
{
	struct entity *e = NULL;
	struct form *f;
	size_t i;

	for (i = 0; app != NULL && i < app->nentities && e == NULL; i++)
		if (is_same(app->entities[i], fields, n))
			e = app->entities[i];
	if (e == NULL) {
		e = entity_make(fields, n);
		if (app != NULL) {
			app->entities = xgrow(app->entities, &app->cap_entities,
			    app->nentities + 1, sizeof(struct entity *));
			app->entities[app->nentities++] = e;
		}
	}
	f = form_new(app, e, fm, ops, ctx);
	if (app == NULL)
		f->own = e;
	return f;
}
