/* restore_part.h - what the files of a restore share. Not for others. */
#ifndef QUEN_JOBS_RESTORE_PART_H
#define QUEN_JOBS_RESTORE_PART_H

#include "base/keyring.h"
#include "db/copy.h"
#include "jobs/backup_part.h"
#include "jobs/notice.h"
#include "jobs/restore.h"

struct restoring {
	const struct restore_order *r;
	struct restore_done *done;
	char home[512], all[540], part[560], db[600], final[560];	/* folders; db: in part */
	int number, lock;
	bool has_old;
	bool has_key;			/* of the installation, before */
	struct keyring ring;		/* of the version */
	struct db_alone *alone;
	struct notice_given *notice;
};

enum err restore_step(struct restoring *x, int percent, const char *what, struct err_note *note)
    MUST_CHECK;

/* ---- generation.c */
/* Where the next one is made; what a dead one left there goes. */
enum err generation_prepare(struct restoring *x, struct err_note *note) MUST_CHECK;
/* The one that was made gets its number, and then its place, in one step each. */
enum err generation_switch(struct restoring *x, struct err_note *note) MUST_CHECK;
void generation_drop(struct restoring *x);

/* ---- restore_fill.c: the version as a store, of today's schema, and proved */
enum err restore_fill(struct restoring *x, struct err_note *note) MUST_CHECK;

/* ---- restore_carry.c: what must not be rolled back goes along, and the trail says it */
enum err restore_carry(struct restoring *x, struct err_note *note) MUST_CHECK;

#endif
