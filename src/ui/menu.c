#include "ui/menu.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

void
menu_init(struct menu *m, const struct menu_item *items, size_t n, bool has_digits)
{
	*m = (struct menu){ .items = items, .nitems = n, .has_digits = has_digits };
}

static char
digit_of(size_t i)
{
	return i < 9 ? (char)('1' + i) : i == 9 ? '0' : ' ';
}

static int
widest(int so_far, const char *text)
{
	int w = canvas_width(text);

	return w > so_far ? w : so_far;
}

void
menu_draw(struct menu *m, struct canvas *c, struct rect r, bool focus)
{
	int code_w = 0, note_w = 0, i;
	size_t k;

	for (k = 0; k < m->nitems; k++) {
		code_w = widest(code_w, m->items[k].code);
		note_w = widest(note_w, m->items[k].note);
	}
	if (note_w > r.cols / 2)
		note_w = r.cols / 2;
	if ((int)m->at < m->top)
		m->top = (int)m->at;
	if (r.rows > 0 && (int)m->at >= m->top + r.rows)
		m->top = (int)m->at - r.rows + 1;
	for (i = 0; i < r.rows; i++) {
		int row = r.row + i, col = r.col + 1, left;
		enum role role;

		k = (size_t)(m->top + i);
		if (k >= m->nitems) {
			canvas_fill(c, (struct rect){ row, r.col, 1, r.cols }, ROLE_TEXT);
			continue;
		}
		role = k == m->at && focus ? ROLE_ROW_SEL : ROLE_ROW;
		canvas_fill(c, (struct rect){ row, r.col, 1, r.cols }, role);
		if (m->has_digits) {
			canvas_textf(c, row, col, 1, role, "%c", digit_of(k));
			col += 3;
		}
		left = r.col + r.cols - col - 1;
		if (note_w > 0) {
			canvas_text_right(c, row, r.col + r.cols - note_w - 1, note_w, role,
			    m->items[k].note);
			left -= note_w + 1;
		}
		if (code_w > 0) {
			canvas_text(c, row, col + left - code_w, code_w, role, m->items[k].code);
			left -= code_w + 1;
		}
		if (left > 0)
			canvas_text(c, row, col, left, role, m->items[k].label);
		if (k == m->at && focus)
			canvas_cursor(c, row, r.col + 1);
	}
	/* Lines that do not fit: who sees no mark takes the menu for the whole of it. */
	if (r.rows > 0 && m->top > 0)
		canvas_text(c, r.row, r.col + r.cols - 1, 1, ROLE_KEY, "^");
	if (r.rows > 0 && (size_t)(m->top + r.rows) < m->nitems)
		canvas_text(c, r.row + r.rows - 1, r.col + r.cols - 1, 1, ROLE_KEY, "v");
}

enum menu_result
menu_event(struct menu *m, const struct ui_event *ev)
{
	if (m->nitems == 0 || (ev->kind != EV_KEY && ev->kind != EV_TEXT))
		return MENU_PASS;
	if (m->has_digits && ev->action >= ACT_PICK_0 && ev->action <= ACT_PICK_9) {
		size_t i = ev->action == ACT_PICK_0 ? 9 : (size_t)(ev->action - ACT_PICK_1);

		if (ev->burst || i >= m->nitems)
			return MENU_USED;
		m->at = i;
		return MENU_PICKED;
	}
	switch (ev->action) {
	case ACT_UP:
	case ACT_PREV:
		m->at = m->at > 0 ? m->at - 1 : m->nitems - 1;
		return MENU_USED;
	case ACT_DOWN:
	case ACT_NEXT:
		m->at = m->at + 1 < m->nitems ? m->at + 1 : 0;
		return MENU_USED;
	case ACT_HOME:
	case ACT_TOP:
		m->at = 0;
		return MENU_USED;
	case ACT_END:
	case ACT_BOTTOM:
		m->at = m->nitems - 1;
		return MENU_USED;
	case ACT_PAGE_UP:
		m->at = m->at > 10 ? m->at - 10 : 0;
		return MENU_USED;
	case ACT_PAGE_DOWN:
		m->at = m->at + 10 < m->nitems ? m->at + 10 : m->nitems - 1;
		return MENU_USED;
	case ACT_ENTER:
		return ev->burst ? MENU_USED : MENU_PICKED;
	default:
		return MENU_PASS;
	}
}

/* The pop-up: typing narrows the lines. */
struct popup {
	const char *title;
	const struct menu_item *items;
	size_t nitems;
	struct menu_item *shown;
	char **folds;
	struct menu menu;
	struct edit find;
	int result;
};

static void
narrow(struct popup *p)
{
	char *find = utf8_fold(edit_text(&p->find));
	size_t i, n = 0;

	for (i = 0; i < p->nitems; i++)
		if (find[0] == '\0' || strstr(p->folds[i], find) != NULL)
			p->shown[n++] = p->items[i];
	free(find);
	menu_init(&p->menu, p->shown, n, true);
}

static enum err
popup_open(struct screen *s, void *arg, struct err_note *note)
{
	(void)note;
	s->data = arg;
	screen_set_mode(s, _("MENU"));
	screen_set_hint(s, "%s", _("A digit or Enter picks; typing searches; Esc closes."));
	return ERR_OK;
}

