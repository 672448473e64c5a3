#include "base/i18n.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define DOMAIN "quen"

/* gettext itself is process-wide, so the chosen language is too. */
static const char *current = "en";

const char *
tr(const char *msgid)
{
	return str_empty(msgid) ? "" : gettext(msgid);
}

const char *
tr_ctx(const char *ctx, const char *msgid)
{
	char key[512];
	const char *text;
	int n;

	if (str_empty(msgid))
		return "";
	/* How pgettext() looks a context up: it is part of the key. */
	n = snprintf(key, sizeof key, "%s\004%s", ctx, msgid);
	if (n < 0 || (size_t)n >= sizeof key)
		return msgid;
	text = gettext(key);
	return text == key ? msgid : text;
}

static const char *
from_environment(void)
{
	static const char *const names[] = { "QUEN_LANG", "LANGUAGE",
		"LC_ALL", "LANG" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		const char *v = getenv(names[i]);

		if (!str_empty(v))
			return v;
	}
	return "en";
}

/* "vi_VN.UTF-8" and "vi:en" are "vi". */
static const char *
known_language(const char *name)
{
	if (strncmp(name, "vi", 2) == 0 && strchr("_.:@", name[2]) != NULL)
		return "vi";
	if (strncmp(name, "zh", 2) == 0 && strchr("_.:@-", name[2]) != NULL)
		return "zh_CN";
	return "en";
}

void
i18n_set(const char *locale_dir, const char *lang)
{
	extern int _nl_msg_cat_cntr;

	current = known_language(lang != NULL ? lang : from_environment());
	/* Letters and texts alone: numbers in files and SQL are written with a point, and every other
	 * category is a file that is the same as "C". gettext reads LANGUAGE only beside LC_MESSAGES. */
	setlocale(LC_CTYPE, "C.UTF-8");
	setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", current, 1);
	if (locale_dir != NULL)
		bindtextdomain(DOMAIN, locale_dir);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	/* gettext manual 11.2.4: makes it read LANGUAGE again. */
	++_nl_msg_cat_cntr;
}

const char *
i18n_lang(void)
{
	return current;
}
