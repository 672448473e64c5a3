/* module.h - pieces of the program that few sessions need (papers, workbooks, calendars, the host key), loaded
 * with their first use: the libraries behind them took a quarter of every start and two fifths of a
 * session's memory (doc/BENCH.md, L3).
 *
 * A module is a file of its own (modules/NAME.so in a build tree, else in the folder of libraries). It
 * links with nothing of the program and sees none of its symbols, nor does any library: it has its own copies
 * of what it needs of base/ and gives one table of functions. */
#ifndef QUEN_BASE_MODULE_H
#define QUEN_BASE_MODULE_H

#include <stddef.h>

#include "base/err.h"

/* What a module gives, as the symbol quen_NAME. */
struct module {
	const char *version;			/* of the program it was built with */
	const void *table;
	void (*set_hook)(void (*before_exit)(void));	/* of its own copy of base/mem.h */
};
#define MODULE_SEEN __attribute__((visibility("default")))
/* Of the user's side: NULL but in programs that have the module inside (tests). */
#define MODULE_WEAK __attribute__((weak, visibility("default")))

/* The table of a module, for the life of the process. linked: &quen_NAME declared as MODULE_WEAK.
 * ERR_CONFIG (NULL): it is not there, or of another version, as after an upgrade while this
 * session went on. */
const void *module_table(const char *name, const struct module *linked,
    struct err_note *note) MUST_CHECK;

/* Where they lie, for sandboxes: what they read later. */
const char *module_folder(char *buf, size_t size);

#endif
