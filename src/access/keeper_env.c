#include "access/keeper_env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/str.h"

static bool
is_described(const char *term)
{
	static const char *const places[] = { "/etc/terminfo", "/lib/terminfo",
		"/usr/share/terminfo" };
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s/%c/%s", places[i], term[0], term);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

void
session_term(const char *asked, char *term, size_t size)
{
	static const char *const whole[] = { "xterm", "xterm-256color", "linux", "vt100", "vt220" };
	static const char *const starts[] = { "screen", "tmux", "putty" };
	bool known = false;
	size_t i;

	if (asked[strspn(asked, "abcdefghijklmnopqrstuvwxyz0123456789-.+")] == '\0') {
		for (i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
			known |= str_eq(asked, whole[i]);
		for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
			known |= str_starts(asked, starts[i]);
	}
	if (known && is_described(asked))
		str_copy(term, size, asked);
	else if (known && (str_starts(asked, "putty") || str_starts(asked, "xterm")))
		str_copy(term, size, "xterm");
	else
		str_copy(term, size, "vt100");
}

/* Only a character set that is named and is another one counts: PuTTY sends no LANG at all, and
 * scripts send "C" from terminals that speak UTF-8. */
static bool
is_utf8(const char *lang)
{
	const char *set = strchr(lang, '.');

	return set == NULL || strcasecmp(set, ".utf-8") == 0 || strcasecmp(set, ".utf8") == 0;
}

void
session_env(const char *term, const char *lang, bool test, char *room, size_t size,
    char *env[SESSION_ENV_MAX + 1])
{
	/* Where an installation that runs from its build tree lies: the server's own, no secret. */
	static const char *const own[] = { "QUEN_DATA", "QUEN_LOCALE" };
	static const char *const for_tests[] = { "QUEN_TEST", "QUEN_NOW", "ASAN_OPTIONS" };
	size_t n = 0, used = 0, i;

#define PUT(...) do { \
		int len = snprintf(room + used, size - used, __VA_ARGS__); \
		if (len > 0 && (size_t)len < size - used && n < SESSION_ENV_MAX) { \
			env[n++] = room + used; \
			used += (size_t)len + 1; \
		} \
	} while (0)
	PUT("PATH=/usr/bin:/bin");
	PUT("HOME=/nonexistent");
	PUT("LANG=%s", is_utf8(lang) ? "C.UTF-8" : "C.ISO-8859-1");
	PUT("TERM=%s", term);
	PUT("TERMINFO=/lib/terminfo");
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (getenv(own[i]) != NULL)
			PUT("%s=%s", own[i], getenv(own[i]));
	for (i = 0; test && i < sizeof(for_tests) / sizeof(for_tests[0]); i++)
		if (getenv(for_tests[i]) != NULL)
			PUT("%s=%s", for_tests[i], getenv(for_tests[i]));
#undef PUT
	env[n] = NULL;
}
