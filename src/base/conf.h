/* conf.h - text files in libConfuse's syntax as a tree with exact lines.
 *
 * libConfuse parses and refuses; on top of it: exact line numbers, comments
 * blanked first (its counting drifts on them), BOM, missing braces, invalid
 * UTF-8 and "${" refused.  Facts: LIBRARIES.md 8. */
#ifndef QUEN_BASE_CONF_H
#define QUEN_BASE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum conf_kind {
	CONF_END,
	CONF_STR,		/* name = 'text' */
	CONF_INT,		/* name = 12 */
	CONF_BOOL,		/* name = true */
	CONF_LIST,		/* name = {'a', 'b'} */
	CONF_SECTION,		/* name title { ... } or name { ... }, repeated */
	CONF_CALL		/* name('a', 'b') in any number, order kept */
};

/* What a section may hold; ends with CONF_END. Static and const. */
struct conf_spec {
	const char *name;
	enum conf_kind kind;
	const struct conf_spec *sub;	/* CONF_SECTION */
	bool needs_title;		/* CONF_SECTION */
};

/* One assignment, section or call, in file order. */
struct conf_node {
	const char *name, *title;	/* title: of a section, "" when none */
	const char **values;		/* STR INT BOOL: one; LIST, CALL: all */
	struct conf_node *children;
	enum conf_kind kind;
	int line;			/* where the name stands, from 1 */
	uint32_t nvalues, nchildren;	/* every session holds some 6,000 nodes */
};

struct conf;
/* path is for messages ("forms/x.form:12: ..."); ERR_SYNTAX with file:line,
 * ERR_IO when it cannot be read. */
enum err conf_read(const char *path, const struct conf_spec *spec,
    struct conf **out, struct err_note *note) MUST_CHECK;
/* The same; messages name the file as shown. */
enum err conf_read_as(const char *path, const char *shown,
    const struct conf_spec *spec, struct conf **out,
    struct err_note *note) MUST_CHECK;
enum err conf_read_text(const char *path, const char *text, size_t len,
    const struct conf_spec *spec, struct conf **out, struct err_note *note) MUST_CHECK;
const struct conf_node *conf_root(const struct conf *c);	/* borrowed */
void conf_free(struct conf *c);

/* The last child of that name, or NULL. */
const struct conf_node *conf_get(const struct conf_node *n, const char *name);
const char *conf_str(const struct conf_node *n, const char *name, const char *otherwise);
long conf_int(const struct conf_node *n, const char *name, long otherwise);
bool conf_bool(const struct conf_node *n, const char *name, bool otherwise);

/* Refuses a file or folder that somebody other than root or owner could
 * write (DESIGN 1). */
enum err conf_check_owner(const char *path, struct err_note *note) MUST_CHECK;

#endif
