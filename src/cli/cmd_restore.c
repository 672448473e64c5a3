/* quen restore: compares a version with what is there, and puts it in its place. doc/BACKUP.md. */
#include "cli/keep_word.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/locale.h"
#include "base/str.h"
#include "base/utf8.h"
#include "jobs/restore.h"
#include "store/setting.h"

const struct option_def restore_options[] = {
	{ "compare", 0, NULL, N_("Only show what would change") },
	{ "yes", 0, NULL, N_("Do not ask") },
	{ "warn", 0, "SECONDS", N_("Sessions are told so long before they end (5)") },
	{ "recovery-key", 0, "FILE", N_("Open with the recovery key in FILE; - asks for it") },
	{ "passphrase", 0, NULL, N_("Open with the passphrase, which is asked for") },
	{ "without-documents", 0, NULL, N_("Also when documents are missing beside the backup") },
	{ "without-backup", 0, NULL, N_("Do not back up what is there now: it is damaged") },
	{ 0 }
};

struct now { struct backup_info b; struct backup_facts f; bool is_there; char shop[128]; };

/* What is there now, as far as it can be read. */
static enum err
look_now(struct cli *c, struct now *n, struct err_note *note)
{
	enum err e = ERR_OK;

	*n = (struct now) { 0 };
	if (access(c->paths.db, F_OK) != 0)
		return ERR_OK;
	if (cli_open(c, note) != ERR_OK) {
		cli_close(c);
		return ERR_OK;
	}
	e = store_begin(c->store, c->actor, false, note);
	if (e == ERR_OK) {
		e = access_need(c->store, "backup", VERB_EDIT, note);
		store_rollback(c->store);
	}
	if (e == ERR_OK)
		e = backup_facts_now(store_db(c->store), &n->b, &n->f, note);
	n->is_there = e == ERR_OK;
	return e;
}

static void
row(const char *what, int64_t then, int64_t now, bool is_there)
{
	if (is_there)
		tell("%-*s %14" PRId64 " %14" PRId64 " %+14" PRId64, utf8_pad(what, 14), what, then, now,
		    then - now);
	else
		tell("%-*s %14" PRId64, utf8_pad(what, 14), what, then);
}

static void
head(bool is_there)
{
	const char *then = _("then"), *now = is_there ? _("now") : "", *change = is_there ? _("change") : "";

	tell("%-14s %*s %*s %*s", "", utf8_pad(then, 14), then, utf8_pad(now, 14), now,
	    utf8_pad(change, 14), change);
}

static const struct backup_day *
day_of(const struct backup_facts *f, int day)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->day[i].day == day)
			return &f->day[i];
	return NULL;
}

static void
tell_days(const struct backup_facts *then, const struct now *n)
{
	char iso[16];
	int told = 0;

	for (size_t i = 0; i < n->f.n && told < 10; i++) {
		const struct backup_day *a = day_of(then, n->f.day[i].day), *b = &n->f.day[i];

		if (a != NULL && a->tickets == b->tickets && a->total == b->total)
			continue;
		if (told++ == 0)
			tell("%s", _("Days that differ (receipts, total): then, now"));
		tell("  %s  %8" PRId64 " %14" PRId64 "   %8" PRId64 " %14" PRId64, day_iso(b->day, iso, sizeof iso),
		    a != NULL ? a->tickets : 0, a != NULL ? a->total : 0, b->tickets, b->total);
	}
}

static enum err
compare(struct cli *c, const struct backup_info *b, const struct backup_opener *o, const struct now *n,
    struct err_note *note)
{
	struct backup_facts then;
	enum err e = backup_facts(&c->paths, b, o, &then, note);

	if (e != ERR_OK || c->json)
		return e;
	keep_tell(b);
	head(n->is_there);
	row(_("customers"), b->customers, n->b.customers, n->is_there);
	row(_("cards"), b->cards, n->b.cards, n->is_there);
	row(_("products"), b->products, n->b.products, n->is_there);
	row(_("receipts"), b->sales, n->b.sales, n->is_there);
	row(_("users"), b->users, n->b.users, n->is_there);
	row(_("audit rows"), b->audit_rows, n->b.audit_rows, n->is_there);
	if (n->is_there)
		tell_days(&then, n);
	return ERR_OK;
}

