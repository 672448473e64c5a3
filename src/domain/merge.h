/* merge.h - two records of one person become one, and back. Rule P15. */
#ifndef QUEN_DOMAIN_MERGE_H
#define QUEN_DOMAIN_MERGE_H

#include "base/json.h"
#include "store/store.h"

/* Both must be seen; needs customer.delete. *moved: {"cards":2,"sales":14,"points":120,…}, owned. */
enum err customer_merge(struct store *st, const char *customer, const char *into, json_t **moved, struct err_note *note) MUST_CHECK;
enum err customer_unmerge(struct store *st, const char *customer, json_t **moved, struct err_note *note) MUST_CHECK;

#endif
