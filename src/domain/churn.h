/* churn.h - lost customers (A8): one loss at a time, until the customer is won back. Who did not
 * buy for churn.idle_days is found by people_list.h. */
#ifndef QUEN_DOMAIN_CHURN_H
#define QUEN_DOMAIN_CHURN_H

#include "store/record_hook.h"

/* record_hook */
enum err churn_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
/* Won back today; needs churn.edit. ERR_CONFLICT when it was already. */
enum err churn_won_back(struct store *st, int64_t id, struct err_note *note) MUST_CHECK;

#endif
