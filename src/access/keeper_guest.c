#include "access/keeper_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

void
guest_add(struct keeper *k, int link, const struct door_connection *c, bool is_local,
    unsigned uid)
{
	struct guest *g;

	/* Full: the other side sees the link close. */
	if (k->nguests == GUESTS_MAX || fcntl(link, F_SETFL, O_NONBLOCK) != 0) {
		close(link);
		return;
	}
	g = xcalloc(1, sizeof(*g));
	g->link = link;
	g->is_local = is_local;
	g->uid = uid;
	g->id = c->id;
	str_copy(g->peer, sizeof(g->peer), c->peer);
	g->since_ms = keeper_now_ms();
	k->guests[k->nguests++] = g;
}

void
guest_free(struct keeper *k, struct guest *g)
{
	size_t i;

	if (g->host != NULL && g->host->guest == g)
		host_detach(k, g->host);
	for (i = 0; i < k->nasked; i++)
		if (k->asked[i] == g)
			k->asked[i] = NULL;
	for (i = 0; i < k->nguests && k->guests[i] != g; i++)
		;
	if (i < k->nguests)
		k->guests[i] = k->guests[--k->nguests];
	close(g->link);
	free(g);
}

short
guest_events(const struct guest *g)
{
	short e = g->out_type != 0 || (g->state == GUEST_BYE && !g->exit_sent) ? POLLOUT : 0;

	/* While the session has not taken the last keys, more of them stay where they are. */
	if (g->state == GUEST_NEW || g->state == GUEST_ASKED ||
	    (g->state == GUEST_ON && g->host->nkeys == 0))
		e |= POLLIN;
	return e;
}

/* The link is dead: nothing more goes out. */
static void
gone(struct keeper *k, struct guest *g)
{
	if (g->host != NULL && g->host->guest == g)
		host_detach(k, g->host);
	g->host = NULL;
	g->out_type = 0;
	g->state = GUEST_BYE;
	g->exit_sent = true;
}

void
guest_write(struct keeper *k, struct guest *g)
{
	enum err e = ERR_OK;

	if (g->out_type != 0) {
		e = door_send(g->link, g->out_type, &g->out, -1);
		if (e == ERR_BUSY)
			return;
		g->out_type = 0;
	}
	if (e == ERR_OK && g->state == GUEST_BYE && !g->exit_sent) {
		e = door_send(g->link, DOOR_EXIT, &g->exit, -1);
		if (e == ERR_BUSY)
			return;
		g->exit_sent = true;
	}
	if (e != ERR_OK)
		gone(k, g);
}

bool
guest_put(struct keeper *k, struct guest *g, enum door_type type, const char *bytes,
    size_t size)
{
	if (g->out_type != 0)
		return false;
	if (size > 0)
		memcpy(g->out.data, bytes, size);
	g->out.size = (uint32_t)size;
	g->out_type = type;
	g->stalled_ms = keeper_now_ms();
	guest_write(k, g);
	return true;
}

void
guest_bye(struct keeper *k, struct guest *g, enum door_exit_reason why, int status,
    const char *message)
{
	if (g->state == GUEST_BYE)
		return;
	if (g->host != NULL && g->host->guest == g)
		host_detach(k, g->host);
	g->host = NULL;
	g->state = GUEST_BYE;
	g->since_ms = keeper_now_ms();
	g->exit.reason = why;
	g->exit.status = status;
	str_copy(g->exit.message, sizeof(g->exit.message), message);
	guest_write(k, g);
}

void
guest_opened(struct keeper *k, struct guest *g, enum door_open_result result,
    const char *message)
{
	struct door_opened o = { .result = result };
	enum err e;

	str_copy(o.message, sizeof(o.message), message);
	/* The first message on an idle link: there is room, or nobody. */
	e = door_send(g->link, DOOR_OPENED, &o, -1);
	if (e != ERR_OK)
		gone(k, g);
}

