/* quen label: labels of records that are named or found, as PDF or to the label printer. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/where_word.h"
#include "report/label.h"
#include "report/out_file.h"
#include "report/print_out.h"

const struct option_def label_options[] = {
	{ "paper", 'p', "CODE", N_("Label paper; quen label papers lists them") },
	{ "first", 0, "N", N_("First free label of a sheet that was begun, from 1") },
	{ "copies", 'n', "N", N_("So many of each") },
	{ "code", 0, "bars|qr", N_("How codes are drawn") },
	{ "where", 'w', "'FIELD [OP] VALUE'", N_("Only rows where this holds; may be repeated. OP: = != < <= > >= in like") },
	{ "search", 's', "TEXT", N_("Only rows that this text finds") },
	{ "all", 0, NULL, N_("The whole list") },
	{ "preview", 0, NULL, N_("The first sheet as text, nothing is printed") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ "printer", 0, "NAME", N_("To this printer: a queue, or ipp://ADDRESS/ipp/print") },
	{ "till", 0, "CODE", N_("To the label printer of this till") },
	{ 0 }
};

static int
list_papers(struct cli *c)
{
	struct err_note note = { 0 };
	struct label_format *all = NULL;
	json_t *list = json_array();
	size_t n = 0;
	enum err e = store_begin(c->store, c->actor, false, &note);

	if (e == ERR_OK) {
		e = label_format_list(c->store, &all, &n, &note);
		store_rollback(c->store);
	}
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (c->json)
			json_array_append_new(list, json_pack("{ss,ss,sI}", "code", all[i].code, "name",
			    all[i].name, "labels", (json_int_t)label_format_page(&all[i])));
		else
			tell("%-12s %4lld  %s", all[i].code, (long long)label_format_page(&all[i]),
			    all[i].name);
	}
	if (c->json && e == ERR_OK)
		tell_json(list);
	else
		json_decref(list);
	free(all);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

/* In the transaction: the labels of what was named, else of what is found. */
static enum err
collect(struct cli *c, const struct args *a, struct label_set *s, struct err_note *note)
{
	struct list_query q = { .entity = model_entity(store_model(c->store), a->words[0]) };
	const char *where;
	size_t without = 0, i;
	enum err e = ERR_OK;

	if (a->nwords > 1) {
		for (i = 1; e == ERR_OK && i < a->nwords; i++)
			e = label_add_code(c->store, s, a->words[i], note);
		return e;
	}
	if (!args_has(a, "all") && !args_has(a, "where") && !args_has(a, "search"))
		return err_set(note, ERR_INVALID, "",
		    _("Say which: codes, --where, --search, or --all."));
	q.search = args_has(a, "search") ? xstrdup(args_get(a, "search")) : NULL;
	for (i = 0; e == ERR_OK && (where = args_nth(a, "where", i)) != NULL; i++)
		e = where_word(c, &q, where, note);
	if (e == ERR_OK)
		e = label_add_list(c->store, s, &q, &without, note);
	list_query_fini(&q);
	if (e == ERR_OK && without > 0)
		say(ngettext("%zu customer without an address was left out.",
		    "%zu customers without an address were left out.", (unsigned long)without),
		    without);
	return e;
}

static enum err
read_order(const struct args *a, struct label_set *s, struct label_order *o, struct err_note *note)
{
	const char *code = args_get(a, "code");
	long first, copies;
	enum err e = args_int(a, "first", 1, LABELS_MAX, 1, &first, note);

	if (e == ERR_OK)
		e = args_int(a, "copies", 1, LABELS_MAX, 1, &copies, note);
	if (e == ERR_OK && code != NULL && !str_eq(code, "bars") && !str_eq(code, "qr"))
		e = err_set(note, ERR_INVALID, "code", _("--code takes bars or qr."));
	if (e != ERR_OK)
		return e;
	if (code != NULL)
		s->code = str_eq(code, "qr") ? LABEL_QR : LABEL_BARS;
	o->first = first;
	o->copies = copies;
	return ERR_OK;
}

static enum err
preview(const struct label_set *s, const struct label_order *o, struct err_note *note)
{
	char *text;
	enum err e = label_check(s, o, note);

	if (e != ERR_OK)
		return e;
	text = label_preview(s, o, 80);
	say_text(stdout, text);
	free(text);
	return ERR_OK;
}

static enum err
write_pdf(void *arg, FILE *f, struct err_note *note)
{
	void **both = arg;

	return label_write(both[0], both[1], f, NULL, note);
}

static enum err
run(struct cli *c, const struct args *a, enum label_kind kind, struct err_note *note)
{
	struct label_format format;
	struct label_order o = { .format = &format };
	struct label_set s;
	void *both[2] = { &s, &o };
	struct print_out out = { .write = write_pdf, .arg = both, .path = args_get(a, "output"),
		.printer = args_get(a, "printer"), .till = args_get(a, "till"), .is_label = true,
		.title = "labels", .function = a->words[0], .entity = a->words[0], .what = "labels",
		.code = "" };
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e != ERR_OK)
		return e;
	label_set_init(&s, c->store, kind);
	e = read_order(a, &s, &o, note);
	if (e == ERR_OK)
		e = label_format_load(c->store, args_get(a, "paper"), kind, &format, note);
	if (e == ERR_OK)
		e = collect(c, a, &s, note);
	store_rollback(c->store);
	out.count = (int64_t)s.n * o.copies;
	if (e == ERR_OK)
		e = args_has(a, "preview") ? preview(&s, &o, note)
		    : print_out(c->store, c->actor, &out, note);
	if (e == ERR_OK && !args_has(a, "preview"))
		say(ngettext("%lld label on %s: %s", "%lld labels on %s: %s", (unsigned long)out.count),
		    (long long)out.count, format.code, out.where);
	label_set_fini(&s);
	return e;
}

int
cmd_label(struct cli *c, const struct args *a)
{
	struct err_note note = { 0 };
	enum label_kind kind;
	enum err e;

	if (str_eq(a->words[0], "papers") && a->nwords == 1)
		return list_papers(c);
	if (!label_kind_of(a->words[0], &kind))
		return say_usage(c, "label", _("There are labels of product, card and customer."));
	if (!args_has(a, "preview") && !args_has(a, "printer") && !args_has(a, "till") &&
	    (!args_has(a, "output") || str_eq(args_get(a, "output"), "-")) && isatty(STDOUT_FILENO))
		return say_usage(c, "label",
		    _("This format is not for a terminal: give a file by --output."));
	e = run(c, a, kind, &note);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
