/* supervisor_part.h - between supervisor.c and supervisor_child.c. */
#ifndef QUEN_ACCESS_SUPERVISOR_PART_H
#define QUEN_ACCESS_SUPERVISOR_PART_H

#include <sys/types.h>

#include "access/supervisor.h"

struct child {
	enum door_part part;
	pid_t pid;			/* 0: not running */
	int control;			/* -1: not running */
	bool wanted, ready;
	int64_t started_us;
	int64_t again_us;		/* 0, or when it is started again */
	unsigned deaths;		/* in a row */
};

/* Forks and executes `quen part NAME` with its configuration as the first message on
 * DOOR_CONTROL, no other descriptor and an environment built from nothing. */
bool child_start(struct child *c, const struct door_config *config);
/* Hands it a descriptor (DOOR_LINK); what it does not take is only lost: it is about to die. */
void child_link(const struct child *c, enum door_part to, int fd);
void child_configure(const struct child *c, const struct door_config *config);
void child_say(const struct child *c, enum door_type type);
/* SIGKILL, also by a root without CAP_KILL: as the user that the part became. */
void child_kill(const struct child *c, const struct door_config *config);
/* It is gone; when to start it again, ever later the more often it dies. */
void child_died(struct child *c, int status, int64_t now_us);
/* Tells systemd (sd_notify(3)) when it asked to be told. */
void supervisor_notify(const char *state);

#endif