void
guest_refuse(struct keeper *k, struct guest *g, const char *message)
{
	if (g->state == GUEST_BYE)
		return;
	guest_opened(k, g, OPEN_REFUSED, message);
	guest_bye(k, g, EXIT_STATUS, err_exit_status(ERR_DENIED), "");
}

/* ---- opening */

static void
open_up(struct keeper *k, struct guest *g, const struct door_open *m)
{
	struct door_redeem r = { .connection = g->id };

	g->open = *m;
	if (k->stopping) {
		guest_refuse(k, g, _("Quen is stopping. Try again in a minute."));
		return;
	}
	if (g->is_local) {
		if (local_subject(k, g))
			host_start(k, g);
		return;
	}
	memcpy(r.ticket, m->ticket, sizeof(r.ticket));
	secret_wipe(g->open.ticket, sizeof(g->open.ticket));
	if (k->broker < 0 || k->nasked == GUESTS_MAX ||
	    door_send(k->broker, DOOR_REDEEM, &r, -1) != ERR_OK) {
		guest_refuse(k, g, _("Signing in does not work at the moment. Try again."));
		return;
	}
	g->state = GUEST_ASKED;
	k->asked[k->nasked++] = g;
}

void
guest_redeemed(struct keeper *k, const struct door_subject *s)
{
	struct guest *g;

	if (k->nasked == 0)
		return;
	g = k->asked[0];
	memmove(k->asked, k->asked + 1, --k->nasked * sizeof(k->asked[0]));
	if (g == NULL || g->state != GUEST_ASKED)
		return;
	if (s->kind == SUBJECT_NONE || s->name[0] == '\0') {
		guest_refuse(k, g, "");
		return;
	}
	g->subject = *s;
	if (g->subject.peer[0] == '\0')
		str_copy(g->subject.peer, sizeof(g->subject.peer), g->peer);
	host_start(k, g);
}

void
guests_unredeemed(struct keeper *k)
{
	for (size_t i = 0; i < k->nasked; i++)
		if (k->asked[i] != NULL)
			guest_refuse(k, k->asked[i],
			    _("Signing in does not work at the moment. Try again."));
	k->nasked = 0;
}

/* ---- what it says */

static void
obey(struct keeper *k, struct guest *g, const union door_message *m)
{
	struct host *h = g->host;

	switch ((enum door_type)m->head.type) {
	case DOOR_OPEN:
		if (g->state == GUEST_NEW)
			open_up(k, g, &m->open);
		else
			gone(k, g);	/* one a connection: somebody plays */
		break;
	case DOOR_WINDOW:
		if (h != NULL && !h->is_command)
			host_window(h, m->window.cols, m->window.rows);
		break;
	case DOOR_INPUT:
		if (h == NULL)
			break;
		if (m->data.size == 0 && h->is_command)
			h->is_input_over = true;
		host_keys(k, h, m->data.data, m->data.size);
		break;
	case DOOR_GONE:
		gone(k, g);
		break;
	default:
		gone(k, g);
		break;
	}
}

void
guest_read(struct keeper *k, struct guest *g)
{
	union door_message m;
	int fd, i;
	enum err e;

	/* A few, so that one that pastes does not keep the others waiting. */
	for (i = 0; i < 8 && g->state != GUEST_BYE; i++) {
		if (g->state == GUEST_ON && g->host->nkeys > 0)
			return;
		e = door_receive(g->link, &m, &fd);
		if (fd >= 0)
			close(fd);
		if (e == ERR_BUSY)
			return;
		if (e != ERR_OK) {
			if (e == ERR_INVALID)
				log_write(LOG_LEVEL_WARN, "keeper: not a message of ours from %s",
				    g->peer);
			gone(k, g);
			return;
		}
		obey(k, g, &m);
	}
}

void
guest_hung_up(struct keeper *k, struct guest *g)
{
	/* What it said before is read first, unless the session cannot take it anyway. */
	if (g->state == GUEST_BYE || (g->state == GUEST_ON && g->host->nkeys > 0))
		gone(k, g);
}
