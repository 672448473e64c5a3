/* quen report: any report as text, CSV or JSON. Its parameters are options of its own, so the
 * words after its code are read here. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cmd_report_keep.h"
#include "report/out_file.h"
#include "report/report.h"
#include "report/report_write.h"

const struct option_def report_options[] = {
	{ "format", 'f', "FORMAT", N_("text, csv, json, xlsx, pdf or docx; text by default, or by the end of the file's name") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ "param", 'p', "NAME=VALUE", N_("A parameter of the report; may be repeated. --NAME VALUE does the same") },
	{ "every", 0, "WHEN", N_("schedule: daily, weekly or monthly") },
	{ "at", 0, "HH:MM", N_("schedule: the time of day (default 06:00)") },
	{ "on", 0, "N", N_("schedule: the weekday, 1 Monday to 7 Sunday, or the day of the month") },
	{ "folder", 0, "DIR", N_("schedule: below the folder for reports") },
	{ "file", 0, "NAME", N_("schedule: with {report} {code} {day} {month} {time}") },
	{ "*", 0, NULL, "" },
	{ 0 }
};

static int
list_reports(struct cli *c, const struct reports *all)
{
	json_t *list = json_array();
	const char *menu = "";

	for (size_t i = 0; i < all->n; i++) {
		const struct report *r = &all->r[i];

		if (!access_may(c->actor, report_function(c->actor, r, VERB_VIEW), VERB_VIEW))
			continue;
		if (c->json) {
			json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "code", r->name,
			    "title", tr(r->title), "menu", tr(r->menu)));
			continue;
		}
		if (strcmp(menu, r->menu) != 0)
			tell("%s", tr(r->menu));
		menu = r->menu;
		tell("  %-24s %s", r->name, tr(r->title));
	}
	if (c->json)
		tell_json(list);
	else
		json_decref(list);
	return EX_OK;
}

static enum err
set_param(struct cli *c, const struct report *r, const char *name, size_t len, const char *value,
    struct report_values *v, struct err_note *note)
{
	for (size_t i = 0; i < r->nparams; i++) {
		const char *own = r->param[i].field.name;

		if (strlen(own) == len && strncmp(own, name, len) == 0)
			return report_set(c->store, r, i, value, v, note);
	}
	return err_set(note, ERR_INVALID, "param", _("%s has no parameter \"%.*s\"."), r->name,
	    (int)len, name);
}

/* -p NAME=VALUE, and what args_read() gave back as words: --NAME VALUE, --NAME=VALUE. */
enum err
report_cli_params(struct cli *c, const struct args *a, const struct report *r, size_t from,
    struct report_values *v, struct err_note *note)
{
	const char *text, *eq;
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; e == ERR_OK && (text = args_nth(a, "param", i)) != NULL; i++) {
		eq = strchr(text, '=');
		if (eq == NULL)
			return err_set(note, ERR_INVALID, "param", _("-p %s: write NAME=VALUE."), text);
		e = set_param(c, r, text, (size_t)(eq - text), eq + 1, v, note);
	}
	for (i = from; e == ERR_OK && i < a->nwords; i++) {
		text = a->words[i];
		if (!str_starts(text, "--"))
			return err_set(note, ERR_INVALID, "param", _("What is \"%s\"? Parameters are given as --NAME VALUE."), text);
		eq = strchr(text, '=');
		if (eq != NULL)
			e = set_param(c, r, text + 2, (size_t)(eq - text - 2), eq + 1, v, note);
		else if (i + 1 < a->nwords)
			e = set_param(c, r, text + 2, strlen(text + 2), a->words[i + 1], v, note), i++;
		else
			return err_set(note, ERR_INVALID, "param", _("%s needs a value."), text);
	}
	return e;
}

static enum err
run(struct cli *c, const struct args *a, const struct report *r, const struct report_format *fmt,
    struct err_note *note)
{
	const char *path = args_get(a, "output");
	struct report_values v;
	struct report_result res;
	enum err e;

	if ((e = store_begin(c->store, c->actor, false, note)) != ERR_OK)
		return e;
	if ((e = report_presets(r, &v, note)) == ERR_OK) {
		e = report_may_write(c->store, r, fmt, path, note);
		if (e == ERR_OK)
			e = report_cli_params(c, a, r, 1, &v, note);
		if (e == ERR_OK)
			e = report_run(c->store, r, &v, 0, &res, note);
		if (e == ERR_OK) {
			e = report_write(c->store, r, &v, &res, fmt, path, note);
			report_result_fini(&res);
		}
		report_values_fini(&v);
	}
	store_rollback(c->store);
	return e;
}

/* One wrong file is named and left out; the others go on working. */
static void
leave_out(void *arg, const struct err_note *note)
{
	(void)arg;
	say("%s", note->text);
}

int
cmd_report(struct cli *c, const struct args *a)
{
	const char *format = c->json ? "json" : args_get(a, "format");
	const struct report_format *fmt;
	struct err_note note = { 0 };
	const struct report *r;
	struct reports all;
	enum err e;
	int status;

	if ((e = reports_load(&c->paths, &all, leave_out, NULL, &note)) != ERR_OK)
		return say_failed(c, e, &note);
	if (a->nwords == 0 || report_command(c, a, &all, &status)) {
		if (a->nwords == 0)
			status = list_reports(c, &all);
		reports_fini(&all);
		return status;
	}
	r = reports_find(&all, a->words[0]);
	fmt = report_format_find(format, args_get(a, "output"));
	if (r == NULL)
		status = say_usage(c, "report", _("There is no report \"%s\". quen report lists them."), a->words[0]);
	else if (fmt == NULL)
		status = say_usage(c, "report", _("--format: there is no format \"%s\"."), format);
	else {
		stop_watch();
		store_set_stop(c->store, stop_asked, NULL);
		e = run(c, a, r, fmt, &note);
		status = e == ERR_OK ? EX_OK : say_failed(c, e, &note);
	}
	reports_fini(&all);
	return status;
}
