/* shim.h - a layer under SQLite for tests: counts, delays, fails, and runs code
 * in the middle of a checkpoint. Never part of the program. */
#ifndef QUEN_TESTS_SHIM_H
#define QUEN_TESTS_SHIM_H

#include <stdatomic.h>
#include <stdbool.h>

/* In memory shared by all processes forked afterwards. */
struct shim {
	_Atomic long wal_syncs;
	_Atomic int sync_delay_us;	/* added to each sync */
	_Atomic bool fail_sync;		/* of the WAL */
	_Atomic bool full;		/* writes say that the disk is full */
};

/* Becomes SQLite's default layer; call once, before opening and forking. */
struct shim *shim_install(void);

/* Hooks of this process. before: a checkpoint has its lock and has not yet read
 * the header; window: it has read a changed header and nothing else. NULL: off. */
void shim_on_checkpoint(void (*before)(void *arg), void (*window)(void *arg), void *arg);

#endif
