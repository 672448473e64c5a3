/* Somebody else saved the record meanwhile: Field / Theirs / Mine. */
#include "ui/popups.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

struct conflict {
	const struct format *fm;
	const struct record *theirs;
	struct record *mine;
	int *fields;		/* index of what both changed */
	bool *take_mine;
	size_t n, at;
	int top;
	bool is_done;
};

static enum err
conflict_open(struct screen *s, void *arg, struct err_note *note)
{
	struct conflict *k = arg;

	(void)note;
	s->data = k;
	screen_set_mode(s, _("CONFLICT"));
	screen_set_hint(s, "%s", _("Space changes between Theirs and Mine, F2 saves the choice, Esc goes back to the form."));
	return ERR_OK;
}

static void
draw_value(struct canvas *c, const struct conflict *k, int row, int col, int cols,
    const struct record *r, int i, bool chosen, bool focus)
{
	char *text = field_format(&r->entity->fields[i], k->fm, &r->values[i]);

	canvas_text(c, row, col, 2, chosen ? ROLE_MARK : ROLE_POPUP, chosen ? "* " : "  ");
	canvas_text(c, row, col + 2, cols - 3, focus && chosen ? ROLE_ROW_SEL : ROLE_POPUP, text);
	free(text);
}

static void
conflict_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct conflict *k = s->data;
	struct rect in = rect_inner(body);
	int third = in.cols / 3, i;

	canvas_box(c, body, ROLE_RULE, _("Changed by somebody else meanwhile"));
	if (third < 4 || in.rows < 2)
		return;
	canvas_text(c, in.row, in.col, third, ROLE_HEAD, _("Field"));
	canvas_text(c, in.row, in.col + third + 2, third - 2, ROLE_HEAD, _("Theirs"));
	canvas_text(c, in.row, in.col + 2 * third + 2, third - 2, ROLE_HEAD, _("Mine"));
	if ((int)k->at < k->top)
		k->top = (int)k->at;
	if ((int)k->at >= k->top + in.rows - 1)
		k->top = (int)k->at - in.rows + 2;
	for (i = 0; i < in.rows - 1 && (size_t)(k->top + i) < k->n; i++) {
		size_t n = (size_t)(k->top + i);
		int f = k->fields[n], row = in.row + 1 + i;

		canvas_text(c, row, in.col, third, n == k->at ? ROLE_MARK : ROLE_LABEL,
		    tr(k->mine->entity->fields[f].label));
		draw_value(c, k, row, in.col + third, third, k->theirs, f, !k->take_mine[n],
		    n == k->at);
		draw_value(c, k, row, in.col + 2 * third, third, k->mine, f, k->take_mine[n],
		    n == k->at);
		if (n == k->at)
			canvas_cursor(c, row, in.col + (k->take_mine[n] ? 2 : 1) * third);
	}
}

static bool
conflict_event(struct screen *s, const struct ui_event *ev)
{
	struct conflict *k = s->data;

	if (ev->kind == EV_TEXT && ev->text[0] == ' ') {
		k->take_mine[k->at] = !k->take_mine[k->at];
		return true;
	}
	switch (ev->action) {
	case ACT_UP:
	case ACT_PREV:
		k->at = k->at > 0 ? k->at - 1 : k->n - 1;
		return true;
	case ACT_DOWN:
	case ACT_NEXT:
	case ACT_ENTER:
		k->at = k->at + 1 < k->n ? k->at + 1 : 0;
		return true;
	case ACT_LEFT:
		k->take_mine[k->at] = false;
		return true;
	case ACT_RIGHT:
		k->take_mine[k->at] = true;
		return true;
	case ACT_SAVE:
		k->is_done = true;
		screen_close(s);
		return true;
	default:
		return ev->kind != EV_KEY;
	}
}

static const enum act conflict_bar[] = { ACT_HELP, ACT_SAVE, ACT_CANCEL, ACT_NONE };
static const struct screen_class conflict_class = {
	.name = "conflict", .code = "", .title = "", .context = CONTEXT_DIALOG,
	.bar = conflict_bar, .open = conflict_open, .draw = conflict_draw,
	.event = conflict_event,
};

static void
take_theirs(struct record *mine, const struct record *theirs, int i)
{
	value_copy(&mine->values[i], &theirs->values[i]);
	free(mine->labels[i]);
	mine->labels[i] = xstrdup(theirs->labels[i]);
}

bool
conflict_run(struct app *app, const struct format *fm, const struct record *base,
    const struct record *theirs, struct record *mine)
{
	struct conflict k = { .fm = fm, .theirs = theirs, .mine = mine };
	int n = (int)mine->entity->nfields, i;
	size_t j;

	k.fields = xcalloc((size_t)n + 1, sizeof *k.fields);
	k.take_mine = xcalloc((size_t)n + 1, sizeof *k.take_mine);
	for (i = 0; i < n; i++) {
		if (!record_differs(base, theirs, i) || !record_differs(base, mine, i) ||
		    !record_differs(theirs, mine, i))
			continue;
		k.take_mine[k.n] = true;
		k.fields[k.n++] = i;
	}
	k.is_done = k.n == 0;		/* nothing to choose: both fit together */
	if (!k.is_done)
		app_modal(app, &conflict_class, &k);
	if (k.is_done) {
		for (i = 0; i < n; i++)
			if (record_differs(base, theirs, i) && !record_differs(base, mine, i))
				take_theirs(mine, theirs, i);
		for (j = 0; j < k.n; j++)
			if (!k.take_mine[j])
				take_theirs(mine, theirs, k.fields[j]);
		mine->version = theirs->version;
	}
	free(k.fields);
	free(k.take_mine);
	return k.is_done;
}
