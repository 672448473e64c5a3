/* A report into a file: every row, whatever the screen holds, in the background. */
#include "config.h"

#include "screens/report_view_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/report_write.h"
#include "screens/records.h"
#include "ui/dialog.h"

/* All that the thread needs, its own. */
struct printing {
	struct reports all;
	const struct report *r;
	struct report_values values;
	const struct report_format *format;
	char path[700];
};

static void
printing_free(struct printing *p)
{
	report_values_fini(&p->values);
	reports_fini(&p->all);
	free(p);
}

static enum err
write_there(struct background *b, struct store *st, struct actor *a, void *arg, struct err_note *note)
{
	struct printing *p = arg;
	struct report_result res = { 0 };
	enum err e = store_begin(st, a, false, note);

	(void)b;
	if (e == ERR_OK)
		e = report_may_write(st, p->r, p->format, p->path, note);
	if (e == ERR_OK)
		e = report_run(st, p->r, &p->values, 0, &res, note);
	if (e == ERR_OK) {
		e = report_write(st, p->r, &p->values, &res, p->format, p->path, note);
		report_result_fini(&res);
	}
	store_rollback(st);
	return e;
}

static void
over(struct background *b, void *arg)
{
	struct printing *p = arg;
	struct session *s = background_session(b);
	struct err_note note;
	char said[800];

	if (background_result(b, &note) != ERR_OK)
		app_error_note(s->app, &note);
	else {
		snprintf(said, sizeof(said), _("Written: %s"), s->served ? strrchr(p->path, '/') + 1 : p->path);
		records_say_written(s, said, p->path);
	}
	printing_free(p);
	background_free(b);
}

static bool
copy_values(struct printing *p, const struct report_view *x, struct err_note *note)
{
	if (reports_load(store_paths(x->s->st), &p->all, report_leave_out, NULL, note) != ERR_OK)
		return false;
	p->r = reports_find(&p->all, x->r->name);
	for (size_t i = 0; i < x->r->nparams; i++) {
		value_copy(&p->values.v[i], &x->values.v[i]);
		if (x->values.text[i] != NULL)
			p->values.text[i] = xstrdup(x->values.text[i]);
	}
	return p->r != NULL && p->r->nparams == x->r->nparams;
}

const struct report_format *
report_ask_file(struct session *s, const char *title, const char *name,
    enum err (*may)(void *ctx, const struct report_format *f, struct err_note *note), void *ctx,
    char *path, size_t size)
{
	const struct report_format *fits[16], *f;
	const char *answers[16];
	struct err_note note = { 0 };
	char whole[160], day[16];
	size_t n = 0;
	int which;
	enum err e = session_read(s, &note);

	if (e == ERR_OK) {
		for (f = report_format_table; f->name != NULL && n < 16; f++)
			if (may(ctx, f, &note) == ERR_OK) {
				answers[n] = f->name;
				fits[n++] = f;
			}
		session_done(s);
	}
	if (n == 0) {
		app_error_note(s->app, &note);
		return NULL;
	}
	which = dialog_choose(s->app, _("Write a file"), title, answers, n, 0);
	if (which < 0)
		return NULL;
	f = fits[which];
	snprintf(whole, sizeof(whole), "%s-%s.%s", name, day_iso(clock_today(), day, sizeof(day)),
	    strcmp(f->name, "text") == 0 ? "txt" : f->name);
	return records_ask_path(s, whole, path, size) ? f : NULL;
}

static enum err
may_write(void *ctx, const struct report_format *f, struct err_note *note)
{
	const struct report_view *x = ctx;

	return report_may_write(x->s->st, x->r, f, "file", note);
}

void
report_view_print(struct report_view *x)
{
	struct printing *p;
	struct background *b;
	struct err_note note = { 0 };
	char path[700];
	const struct report_format *f = report_ask_file(x->s, tr(x->r->title), x->r->name, may_write, x,
	    path, sizeof(path));

	if (f == NULL)
		return;
	p = xcalloc(1, sizeof(*p));
	p->format = f;
	str_copy(p->path, sizeof(p->path), path);
	if (!copy_values(p, x, &note)) {
		app_error_note(x->s->app, &note);
		printing_free(p);
		return;
	}
	b = background_start(x->s, &(struct background_work) { .title = tr(x->r->title),
	    .run = write_there, .over = over, .arg = p });
	if (!background_wait(b, BACKGROUND_PATIENCE_MS))
		app_message(x->s->app, _("%s: being written; you are told when it is there."), tr(x->r->title));
}
