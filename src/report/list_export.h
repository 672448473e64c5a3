/* list_export.h - any list out as CSV, JSON, Excel, PDF, Word or text: what the actor may
 * see and export, nothing else (rule S4). */
#ifndef QUEN_REPORT_LIST_EXPORT_H
#define QUEN_REPORT_LIST_EXPORT_H

#include <stdio.h>

#include "report/page.h"
#include "store/record_store.h"

enum export_format { EXPORT_CSV, EXPORT_JSON, EXPORT_PAGE };

struct export_options {
	enum export_format format;
	const struct page_format *page;	/* EXPORT_PAGE: which */
	bool plain;			/* CSV for programs */
	const char *columns;		/* comma list of field names; NULL: all */
	bool (*stop)(void *arg);	/* may be NULL; asked at every row */
	void *arg;
};
/* The right that it takes: on paper the one to print is enough, a file that is data needs export. */
enum verb list_export_verb(const struct actor *a, const struct entity *e,
    const struct export_options *o);
/* Opens a read transaction of its own. CSV heads are labels, with plain field
 * names; money stands in whole units ("12.50"), in JSON in minor units.
 * *rows: how many were written. ERR_INVALID unknown column; ERR_DENIED. */
enum err list_export(struct store *st, struct actor *a, const struct list_query *q,
    const struct export_options *o, FILE *out, int64_t *rows, struct err_note *note) MUST_CHECK;

/* Which rows, for the trail: fields, operators and values; of texts, which may name a person, only
 * how many letters they had (a person who is erased must not stand there). "": all. The caller frees. */
char *list_filter_text(const struct list_query *q);

/* Minor units as a plain decimal, "12.50": import reads it back whatever the language. The
 * caller frees. */
char *export_money(const struct format *fm, int64_t minor);

#endif
