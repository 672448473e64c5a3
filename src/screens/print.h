/* print.h - where a paper goes: asked once, the same way everywhere. */
#ifndef QUEN_SCREENS_PRINT_H
#define QUEN_SCREENS_PRINT_H

#include "report/page.h"
#include "report/print_out.h"
#include "report/print_paper.h"
#include "screens/session.h"

struct print_to {
	bool to_printer;		/* of the till, or of the store */
	char path[600];			/* else: the file */
	const struct page_format *format;
};
/* Printer (where there is one), PDF and, with any, the other formats. name: of the file, without
 * its end. False: Esc. */
bool print_ask(struct session *s, const char *title, const char *name, bool is_label, bool any,
    struct print_to *to);
/* Sends what o describes there and says where it went. False: it failed, and was said. */
bool print_send(struct session *s, struct print_out *o, const struct print_to *to);
/* A paper with a number of its own: asks where to, prints, says so. */
void print_paper(struct session *s, struct paper *p, const char *name);
/* A statement: asks for the period first. who: customer code or card. */
void print_statement(struct session *s, const char *who);

/* A list that is not one entity: titled columns, rows by each. Needs print of function for paper,
 * export for files that are data. */
struct print_table {
	const char *title, *name;	/* of the document; of the file */
	const char *function;
	const char *about;		/* a line under the title, or "" */
	const struct page_column *cols; size_t ncols;
	/* Calls row(out, cells) for every row; opens transactions of its own. */
	enum err (*each)(void *arg, void (*row)(void *out, const struct value *cells), void *out,
	    struct err_note *note);
	void *arg;
};
void print_rows(struct session *s, const struct print_table *t);

#endif
