#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/entity_word.h"
#include "cli/where_word.h"
#include "report/list_export.h"
#include "report/print_out.h"
#include "report/query_kept.h"

const struct option_def export_options[] = {
	{ "format", 'f', "csv|xlsx|pdf|docx|txt|json", N_("csv by default, or by the end of the file's name") },
	{ "columns", 0, "FIELD,...", N_("These fields in this order; all otherwise") },
	{ "where", 'w', "'FIELD [OP] VALUE'", N_("Only rows where this holds; may be repeated. OP: = != < <= > >= in like") },
	{ "search", 's', "TEXT", N_("Only rows that this text finds") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ "plain", 0, NULL, N_("CSV for programs: commas, no mark, no apostrophes, field names as heads") },
	{ 0 }
};

/* By name, else by the end of the file's name, else csv. */
static bool
read_format(const char *format, const char *file, struct export_options *o)
{
	const char *dot = file != NULL ? strrchr(file, '.') : NULL;
	const char *name = format != NULL ? format : dot != NULL ? dot + 1 : "csv";

	o->format = str_eq(name, "json") ? EXPORT_JSON : EXPORT_CSV;
	if (str_eq(name, "json") || str_eq(name, "csv"))
		return true;
	o->page = page_format_find(name);
	if (o->page != NULL)
		o->format = EXPORT_PAGE;
	/* A file may be called anything; a format may not. */
	return o->page != NULL || format == NULL;
}

struct work { struct cli *c; const struct list_query *q; const struct export_options *o; struct print_out *out; };

static enum err
write_list(void *arg, FILE *f, struct err_note *note)
{
	struct work *w = arg;

	return list_export(w->c->store, w->c->actor, w->q, w->o, f, &w->out->rows, note);
}

/* With its line on the trail: who took which rows, and how many (TRUST T17). */
static enum err
run(struct cli *c, const struct list_query *q, const struct export_options *o, const char *path,
    struct err_note *note)
{
	const struct entity *en = q->entity;
	char *filter = list_filter_text(q);
	struct work w = { .c = c, .q = q, .o = o };
	struct print_out out = { .write = write_list, .arg = &w, .path = path != NULL ? path : "-",
		.title = tr(en->plural), .function = en->function, .entity = en->name, .code = en->name,
		.what = "list", .filter = filter, .verb = list_export_verb(c->actor, en, o) };
	enum err e;

	w.out = &out;
	e = print_out(c->store, c->actor, &out, note);
	if (e == ERR_OK && path != NULL)
		say(ngettext("%lld row written: %s", "%lld rows written: %s", (unsigned long)out.rows),
		    (long long)out.rows, path);
	free(filter);
	return e;
}

/* --search @CODE: the rows that the saved question finds (doc/QUERY.md). */
static enum err
select_kept(struct cli *c, struct list_query *q, struct err_note *note)
{
	char *code = q->search;
	enum err e = store_begin(c->store, c->actor, false, note);

	q->search = NULL;
	q->only_ids = true;
	if (e == ERR_OK) {
		e = query_kept_ids(c->store, code + 1, q->entity, &q->ids, &q->nids, note);
		store_rollback(c->store);
	}
	free(code);
	return e;
}

int
cmd_export(struct cli *c, const struct args *a)
{
	struct export_options o = { .plain = args_has(a, "plain"), .columns = args_get(a, "columns"),
	    .stop = stop_asked };
	struct list_query q = { 0 };
	struct err_note note = { 0 };
	const char *path = args_get(a, "output"), *where;
	size_t i;
	enum err e = ERR_OK;

	if (!read_format(c->json ? "json" : args_get(a, "format"), path, &o))
		return say_usage(c, "export", _("--format takes csv, xlsx, pdf, docx, txt or json."));
	if (o.page != NULL && o.page->is_binary && (path == NULL || str_eq(path, "-")) && isatty(1))
		return say_usage(c, "export", _("This format is not for a terminal: give a file by --output."));
	if ((q.entity = entity_word(c, a->words[0], &note)) == NULL)
		return say_usage(c, "export", "%s", note.text);
	q.search = xstrdup(args_get(a, "search"));
	if (q.search != NULL && q.search[0] == '@')
		e = select_kept(c, &q, &note);
	for (i = 0; e == ERR_OK && (where = args_nth(a, "where", i)) != NULL; i++)
		e = where_word(c, &q, where, &note);
	if (e == ERR_OK) {
		stop_watch();
		e = run(c, &q, &o, path, &note);
	}
	list_query_fini(&q);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
