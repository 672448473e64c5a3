/* import_part.h - what the files of the import share. Inside exchange/import*. */
#ifndef QUEN_EXCHANGE_IMPORT_PART_H
#define QUEN_EXCHANGE_IMPORT_PART_H

#include "base/mem.h"
#include "exchange/csv.h"
#include "exchange/import.h"
#include "exchange/rows.h"
#include "store/record_store.h"

#define IMPORT_LANGS 3
extern const char *const import_langs[IMPORT_LANGS];

/* ---- import_map.c: which column is which field ---- */
struct import_choice { char *fold; const char *value; };	/* a label in some language */
struct import_column {
	const char *head;		/* as the file has it */
	const struct field *field;	/* NULL: ignored */
	struct import_choice *choices; size_t nchoices;
	bool is_plain;			/* no apostrophe is a guard of csv_write_cell() */
	bool is_left_out;		/* by who wrote "-": not to be told as unknown */
};
struct import_map {
	struct arena arena;
	struct import_column *columns; size_t n;
};
/* Inside a transaction (saved maps, rights). *remembered (may be NULL): from the user's profile. */
enum err import_map_make(struct import_map *m, struct store *st, const struct entity *e,
    const struct csv_row *head, const struct import_options *o, bool *remembered,
    struct err_note *note) MUST_CHECK;
/* Something must be mapped, and what every new record needs must be. */
enum err import_map_check(const struct import_map *m, const struct entity *e,
    struct err_note *note) MUST_CHECK;
void import_map_say_ignored(const struct import_map *m, const struct import_options *o);
/* Heads among these cells that name a field of e. */
size_t import_map_known(const struct entity *e, const struct csv_row *head);
char *import_head_fold(const char *head);
enum err import_map_save(const struct import_map *m, struct store *st, const struct entity *e,
    const char *name, struct err_note *note) MUST_CHECK;
void import_map_fini(struct import_map *m);
/* The column of a field, or NULL. */
const struct import_column *import_map_column(const struct import_map *m, const char *field);

/* ---- import_profile.c: as a user last mapped files of these columns ---- */
/* *fields: one a column, or NULL when there is none (or it no longer fits); owned. */
enum err import_profile_get(struct store *st, const struct entity *e, const struct import_map *m,
    const struct field ***fields, struct err_note *note) MUST_CHECK;
enum err import_profile_put(struct store *st, const struct entity *e, const struct import_map *m,
    struct err_note *note) MUST_CHECK;

/* ---- import_refs.c: names and codes of other records ---- */
struct import_ref;
struct import_refs {
	struct import_ref **buckets;
	size_t n;
	bool create;
	int64_t added;			/* since the last import_refs_forget() */
	struct import_ref **made;	/* what a dry run would add, all in all */
	size_t nmade;
};
/* Code of the record that text names, by code or exact name. code: 64 bytes. */
enum err import_ref_code(struct import_refs *refs, struct store *st, const struct field *f,
    const char *text, char *code, struct err_note *note) MUST_CHECK;
/* The same for a list of them: codes, sorted, with commas; owned. */
enum err import_ref_codes(struct import_refs *refs, struct store *st, const struct field *f,
    const char *text, char **codes, struct err_note *note) MUST_CHECK;
void import_refs_forget(struct import_refs *refs);	/* after a rollback */

/* ---- import_cell.c ---- */
enum err import_cell(struct import_refs *refs, struct store *st, const struct import_column *c,
    const char *text, enum csv_kind kind, struct value *v, struct err_note *note) MUST_CHECK;

/* ---- import_match.c: is it here already ---- */
enum import_why { WHY_NEW, WHY_CODE, WHY_PHONE, WHY_NAME };
/* Keys that dry-run rows would have brought. */
struct import_seen { struct import_ref **buckets; size_t n; };
enum err import_match(struct store *st, const struct record *r, const struct import_seen *seen,
    enum import_why *why, int64_t *id, struct err_note *note) MUST_CHECK;
