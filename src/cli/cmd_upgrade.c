/* quen upgrade: a backup first, then each step in its own transaction, then the proofs. --dry-run
 * does all of it on a copy. Nothing runs by itself: an installed package leaves the data alone. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/migrate.h"
#include "db/sqltext.h"
#include "domain/verify.h"
#include "jobs/backup.h"
#include "store/sealed.h"

const struct option_def upgrade_options[] = {
	{ "dry-run", 0, NULL, N_("Say what would be done, and try it on a copy") },
	{ "no-backup", 0, NULL, N_("Without the backup before (there is another one)") },
	{ 0 }
};

struct upgrade { struct cli *c; int before, after, newest, bad; int64_t ms; char backup[BACKUP_ID]; };

/* The first line of a schema file says what it is for. */
static void
say_step(const struct cli *c, const char *file)
{
	char *path = xasprintf("%s/schema/%s", c->paths.sql, file), *text = NULL, *line;

	if (sqltext_read(path, file, &text, NULL) == ERR_OK) {
		line = text + strspn(text, "- ");
		line[strcspn(line, "\n")] = '\0';
		say("  %.4s  %s", file, line);
	}
	free(text);
	free(path);
}

static void
say_steps(const struct upgrade *u)
{
	char *dir = xasprintf("%s/schema", u->c->paths.sql);
	struct sqltext_list l = { 0 };

	say(_("The store has schema %d, this program has %d:"), u->before, u->newest);
	if (sqltext_list(dir, &l, NULL) == ERR_OK)
		for (size_t i = (size_t)u->before; i < l.n; i++)
			say_step(u->c, l.name[i]);
	sqltext_list_free(&l);
	free(dir);
}

static enum err
open_store(struct upgrade *u, struct db **d, struct err_note *note)
{
	struct db_options o = { .sql_dir = u->c->paths.sql };
	enum err e = db_open(u->c->paths.db, &o, d, note);

	if (e == ERR_OK)
		e = migrate_version(*d, &u->before, note);
	if (e != ERR_OK)
		return e;
	u->newest = migrate_newest(*d);
	u->after = u->before;
	return u->before <= u->newest ? ERR_OK : err_set(note, ERR_CONFIG, "",
	    _("The store has schema %d, this program knows %d. Install the newer program."),
	    u->before, u->newest);
}

/* ---- after the steps */

static void
report(void *arg, bool ok, const char *line)
{
	(void)arg;
	if (!ok)
		say("BAD  %s", line);
}

/* What an older version kept in clear is sealed now, with a key that SQL has not; and what was
 * true of the ledgers before has to be true of them now. */
static enum err
settle(struct upgrade *u, const struct store_paths *p, struct err_note *note)
{
	struct actor *system = NULL;
	int64_t rows;
	enum err e = store_open(p, &u->c->store, note);

	if (e == ERR_OK)
		e = actor_open(u->c->store, NULL, &system, note);
	if (e == ERR_OK)
		e = sealed_settle(u->c->store, system, &rows, note);
	if (e == ERR_OK && u->before != u->after)
		e = verify_run(u->c->store, system, report, NULL, &u->bad, note);
	actor_close(system);
	cli_close(u->c);
	return e;
}

/* ---- on a copy */

static enum err
try_steps(struct upgrade *u, const char *copy, struct err_note *note)
{
	struct db_options o = { .sql_dir = u->c->paths.sql, .keyring = u->c->paths.db };
	int64_t began = clock_mono_us();
	struct db *d = NULL;
	enum err e = db_open(copy, &o, &d, note);

	if (e == ERR_OK)
		e = migrate_run(d, note);
	if (e == ERR_OK)
		e = db_integrity(d, note);
	if (e == ERR_OK)
		e = migrate_version(d, &u->after, note);
	db_close(d);
	u->ms = (clock_mono_us() - began) / 1000;
	return e;
}

