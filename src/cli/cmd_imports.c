/* quen imports: what was imported, and taking one of them back. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "exchange/import.h"
#include "store/actor.h"

#define SHOWN_MAX 100

const struct option_def imports_options[] = {
	{ "revert", 0, "ID", N_("Take that import back: what it added goes, what it changed is as it was") },
	{ "rest", 0, NULL, N_("With --revert: leave what was changed since, take back the others") },
	{ 0 }
};

static void
tell_one(struct cli *c, const struct import_past *p)
{
	char at[48];

	if (c->json)
		tell_json(json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}",
		    "import", (json_int_t)p->id, "at", instant_iso(p->at, at, sizeof(at)),
		    "entity", p->entity, "file", p->file, "user", p->user, "state", p->state,
		    "rows", (json_int_t)p->total, "added", (json_int_t)p->added,
		    "updated", (json_int_t)p->updated, "skipped", (json_int_t)p->skipped,
		    "refused", (json_int_t)p->refused, "undone", (json_int_t)p->undone));
	else
		tell("%lld\t%s\t%s\t%s\t%s\t%s\tadded %lld updated %lld skipped %lld refused %lld",
		    (long long)p->id, instant_iso(p->at, at, sizeof(at)), p->entity, p->file, p->user,
		    p->state, (long long)p->added, (long long)p->updated, (long long)p->skipped,
		    (long long)p->refused);
}

static int
list(struct cli *c)
{
	struct import_past *past = xcalloc(SHOWN_MAX, sizeof(*past));
	struct err_note note = { 0 };
	size_t n = SHOWN_MAX;
	enum err e = store_begin(c->store, c->actor, false, &note);

	if (e == ERR_OK)
		e = import_list(c->store, 0, past, &n, &note);
	store_rollback(c->store);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		tell_one(c, &past[i]);
	free(past);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

static void
kept(void *arg, int64_t line, const char *code, const char *reason)
{
	(void)arg;
	say(_("line %lld, %s: %s"), (long long)line, code, reason);
}

static bool
asked(void *arg)
{
	return stop_asked(arg);
}

static int
revert(struct cli *c, const char *id, bool rest)
{
	struct import_revert_options o = { .rest = rest, .stop = asked, .kept = kept };
	struct import_reverted r;
	struct err_note note = { 0 };
	char *end;
	long long n = strtoll(id, &end, 10);
	enum err e;

	if (*id == '\0' || *end != '\0' || n <= 0)
		return say_usage(c, "imports", _("--revert takes the number of an import; quen imports lists them."));
	stop_watch();
	e = import_revert(c->store, c->actor, n, &o, &r, &note);
	if (e == ERR_OK && c->json)
		tell_json(json_pack("{s:b, s:I, s:I, s:I}", "ok", 1, "removed", (json_int_t)r.removed,
		    "restored", (json_int_t)r.restored, "kept", (json_int_t)r.kept));
	else if (e == ERR_OK)
		tell("removed %lld restored %lld kept %lld", (long long)r.removed, (long long)r.restored,
		    (long long)r.kept);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

int
cmd_imports(struct cli *c, const struct args *a)
{
	if (args_get(a, "revert") != NULL)
		return revert(c, args_get(a, "revert"), args_has(a, "rest"));
	if (args_has(a, "rest"))
		return say_usage(c, "imports", _("--rest goes with --revert."));
	return list(c);
}