void import_seen_add(struct import_seen *seen, const struct record *r);
void import_seen_fini(struct import_seen *seen);

/* ---- a small map of texts, used for both ---- */
struct import_ref { struct import_ref *next; char *key, *value; };
struct import_ref *import_text_find(struct import_ref *const *buckets, const char *key);
void import_text_put(struct import_ref ***buckets, size_t *n, const char *key, const char *value);
void import_text_fini(struct import_ref ***buckets, size_t *n);

/* ---- import_reject.c ---- */
struct import_rejects;
enum err import_rejects_open(const char *path, const struct csv_row *head, char separator,
    struct import_rejects **out, struct err_note *note) MUST_CHECK;
void import_rejects_add(struct import_rejects *rj, int64_t line, const char *column,
    const char *value, const char *reason, const char *const *cells, size_t n);
enum err import_rejects_close(struct import_rejects *rj, struct err_note *note) MUST_CHECK;

/* ---- the work in hand ---- */

#define IMPORT_BATCH_ROWS 256
#define IMPORT_BATCH_BYTES (2 * CSV_LINE_MAX)

/* A row as it was read, and what became of it. Kept until its step is
 * committed: when the store refuses a row after it began to write, the step is
 * rolled back and its other rows are done again. */
struct import_row {
	int64_t line;
	const char **cells; size_t n;
	unsigned char *kinds;		/* NULL: all texts */
	enum import_outcome outcome;
	enum import_why why;
	int64_t refs_added;
	bool is_final;			/* refused once and for all */
	const char *column, *value, *reason;
};

struct import {
	struct store *st;
	struct actor *a;
	const struct entity *e;
	const struct import_options *o;
	struct import_result *r;
	struct rows *in;
	struct import_map map;
	struct import_refs refs;
	struct import_seen seen;	/* of the steps that a dry run gave up */
	struct import_rejects *rejects;
	const char *name;		/* of the file */
	int64_t batch;			/* import_batch, 0 in a dry run */
	int64_t header;
	int shown;
	bool hinted;
	struct arena arena;		/* of the batch */
	struct import_row *rows; size_t nrows;
};

/* ---- import_read.c ---- */
void import_say(const struct import *im, const char *text);
void import_refuse(struct import *im, struct import_row *row, const char *column,
    const char *value, const char *reason);
enum err import_open(struct import *im, const char *path, struct err_note *note) MUST_CHECK;
/* The row of names; *head is borrowed until the next row. */
enum err import_read_head(struct import *im, struct csv_row *head, struct err_note *note) MUST_CHECK;
/* Reads before the turn is taken: a slow file must not hold tills up. */
enum err import_read_batch(struct import *im, struct err_note *note) MUST_CHECK;

/* ---- import_row.c ---- */
bool import_is_about_row(enum err e);	/* errors that mean the row, not the store */
/* Cells into fields. given: bits by field index, owned by the caller. */
enum err import_fill(struct import *im, struct import_row *row, struct record *rec, bool *given,
    struct err_note *note) MUST_CHECK;
/* Decides one row. After an error with *has_written the transaction must be rolled back. */
enum err import_decide(struct import *im, struct import_row *row, bool *has_written,
    struct err_note *note) MUST_CHECK;

/* ---- import_log.c: import_batch and import_row, in the transaction of the rows ---- */
enum err import_log_begin(struct import *im, struct err_note *note) MUST_CHECK;
enum err import_log_row(struct import *im, const struct import_row *row, const struct record *base,
    const struct record *now, struct err_note *note) MUST_CHECK;
/* The counts as they will be when this step is in. */
enum err import_log_step(struct import *im, const struct import_result *r, struct err_note *note) MUST_CHECK;
enum err import_log_end(struct import *im, const char *state, struct err_note *note) MUST_CHECK;

#endif
