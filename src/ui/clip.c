#include "ui/clip.h"

#include <stdlib.h>
#include <string.h>

#include "base/formula.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "ui/app_int.h"
#include "ui/form_int.h"
#include "ui/list_int.h"
#include "ui/menu.h"

#define ROWS_AT_ONCE 500

/* "-12.000" is an amount; "+84..." a telephone number. */
static bool
is_number(const char *text)
{
	return (*text == '-' || *text == '+') && text[1] != '\0' &&
	    text[1 + strspn(text + 1, "0123456789., ")] == '\0';
}

void
clip_cell(struct strbuf *out, const char *text)
{
	if (text_is_formula(text) && !is_number(text))
		strbuf_add_char(out, '\'');
	for (; *text != '\0'; text++)
		strbuf_add_char(out, (unsigned char)*text < 0x20 ? ' ' : *text);
}

/* ---- lists ---- */

static enum err
too_long(struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "",
	    _("More than %d KB: search for fewer rows, or write a file (Ctrl-P)."), CLIP_MAX / 1024);
}

static void
add_cells(const struct list *l, char *const *cells, struct strbuf *out)
{
	bool any = false;

	for (size_t i = 0; i < l->ncols; i++) {
		if (l->cols[i].is_hidden)
			continue;
		if (any)
			strbuf_add_char(out, '\t');
		clip_cell(out, cells != NULL ? cells[i] : l->cols[i].title);
		any = true;
	}
}

static enum err
add_table(struct list *l, struct clip *out, struct err_note *note)
{
	struct list_request rq = { .find = edit_text(&l->find), .limit = ROWS_AT_ONCE };
	bool more = true, only_marked = l->nmarks > 0 && !l->mark_all;
	char *anchor = NULL;
	enum err e = ERR_OK;

	add_cells(l, NULL, &out->text);
	strbuf_add_char(&out->text, '\n');
	while (e == ERR_OK && more) {
		struct list_page page = { .ncols = l->ncols };

		rq.anchor = anchor;
		e = l->source->fetch(l->ctx, &rq, &page, note);
		more = e == ERR_OK && page.n == ROWS_AT_ONCE;
		for (size_t i = 0; e == ERR_OK && i < page.n; i++) {
			if (only_marked && !list_is_marked(l, page.rows[i].id))
				continue;
			add_cells(l, page.rows[i].cells, &out->text);
			strbuf_add_char(&out->text, '\n');
			out->rows++;
			if (out->text.len > CLIP_MAX)
				e = too_long(note);
		}
		free(anchor);
		anchor = more ? xstrdup(page.rows[page.n - 1].key) : NULL;
		list_page_fini(&page);
	}
	free(anchor);
	return e;
}

static void
choose_cell(const struct list *l, struct app *app, const struct list_row *row, struct strbuf *out)
{
	struct menu_item items[LIST_COLUMNS_MAX];
	size_t n = 0;
	int at;

	for (size_t i = 0; i < l->ncols; i++)
		if (row->cells[i][0] != '\0')
			items[n++] = (struct menu_item){ "", l->cols[i].title, row->cells[i], (int)i };
	at = n == 1 ? items[0].value : n > 1 ? menu_run(app, _("Copy value"), items, n) : -1;
	if (at >= 0)
		strbuf_add(out, row->cells[at]);
}

enum err
list_copy(struct list *l, struct app *app, enum clip_what what, struct clip *out, struct err_note *note)
{
	const struct list_row *row = list_selected_row(l);

	if (row == NULL)
		return err_set(note, ERR_NOTFOUND, "", _("There is nothing to copy."));
	if (what == CLIP_TABLE)
		return add_table(l, out, note);
	out->rows = 1;
	if (what == CLIP_ROW)
		add_cells(l, row->cells, &out->text);
	else
		choose_cell(l, app, row, &out->text);
	return ERR_OK;
}

/* ---- forms ---- */

enum err
form_copy(struct form *f, enum clip_what what, struct clip *out, struct err_note *note)
{
	struct slot *at = form_focused(f);
	bool any = false;

	out->rows = 1;
	if (what == CLIP_VALUE) {
		if (at == NULL || edit_text(slot_edit(f, at))[0] == '\0')
			return err_set(note, ERR_NOTFOUND, "", _("There is nothing to copy."));
		strbuf_add(&out->text, edit_text(slot_edit(f, at)));
		return ERR_OK;
	}
	for (size_t i = 0; i < f->norder; i++) {
		struct slot *s = &f->slots[f->order[i]];

		if (!s->is_placed)
			continue;
		if (what == CLIP_TABLE) {
			clip_cell(&out->text, tr(s->field->label));
			strbuf_add_char(&out->text, '\t');
		} else if (any)
			strbuf_add_char(&out->text, '\t');
		clip_cell(&out->text, edit_text(slot_edit(f, s)));
		if (what == CLIP_TABLE)
			strbuf_add_char(&out->text, '\n');
		any = true;
	}
	return ERR_OK;
}

/* ---- to the terminal ---- */

char *
clip_osc52(const char *text, size_t len)
{
	static const char begin[] = "\033]52;c;";
	size_t room = 4 * ((len + 2) / 3), at = sizeof begin - 1;
	char *s = xcalloc(1, at + room + 2);

	memcpy(s, begin, at);
	base64_write(text, len, s + at, room + 1);
	for (at += strlen(s + at); at < sizeof begin - 1 + room; at++)
		s[at] = '=';		/* some terminals insist on it */
	s[at] = '\a';
	return s;
}

