/* driver.h - what the app needs of a terminal. Two of them: curses (term.h)
 * and memory (memterm.h: tests, and screens as text). */
#ifndef QUEN_UI_DRIVER_H
#define QUEN_UI_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"

enum driver_wait { WAIT_BYTES, WAIT_TIMEOUT, WAIT_RESIZE, WAIT_HANGUP, WAIT_OUTSIDE };

struct input;
struct driver {
	void (*size)(void *d, int *rows, int *cols);
	/* Waits up to timeout_ms (-1 = for ever) and reads what is there. */
	enum driver_wait (*wait)(void *d, int timeout_ms, char *buf, size_t size,
	    size_t *got);
	/* Shows the canvas with the cursor parked; repaint: everything again. */
	void (*show)(void *d, const struct canvas *c, bool repaint);
	void (*define_keys)(void *d, struct input *in);	/* sequences of terminfo */
	int64_t (*now_ms)(void *d);		/* monotonic */
	void (*bell)(void *d);
	/* Bytes past the screen (pass-through printing); borrowed. false = no. */
	bool (*print)(void *d, const char *bytes, size_t len);
	/* Bytes to the terminal past the screen, a sequence that shows nothing. NULL: nobody is there. */
	void (*say)(void *d, const char *bytes, size_t len);
	const char *(*type)(void *d);		/* as TERM has it; NULL as for say */
	enum glyph_set (*glyphs)(void *d);
	bool (*is_utf8)(void *d);
	/* Another terminal stands there now, of that type: set it up. The next
	 * show is a repaint. NULL: never happens here. */
	void (*again)(void *d, const char *type);
	void *d;
};

#endif
