#include "ui/theme.h"

#include <stdlib.h>

#include "base/str.h"

/* curses' and ANSI's colour numbers. */
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

static const struct theme themes[] = {
	{ "default", {
		[ROLE_TEXT] = { -1, -1, 0 },
		[ROLE_DIM] = { -1, -1, STYLE_DIM },
		[ROLE_LABEL] = { CYAN, -1, 0 },
		[ROLE_TITLE] = { -1, -1, STYLE_REVERSE },
		[ROLE_TITLE_ALERT] = { RED, -1, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TAB] = { -1, -1, 0 },
		[ROLE_TAB_ON] = { -1, -1, STYLE_BOLD | STYLE_UNDERLINE },
		[ROLE_RULE] = { CYAN, -1, 0 },
		[ROLE_FIELD] = { -1, -1, 0 },
		[ROLE_FIELD_FOCUS] = { -1, -1, STYLE_REVERSE },
		[ROLE_FIELD_QUERY] = { GREEN, -1, STYLE_UNDERLINE },
		[ROLE_FIELD_FIXED] = { -1, -1, STYLE_BOLD },
		[ROLE_REQUIRED] = { YELLOW, -1, 0 },
		[ROLE_ROW] = { -1, -1, 0 },
		[ROLE_ROW_SEL] = { -1, -1, STYLE_REVERSE },
		[ROLE_HEAD] = { CYAN, -1, STYLE_BOLD },
		[ROLE_MARK] = { YELLOW, -1, STYLE_BOLD },
		[ROLE_MESSAGE] = { -1, -1, STYLE_BOLD },
		[ROLE_ERROR] = { RED, -1, STYLE_BOLD },
		[ROLE_WARNING] = { YELLOW, -1, STYLE_BOLD },
		[ROLE_GOOD] = { GREEN, -1, 0 },
		[ROLE_HINT] = { -1, -1, 0 },
		[ROLE_STATUS] = { -1, -1, STYLE_DIM },
		[ROLE_KEY] = { -1, -1, STYLE_BOLD },
		[ROLE_KEY_LABEL] = { CYAN, -1, 0 },
		[ROLE_NEGATIVE] = { RED, -1, 0 },
		[ROLE_POPUP] = { -1, -1, 0 },
		[ROLE_BUTTON] = { -1, -1, 0 },
		[ROLE_BUTTON_ON] = { -1, -1, STYLE_REVERSE },
		[ROLE_CHART] = { BLUE, -1, 0 },
	} },
	{ "mono", {
		[ROLE_TEXT] = { -1, -1, 0 },
		[ROLE_DIM] = { -1, -1, 0 },
		[ROLE_LABEL] = { -1, -1, 0 },
		[ROLE_TITLE] = { -1, -1, STYLE_REVERSE },
		[ROLE_TITLE_ALERT] = { -1, -1, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TAB] = { -1, -1, 0 },
		[ROLE_TAB_ON] = { -1, -1, STYLE_BOLD | STYLE_UNDERLINE },
		[ROLE_RULE] = { -1, -1, 0 },
		[ROLE_FIELD] = { -1, -1, 0 },
		[ROLE_FIELD_FOCUS] = { -1, -1, STYLE_REVERSE },
		[ROLE_FIELD_QUERY] = { -1, -1, STYLE_UNDERLINE },
		[ROLE_FIELD_FIXED] = { -1, -1, STYLE_BOLD },
		[ROLE_REQUIRED] = { -1, -1, STYLE_BOLD },
		[ROLE_ROW] = { -1, -1, 0 },
		[ROLE_ROW_SEL] = { -1, -1, STYLE_REVERSE },
		[ROLE_HEAD] = { -1, -1, STYLE_BOLD },
		[ROLE_MARK] = { -1, -1, STYLE_BOLD },
		[ROLE_MESSAGE] = { -1, -1, STYLE_BOLD },
		[ROLE_ERROR] = { -1, -1, STYLE_BOLD },
		[ROLE_WARNING] = { -1, -1, STYLE_BOLD },
		[ROLE_GOOD] = { -1, -1, 0 },
		[ROLE_HINT] = { -1, -1, 0 },
		[ROLE_STATUS] = { -1, -1, 0 },
		[ROLE_KEY] = { -1, -1, STYLE_BOLD },
		[ROLE_KEY_LABEL] = { -1, -1, 0 },
		[ROLE_NEGATIVE] = { -1, -1, 0 },
		[ROLE_POPUP] = { -1, -1, 0 },
		[ROLE_BUTTON] = { -1, -1, 0 },
		[ROLE_BUTTON_ON] = { -1, -1, STYLE_REVERSE },
		[ROLE_CHART] = { -1, -1, 0 },
	} },
	{ "contrast", {
		[ROLE_TEXT] = { WHITE, BLACK, 0 },
		[ROLE_DIM] = { WHITE, BLACK, 0 },
		[ROLE_LABEL] = { WHITE, BLACK, STYLE_BOLD },
		[ROLE_TITLE] = { WHITE, BLACK, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TITLE_ALERT] = { YELLOW, BLACK, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TAB] = { WHITE, BLACK, 0 },
		[ROLE_TAB_ON] = { YELLOW, BLACK, STYLE_BOLD | STYLE_UNDERLINE },
		[ROLE_RULE] = { WHITE, BLACK, 0 },
		[ROLE_FIELD] = { WHITE, BLACK, 0 },
		[ROLE_FIELD_FOCUS] = { YELLOW, BLACK, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_FIELD_QUERY] = { WHITE, BLACK, STYLE_UNDERLINE },
		[ROLE_FIELD_FIXED] = { WHITE, BLACK, STYLE_BOLD },
		[ROLE_REQUIRED] = { YELLOW, BLACK, STYLE_BOLD },
		[ROLE_ROW] = { WHITE, BLACK, 0 },
		[ROLE_ROW_SEL] = { WHITE, BLACK, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_HEAD] = { WHITE, BLACK, STYLE_BOLD },
		[ROLE_MARK] = { YELLOW, BLACK, STYLE_BOLD },
		[ROLE_MESSAGE] = { WHITE, BLACK, STYLE_BOLD },
		[ROLE_ERROR] = { YELLOW, BLACK, STYLE_BOLD | STYLE_REVERSE },
		[ROLE_WARNING] = { YELLOW, BLACK, STYLE_BOLD },
		[ROLE_GOOD] = { WHITE, BLACK, STYLE_BOLD },
		[ROLE_HINT] = { WHITE, BLACK, 0 },
		[ROLE_STATUS] = { WHITE, BLACK, 0 },
		[ROLE_KEY] = { YELLOW, BLACK, STYLE_BOLD },
		[ROLE_KEY_LABEL] = { WHITE, BLACK, 0 },
		[ROLE_NEGATIVE] = { YELLOW, BLACK, STYLE_BOLD },
		[ROLE_POPUP] = { WHITE, BLACK, 0 },
		[ROLE_BUTTON] = { WHITE, BLACK, 0 },
		[ROLE_BUTTON_ON] = { YELLOW, BLACK, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_CHART] = { WHITE, BLACK, 0 },
	} },
	/* black on white, the other way round */
	{ "contrast-light", {
		[ROLE_TEXT] = { BLACK, WHITE, 0 },
		[ROLE_DIM] = { BLACK, WHITE, 0 },
		[ROLE_LABEL] = { BLACK, WHITE, STYLE_BOLD },
		[ROLE_TITLE] = { BLACK, WHITE, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TITLE_ALERT] = { BLUE, WHITE, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TAB] = { BLACK, WHITE, 0 },
		[ROLE_TAB_ON] = { BLUE, WHITE, STYLE_BOLD | STYLE_UNDERLINE },
		[ROLE_RULE] = { BLACK, WHITE, 0 },
		[ROLE_FIELD] = { BLACK, WHITE, 0 },
		[ROLE_FIELD_FOCUS] = { BLUE, WHITE, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_FIELD_QUERY] = { BLACK, WHITE, STYLE_UNDERLINE },
		[ROLE_FIELD_FIXED] = { BLACK, WHITE, STYLE_BOLD },
		[ROLE_REQUIRED] = { BLUE, WHITE, STYLE_BOLD },
		[ROLE_ROW] = { BLACK, WHITE, 0 },
		[ROLE_ROW_SEL] = { BLACK, WHITE, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_HEAD] = { BLACK, WHITE, STYLE_BOLD },
		[ROLE_MARK] = { BLUE, WHITE, STYLE_BOLD },
		[ROLE_MESSAGE] = { BLACK, WHITE, STYLE_BOLD },
		[ROLE_ERROR] = { BLUE, WHITE, STYLE_BOLD | STYLE_REVERSE },
		[ROLE_WARNING] = { BLUE, WHITE, STYLE_BOLD },
		[ROLE_GOOD] = { BLACK, WHITE, STYLE_BOLD },
		[ROLE_HINT] = { BLACK, WHITE, 0 },
		[ROLE_STATUS] = { BLACK, WHITE, 0 },
		[ROLE_KEY] = { BLUE, WHITE, STYLE_BOLD },
		[ROLE_KEY_LABEL] = { BLACK, WHITE, 0 },
		[ROLE_NEGATIVE] = { BLUE, WHITE, STYLE_BOLD },
		[ROLE_POPUP] = { BLACK, WHITE, 0 },
		[ROLE_BUTTON] = { BLACK, WHITE, 0 },
		[ROLE_BUTTON_ON] = { BLUE, WHITE, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_CHART] = { BLACK, WHITE, 0 },
	} },
	/* no red beside green: blue and yellow, which nearly everybody tells apart */
	{ "cvd", {
		[ROLE_TEXT] = { -1, -1, 0 },
		[ROLE_DIM] = { -1, -1, STYLE_DIM },
		[ROLE_LABEL] = { CYAN, -1, 0 },
		[ROLE_TITLE] = { -1, -1, STYLE_REVERSE },
		[ROLE_TITLE_ALERT] = { YELLOW, -1, STYLE_REVERSE | STYLE_BOLD },
		[ROLE_TAB] = { -1, -1, 0 },
		[ROLE_TAB_ON] = { -1, -1, STYLE_BOLD | STYLE_UNDERLINE },
		[ROLE_RULE] = { CYAN, -1, 0 },
		[ROLE_FIELD] = { -1, -1, 0 },
		[ROLE_FIELD_FOCUS] = { -1, -1, STYLE_REVERSE },
		[ROLE_FIELD_QUERY] = { BLUE, -1, STYLE_UNDERLINE },
		[ROLE_FIELD_FIXED] = { -1, -1, STYLE_BOLD },
		[ROLE_REQUIRED] = { YELLOW, -1, 0 },
		[ROLE_ROW] = { -1, -1, 0 },
		[ROLE_ROW_SEL] = { -1, -1, STYLE_REVERSE },
		[ROLE_HEAD] = { CYAN, -1, STYLE_BOLD },
		[ROLE_MARK] = { YELLOW, -1, STYLE_BOLD },
		[ROLE_MESSAGE] = { -1, -1, STYLE_BOLD },
		[ROLE_ERROR] = { YELLOW, -1, STYLE_BOLD | STYLE_REVERSE },
		[ROLE_WARNING] = { YELLOW, -1, STYLE_BOLD },
		[ROLE_GOOD] = { BLUE, -1, 0 },
		[ROLE_HINT] = { -1, -1, 0 },
		[ROLE_STATUS] = { -1, -1, STYLE_DIM },
		[ROLE_KEY] = { -1, -1, STYLE_BOLD },
		[ROLE_KEY_LABEL] = { CYAN, -1, 0 },
		[ROLE_NEGATIVE] = { YELLOW, -1, 0 },
		[ROLE_POPUP] = { -1, -1, 0 },
		[ROLE_BUTTON] = { -1, -1, 0 },
		[ROLE_BUTTON_ON] = { -1, -1, STYLE_REVERSE },
		[ROLE_CHART] = { BLUE, -1, 0 },
	} },
};

const struct theme *
theme_find(const char *name)
{
	size_t i;

	if (name == NULL)
		return NULL;
	for (i = 0; i < sizeof themes / sizeof themes[0]; i++)
		if (str_eq(themes[i].name, name))
			return &themes[i];
	return NULL;
}

const struct theme *
theme_pick(const char *name, bool has_colours)
{
	const char *no_colour = getenv("NO_COLOR");
	const struct theme *t = theme_find(name);

	if (!has_colours || !str_empty(no_colour))
		return theme_find("mono");
	return t != NULL ? t : &themes[0];
}
