/* What is asked of a report, kept: as a saved question, and as a report that is made by itself. */
#include "config.h"

#include "screens/report_view_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/report_saved.h"
#include "screens/records.h"
#include "screens/reports.h"
#include "store/record_store.h"
#include "ui/dialog.h"

#define FIELDS_MAX 8

struct keeping { struct report_view *x; const struct entity *e; char code[40]; };

/* Adds the row with what the pop-up gave, the report and what it is asked. */
static enum err
accept(void *ctx, const struct record *rec, struct err_note *note)
{
	struct keeping *k = ctx;
	struct session *s = k->x->s;
	struct record *r = record_new(k->e);
	char *asked = report_saved_text(k->x->r, &k->x->values);
	enum err e = session_write(s, note);

	for (size_t i = 0; i < rec->entity->nfields; i++) {
		const struct field *f = entity_field(k->e, rec->entity->fields[i].name);

		if (f != NULL)
			value_copy(&r->values[f->index], &rec->values[i]);
	}
	record_set_text(r, "report", k->x->r->name);
	record_set_text(r, "params", asked);
	if (e == ERR_OK) {
		e = record_insert(s->st, r, note);
		if (e == ERR_OK)
			str_copy(k->code, sizeof(k->code), record_text(r, "code"));
		e = session_end(s, e, note);
	}
	free(asked);
	record_free(r);
	return e;
}

static void
keep(struct report_view *x, const char *entity, const char *const *names, const char *text,
    const char *said)
{
	struct keeping k = { .x = x, .e = model_entity(store_model(x->s->st), entity) };
	struct field fields[FIELDS_MAX];
	const char *values[2 * FIELDS_MAX + 1] = { NULL };
	struct dialog_form d = { .title = tr(x->r->title), .text = text, .fields = fields,
		.fm = &x->s->format, .ctx = &k, .accept = accept };
	struct record *rec;
	size_t n = 0;

	if (!session_may(x->s, k.e->function, VERB_ADD)) {
		app_error(x->s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(x->s->a),
		    k.e->function, "add");
		return;
	}
	for (; names[d.nfields] != NULL; d.nfields++) {
		fields[d.nfields] = *entity_field(k.e, names[d.nfields]);
		if (str_eq(names[d.nfields], "name")) {
			values[n++] = "name";
			values[n++] = tr(x->r->title);
		} else if (!str_empty(fields[d.nfields].preset)) {
			values[n++] = names[d.nfields];
			values[n++] = fields[d.nfields].preset;
		}
	}
	if (!dialog_form_run(x->s->app, &d, values, &rec))
		return;
	record_free(rec);
	app_message(x->s->app, "%s: %s", k.code, said);
}

void
report_view_save(struct report_view *x)
{
	static const char *const set[] = { "name", NULL };
	static const char *const schedule[] = { "name", "format", "every", "weekday", "mday", "minute",
		"folder", "file", NULL };
	const char *answers[2] = { _("Save this question"), _("Make it by itself, on a schedule") };

	switch (dialog_choose(x->s->app, _("Keep"), tr(x->r->title), answers, 2, 0)) {
	case 0:
		keep(x, "report_set", set, _("What is asked, under a name. It is yours until you share it (RQ)."),
		    _("saved. F4 shows what is saved."));
		break;
	case 1:
		keep(x, "report_schedule", schedule, _("The worker writes it into the folder for reports, "
		    "with your rights."), _("scheduled. RJ shows when, and how it went."));
		break;
	default:
		break;
	}
}

static enum err
show_saved(struct report_view *x, int64_t id, struct err_note *note)
{
	struct report_values v;
	struct record *rec;
	enum err e = records_load(x->s, "report_set", id, &rec, note);

	if (e != ERR_OK)
		return e;
	if (!str_eq(record_text(rec, "report"), x->r->name)) {
		e = report_view_open_saved(x->s, GO_PUSH, record_text(rec, "report"),
		    record_text(rec, "params"), note);
		record_free(rec);
		return e;
	}
	/* What a running report was asked is its own until it is over. */
	background_free(x->work);
	x->work = NULL;
	e = session_read(x->s, note);
	if (e == ERR_OK) {
		e = report_saved_values(x->s->st, x->r, record_text(rec, "params"), &v, note);
		session_done(x->s);
	}
	record_free(rec);
	if (e != ERR_OK)
		return e;
	report_values_fini(&x->values);
	x->values = v;
	return report_view_run(x, note);
}

void
report_view_choose(struct report_view *x)
{
	struct err_note note;
	int64_t id;

	if (!session_may(x->s, "report_set", VERB_VIEW)) {
		app_error(x->s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(x->s->a),
		    "report_set", "view");
		return;
	}
	id = records_pick(x->s, "report_set", _("Saved questions"), x->r->name);
	if (id != 0 && show_saved(x, id, &note) != ERR_OK)
		app_error_note(x->s->app, &note);
}