static void
popup_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct popup *p = s->data;
	int w = canvas_width(p->title) + 6, rows = (int)p->nitems + 2, label = 0, code = 0, note = 0;
	bool typed = !edit_is_empty(&p->find);
	struct rect r;
	size_t i;

	/* Three columns, each as wide as its widest line: the longest label may have the shortest note. */
	for (i = 0; i < p->nitems; i++) {
		label = widest(label, p->items[i].label);
		code = widest(code, p->items[i].code);
		note = widest(note, p->items[i].note);
	}
	if (label + code + note + 12 > w)
		w = label + code + note + 12;
	r = rect_centre(body, rows + 1, w < 30 ? 30 : w);
	canvas_box(c, r, ROLE_RULE, p->title);
	r = rect_inner(r);
	menu_draw(&p->menu, c, (struct rect){ r.row, r.col, r.rows - 1, r.cols }, true);
	if (p->menu.nitems == 0)
		canvas_text(c, r.row, r.col + 1, r.cols - 2, ROLE_DIM,
		    _("Nothing found. Esc clears the search."));
	if (typed) {
		canvas_text(c, r.row + r.rows - 1, r.col + 1, -1, ROLE_LABEL, _("Find:"));
		w = canvas_width(_("Find:")) + 2;
		edit_draw(&p->find, c, r.row + r.rows - 1, r.col + w, r.cols - w - 1,
		    ROLE_FIELD, true);
	}
}

static bool
popup_event(struct screen *s, const struct ui_event *ev)
{
	struct popup *p = s->data;
	enum edit_result er;

	if (ev->kind == EV_SCAN)
		return true;
	/* digits belong to the search once there is one */
	if (edit_is_empty(&p->find) || ev->kind == EV_KEY) {
		switch (menu_event(&p->menu, ev)) {
		case MENU_PICKED:
			if (p->menu.nitems > 0)
				p->result = p->shown[p->menu.at].value;
			screen_close(s);
			return true;
		case MENU_USED:
			return true;
		case MENU_PASS:
			break;
		}
	}
	if (ev->action == ACT_CANCEL && !edit_is_empty(&p->find)) {
		edit_set(&p->find, "");
		narrow(p);
		return true;
	}
	/* Letters only narrow the lines, however fast they come: over a slow connection a hand's
	 * typing arrives at once. What picks is refused above. */
	if (ev->burst && ev->kind != EV_TEXT)
		return true;
	er = edit_event(&p->find, ev);
	if (er == EDIT_CHANGED)
		narrow(p);
	return er != EDIT_PASS;
}

static const enum act popup_bar[] = { ACT_HELP, ACT_CANCEL, ACT_NONE };
static const struct screen_class popup_class = {
	.name = "menu", .code = "", .title = "", .context = CONTEXT_MENU,
	.bar = popup_bar, .hold_ms = 80, .open = popup_open, .draw = popup_draw,
	.event = popup_event,
};

int
menu_run(struct app *app, const char *title, const struct menu_item *items, size_t n)
{
	struct popup p = { .title = title, .items = items, .nitems = n, .result = -1 };
	size_t i;

	if (n == 0)
		return -1;
	p.shown = xcalloc(n, sizeof *p.shown);
	p.folds = xcalloc(n, sizeof *p.folds);
	for (i = 0; i < n; i++) {
		char *all = xasprintf("%s %s", items[i].code, items[i].label);

		p.folds[i] = utf8_fold(all);
		free(all);
	}
	edit_init(&p.find, 60);
	narrow(&p);
	app_modal(app, &popup_class, &p);
	for (i = 0; i < n; i++)
		free(p.folds[i]);
	free(p.folds);
	free(p.shown);
	edit_fini(&p.find);
	return p.result;
}

int
menu_actions(struct app *app, enum context ctx, const enum act *acts,
    const struct menu_item *more, size_t nmore, bool can_copy)
{
	static const char *const copies[] = { N_("Copy value"), N_("Copy row"), N_("Copy table"),
		N_("Copy screen") };
	struct menu_item items[64 + 4];
	char keys[64][16];
	size_t n = 0, i;

	for (i = 0; i < nmore && n < 40; i++, n++) {
		items[n] = more[i];
		items[n].value = MENU_MORE + (int)i;
	}
	for (; acts != NULL && *acts != ACT_NONE && n < 64; acts++) {
		const struct action *a = action_at(*acts);
		int key = keymap_key(app_keymap(app), ctx, *acts, false);

		if (*acts == ACT_MENU || a->help[0] == '\0')
			continue;
		keys[n][0] = '\0';
		if (key != 0)
			ukey_name(key, keys[n], sizeof keys[n]);
		items[n] = (struct menu_item){
			.code = tr(a->label), .label = tr(a->help), .note = keys[n],
			.value = (int)*acts,
		};
		n++;
	}
	for (i = can_copy ? CLIP_VALUE : CLIP_SCREEN; i <= CLIP_SCREEN; i++)
		items[n++] = (struct menu_item){ "", tr(copies[i]), "", MENU_COPY + (int)i };
	return menu_run(app, _("Actions"), items, n);
}
