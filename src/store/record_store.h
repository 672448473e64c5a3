/* record_store.h - records of any entity: read, list, add, edit, delete.
 * All inside store_begin(). Checks the right (entity.function), the row's privacy, unique
 * fields, references, version; writes stamps, search columns and the audit row. */
#ifndef QUEN_STORE_RECORD_STORE_H
#define QUEN_STORE_RECORD_STORE_H

#include "store/actor.h"
#include "store/store.h"

/* ERR_NOTFOUND also for rows that the actor may not see (rule S1). The caller
 * frees *out. Fields that the actor may not see are NULL. */
enum err record_load(struct store *st, const struct entity *e, int64_t id,
    struct record **out, struct err_note *note) MUST_CHECK;
enum err record_load_code(struct store *st, const struct entity *e, const char *code,
    struct record **out, struct err_note *note) MUST_CHECK;
/* Privacy only: may this actor see the row. */
enum err record_see(struct store *st, const struct entity *e, int64_t id,
    struct err_note *note) MUST_CHECK;
/* id of a code among the rows that may be seen; ERR_NOTFOUND. */
enum err record_id(struct store *st, const struct entity *e, const char *code,
    int64_t *id, struct err_note *note) MUST_CHECK;

/* Adds (id 0): sets id, code (from the series when empty), version.
 * ERR_INVALID a field; ERR_CONFLICT unique or (S3) a hidden customer's phone. */
enum err record_insert(struct store *st, struct record *r, struct err_note *note) MUST_CHECK;
/* Saves edited against base, the record as it was loaded. When the row has
 * moved on, fields changed by only one side merge; a field changed by both
 * gives ERR_CONFLICT and *theirs (owned by the caller; may be NULL when not
 * wanted) (rule S6). On success edited holds the row as it is now. */
enum err record_update(struct store *st, const struct record *base,
    struct record *edited, struct record **theirs, struct err_note *note) MUST_CHECK;
/* Soft; ERR_CONFLICT while something needs it, or when version is stale
 * (version 0: not asked). */
enum err record_delete(struct store *st, const struct entity *e, int64_t id,
    int64_t version, struct err_note *note) MUST_CHECK;
enum err record_restore(struct store *st, const struct entity *e, int64_t id,
    struct err_note *note) MUST_CHECK;

/* Erasing a person (rule S7): empties every field but those of keep (ends with NULL), takes the row
 * out of every index and marks it deleted; no words of it go into the trail. A deleted row too.
 * Needs erase.delete; the caller has asked whether the row may be seen. */
enum err record_forget(struct store *st, const struct entity *e, int64_t id,
    const char *const *keep, struct err_note *note) MUST_CHECK;

/* Makes the search columns of a row anew, after something that they hold changed elsewhere
 * (a card was issued to the customer). Inside a write transaction. */
enum err record_reindex(struct store *st, const struct entity *e, int64_t id,
    struct err_note *note) MUST_CHECK;

/* Other visible rows with the same phone, or name and birth, or ID number
 * (A13). Gives at most 5 codes with names; *hidden tells that one exists that
 * the actor may not see (rule S3). */
struct record_duplicate { int64_t id; char code[32], name[128], why[32]; };
enum err record_duplicates(struct store *st, const struct record *r,
    struct record_duplicate out[5], int *n, bool *hidden, struct err_note *note) MUST_CHECK;

/* ---- lists ---- */
enum cond_op { COND_EQ, COND_NE, COND_LT, COND_LE, COND_GT, COND_GE, COND_BETWEEN,
	COND_LIKE, COND_EMPTY, COND_FILLED, COND_IN };
struct cond {
	const struct field *field;
	enum cond_op op;
	bool negate;
	struct value a, b;		/* LIKE: folded pattern with * and ?; IN: a is a list text, | between */
};
struct list_query {
	const struct entity *entity;
	const struct field *sort;	/* NULL: entity's */
	bool desc;
	char *search;			/* as typed, or NULL: any fragment (rules of search.h) */
	struct cond *conds; size_t nconds;	/* AND */
	struct list_query *also;	/* OR another example (conds only), or NULL */
	int64_t parent_id;		/* related lists: rows of this parent; 0 = all */
	const struct field *parent_field;
	bool with_deleted;
	bool only_ids;			/* a selection: none but these */
	int64_t *ids; size_t nids;
};
void list_query_fini(struct list_query *q);	/* frees search, conds, also, ids */
/* One cell of a query by example (UX 6) into a condition; an empty text adds nothing.
 * ERR_INVALID with the field's name. */
enum err list_query_add(struct list_query *q, const struct format *fm, day_t today,
    const struct field *f, const char *text, struct err_note *note) MUST_CHECK;
/* Is the field fit to sort by: an index serves it, as its form says (sorts), or the table is small. */
bool list_can_sort(const struct entity *e, const struct field *f);

/* A place in a list. id 0 = before the first (forward) or after the last. */
struct list_anchor { struct value key; int64_t id; };
struct record_page {
	struct record **rows; size_t nrows;	/* in list order, owned */
	bool more;			/* there are rows beyond in that direction */
	bool capped;			/* stopped looking: a search at 1,000 hits ("1,000+"), conditions on
					 * free text after 200,000 rows */
	int64_t hits;			/* rows found, when search or conds bound it; else -1 */
};
/* Rows after (forward) or before the anchor; the anchor's row itself is not
 * among them. Rows hold the list's columns, key and sort fields. */
enum err list_page(struct store *st, const struct list_query *q,
    const struct list_anchor *from, bool forward, size_t limit,
    struct record_page *page, struct err_note *note) MUST_CHECK;
void record_page_fini(struct record_page *p);
/* The place of a row of this list, to go on from. a->key is owned by the caller (value_fini). */
void list_row_anchor(struct store *st, const struct list_query *q, const struct record *r,
    struct list_anchor *a);
/* Counts at most cap rows. */
enum err list_count(struct store *st, const struct list_query *q, int64_t cap,
    int64_t *n, struct err_note *note) MUST_CHECK;
/* Every row in list order, whole records, for export, also past what a search shows; needs that
 * right: export, or print. each returns false to stop. */
enum err list_each(struct store *st, const struct list_query *q, enum verb verb,
    bool (*each)(void *arg, const struct record *r), void *arg,
    struct err_note *note) MUST_CHECK;

/* ---- lookups ---- */
struct lookup_hit { char code[64], name[192]; };
/* Resolves what was typed into a ref field: exact code > exact name > unique prefix (UX 5).
 * ERR_NOTFOUND none, ERR_CONFLICT several (open the pop-up). */
enum err lookup_resolve(struct store *st, const struct field *f, const char *typed,
    struct lookup_hit *hit, struct err_note *note) MUST_CHECK;
enum err lookup_find(struct store *st, const struct field *f, const char *typed,
    struct lookup_hit *hits, size_t cap, size_t *n, struct err_note *note) MUST_CHECK;

#endif
