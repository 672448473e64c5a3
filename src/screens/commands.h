/* commands.h - what forms may ask for by name: action and scan lines of the
 * .form files. */
#ifndef QUEN_SCREENS_COMMANDS_H
#define QUEN_SCREENS_COMMANDS_H

#include <stdbool.h>

struct app;
struct record;

/* browse_ops.command. r may be NULL; text: what was scanned or "". An unknown
 * name is said in the message line. */
void commands_run(void *ctx, struct app *app, const struct record *r,
    const char *command, const char *text);
/* For quen check: is there such a command. */
bool commands_has(const char *command);

#endif
