/* What a form shows beside its record: related lists, their numbers of rows, and the summary. */
#include "ui/browse_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

struct list *
browse_related_here(const struct browse_form *b)
{
	size_t tab = form_tab(b->form), pages = form_page_count(b->form);

	return tab >= pages && tab - pages < b->nlists ? b->lists[tab - pages] : NULL;
}

/* What is read from the store beside the record. */
void
browse_set_summary(struct browse_form *b)
{
	strbuf_clear(&b->summary);
	if (b->spec.ops->summary != NULL)
		b->spec.ops->summary(b->spec.ctx, b->spec.entity, form_stored(b->form)->id, &b->summary);
}

/* Titles of the related lists with how many rows they have, "Contacts(2)"; none: the title alone. */
void
browse_set_tabs(struct browse_form *b)
{
	char *titles[RELATED_MAX];
	int64_t n;

	for (size_t i = 0; i < b->nlists; i++) {
		if (browse_source.count(&b->rows[i], "", TAB_COUNT_CAP + 1, &n, NULL) != ERR_OK)
			n = 0;
		titles[i] = n <= 0 ? xstrdup(b->titles[i]) : n > TAB_COUNT_CAP ?
		    xasprintf("%s(%d+)", b->titles[i], TAB_COUNT_CAP) :
		    xasprintf("%s(%d)", b->titles[i], (int)n);
	}
	form_set_tabs(b->form, (const char *const *)titles, b->nlists);
	for (size_t i = 0; i < b->nlists; i++)
		free(titles[i]);
}

/* Whose rows they are stands in the title already. */
static void
hide_parent(struct list *l, const struct entity *e, const char *by)
{
	for (size_t i = 0; e->ncolumns > 1 && i < list_column_count(l); i++)
		if (str_eq(e->columns[i].field->name, by))
			list_column(l, i)->is_hidden = true;
}

/* Related lists show when the record exists and its entity may be seen. */
void
browse_set_related(struct browse_form *b)
{
	const struct entity *e = b->spec.entity, *other;
	int64_t id = form_stored(b->form)->id;
	size_t i;

	for (i = 0; i < b->nlists; i++)
		list_free(b->lists[i]);
	b->nlists = 0;
	for (i = 0; id != 0 && i < e->nrelated && b->nlists < RELATED_MAX; i++) {
		other = b->spec.ops->entity != NULL ?
		    b->spec.ops->entity(b->spec.ctx, e->related[i].entity) : NULL;
		if (other == NULL || !browse_may(&b->spec, other, "view"))
			continue;
		b->rows[b->nlists] = (struct browse_rows){
			.spec = &b->spec, .entity = other, .by = e->related[i].by, .parent = id,
		};
		b->titles[b->nlists] = tr(e->related[i].title);
		b->lists[b->nlists] = list_new_entity(other, &browse_source, &b->rows[b->nlists]);
		list_set_marks(b->lists[b->nlists], false);
		hide_parent(b->lists[b->nlists], other, e->related[i].by);
		b->nlists++;
	}
	browse_set_tabs(b);
	browse_set_summary(b);
}

/* ---- the summary ---- */

/* Items of a summary in lines of this width, as many rows as there are; returns the lines. */
static int
flow_summary(const char *items, struct canvas *c, struct rect r, bool draw)
{
	int line = 0, col = 0;

	for (const char *p = items; *p != '\0';) {
		int len = (int)strcspn(p, "\n"), w;
		char *item = xstrndup(p, (size_t)len);

		w = canvas_width(item);
		if (col > 0 && col + 3 + w > r.cols) {
			line++;
			col = 0;
		} else if (col > 0) {
			col += 3;
		}
		if (draw && line < r.rows)
			canvas_text(c, r.row + line, r.col + col, r.cols - col, ROLE_TEXT, item);
		col += w;
		p += len + (p[len] == '\n');
		free(item);
	}
	return line + 1;
}

/* Below the fields where there is room; a small screen keeps one line for what matters most, the
 * rest is behind Why?. need: rows of the form. */
