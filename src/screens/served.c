#include "config.h"

#include "screens/served.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "domain/sign_in.h"
#include "screens/idle.h"
#include "screens/watch.h"

#define CHECK_MS 3000			/* a locked user is out within five seconds (rule S5) */

void
served_outside(struct session *s)
{
	if (s->served && !s->served->keeper->receive(s->served->ctx, s))
		app_quit(s->app);
}

static void
trail(struct session *s, enum sign_event event, const char *key)
{
	struct sign_note n = { .event = event, .user = actor_code(s->a), .source = s->served->peer,
		.how = s->served->how, .key = key, .count = 1 };
	struct err_note note = { 0 };

	if (sign_in_note(s->st, &n, &note) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "session: %s", note.text);
}

void
served_start(struct session *s)
{
	if (s->served)
		s->served->keeper->started(s->served->ctx, actor_code(s->a));
}

void
served_end(struct session *s)
{
	if (!s->served)
		return;
	trail(s, SIGN_EVENT_ENDED, "");
	watch_end(s);
}

/* Rule S5: who was locked or deleted does not even look on; nor does a program that is older than
 * the tables are now (TRUST I6). */
static void
check_user(struct session *s)
{
	struct served *v = s->served;
	struct err_note note = { 0 };
	enum err err;

	if (store_actor(s->st) || app_now_ms(s->app) - v->checked_ms < CHECK_MS)
		return;
	v->checked_ms = app_now_ms(s->app);
	err = session_read(s, &note);
	session_done(s);
	if (err != ERR_DENIED && (err != ERR_CONFIG || !str_eq(note.field, "schema")))
		return;
	str_copy(v->goodbye, sizeof v->goodbye, note.text);
	app_quit(s->app);
}

void
served_beat(struct session *s, int64_t idle_ms)
{
	int64_t limit;

	if (!s->served)
		return;
	check_user(s);
	if (app_is_leaving(s->app))
		return;
	if (s->served->watched_by[0] && app_now_ms(s->app) > s->served->watched_until_ms) {
		s->served->watched_by[0] = '\0';
		app_touch(s->app);
	}
	watch_beat(s);
	if (s->served->shows_list)
		app_touch(s->app);
	limit = idle_limit(s);
	if (limit > 0 && idle_ms >= limit * 1000)
		idle_lock(s);
}

void
served_status(const struct session *s, struct strbuf *out)
{
	if (s->served && s->served->watched_by[0])
		strbuf_addf(out, _("watched by %s"), s->served->watched_by);
}

/* ---- what the keeper tells */

void
served_again(struct session *s, const struct served_again *a)
{
	struct served *v = s->served;
	int64_t limit = idle_limit(s);

	str_copy(v->peer, sizeof v->peer, a->peer);
	str_copy(v->how, sizeof v->how, a->how);
	app_terminal_again(s->app, a->term);
	if (!store_actor(s->st))
		trail(s, SIGN_EVENT_AGAIN, a->key);
	/* The lock asks who is there: a password given just now has said it. */
	if (a->with_password || !actor_has_password(s->st, actor_code(s->a)))
		idle_unlock(s);
	else if (limit > 0 && a->idle_s >= limit)
		idle_lock(s);
}

void
served_redraw(struct session *s)
{
	app_terminal_again(s->app, "");
}

void
served_leave(struct session *s, enum served_why why, const char *by, const char *reason)
{
	char *text = s->served->goodbye;
	size_t size = sizeof s->served->goodbye;

	if (why == SERVED_STOPPED)
		str_copy(text, size, _("Quen is stopping. Your work is kept as drafts."));
	else if (why == SERVED_IDLE)
		str_copy(text, size, _("Nobody was here for long. Your work is kept as drafts."));
	else if (str_empty(reason))
		snprintf(text, size, _("%s ended this session. Your work is kept as drafts."), by);
	else
		snprintf(text, size, _("%s ended this session: %s. Your work is kept as drafts."),
		    by, reason);
	app_quit(s->app);
}

void
served_live(struct session *s, const struct live *l)
{
	struct served *v = s->served;

	if (v->ncoming < LIVE_MAX)
		v->coming[v->ncoming++] = *l;
}

void
served_live_end(struct session *s)
{
	struct served *v = s->served;

	memcpy(v->live, v->coming, v->ncoming * sizeof v->live[0]);
	v->nlive = v->ncoming;
	v->ncoming = 0;
	v->live_version++;
	app_touch(s->app);
}
