#include "config.h"

#include "screens/background.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/app.h"

#define RUNNING_MAX 4
#define LOOK_MS 10
#define QUIET_MS 300		/* nothing is shown for short work */
#define REDRAW_MS 250

struct background {
	struct background *next;
	struct session *s;
	struct background_work w;
	char title[128], user[64], branch[64], lang[16];
	struct store_paths paths;
	int64_t began_ms;
	bool is_started, was_told;
	pthread_t thread;
	atomic_bool is_over, stop;
	_Atomic int64_t done;
	/* the thread's until is_over */
	enum err err;
	struct err_note note;
};

bool
background_stop_asked(void *b)
{
	return atomic_load(&((struct background *)b)->stop);
}

void
background_count(struct background *b, int64_t done)
{
	atomic_store(&b->done, done);
}

static enum err
work(struct background *b, struct err_note *note)
{
	struct store *st = NULL;
	struct actor *a = NULL;
	enum err e = store_open(&b->paths, &st, note);

	if (e != ERR_OK)
		return e;
	store_set_lang(st, b->lang);
	store_set_stop(st, background_stop_asked, b);
	e = actor_open(st, b->user, &a, note);
	if (e == ERR_OK && b->branch[0] != '\0')
		e = actor_set_store(st, a, b->branch, note);
	if (e == ERR_OK)
		e = b->w.run(b, st, a, b->w.arg, note);
	store_set_stop(st, NULL, NULL);
	store_rollback(st);
	actor_close(a);
	store_close(st);
	return e;
}

static void *
begin(void *arg)
{
	struct background *b = arg;

	b->err = work(b, &b->note);
	if (b->err != ERR_OK && background_stop_asked(b))
		b->err = err_set(&b->note, ERR_CANCELLED, "", _("Stopped."));
	atomic_store(&b->is_over, true);
	return NULL;
}

/* Signals are the session's: its thread alone knows the terminal. */
static bool
start_thread(struct background *b)
{
	sigset_t all, old;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	failed = pthread_create(&b->thread, NULL, begin, b);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return failed == 0;
}

struct background *
background_start(struct session *s, const struct background_work *w)
{
	struct background *b = xcalloc(1, sizeof(*b));

	b->s = s;
	b->w = *w;
	b->paths = *store_paths(s->st);
	b->began_ms = app_now_ms(s->app);
	str_copy(b->title, sizeof(b->title), w->title);
	str_copy(b->user, sizeof(b->user), actor_code(s->a));
	str_copy(b->branch, sizeof(b->branch), actor_store_code(s->a));
	str_copy(b->lang, sizeof(b->lang), i18n_lang());
	b->is_started = background_running(s) < RUNNING_MAX && start_thread(b);
	b->next = s->backgrounds;
	s->backgrounds = b;
	if (!b->is_started) {
		b->err = err_set(&b->note, ERR_BUSY, "", _("Too much is going on already: wait for it, or stop it."));
		atomic_store(&b->is_over, true);
	}
	return b;
}

void
background_stop(struct background *b)
{
	atomic_store(&b->stop, true);
}

bool
background_is_over(struct background *b)
{
	return atomic_load(&b->is_over);
}

enum err
background_result(struct background *b, struct err_note *note)
{
	if (note != NULL)
		*note = b->note;
	return b->err;
}

int64_t
background_done(struct background *b)
{
	return atomic_load(&b->done);
}

int64_t
background_age_ms(const struct background *b)
{
	return app_now_ms(b->s->app) - b->began_ms;
}

const char *
background_title(const struct background *b)
{
	return b->title;
}

struct session *
background_session(const struct background *b)
{
	return b->s;
}

/* The thread's memory is ours from here on. */
static bool
tell(struct background *b)
{
	if (b->was_told || !background_is_over(b))
		return false;
	b->was_told = true;
	if (b->is_started)
		pthread_join(b->thread, NULL);
	b->is_started = false;
	b->w.over(b, b->w.arg);
	return true;
}

static void
pause_ms(int ms)
{
	nanosleep(&(struct timespec) { .tv_nsec = ms * 1000000L }, NULL);
}

bool
background_wait(struct background *b, int ms)
{
	struct app *app = b->s->app;
	int64_t drawn = 0, now;

	for (;;) {
		if (tell(b))
			return true;
		now = background_age_ms(b);
		if (now >= ms && !background_stop_asked(b)) {
			app_message(app, "%s", "");
			return false;
		}
		if (app_poll_stop(app))
			background_stop(b);
		if (now >= QUIET_MS && now - drawn >= REDRAW_MS) {
			drawn = now;
			app_message(app, _("%s: working ...  ^C stops"), b->title);
			app_refresh(app);
		}
		pause_ms(LOOK_MS);
	}
}

void
background_free(struct background *b)
{
	struct background **at;

	if (b == NULL)
		return;
	background_stop(b);
	if (b->is_started)
		pthread_join(b->thread, NULL);
	for (at = &b->s->backgrounds; *at != NULL && *at != b; at = &(*at)->next)
		continue;
	if (*at == b)
		*at = b->next;
	free(b);
}

size_t
background_running(const struct session *s)
{
	size_t n = 0;

	for (struct background *b = s->backgrounds; b != NULL; b = b->next)
		n += !background_is_over(b);
	return n;
}

void
background_beat(struct session *s)
{
	/* over() may free its own, so the list is looked at anew. */
	for (struct background *b = s->backgrounds; b != NULL; ) {
		if (tell(b)) {
			app_touch(s->app);
			b = s->backgrounds;
		} else {
			if (!b->was_told)
				app_touch(s->app);	/* seconds go by on the screen */
			b = b->next;
		}
	}
}

void
background_end(struct session *s)
{
	while (s->backgrounds != NULL)
		background_free(s->backgrounds);
}
