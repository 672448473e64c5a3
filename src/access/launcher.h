/* launcher.h - starts sessions for a keeper that may start nothing itself.
 *
 * The keeper reads what nets say; so it is shut in like a net, without files, sockets or exec.
 * What a session needs it must not lose by inheritance: so another process, `quen part launcher`,
 * child of the keeper, reads nothing but the keeper's words and executes `quen session`. Sessions
 * are children of the keeper all the same (CLONE_PARENT): it waits for them and ends them. */
#ifndef QUEN_ACCESS_LAUNCHER_H
#define QUEN_ACCESS_LAUNCHER_H

#include <sys/types.h>

#include "access/door.h"

enum launch_what { LAUNCH_SESSION = 1 /* on a terminal */, LAUNCH_COMMAND /* on pipes */,
	LAUNCH_NAME /* of the user with this number */ };
struct launch {
	uint32_t what, uid;
	char term[DOOR_TERM], lang[DOOR_TERM];	/* as the client says */
	uint16_t cols, rows;
};
struct launched {
	int32_t pid;			/* 0: it did not work */
	int fd[3];			/* the terminal; or stdin, stdout, stderr; -1 none */
	char name[DOOR_USER];		/* LAUNCH_NAME; "" nobody */
};

/* In the keeper: executes a launcher. Its link, or -1. */
int launcher_start(const struct door_config *c, pid_t *pid);
/* Asks and waits for the answer, which takes milliseconds. link: the session's descriptor
 * DOOR_CONTROL, or -1; stays with the caller, as do the descriptors that come back. */
bool launcher_ask(int launcher, const struct launch *ask, int link, struct launched *answer);

#endif
