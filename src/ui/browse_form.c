#include "ui/browse_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/dialog.h"
#include "ui/popups.h"

static void
set_texts(struct screen *s)
{
	struct browse_form *b = s->data;
	const struct record *r = form_stored(b->form);
	const struct entity *e = b->spec.entity;
	bool dirty = form_is_dirty(b->form);
	char at[48] = "", version[32] = "";

	if (browse_related_here(b) != NULL)
		screen_set_hint(s, "%s", _("Enter opens, F6 adds, Tab goes to the next tab."));
	else
		screen_set_hint(s, "%s", form_hint(b->form));
	if (form_message(b->form)[0] != '\0')
		app_error(s->app, "%s", form_message(b->form));
	screen_set_mode(s, form_mode(b->form) == FORM_VIEW ? _("VIEW") : _("EDIT"));
	s->has_changes = dirty;
	if (dirty && b->draft_at != 0) {
		int minute = instant_minute(b->draft_at);

		snprintf(at, sizeof at, _("draft %02d:%02d"), minute / 60, minute % 60);
	}
	if (r->version > 0)
		snprintf(version, sizeof version, "v%lld", (long long)r->version);
	screen_set_status(s, "%s%s%s", at, at[0] != '\0' && version[0] != '\0' ? " | " : "", version);
	if (r->id == 0) {
		screen_set_title(s, _("New: %s"), tr(e->title));
	} else {
		const struct format *fm = app_format(s->app);
		char *name = e->title_field != NULL ?
		    field_format(e->title_field, fm, &r->values[e->title_field->index]) : xstrdup("");
		char *code = e->key != NULL && e->key != e->title_field ?
		    field_format(e->key, fm, &r->values[e->key->index]) : xstrdup("");

		screen_set_title(s, "%s%s%.90s", code, code[0] != '\0' ? " " : "", name);
		free(name);
		free(code);
	}
}

static enum err
fetch_record(const struct browse_spec *spec, int64_t id, struct record **r,
    struct err_note *note)
{
	if (id != 0)
		return spec->ops->load(spec->ctx, spec->entity, id, r, note);
	if (spec->ops->fresh != NULL)
		return spec->ops->fresh(spec->ctx, spec->entity, spec->by, spec->parent, r, note);
	*r = record_new(spec->entity);
	return ERR_OK;
}

static void
drop_draft(struct browse_form *b)
{
	int64_t id = form_stored(b->form)->id;

	if (b->spec.ops->draft_save != NULL && b->has_draft)
		b->spec.ops->draft_save(b->spec.ctx, b->spec.entity, id, NULL);
	b->has_draft = b->follows_draft = false;
	b->draft_at = 0;
}

/* Writes what is typed; what was changed back by hand leaves no draft behind. */
static void
keep_draft(struct screen *s)
{
	struct browse_form *b = s->data;

	if (b->spec.ops->draft_save == NULL)
		return;
	if (b->follows_draft)
		(void)form_record(b->form);	/* the draft took the value in: what is typed now, too */
	if (!form_is_dirty(b->form)) {
		if (b->follows_draft) {
			drop_draft(b);
			set_texts(s);
		}
		return;
	}
	b->spec.ops->draft_save(b->spec.ctx, b->spec.entity, form_stored(b->form)->id, b->form);
	b->has_draft = b->follows_draft = true;
	b->draft_at = clock_now_ms();
	set_texts(s);
}

/* What was typed before a line dropped, or was cancelled. */
static void
offer_draft(struct screen *s)
{
	struct browse_form *b = s->data;
	const char *const answers[] = { _("Take up"), _("Drop") };
	struct record *draft;

	if (b->spec.ops->draft_load == NULL || form_mode(b->form) != FORM_EDIT)
		return;
	draft = b->spec.ops->draft_load(b->spec.ctx, b->spec.entity, b->spec.id);
	if (draft == NULL)
		return;
	b->has_draft = true;
	if (dialog_choose(s->app, _("Draft"),
	    _("Changes to this record were typed before and not saved."), answers, 2, 0) == 1) {
		drop_draft(b);
	} else {
		struct record *base = record_copy(form_stored(b->form));

		b->follows_draft = true;
		form_load_draft(b->form, base, draft);
		record_free(base);
		if (b->spec.ops->draft_unread != NULL)
			b->spec.ops->draft_unread(b->spec.ctx, b->spec.entity, b->spec.id, b->form);
	}
	record_free(draft);
}

