/* F4: the list, calendar or editor that belongs to a field; and its texts. */
#include "ui/form_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ui/lookup.h"
#include "ui/menu.h"
#include "ui/popups.h"

struct pick { struct form *form; const struct field *field; };

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct pick *p = ctx;

	return p->form->ops->lookup(p->form->ctx, p->field, p->form->rec, rq, page, note);
}

static void
take_text(struct form *f, struct slot *s, const char *text)
{
	struct edit *e = slot_edit(f, s);

	if (f->mode != FORM_QUERY)
		undo_push(f, s, edit_text(e), 0, false);
	edit_set(e, text);
	if (f->mode != FORM_QUERY)
		(void)slot_leave(f, s, NULL);
}

static bool
pick_ref(struct form *f, struct slot *s)
{
	static const struct list_source source = { .fetch = fetch };
	struct pick p = { f, s->field };
	struct list_col cols[] = {
		{ .title = _("Code"), .width = 12, .priority = 1 },
		{ .title = _("Name"), .width = 40, .priority = 1, .grow = true },
	};
	struct edit *e = slot_edit(f, s);
	char *code = NULL, *name = NULL, *all;
	bool is_many = s->field->type == FIELD_REFS;
	const char *find = is_many || !slot_is_changed(f, s) ? "" : edit_text(e);
	int64_t id;

	if (f->ops == NULL || f->ops->lookup == NULL)
		return false;
	switch (lookup_run(f->app, tr(s->field->label), cols, 2, &source, &p, find,
	    f->ops->create != NULL && f->mode == FORM_EDIT, &id, &code, &name)) {
	case LOOKUP_CANCELLED:
		break;
	case LOOKUP_CREATE:
		find = code;
		code = NULL;
		if (!f->ops->create(f->ctx, s->field, find != NULL ? find : "", &code)) {
			free((char *)find);
			break;
		}
		free((char *)find);
		/* fall through */
	case LOOKUP_PICKED:
		if (is_many && !edit_is_empty(e)) {
			all = xasprintf("%s,%s", edit_text(e), code);
			take_text(f, s, all);
			free(all);
		} else {
			take_text(f, s, code);
		}
		break;
	}
	free(code);
	free(name);
	return true;
}

static bool
pick_choice(struct form *f, struct slot *s)
{
	struct menu_item items[64];
	char values[64][64];
	const char *rest = s->field->choices;
	size_t n = 0;
	int picked;

	while (n < 64 && str_next(&rest, ',', values[n], sizeof values[n])) {
		items[n] = (struct menu_item){
			.code = "", .label = field_choice_label(s->field, values[n]),
			.note = "", .value = (int)n,
		};
		n++;
	}
	picked = menu_run(f->app, tr(s->field->label), items, n);
	if (picked >= 0)
		take_text(f, s, f->mode == FORM_QUERY ? values[picked] :
		    field_choice_label(s->field, values[picked]));
	return true;
}

static bool
pick_day(struct form *f, struct slot *s)
{
	day_t day = 0, start = 0;
	char buf[32];

	if (day_parse(f->fm->locale, edit_text(slot_edit(f, s)), clock_today(), &start, NULL) !=
	    ERR_OK)
		start = 0;
	if (calendar_run(f->app, f->fm, start, &day))
		take_text(f, s, day_format(f->fm->locale, day, buf, sizeof buf));
	return true;
}

static void
keep_text(void *ctx, const char *text)
{
	struct slot *s = ctx;

	edit_set(&s->edit, text);
}

static bool
pick_text(struct form *f, struct slot *s)
{
	const struct textedit_keep keep = { keep_text, s };
	char *text = xstrdup(edit_text(&s->edit)), *was = xstrdup(text);
	bool done = textedit_run(f->app, tr(s->field->label), s->edit.max_len, &keep, &text);

	/* What was kept for a draft is not what the user decided. */
	if (!app_is_leaving(f->app) && !str_eq(edit_text(&s->edit), was)) {
		edit_set(&s->edit, was);
		(void)slot_commit(f, s, NULL);
	}
	if (done)
		take_text(f, s, text);
	free(was);
	free(text);
	return true;
}

