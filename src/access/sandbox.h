/* sandbox.h - what a part of `quen serve` can still do once it works.
 *
 * Four fences, each alone enough to keep a shell out: no new privileges, resource limits,
 * Landlock (which files) and seccomp (which system calls). All are inherited by children and
 * none can be taken off. Entered once, in a process with one thread, after everything that
 * needs more was opened. Design: TRUST.md 2 and doc/DOOR.md. */
#ifndef QUEN_ACCESS_SANDBOX_H
#define QUEN_ACCESS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum sandbox_role {
	/* accepts and starts nets: no files but the program and its libraries; may execute them,
	 * may kill its own children */
	SANDBOX_LISTENER,
	/* talks SSH: a list of what is allowed (read, write, poll, memory); no files, no sockets,
	 * no children, signals to itself only */
	SANDBOX_NET,
	/* PAM: files, sockets and children, nothing executed, no tracing, mounting, ... Without
	 * Landlock: PAM modules read where they please */
	SANDBOX_BROKER,
	/* holds terminals and links: a list of what is allowed, as net; takes connections of its
	 * own socket, ends and reaps its children; no files, no exec, no other sockets */
	SANDBOX_KEEPER,
	/* starts sessions (executes), makes ptys. Without Landlock: sessions inherit it */
	SANDBOX_LAUNCHER,
	/* a session at a terminal or a command: files that the caller lists and those that
	 * libraries read (terminfo, locale, time zones, resolver); sockets only AF_UNIX and TCP/UDP
	 * (receipt printers); nothing executed, signals to itself only (a child ends when its pipe
	 * is closed), no truncate by name */
	SANDBOX_SESSION,
	/* the store side of signing in: as a session, with no TCP */
	SANDBOX_IDENTITY,
	/* scheduled work: as a session, with children */
	SANDBOX_WORKER,
	/* reads bytes of strangers (imports, calendars): as net, 256 MB, 20 s of processor */
	SANDBOX_PARSE
};

enum sandbox_use {
	SANDBOX_READ = 1,		/* files and folders beneath */
	SANDBOX_WRITE = 2,		/* and write, make, rename, remove */
	SANDBOX_RUN = 4,		/* execute (roles that may) */
	SANDBOX_LINK = 8		/* and make links: the worker, whose restore moves one */
};
/* A folder with everything beneath it, or one file. What is not there is passed over. */
struct sandbox_path { const char *path; int use; /* bits of enum sandbox_use */ };

/* Shuts the calling process in. paths (n of them, may be NULL) come on top of what the role
 * itself brings; NET, PARSE and KEEPER take none, BROKER and LAUNCHER ignore them (no Landlock: what
 * they fork needs more than they do). A kernel without Landlock: a line in the log, the other fences
 * stand. ERR_CONFIG when seccomp or the limits do not take: the part must not serve then.
 * Builds with AddressSanitizer have no limit of memory, no leak check in a process that is shut
 * in, and for NET and PARSE a list of what is denied instead of what is allowed. */
enum err sandbox_enter(enum sandbox_role role, const struct sandbox_path *paths, size_t n,
    struct err_note *note) MUST_CHECK;

/* Cuts the ties of a part that has just started: umask 077, core dumps off, not traceable, a
 * session of its own without a terminal, no descriptor beyond 0, 1, 2 and those up to last_fd. */
void sandbox_start(int last_fd);

/* As root: becomes uid and gid for good, with no other groups. 0: stays. ERR_CONFIG when it
 * does not take. */
enum err sandbox_become(unsigned uid, unsigned gid, struct err_note *note) MUST_CHECK;

#endif
