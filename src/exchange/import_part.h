/* import_part.h - what the files of the import share. Inside exchange/import*. */
#ifndef QUEN_EXCHANGE_IMPORT_PART_H
#define QUEN_EXCHANGE_IMPORT_PART_H

#include "base/mem.h"
#include "exchange/csv.h"
#include "exchange/import.h"
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
};
struct import_map {
	struct arena arena;
	struct import_column *columns; size_t n;
};
/* Inside a transaction (saved maps, rights). */
enum err import_map_make(struct import_map *m, struct store *st, const struct entity *e,
    const struct csv_row *head, const struct import_options *o, struct err_note *note) MUST_CHECK;
enum err import_map_save(const struct import_map *m, struct store *st, const struct entity *e,
    const char *name, struct err_note *note) MUST_CHECK;
void import_map_fini(struct import_map *m);
/* The column of a field, or NULL. */
const struct import_column *import_map_column(const struct import_map *m, const char *field);

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
    const char *text, struct value *v, struct err_note *note) MUST_CHECK;

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

#endif
