/* theme.h - what a thing means on the screen, and how each theme shows it.
 * Code names roles only, never colours.  Every state also has a glyph or a
 * word: colour alone says nothing (UX 11). */
#ifndef QUEN_UI_THEME_H
#define QUEN_UI_THEME_H

#include <stdbool.h>

enum role {
	ROLE_TEXT,		/* plain text */
	ROLE_DIM,		/* less important text, unreadable bytes */
	ROLE_LABEL,		/* label of a field */
	ROLE_TITLE,		/* title line */
	ROLE_TITLE_ALERT,	/* title line of a training or demo shop */
	ROLE_TAB, ROLE_TAB_ON,
	ROLE_RULE,		/* lines and boxes */
	ROLE_FIELD,		/* content of a field */
	ROLE_FIELD_FOCUS,
	ROLE_FIELD_QUERY,	/* fields of a query by example */
	ROLE_FIELD_FIXED,	/* readonly */
	ROLE_REQUIRED,		/* the star */
	ROLE_ROW, ROLE_ROW_SEL,	/* lists; the selection is reversed in every theme */
	ROLE_HEAD,		/* column heads */
	ROLE_MARK,		/* marked rows, search hits */
	ROLE_MESSAGE, ROLE_ERROR, ROLE_WARNING, ROLE_GOOD,
	ROLE_HINT, ROLE_STATUS,
	ROLE_KEY, ROLE_KEY_LABEL,	/* key bar */
	ROLE_NEGATIVE,		/* amounts below zero */
	ROLE_POPUP,		/* inside of a pop-up */
	ROLE_BUTTON, ROLE_BUTTON_ON,
	ROLE_CHART,
	ROLE_COUNT
};

enum { STYLE_BOLD = 1, STYLE_UNDERLINE = 2, STYLE_REVERSE = 4, STYLE_DIM = 8 };
/* fg, bg: 0..7 as ANSI, -1 = the terminal's own. */
struct style { signed char fg, bg; unsigned char attr; };
struct theme { const char *name; struct style styles[ROLE_COUNT]; };

/* "default", "mono", "contrast", "contrast-light", "cvd"; NULL when unknown. */
const struct theme *theme_find(const char *name);
/* The theme to use: mono when NO_COLOR is set and not empty or the terminal
 * has no colours, else the named one, else default. Never NULL. */
const struct theme *theme_pick(const char *name, bool has_colours);

#endif
