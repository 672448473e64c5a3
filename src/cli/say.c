#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

/* C0, DEL, C1, bidi controls and marks of no width: TRUST.md F. */
static bool
is_harmful(uint32_t cp)
{
	return (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp <= 0x9f) ||
	    (cp >= 0x200b && cp <= 0x200f && cp != 0x200c && cp != 0x200d) ||
	    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff;
}

void
say_text(FILE *f, const char *text)
{
	size_t len = strlen(text), at = 0;
	uint32_t cp;
	int n;

	while (at < len) {
		n = utf8_decode(text + at, len - at, &cp);
		if (n == 0 || is_harmful(cp))
			fputc('?', f);
		else
			fwrite(text + at, 1, (size_t)n, f);
		at += n == 0 ? 1 : (size_t)n;
	}
}

static char *
vtext(const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	s = xmalloc((size_t)(n < 0 ? 0 : n) + 1);
	s[0] = '\0';
	if (n > 0)
		vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

static void
line_to(FILE *f, const char *fmt, va_list ap)
{
	char *s = vtext(fmt, ap);

	say_text(f, s);
	fputc('\n', f);
	free(s);
}

void
say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line_to(stderr, fmt, ap);
	va_end(ap);
}

void
tell(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line_to(stdout, fmt, ap);
	va_end(ap);
}

void
tell_json(json_t *v)
{
	char *s = json_text(v);

	puts(s);
	free(s);
	json_decref(v);
}

int
say_failed(const struct cli *c, enum err code, const struct err_note *note)
{
	const char *text = note->text[0] != '\0' ? note->text : err_text(code);

	if (c->json)
		tell_json(json_pack("{s:b, s:s, s:s, s:s}", "ok", 0, "error", err_name(code),
		    "field", note->field, "message", text));
	fputs("quen: ", stderr);
	say_text(stderr, text);
	fputc('\n', stderr);
	return err_exit_status(code);
}

int
say_usage(const struct cli *c, const char *command, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = vtext(fmt, ap);
	va_end(ap);
	if (c->json)
		tell_json(json_pack("{s:b, s:s, s:s, s:s}", "ok", 0, "error", "USAGE",
		    "field", "", "message", s));
	say("quen: %s", s);
	if (command != NULL)
		say(_("See: quen %s --help"), command);
	else
		say(_("See: quen --help"));
	free(s);
	return EX_USAGE;
}

int
say_done(const struct cli *c, int status)
{
	struct err_note note = { 0 };

	(void)c;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		(void)err_set(&note, ERR_IO, "", _("The result could not be written: %s"),
		    strerror(errno));
		say("quen: %s", note.text);
		return status != 0 ? status : EX_IOERR;
	}
	return status;
}