bool
form_pick(struct form *f, struct slot *s)
{
	if (f->app == NULL)
		return false;
	switch (s->field->type) {
	case FIELD_REF:
	case FIELD_REFS:
		return pick_ref(f, s);
	case FIELD_CHOICE:
		return pick_choice(f, s);
	case FIELD_DAY:
	case FIELD_BIRTH:
		return pick_day(f, s);
	case FIELD_NOTE:
		return pick_text(f, s);
	case FIELD_BOOL:
		slot_cycle(f, s, 1);
		(void)slot_leave(f, s, NULL);
		return true;
	default:
		return false;
	}
}

const char *
form_message(struct form *f)
{
	const struct slot *s = form_focused(f);
	int n = form_problems(f);

	if (f->message[0] != '\0' || s == NULL || s->problem == NULL)
		return f->message;
	snprintf(f->hint, sizeof f->hint, "%s %s: %s", s->is_warning ? "?" : "!",
	    tr(s->field->label), s->problem);
	if (n > 1) {
		size_t len = strlen(f->hint);

		snprintf(f->hint + len, sizeof f->hint - len,
		    ngettext("  %d more problem", "  %d more problems", (unsigned long)(n - 1)), n - 1);
	}
	return f->hint;
}

/* What can be typed into a type, when the form says nothing. */
static const char *
type_hint(const struct form *f, const struct slot *s)
{
	if (f->mode == FORM_QUERY)
		return _("=  >5  1:9  a|b  *x*  !x  = empty  <> filled.  F8 runs the query");
	switch (s->field->type) {
	case FIELD_REF:
		return _("Code or part of the name; F4 lists");
	case FIELD_REFS:
		return _("Codes with commas; F4 adds from the list");
	case FIELD_CHOICE:
		return _("Space changes, F4 lists");
	case FIELD_BOOL:
		return _("Space switches");
	case FIELD_DAY:
		return _("4  4/4  4.4.26  +5  -10  t = today; F4 calendar");
	case FIELD_BIRTH:
		return _("Day, month, year; day and month alone will do");
	case FIELD_MONEY:
		return _("48,5k  1.2m  29000*2 and = are understood");
	case FIELD_NOTE:
		return _("Ctrl-E opens the full screen");
	default:
		return "";
	}
}

/* A number that a record has: how a new one comes by its own is no hint any more. */
static bool
comes_by_itself(const struct form *f, const struct slot *s)
{
	const char *preset = s->field->preset;

	return f->stored->id != 0 && preset != NULL && strncmp(preset, "next:", 5) == 0;
}

const char *
form_hint(const struct form *f)
{
	const struct slot *s = form_focused(f);
	const char *hint;

	if (s == NULL)
		return "";
	hint = comes_by_itself(f, s) ? "" : tr(s->field->hint);
	return hint[0] != '\0' && f->mode != FORM_QUERY ? hint : type_hint(f, s);
}

void
form_help(const struct form *f, struct strbuf *out)
{
	const struct slot *s = form_focused(f);
	const char *rest;
	char value[64];

	if (s == NULL)
		return;
	strbuf_addf(out, "%s\n\n", tr(s->field->label));
	if (!str_empty(s->field->hint) && !comes_by_itself(f, s))
		strbuf_addf(out, "%s\n", tr(s->field->hint));
	if (!str_empty(s->field->help))
		strbuf_addf(out, "%s\n", tr(s->field->help));
	if (type_hint(f, s)[0] != '\0')
		strbuf_addf(out, "%s\n", type_hint(f, s));
	if (field_is_asked(s->field))
		strbuf_addf(out, "%s\n", _("It is needed."));
	if (s->field->unique)
		strbuf_addf(out, "%s\n", _("No two records may have the same."));
	if (s->field->type == FIELD_CHOICE) {
		strbuf_addf(out, "\n%s\n", _("Values:"));
		rest = s->field->choices;
		while (str_next(&rest, ',', value, sizeof value))
			strbuf_addf(out, "  %s\n", field_choice_label(s->field, value));
	}
	strbuf_addf(out, "\n%s: %s\n", _("Field"), s->field->name);
}