/* The id itself has to be typed: nobody restores by a habit of the fingers. */
static enum err
confirm(const struct backup_info *b, const struct now *n, struct err_note *note)
{
	char line[128];

	if (!n->is_there)
		return ERR_OK;
	if (!isatty(STDIN_FILENO))
		return err_set(note, ERR_INVALID, "", _("Give --yes: nobody is there to be asked."));
	fprintf(stderr, _("What was entered since then goes. Type %s to restore: "), b->id);
	if (fgets(line, sizeof line, stdin) == NULL)
		line[0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return str_eq(line, b->id) ? ERR_OK : err_set(note, ERR_CANCELLED, "", _("Nothing was changed."));
}

static void
say_done_restore(const struct cli *c, const struct restore_done *d, const struct backup_info *b)
{
	if (c->json) {
		tell_json(json_pack("{s:b, s:s, s:i, s:s, s:I, s:I, s:I, s:I, s:s, s:s, s:b}", "ok", 1,
		    "version", b->id, "generation", d->generation, "backup_before", d->before,
		    "schema_before", (json_int_t)d->schema_before, "drafts", (json_int_t)d->drafts,
		    "checks", (json_int_t)d->checks, "erased", (json_int_t)d->erased,
		    "old_head", d->old_head, "new_head", d->new_head, "carried", d->carried));
		return;
	}
	tell(_("Version %s is in place, as generation %d."), b->id, d->generation);
	if (d->before[0] != '\0')
		tell(_("What was there before is kept as version %s."), d->before);
	if (d->drafts > 0)
		tell(ngettext("%d draft was taken along.", "%d drafts were taken along.", (unsigned long)d->drafts),
		    (int)d->drafts);
	if (d->erased > 0)
		tell(ngettext("%d person was erased again.", "%d people were erased again.",
		    (unsigned long)d->erased), (int)d->erased);
	if (d->checks > 0)
		say(ngettext("%d thing in users and rights is otherwise than before: look at it (menu Backups, After a restore).",
		    "%d things in users and rights are otherwise than before: look at them (menu Backups, After a restore).",
		    (unsigned long)d->checks), (int)d->checks);
	if (d->carried)
		say(_("Scheduled work and everything that is sent wait until somebody has said that it may go on."));
}

static int
restore(struct cli *c, const struct args *a, const struct backup_info *b, const struct backup_opener *o,
    long warn)
{
	struct restore_order r = { .p = &c->paths, .b = b, .o = o, .by = c->as != NULL ? c->as : "admin",
		.warn_s = (int)warn, .without_documents = args_has(a, "without-documents"),
		.without_backup = args_has(a, "without-backup"), .progress = keep_progress };
	struct restore_done d;
	struct err_note note = { 0 };
	enum err e;

	stop_watch();
	e = restore_run(&r, &d, &note);
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	say_done_restore(c, &d, b);
	return EX_OK;
}

int
cmd_restore(struct cli *c, const struct args *a)
{
	struct keep_secret room = { 0 };
	struct backup_opener o = { 0 };
	struct backup_info b = { 0 };
	struct err_note note = { 0 };
	struct now n = { 0 };
	long warn = RESTORE_WARN_S;
	int status = EX_OK;
	enum err e = cli_need_owner(c, &note);

	if (e == ERR_OK)
		e = args_int(a, "warn", 0, 3600, RESTORE_WARN_S, &warn, &note);
	if (e == ERR_OK)
		e = look_now(c, &n, &note);
	if (e == ERR_OK)
		e = backup_find(&c->paths, a->words[0], &b, &note);
	if (e == ERR_OK)
		e = backup_fail(&b, &note);
	if (e == ERR_OK)
		e = keep_opener(a, &room, &o, &note);
	if (e == ERR_OK)
		e = compare(c, &b, &o, &n, &note);
	cli_close(c);		/* or we ourselves would be in the way */
	if (e == ERR_OK && !args_has(a, "compare")) {
		if (!args_has(a, "yes"))
			e = confirm(&b, &n, &note);
		if (e == ERR_OK)
			status = restore(c, a, &b, &o, warn);
	}
	secret_wipe(&room, sizeof room);
	return e == ERR_OK ? status : say_failed(c, e, &note);
}
