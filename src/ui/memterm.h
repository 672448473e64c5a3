/* memterm.h - a terminal in memory: typed bytes come from a script, the last
 * screen is kept. Time passes only by waiting, so tests are exact. */
#ifndef QUEN_UI_MEMTERM_H
#define QUEN_UI_MEMTERM_H

#include "ui/driver.h"

struct memterm;
struct memterm *memterm_new(int rows, int cols);
void memterm_free(struct memterm *m);
/* Bytes to be read at_ms after start (in order of time). When the script is
 * over and the app waits for ever, it hangs up: an app always ends. */
void memterm_type(struct memterm *m, int64_t at_ms, const char *bytes, size_t len);
/* The same, 100 ms after the last; named keys by key names in braces:
 * "nguyen{Enter}{F2}". */
void memterm_keys(struct memterm *m, const char *script);
void memterm_resize(struct memterm *m, int64_t at_ms, int rows, int cols);
struct driver memterm_driver(struct memterm *m);
const struct canvas *memterm_canvas(const struct memterm *m);	/* as last shown */
int memterm_shows(const struct memterm *m);	/* refreshes so far */

#endif
