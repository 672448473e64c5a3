/* draft.h - half-typed forms and held carts, kept for the user (UX 7, rule P7). */
#ifndef QUEN_STORE_DRAFT_H
#define QUEN_STORE_DRAFT_H

#include "base/json.h"
#include "store/store.h"

struct draft { char key[96]; char title[128]; int64_t at; char *body; };	/* body: JSON */
/* Each opens its own short transaction; a draft belongs to its user alone. key: "form:customer:12". */
enum err draft_save(struct store *st, struct actor *a, const char *key, const char *title,
    const char *body, struct err_note *note) MUST_CHECK;
enum err draft_load(struct store *st, struct actor *a, const char *key, char **body,
    struct err_note *note) MUST_CHECK;
enum err draft_drop(struct store *st, struct actor *a, const char *key, struct err_note *note) MUST_CHECK;
enum err draft_list(struct store *st, struct actor *a, struct draft **out, size_t *n,
    struct err_note *note) MUST_CHECK;
void draft_list_free(struct draft *d, size_t n);
/* Of the fields of a form, {"name": text}: what is sealed in the store is sealed in the draft too.
 * What cannot be, or does not open, for want of a key, is left out. */
void draft_seal(struct store *st, const struct entity *e, int64_t id, json_t *fields);
void draft_unseal(struct store *st, const struct entity *e, int64_t id, json_t *fields);

/* Held sales: seen by every cashier of the branch; taken by exactly one. */
enum err hold_put(struct store *st, struct actor *a, const char *title, const char *body,
    int64_t *id, struct err_note *note) MUST_CHECK;
enum err hold_take(struct store *st, struct actor *a, int64_t id, char **body,
    struct err_note *note) MUST_CHECK;
enum err hold_list(struct store *st, struct actor *a, struct draft **out, size_t *n,
    struct err_note *note) MUST_CHECK;		/* key = the id as text */

#endif
