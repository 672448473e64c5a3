/* Keys in a form: moving, typing, undo. */
#include "ui/form_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"

/* Undo */

static void
stack_drop(struct undo_stack *u, size_t from)
{
	while (u->n > from)
		free(u->items[--u->n].text);
}

void
undo_clear(struct form *f)
{
	stack_drop(&f->undo, 0);
	stack_drop(&f->redo, 0);
}

static void
stack_add(struct undo_stack *u, size_t slot, const char *text, int64_t at_ms, bool typing)
{
	if (u->n == FORM_UNDO_MAX) {
		free(u->items[0].text);
		memmove(u->items, u->items + 1, (FORM_UNDO_MAX - 1) * sizeof u->items[0]);
		u->n--;
	}
	u->items[u->n++] = (struct undo){ slot, xstrdup(text), at_ms, typing };
}

void
undo_push(struct form *f, struct slot *s, const char *text, int64_t at_ms, bool typing)
{
	size_t slot = (size_t)(s - f->slots);
	struct undo *last = f->undo.n > 0 ? &f->undo.items[f->undo.n - 1] : NULL;

	stack_drop(&f->redo, 0);
	/* a run of typing is one step */
	if (typing && last != NULL && last->is_typing && last->slot == slot &&
	    at_ms - last->at_ms < 1000) {
		last->at_ms = at_ms;
		return;
	}
	stack_add(&f->undo, slot, text, at_ms, typing);
}

static bool
undo_step(struct form *f, struct undo_stack *from, struct undo_stack *to)
{
	struct undo u;
	struct slot *s;

	if (from->n == 0 || f->mode != FORM_EDIT)
		return false;
	u = from->items[--from->n];
	s = &f->slots[u.slot];
	stack_add(to, u.slot, edit_text(&s->edit), u.at_ms, false);
	edit_set(&s->edit, u.text);
	free(u.text);
	(void)slot_leave(f, s, NULL);
	form_move_focus(f, form_order_of(f, s));
	s->edit.clear_on_type = false;
	return true;
}

/* Moving */

static enum form_result
step(struct form *f, int by, bool may_end)
{
	size_t at = f->focus;

	for (;;) {
		if (by > 0 ? at + 1 >= f->norder : at == 0)
			return by > 0 && may_end && f->mode == FORM_EDIT ? FORM_END : FORM_USED;
		at = by > 0 ? at + 1 : at - 1;
		if (slot_is_open(f, &f->slots[f->order[at]]) || f->mode == FORM_VIEW)
			break;
	}
	form_move_focus(f, at);
	return FORM_USED;
}

/* The field on the line above or below that is nearest to this column. */
static enum form_result
step_line(struct form *f, int by)
{
	struct slot *now = form_focused(f), *best = NULL;
	size_t i;

	for (i = 0; i < f->norder; i++) {
		struct slot *s = &f->slots[f->order[i]];
		int away = (s->row - now->row) * by, best_away, side, best_side;

		if (s->page != f->tab || away <= 0 ||
		    (!slot_is_open(f, s) && f->mode != FORM_VIEW))
			continue;
		if (best == NULL) {
			best = s;
			continue;
		}
		best_away = (best->row - now->row) * by;
		side = abs(s->col - now->col);
		best_side = abs(best->col - now->col);
		/* another column of the page is farther than any line of this one */
		if (side + away * 2 < best_side + best_away * 2 ||
		    (side + away * 2 == best_side + best_away * 2 && away < best_away))
			best = s;
	}
	if (best == NULL)
		return step(f, by, false);
	form_move_focus(f, form_order_of(f, best));
	return FORM_USED;
}

static enum form_result
turn_page(struct form *f, int by)
{
	size_t n = f->entity->npages + f->ntabs, tab = f->tab, i;

	if (n < 2 || (by < 0 && tab == 0) || (by > 0 && tab + 1 == n))
		return FORM_USED;
	tab = by > 0 ? tab + 1 : tab - 1;
	f->scroll = 0;
	for (i = 0; i < f->norder; i++) {
		if (f->slots[f->order[i]].page != tab)
			continue;
		if (slot_is_open(f, &f->slots[f->order[i]]) || f->mode == FORM_VIEW) {
			form_move_focus(f, i);
			break;
		}
	}
	f->tab = tab;
	return FORM_USED;
}

/* Leaves the field the way the key says; a lookup that is not clear opens its
 * list on Enter, and stays where it is without an answer. */
