#include "access/keeper_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "access/launcher.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"

int
local_listen(const char *run_dir)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd;

	if (run_dir[0] == '\0' || (size_t)snprintf(at.sun_path, sizeof(at.sun_path),
	    "%s/keeper.sock", run_dir) >= sizeof(at.sun_path))
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	(void)unlink(at.sun_path);
	/* Whoever reaches the folder may knock: SO_PEERCRED says who it is. */
	if (fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
	    chmod(at.sun_path, 0666) == 0 && listen(fd, 16) == 0)
		return fd;
	log_write(LOG_LEVEL_WARN, "keeper: no socket for quen attach: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

void
local_accept(struct keeper *k)
{
	int fd = accept4(k->local, NULL, NULL, SOCK_CLOEXEC);
	struct door_connection c = { .peer = "" };
	struct ucred who;
	socklen_t len = sizeof(who);

	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0) {
		close(fd);
		return;
	}
	str_copy(c.peer, sizeof(c.peer), "local");
	guest_add(k, fd, &c, true, who.uid);
}

bool
local_subject(struct keeper *k, struct guest *g)
{
	struct launched who = { .name = "" };
	bool known = launcher_ask(k->launcher, &(struct launch) { .what = LAUNCH_NAME, .uid = g->uid },
	    -1, &who);
	const char *own = known ? who.name : "";
	const char *user = g->open.user[0] != '\0' ? g->open.user : own;
	bool may_any = g->uid == 0 || g->uid == geteuid();

	g->subject = (struct door_subject) { .kind = SUBJECT_USER, .factors = FACTOR_LOCAL };
	if (user[0] == '\0' || (!may_any && !str_eq(user, own))) {
		log_write(LOG_LEVEL_WARN, "keeper: uid %u may not be %s", g->uid, user);
		guest_refuse(k, g, _("On this computer you may only sign in as yourself."));
		return false;
	}
	str_copy(g->subject.name, sizeof(g->subject.name), user);
	/* The caller's own word for where it comes from, for people to read only. */
	str_copy(g->subject.peer, sizeof(g->subject.peer), "local");
	return true;
}
