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
#include "base/str.h"
#include "cli/part.h"
#include "domain/hooks.h"
#include "jobs/worker.h"

#define WAKE_MS 1000			/* a signal is heard within */
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
sleep_until(int64_t next, int control)
{
	int64_t asleep = 0;

	while (!stop_asked(NULL) && asleep < LOOK_MS && clock_now_ms() < next) {
		struct pollfd p = { control, POLLIN, 0 };

		if (poll(&p, 1, WAKE_MS) > 0 && !goes_on(control))
			return false;
		asleep += WAKE_MS;
	}
	return !stop_asked(NULL);
}

/* Troubles of the store (a full disk, a lock) are waited out: a worker that ends helps nobody. */
static enum err
work(struct store *st, bool once, int control, struct err_note *note)
{
	struct worker *w = NULL;
	char name[64];
	int64_t next = 0;
	enum err e;

	name_of(name, sizeof name);
	stop_watch();
	e = worker_new(st, name, &w, note);
	while (e == ERR_OK) {
		e = worker_run(w, stop_asked, NULL, &next, note);
		if (once)
			break;
		if (e == ERR_BUSY || e == ERR_IO || e == ERR_FULL) {
			log_write(LOG_LEVEL_WARN, "worker: %s", note->text);
			next = clock_now_ms() + LOOK_MS;
			e = ERR_OK;
		}
		if (e == ERR_OK && !sleep_until(next, control))
			break;
	}
	worker_free(w);
	return e;
}

int
cmd_worker(struct cli *c, const struct args *a)
{
	struct err_note note = { 0 };
	enum err e = cli_need_owner(c, &note);

	if (e == ERR_OK)
		e = work(c->store, args_has(a, "once"), -1, &note);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

static enum err
start(const struct door_config *config, struct store **st, struct err_note *note)
{
	struct store_paths paths = { 0 };
	char beside[520], *slash;
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
	return sandbox_enter(SANDBOX_WORKER, (struct sandbox_path[]) {
	    { beside, SANDBOX_WRITE }, { paths.forms, SANDBOX_READ }, { paths.sql, SANDBOX_READ },
	    { paths.site, SANDBOX_READ } }, 4, note);
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
		e = work(st, false, DOOR_CONTROL, &note);
	if (e != ERR_OK)
		log_write(LOG_LEVEL_ERROR, "worker: %s", note.text);
	store_close(st);
	return e == ERR_OK ? EX_OK : err_exit_status(e);
}