static enum form_result
leave(struct form *f, struct slot *s, enum act act)
{
	enum err err = ERR_OK;

	if (f->mode == FORM_EDIT && slot_is_open(f, s)) {
		struct err_note note = { 0 };

		err = slot_leave(f, s, &note);
		if (s->problem != NULL)
			snprintf(f->message, sizeof f->message, "%s %s: %s",
			    s->is_warning ? "?" : "!", tr(s->field->label), s->problem);
		if (err == ERR_NOTFOUND && act == ACT_ENTER && s->field->type == FIELD_REF &&
		    form_pick(f, s))
			err = s->problem != NULL ? ERR_NOTFOUND : ERR_OK;
		if (err == ERR_NOTFOUND && act == ACT_ENTER)
			return FORM_USED;
	}
	switch (act) {
	case ACT_PREV:
		return step(f, -1, false);
	case ACT_UP:
		return step_line(f, -1);
	case ACT_DOWN:
		return step_line(f, 1);
	case ACT_PAGE_UP:
		return turn_page(f, -1);
	case ACT_PAGE_DOWN:
		return turn_page(f, 1);
	case ACT_TOP:
		return f->norder > 0 ? (form_move_focus(f, 0), FORM_USED) : FORM_USED;
	case ACT_BOTTOM:
		return f->norder > 0 ? (form_move_focus(f, f->norder - 1), FORM_USED) : FORM_USED;
	default:
		return step(f, 1, true);
	}
}

/* Changing */

static enum form_result
reset(struct form *f, struct slot *s)
{
	int i = s->field->index;

	if (f->mode == FORM_QUERY) {
		edit_set(&s->query, "");
		return FORM_USED;
	}
	if (f->resets++ > 0) {		/* a second time: all of it */
		struct record *r = record_copy(f->stored);
		size_t focus = f->focus;

		form_load(f, r);
		record_free(r);
		form_move_focus(f, focus);
		return FORM_USED;
	}
	undo_push(f, s, edit_text(&s->edit), 0, false);
	value_copy(&f->rec->values[i], &f->stored->values[i]);
	free(f->rec->labels[i]);
	f->rec->labels[i] = xstrdup(f->stored->labels[i]);
	slot_set_problem(s, NULL, false);
	slot_sync(f, s);
	return FORM_USED;
}

static enum form_result
repeat(struct form *f, struct slot *s)
{
	int i = s->field->index;

	if (f->previous == NULL || f->mode != FORM_EDIT || !slot_is_open(f, s))
		return FORM_USED;
	undo_push(f, s, edit_text(&s->edit), 0, false);
	value_copy(&f->rec->values[i], &f->previous->values[i]);
	free(f->rec->labels[i]);
	f->rec->labels[i] = xstrdup(f->previous->labels[i]);
	slot_set_problem(s, NULL, false);
	slot_sync(f, s);
	return FORM_USED;
}

/* + and - step a whole day that stands there. */
static bool
step_day(struct form *f, struct slot *s, const char *text)
{
	const struct locale_rules *lr = f->fm->locale;
	char buf[32];
	day_t day;

	if (s->field->type != FIELD_DAY || (text[0] != '+' && text[0] != '-') ||
	    text[1] != '\0' || s->edit.text.len < 8 ||
	    day_parse(lr, edit_text(&s->edit), clock_today(), &day, NULL) != ERR_OK)
		return false;
	edit_set(&s->edit, day_format(lr, day_add(day, text[0] == '+' ? 1 : -1), buf, sizeof buf));
	return true;
}

/* "=" shows what was calculated: 29000*2+5000. */
static bool
calculate(struct form *f, struct slot *s, const char *text)
{
	char buf[40];
	int64_t minor;

	if (s->field->type != FIELD_MONEY || strcmp(text, "=") != 0 ||
	    money_parse(f->fm->locale, f->fm->currency, edit_text(&s->edit), &minor, NULL) != ERR_OK)
		return false;
	edit_set(&s->edit, money_format(f->fm->locale, f->fm->currency, minor, buf, sizeof buf));
	return true;
}

