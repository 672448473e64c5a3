/* report.h - reports as files (E6): sql/reports/NAME.sql is a report, a file of the same name
 * in the site's sql/reports replaces it. The head of the file says everything but the rows:
 *
 *	-- report: sales-by-day
 *	-- title:  Sales by day
 *	-- help:   One sentence about what is counted
 *	-- menu:   Sales
 *	-- right:  report_sales
 *	-- param:  from   day         month-start   From
 *	-- param:  store  ref:store   -             Store
 *	-- column: day    day    10            Day
 *	-- column: sales  money  14  sum       Sales
 *	-- chart:  line day sales
 *	-- drill:  receipts from=day to=day store=$store
 *	-- words:  segment best,loyal,new     values of a word:segment column, to be translated
 *	SELECT ...
 *
 * SQL: the subset of SCALE.md, one statement that reads. Private tables stand as @customer and
 * show the rows this actor may see; a bare private table is refused by quen check. Besides the
 * parameters it may name, for a day D, $D_at and $D_end (its bounds as instants), $actor, $actor_store, $today and @visible_stores, the ids of the
 * stores that this actor may look into (A11). Documented in doc/REPORTS.md, quen-report(5). */
#ifndef QUEN_REPORT_REPORT_H
#define QUEN_REPORT_REPORT_H

#include "base/date.h"
#include "base/mem.h"
#include "model/field.h"
#include "store/actor.h"
#include "store/store.h"

#define REPORT_PARAMS_MAX 12
#define REPORT_COLUMNS_MAX 24
#define REPORT_SERIES_MAX 4
#define REPORT_DRILL_MAX 8

/* Kinds of column. The first ones are field types and look like fields do. */
enum report_kind {
	REPORT_TEXT, REPORT_CODE, REPORT_INT, REPORT_MONEY, REPORT_POINTS, REPORT_PERCENT,
	REPORT_QUANTITY,	/* thousandths */
	REPORT_DAY, REPORT_BIRTH, REPORT_INSTANT, REPORT_PHONE,
	REPORT_MONTH,		/* yyyymm */
	REPORT_WEEKDAY,		/* 1 Monday .. 7 Sunday, or a day yyyymmdd */
	REPORT_HOUR,		/* 0..23 */
	REPORT_WORD		/* a choice of the program: word:FIELD, translated with that context */
};
enum report_total { TOTAL_NONE, TOTAL_SUM, TOTAL_MIN, TOTAL_MAX, TOTAL_COUNT };
struct report_column {
	const char *name, *label;	/* label: msgid */
	enum report_kind kind;
	const char *context;		/* REPORT_WORD: the field whose choices these are */
	int width;
	enum report_total total;
	int line;			/* of the file */
};
struct report_param {
	struct field field;		/* name, label, type, entity or choices */
	const char *preset;		/* "-" none, "today", "today-30", "month-start", ... or a value */
};
enum report_chart { CHART_NONE, CHART_BAR, CHART_STACKED, CHART_LINE, CHART_HEAT, CHART_SHARE };
/* Enter on a row: another report with these parameters, or a document by its code. */
struct report_drill {
	const char *target;		/* name of a report, or "" */
	const char *open;		/* "receipt", or an entity's name: opened by the code column */
	size_t n;
	const char *param[REPORT_DRILL_MAX];	/* of the target; for open: "code" */
	const char *from[REPORT_DRILL_MAX];	/* "column" or "$param" */
	int line;
};

struct report {
	const char *name, *title, *help, *menu, *right;
	int right_line;
	struct report_param param[REPORT_PARAMS_MAX];
	size_t nparams;
	struct report_column column[REPORT_COLUMNS_MAX];
	size_t ncolumns;
	enum report_chart chart;
	int chart_label, chart_across;	/* columns; across: the second axis of a heat map, else -1 */
	int chart_series[REPORT_SERIES_MAX];
	size_t nseries;
	int group;			/* column that rows are grouped by with sums between, or -1 */
	bool has_drill;
	struct report_drill drill;
	const char *file;		/* as shown: "reports/sales-by-day.sql" */
	int sql_line;
	const char *sql;
};

/* All reports, by menu and title order of the files' "menu" and name. */
struct reports {
	struct arena arena;
	struct report *r;
	size_t n, cap;
};
/* From sql/reports and the site's. Stops at the first wrong file: ERR_SYNTAX "reports/x.sql:3: …".
 * each_error (may be NULL): told about every wrong file, which is then left out. */
enum err reports_load(const struct store_paths *paths, struct reports *all,
    void (*each_error)(void *arg, const struct err_note *note), void *arg,
    struct err_note *note) MUST_CHECK;
void reports_fini(struct reports *all);
const struct report *reports_find(const struct reports *all, const char *name);
/* One file's text; strings live in the arena. */
enum err report_read(struct arena *a, const char *shown, const char *text, struct report *r,
    struct err_note *note) MUST_CHECK;

/* ---- running ---- */

/* Values of the parameters in order, presets filled in. Inside store_begin() for references. */
struct report_values { struct value v[REPORT_PARAMS_MAX]; char *text[REPORT_PARAMS_MAX]; };
enum err report_presets(const struct report *r, struct report_values *v,
    struct err_note *note) MUST_CHECK;
/* As a user types it; ERR_INVALID names the parameter. A reference is given by its code. */
enum err report_set(struct store *st, const struct report *r, size_t i, const char *text,
    struct report_values *v, struct err_note *note) MUST_CHECK;
void report_values_fini(struct report_values *v);

struct report_row { struct value *cell; };
struct report_result {
	struct arena arena;
	struct report_row *row;
	size_t n, cap;
	struct value total[REPORT_COLUMNS_MAX];	/* NULL where the column has none */
	bool is_cut;			/* stopped at limit */
};
/* The function whose rights count for this actor: "report" stands for all of them. */
const char *report_function(const struct actor *a, const struct report *r, enum verb v);
/* Runs it as the actor of the transaction: needs the report's right. limit 0: all rows.
 * ERR_DENIED, ERR_CANCELLED. */
enum err report_run(struct store *st, const struct report *r, const struct report_values *v,
    size_t limit, struct report_result *out, struct err_note *note) MUST_CHECK;
void report_result_fini(struct report_result *res);
bool report_has_totals(const struct report *r);
/* Sums of rows from..to-1 of one column, as its total says; NULL value when it has none. */
void report_sum(const struct report *r, const struct report_result *res, size_t col,
    size_t from, size_t to, struct value *out);

/* A cell for people: translated, in the format's locale; the caller frees. */
char *report_cell(const struct report_column *c, const struct format *fm, const struct value *v);
/* For programs: ISO days, plain numbers; the caller frees. */
char *report_cell_plain(const struct report_column *c, const struct format *fm, const struct value *v);
bool report_is_number(enum report_kind k);

/* A private table that stands bare after FROM, JOIN or a comma shows rows that nobody may see
 * (rule S1): its name, or NULL. */
const char *report_bare_private(struct store *st, const char *sql);

/* What quen check asks: prepares the statement, compares its columns with the head's. */
enum err report_check(struct store *st, const struct reports *all, const struct report *r,
    struct err_note *note) MUST_CHECK;

#endif
