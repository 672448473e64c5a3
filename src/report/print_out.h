/* print_out.h - a paper that is ready goes out: into a file, or to a printer by its queue; noted
 * before it goes, so that no paper leaves without its line on the trail. */
#ifndef QUEN_REPORT_PRINT_OUT_H
#define QUEN_REPORT_PRINT_OUT_H

#include <stdio.h>

#include "report/printer.h"

struct print_out {
	/* Writes the PDF (or what the file's format is). Called once, outside a transaction. */
	enum err (*write)(void *arg, FILE *f, struct err_note *note);
	void *arg;
	/* Where: path when it is given ("-": standard output), else printer, else that of the till,
	 * else of the actor's store. */
	const char *path, *printer, *till;
	bool is_label;			/* the label printer, not the one for pages */
	const char *title;		/* of the job */
	/* for the trail */
	const char *function, *entity, *code, *what;
	int64_t row_id, count;
	/* of a list: how many rows, which write() fills in, and which (list_filter_text()); NULL: no list */
	int64_t rows;
	const char *filter;
	enum verb verb;			/* 0: print */
	bool is_noted;			/* the caller has done so */
	/* found: "office (job 17)", or the path */
	char where[192];
};
/* Opens transactions of its own; none may be open. ERR_NOTFOUND when there is no printer. */
enum err print_out(struct store *st, struct actor *a, struct print_out *o, struct err_note *note)
    MUST_CHECK;
/* Is there a printer for it. Opens a read transaction. */
bool print_out_has_printer(struct store *st, struct actor *a, const char *till, bool is_label);

#endif
