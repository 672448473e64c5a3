/* args.h - the words and options of a command line, by tables. Options may
 * stand anywhere: --name VALUE, --name=VALUE, -n VALUE; "--" ends them. */
#ifndef QUEN_CLI_ARGS_H
#define QUEN_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct option_def {
	const char *name;		/* without the dashes; "*": unknown ones are words */
	char letter;			/* or 0 */
	const char *value;		/* what is shown for the value: "DIR"; NULL: a switch */
	const char *help;		/* msgid */
};

struct arg { const struct option_def *def; const char *value; };
struct args {
	struct arg *options; size_t noptions;	/* in the order given */
	char **words; size_t nwords;		/* without the command */
	bool help;				/* --help was among them */
};

/* Reads argv[1..] by both tables; borrows argv. ERR_INVALID names what it does not know. */
enum err args_read(struct args *a, int argc, char **argv, const struct option_def *global,
    const struct option_def *own, struct err_note *note) MUST_CHECK;
void args_fini(struct args *a);
/* The last value given; "" for a switch; NULL when absent. */
const char *args_get(const struct args *a, const char *name);
bool args_has(const struct args *a, const char *name);
/* The n-th value given, from 0; NULL when there are fewer. */
const char *args_nth(const struct args *a, const char *name, size_t n);
/* A whole number of an option, preset when absent. ERR_INVALID, ERR_LIMIT. */
enum err args_int(const struct args *a, const char *name, long min, long max, long preset,
    long *v, struct err_note *note) MUST_CHECK;

#endif
