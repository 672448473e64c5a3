/* report_view_int.h - what the files of the report screen share. Not for others. */
#ifndef QUEN_SCREENS_REPORT_VIEW_INT_H
#define QUEN_SCREENS_REPORT_VIEW_INT_H

#include "report/report.h"
#include "screens/background.h"
#include "screens/report_chart.h"
#include "screens/session.h"
#include "ui/list.h"
#include "ui/menu.h"

#define REPORT_SCREEN_ROWS 50000	/* files hold all */

enum report_show { SHOW_TABLE, SHOW_CHART, SHOW_BOTH };
enum line_kind { LINE_ROW, LINE_HEAD, LINE_SUM, LINE_TOTAL };
struct report_line {
	enum line_kind kind;
	size_t from, to;		/* rows of the result: one, or those of the group */
};

struct report_view {
	struct session *s;
	struct screen *sc;
	struct reports all;
	const struct report *r;
	struct report_values values;
	struct report_result res;
	struct report_chart_data *chart;
	struct list *list;
	enum report_show show;
	int64_t took_us;
	struct report_line *line;	/* what the list shows */
	size_t nlines, room;
	bool *folded;			/* by the first row of a group */
	struct background *work;	/* it runs: the screen waits for it */
	struct menu_item more[5];
	struct report_result coming;	/* the thread's until it is over */
};

/* ---- report_lines.c: rows, headings and sums of groups as the list shows them */
void report_lines_make(struct report_view *x);
void report_lines_fini(struct report_view *x);
struct list *report_lines_list(struct report_view *x);
/* Enter on a heading, or fold all and unfold all when it is not one: false. */
bool report_lines_fold(struct report_view *x, int64_t id);
void report_lines_fold_all(struct report_view *x);
/* The row of the result behind a line of the list; the number of rows when there is none. */
size_t report_lines_row(const struct report_view *x, int64_t id);

/* ---- report_run_view.c: running it, in the background when it takes longer */
enum err report_view_run(struct report_view *x, struct err_note *note);
void report_view_take(struct report_view *x);	/* what came is shown from now on */

/* ---- report_view.c */
/* The list of reports names a site's wrong file; the others go on working. */
void report_leave_out(void *arg, const struct err_note *note);
/* Table and chart, as the user wants to see them; of queries, too. */
void report_view_draw(struct report_view *x, struct canvas *c, struct rect body);

/* ---- report_print.c */
void report_view_print(struct report_view *x);
/* Where a file goes and what it is: of the kinds that may() allows (in a read; its note is shown when
 * there is none) the chosen one, then the name, NAME-DAY and the kind's ending at first. NULL: none. */
struct report_format;
const struct report_format *report_ask_file(struct session *s, const char *title, const char *name,
    enum err (*may)(void *ctx, const struct report_format *f, struct err_note *note), void *ctx,
    char *path, size_t size);

/* ---- report_keep.c: saved questions and scheduled reports */
void report_view_save(struct report_view *x);
void report_view_choose(struct report_view *x);

#endif
