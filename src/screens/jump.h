/* jump.h - the Go prompt: code and arguments, menu path, words (UX 4). */
#ifndef QUEN_SCREENS_JUMP_H
#define QUEN_SCREENS_JUMP_H

#include "screens/session.h"

/* For app_config: ctx is the session. */
enum err jump_text(void *ctx, struct app *app, const char *text, enum go_mode mode,
    struct err_note *note);
void jump_help(void *ctx, const char *code, struct strbuf *out);

#endif