static enum err
form_open(struct screen *s, void *arg, struct err_note *note)
{
	const struct browse_spec *spec = arg;
	struct record *r = NULL;
	struct browse_form *b;
	enum err err = ERR_OK;

	if (spec->id == 0 && spec->preset != NULL)
		r = spec->preset;
	else
		err = fetch_record(spec, spec->id, &r, note);
	if (err != ERR_OK)
		return err;
	b = xcalloc(1, sizeof *b);
	b->spec = *spec;
	b->spec.preset = NULL;
	s->data = b;
	str_copy(s->code, sizeof s->code, spec->entity->code);
	b->form = form_new(s->app, spec->entity, spec->fm != NULL ? spec->fm : app_format(s->app),
	    spec->ops->form, spec->ctx);
	form_load(b->form, r);
	record_free(r);
	if (!browse_may(spec, spec->entity, spec->id == 0 ? "add" : "edit"))
		form_set_mode(b->form, FORM_VIEW);
	browse_set_related(b);
	if (spec->preset == NULL)
		offer_draft(s);
	set_texts(s);
	return ERR_OK;
}

static void
form_fini(struct screen *s)
{
	struct browse_form *b = s->data;
	size_t i;

	for (i = 0; i < b->nlists; i++)
		list_free(b->lists[i]);
	form_free(b->form);
	record_free(b->previous);
	record_free(b->before);
	strbuf_fini(&b->summary);
	free(b);
}

static void
form_paint(struct screen *s, struct canvas *c, struct rect body)
{
	struct browse_form *b = s->data;
	struct list *l = browse_related_here(b);
	int need = form_draw(b->form, c, body, l == NULL);

	if (l == NULL && form_tab(b->form) == 0 && b->summary.len > 0)
		browse_draw_summary(b, c, body, need);
	if (l != NULL && body.rows > 3) {
		body.row += 2;
		body.rows -= 2;
		list_draw(l, c, body, true);
	}
}

