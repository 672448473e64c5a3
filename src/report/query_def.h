/* query_def.h - a question of the universal query as people and scripts give it (E3): what about,
 * which columns, under which conditions. No SQL: names of fields only, and what is compared is bound.
 *
 *	{"about": "customer", "title": "Gold in the city",
 *	 "columns": ["code", "name", {"field": "<sale.sum(total)", "sort": -1}],
 *	 "where": [{"field": "level", "is": "GOLD"}, {"field": "<sale.day", "is": "-30:", "ask": "days"}],
 *	 "limit": 100, "chart": "bar"}
 *
 * field: "name"; "region.name" through a reference; "<card.count" of the rows that point here,
 * "<sale/customer.sum(total)" when several of their fields do. do: show month year weekday age, or a
 * figure: count different sum min max average. Columns without a figure are then what rows are grouped
 * by. is: an operator of doc/QUERY.md, days as 2026-11-21, figures as English writes them. or: begins
 * another set of conditions. ask: a parameter of that name takes the place of is at run time. sort: 1,
 * 2 ... in that order, negative: falling. */
#ifndef QUEN_REPORT_QUERY_DEF_H
#define QUEN_REPORT_QUERY_DEF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "base/mem.h"

#define QUERY_COLUMNS_MAX 20
#define QUERY_CONDS_MAX 20
#define QUERY_TEXT_MAX 160		/* bytes of a field, a label, a condition */
#define QUERY_ROWS_MAX 10000000

enum query_do { DO_SHOW, DO_MONTH, DO_YEAR, DO_WEEKDAY, DO_AGE,
	DO_COUNT, DO_DIFFERENT, DO_SUM, DO_MIN, DO_MAX, DO_AVERAGE };
struct query_column {
	const char *field, *label;	/* label "": made of those of the fields */
	enum query_do what;
	int sort;
};
struct query_cond {
	const char *field, *is, *ask;	/* ask: name of a parameter, or "" */
	enum query_do what;
	bool is_or;
};
struct query_def {
	struct arena arena;		/* holds all texts */
	const char *about, *title;	/* title "": what is asked about */
	struct query_column column[QUERY_COLUMNS_MAX];
	size_t ncolumns;
	struct query_cond cond[QUERY_CONDS_MAX];
	size_t nconds;
	int64_t limit;			/* rows; 0: all */
	const char *chart;		/* "", bar stacked line share */
	int group;			/* column after whose change a file shows sums; -1: none */
};

bool query_do_is_figure(enum query_do d);
const char *query_do_name(enum query_do d);		/* as in JSON */
bool query_do_find(const char *name, enum query_do *d);
const char *query_do_label(enum query_do d);		/* translated */

/* An empty one about an entity. */
void query_def_init(struct query_def *d, const char *about);
/* ERR_INVALID names the member. d has to be ended also after an error. */
enum err query_def_from_json(struct query_def *d, const json_t *j, struct err_note *note) MUST_CHECK;
enum err query_def_read(struct query_def *d, const char *text, struct err_note *note) MUST_CHECK;
json_t *query_def_to_json(const struct query_def *d);
void query_def_fini(struct query_def *d);

#endif
