/* entity_layout.c - the list and the form of an entity: columns, pages, related
 * lists, actions. */
#include "model/entity_part.h"

#include "base/i18n.h"
#include "base/str.h"

/* --- the list --- */

static bool
is_plain_column(const struct field *f)
{
	return !f->hidden && f->type != FIELD_NOTE && f->type != FIELD_REFS;
}

/* Without a list in the file: the key, the name and three more. */
static void
make_columns(struct entity *e, struct arena *a)
{
	size_t i, others = 0;

	e->columns = arena_alloc(a, 5 * sizeof *e->columns);
	if (e->key != NULL)
		e->columns[e->ncolumns++] = (struct list_column) { e->key, 1, false };
	if (e->title_field != e->key)
		e->columns[e->ncolumns++] =
		    (struct list_column) { e->title_field, 1, true };
	for (i = 0; i < e->nfields && others < 3; i++) {
		const struct field *f = &e->fields[i];

		if (f == e->key || f == e->title_field || !is_plain_column(f))
			continue;
		others++;
		e->columns[e->ncolumns++] =
		    (struct list_column) { f, (int)others + 1, false };
	}
}

static enum err
read_columns(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "list", .name = "column" };
	struct entity *e = &l->entity;
	const struct conf_node *n;
	size_t i;

	e->columns = arena_alloc(a, entity_walk_count(l, "list", "column") *
	    sizeof *e->columns);
	while ((n = entity_walk_next(&w)) != NULL) {
		const struct field *f = entity_field(e, n->title);
		long priority = conf_int(n, "priority", 1);

		if (f == NULL)
			return entity_fail(w.from, n->line, note,
			    _("column “%s”: there is no such field"), n->title);
		for (i = 0; i < e->ncolumns; i++) {
			if (e->columns[i].field == f)
				return entity_fail(w.from, n->line, note,
				    _("column “%s” is given twice"), n->title);
		}
		if (priority < 1 || priority > 9)
			return entity_fail(w.from, n->line, note,
			    _("priority of “%s” is 1 to 9"), n->title);
		e->columns[e->ncolumns++] = (struct list_column) { f,
			(int)priority, conf_bool(n, "grow", false) };
	}
	return ERR_OK;
}

enum err
entity_read_list(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "list", .name = "sort" };
	struct entity *e = &l->entity;
	const struct conf_node *n;
	enum err code = ERR_OK;

	e->sort = e->title_field;
	while ((n = entity_walk_next(&w)) != NULL) {
		const char *name = n->values[0];

		e->sort_desc = name[0] == '-';
		e->sort = entity_field(e, name + e->sort_desc);
		if (e->sort == NULL || e->sort->type == FIELD_NOTE ||
		    e->sort->type == FIELD_REFS)
			return entity_fail(w.from, n->line, note,
			    _("sort: “%s” is no field to sort by"), name);
	}
	e->sorts = "";
	w = (struct entity_walk){ .l = l, .section = "list", .name = "sorts" };
	while ((n = entity_walk_next(&w)) != NULL) {
		const char *rest = n->values[0];
		char name[64];

		while (str_next(&rest, ',', name, sizeof name)) {
			const struct field *f = entity_field(e, name);

			if (f == NULL || f->type == FIELD_NOTE || f->type == FIELD_REFS)
				return entity_fail(w.from, n->line, note,
				    _("sort: “%s” is no field to sort by"), name);
		}
		e->sorts = n->values[0];
	}
	if (entity_walk_count(l, "list", "column") > 0)
		code = read_columns(l, a, note);
	if (e->ncolumns == 0)
		make_columns(e, a);
	return code;
}

/* --- the form --- */

static bool
is_on_a_page(const struct entity *e, const struct field *f)
{
	size_t p, r, i;

	for (p = 0; p < e->npages; p++) {
		for (r = 0; r < e->pages[p].nrows; r++) {
			const struct form_group *g = &e->pages[p].rows[r];

			for (i = 0; i < g->nfields; i++) {
				if (g->fields[i] == f)
					return true;
			}
		}
	}
	return false;
}

static void
add_row(struct form_page *page, struct arena *a, const struct field *f)
{
	struct form_group *g = &page->rows[page->nrows++];

	g->fields = arena_alloc(a, sizeof *g->fields);
	g->fields[g->nfields++] = f;
}

static enum err
read_row(const struct entity *e, const struct entity_source *s,
    const struct conf_node *n, struct form_page *page, struct arena *a,
    struct err_note *note)
{
	struct form_group *g = &page->rows[page->nrows++];
	size_t i;

	if (n->nvalues == 0)
		return entity_fail(s, n->line, note, _("row() names no field"));
	g->fields = arena_alloc(a, n->nvalues * sizeof *g->fields);
	for (i = 0; i < n->nvalues; i++) {
		const struct field *f = entity_field(e, n->values[i]);

		if (f == NULL)
			return entity_fail(s, n->line, note,
			    _("row: there is no field “%s”"), n->values[i]);
		if (is_on_a_page(e, f))
			return entity_fail(s, n->line, note,
			    _("field “%s” is on the form twice"), f->name);
		g->fields[g->nfields++] = f;
	}
	return ERR_OK;
}

