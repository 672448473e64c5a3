#include "ui/caps.h"

#include <curses.h>
#include <term.h>

bool
caps_setup(const char *name, int fd)
{
	int rc;

	return setupterm(name, fd, &rc) == OK;
}

const char *
caps_string(const char *cap)
{
	const char *s = tigetstr(cap);

	return s == NULL || s == (const char *)-1 ? NULL : s;
}

void
caps_drop(void)
{
	TERMINAL *mine = set_curterm(NULL);

	if (mine != NULL)
		(void)del_curterm(mine);
}
