/* backup.h - versions of the store: made while sales go on, verified, locked, listed, kept for as
 * long as the parameters say. The files themselves are the list: every one begins with a signed
 * header that is read without any key. MISSION G5; TRUST.md 3.H, 4; doc/BACKUP.md. */
#ifndef QUEN_JOBS_BACKUP_H
#define QUEN_JOBS_BACKUP_H

#include "base/lockbox.h"
#include "db/db.h"
#include "store/store.h"

#define BACKUP_ID 40
#define BACKUP_PATH 700

enum backup_state {
	BACKUP_GOOD,
	BACKUP_UNVERIFIED,	/* made, but the store in it did not add up */
	BACKUP_DAMAGED,		/* a byte was changed */
	BACKUP_SHORT,		/* a part is missing */
	BACKUP_FOREIGN,		/* signed by another shop */
	BACKUP_NEWER,		/* of a newer program */
	BACKUP_RENAMED,		/* the file has the name of another version */
	BACKUP_UNREADABLE
};

/* What the header says. Nothing in it is a name of a customer or an amount. */
struct backup_info {
	char path[BACKUP_PATH];		/* "" when made elsewhere */
	char id[BACKUP_ID];		/* "20261122-031500-3fa9" */
	char kind[16];			/* daily weekly hand upgrade restore */
	char made_by[64], program[32], shop[128], shop_key[2 * LOCKBOX_KEY + 1];
	char previous[BACKUP_ID], audit_head[2 * HASH_SIZE + 1], ledgers[2 * HASH_SIZE + 1];
	int64_t made_at, verified_at;	/* 0: not verified */
	int64_t schema, bytes, image_bytes, audit_rows;
	int64_t customers, cards, products, sales, users, documents, document_bytes;
	bool for_recovery, for_passphrase, for_server;	/* locks that it has */
	bool server_key_here;		/* and the server still has its key */
	bool was_sealed;		/* the store was encrypted */
	enum backup_state state;
	char why[200];			/* unless GOOD: one sentence */
};

/* A word for the state, translated: "verified", "damaged". */
const char *backup_state_name(enum backup_state s);
const char *backup_kind_name(const char *kind);

/* "<folder of the store>/backups" */
void backup_dir(const struct store_paths *p, char *buf, size_t size);

struct backup_order {
	const char *kind, *by;
	const char *to;			/* a further folder for a copy; NULL: none */
	/* How far it is; true: stop. May be NULL. */
	bool (*progress)(void *arg, int percent, const char *what);
	void *arg;
};
/* Makes a version of the store that d has open. It counts when this returns ERR_OK: read back from
 * the sealed file, byte for byte, and every ledger recomputed in it. ERR_CONFLICT: the store itself
 * does not add up: the file is kept, marked as not verified. ERR_BUSY: another one is being made.
 * copy_note: what went wrong with the second folder, when the backup itself is good; may be NULL.
 * Rights are the caller's: backup_need(). */
enum err backup_make(const struct store_paths *p, struct db *d, const struct backup_order *o,
    struct backup_info *out, struct err_note *copy_note, struct err_note *note) MUST_CHECK;
/* The same with right, trail and rotation, as the actor; outside of transactions. */
enum err backup_make_as(struct store *st, struct actor *a, const struct backup_order *o,
    struct backup_info *out, struct err_note *copy_note, struct err_note *note) MUST_CHECK;
/* Before the schema changes (quen upgrade): d as opened, of an older schema perhaps. */
enum err backup_before_upgrade(const struct store_paths *p, struct db *d, struct backup_info *out,
    struct err_note *note) MUST_CHECK;

/* Versions in a folder (NULL: the store's own), newest first; the caller frees. Headers are
 * checked, what is behind them is not. */
enum err backup_list(const struct store_paths *p, const char *dir, struct backup_info **out,
    size_t *n, struct err_note *note) MUST_CHECK;
/* A version by its id, by a beginning that is nobody else's (never ""), "latest", or by the path of
 * a file. Only its header is read; a damaged one is found too: see state. */
enum err backup_find(const struct store_paths *p, const char *word, struct backup_info *out,
    struct err_note *note) MUST_CHECK;
