#include "ui/app_int.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

void
screen_free(struct screen *s)
{
	if (s->class->fini != NULL)
		s->class->fini(s);
	free(s);
}

enum err
screen_new(struct app *app, const struct screen_class *class, void *arg,
    struct screen **out, struct err_note *note)
{
	struct screen *s = xcalloc(1, sizeof *s);
	enum err err = ERR_OK;

	s->class = class;
	s->app = app;
	str_copy(s->code, sizeof s->code, class->code != NULL ? class->code : "");
	str_copy(s->title, sizeof s->title, tr(class->title));
	if (class->open != NULL)
		err = class->open(s, arg, note);
	if (err != ERR_OK) {
		free(s);
		return err;
	}
	app->is_dirty = true;
	*out = s;
	return ERR_OK;
}

enum err
app_push(struct app *app, const struct screen_class *class, void *arg,
    struct err_note *note)
{
	struct task *t;
	struct screen *s;
	enum err err;

	if (app->ntasks == 0)
		return app_push_task(app, class, arg, note);
	t = &app->tasks[app->current];
	if (t->depth == SCREEN_DEPTH_MAX)
		return err_set(note, ERR_LIMIT, "",
		    _("Too many screens are open here; go back first."));
	err = screen_new(app, class, arg, &s, note);
	if (err != ERR_OK)
		return err;
	/* open may have pushed or switched: the task is looked up again */
	t = &app->tasks[app->current];
	if (t->depth == SCREEN_DEPTH_MAX) {
		screen_free(s);
		return err_set(note, ERR_LIMIT, "",
		    _("Too many screens are open here; go back first."));
	}
	t->stack[t->depth++] = s;
	return ERR_OK;
}

enum err
app_push_task(struct app *app, const struct screen_class *class, void *arg,
    struct err_note *note)
{
	struct screen *s;
	enum err err;

	if (app->ntasks == TASK_MAX)
		return err_set(note, ERR_LIMIT, "",
		    _("%d tasks are open; close one first."), TASK_MAX);
	err = screen_new(app, class, arg, &s, note);
	if (err != ERR_OK)
		return err;
	app->current = app->ntasks++;
	app->tasks[app->current] = (struct task){ .depth = 1 };
	app->tasks[app->current].stack[0] = s;
	return ERR_OK;
}

bool
task_close_all(struct app *app)
{
	struct task *t = &app->tasks[app->current];
	int i;

	for (i = t->depth - 1; i >= 0; i--)
		if (t->stack[i]->class->may_close != NULL &&
		    !t->stack[i]->class->may_close(t->stack[i]))
			return false;
	for (i = 0; i < t->depth; i++)
		screen_close(t->stack[i]);
	return true;
}

enum err
app_replace(struct app *app, const struct screen_class *class, void *arg,
    struct err_note *note)
{
	if (app->ntasks > 0 && !task_close_all(app))
		return err_set(note, ERR_CANCELLED, "", _("Nothing was closed."));
	return app_push(app, class, arg, note);
}

enum err
app_open(struct app *app, enum go_mode mode, const struct screen_class *class,
    void *arg, struct err_note *note)
{
	switch (mode) {
	case GO_NEW_TASK:
		return app_push_task(app, class, arg, note);
	case GO_REPLACE:
		return app_replace(app, class, arg, note);
	case GO_PUSH:
		break;
	}
	return app_push(app, class, arg, note);
}

void
screen_close(struct screen *s)
{
	s->is_closing = true;
}

/* Removes what was closed during an event; whoever comes up is told. */
void
screens_reap(struct app *app)
{
	struct screen *before = app_top(app);
	size_t i;
	bool any = false;

	for (i = 0; i < app->ntasks; i++) {
		struct task *t = &app->tasks[i];
		int from, to = 0;

		for (from = 0; from < t->depth; from++) {
			if (t->stack[from]->is_closing) {
				app->last_closed = t->stack[from]->class;
				screen_free(t->stack[from]);
				any = true;
			} else {
				t->stack[to++] = t->stack[from];
			}
		}
		t->depth = to;
	}
	if (!any)
		return;
	for (i = 0; i < app->ntasks;) {
		if (app->tasks[i].depth > 0) {
			i++;
			continue;
		}
		memmove(&app->tasks[i], &app->tasks[i + 1],
		    (app->ntasks - i - 1) * sizeof app->tasks[0]);
		app->ntasks--;
		if (app->current > i || app->current == app->ntasks)
			app->current = app->current > 0 ? app->current - 1 : 0;
	}
	app->is_dirty = true;
	if (app_top(app) != NULL && app_top(app) != before &&
	    app_top(app)->class->resume != NULL)
		app_top(app)->class->resume(app_top(app));
}

bool
app_is_base(const struct screen *s)
{
	for (size_t i = 0; i < s->app->ntasks; i++)
		if (s->app->tasks[i].depth > 0 && s->app->tasks[i].stack[0] == s)
			return true;
	return false;
}

const char *
app_task_title(const struct app *app, size_t i, bool *has_changes)
{
	const struct task *t;
	int k;

	if (i >= app->ntasks)
		return NULL;
	t = &app->tasks[i];
	*has_changes = false;
	for (k = 0; k < t->depth; k++)
		if (t->stack[k]->has_changes)
			*has_changes = true;
	return t->depth > 0 ? t->stack[t->depth - 1]->title : "";
}

void
screen_set_title(struct screen *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->title, sizeof s->title, fmt, ap);
	va_end(ap);
}

void
screen_set_hint(struct screen *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->hint, sizeof s->hint, fmt, ap);
	va_end(ap);
}

void
screen_set_status(struct screen *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->status, sizeof s->status, fmt, ap);
	va_end(ap);
}

void
screen_set_mode(struct screen *s, const char *word)
{
	str_copy(s->mode, sizeof s->mode, word);
}

void
app_message(struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(app->message, sizeof app->message, fmt, ap);
	va_end(ap);
	app->message_role = ROLE_MESSAGE;
	app->is_dirty = true;
}

void
app_error(struct app *app, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(app->message, sizeof app->message, fmt, ap);
	va_end(ap);
	app->message_role = ROLE_ERROR;
	app->is_dirty = true;
}

void
app_error_note(struct app *app, const struct err_note *note)
{
	if (note->code != ERR_CANCELLED)
		app_error(app, "%s", note->text[0] != '\0' ? note->text : err_text(note->code));
}
