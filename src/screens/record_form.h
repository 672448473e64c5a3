/* record_form.h - the form side of any entity: lookups, checks, drafts. */
#ifndef QUEN_SCREENS_RECORD_FORM_H
#define QUEN_SCREENS_RECORD_FORM_H

#include "base/str.h"
#include "model/record.h"

struct form;
struct session;

/* First lines of a list's preview that only rules know (points of a customer).
 * In a read transaction. */
void record_form_preview(struct session *s, const struct record *r, struct strbuf *out);

/* browse_ops; ctx is the session. A draft holds only what the user changed,
 * so that taking it up again does not undo what others saved meanwhile; half
 * a day or amount is kept as the text that it is. */
void record_form_draft_save(void *ctx, const struct entity *e, int64_t id, struct form *f);
struct record *record_form_draft_load(void *ctx, const struct entity *e, int64_t id);
void record_form_draft_unread(void *ctx, const struct entity *e, int64_t id, struct form *f);

#endif