void
browse_draw_summary(struct browse_form *b, struct canvas *c, struct rect body, int need)
{
	struct rect r = { body.row, body.col + 1, 0, body.cols - 2 };
	int lines = flow_summary(strbuf_str(&b->summary), c, r, false), left = body.rows - need;

	if (left >= 2) {
		r.rows = lines < left - 1 ? lines : left - 1;
		r.row = body.row + body.rows - r.rows;
		canvas_hline(c, r.row - 1, body.col, body.cols, ROLE_RULE);
		(void)canvas_textf(c, r.row - 1, body.col + 1, canvas_width(_("Summary")) + 2, ROLE_HEAD,
		    " %s ", _("Summary"));
	} else if (body.rows >= 8) {
		body.rows--;
		r.row = body.row + body.rows;
		r.rows = 1;
		if (left < 1)
			(void)form_draw(b->form, c, body, true);
		canvas_fill(c, (struct rect){ r.row, body.col, 1, body.cols }, ROLE_TEXT);
	}
	(void)flow_summary(strbuf_str(&b->summary), c, r, true);
}

/* The action of the form that explains its figures, "customer.why": the key does what F10 does. */
int
browse_why_at(const struct entity *e)
{
	for (size_t i = 0; i < e->nactions; i++) {
		const char *dot = strrchr(e->actions[i].command, '.');

		if (dot != NULL && str_eq(dot, ".why"))
			return (int)i;
	}
	return -1;
}

bool
browse_why(struct screen *s)
{
	struct browse_form *b = s->data;
	int at = browse_why_at(b->spec.entity);

	if (at < 0 || b->spec.ops->command == NULL || form_stored(b->form)->id == 0)
		return false;
	b->spec.ops->command(b->spec.ctx, s->app, form_stored(b->form),
	    b->spec.entity->actions[at].command, "");
	return true;
}

/* ---- keys in a related list ---- */

bool
browse_related_event(struct screen *s, struct list *l, const struct ui_event *ev)
{
	struct browse_form *b = s->data;
	const struct browse_rows *rows = &b->rows[form_tab(b->form) - form_page_count(b->form)];
	struct ui_event turn = *ev;
	struct browse_spec spec = b->spec;
	struct err_note note = { 0 };
	bool open;

	spec.entity = rows->entity;
	spec.by = rows->by;
	spec.parent = rows->parent;
	spec.saved_id = NULL;
	if (ev->action == ACT_NEXT || ev->action == ACT_PREV ||
	    ev->action == ACT_PAGE_UP || ev->action == ACT_PAGE_DOWN) {
		if (ev->action == ACT_NEXT)
			turn.action = ACT_PAGE_DOWN;
		if (ev->action == ACT_PREV)
			turn.action = ACT_PAGE_UP;
		(void)form_event(b->form, &turn);
		return true;
	}
	if (list_take(l, s->app, ev, &open)) {
		spec.id = list_selected(l);
		spec.list = l;
		if (open && app_push(s->app, &browse_form_class, &spec, &note) != ERR_OK)
			app_error_note(s->app, &note);
		return true;
	}
	if (ev->action == ACT_NEW) {
		spec.id = 0;
		spec.list = NULL;
		if (!browse_may(&b->spec, rows->entity, "add"))
			app_error(s->app, _("Not allowed: this needs the right %s.%s."),
			    rows->entity->function, "add");
		else if (app_push(s->app, &browse_form_class, &spec, &note) != ERR_OK)
			app_error_note(s->app, &note);
		return true;
	}
	if (ev->action == ACT_PRINT && b->spec.ops->export_rows != NULL) {
		browse_print(s, rows, l);
		return true;
	}
	if (ev->action == ACT_DELETE) {
		if (list_selected(l) != 0 &&
		    browse_remove(s, &b->spec, rows->entity, list_selected(l))) {
			(void)list_reload(l, NULL);
			browse_set_tabs(b);
		}
		return true;
	}
	return false;
}
