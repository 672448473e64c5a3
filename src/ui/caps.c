#include "ui/caps.h"

#include <curses.h>
#include <term.h>

#include "ui/input.h"

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

void
caps_define_keys(struct input *in)
{
	static const struct { const char *cap; int key; } caps[] = {
		{ "kf1", UKEY_F(1) }, { "kf2", UKEY_F(2) }, { "kf3", UKEY_F(3) },
		{ "kf4", UKEY_F(4) }, { "kf5", UKEY_F(5) }, { "kf6", UKEY_F(6) },
		{ "kf7", UKEY_F(7) }, { "kf8", UKEY_F(8) }, { "kf9", UKEY_F(9) },
		{ "kf10", UKEY_F(10) }, { "kf11", UKEY_F(11) }, { "kf12", UKEY_F(12) },
		{ "kcuu1", UKEY_UP }, { "kcud1", UKEY_DOWN }, { "kcub1", UKEY_LEFT },
		{ "kcuf1", UKEY_RIGHT }, { "khome", UKEY_HOME }, { "kend", UKEY_END },
		{ "kpp", UKEY_PAGE_UP }, { "knp", UKEY_PAGE_DOWN },
		{ "kich1", UKEY_INSERT }, { "kdch1", UKEY_DELETE },
		{ "kcbt", UKEY_BACKTAB }, { "kent", UKEY_ENTER },
	};

	for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
		const char *s = caps_string(caps[i].cap);

		if (s != NULL)
			input_define(in, s, caps[i].key);
	}
}
