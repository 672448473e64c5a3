/* progress.h - work that takes long: nothing under 300 ms, a word, then a bar
 * at most 4 times a second, with ^C to stop (UX 9). */
#ifndef QUEN_UI_PROGRESS_H
#define QUEN_UI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct app;
struct progress;
/* total 0 = unknown. */
struct progress *progress_begin(struct app *app, const char *what, int64_t total);
/* false: the user pressed ^C or the terminal is gone; stop and say what was
 * done. Cheap: call it for every row. */
bool progress_step(struct progress *p, int64_t done);
void progress_end(struct progress *p);

#endif
