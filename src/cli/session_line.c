#include "cli/session_line.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"

enum err
session_line_open(struct session_line *l, struct err_note *note)
{
	union keep_message m;

	l->fd = DOOR_CONTROL;
	if (keep_receive(l->fd, &m) != ERR_OK || m.head.type != KEEP_HELLO ||
	    fcntl(l->fd, F_SETFL, O_NONBLOCK) != 0 || fcntl(l->fd, F_SETFD, FD_CLOEXEC) != 0)
		return err_set(note, ERR_INVALID, "",
		    _("This command is started by quen serve only."));
	l->hello = m.hello;
	return ERR_OK;
}

/* ---- to the keeper: what does not go out now is asked again, or asked for again */

static void
tell(const struct session_line *l, enum keep_type type, void *message)
{
	if (keep_send(l->fd, type, message) != ERR_OK)
		log_write(LOG_LEVEL_INFO, "session: the keeper did not take a message");
}

static void
started(void *ctx, const char *user)
{
	struct keep_self m = { 0 };

	str_copy(m.user, sizeof(m.user), user);
	tell(ctx, KEEP_SELF, &m);
}

static void
list(void *ctx)
{
	struct keep_plain m = { 0 };

	tell(ctx, KEEP_LIST, &m);
}

static void
stop(void *ctx, uint64_t session, const char *reason)
{
	struct keep_leave m = { .session = session, .why = LEAVE_BY_ADMIN };

	str_copy(m.reason, sizeof(m.reason), reason);
	tell(ctx, KEEP_STOP, &m);
}

static void
look(void *ctx, uint64_t session)
{
	struct keep_look m = { .session = session };

	tell(ctx, KEEP_LOOK, &m);
}

static void
line(void *ctx, uint64_t to, int row, const char *bytes, size_t size)
{
	struct keep_line m = { .session = to, .row = (uint16_t)row };

	m.size = (uint16_t)(size < KEEP_ROW ? size : KEEP_ROW);
	memcpy(m.data, bytes, m.size);
	tell(ctx, KEEP_LINE, &m);
}

static void
looked(void *ctx, uint64_t to, int rows, int cols, int cursor_row, int cursor_col)
{
	struct keep_look m = { .session = to, .rows = (uint16_t)rows, .cols = (uint16_t)cols,
		.cursor_row = (uint16_t)cursor_row, .cursor_col = (uint16_t)cursor_col };

	tell(ctx, KEEP_LOOKED, &m);
}

/* ---- from the keeper */

static void
take_again(struct session *s, const struct keep_attach *m)
{
	char how[96];
	struct served_again a = { .term = m->term, .peer = m->subject.peer, .key = m->subject.key,
		.how = keep_factor_text(m->subject.factors, how, sizeof(how)),
		.idle_s = m->idle_seconds,
		.with_password = (m->subject.factors & FACTOR_PASSWORD) != 0 };

	served_again(s, &a);
}

static void
take_live(struct session *s, const struct keep_live *m)
{
	struct live l = { .session = m->session, .idle_s = m->idle_seconds,
		.age_s = m->age_seconds, .attached = m->attached, .is_self = m->is_self };

	str_copy(l.user, sizeof(l.user), m->user);
	str_copy(l.peer, sizeof(l.peer), m->peer);
	keep_factor_text(m->factors, l.how, sizeof(l.how));
	served_live(s, &l);
}

static void
take(struct session *s, const union keep_message *m)
{
	switch ((enum keep_type)m->head.type) {
	case KEEP_ATTACH:
		take_again(s, &m->attach);
		break;
	case KEEP_REDRAW:
		served_redraw(s);
		break;
	case KEEP_LEAVE:
		served_leave(s, m->leave.why == LEAVE_STOPPED ? SERVED_STOPPED :
		    m->leave.why == LEAVE_IDLE ? SERVED_IDLE : SERVED_BY_ADMIN,
		    m->leave.by, m->leave.reason);
		break;
	case KEEP_LIVE:
		take_live(s, &m->live);
		break;
	case KEEP_LIVE_END:
		served_live_end(s);
		break;
	case KEEP_LOOK:
		served_look(s, m->look.from, m->look.by);
		break;
	case KEEP_LINE:
		served_line(s, m->line.row, m->line.data, m->line.size);
		break;
	case KEEP_LOOKED:
		served_looked(s, m->look.rows, m->look.cols, m->look.cursor_row,
		    m->look.cursor_col);
		break;
	default:			/* KEEP_DETACH: nothing to do, the screens stay */
		break;
	}
}

static bool
receive(void *ctx, struct session *s)
{
	const struct session_line *l = ctx;
	union keep_message m;
	enum err e;

	/* Handling one may run a pop-up that comes here again. */
	for (int i = 0; i < 600 && !app_is_leaving(s->app); i++) {
		e = keep_receive(l->fd, &m);
		if (e == ERR_BUSY)
			return true;
		if (e == ERR_OK)
			take(s, &m);
		else if (e != ERR_INVALID)
			return false;
	}
	return true;
}

void
session_line_served(struct session_line *l, struct served *v)
{
	static const struct served_keeper keeper = { .receive = receive, .started = started,
		.list = list, .stop = stop, .look = look, .line = line, .looked = looked };

	*v = (struct served) { .keeper = &keeper, .ctx = l, .fd = l->fd,
		.lock_seconds = l->hello.lock_seconds, .port = l->hello.port };
	str_copy(v->peer, sizeof(v->peer), l->hello.subject.peer);
	keep_factor_text(l->hello.subject.factors, v->how, sizeof(v->how));
	l->served = v;
}
