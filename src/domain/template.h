/* template.h - the text that a document is printed by: lines with {{fields}}, one table, totals,
 * places to sign. Written down in doc/OFFERS.md. MISSION B4, rule M4: what is needed and empty
 * stops the document. */
#ifndef QUEN_DOMAIN_TEMPLATE_H
#define QUEN_DOMAIN_TEMPLATE_H

#include "base/json.h"
#include "base/mem.h"
#include "store/record_hook.h"

#define TEMPLATE_LINES_MAX 400

enum template_line_kind {
	TEMPLATE_TITLE, TEMPLATE_HEADER, TEMPLATE_FOOTER, TEMPLATE_FIELD, TEMPLATE_COLUMN,
	TEMPLATE_TOTAL, TEMPLATE_SIGN, TEMPLATE_STRONG, TEMPLATE_SMALL, TEMPLATE_TEXT, TEMPLATE_GAP
};
struct template_line {
	enum template_line_kind kind;
	int line;			/* in the text, from 1 */
	const char *text;		/* in the arena */
	const char *key, *label;	/* COLUMN, TOTAL: what and its heading; FIELD: label */
};
struct template {
	struct arena arena;
	struct template_line lines[TEMPLATE_LINES_MAX];
	size_t n;
};

/* Reads and checks it: unknown commands, fields, columns and totals are refused with their line.
 * ERR_INVALID "body": "line 3: there is no field {{custmer.name}}". */
enum err template_read(const char *body, struct template *t, struct err_note *note) MUST_CHECK;
/* The same, with the line beside the note; 0: none is to blame. */
enum err template_read_at(const char *body, struct template *t, int *line,
    struct err_note *note) MUST_CHECK;
void template_fini(struct template *t);

/* Puts values in. fields: texts by name. A line whose fields all may be empty ("{{x?}}") and are is
 * left out: *out NULL. ERR_INVALID names the first field that is needed and empty. */
enum err template_fill(const char *text, const json_t *fields, char **out,
    struct err_note *note) MUST_CHECK;
bool template_knows(const char *field);
const char *template_field_at(size_t i);	/* NULL beyond the last */

/* The shipped text of a kind ("quotation", "order") in a language; owned. ERR_NOTFOUND. */
enum err template_shipped(struct store *st, const char *kind, const char *lang, char **out,
    struct err_note *note) MUST_CHECK;
/* Adds the shipped ones that are missing as rows to change; *added may be NULL. In a write. */
enum err template_install(struct store *st, int *added, struct err_note *note) MUST_CHECK;

/* record_hook: administrators only; the text must read. */
enum err template_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
