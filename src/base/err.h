/* err.h - one set of error codes for the whole program.
 *
 * The finder of an error writes the note; layers between only return the
 * code; the top shows or logs it.  Texts are for users: translated, no SQL,
 * no paths that the user did not name. */
#ifndef QUEN_BASE_ERR_H
#define QUEN_BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

enum err {
	ERR_OK,
	ERR_INVALID,	/* a value that breaks a rule; note.field names it */
	ERR_NOTFOUND,	/* no such row, or none that this actor may see (rule S1) */
	ERR_CONFLICT,	/* somebody else changed it, or it exists already */
	ERR_DENIED,	/* the right is missing */
	ERR_BUSY,	/* try again */
	ERR_LIMIT,	/* beyond a named maximum, or not enough left */
	ERR_SYNTAX,	/* a file that does not read; text starts with file:line: */
	ERR_IO,		/* disk, pipe, terminal */
	ERR_DB,		/* the engine failed */
	ERR_FULL,	/* no space left; nothing was written */
	ERR_CONFIG,	/* installation or configuration is wrong */
	ERR_CANCELLED,	/* the user stopped it */
	ERR_COUNT
};

struct err_note {
	enum err code;
	char field[32];		/* field or parameter, "" when none */
	char text[256];		/* one sentence, UTF-8, translated */
};

/* Fills the note (which may be NULL) and returns code. Cut at a grapheme. */
enum err err_set(struct err_note *note, enum err code, const char *field,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

/* "INVALID", "NOTFOUND" ...: the names of CLI.md. */
const char *err_name(enum err code);

/* A translated general sentence for a code without a note. */
const char *err_text(enum err code);

/* sysexits(3): 0, 64 .. 78. */
int err_exit_status(enum err code);

#endif
