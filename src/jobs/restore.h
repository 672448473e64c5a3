/* restore.h - puts a version of the store in the place of the one there is. It becomes a generation
 * of its own: <store>/generations/000002/quen.db; <store>/quen.db is from then on a link to the one
 * that counts, changed in one step. A crash at any moment leaves the old or the new. The old
 * generation stays. MISSION G5; TRUST.md H6, H7; doc/BACKUP.md. */
#ifndef QUEN_JOBS_RESTORE_H
#define QUEN_JOBS_RESTORE_H

#include "jobs/backup.h"

#define RESTORE_WARN_S 5		/* sessions are told so long before they end */

struct restore_order {
	const struct store_paths *p;
	const struct backup_info *b;
	const struct backup_opener *o;
	const char *by;
	int warn_s;
	bool without_documents;		/* also when documents are missing beside the backup */
	bool without_backup;		/* of what is there now: it is damaged */
	bool (*progress)(void *arg, int percent, const char *what);
	void *arg;
};
struct restore_done {
	int generation;
	int64_t schema_before, drafts, checks, erased;
	bool carried;			/* false: what was there could not be read */
	char before[BACKUP_ID];		/* the backup of what was there, or "" */
	char old_head[2 * HASH_SIZE + 1], new_head[2 * HASH_SIZE + 1];
};
/* The caller has no store open. After an error everything is as it was: the errors of
 * backup_verify(), ERR_CONFIG "newer" (which version is needed), ERR_BUSY somebody stayed. */
enum err restore_run(const struct restore_order *r, struct restore_done *out, struct err_note *note)
    MUST_CHECK;

/* What to look at afterwards: users, groups, rights, keys and codes that were otherwise before.
 * Inside a transaction; *n in: room, out: got. Needs backup.view, backup.edit. */
struct restore_check { int64_t id, at; char kind[16], who[64], before[160], now[160]; };
enum err restore_checks(struct store *st, struct restore_check *c, size_t *n, struct err_note *note)
    MUST_CHECK;
enum err restore_check_done(struct store *st, int64_t id, struct err_note *note) MUST_CHECK;
/* Scheduled work and gateways go on. Needs backup.edit; ERR_CONFLICT while something is unchecked. */
enum err restore_release(struct store *st, struct err_note *note) MUST_CHECK;

/* Generations that were replaced more than 30 days ago go. */
void generations_tidy(const struct store_paths *p);

/* ---- orders: a session asks, the worker does */
enum err keep_order_put(struct store *st, const char *what, const char *version, int64_t *id,
    struct err_note *note) MUST_CHECK;
struct actor;
struct keep_order { int64_t id; char what[16], version[BACKUP_ID], by[64]; };
/* ERR_NOTFOUND: none. Takes it. Opens its own transaction. */
enum err keep_order_take(struct store *st, struct actor *a, struct keep_order *o,
    struct err_note *note) MUST_CHECK;
enum err keep_order_end(struct store *st, struct actor *a, int64_t id, bool ok, const char *said,
    struct err_note *note) MUST_CHECK;
/* state: asked begun done failed; said: what came of it. Inside a transaction. */
enum err keep_order_state(struct store *st, int64_t id, char state[16], char said[256],
    struct err_note *note) MUST_CHECK;

#endif
