/* quen worker, and the part of quen serve that does the same. */
#include "cli/cli.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "access/door.h"
#include "access/sandbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/module.h"
#include "base/str.h"
#include "cli/part.h"
#include "domain/hooks.h"
#include "jobs/notice.h"
#include "jobs/rekey.h"
#include "jobs/restore.h"
#include "jobs/worker.h"
#include "store/actor.h"
#include "store/setting.h"

#define WAKE_MS 1000			/* a signal is heard within */
#define ASIDE_MS 200
#define LOOK_MS 5000			/* "run now" is heard within */

const struct option_def worker_options[] = {
	{ "once", 0, NULL, N_("Do what is due and end") },
	{ 0 }
};

static void
name_of(char *buf, size_t size)
{
	char host[40] = "";

	if (gethostname(host, sizeof host - 1) != 0)
		str_copy(host, sizeof host, "host");
	snprintf(buf, size, "%s:%ld", host, (long)getpid());
}

/* DOOR_STOP and the end of the supervisor end the part; control -1: there is none. */
static bool
goes_on(int control)
{
	union door_message m;
	int fd;
	enum err e;

	if (control < 0)
		return true;
	e = door_receive(control, &m, &fd);
	if (fd >= 0)
		close(fd);
	return e == ERR_BUSY || (e == ERR_OK && m.head.type != DOOR_STOP);
}

/* Until that instant or a signal; false: time to leave. */
static bool
sleep_until(const struct store_paths *paths, int64_t next, int control)
{
	int64_t asleep = 0;
	struct notice n;

	while (!stop_asked(NULL) && asleep < LOOK_MS && clock_now_ms() < next &&
	    !notice_read(paths, &n)) {
		struct pollfd p = { control, POLLIN, 0 };

		if (poll(&p, 1, WAKE_MS) > 0 && !goes_on(control))
			return false;
		asleep += WAKE_MS;
	}
	return !stop_asked(NULL);
}

/* The store is being replaced: nobody has it open meanwhile, we neither. */
static enum err
step_aside(const struct store_paths *p, struct store **st, int control, struct err_note *note)
{
	struct notice n;
	enum err e;

	store_close(*st);
	*st = NULL;
	while (notice_read(p, &n)) {
		struct pollfd wait = { control, POLLIN, 0 };

		if (stop_asked(NULL) || (poll(&wait, 1, ASIDE_MS) > 0 && !goes_on(control)))
			return ERR_CANCELLED;
	}
	e = store_open(p, st, note);
	if (e == ERR_OK)
		store_set_hooks(*st, domain_hooks);
	return e;
}

/* What a session asked for that it may not do itself. */
static enum err
restore_ordered(const struct store_paths *p, struct store **st, const struct keep_order *o,
    struct err_note *note)
{
	struct backup_opener opener = { 0 };
	struct backup_info b;
	struct restore_done done;
	struct err_note why = { 0 };
	struct actor *a = NULL;
	struct restore_order r = { .p = p, .b = &b, .o = &opener, .by = o->by, .warn_s = RESTORE_WARN_S };
	enum err e = backup_find(p, o->version, &b, &why), again;

	store_close(*st);
	*st = NULL;
	if (e == ERR_OK)
		e = restore_run(&r, &done, &why);
	log_write(e == ERR_OK ? LOG_LEVEL_WARN : LOG_LEVEL_ERROR, "restore of %s for %s: %s", o->version,
	    o->by, e == ERR_OK ? "done" : why.text);
	again = store_open(p, st, note);
	if (again != ERR_OK)
		return again;
	store_set_hooks(*st, domain_hooks);
	if (e == ERR_OK)
		return ERR_OK;
	e = actor_open(*st, NULL, &a, note);
	if (e == ERR_OK)
		e = keep_order_end(*st, a, o->id, false, why.text, note);
	actor_close(a);
	return e;
}

/* The same for how the store lies on the disk. */
static enum err
rekey_ordered(const struct store_paths *p, struct store **st, const struct keep_order *ko,
    struct err_note *note)
{
	struct rekey_order o = { .p = p, .what = rekey_word(ko->version), .by = ko->by,
		.warn_s = RESTORE_WARN_S };
	struct rekey_done done = { 0 };
	struct err_note why = { 0 };
	struct actor *a = NULL;
	enum err e, again;

	store_close(*st);
	*st = NULL;
	e = o.what != REKEY_NONE ? rekey_run(&o, &done, &why) : ERR_INVALID;
	log_write(e == ERR_OK ? LOG_LEVEL_WARN : LOG_LEVEL_ERROR, "encrypt %s for %s: %s", ko->version,
	    ko->by, e == ERR_OK ? "done" : why.text);
	again = store_open(p, st, note);
	if (again != ERR_OK)
		return again;
	store_set_hooks(*st, domain_hooks);
	again = actor_open(*st, e == ERR_OK ? ko->by : NULL, &a, note);
	if (again == ERR_OK && e == ERR_OK)
		again = store_begin(*st, a, true, note);
	if (again == ERR_OK && e == ERR_OK) {
		again = rekey_trail(*st, &done, note);
		again = again == ERR_OK ? store_commit(*st, note) : again;
		store_rollback(*st);
	}
	if (again == ERR_OK)
		again = keep_order_end(*st, a, ko->id, e == ERR_OK, e == ERR_OK ? done.what : why.text, note);
	actor_close(a);
	return again;
}

