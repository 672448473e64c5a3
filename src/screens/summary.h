/* summary.h - a customer in a few figures (A6): points, stored value, level, spending, visits. */
#ifndef QUEN_SCREENS_SUMMARY_H
#define QUEN_SCREENS_SUMMARY_H

#include "base/str.h"
#include "domain/member.h"
#include "screens/session.h"

/* "Points 120 = 12.000", an item a line, the first ones matter most. Inside session_read(). Of the
 * ledgers that the actor may see. */
void summary_items(struct session *s, const struct member *m, struct strbuf *out);
/* The summary of a record of any entity, as browse_ops wants it. */
struct entity;
void summary_of(void *ctx, const struct entity *e, int64_t id, struct strbuf *out);

#endif