static struct form_page *
find_page(struct entity *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->npages; i++) {
		if (str_eq(e->pages[i].name, name))
			return &e->pages[i];
	}
	return NULL;
}

static const struct conf_node *
overlay_page(const struct loaded *l, const char *name)
{
	const struct conf_node *form = l->nsrc > 1 ?
	    entity_section(&l->src[1], "form") : NULL;
	size_t i;

	for (i = 0; form != NULL && i < form->nchildren; i++) {
		if (str_eq(form->children[i].name, "page") &&
		    str_eq(form->children[i].title, name))
			return &form->children[i];
	}
	return NULL;
}

enum err
entity_read_pages(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "form", .name = "page" };
	struct entity *e = &l->entity;
	const struct conf_node *n;
	enum err code;
	size_t i;

	/* One more for the page that is made when the file has none. */
	e->pages = arena_alloc(a, (entity_walk_count(l, "form", "page") + 1) *
	    sizeof *e->pages);
	while ((n = entity_walk_next(&w)) != NULL) {
		struct form_page *p = &e->pages[e->npages];

		/* A page of the overlay stands for the one of its name. */
		if (!w.from->is_overlay && overlay_page(l, n->title) != NULL)
			continue;
		if (find_page(e, n->title) != NULL)
			return entity_fail(w.from, n->line, note,
			    _("page “%s” is given twice"), n->title);
		e->npages++;
		p->name = n->title;
		p->title = conf_str(n, "title", n->title);
		/* Room for fields of the overlay that no page names. */
		p->rows = arena_alloc(a, (n->nchildren + e->nfields) *
		    sizeof *p->rows);
		for (i = 0; i < n->nchildren; i++) {
			if (!str_eq(n->children[i].name, "row"))
				continue;
			code = read_row(e, w.from, &n->children[i], p, a, note);
			if (code != ERR_OK)
				return code;
		}
		if (p->nrows == 0)
			return entity_fail(w.from, n->line, note,
			    _("page “%s” has no row()"), n->title);
	}
	return ERR_OK;
}

/* A form for free when none is written, and a place for fields of a site. */
enum err
entity_complete_pages(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "entity", .name = "field" };
	struct entity *e = &l->entity;
	bool is_free = e->npages == 0;
	const struct conf_node *n;

	if (is_free) {
		e->npages = 1;
		e->pages[0] = (struct form_page) { .name = "main",
			.title = N_("Main"),
			.rows = arena_alloc(a, e->nfields * sizeof *e->pages[0].rows) };
	}
	while ((n = entity_walk_next(&w)) != NULL) {
		const struct field *f = entity_field(e, n->title);

		if (f->hidden || is_on_a_page(e, f))
			continue;
		if (is_free || w.from->is_overlay)
			add_row(&e->pages[0], a, f);
		else if (f->required && !f->readonly && f->preset[0] == '\0')
			return entity_fail(w.from, n->line, note,
			    _("“%s” is required but on no page"), f->name);
	}
	return ERR_OK;
}

/* --- related lists, actions, scans --- */

static enum err
need(const struct entity_source *s, const struct conf_node *n, const char *key,
    const char **v, struct err_note *note)
{
	*v = conf_str(n, key, "");
	return **v != '\0' ? ERR_OK : entity_fail(s, n->line, note,
	    _("%s “%s” needs %s = '...'"), n->name, n->title, key);
}

enum err
entity_read_related(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "form", .name = "related" };
	struct entity *e = &l->entity;
	const struct conf_node *n;
	enum err code;

	e->related = arena_alloc(a, entity_walk_count(l, "form", "related") *
	    sizeof *e->related);
	while ((n = entity_walk_next(&w)) != NULL) {
		struct related *r = &e->related[e->nrelated++];

		r->name = n->title;
		r->title = conf_str(n, "title", n->title);
		r->lines = (int)conf_int(n, "lines", 5);
		code = need(w.from, n, "entity", &r->entity, note);
		if (code == ERR_OK)
			code = need(w.from, n, "by", &r->by, note);
		if (code != ERR_OK)
			return code;
		if (r->lines < 1 || r->lines > 50)
			return entity_fail(w.from, n->line, note,
			    _("lines of “%s” is 1 to 50"), n->title);
	}
	return ERR_OK;
}

enum err
entity_read_actions(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk act = { .l = l, .section = "form", .name = "action" };
	struct entity_walk scan = { .l = l, .section = "form", .name = "scan" };
	struct entity *e = &l->entity;
	const struct conf_node *n;
	enum err code = ERR_OK;

	e->actions = arena_alloc(a, entity_walk_count(l, "form", "action") *
	    sizeof *e->actions);
	e->scans = arena_alloc(a, entity_walk_count(l, "form", "scan") *
	    sizeof *e->scans);
	while (code == ERR_OK && (n = entity_walk_next(&act)) != NULL) {
		struct form_action *x = &e->actions[e->nactions++];

		x->name = n->title;
		x->title = conf_str(n, "title", n->title);
		x->of_new = conf_bool(n, "new", false);
		code = need(act.from, n, "command", &x->command, note);
	}
	while (code == ERR_OK && (n = entity_walk_next(&scan)) != NULL) {
		struct scan_route *x = &e->scans[e->nscans++];

		x->kind = n->title;
		code = need(scan.from, n, "command", &x->command, note);
	}
	return code;
}