static enum form_result
type(struct form *f, struct slot *s, const struct ui_event *ev)
{
	struct edit *e = slot_edit(f, s);
	bool is_query = f->mode == FORM_QUERY;
	char *before;
	enum edit_result er = EDIT_USED;

	if (!slot_is_open(f, s)) {
		if (ev->kind == EV_TEXT || ev->kind == EV_PASTE)
			snprintf(f->message, sizeof f->message, _("%s cannot be changed here."),
			    tr(s->field->label));
		return ev->kind == EV_TEXT || ev->kind == EV_PASTE ? FORM_USED : FORM_PASS;
	}
	if (!is_query && s->field->type == FIELD_NOTE && strchr(edit_text(e), '\n') != NULL &&
	    ev->kind != EV_SCAN) {
		if (ev->kind == EV_TEXT || ev->kind == EV_PASTE)
			snprintf(f->message, sizeof f->message, "%s",
			    _("This text has several lines: Ctrl-E opens it."));
		return ev->kind == EV_TEXT || ev->kind == EV_PASTE ? FORM_USED : FORM_PASS;
	}
	before = xstrdup(edit_text(e));
	if (!is_query && (s->field->type == FIELD_BOOL || s->field->type == FIELD_CHOICE)) {
		if (ev->kind == EV_TEXT && strcmp(ev->text, " ") == 0)
			slot_cycle(f, s, 1);
		else if (ev->kind == EV_TEXT)
			er = slot_type_choice(f, s, ev->text) ? EDIT_USED : EDIT_REFUSED;
		else if (ev->action == ACT_RIGHT || ev->action == ACT_LEFT)
			slot_cycle(f, s, ev->action == ACT_RIGHT ? 1 : -1);
		else if (ev->action == ACT_CLEAR || ev->action == ACT_BACKSPACE ||
		    ev->action == ACT_DELETE_CHAR)
			edit_set(e, s->field->type == FIELD_BOOL ? " " : "");
		else
			er = EDIT_PASS;
	} else if (!is_query && ev->kind == EV_TEXT &&
	    (step_day(f, s, ev->text) || calculate(f, s, ev->text))) {
		er = EDIT_CHANGED;
	} else {
		er = edit_event(e, ev);
	}
	if (strcmp(before, edit_text(e)) != 0 && !is_query) {
		undo_push(f, s, before, ev->at_ms, ev->kind == EV_TEXT ||
		    ev->action == ACT_BACKSPACE);
		if (ev->kind != EV_SCAN)
			slot_set_problem(s, NULL, false);
		if (s->field->type == FIELD_BOOL || s->field->type == FIELD_CHOICE)
			(void)slot_leave(f, s, NULL);
	}
	free(before);
	if (er == EDIT_REFUSED) {
		if (e->max_len > 0 && edit_length(e) >= (size_t)e->max_len)
			snprintf(f->message, sizeof f->message, _("%s is full: %d characters."),
			    tr(s->field->label), e->max_len);
		else
			snprintf(f->message, sizeof f->message, _("%s does not take \"%.8s\"."),
			    tr(s->field->label), ev->text);
	}
	return er == EDIT_PASS ? FORM_PASS : FORM_USED;
}

enum form_result
form_event(struct form *f, const struct ui_event *ev)
{
	struct slot *s = form_focused(f);

	f->message[0] = '\0';
	if (ev->kind != EV_KEY && ev->kind != EV_TEXT && ev->kind != EV_PASTE && ev->kind != EV_SCAN)
		return FORM_PASS;
	if (s == NULL) {		/* a tab of the owner, or no fields */
		if (ev->action == ACT_PAGE_UP || ev->action == ACT_PAGE_DOWN)
			return turn_page(f, ev->action == ACT_PAGE_UP ? -1 : 1);
		return FORM_PASS;
	}
	if (ev->kind != EV_KEY)
		return ev->kind == EV_SCAN ? (void)type(f, s, ev), FORM_PASS : type(f, s, ev);
	switch (ev->action) {
	case ACT_DOWN:
		/* on a lookup that is being typed into, Down opens its list */
		if (f->mode == FORM_EDIT && s->field->type == FIELD_REF &&
		    slot_is_open(f, s) && slot_is_changed(f, s) && form_pick(f, s))
			return FORM_USED;
		return leave(f, s, ev->action);
	case ACT_ENTER:
	case ACT_NEXT:
	case ACT_PREV:
	case ACT_UP:
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN:
	case ACT_TOP:
	case ACT_BOTTOM:
		return leave(f, s, ev->action);
	case ACT_RESET:
		return reset(f, s);
	case ACT_REPEAT:
		return repeat(f, s);
	case ACT_UNDO:
		if (!undo_step(f, &f->undo, &f->redo))
			snprintf(f->message, sizeof f->message, "%s", _("Nothing to undo."));
		return FORM_USED;
	case ACT_REDO:
		(void)undo_step(f, &f->redo, &f->undo);
		return FORM_USED;
	case ACT_LOOKUP:
	case ACT_LONG_TEXT:
		if (!slot_is_open(f, s) || (f->mode == FORM_QUERY && s->field->type == FIELD_NOTE))
			return FORM_USED;
		if (!form_pick(f, s))
			snprintf(f->message, sizeof f->message, "%s",
			    _("There is no list for this field: just type."));
		return FORM_USED;
	default:
		return type(f, s, ev);
	}
}
