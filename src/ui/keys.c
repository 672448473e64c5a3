#include "ui/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const struct { int key; const char *name; } names[] = {
	{ UKEY_ENTER, "Enter" }, { UKEY_TAB, "Tab" },
	{ UKEY_BACKTAB, "Shift-Tab" }, { UKEY_ESC, "Esc" },
	{ UKEY_BACKSPACE, "Backspace" }, { UKEY_INSERT, "Ins" },
	{ UKEY_DELETE, "Del" }, { UKEY_HOME, "Home" }, { UKEY_END, "End" },
	{ UKEY_PAGE_UP, "PgUp" }, { UKEY_PAGE_DOWN, "PgDn" },
	{ UKEY_UP, "Up" }, { UKEY_DOWN, "Down" }, { UKEY_LEFT, "Left" },
	{ UKEY_RIGHT, "Right" }, { UKEY_CTRL_UP, "Ctrl-Up" },
	{ UKEY_CTRL_DOWN, "Ctrl-Down" }, { UKEY_CTRL_LEFT, "Ctrl-Left" },
	{ UKEY_CTRL_RIGHT, "Ctrl-Right" }, { UKEY_CTRL_HOME, "Ctrl-Home" },
	{ UKEY_CTRL_END, "Ctrl-End" }, { UKEY_CTRL_SPACE, "Ctrl-Space" },
	{ ' ', "Space" },
};

int
ukey_find(const char *name)
{
	size_t i, len = strlen(name);
	char *end;
	long n;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_ieq_ascii(names[i].name, name))
			return names[i].key;
	if (name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
		n = strtol(name + 1, &end, 10);
		return *end == '\0' && n <= 12 ? UKEY_F((int)n) : UKEY_NONE;
	}
	if (strncmp(name, "Ctrl-", 5) == 0 && len == 6) {
		char ch = name[5];

		if (ch >= 'a' && ch <= 'z')
			ch = (char)(ch - 32);
		return ch >= 'A' && ch <= '_' ? UKEY_CTRL(ch) : UKEY_NONE;
	}
	if ((strncmp(name, "Esc-", 4) == 0 || strncmp(name, "Alt-", 4) == 0) &&
	    len == 5 && name[4] > ' ' && name[4] < 127)
		return UKEY_ALT(name[4]);
	if (len == 1 && name[0] > ' ' && name[0] < 127)
		return name[0];
	return UKEY_NONE;
}

const char *
ukey_name(int key, char *buf, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].key == key)
			return str_copy(buf, size, names[i].name);
	if (key >= UKEY_F1 && key < UKEY_F1 + 12)
		snprintf(buf, size, "F%d", key - UKEY_F1 + 1);
	else if (key > UKEY_CTRL_SPACE && key < UKEY_CTRL_SPACE + 32)
		snprintf(buf, size, "Ctrl-%c", key - UKEY_CTRL_SPACE + 64);
	else if (key > UKEY_ALT(' ') && key < UKEY_ALT(127))
		snprintf(buf, size, "Esc-%c", key - UKEY_ESC_CHAR);
	else if (key > 32 && key < 127)
		snprintf(buf, size, "%c", key);
	else
		str_copy(buf, size, "?");
	return buf;
}

const char *
ukey_short_name(int key, char *buf, size_t size)
{
	if (key > UKEY_CTRL_SPACE && key < UKEY_CTRL_SPACE + 32) {
		snprintf(buf, size, "^%c", key - UKEY_CTRL_SPACE + 64);
		return buf;
	}
	return ukey_name(key, buf, size);
}
