/* earn_apply.h - which rules count and what they give: no database. Not for others. Rule P8. */
#ifndef QUEN_DOMAIN_EARN_APPLY_H
#define QUEN_DOMAIN_EARN_APPLY_H

#include "domain/earn_rule.h"

struct earn_level { const char *code, *name; int64_t factor; };	/* factor in hundredths, -1: no level */
/* nth: of a top-up; 0: a sale. why as in earn.h, added to. ERR_LIMIT. */
enum err earn_apply(const struct earn_rules *rs, const struct earn_who *w,
    const struct earn_level *l, const struct earn_basket *b, int nth, int64_t *points,
    json_t *why) MUST_CHECK;

#endif
