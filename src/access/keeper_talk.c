#include "access/keeper_part.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

static struct host *
find(struct keeper *k, uint64_t id)
{
	for (size_t i = 0; i < k->nhosts; i++)
		if (k->hosts[i]->id == id && !k->hosts[i]->is_command && k->hosts[i]->pid > 0)
			return k->hosts[i];
	return NULL;
}

/* What does not go out now is left out: the asker asks again. */
static void
pass(const struct host *to, enum keep_type type, void *message)
{
	if (to->link >= 0 && keep_send(to->link, type, message) == ERR_NOTFOUND)
		log_write(LOG_LEVEL_DEBUG, "keeper: a session has left");
}

static void
tell_live(struct keeper *k, const struct host *asker)
{
	int64_t now = keeper_now_ms();
	struct keep_plain end = { 0 };

	for (size_t i = 0; i < k->nhosts; i++) {
		const struct host *h = k->hosts[i];
		struct keep_live m = { .session = h->id,
			.factors = h->subject.factors, .attached = h->guest != NULL,
			.is_self = h == asker,
			.idle_seconds = (uint32_t)((now - h->input_ms) / 1000),
			.age_seconds = (uint32_t)((now - h->started_ms) / 1000) };

		if (h->is_command || h->pid <= 0)
			continue;
		str_copy(m.user, sizeof(m.user), h->subject.name);
		str_copy(m.peer, sizeof(m.peer),
		    h->guest != NULL ? h->guest->subject.peer : h->subject.peer);
		pass(asker, KEEP_LIVE, &m);
	}
	pass(asker, KEEP_LIVE_END, &end);
}

static void
look(struct keeper *k, const struct host *asker, struct keep_look *m)
{
	struct host *h = find(k, m->session);

	m->rows = m->cols = 0;
	m->from = asker->id;
	str_copy(m->by, sizeof(m->by), asker->subject.name);
	if (h == NULL || h == asker)
		pass(asker, KEEP_LOOKED, m);
	else
		pass(h, KEEP_LOOK, m);
}

static void
obey(struct keeper *k, struct host *h, union keep_message *m)
{
	struct host *other;

	switch ((enum keep_type)m->head.type) {
	case KEEP_SELF:
		if (m->self.user[0] != '\0')
			str_copy(h->subject.name, sizeof(h->subject.name), m->self.user);
		break;
	case KEEP_LIST:
		tell_live(k, h);
		break;
	case KEEP_STOP:
		other = find(k, m->leave.session);
		if (other != NULL)
			host_leave(k, other, LEAVE_BY_ADMIN, h->subject.name, m->leave.reason);
		break;
	case KEEP_LOOK:
		look(k, h, &m->look);
		break;
	case KEEP_LOOKED:
		other = find(k, m->look.session);
		if (other != NULL)
			pass(other, KEEP_LOOKED, m);
		break;
	case KEEP_LINE:
		other = find(k, m->line.session);
		if (other != NULL)
			pass(other, KEEP_LINE, m);
		break;
	default:
		log_write(LOG_LEVEL_WARN, "keeper: session of %s says what it may not",
		    h->subject.name);
		break;
	}
}

void
host_talk(struct keeper *k, struct host *h)
{
	union keep_message m;
	enum err e = ERR_OK;

	for (int i = 0; i < 16 && h->link >= 0; i++) {
		e = keep_receive(h->link, &m);
		if (e == ERR_BUSY)
			return;
		if (e == ERR_INVALID)
			continue;
		if (e != ERR_OK) {
			close(h->link);
			h->link = -1;
			return;
		}
		obey(k, h, &m);
	}
}
