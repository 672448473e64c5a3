/* report_write.h - a report's result into a file, one table row a format. */
#ifndef QUEN_REPORT_REPORT_WRITE_H
#define QUEN_REPORT_REPORT_WRITE_H

#include <stdio.h>

#include "report/report.h"

struct report_format {
	const char *name;	/* also the end of the file's name */
	bool is_binary;		/* not to a terminal */
	/* Writes it to f. Inside store_begin(). */
	enum err (*write)(struct store *st, const struct report *r, const struct report_values *v,
	    const struct report_result *res, const struct report_format *fmt, FILE *f,
	    struct err_note *note);
};
extern const struct report_format report_format_table[];	/* ends with a NULL name */
/* By name; NULL: by the end of path, else text. NULL when there is none of that name. */
const struct report_format *report_format_find(const char *name, const char *path);

/* Which right that takes: print for PDF, view for text on standard output, else export. */
enum verb report_write_verb(const struct report_format *fmt, const char *path);
/* May this actor have it in that format: asked before the work. */
enum err report_may_write(struct store *st, const struct report *r, const struct report_format *fmt,
    const char *path, struct err_note *note) MUST_CHECK;

/* Into path (NULL or "-": standard output), whole or not at all. Needs the report's export
 * right, or the print right for PDF. Inside store_begin(), which it ends: what leaves has its line on the
 * trail before it is there. ERR_DENIED, ERR_IO. */
enum err report_write(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, const char *path,
    struct err_note *note) MUST_CHECK;

/* The same under the right to another function (questions), which the caller has checked. */
enum err report_write_as(struct store *st, const char *function, const struct report *r,
    const struct report_values *v, const struct report_result *res, const struct report_format *fmt,
    const char *path, struct err_note *note) MUST_CHECK;

/* "From 01/11/2026 · To 21/11/2026": what it was asked with; the caller frees. */
char *report_asked(const struct report *r, const struct report_values *v, const struct format *fm);

/* A row of the table for the formats of page.h. */
enum err report_write_page(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, FILE *f,
    struct err_note *note) MUST_CHECK;

#endif
