/* import.h - a CSV file or an Excel workbook into records of an entity, with an account of every
 * row: added, updated, skipped as a duplicate, or refused with its reason (A12; doc/IMPORT.md).
 *
 * Rows are committed in steps of some 20 ms, so that tills go on between them;
 * what was counted is in. Importing the same file again adds nothing: a row
 * is a duplicate by its code, else another unique field, else phone, else
 * name and birth day (A13). A hidden customer's phone is refused (rule S3).
 *
 * What an import added and changed is kept in import_batch and import_row and can be taken back
 * (import_revert). */
#ifndef QUEN_EXCHANGE_IMPORT_H
#define QUEN_EXCHANGE_IMPORT_H

#include "store/store.h"

enum import_duplicate { IMPORT_SKIP, IMPORT_UPDATE, IMPORT_CREATE };

/* What became of a row. */
enum import_outcome { IMPORT_UNDECIDED, IMPORT_ADDED, IMPORT_UPDATED, IMPORT_SKIPPED,
	IMPORT_UNCHANGED, IMPORT_REFUSED };
struct import_verdict {
	int64_t line;
	enum import_outcome outcome;
	const char *column, *reason;	/* of what is refused; else "" */
};

struct import_result {
	int64_t rows;			/* without the header */
	int64_t added, updated, skipped, refused, refs_added;
	int64_t same_code, same_phone, same_name, unchanged;	/* parts of skipped */
	int64_t last_line;		/* last line that is decided */
	int64_t batch;			/* id in import_batch; 0: nothing was kept */
};

struct import_options {
	const char *map;		/* "column=field,..." or a saved map's name; NULL: by header */
	/* Instead of a map: the field of each column in order, NULL leaves it out. Kept for this
	 * user and files of these columns. */
	const struct field *const *fields; size_t nfields;
	const char *save_map;		/* name, or NULL */
	const char *name;		/* of the file, as it is remembered; NULL: path's */
	int fd;				/* > 0: the open file, path is not looked at */
	const char *sheet;		/* of a workbook: name or number; NULL: the first that shows */
	int64_t header;			/* line that names the columns; 0: found among the first ten */
	int64_t most_rows;		/* 0: all */
	const char *encoding;		/* NULL: sniffed */
	char separator;			/* 0: sniffed */
	const char *rejects;		/* file for refused rows, or NULL */
	bool plain;			/* cells as they are: no apostrophe is a guard */
	bool dry_run;			/* does everything and keeps nothing */
	bool create_refs;		/* adds catalog rows that the file names */
	enum import_duplicate on_duplicate;
	bool (*stop)(void *arg);	/* may be NULL; asked at every row */
	void (*progress)(void *arg, const struct import_result *r);	/* may be NULL */
	void (*row)(void *arg, const struct import_verdict *v);	/* may be NULL; as it is accounted */
	void (*say)(void *arg, const char *text);	/* messages: ignored columns, refused rows */
	void *arg;
};

/* Opens its own transactions; needs import.add and the entity's rights. *r holds what
 * happened also after a failure: rows counted there are in the store.
 * ERR_CANCELLED when stopped; ERR_SYNTAX, ERR_INVALID when the file as a whole does not do. */
enum err import_file(struct store *st, struct actor *a, const struct entity *e, const char *path,
    const struct import_options *o, struct import_result *r, struct err_note *note) MUST_CHECK;

/* ---- before: what is in the file ---- */

#define IMPORT_SAMPLES 20
struct import_look {
	bool is_workbook;
	char encoding[40], separator;
	char **sheets; bool *is_hidden; size_t nsheets;
	int64_t header;			/* line of the names */
	size_t n;			/* columns */
	char **heads;
	const struct field **fields;	/* as mapped: explicitly, remembered, or guessed; NULL: left out */
	bool is_remembered;		/* as this user last had them */
	struct import_sample { int64_t line; size_t n; char **cells; } rows[IMPORT_SAMPLES];
	size_t nrows;
};
/* Changes nothing. o as for import_file(). *l is to be ended also after a failure: a workbook's
 * sheets are there when only the sheet does not do. */
enum err import_look(struct store *st, struct actor *a, const struct entity *e, const char *path,
    const struct import_options *o, struct import_look *l, struct err_note *note) MUST_CHECK;
void import_look_fini(struct import_look *l);
/* May this actor fill the field by import. In or out of a transaction. */
bool import_may_fill(const struct actor *a, const struct field *f);

/* ---- after: imports that were, and taking one back ---- */

struct import_past {
	int64_t id, at, ended_at, reverted_at;
	char entity[32], file[200], sheet[128], user[32], state[16], on_duplicate[8];
	int64_t total, added, updated, skipped, refused, undone;
};
/* Newest first, at most n: the actor's own; everybody's with audit.view. Inside a transaction. */
enum err import_list(struct store *st, int64_t before, struct import_past *out, size_t *n,
    struct err_note *note) MUST_CHECK;
enum err import_get(struct store *st, int64_t id, struct import_past *out, struct err_note *note) MUST_CHECK;

struct import_revert_options {
	bool rest;			/* what can be taken back, when something cannot */
	bool (*stop)(void *arg);	/* may be NULL */
	void (*progress)(void *arg, int64_t done, int64_t all);	/* may be NULL */
	/* A row that stays as it is, and why. */
	void (*kept)(void *arg, int64_t line, const char *code, const char *reason);
	void *arg;
};
struct import_reverted { int64_t removed, restored, kept; };
/* Removes what it added, puts back what it changed, where nobody touched it since. ERR_CONFLICT:
 * something cannot, everything stays (without rest) and kept() told each. Needs import.add and
 * the entity's own rights (delete, edit). */
enum err import_revert(struct store *st, struct actor *a, int64_t id,
    const struct import_revert_options *o, struct import_reverted *r, struct err_note *note) MUST_CHECK;

#endif
