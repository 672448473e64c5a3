/* query_example.h - an example of a list (UX 6) kept as a saved question, and opened by ENTITY.CODE. */
#ifndef QUEN_SCREENS_QUERY_EXAMPLE_H
#define QUEN_SCREENS_QUERY_EXAMPLE_H

#include "screens/session.h"
#include "ui/browse.h"

/* browse_ops.keep_example; ctx is the session. */
void query_example_keep(void *ctx, struct app *app, const struct entity *e,
    const struct query_term *terms, size_t nterms);
/* "gold-hcm": the list of e with what that question finds. ERR_NOTFOUND: there is none that may be
 * seen; ERR_INVALID: it is about something else. */
enum err query_example_open(struct session *s, enum go_mode mode, const struct entity *e,
    const char *code, struct err_note *note) MUST_CHECK;

#endif
