#include "config.h"

#include "jobs/health.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/migrate.h"
#include "jobs/backup.h"
#include "jobs/job.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/site.h"

#define MB INT64_C(1048576)
#define FREE_BAD (200 * MB)	/* below this no new sales (TRUST.md T13) */
#define FREE_LOOK (2048 * MB)
#define LOG_LOOK (64 * MB)
#define HOUR_MS INT64_C(3600000)
#define JOBS_MAX 40

struct look { struct store *st; struct health_line *out; size_t n, room; };

static struct health_line *
add(struct look *l, const char *name, const char *title)
{
	struct health_line *h = &l->out[l->n < l->room ? l->n++ : l->room - 1];

	*h = (struct health_line){ .name = name, .title = title };
	return h;
}

static void
put_bytes(struct health_line *h, int64_t bytes)
{
	snprintf(h->plain, sizeof h->plain, "%" PRId64, bytes);
	if (bytes >= 10 * 1024 * MB)
		snprintf(h->value, sizeof h->value, "%" PRId64 " GB", bytes / (1024 * MB));
	else
		snprintf(h->value, sizeof h->value, "%" PRId64 " MB", (bytes + MB - 1) / MB);
}

static void
put_moment(const struct look *l, struct health_line *h, int64_t at)
{
	snprintf(h->plain, sizeof h->plain, "%" PRId64, at);
	if (at == 0)
		str_copy(h->value, sizeof h->value, _("never"));
	else
		instant_format(store_format(l->st)->locale, at, h->value, sizeof h->value);
}

static void
warn(struct health_line *h, enum health_state state, const char *advice)
{
	h->state = state;
	str_copy(h->advice, sizeof h->advice, advice);
}

static void
look_disk(struct look *l)
{
	struct health_line *h = add(l, "disk_free", _("Free on the disk"));
	struct statvfs v;
	int64_t left;

	if (statvfs(store_paths(l->st)->db, &v) != 0) {
		str_copy(h->value, sizeof h->value, "?");
		warn(h, HEALTH_LOOK, _("The disk does not say how full it is."));
		return;
	}
	left = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
	put_bytes(h, left);
	if (left < FREE_BAD)
		warn(h, HEALTH_BAD, _("Make room now: selling stops when the disk is full."));
	else if (left < FREE_LOOK)
		warn(h, HEALTH_LOOK, _("Make room soon."));
}

static void
look_store(struct look *l)
{
	struct db_stats s = { 0 };
	struct health_line *h;
	int version = 0;

	h = add(l, "version", _("Program"));
	str_copy(h->value, sizeof h->value, PACKAGE_VERSION);
	str_copy(h->plain, sizeof h->plain, PACKAGE_VERSION);
	h = add(l, "schema", _("Schema"));
	if (migrate_version(store_db(l->st), &version, NULL) == ERR_OK)
		snprintf(h->value, sizeof h->value, "%d", version);
	str_copy(h->plain, sizeof h->plain, h->value);
	if (db_stats(store_db(l->st), &s, NULL) != ERR_OK)
		return;
	put_bytes(add(l, "store_bytes", _("Size of the store")), s.pages * s.page_size);
	h = add(l, "log_bytes", _("Write-ahead log"));
	put_bytes(h, s.wal_bytes);
	if (s.wal_bytes > LOG_LOOK)
		warn(h, HEALTH_LOOK, _("A long report holds it up; it shrinks when that has ended."));
}

static enum err
look_counts(struct look *l, struct err_note *note)
{
	static const struct { const char *name, *title, *query; } rows[] = {
		{ "customers", N_("Customers"), "health.customers" },
		{ "receipts", N_("Receipts"), "health.receipts" },
		{ "trail", N_("Rows of the trail"), "health.trail" },
	};
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof rows / sizeof *rows; i++) {
		struct health_line *h = add(l, rows[i].name, tr(rows[i].title));
		int64_t v = 0;

		e = store_get_int(l->st, rows[i].query, DB_NO_ARGS, &v, note);
		snprintf(h->value, sizeof h->value, "%" PRId64, v);
		snprintf(h->plain, sizeof h->plain, "%" PRId64, v);
	}
	return e;
}

