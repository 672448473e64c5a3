#include "cli/cli.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "report/issue_page.h"
#include "report/out_file.h"

const struct option_def print_options[] = {
	{ "format", 'f', "pdf|docx|txt", N_("pdf by default, or by the end of the file's name") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ 0 }
};

static const struct page_format *
format_of(const char *name, const char *path)
{
	const char *dot = path != NULL ? strrchr(path, '.') : NULL;
	const struct page_format *pf;

	if (name != NULL) {
		pf = page_format_find(name);
		return pf != NULL && pf->is_paper ? pf : NULL;
	}
	pf = dot != NULL ? page_format_find(dot + 1) : NULL;
	return pf != NULL && pf->is_paper ? pf : page_format_find("pdf");
}

int
cmd_print(struct cli *c, const struct args *a)
{
	const char *path = args_get(a, "output");
	const struct page_format *pf = format_of(args_get(a, "format"), path);
	enum offer_kind k = str_eq(a->words[0], "order") ? OFFER_ORDER : OFFER_QUOTATION;
	struct err_note note = { 0 };
	struct out_file out = { 0 };
	enum err e;

	if (pf == NULL)
		return say_usage(c, "print", _("--format takes pdf, docx or txt."));
	if (!str_eq(a->words[0], offer_name(k)))
		return say_usage(c, "print", _("Say what: quotation or order, and its number."));
	if (pf->is_binary && (path == NULL || str_eq(path, "-")) && isatty(STDOUT_FILENO))
		return say_usage(c, "print", _("This format is not for a terminal: give a file by --output."));
	e = out_open(&out, path, &note);
	if (e == ERR_OK)
		e = issue_print(c->store, c->actor, k, a->words[1], pf, out.f, &note);
	if (e == ERR_OK)
		e = out_commit(&out, &note);
	out_abort(&out);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
