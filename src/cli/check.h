/* check.h - the parts of quen check. Each tells its findings, a line each:
 * "customer.form:12: what is wrong". */
#ifndef QUEN_CLI_CHECK_H
#define QUEN_CLI_CHECK_H

#include "cli/cli.h"

struct check {
	struct cli *c;
	struct store *st;		/* the real one, or a scratch one without data */
	struct actor *a;		/* the system */
	json_t *findings;		/* NULL: told on stdout */
	int bad;
	int forms, keymaps, reports, texts;	/* how many were looked at */
};
void check_bad(struct check *k, const char *file, int line, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The end of a path: what people look for. */
const char *check_name(const char *path);

void check_keymaps(struct check *k);
/* Functions that exist, columns that exist. Needs st. */
void check_entities(struct check *k);
void check_queries(struct check *k);
/* Shipped document templates, and those of the store. Needs st. */
void check_templates(struct check *k);
void check_reports(struct check *k);
/* What questions can be asked about beside the forms: sql/sources. Needs st. */
void check_sources(struct check *k);
/* Every text of forms, parameters, functions and commands in every language
 * that is installed. Needs st. */
void check_translations(struct check *k);

#endif
