#include "cli/cmd_report_keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "jobs/report_job.h"
#include "report/report_saved.h"
#include "report/report_write.h"
#include "store/record_store.h"

#define SCHEDULES_MAX 200

/* ---- lists ---- */

struct listing { struct cli *c; json_t *rows; };

static bool
each_saved(void *arg, const struct record *r)
{
	struct listing *l = arg;

	if (l->rows != NULL)
		json_array_append_new(l->rows, json_pack("{s:s, s:s, s:s, s:s}", "code", record_text(r, "code"),
		    "name", record_text(r, "name"), "report", record_text(r, "report"),
		    "params", record_text(r, "params")));
	else
		tell("%-8s %-24s %-*s %s", record_text(r, "code"), record_text(r, "report"),
		    utf8_pad(record_text(r, "name"), 28), record_text(r, "name"), record_text(r, "params"));
	return true;
}

/* Only codes are asked for, so that seeing them is enough: export is for whole rows. */
static enum err
list_saved(struct cli *c, struct err_note *note)
{
	struct list_query q = { .entity = model_entity(store_model(c->store), "report_set") };
	struct listing l = { c, c->json ? json_array() : NULL };
	struct record_page page = { 0 };
	struct list_anchor from = { 0 };
	bool more = true;
	enum err e = store_begin(c->store, c->actor, false, note);

	while (e == ERR_OK && more) {
		e = list_page(c->store, &q, from.id != 0 ? &from : NULL, true, 50, &page, note);
		for (size_t i = 0; e == ERR_OK && i < page.nrows; i++)
			(void)each_saved(&l, page.rows[i]);
		value_fini(&from.key);
		more = e == ERR_OK && page.more && page.nrows > 0;
		if (more)
			list_row_anchor(c->store, &q, page.rows[page.nrows - 1], &from);
		record_page_fini(&page);
	}
	store_rollback(c->store);
	if (e == ERR_OK && c->json)
		tell_json(l.rows);
	else
		json_decref(l.rows);
	return e;
}

static void
tell_schedule(const struct cli *c, const struct schedule_state *s)
{
	char next[40] = "-", last[40] = "-";

	if (s->next_at != 0)
		instant_iso(s->next_at, next, sizeof next);
	if (s->last_at != 0)
		instant_iso(s->last_at, last, sizeof last);
	(void)c;
	if (!s->is_active)
		str_copy(next, sizeof next, _("not active"));
	tell("%-8s %-24s %-*s %-26s %s", s->code, s->report, utf8_pad(next, 26), next, last,
	    s->fails > 0 ? s->failure : s->file);
}

static enum err
list_scheduled(struct cli *c, struct err_note *note)
{
	struct schedule_state *s = xcalloc(SCHEDULES_MAX, sizeof *s);
	size_t n = SCHEDULES_MAX;
	json_t *rows = json_array();
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e == ERR_OK)
		e = schedule_states(c->store, s, &n, note);
	store_rollback(c->store);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (!c->json)
			tell_schedule(c, &s[i]);
		json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:b}", "code",
		    s[i].code, "name", s[i].name, "report", s[i].report, "next_at", (json_int_t)s[i].next_at,
		    "last_at", (json_int_t)s[i].last_at, "file", s[i].file, "failure", s[i].failure,
		    "active", s[i].is_active));
	}
	if (e == ERR_OK && c->json)
		tell_json(rows);
	else
		json_decref(rows);
	free(s);
	return e;
}

/* ---- keeping ---- */

static enum err
set_option(struct record *r, const struct format *fm, const char *field, const char *text,
    struct err_note *note)
{
	const struct field *f = entity_field(r->entity, field);

	return text == NULL ? ERR_OK : field_from_text(f, fm, text, &r->values[f->index], note);
}

static enum err
set_schedule(struct cli *c, const struct args *a, struct record *r, struct err_note *note)
{
	const struct format *fm = store_format(c->store);
	const char *every = args_get(a, "every"), *on = args_get(a, "on");
	const char *at = args_get(a, "at"), *format = args_get(a, "format");
	enum err e = set_option(r, fm, "every", every != NULL ? every : "daily", note);

	if (e == ERR_OK)
		e = set_option(r, fm, str_eq(every, "monthly") ? "mday" : "weekday", on, note);
	if (e == ERR_OK)
		e = set_option(r, fm, "minute", at != NULL ? at : "06:00", note);
	if (e == ERR_OK)
		e = set_option(r, fm, "format", format != NULL ? format : "xlsx", note);
	if (e == ERR_OK)
		e = set_option(r, fm, "folder", args_get(a, "folder"), note);
	if (e == ERR_OK)
		e = set_option(r, fm, "file", args_get(a, "file"), note);
	record_set_int(r, "active", 1);
	return e;
}

