/* erase.h - a person is erased on request (rule S7): name, numbers, addresses, documents, notes
 * and every index entry go; receipts, points and money stay, without a name. doc/guide/ADMIN.en.md. */
#ifndef QUEN_DOMAIN_ERASE_H
#define QUEN_DOMAIN_ERASE_H

#include "base/date.h"
#include "base/json.h"
#include "store/store.h"

#define ERASE_PARTS_MAX 40
struct erase_part { const char *name, *title; int64_t rows; };	/* title: msgid */
struct erasure {
	int64_t id, customer_id, at;	/* id 0: only looked at */
	day_t day;
	char code[32], name[192], reason[256], user[32];	/* name: of a preview alone */
	struct erase_part parts[ERASE_PARTS_MAX];
	size_t nparts;
	int64_t items;			/* all rows of parts */
	int64_t points;			/* will lapse */
	char open_order[40];		/* an order on its way, or "" */
	bool is_open;			/* trail, files and index are not through yet: the worker's */
};

/* What erasing would do: done and taken back, nothing changes. Opens transactions of its own.
 * Needs erase.view. ERR_CONFLICT: money is left on a card, or the record was merged into another
 * (erase that one); ERR_NOTFOUND also for who may not be seen (rule S1). */
enum err erase_preview(struct store *st, struct actor *a, const char *customer,
    struct erasure *out, struct err_note *note) MUST_CHECK;
/* In a write transaction: the rows. Needs erase.delete. Twice is once. What stays to be done:
 * erase_finish(), which the worker does too. */
enum err erase_person(struct store *st, const char *customer, const char *reason,
    struct erasure *out, struct err_note *note) MUST_CHECK;
/* Before and after of what was erased in the trail, kept answers, contents of documents, the
 * fragments of the index, the write-ahead log. Opens short transactions of its own; goes on where
 * it was stopped. *n: erasures finished. Needs erase.delete. */
enum err erase_finish(struct store *st, struct actor *a, int64_t *n, struct err_note *note)
    MUST_CHECK;
/* In a transaction: what was done about a customer. ERR_NOTFOUND. Needs erase.view. */
enum err erase_load(struct store *st, int64_t customer_id, struct erasure *out,
    struct err_note *note) MUST_CHECK;

/* For restoring: the erasures of this store as JSON (owned), and erasing all of such a list that
 * is here, once more, before anybody signs in. Open transactions of their own. */
enum err erase_list(struct store *st, struct actor *a, json_t **out, struct err_note *note)
    MUST_CHECK;
enum err erase_again(struct store *st, struct actor *a, const json_t *list, int64_t *n,
    struct err_note *note) MUST_CHECK;

#endif
