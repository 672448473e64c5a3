/* query_part.h - between query_build.c, query_cond.c and query_run.c: the statement of a question while
 * it is put together. Names come from forms and sources only; every value is bound. */
#ifndef QUEN_REPORT_QUERY_PART_H
#define QUEN_REPORT_QUERY_PART_H

#include "base/str.h"
#include "db/db.h"
#include "report/query_path.h"
#include "store/record_store.h"

#define QUERY_ARGS_MAX 80
#define QUERY_JOINS_MAX 24
#define QUERY_RELS_MAX 6
#define QUERY_RIGHTS_MAX 24

/* One FROM with what is joined to it. */
struct query_scope {
	const struct query_source *s;
	int alias;			/* a0, a1 ... */
	struct strbuf joins;
	struct { const char *key; int alias; } join[QUERY_JOINS_MAX];
	size_t njoins;
};
/* Rows that point here, summed up by where they point: LEFT JOIN (SELECT … GROUP BY k). */
struct query_rel {
	const char *key;
	int alias, parent;
	const struct field *by;
	struct query_scope in;
	struct strbuf columns, where;
	int ncolumns;
	bool is_narrowed;		/* conditions on its rows: there has to be one */
	bool is_judged;			/* but for a condition on its figures, which says itself */
};
struct query_build {
	struct store *st;
	const struct query_sources *all;
	struct err_note *note;
	struct arena *arena;		/* of the result */
	day_t today;
	struct format fm;		/* conditions are read as English writes */
	struct query_scope base;
	struct query_rel rel[QUERY_RELS_MAX];
	size_t nrels;
	int naliases;
	struct db_arg args[QUERY_ARGS_MAX + 1];
	int nargs;
	const char *right[QUERY_RIGHTS_MAX];	/* functions of all entities that are looked into */
	size_t nrights;
	struct strbuf where, having;
	bool has_figures;
};
/* A value in the statement. */
struct query_expr {
	struct query_path path;
	struct query_type type;
	const char *value;		/* for conditions, groups, order */
	const char *shown;		/* the same or what a cell shows */
	const char *group;		/* more to group by (the row behind a name), or NULL */
	int ref;			/* alias of the row that a reference points at, -1 */
	struct query_rel *rel;
};

enum err query_build_begin(struct query_build *b, const char *about) MUST_CHECK;
void query_build_fini(struct query_build *b);
/* An expression of the base's scope. plain_rel: a field of related rows may stand there, in the scope
 * of the relation (conditions that narrow it). */
enum err query_build_expr(struct query_build *b, const char *field, enum query_do what,
    bool plain_rel, struct query_expr *x) MUST_CHECK;
/* " FROM … WHERE …" */
void query_build_from(struct query_build *b, struct strbuf *out);

/* query_cond.c: all conditions into where, having and the relations. is[i] takes the place of the
 * definition's text. */
enum err query_build_conds(struct query_build *b, const struct query_def *d,
    const char *const *is) MUST_CHECK;

#endif
