/* query_path.h - the names in a question: which field of which entity, by which way; what kind of
 * value stands there. */
#ifndef QUEN_REPORT_QUERY_PATH_H
#define QUEN_REPORT_QUERY_PATH_H

#include "report/query_def.h"
#include "report/query_source.h"
#include "report/report.h"

#define QUERY_STEPS_MAX 3

struct query_step { const struct field *ref; const struct query_source *to; };
struct query_path {
	struct query_step step[QUERY_STEPS_MAX];	/* from the base, through references */
	size_t nsteps;
	const struct query_source *rel;			/* rows that point at where we are; or NULL */
	const struct field *by;				/* with this field */
	struct query_step rel_step[QUERY_STEPS_MAX];	/* from there */
	size_t nrel_steps;
	enum query_do what;				/* figure of rel's rows; DO_SHOW: the field itself */
	const struct query_source *of;			/* of the field */
	const struct field *field;			/* NULL: how many rows of rel */
};
/* Inside store_begin(): asks for the right of everything on the way, refuses hidden fields (rule
 * S4). ERR_INVALID, ERR_DENIED; note.field is the name. */
enum err query_path_read(struct store *st, const struct query_sources *all,
    const struct query_source *base, const char *text, struct query_path *p,
    struct err_note *note) MUST_CHECK;
/* "Region › Full name", "Receipts › Sales, sum"; translated, in the arena. */
const char *query_path_label(struct arena *a, const struct query_path *p, enum query_do what);

/* What a value is, and how one is read from a condition. */
struct query_type {
	enum report_kind kind;
	const char *context;		/* REPORT_WORD */
	int width;
	struct field as;		/* conditions are read as this field */
	bool is_milli;			/* thousandths; conditions are hundredths */
	bool is_ref, is_refs;		/* a reference: conditions are on code or name */
};
/* Of the field, its figure in rel, and then what is done to it. ERR_INVALID: that cannot be done. */
enum err query_type_of(const struct query_path *p, enum query_do what, struct query_type *t,
    struct err_note *note) MUST_CHECK;
/* Can it be done to such a value. */
bool query_type_can(const struct query_type *t, enum query_do what);
/* The type of a field as it stands. */
void query_type_field(const struct query_source *s, const struct field *f, struct query_type *t);

#endif
