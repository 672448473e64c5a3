/* merge.h - two records of one person become one, and back. Rule P15. */
#ifndef QUEN_DOMAIN_MERGE_H
#define QUEN_DOMAIN_MERGE_H

#include "base/json.h"
#include "store/store.h"

/* Both must be seen; needs customer.delete. What into has empty is filled; take: fields, with
 * commas, in which it takes the other's word (needs customer.edit), or NULL.
 * *moved: {"cards":2,"sales":14,"points":120,…}, owned. */
enum err customer_merge(struct store *st, const char *customer, const char *into, const char *take,
    json_t **moved, struct err_note *note) MUST_CHECK;
/* May the field be among those to take. */
bool merge_may_take(const struct field *f);
enum err customer_unmerge(struct store *st, const char *customer, json_t **moved, struct err_note *note) MUST_CHECK;

#endif
