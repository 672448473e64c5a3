/* erase_parts.h - the parts of erasing a person. Not for others. */
#ifndef QUEN_DOMAIN_ERASE_PARTS_H
#define QUEN_DOMAIN_ERASE_PARTS_H

#include "domain/erase.h"

/* A statement of sql/queries/domain_erase.sql run for $customer (and $at when is_record). */
struct erase_step { const char *name, *title, *query; bool is_record; };
extern const struct erase_step erase_steps[];		/* ends with a NULL name */
/* Title of a part by its name, for what was kept as JSON; the name itself when unknown. */
const char *erase_title(const char *name);
void erase_count(struct erasure *out, const char *name, int64_t rows);

/* erase_words.c: drafts, held sales and kept questions that name the person go. rows: the ids of
 * what hangs on the person, to which those of the questions are added. */
enum err erase_typed(struct store *st, int64_t customer, json_t *rows, struct erasure *out,
    struct err_note *note) MUST_CHECK;

#endif
