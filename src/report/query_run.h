/* query_run.h - the universal query (E3): a question (query_def.h) asked, its rows as those of a report,
 * so that all that is made of a report's result is made of it: screen, chart, every kind of file.
 *
 * Whatever the question says, it is compiled anew each time, as the actor of the transaction: needs the
 * right "query", the view right of every entity on the way, no hidden field anywhere (rule S4), and
 * sees the rows that the actor may see (rule S1). */
#ifndef QUEN_REPORT_QUERY_RUN_H
#define QUEN_REPORT_QUERY_RUN_H

#include "report/query_def.h"
#include "report/query_source.h"
#include "report/report.h"
#include "report/report_write.h"

/* What parameters are set to: name of an "ask", and the condition that takes its place. */
struct query_answer { const char *name, *is; };

struct query_result {
	struct arena arena;
	struct report r;		/* drill: the form of the row, where its code is a column */
	struct report_values values;	/* the conditions, for heads of files */
	struct report_result rows;
	const char **rights;		/* functions of the entities that were looked into */
	size_t nrights;
};
/* limit 0: as the question says. answers end with a NULL name, may be NULL. ERR_INVALID names what is
 * wrong in the question; ERR_DENIED, ERR_CANCELLED. res has to be ended after ERR_OK only. */
enum err query_run(struct store *st, const struct query_sources *all, const struct query_def *d,
    const struct query_answer *answers, size_t limit, struct query_result *res,
    struct err_note *note) MUST_CHECK;
void query_result_fini(struct query_result *res);

/* Into a file as report_write() does. Needs the export right (PDF: print) of "query" and of every
 * entity that was looked into; text on standard output only what running it needs. */
enum err query_write(struct store *st, const struct query_result *res,
    const struct report_format *fmt, const char *path, struct err_note *note) MUST_CHECK;
/* The same question of rights alone, before somebody is asked for a name. */
enum err query_may_write(struct store *st, const struct query_result *res,
    const struct report_format *fmt, const char *path, struct err_note *note) MUST_CHECK;

/* The rows that a question without figures is about, or that stand behind its groups: ids, ascending,
 * at most cap; *more: there are others. The caller frees *ids. */
enum err query_ids(struct store *st, const struct query_sources *all, const struct query_def *d,
    const struct query_answer *answers, size_t cap, int64_t **ids, size_t *n, bool *more,
    struct err_note *note) MUST_CHECK;

/* What stands in a question's place, translated: title of a column, of a condition. "" when it does
 * not read. In the arena. */
const char *query_label(struct store *st, const struct query_sources *all, const char *about,
    const char *field, enum query_do what, struct arena *a);

#endif