/* quen report save|schedule REPORT NAME [--param value ...] */
static enum err
keep(struct cli *c, const struct args *a, const struct reports *all, const char *entity,
    struct err_note *note)
{
	const struct report *r = a->nwords > 2 ? reports_find(all, a->words[1]) : NULL;
	struct report_values v;
	struct record *rec;
	char *asked;
	enum err e;

	if (a->nwords < 3)
		return err_set(note, ERR_INVALID, "", _("Say which report, and a name for it."));
	if (r == NULL)
		return err_set(note, ERR_NOTFOUND, "", _("There is no report \"%s\"."), a->words[1]);
	if ((e = store_begin(c->store, c->actor, true, note)) != ERR_OK)
		return e;
	rec = record_new(model_entity(store_model(c->store), entity));
	record_set_text(rec, "name", a->words[2]);
	record_set_text(rec, "report", r->name);
	e = report_presets(r, &v, note);
	if (e == ERR_OK) {
		e = report_cli_params(c, a, r, 3, &v, note);
		asked = report_saved_text(r, &v);
		record_set_text(rec, "params", asked);
		free(asked);
		report_values_fini(&v);
	}
	if (e == ERR_OK && str_eq(entity, "report_schedule"))
		e = set_schedule(c, a, rec, note);
	if (e == ERR_OK)
		e = record_insert(c->store, rec, note);
	if (e == ERR_OK)
		e = store_commit(c->store, note);
	if (e == ERR_OK)
		e = store_durable(c->store, note);
	if (e == ERR_OK)
		tell("%s", record_text(rec, "code"));
	store_rollback(c->store);
	record_free(rec);
	return e;
}

/* ---- running ---- */

static enum err
run_saved(struct cli *c, const struct args *a, const struct reports *all, struct err_note *note)
{
	const struct entity *set = model_entity(store_model(c->store), "report_set");
	const char *path = args_get(a, "output");
	const struct report_format *f = report_format_find(c->json ? "json" : args_get(a, "format"), path);
	const struct report *r;
	struct report_result res;
	struct report_values v;
	struct record *rec = NULL;
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e != ERR_OK)
		return e;
	if (f == NULL)
		e = err_set(note, ERR_INVALID, "format", _("There is no such format."));
	if (e == ERR_OK)
		e = record_load_code(c->store, set, a->words[1], &rec, note);
	r = e == ERR_OK ? reports_find(all, record_text(rec, "report")) : NULL;
	if (e == ERR_OK && r == NULL)
		e = err_set(note, ERR_NOTFOUND, "", _("There is no report \"%s\"."), record_text(rec, "report"));
	if (e == ERR_OK)
		e = report_may_write(c->store, r, f, path, note);
	if (e == ERR_OK && (e = report_saved_values(c->store, r, record_text(rec, "params"), &v, note)) == ERR_OK) {
		e = report_cli_params(c, a, r, 2, &v, note);
		if (e == ERR_OK && (e = report_run(c->store, r, &v, 0, &res, note)) == ERR_OK) {
			e = report_write(c->store, r, &v, &res, f, path, note);
			report_result_fini(&res);
		}
		report_values_fini(&v);
	}
	record_free(rec);
	store_rollback(c->store);
	return e;
}

static enum err
run_now(struct cli *c, const struct args *a, struct err_note *note)
{
	int64_t id = 0;
	enum err e;

	if (a->nwords < 2)
		return err_set(note, ERR_INVALID, "", _("Say which one: quen report scheduled lists them."));
	if ((e = store_begin(c->store, c->actor, true, note)) != ERR_OK)
		return e;
	e = record_id(c->store, model_entity(store_model(c->store), "report_schedule"), a->words[1], &id, note);
	if (e == ERR_OK)
		e = schedule_run_now(c->store, id, note);
	if (e == ERR_OK)
		e = store_commit(c->store, note);
	store_rollback(c->store);
	return e == ERR_OK ? store_durable(c->store, note) : e;
}

bool
report_command(struct cli *c, const struct args *a, const struct reports *all, int *status)
{
	const char *word = a->words[0];
	struct err_note note = { 0 };
	enum err e;

	if (strcmp(word, "saved") == 0)
		e = a->nwords > 1 ? run_saved(c, a, all, &note) : list_saved(c, &note);
	else if (strcmp(word, "save") == 0)
		e = keep(c, a, all, "report_set", &note);
	else if (strcmp(word, "scheduled") == 0)
		e = list_scheduled(c, &note);
	else if (strcmp(word, "schedule") == 0)
		e = keep(c, a, all, "report_schedule", &note);
	else if (strcmp(word, "now") == 0)
		e = run_now(c, a, &note);
	else
		return false;
	*status = e == ERR_OK ? EX_OK : say_failed(c, e, &note);
	return true;
}
