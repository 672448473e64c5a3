/* popups.h - the smaller pop-ups: text viewer, long text, calendar, conflict. */
#ifndef QUEN_UI_POPUPS_H
#define QUEN_UI_POPUPS_H

#include "model/record.h"
#include "ui/app.h"

/* Scrollable text (help, receipt, report): LF ends lines; wraps. Returns the
 * action that closed it when it is one of stop_at (ACT_NONE-terminated, may be
 * NULL), else ACT_BACK. */
enum act viewer_run(struct app *app, const char *title, const char *text,
    bool wrap, const enum act *stop_at);

/* Full-screen editor of a long text (^E). *text is replaced (old one freed)
 * on F2; false when cancelled. max_len in characters. keep (may be NULL) is told
 * what stands there in a pause and before the line drops: for a draft. */
struct textedit_keep { void (*text)(void *ctx, const char *text); void *ctx; };
bool textedit_run(struct app *app, const char *title, int max_len,
    const struct textedit_keep *keep, char **text);

/* F4 on a day: true with *day. start 0 = today. */
bool calendar_run(struct app *app, const struct format *fm, day_t start, day_t *day);

/* Field / Theirs / Mine for every field that both changed since base; the
 * choices go into mine, which also takes what only they changed, and their
 * version. false: cancelled, mine untouched. */
bool conflict_run(struct app *app, const struct format *fm,
    const struct record *base, const struct record *theirs, struct record *mine);

#endif
