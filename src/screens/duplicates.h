/* duplicates.h - two records of one person side by side: what differs, which word stays, merged
 * (A13, rule P15). */
#ifndef QUEN_SCREENS_DUPLICATES_H
#define QUEN_SCREENS_DUPLICATES_H

#include "model/record.h"
#include "screens/session.h"

/* From one of them: those that look like it are offered, else it is asked for. */
enum err duplicates_merge(struct session *s, int64_t customer, struct err_note *note) MUST_CHECK;

/* Who looks like the record as it stands on the form; Enter opens one of them. */
enum err duplicates_show(struct session *s, const struct record *r, struct err_note *note) MUST_CHECK;

#endif
