/* conf_scan.h - where things stand in a configuration text: the half of
 * base/conf that libConfuse cannot do (LIBRARIES 8).  Private to base. */
#ifndef QUEN_BASE_CONF_SCAN_H
#define QUEN_BASE_CONF_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

enum conf_shape { SHAPE_VALUE, SHAPE_CALL, SHAPE_SECTION };

/* One assignment, call or section, in the order of the file. */
struct conf_item {
	const char *name, *title;	/* in the arena; title "" when none */
	enum conf_shape shape;
	int line;
	int parent;			/* index of its section, -1 at the top */
	/* What it says, when that is plain: see conf_scan.is_plain. */
	const char **values;
	size_t nvalues, values_cap;
	bool is_list, is_quoted;	/* in braces; between quotation marks */
};

struct conf_scan {
	struct arena arena;
	struct conf_item *items;
	size_t n, cap;
	/* The text for libConfuse: comments blanked, every line where it was,
	 * the title of section i replaced by 'i', so that it keeps equal and
	 * missing titles apart. */
	struct strbuf text;
	/* Every value is one word, or text in quotation marks without escapes, or a list
	 * of such texts: nothing that would need libConfuse to be understood. */
	bool is_plain;
};

/* Refuses invalid UTF-8, "${", braces and quotes that are not closed; path is
 * for messages. s is to be given to conf_scan_fini() in any case. */
enum err conf_scan_text(struct conf_scan *s, const char *path, const char *text,
    size_t len, struct err_note *note) MUST_CHECK;
void conf_scan_fini(struct conf_scan *s);

#endif
