#include "access/pam_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access/pam_talk.h"

enum err
pam_child_start(struct pam_child *c, const struct pam_order *o)
{
	int link[2], one = 1;

	*c = (struct pam_child){ .link = -1 };
	if (door_pair(link) != ERR_OK)
		return ERR_IO;
	if (setsockopt(link[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof(one)) != 0 ||
	    fcntl(link[0], F_SETFL, O_NONBLOCK) != 0)
		goto fail;
	c->pid = fork();
	if (c->pid == 0)
		pam_talk(link[1], o);
	if (c->pid < 0)
		goto fail;
	/* Here too, so that it is so before anybody kills the group. */
	setpgid(c->pid, c->pid);
	close(link[1]);
	c->link = link[0];
	return ERR_OK;
fail:
	c->pid = 0;
	close(link[0]);
	close(link[1]);
	return ERR_IO;
}

static bool
texts_end(struct pam_words *m)
{
	if (m->prompts > DOOR_PROMPTS || memchr(m->info, 0, sizeof(m->info)) == NULL ||
	    memchr(m->groups, 0, sizeof(m->groups)) == NULL)
		return false;
	for (uint32_t i = 0; i < m->prompts; i++)
		if (memchr(m->prompt[i], 0, DOOR_TEXT) == NULL)
			return false;
	return m->say == PAM_SAY_PROMPT || m->say == PAM_SAY_RESULT;
}

static pid_t
sender(struct msghdr *h)
{
	struct ucred who = { .pid = 0 };

	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS)
			memcpy(&who, CMSG_DATA(c), sizeof(who));
	}
	return who.pid;
}

/* What a module might send along is not taken: there is no room for it. */
enum err
pam_child_read(struct pam_child *c, struct pam_words *m)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(struct ucred))]; } control;
	struct iovec part = { .iov_base = m, .iov_len = sizeof(*m) };
	struct msghdr h = { .msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control.room, .msg_controllen = sizeof(control.room) };
	ssize_t n;

	if (c->eof)
		return ERR_BUSY;
	do
		n = recvmsg(c->link, &h, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return ERR_BUSY;
	if (n <= 0) {
		c->eof = true;
		return ERR_NOTFOUND;
	}
	if (n != (ssize_t)sizeof(*m) || (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
	    sender(&h) != c->pid || c->said || !texts_end(m))
		return ERR_INVALID;
	c->said = m->say == PAM_SAY_RESULT;
	return ERR_OK;
}

enum err
pam_child_answer(struct pam_child *c, const struct pam_reply *r)
{
	ssize_t n;

	do
		n = send(c->link, r, sizeof(*r), MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*r) ? ERR_OK : ERR_NOTFOUND;
}

/* The group goes while its leader is still there, so that its number cannot be another's. Before
 * that: with the leader gone nobody may hold the link, or a module left a copy of it behind. */
static bool
reap(struct pam_child *c, int options)
{
	struct pollfd link = { c->link, POLLIN, 0 };
	siginfo_t info = { .si_pid = 0 };
	bool alone;
	int status;

	if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOWAIT | options) != 0 || info.si_pid == 0)
		return false;
	alone = poll(&link, 1, 0) == 1 && (link.revents & POLLHUP) != 0;
	kill(-c->pid, SIGKILL);
	if (waitpid(c->pid, &status, 0) != c->pid)
		return false;
	c->exited = true;
	c->ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0 && alone;
	return true;
}

bool
pam_child_reap(struct pam_child *c)
{
	return c->pid > 0 && !c->exited && reap(c, WNOHANG);
}

void
pam_child_stop(struct pam_child *c)
{
	if (c->pid > 0 && !c->exited) {
		kill(-c->pid, SIGKILL);
		kill(c->pid, SIGKILL);
		(void)reap(c, 0);
	}
	if (c->pid > 0 && c->link >= 0)
		close(c->link);
	*c = (struct pam_child){ .link = -1 };
}