/* One file. ERR_IO, ERR_NOTFOUND; everything else stands in out->state. */
enum err backup_look(const struct store_paths *p, const char *path, struct backup_info *out,
    struct err_note *note) MUST_CHECK;

/* How to open a version. Both NULL: with the server's own key. */
struct backup_opener {
	const unsigned char *recovery;	/* LOCKBOX_KEY bytes */
	const char *passphrase;
};
/* Reads all of it, opens it, compares every byte with what the header says, and its documents.
 * Errors, each with its own note.field: "tampered" ERR_CONFLICT, "truncated" ERR_SYNTAX, "shop"
 * ERR_CONFIG, "key" ERR_DENIED (wrong), "nokey" ERR_NOTFOUND (none that fits is here), "newer"
 * ERR_CONFIG, "renamed" ERR_CONFLICT, "unverified" ERR_CONFLICT. */
enum err backup_verify(const struct store_paths *p, const struct backup_info *b,
    const struct backup_opener *o, struct err_note *note) MUST_CHECK;
/* The error that goes with a state; ERR_OK for GOOD. */
enum err backup_fail(const struct backup_info *b, struct err_note *note) MUST_CHECK;

/* Days and their totals, newest first: a part of what a version says about itself to who has a key. */
#define BACKUP_DAYS 31
struct backup_day { int day; int64_t tickets, total; };
struct backup_facts { size_t n; struct backup_day day[BACKUP_DAYS]; };
enum err backup_facts(const struct store_paths *p, const struct backup_info *b,
    const struct backup_opener *o, struct backup_facts *f, struct err_note *note) MUST_CHECK;
/* Of the store as it is: d is open, outside of a transaction. */
enum err backup_facts_now(struct db *d, struct backup_info *b, struct backup_facts *f,
    struct err_note *note) MUST_CHECK;

/* Takes away what the parameters do not keep any longer, and keys of the server after 30 days. */
struct backup_keep { int64_t daily, weekly, other; };
enum err backup_rotate(const struct store_paths *p, const struct backup_keep *k, size_t *gone,
    struct err_note *note) MUST_CHECK;

/* The trail of the store against what the signed headers of its versions say of it: who changed
 * the past of the one has not changed the others. Those that a restore left behind do not count.
 * Inside a transaction; needs audit.view. *bad grows by the findings. */
enum err backup_trail_check(struct store *st, void (*report)(void *arg, bool ok, const char *line),
    void *arg, int *bad, struct err_note *note) MUST_CHECK;

/* ---- the alarm */
struct backup_health {
	bool has_any, is_late;
	bool no_recovery_key, recovery_untested, recovery_old;	/* older than a month */
	struct backup_info newest;	/* the newest good one */
	int64_t age_ms;
};
/* Inside a transaction. */
enum err backup_health(struct store *st, struct backup_health *h, struct err_note *note) MUST_CHECK;

/* ---- locks: backup_lock.c. Inside a transaction. */
struct backup_lock {
	char kind[16], made_by[64], tested_by[64];
	unsigned char pub[LOCKBOX_KEY], salt[LOCKBOX_SALT];
	int64_t passes, memory, made_at, tested_at;
};
#define BACKUP_LOCKS 4
/* *n in: room, out: got. Needs backup.view. */
enum err backup_locks(struct store *st, struct backup_lock *l, size_t *n, struct err_note *note)
    MUST_CHECK;
/* A new recovery key: text goes on paper and is nowhere else. It counts when it was typed back:
 * backup_recovery_put(). Needs backup.edit there. */
void backup_recovery_make(char text[LOCKBOX_TEXT]);
enum err backup_recovery_put(struct store *st, const char *typed, struct err_note *note) MUST_CHECK;
/* Is this it? Notes the day. ERR_DENIED: another one. */
enum err backup_recovery_test(struct store *st, const char *typed, struct err_note *note) MUST_CHECK;
/* "" takes it away. At least 10 characters. */
enum err backup_passphrase_put(struct store *st, const char *words, struct err_note *note) MUST_CHECK;

#endif
