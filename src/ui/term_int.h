/* term_int.h - what term.c and term_draw.c share: the terminal as curses knows it. Not for others. */
#ifndef QUEN_UI_TERM_INT_H
#define QUEN_UI_TERM_INT_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "ui/term.h"

struct term {
	SCREEN *screen;
	const struct theme *theme;
	struct cell *shown;	/* what the terminal has */
	int rows, cols;
	bool is_utf8;
	enum glyph_set glyphs;
	char theme_name[24], glyphs_name[8];	/* as asked for, "" not */
	int outside;		/* 0 none */
};

/* Draws what differs from the last time; repaint: all of it. */
void term_show(void *d, const struct canvas *c, bool repaint);

#endif
