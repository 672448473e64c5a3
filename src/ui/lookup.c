#include "ui/lookup.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

struct lookup {
	const char *title;
	struct list *list;
	bool may_create;
	enum lookup_end end;
};

static enum err
lookup_open(struct screen *s, void *arg, struct err_note *note)
{
	struct lookup *k = arg;

	(void)note;
	s->data = k;
	screen_set_mode(s, _("LOOKUP"));
	screen_set_hint(s, "%s", k->may_create ?
	    _("Type to search, Enter picks, F6 makes a new one, Esc closes.") :
	    _("Type to search, Enter picks, Esc closes."));
	return ERR_OK;
}

static void
lookup_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct lookup *k = s->data;
	struct rect r = rect_centre(body, body.rows > 22 ? 20 : body.rows,
	    body.cols > 80 ? 72 : body.cols > 64 ? body.cols - 8 : body.cols);

	canvas_box(c, r, ROLE_RULE, k->title);
	list_draw(k->list, c, rect_inner(r), true);
}

static bool
lookup_event(struct screen *s, const struct ui_event *ev)
{
	struct lookup *k = s->data;

	switch (list_event(k->list, ev)) {
	case LIST_OPEN:
		/* a scanner's Enter picks nothing (rule T3) */
		if (!ev->burst) {
			k->end = LOOKUP_PICKED;
			screen_close(s);
		}
		return true;
	case LIST_FAILED:
		app_error_note(s->app, list_note(k->list));
		return true;
	case LIST_USED:
		return true;
	case LIST_PASS:
		break;
	}
	if (ev->action == ACT_NEW && k->may_create) {
		k->end = LOOKUP_CREATE;
		screen_close(s);
		return true;
	}
	return ev->kind == EV_SCAN;
}

static const enum act lookup_bar[] = {
	ACT_HELP, ACT_NEW, ACT_CANCEL, ACT_NONE
};
static const struct screen_class lookup_class = {
	.name = "lookup", .code = "", .title = "", .context = CONTEXT_LOOKUP,
	.bar = lookup_bar, .open = lookup_open, .draw = lookup_draw,
	.event = lookup_event,
};

enum lookup_end
lookup_run(struct app *app, const char *title, const struct list_col *cols,
    size_t ncols, const struct list_source *source, void *ctx, const char *find,
    bool may_create, int64_t *id, char **code, char **name)
{
	struct lookup k = { .title = title, .may_create = may_create };
	const struct list_row *row;

	if (code != NULL)
		*code = NULL;
	if (name != NULL)
		*name = NULL;
	k.list = list_new(cols, ncols, source, ctx);
	list_set_marks(k.list, false);
	list_set_find(k.list, find != NULL ? find : "");
	app_modal(app, &lookup_class, &k);
	row = list_selected_row(k.list);
	if (k.end == LOOKUP_PICKED && row == NULL)
		k.end = LOOKUP_CANCELLED;
	if (k.end == LOOKUP_PICKED) {
		*id = row->id;
		if (code != NULL)
			*code = xstrdup(ncols > 0 ? row->cells[0] : "");
		if (name != NULL)
			*name = xstrdup(ncols > 1 ? row->cells[1] : "");
	} else if (k.end == LOOKUP_CREATE && code != NULL) {
		*code = xstrdup(list_find(k.list));
	}
	list_free(k.list);
	return k.end;
}
