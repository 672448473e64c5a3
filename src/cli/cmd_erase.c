/* quen erase: looks without --confirm, erases with it. Rule S7. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/erase.h"
#include "report/erase_page.h"
#include "report/out_file.h"
#include "store/setting.h"

const struct option_def erase_options[] = {
	{ "reason", 0, "TEXT", N_("Who asked for it, and how; kept on record") },
	{ "confirm", 0, "CODE", N_("The code once more: erase. Without it: show what would go") },
	{ "format", 'f', "txt|pdf|docx", N_("The record in this format") },
	{ "output", 'o', "FILE", N_("The record into this file, whole or not at all") },
	{ 0 }
};

struct request { const char *code, *reason; struct erasure *x; };

static enum err
work(struct cli *c, void *arg, struct err_note *note)
{
	struct request *rq = arg;

	return erase_person(c->store, rq->code, rq->reason, rq->x, note);
}

static enum err
load(struct cli *c, int64_t customer_id, struct erasure *x, struct err_note *note)
{
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e != ERR_OK)
		return e;
	e = erase_load(c->store, customer_id, x, note);
	store_rollback(c->store);
	return e;
}

static json_t *
to_json(const struct erasure *x)
{
	json_t *parts = json_object();

	for (size_t i = 0; i < x->nparts; i++)
		json_object_set_new(parts, x->parts[i].name, json_integer(x->parts[i].rows));
	return json_pack("{s:b,s:s,s:b,s:I,s:o}", "ok", 1, "code", x->code, "erased", x->id != 0,
	    "items", (json_int_t)x->items, "parts", parts);
}

static enum err
print(struct cli *c, const struct args *a, const struct page_format *pf, const struct erasure *x,
    struct err_note *note)
{
	struct out_file out = { 0 };
	enum err e;

	if (c->json && !args_has(a, "output")) {
		tell_json(to_json(x));
		return ERR_OK;
	}
	e = out_open(&out, args_get(a, "output"), note);
	if (e == ERR_OK)
		e = erase_page_write(x, store_format(c->store),
		    setting_text(c->store, "shop.name"), pf, out.f, note);
	if (e == ERR_OK)
		e = out_commit(&out, note);
	out_abort(&out);
	return e;
}

static enum err
list(struct cli *c, struct err_note *note)
{
	json_t *all = NULL, *one;
	size_t i;
	enum err e = erase_list(c->store, c->actor, &all, note);

	if (e != ERR_OK)
		return e;
	if (c->json) {
		tell_json(all);
		return ERR_OK;
	}
	json_array_foreach(all, i, one)
		tell("%lld  %-12s %-10s %s",
		    (long long)json_integer_value(json_object_get(one, "day")),
		    json_string_value(json_object_get(one, "code")),
		    json_string_value(json_object_get(one, "user")),
		    json_string_value(json_object_get(one, "reason")));
	json_decref(all);
	return ERR_OK;
}

int
cmd_erase(struct cli *c, const struct args *a)
{
	const struct page_format *pf = page_format_find(args_has(a, "format")
	    ? args_get(a, "format") : "txt");
	const char *confirm = args_get(a, "confirm");
	struct err_note note = { 0 };
	struct erasure x;
	struct request rq = { .reason = args_get(a, "reason"), .x = &x };
	int64_t n;
	enum err e;

	if (pf == NULL || !pf->is_paper)
		return say_usage(c, "erase", _("--format takes txt, pdf or docx."));
	if (a->nwords == 0) {
		e = list(c, &note);
		return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
	}
	rq.code = a->words[0];
	if (confirm != NULL && !str_eq(confirm, rq.code))
		return say_usage(c, "erase", _("--confirm takes the code of the customer once more."));
	if (pf->is_binary && !args_has(a, "output") && isatty(STDOUT_FILENO))
		return say_usage(c, "erase", _("This format is not for a terminal: give a file by --output."));
	if (confirm == NULL) {
		e = erase_preview(c->store, c->actor, rq.code, &x, &note);
	} else {
		e = cli_write(c, work, &rq, &note);
		if (e == ERR_OK)
			e = erase_finish(c->store, c->actor, &n, &note);
		if (e == ERR_OK)
			e = load(c, x.customer_id, &x, &note);
	}
	if (e == ERR_OK)
		e = print(c, a, pf, &x, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (x.id == 0)
		say(_("Nothing was changed. To erase: quen erase %s --reason TEXT --confirm %s"),
		    rq.code, rq.code);
	return EX_OK;
}
