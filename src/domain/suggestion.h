/* suggestion.h - suggestions and complaints (A9): a number, steps of handling, a result, and how
 * content the customer is. States: new, working (from the first step on), closed (needs a
 * result). Who may edit may open a closed one again: by setting it to working. */
#ifndef QUEN_DOMAIN_SUGGESTION_H
#define QUEN_DOMAIN_SUGGESTION_H

#include "store/record_hook.h"

struct suggestion_close { const char *result, *feedback; int64_t satisfaction; };	/* NULL, 0: none */
/* Needs suggestion.edit. ERR_CONFLICT when it is closed already. */
enum err suggestion_close(struct store *st, const char *number, const struct suggestion_close *c,
    struct err_note *note) MUST_CHECK;
/* One line of handling; needs suggestion.add. person may be NULL. *id: the step. */
enum err suggestion_step(struct store *st, const char *number, const char *what,
    const char *person, int64_t *id, struct err_note *note) MUST_CHECK;

/* record_hook */
enum err suggestion_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err suggestion_step_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err suggestion_step_settle(struct store *st, const struct record *old,
    const struct record *r, struct err_note *note) MUST_CHECK;

#endif
