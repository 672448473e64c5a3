/* term.h - the real terminal, by ncurses: only term.c and caps.c know curses.
 *
 * raw(), no echo, bracketed paste; colours or mono; lines by glyph set; only
 * changed rows go out, never clear() but for a repaint; the cursor stands on
 * the focus after every refresh.  Restored on every exit: return, exit(),
 * SIGTERM, SIGHUP (both become EV_HANGUP), crash (rule T5).  A terminal that
 * is gone ends the session, it never spins. */
#ifndef QUEN_UI_TERM_H
#define QUEN_UI_TERM_H

#include "base/err.h"
#include "ui/driver.h"

struct term;
struct term_config {
	const char *theme;	/* NULL: setting QUEN_THEME, else "default" */
	int outside;		/* a descriptor: readable = WAIT_OUTSIDE; 0 none */
	const char *glyphs;	/* "utf8" "acs" "ascii"; NULL: QUEN_GLYPHS, else by charset */
};
/* One at a time in a process. ERR_IO when stdin or stdout is no terminal,
 * ERR_CONFIG when TERM is unknown (the note says what to set). */
enum err term_start(const struct term_config *config, struct term **out,
    struct err_note *note) MUST_CHECK;
void term_stop(struct term *t);			/* NULL allowed */
struct driver term_driver(struct term *t);

#endif
