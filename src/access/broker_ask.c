/* Questions to the store side, none of which the loop waits for. Each has a link of its own: a
 * slow one holds nobody up. */
#include "access/broker_part.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"

static int
dial(const struct broker *b)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if ((size_t)snprintf(to.sun_path, sizeof(to.sun_path), "%s/identity.sock",
	    b->config.run_dir) >= sizeof(to.sun_path))
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
finish(struct broker *b, struct ask *k, const struct id_answer *a)
{
	struct ask done = *k;

	if (k->fd >= 0)
		close(k->fd);
	k->fd = -1;
	k->g = NULL;
	if (done.done != NULL)
		done.done(b, done.g, a);
}

void
ask_start(struct broker *b, struct caller *g, struct id_request *rq,
    void (*done)(struct broker *b, struct caller *g, const struct id_answer *a))
{
	struct ask *k = b->ask;

	while (k < b->ask + ASKS_MOST && k->fd >= 0)
		k++;
	rq->version = ID_VERSION;
	if (k == b->ask + ASKS_MOST) {
		secret_wipe(rq, sizeof(*rq));
		if (done != NULL)
			done(b, g, NULL);
		return;
	}
	*k = (struct ask){ .fd = dial(b), .g = g, .done = done, .until_us = broker_now() + ASK_US };
	if (k->fd < 0 || send(k->fd, rq, sizeof(*rq), MSG_NOSIGNAL) != (ssize_t)sizeof(*rq)) {
		secret_wipe(rq, sizeof(*rq));
		finish(b, k, NULL);
		return;
	}
	secret_wipe(rq, sizeof(*rq));
}

/* POLLIN or its time is over. */
void
ask_ready(struct broker *b, struct ask *k)
{
	struct id_answer a;
	ssize_t n = recv(k->fd, &a, sizeof(a), MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0 && (errno == EAGAIN || errno == EINTR) && broker_now() < k->until_us)
		return;
	if (n != (ssize_t)sizeof(a) || a.version != ID_VERSION || a.result == ID_TROUBLE) {
		finish(b, k, NULL);
		return;
	}
	a.user[sizeof(a.user) - 1] = a.fingerprint[sizeof(a.fingerprint) - 1] =
	    a.till[sizeof(a.till) - 1] = a.text[sizeof(a.text) - 1] = '\0';
	finish(b, k, &a);
}

void
ask_forget(struct broker *b, const struct caller *g)
{
	for (size_t i = 0; i < ASKS_MOST; i++)
		if (b->ask[i].fd >= 0 && b->ask[i].g == g) {
			close(b->ask[i].fd);
			b->ask[i].fd = -1;
			b->ask[i].g = NULL;
		}
}

static void
take_policy(struct broker *b, struct caller *g, const struct id_answer *a)
{
	(void)g;
	b->policy_asked = false;
	if (a == NULL)
		return;
	b->policy = a->flags;
	str_copy(b->networks, sizeof(b->networks), a->text);
	b->policy_us = broker_now();
}

/* Kept for two seconds. */
void
ask_policy(struct broker *b)
{
	struct id_request rq = { .ask = ID_POLICY };

	if (b->policy_asked || (b->policy_us != 0 && broker_now() - b->policy_us < POLICY_US))
		return;
	b->policy_asked = true;
	ask_start(b, NULL, &rq, take_policy);
}

void
ask_note(struct broker *b, enum id_event event, const char *user, bool is_card,
    const char *source, const char *how, const char *key, uint32_t count)
{
	struct id_request rq = { .ask = ID_NOTE, .event = event, .count = count,
		.flags = is_card ? ID_IS_CARD : 0 };

	str_copy(rq.user, sizeof(rq.user), user);
	str_copy(rq.source, sizeof(rq.source), source);
	str_copy(rq.text, sizeof(rq.text), how);
	str_copy(rq.code, sizeof(rq.code), key);
	ask_start(b, NULL, &rq, NULL);
}
