/* till_parts.h - the figures behind X and Z. Not for others. */
#ifndef QUEN_DOMAIN_TILL_PARTS_H
#define QUEN_DOMAIN_TILL_PARTS_H

#include "domain/till_session.h"

/* From the documents of the session, open or closed; asks for no right. */
enum err till_report_load(struct store *st, int64_t session, struct till_report *r,
    struct err_note *note) MUST_CHECK;

#endif
