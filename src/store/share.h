/* share.h - privacy of rows (A11): private to the owner, shared with users,
 * groups, branches; branches closed to each other. */
#ifndef QUEN_STORE_SHARE_H
#define QUEN_STORE_SHARE_H

#include "store/store.h"

enum scope { SCOPE_PRIVATE, SCOPE_BRANCH, SCOPE_ALL };	/* customer.scope; ALL stops at closed branches */
struct share { char kind; char code[32]; char name[128]; };	/* 'u' user, 'g' group, 's' store */
/* Inside a transaction; only the owner or an administrator changes them. */
enum err share_list(struct store *st, const struct entity *e, int64_t row_id,
    struct share **out, size_t *n, struct err_note *note) MUST_CHECK;
enum err share_add(struct store *st, const struct entity *e, int64_t row_id, char kind,
    const char *code, struct err_note *note) MUST_CHECK;
enum err share_remove(struct store *st, const struct entity *e, int64_t row_id, char kind,
    const char *code, struct err_note *note) MUST_CHECK;
enum err share_set_scope(struct store *st, const struct entity *e, int64_t row_id,
    enum scope scope, struct err_note *note) MUST_CHECK;

#endif
