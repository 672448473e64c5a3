#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "cli/entity_word.h"
#include "exchange/import.h"

const struct option_def import_options[] = {
	{ "map", 0, "NAME|COL=FIELD,...", N_("A saved map, or which column is which field (\"-\": none)") },
	{ "save-map", 0, "NAME", N_("Keep the map under this name") },
	{ "dry-run", 'n', NULL, N_("Do everything, keep nothing") },
	{ "on-duplicate", 0, "skip|update|create", N_("What to do with rows that are here already (skip)") },
	{ "rejects", 0, "FILE", N_("Write refused rows there: line, column, value, reason, row") },
	{ "create-refs", 0, NULL, N_("Add catalog rows that the file names and the store lacks") },
	{ "encoding", 0, "NAME", N_("Of the file, when it is neither UTF-8 nor UTF-16: windows-1258, GB18030 ...") },
	{ "plain", 0, NULL, N_("Written by export --plain: an apostrophe before = + - @ is kept") },
	{ "separator", 0, "CHAR", N_("Between cells: , ; or tab; found by itself otherwise") },
	{ "sheet", 0, "NAME|N", N_("Sheet of a workbook; the first that shows otherwise") },
	{ "header", 0, "LINE", N_("Line that names the columns; found among the first ten otherwise") },
	{ 0 }
};

struct watch { int64_t shown_us; bool is_shown; };

static void
show(void *arg, const struct import_result *r)
{
	struct watch *w = arg;
	int64_t now = clock_mono_us();

	if (!isatty(STDERR_FILENO) || now - w->shown_us < 200000)
		return;
	w->shown_us = now;
	w->is_shown = true;
	fputc('\r', stderr);
	fprintf(stderr, _("%lld rows"), (long long)r->rows);
	fputs("\033[K", stderr);
}

static void
clear(struct watch *w)
{
	if (w->is_shown)
		fputs("\r\033[K", stderr);
	w->is_shown = false;
}

static void
hear(void *arg, const char *text)
{
	clear(arg);
	say("%s", text);
}

static bool
read_duplicate(const char *s, enum import_duplicate *d)
{
	static const char *const names[] = { "skip", "update", "create" };
	int i;

	for (i = 0; s != NULL && i < 3; i++)
		if (strcmp(s, names[i]) == 0) {
			*d = (enum import_duplicate)i;
			return true;
		}
	return s == NULL;
}

static bool
read_separator(const char *s, char *c)
{
	*c = 0;
	if (s == NULL)
		return true;
	if (strcmp(s, "tab") == 0 || strcmp(s, "\\t") == 0)
		*c = '\t';
	else if (strlen(s) == 1 && strchr(",;\t|", s[0]) != NULL)
		*c = s[0];
	return *c != 0;
}

static bool
read_line(const char *s, int64_t *line)
{
	char *end;

	*line = s != NULL ? strtoll(s, &end, 10) : 0;
	return s == NULL || (*s != '\0' && *end == '\0' && *line >= 1 && *line <= 1048576);
}

static void
tell_result(const struct cli *c, const struct import_options *o, const struct import_result *r, bool whole)
{
	if (c->json) {
		tell_json(json_pack("{s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:I}", "ok", whole,
		    "added", (json_int_t)r->added, "updated", (json_int_t)r->updated,
		    "skipped", (json_int_t)r->skipped, "refused", (json_int_t)r->refused,
		    "same_code", (json_int_t)r->same_code, "same_phone", (json_int_t)r->same_phone,
		    "same_name", (json_int_t)r->same_name, "unchanged", (json_int_t)r->unchanged,
		    "refs_added", (json_int_t)r->refs_added, "dry_run", o->dry_run, "import", (json_int_t)r->batch));
		return;
	}
	/* Scripts read this line: the same in every language. */
	tell("added %lld updated %lld skipped %lld refused %lld", (long long)r->added,
	    (long long)r->updated, (long long)r->skipped, (long long)r->refused);
	if (r->skipped > 0)
		say(_("skipped: same code %lld, same phone %lld, same name %lld, nothing new %lld"),
		    (long long)r->same_code, (long long)r->same_phone, (long long)r->same_name,
		    (long long)r->unchanged);
	if (r->refs_added > 0)
		say(_("catalog rows added: %lld"), (long long)r->refs_added);
	if (r->refused > 0 && o->rejects != NULL)
		say(_("refused rows and reasons: %s"), o->rejects);
	if (o->dry_run)
		say(_("dry run: nothing was kept"));
	else if (r->added + r->updated > 0)
		say(_("to take it back: quen imports --revert %lld"), (long long)r->batch);
}

int
cmd_import(struct cli *c, const struct args *a)
{
	struct watch w = { 0 };
	struct import_options o = {
		.map = args_get(a, "map"), .save_map = args_get(a, "save-map"),
		.encoding = args_get(a, "encoding"), .rejects = args_get(a, "rejects"),
		.plain = args_has(a, "plain"), .dry_run = args_has(a, "dry-run"), .create_refs = args_has(a, "create-refs"),
		.sheet = args_get(a, "sheet"),
		.name = str_eq(a->words[1], "-") ? _("standard input") : NULL,
		.stop = stop_asked, .progress = show, .say = hear, .arg = &w,
	};
	struct import_result r;
	struct err_note note = { 0 };
	const struct entity *e;
	enum err err;

	if (!read_duplicate(args_get(a, "on-duplicate"), &o.on_duplicate))
		return say_usage(c, "import", _("--on-duplicate takes skip, update or create."));
	if (!read_separator(args_get(a, "separator"), &o.separator))
		return say_usage(c, "import", _("--separator takes a comma, a semicolon or tab."));
	if (!read_line(args_get(a, "header"), &o.header))
		return say_usage(c, "import", _("--header takes the number of a line."));
	if ((e = entity_word(c, a->words[0], &note)) == NULL)
		return say_usage(c, "import", "%s", note.text);
	stop_watch();
	err = import_file(c->store, c->actor, e, a->words[1], &o, &r, &note);
	clear(&w);
	if (err == ERR_OK || r.rows > 0)
		tell_result(c, &o, &r, err == ERR_OK);
	if (err != ERR_OK)
		return say_failed(c, err, &note);
	/* Nothing at all was any good: the file is not what it was taken for. */
	return r.rows > 0 && r.refused == r.rows ? EX_DATAERR : EX_OK;
}