static enum err
look_backup(struct look *l, struct err_note *note)
{
	struct backup_health b = { 0 };
	struct health_line *h;
	enum err e = backup_health(l->st, &b, note);

	if (e != ERR_OK)
		return e;
	h = add(l, "backup", _("Last backup"));
	put_moment(l, h, b.has_any ? b.newest.made_at : 0);
	if (!b.has_any)
		warn(h, HEALTH_BAD, _("There is no backup yet: quen backup, or Backups in the menu."));
	else if (b.is_late)
		warn(h, HEALTH_BAD, _("No verified backup for more than a day."));
	h = add(l, "backup_verified", _("Verified"));
	put_moment(l, h, b.has_any ? b.newest.verified_at : 0);
	h = add(l, "recovery_key", _("Recovery key"));
	str_copy(h->value, sizeof h->value, b.no_recovery_key ? _("none")
	    : b.recovery_untested ? _("never tried") : _("ok"));
	str_copy(h->plain, sizeof h->plain, b.no_recovery_key ? "none"
	    : b.recovery_untested ? "untested" : "ok");
	if (b.no_recovery_key)
		warn(h, HEALTH_LOOK, _("Without it a backup opens on this machine alone."));
	else if (b.recovery_untested || b.recovery_old)
		warn(h, HEALTH_LOOK, _("Type it in once a month: then it is known to be right."));
	return ERR_OK;
}

static enum err
look_jobs(struct look *l, struct err_note *note)
{
	struct job_state s[JOBS_MAX];
	struct health_line *h = add(l, "jobs", _("Scheduled work"));
	int64_t now = clock_now_ms(), failed = 0, late = 0;
	size_t n = JOBS_MAX;
	enum err e = job_states(l->st, s, &n, note);

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		failed += s[i].fails > 0;
		late += !s[i].is_running && s[i].next_at < now - HOUR_MS;
	}
	snprintf(h->plain, sizeof h->plain, "%" PRId64 " failed %" PRId64 " late", failed, late);
	str_copy(h->value, sizeof h->value, failed > 0 ? _("failed") : late > 0 ? _("late") : _("ok"));
	if (failed > 0)
		warn(h, HEALTH_BAD, _("See Scheduled work (JB) for what went wrong."));
	else if (late > 0)
		warn(h, HEALTH_LOOK, _("Nobody does it: start quen serve or quen worker."));
	return e;
}

/* Forms, keymaps and reports of the shop that are wrong: the first of them by name. */
static void
look_site(struct look *l)
{
	char rel[300], why[512], first[200] = "";
	struct health_line *h;
	size_t at = 0, n = 0;

	while (site_wrong_next(store_paths(l->st), &at, rel, sizeof rel, why, sizeof why))
		if (n++ == 0)
			str_copy(first, sizeof first, why);
	h = add(l, "site_files", _("Files of the shop"));
	snprintf(h->plain, sizeof h->plain, "%zu wrong", n);
	if (n == 0)
		str_copy(h->value, sizeof h->value, _("ok"));
	else
		snprintf(h->value, sizeof h->value, _("%zu wrong"), n);
	if (n > 0)
		warn(h, HEALTH_BAD, first);
}

enum err
health_look(struct store *st, struct actor *a, struct health_line *out, size_t *n,
    struct err_note *note)
{
	struct look l = { st, out, 0, *n };
	enum err e = store_begin(st, a, false, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	e = access_need(st, "setting", VERB_VIEW, note);
	if (e == ERR_OK) {
		look_disk(&l);
		look_store(&l);
		look_site(&l);
		e = look_counts(&l, note);
	}
	if (e == ERR_OK)
		e = look_backup(&l, note);
	if (e == ERR_OK)
		e = look_jobs(&l, note);
	store_rollback(st);
	*n = e == ERR_OK ? l.n : 0;
	return e;
}