/* The proofs open the copy as a store: it finds the key of this one beside itself. */
static enum err
try_copy(struct upgrade *u, const struct store_paths *p, const char *key, struct err_note *note)
{
	char *from = xasprintf("%s.key", u->c->paths.db);
	enum err e = try_steps(u, p->db, note);

	if (e == ERR_OK && link(from, key) != 0 && errno != ENOENT)
		e = err_set(note, ERR_IO, "", _("The disk failed: %s"), strerror(errno));
	if (e == ERR_OK)
		e = settle(u, p, note);
	free(from);
	return e;
}

static enum err
dry_run(struct upgrade *u, struct db *d, struct err_note *note)
{
	struct store_paths p = u->c->paths;
	char *copy = xasprintf("%s.try", u->c->paths.db), *key = xasprintf("%s.key", copy);
	enum err e;

	str_copy(p.db, sizeof p.db, copy);
	cli_remove_store(p.db);
	(void)unlink(key);
	e = db_copy(d, p.db, note);
	if (e == ERR_OK)
		e = try_copy(u, &p, key, note);
	cli_remove_store(p.db);
	(void)unlink(key);
	free(key);
	free(copy);
	return e;
}

/* ---- in earnest */

static enum err
change(struct upgrade *u, struct db *d, bool backup, struct err_note *note)
{
	struct backup_info b;
	int64_t began;
	enum err e = ERR_OK;

	if (backup) {
		e = backup_before_upgrade(&u->c->paths, d, &b, note);
		if (e != ERR_OK)
			return e;
		str_copy(u->backup, sizeof u->backup, b.id);
		say(_("Backup %s is made and verified."), u->backup);
	}
	began = clock_mono_us();
	e = migrate_run(d, note);
	if (e == ERR_OK)
		e = migrate_version(d, &u->after, note);
	if (e == ERR_OK)
		e = db_durable(d, note);
	u->ms = (clock_mono_us() - began) / 1000;
	return e;
}

static int
say_result(const struct upgrade *u, bool dry)
{
	if (u->c->json)
		tell_json(json_pack("{s:b, s:i, s:i, s:b, s:I, s:s, s:i}", "ok", u->bad == 0,
		    "before", u->before, "after", u->after, "dry_run", dry, "ms",
		    (json_int_t)u->ms, "backup", u->backup, "bad", u->bad));
	else if (u->before == u->newest)
		tell(_("Schema %d: nothing to do."), u->before);
	else if (dry && u->bad > 0)
		tell(_("On a copy it does not add up afterwards. Nothing was changed."));
	else if (dry)
		tell(_("On a copy it went well: schema %d, %lld ms. Nothing was changed."), u->after,
		    (long long)u->ms);
	else
		tell(_("Schema %d is now %d."), u->before, u->after);
	if (u->bad > 0 && !dry)
		say(_("The store does not add up after it. Restore the backup: quen restore %s"), u->backup);
	return u->bad == 0 ? EX_OK : EX_DATAERR;
}

int
cmd_upgrade(struct cli *c, const struct args *a)
{
	struct upgrade u = { .c = c };
	struct err_note note = { 0 };
	struct db *d = NULL;
	bool dry = args_has(a, "dry-run");
	enum err e = cli_need_owner(c, &note);

	if (e == ERR_OK)
		e = open_store(&u, &d, &note);
	if (e == ERR_OK && u.before < u.newest) {
		say_steps(&u);
		e = dry ? dry_run(&u, d, &note)
		    : change(&u, d, !args_has(a, "no-backup"), &note);
	}
	db_close(d);
	if (e == ERR_OK && !dry)
		e = settle(&u, &c->paths, &note);
	if (e == ERR_NOTFOUND && note.text[0] == '\0')
		(void)err_set(&note, e, "", _("There is no store here. Make one: quen init"));
	return e != ERR_OK ? say_failed(c, e, &note) : say_result(&u, dry);
}
