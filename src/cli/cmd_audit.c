/* quen audit: the trail read, written out, shown to the outside, moved to files. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "report/audit_export.h"
#include "store/audit.h"

#define PAGE 200
#define LIST_PRESET 50
#define LIST_MAX 1000000

const struct option_def audit_options[] = {
	{ "from", 0, "DAY", N_("list, export: from this day on") },
	{ "to", 0, "DAY", N_("list, export: up to this day") },
	{ "user", 0, "CODE", N_("list, export: what this user did") },
	{ "action", 0, "NAME", N_("list, export: an action or a function: edit, till.close, sale") },
	{ "entity", 0, "NAME", N_("list, export: of this kind: customer, card, till") },
	{ "code", 0, "CODE", N_("list, export: of this document, customer, receipt") },
	{ "limit", 0, "N", N_("list: so many rows, 50 by default; the newest first") },
	{ "before", 0, "DAY", N_("archive: rows older than this day") },
	{ "folder", 0, "DIR", N_("archive: where the file goes; audit/ beside the store by default") },
	{ 0 }
};

struct shown {
	struct cli *c;
	json_t *rows;			/* --json */
};

static enum err
read_day(const struct cli *c, const struct args *a, const char *name, int64_t *at, int add,
    struct err_note *note)
{
	const char *text = args_get(a, name);
	day_t day;
	enum err e;

	*at = 0;
	if (text == NULL)
		return ERR_OK;
	e = day_parse(store_format(c->store)->locale, text, clock_today(), &day, note);
	if (e == ERR_OK)
		*at = instant_make(day_add(day, add), 0);
	return e;
}

static enum err
read_filter(const struct cli *c, const struct args *a, struct audit_filter *f, struct err_note *note)
{
	enum err e = read_day(c, a, "from", &f->from, 0, note);

	if (e == ERR_OK)
		e = read_day(c, a, "to", &f->to, 1, note);
	f->user = args_get(a, "user");
	f->action = args_get(a, "action");
	f->entity = args_get(a, "entity");
	f->code = args_get(a, "code");
	return e;
}

static void
tell_item(const struct shown *s, const struct audit_item *it, json_t *changes)
{
	const struct format *fm = store_format(s->c->store);
	char at[40], b[2][32];
	const char *field;
	json_t *pair;

	tell("%8" PRId64 "  %s  %-10s %s %s %s%s%s", it->seq, instant_format(fm->locale, it->at, at,
	    sizeof(at)), it->user, it->action, it->entity, it->hidden ? _("(private)") : it->code,
	    it->reason[0] != '\0' ? ": " : "", it->reason);
	json_object_foreach(changes, field, pair)
		tell("          %s: %s -> %s", field, audit_value(pair, 0, b[0]), audit_value(pair, 1, b[1]));
}

static void
show(struct shown *s, const struct audit_item *it, json_t *changes)
{
	if (s->rows != NULL)
		json_array_append_new(s->rows, json_pack("{s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:O?}", "row",
		    (json_int_t)it->seq, "at", (json_int_t)it->at, "user", it->user, "function",
		    it->function, "action", it->action, "entity", it->entity, "code", it->code,
		    "reason", it->reason, "changes", changes));
	else
		tell_item(s, it, changes);
}

static enum err
walk(struct shown *s, const struct audit_filter *f, long limit, struct err_note *note)
{
	struct audit_item *page = calloc(PAGE, sizeof(*page));
	int64_t anchor = 0;
	int n = PAGE;
	enum err e = page != NULL ? ERR_OK : ERR_LIMIT;

	while (e == ERR_OK && n == PAGE && limit > 0 && !stop_asked(NULL)) {
		e = audit_page(s->c->store, f, anchor, false, PAGE, page, &n, note);
		for (int i = 0; e == ERR_OK && i < n && limit > 0; i++, limit--) {
			json_t *changes = NULL;

			e = audit_changes(s->c->store, &page[i], &changes, note);
			if (e == ERR_OK)
				show(s, &page[i], changes);
			json_decref(changes);
			anchor = page[i].seq;
		}
	}
	free(page);
	return e;
}