static bool
in_list(const char *list, const char *type)
{
	char word[48];

	while (str_next(&list, ',', word, sizeof word)) {
		const char *w = word + strspn(word, " ");

		if (*w != '\0' && strncmp(type, w, strlen(w)) == 0)
			return true;
	}
	return false;
}

static bool
may_write(struct app *app)
{
	/* Terminals that take OSC 52 as they come and have a name of their own. */
	static const char known[] = "xterm-kitty,foot,alacritty,wezterm,xterm-ghostty,contour";
	const char *wish = getenv("QUEN_CLIPBOARD"), *type;

	if (app->drv.say == NULL || app->drv.type == NULL || str_eq(wish, "off"))
		return false;
	type = app->drv.type(app->drv.d);
	return str_eq(wish, "on") || in_list(known, type) ||
	    (app->config.clip_terminals != NULL && in_list(app->config.clip_terminals, type)) ||
	    app_terminal_has(app, 52);
}

static bool
is_multiplexer(struct app *app)
{
	const char *type = app->drv.type != NULL ? app->drv.type(app->drv.d) : "";

	return strncmp(type, "tmux", 4) == 0 || strncmp(type, "screen", 6) == 0;
}

static void
send(struct app *app, const struct clip *c)
{
	char *s = clip_osc52(c->text.s, c->text.len);

	app->drv.say(app->drv.d, s, strlen(s));
	free(s);
	if (c->rows > 1)
		app_message(app, ngettext("Copied: %zu row.", "Copied: %zu rows.", c->rows), c->rows);
	else
		app_message(app, "%s", _("Copied."));
}

/* ---- the screen as text ---- */

struct plain { char **rows; int n; };

static char *
row_text(const struct canvas *c, int row)
{
	struct strbuf b = { 0 };
	char *s;

	for (int col = 0; col < canvas_cols(c); col++) {
		const struct cell *x = canvas_cell(c, row, col);

		if (x->width > 0)
			strbuf_add(&b, x->glyph != GLYPH_NONE || x->text[0] == '\0' ? " " : x->text);
	}
	while (b.len > 0 && b.s[b.len - 1] == ' ')
		b.s[--b.len] = '\0';
	s = strbuf_take(&b);
	return s;
}

static enum err
plain_open(struct screen *s, void *arg, struct err_note *note)
{
	(void)note;
	s->data = arg;
	return ERR_OK;
}

static void
plain_draw(struct screen *s, struct canvas *c, struct rect all)
{
	const struct plain *p = s->data;

	for (int i = 0; i < p->n && i < all.rows; i++)
		canvas_text(c, i, 0, all.cols, ROLE_TEXT, p->rows[i]);
	canvas_text(c, all.rows - 1, 0, all.cols, ROLE_DIM, _("Select with the mouse and copy. Esc goes back."));
	canvas_cursor(c, all.rows - 1, 0);
}

static bool
plain_event(struct screen *s, const struct ui_event *ev)
{
	if (ev->action == ACT_CANCEL || ev->action == ACT_BACK || ev->action == ACT_STOP)
		screen_close(s);
	return true;
}

static const struct screen_class plain_class = {
	.name = "plain", .code = "", .title = "", .context = CONTEXT_VIEW, .is_cover = true,
	.open = plain_open, .draw = plain_draw, .event = plain_event,
};

/* Title and body, each on the whole width: nothing beside them that a selection would take along. */
static void
show_plain(struct app *app)
{
	struct plain p;
	struct rect body;

	frame_draw(app);
	body = frame_body(app->canvas);
	p.n = body.row + body.rows;
	p.rows = xcalloc((size_t)p.n + 1, sizeof *p.rows);
	for (int i = 0; i < p.n; i++)
		p.rows[i] = row_text(app->canvas, i);
	app_modal(app, &plain_class, &p);
	for (int i = 0; i < p.n; i++)
		free(p.rows[i]);
	free(p.rows);
}

void
clip_run(struct app *app, enum clip_what what)
{
	struct screen *s = app_top(app);
	struct err_note note = { 0 };
	struct clip c = { .rows = 0 };
	enum err e;

	if (what == CLIP_SCREEN || s->class->copy == NULL) {
		show_plain(app);
		return;
	}
	if (!may_write(app)) {
		app_error(app, "%s", is_multiplexer(app)
		    ? _("Inside tmux copying is off (see clipboard.terminals): use \"Copy screen\".")
		    : _("This terminal takes no copies: use \"Copy screen\" and the mouse."));
		return;
	}
	e = s->class->copy(s, what, &c, &note);
	if (e == ERR_OK && c.text.len > CLIP_MAX)
		e = too_long(&note);
	if (e == ERR_OK && c.rows > 1 && !str_empty(c.function) && app->config.leaves != NULL)
		e = app->config.leaves(app->config.ctx, c.function, c.entity, c.rows, &note);
	if (e != ERR_OK)
		app_error_note(app, &note);
	else if (c.text.len > 0)
		send(app, &c);
	strbuf_fini(&c.text);
}
