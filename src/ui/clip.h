/* clip.h - copying out of the screen (UX 9): a value, a row or a table as TSV into the clipboard of
 * the terminal by OSC 52, and the screen as plain text for the terminal's own selection.
 *
 * Written only, never asked for. Who may: a terminal whose answer to DA1 has 52, one that is listed
 * here or in the parameter clipboard.terminals, or QUEN_CLIPBOARD=on; "off" for none. */
#ifndef QUEN_UI_CLIP_H
#define QUEN_UI_CLIP_H

#include "base/err.h"
#include "base/str.h"

#define CLIP_MAX 65536		/* terminals take little more, and cut without a word */

enum clip_what { CLIP_VALUE, CLIP_ROW, CLIP_TABLE, CLIP_SCREEN };
struct clip {
	struct strbuf text;
	/* Whose rows these are: a table needs export of function and is noted. "" or NULL: nobody's. */
	const char *function, *entity;
	size_t rows;
};

struct app;
struct list;
struct form;
/* A cell: tabs and line ends as blanks; a formula gets an apostrophe, as in CSV. */
void clip_cell(struct strbuf *out, const char *text);
/* What screens call from screen_class.copy. ERR_NOTFOUND: no row there; ERR_LIMIT: beyond CLIP_MAX.
 * A value is chosen from the row's (ERR_OK and no text: nothing was chosen). */
enum err list_copy(struct list *l, struct app *app, enum clip_what what, struct clip *out,
    struct err_note *note) MUST_CHECK;
/* The field; all values; one line a field. */
enum err form_copy(struct form *f, enum clip_what what, struct clip *out, struct err_note *note) MUST_CHECK;

/* Copies and says so, or says why not. */
void clip_run(struct app *app, enum clip_what what);
/* The escape sequence of a text; owned. */
char *clip_osc52(const char *text, size_t len);

#endif