static enum err
list(struct cli *c, const struct args *a, struct shown *s, struct err_note *note)
{
	struct audit_filter f = { 0 };
	long limit = LIST_PRESET;
	enum err e = read_filter(c, a, &f, note);

	if (e == ERR_OK)
		e = args_int(a, "limit", 1, LIST_MAX, LIST_PRESET, &limit, note);
	if (e == ERR_OK)
		e = store_begin(c->store, c->actor, false, note);
	if (e != ERR_OK)
		return e;
	e = walk(s, &f, limit, note);
	if (e == ERR_OK)
		return store_commit(c->store, note);
	store_rollback(c->store);
	return e;
}

static enum err
export(struct cli *c, const struct args *a, struct err_note *note)
{
	struct audit_filter f = { 0 };
	int64_t rows;
	enum err e = read_filter(c, a, &f, note);

	return e == ERR_OK ? audit_export(c->store, c->actor, &f, stdout, stop_asked, &rows, note) : e;
}

static enum err
make_code(struct cli *c, void *arg, struct err_note *note)
{
	enum err e = access_need(c->store, "audit", VERB_PRINT, note);

	return e == ERR_OK ? audit_anchor(c->store, "hand", arg, note) : e;
}

static int
code(struct cli *c)
{
	struct err_note note = { 0 };
	char text[AUDIT_CODE];
	enum err e = cli_write(c, make_code, text, &note);

	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (c->json)
		tell_json(json_pack("{s:b, s:s}", "ok", 1, "head", text));
	else
		tell("%s", text);
	return EX_OK;
}

static int
archive(struct cli *c, const struct args *a)
{
	struct audit_segment s = { 0 };
	struct err_note note = { 0 };
	const char *folder = args_get(a, "folder");
	char dir[600];
	int64_t before = 0;
	enum err e;

	if (args_get(a, "before") == NULL)
		return say_usage(c, "audit", _("Say up to which day: quen audit archive --before 2025-01-01"));
	str_copy(dir, sizeof(dir), c->paths.db);
	*strrchr(dir, '/') = '\0';
	str_copy(dir + strlen(dir), sizeof(dir) - strlen(dir), "/audit");
	e = read_day(c, a, "before", &before, 0, &note);
	if (e == ERR_OK)
		e = audit_archive(c->store, c->actor, folder != NULL ? folder : dir, before, &s, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (c->json)
		tell_json(json_pack("{s:b, s:I, s:I, s:s}", "ok", 1, "first", (json_int_t)s.first, "last",
		    (json_int_t)s.last, "file", s.file));
	else if (s.last == 0)
		tell(_("Nothing is older than that."));
	else
		tell(_("Rows %" PRId64 " to %" PRId64 " went to %s/%s."), s.first, s.last,
		    folder != NULL ? folder : dir, s.file);
	return EX_OK;
}

static void
tell_row(void *arg, const char *row)
{
	(void)arg;
	tell("%s", row);
}

static int
read_file(struct cli *c, const char *path)
{
	struct audit_segment s;
	struct err_note note = { 0 };
	enum err e = store_begin(c->store, c->actor, false, &note);

	if (e == ERR_OK) {
		e = audit_segment_read(c->store, path, &s, tell_row, NULL, &note);
		store_rollback(c->store);
	}
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	say(_("Rows %" PRId64 " to %" PRId64 ": whole, and the trail of this store."), s.first, s.last);
	return EX_OK;
}

int
cmd_audit(struct cli *c, const struct args *a)
{
	const char *word = a->nwords > 0 ? a->words[0] : "list";
	struct shown s = { .c = c, .rows = c->json && str_eq(word, "list") ? json_array() : NULL };
	struct err_note note = { 0 };
	enum err e;

	if (str_eq(word, "read") && a->nwords == 2)
		return read_file(c, a->words[1]);
	if (a->nwords > 1 || str_eq(word, "read"))
		return say_usage(c, "audit", _("Write: quen audit read FILE"));
	if (str_eq(word, "code"))
		return code(c);
	if (str_eq(word, "archive"))
		return archive(c, a);
	if (!str_eq(word, "list") && !str_eq(word, "export"))
		return say_usage(c, "audit", _("Write list, export, code, archive or read, not \"%s\"."), word);
	stop_watch();
	e = str_eq(word, "export") ? export(c, a, &note) : list(c, a, &s, &note);
	if (e != ERR_OK) {
		json_decref(s.rows);
		return say_failed(c, e, &note);
	}
	if (s.rows != NULL)
		tell_json(json_pack("{s:b, s:o}", "ok", 1, "rows", s.rows));
	return EX_OK;
}