/* Loads another record into the same screen. */
static bool
load_into(struct screen *s, int64_t id)
{
	struct browse_form *b = s->data;
	struct err_note note = { 0 };
	struct record *r = NULL;

	if (fetch_record(&b->spec, id, &r, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	b->spec.id = id;
	b->has_draft = b->follows_draft = false;
	b->draft_at = 0;
	form_load(b->form, r);
	record_free(r);
	form_set_mode(b->form, browse_may(&b->spec, b->spec.entity, id == 0 ? "add" : "edit") ?
	    FORM_EDIT : FORM_VIEW);
	form_set_previous(b->form, b->previous);
	browse_set_related(b);
	set_texts(s);
	return true;
}

static void
after_save(struct screen *s, const struct record *r)
{
	struct browse_form *b = s->data;
	int64_t id = r->id;
	size_t tab = form_tab(b->form);
	const struct field *at = form_focus(b->form);

	drop_draft(b);
	record_free(b->previous);
	b->previous = record_copy(r);
	if (b->spec.saved_id != NULL) {
		*b->spec.saved_id = id;
		form_load(b->form, r);		/* clean: nothing is asked */
		screen_close(s);
		return;
	}
	if (load_into(s, id) && at != NULL && tab < form_page_count(b->form))
		form_focus_name(b->form, at->name);
	set_texts(s);
	app_message(s->app, "%s", _("Saved"));
}

static bool
save(struct screen *s)
{
	struct browse_form *b = s->data;
	struct err_note note = { 0 };
	struct record *r, *base, *theirs = NULL;
	enum err err;
	int tries;

	if (form_mode(b->form) != FORM_EDIT) {
		app_error(s->app, _("Not allowed: this needs the right %s.edit."),
		    b->spec.entity->function);
		return false;
	}
	err = form_validate(b->form, &note);
	if (err != ERR_OK) {
		app_error(s->app, "%s", form_message(b->form));
		return false;
	}
	r = record_copy(form_record(b->form));
	base = record_copy(form_stored(b->form));
	for (tries = 0; tries < 5; tries++) {
		note = (struct err_note){ 0 };
		err = b->spec.ops->save(b->spec.ctx, r, base, &theirs, &note);
		if (err != ERR_CONFLICT || theirs == NULL)
			break;
		/* only what both changed is asked; the rest fits together */
		if (!conflict_run(s->app, app_format(s->app), base, theirs, r)) {
			err = ERR_CANCELLED;
			break;
		}
		record_free(base);
		base = theirs;
		theirs = NULL;
	}
	if (err == ERR_OK) {
		browse_note_saved(b, base);
		after_save(s, r);
	} else if (err != ERR_CANCELLED) {
		note.code = err;
		form_show_problem(b->form, &note);
		app_error_note(s->app, &note);
		keep_draft(s);
	}
	record_free(theirs);
	record_free(base);
	record_free(r);
	return err == ERR_OK;
}

static bool
form_may_close(struct screen *s)
{
	struct browse_form *b = s->data;

	if (b->follows_draft)
		(void)form_record(b->form);
	if (!form_is_dirty(b->form) || s->is_closing) {
		if (b->follows_draft && !s->is_closing)
			drop_draft(b);
		return true;
	}
	if (app_is_leaving(s->app)) {
		keep_draft(s);
		return true;
	}
	switch (dialog_unsaved(s->app, s->title)) {
	case ANSWER_SAVE:
		return save(s);
	case ANSWER_DISCARD:
		drop_draft(b);
		return true;
	case ANSWER_STAY:
		break;
	}
	return false;
}

/* F12: the changes go into a draft that can be taken up again. */
static bool
cancel(struct screen *s)
{
	struct browse_form *b = s->data;
	struct record *r;

	if (!form_is_dirty(b->form))
		return false;		/* nothing to drop: leave */
	keep_draft(s);
	r = record_copy(form_stored(b->form));
	form_load(b->form, r);
	record_free(r);
	b->follows_draft = false;
	b->draft_at = 0;
	set_texts(s);
	app_message(s->app, "%s", b->has_draft ?
	    _("Changes dropped; opening the record again offers them as a draft.") :
	    _("Changes dropped."));
	return true;
}

static bool
offer_save(struct screen *s)
{
	struct browse_form *b = s->data;
	const char *const answers[] = { _("Save"), _("Stay") };

	if (!form_is_dirty(b->form) && form_stored(b->form)->id != 0)
		return true;
	if (dialog_choose(s->app, s->title, _("This was the last field. Save the record?"),
	    answers, 2, 0) == 0)
		(void)save(s);
	return true;
}

static bool
form_action(struct screen *s, enum act act)
{
	struct browse_form *b = s->data;
	int64_t id;

	switch (act) {
	case ACT_SAVE:
		(void)save(s);
		return true;
	case ACT_CANCEL:
		return cancel(s);
	case ACT_NEW:
		if (!browse_may(&b->spec, b->spec.entity, "add"))
			app_error(s->app, _("Not allowed: this needs the right %s.%s."),
			    b->spec.entity->function, "add");
		else if (form_may_close(s) && !s->is_closing)
			(void)load_into(s, 0);
		return true;
	case ACT_NEXT_RECORD:
		if (b->spec.list == NULL || !form_may_close(s))
			return true;
		id = list_step(b->spec.list, 1);
		if (id != 0)
			(void)load_into(s, id);
		else
			app_message(s->app, "%s", _("This was the last record of the list."));
		return true;
	case ACT_PRINT:
		if (b->spec.ops->print_record == NULL)
			return false;
		if (form_stored(b->form)->id == 0 || form_is_dirty(b->form))
			app_error(s->app, "%s", _("Save first: what is stored is printed."));
		else
			b->spec.ops->print_record(b->spec.ctx, s->app, form_stored(b->form));
		return true;
	case ACT_CONTACT:
	case ACT_STORY:
		if (b->spec.ops->command == NULL)
			return false;
		b->spec.ops->command(b->spec.ctx, s->app, form_stored(b->form),
		    act == ACT_STORY ? "customer.story" : "customer.contact", "");
		return true;
	case ACT_WHY:
		return browse_why(s);
	case ACT_DELETE:
		id = form_stored(b->form)->id;
		if (id != 0 && browse_remove(s, &b->spec, b->spec.entity, id)) {
			drop_draft(b);
			screen_close(s);
		}
		return true;
	default:
		return false;
	}
}

static bool
form_handle(struct screen *s, const struct ui_event *ev)
{
	struct browse_form *b = s->data;
	struct list *l = browse_related_here(b);
	enum form_result r = FORM_PASS;

	if (l != NULL && browse_related_event(s, l, ev)) {
		set_texts(s);
		return true;
	}
	if (l == NULL) {
		r = form_event(b->form, ev);
		set_texts(s);
	}
	if (ev->kind == EV_SCAN)
		return browse_scan(s, &b->spec, form_record(b->form), ev) || r != FORM_PASS;
	if (r == FORM_USED)
		return true;
	if (r == FORM_END)
		return ev->action == ACT_ENTER && !ev->burst ? offer_save(s) : true;
	return ev->kind == EV_KEY && form_action(s, ev->action);
}

static void
form_resume(struct screen *s)
{
	struct browse_form *b = s->data;
	size_t i, tab = form_tab(b->form);

	for (i = 0; i < b->nlists; i++)
		(void)list_reload(b->lists[i], NULL);
	browse_set_tabs(b);
	browse_set_summary(b);
	/* a command may have changed the record; what is typed stays */
	if (!form_is_dirty(b->form) && form_stored(b->form)->id != 0 &&
	    tab < form_page_count(b->form))
		(void)load_into(s, form_stored(b->form)->id);
}

static void
form_explain(struct screen *s, struct strbuf *out)
{
	form_help(((struct browse_form *)s->data)->form, out);
}

enum { MORE_UNDO = 900 };	/* above the actions of a form */

static size_t
form_extra(struct screen *s, const struct menu_item **items)
{
	struct browse_form *b = s->data;
	const struct entity *e = b->spec.entity;
	bool is_new = form_stored(b->form)->id == 0;
	size_t n = 0;

	*items = b->more;
	if (browse_can_undo(b) && !form_is_dirty(b->form))
		b->more[n++] = (struct menu_item){ "", _("Undo save"), "", MORE_UNDO };
	for (size_t i = 0; b->spec.ops->command != NULL && i < e->nactions &&
	    n < sizeof b->more / sizeof b->more[0]; i++)
		if (!is_new || e->actions[i].of_new)
			b->more[n++] = (struct menu_item){
				.code = "", .label = tr(e->actions[i].title), .note = "", .value = (int)i,
			};
	return n;
}

static void
form_run_extra(struct screen *s, int value)
{
	struct browse_form *b = s->data;
	struct record *r = value == MORE_UNDO ? browse_undo_save(s) : NULL;

	if (r != NULL) {
		after_save(s, r);
		record_free(r);
		app_message(s->app, "%s", _("The record is as it was before."));
	}
	if (value == MORE_UNDO)
		return;
	b->spec.ops->command(b->spec.ctx, s->app, form_record(b->form),
	    b->spec.entity->actions[value].command, "");
}

static const enum act form_bar[] = {
	ACT_HELP, ACT_SAVE, ACT_BACK, ACT_LOOKUP, ACT_RESET, ACT_NEXT_RECORD, ACT_GO,
	ACT_MENU, ACT_CANCEL, ACT_UNDO, ACT_PRINT, ACT_NEW, ACT_DELETE, ACT_NONE
};

static enum err
form_copy_out(struct screen *s, enum clip_what what, struct clip *out, struct err_note *note)
{
	struct browse_form *b = s->data;
	struct list *l = browse_related_here(b);

	if (l == NULL)
		return form_copy(b->form, what, out, note);
	for (size_t i = 0; i < b->nlists; i++)
		if (b->lists[i] == l) {
			out->function = b->rows[i].entity->function;
			out->entity = b->rows[i].entity->name;
		}
	return list_copy(l, s->app, what, out, note);
}

/* Of a record whose figures can be explained. */
static const enum act why_bar[] = {
	ACT_HELP, ACT_SAVE, ACT_BACK, ACT_LOOKUP, ACT_RESET, ACT_NEXT_RECORD, ACT_GO,
	ACT_MENU, ACT_CANCEL, ACT_WHY, ACT_UNDO, ACT_PRINT, ACT_NEW, ACT_DELETE, ACT_NONE
};

static const enum act *
form_bar_now(struct screen *s)
{
	const struct browse_form *b = s->data;

	return browse_why_at(b->spec.entity) >= 0 ? why_bar : form_bar;
}

const struct screen_class browse_form_class = {
	.name = "browse_form", .code = "", .title = "", .context = CONTEXT_FORM,
	.bar = form_bar, .bar_now = form_bar_now, .open = form_open, .draw = form_paint, .event = form_handle,
	.tick = keep_draft, .may_close = form_may_close, .resume = form_resume,
	.help = form_explain, .more = form_extra, .run_more = form_run_extra,
	.copy = form_copy_out, .fini = form_fini,
};

enum err
browse_open_form(struct app *app, enum go_mode mode, const struct browse_spec *spec,
    struct err_note *note)
{
	struct browse_spec copy = *spec;

	return app_open(app, mode, &browse_form_class, &copy, note);
}
