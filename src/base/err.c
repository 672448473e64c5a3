#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

static const struct {
	const char *name, *text;
	int status;
} errors[ERR_COUNT] = {
	[ERR_OK] = { "OK", N_("Done."), EX_OK },
	[ERR_INVALID] = { "INVALID", N_("A value is not right."), EX_DATAERR },
	[ERR_NOTFOUND] = { "NOTFOUND", N_("There is no such record."), EX_DATAERR },
	[ERR_CONFLICT] = { "CONFLICT", N_("Somebody else changed it, or it exists already."), EX_DATAERR },
	[ERR_DENIED] = { "DENIED", N_("You do not have the right to do this."), EX_NOPERM },
	[ERR_BUSY] = { "BUSY", N_("Somebody else is writing. Try again."), EX_TEMPFAIL },
	[ERR_LIMIT] = { "LIMIT", N_("This is beyond a limit."), EX_DATAERR },
	[ERR_SYNTAX] = { "SYNTAX", N_("A file does not read."), EX_DATAERR },
	[ERR_IO] = { "IO", N_("A file, disk or terminal does not answer."), EX_UNAVAILABLE },
	[ERR_DB] = { "DB", N_("The database failed. Nothing was changed."), EX_UNAVAILABLE },
	[ERR_FULL] = { "FULL", N_("There is no space left. Nothing was written."), EX_CANTCREAT },
	[ERR_CONFIG] = { "CONFIG", N_("The installation or its configuration is wrong."), EX_CONFIG },
	[ERR_CANCELLED] = { "CANCELLED", N_("Stopped."), EX_TEMPFAIL },
};

static size_t
cut_at_grapheme(const char *s, size_t max)
{
	size_t at = 0, next;

	if (strlen(s) <= max)
		return strlen(s);
	while ((next = utf8_next(s, at)) <= max && next > at)
		at = next;
	return at;
}

enum err
err_set(struct err_note *note, enum err code, const char *field,
    const char *fmt, ...)
{
	char text[1024];
	size_t len;
	va_list ap;

	if (note == NULL)
		return code;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	note->code = code;
	str_copy(note->field, sizeof note->field, field != NULL ? field : "");
	len = cut_at_grapheme(text, sizeof note->text - 1);
	memcpy(note->text, text, len);
	note->text[len] = '\0';
	return code;
}

static enum err
known(enum err code)
{
	return (unsigned)code < ERR_COUNT ? code : ERR_IO;
}

const char *
err_name(enum err code)
{
	return errors[known(code)].name;
}

const char *
err_text(enum err code)
{
	return tr(errors[known(code)].text);
}

int
err_exit_status(enum err code)
{
	return errors[known(code)].status;
}
