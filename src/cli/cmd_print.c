/* quen print: quotations, orders, receipts and statements, and any record, into a file or to a printer. */
#include "cli/cli.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "report/issue_page.h"
#include "report/out_file.h"
#include "report/print_out.h"
#include "report/print_paper.h"

const struct option_def print_options[] = {
	{ "format", 'f', "FORMAT", N_("pdf, docx or txt; statements also xlsx and csv. pdf by default, or by the end of the file's name") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ "printer", 0, "NAME", N_("To this printer: a queue, or ipp://ADDRESS/ipp/print") },
	{ "till", 0, "CODE", N_("To the printer of this till; a receipt to its receipt printer") },
	{ "paper", 'p', "roll80|roll58|a5|a4", N_("Paper of a receipt as PDF") },
	{ "from", 0, "DAY", N_("First day of a statement; the month's first by default") },
	{ "to", 0, "DAY", N_("Last day of a statement; today by default") },
	{ "gift", 0, NULL, N_("The receipt without prices, for who gets the present") },
	{ 0 }
};

static const struct page_format *
format_of(const char *name, const char *path, bool any)
{
	const char *dot = path != NULL ? strrchr(path, '.') : NULL;
	const struct page_format *pf;

	if (name != NULL) {
		pf = page_format_find(name);
		return pf != NULL && (any || pf->is_paper) ? pf : NULL;
	}
	pf = dot != NULL ? page_format_find(dot + 1) : NULL;
	return pf != NULL && (any || pf->is_paper) ? pf : page_format_find("pdf");
}

static enum err
read_day(const struct cli *c, const struct args *a, const char *name, day_t preset, day_t *day,
    struct err_note *note)
{
	const char *text = args_get(a, name);

	*day = preset;
	return text == NULL ? ERR_OK
	    : day_parse(store_format(c->store)->locale, text, clock_today(), day, note);
}

static enum err
fill(const struct cli *c, const struct args *a, struct paper *p, struct err_note *note)
{
	day_t today = clock_today();
	enum err e;

	p->code = a->words[1];
	p->roll = args_get(a, "paper");
	p->is_gift = args_has(a, "gift");
	e = read_day(c, a, "from", today - today % 100 + 1, &p->from, note);
	return e == ERR_OK ? read_day(c, a, "to", today, &p->to, note) : e;
}

static bool
names_paper(const char *word, enum paper_kind *kind)
{
	static const char *const names[] = { [PAPER_RECEIPT] = "receipt", [PAPER_STATEMENT] = "statement",
		[PAPER_QUOTATION] = "quotation", [PAPER_ORDER] = "order" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (str_eq(names[i], word)) {
			*kind = (enum paper_kind)i;
			return true;
		}
	}
	return false;
}

int
cmd_print(struct cli *c, const struct args *a)
{
	bool to_printer = args_has(a, "printer") || args_has(a, "till");
	const char *path = args_get(a, "output");
	struct paper p = { 0 };
	struct err_note note = { 0 };
	enum err e;

	if (!names_paper(a->words[0], &p.kind)) {
		p.entity = model_entity(store_model(c->store), a->words[0]);
		if (p.entity == NULL || p.entity->key == NULL)
			return say_usage(c, "print", _("Say what: quotation, order or receipt and its number, "
			    "statement and whose, or any record, like customer, and its code."));
		p.kind = PAPER_RECORD;
	}
	p.format = format_of(args_get(a, "format"), path, p.kind == PAPER_STATEMENT ||
	    p.kind == PAPER_RECORD);
	if (p.format == NULL || (to_printer && !str_eq(p.format->name, "pdf")))
		return say_usage(c, "print", _("--format takes pdf, docx or txt; a printer takes pdf."));
	if (p.kind == PAPER_RECEIPT && !str_eq(p.format->name, "pdf") && !str_eq(p.format->name, "txt"))
		return say_usage(c, "print", _("A receipt is written as pdf or txt."));
	if (p.format->is_binary && !to_printer && (path == NULL || str_eq(path, "-")) &&
	    isatty(STDOUT_FILENO))
		return say_usage(c, "print", _("This format is not for a terminal: give a file by --output."));
	e = fill(c, a, &p, &note);
	if (e == ERR_OK)
		e = paper_print(c->store, c->actor, &p, path, args_get(a, "printer"),
		    args_get(a, "till"), &note);
	if (e == ERR_OK && to_printer)
		say(_("Printed: %s"), p.where);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