/* Orders and notices; ERR_CANCELLED: time to leave. *moved: the store was opened anew. */
static enum err
look_around(struct store **st, int control, bool *moved, struct err_note *note)
{
	const struct store_paths p = *store_paths(*st);
	struct keep_order o;
	struct notice n;
	struct actor *a = NULL;
	enum err e;

	*moved = notice_read(&p, &n);
	if (*moved)
		return step_aside(&p, st, control, note);
	e = actor_open(*st, NULL, &a, note);
	if (e == ERR_OK)
		e = keep_order_take(*st, a, &o, note);
	actor_close(a);
	if (e == ERR_NOTFOUND)
		return ERR_OK;
	*moved = e == ERR_OK;
	if (e == ERR_OK && str_eq(o.what, "encrypt"))
		return rekey_ordered(&p, st, &o, note);
	return e == ERR_OK ? restore_ordered(&p, st, &o, note) : e;
}

/* Troubles of the store (a full disk, a lock) are waited out: a worker that ends helps nobody. */
static enum err
work(struct store **st, bool once, int control, struct err_note *note)
{
	struct worker *w = NULL;
	char name[64];
	int64_t next = 0;
	bool moved = false;
	enum err e;

	name_of(name, sizeof name);
	stop_watch();
	e = worker_new(*st, name, &w, note);
	while (e == ERR_OK) {
		e = worker_run(w, stop_asked, NULL, &next, note);
		if (once)
			break;
		if (e == ERR_BUSY || e == ERR_IO || e == ERR_FULL) {
			log_write(LOG_LEVEL_WARN, "worker: %s", note->text);
			next = clock_now_ms() + LOOK_MS;
			e = ERR_OK;
		}
		if (e == ERR_OK && !sleep_until(store_paths(*st), next, control))
			break;
		worker_free(w);
		w = NULL;
		if (e == ERR_OK)
			e = look_around(st, control, &moved, note);
		if (e == ERR_OK)
			e = worker_new(*st, name, &w, note);
	}
	worker_free(w);
	return e == ERR_CANCELLED ? ERR_OK : e;
}

int
cmd_worker(struct cli *c, const struct args *a)
{
	struct err_note note = { 0 };
	enum err e = cli_need_owner(c, &note);

	if (e == ERR_OK)
		e = work(&c->store, args_has(a, "once"), -1, &note);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

static enum err
start(const struct door_config *config, struct store **st, struct err_note *note)
{
	struct store_paths paths = { 0 };
	char beside[520], second[512], reports[512], modules[512], *slash;
	struct sandbox_path more[7];
	size_t n = 0;
	enum err e = store_find(config->home[0] != '\0' ? config->home : NULL, &paths, note);

	i18n_set(paths.locale[0] != '\0' ? paths.locale : NULL, NULL);
	if (e == ERR_OK)
		e = sandbox_become(config->data_uid, config->data_gid, note);
	if (e == ERR_OK)
		e = store_open(&paths, st, note);
	if (e != ERR_OK)
		return e;
	store_set_hooks(*st, domain_hooks);
	str_copy(beside, sizeof beside, paths.db);
	slash = strrchr(beside, '/');
	if (slash != NULL && slash != beside)
		*slash = '\0';
	str_copy(second, sizeof second, setting_text(*st, "backup.folder2"));
	str_copy(reports, sizeof reports, setting_text(*st, "report.folder"));
	more[n++] = (struct sandbox_path) { beside, SANDBOX_WRITE | SANDBOX_LINK };
	more[n++] = (struct sandbox_path) { paths.forms, SANDBOX_READ };
	more[n++] = (struct sandbox_path) { paths.sql, SANDBOX_READ };
	more[n++] = (struct sandbox_path) { paths.site, SANDBOX_READ };
	more[n++] = (struct sandbox_path) { module_folder(modules, sizeof modules), SANDBOX_READ };
	if (second[0] != '\0')
		more[n++] = (struct sandbox_path) { second, SANDBOX_WRITE };
	if (reports[0] == '/')
		more[n++] = (struct sandbox_path) { reports, SANDBOX_WRITE };
	return sandbox_enter(SANDBOX_WORKER, more, n, note);
}

int
part_worker(void)
{
	struct door_config config;
	struct err_note note = { 0 };
	struct door_head ready = { 0 };
	struct store *st = NULL;
	enum err e = door_config_read(&config, &note);

	if (e == ERR_OK) {
		sandbox_start(DOOR_CONTROL);
		e = start(&config, &st, &note);
	}
	if (e == ERR_OK)
		e = door_send(DOOR_CONTROL, DOOR_READY, &ready, -1);
	if (e == ERR_OK)
		e = work(&st, false, DOOR_CONTROL, &note);
	if (e != ERR_OK)
		log_write(LOG_LEVEL_ERROR, "worker: %s", note.text);
	store_close(st);
	return e == ERR_OK ? EX_OK : err_exit_status(e);
}
