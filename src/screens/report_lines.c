/* Rows of a report as the list shows them: with headings and sums of groups that fold, as paper
 * shows them too (E2). */
#include "config.h"

#include "screens/report_view_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

static void
add(struct report_view *x, enum line_kind kind, size_t from, size_t to)
{
	x->line = xgrow(x->line, &x->room, x->nlines + 1, sizeof(*x->line));
	x->line[x->nlines++] = (struct report_line) { kind, from, to };
}

static bool
same_group(const struct report_view *x, size_t a, size_t b)
{
	return value_eq(&x->res.row[a].cell[x->r->group], &x->res.row[b].cell[x->r->group]);
}

static void
rebuild(struct report_view *x)
{
	bool totals = report_has_totals(x->r);

	x->nlines = 0;
	for (size_t i = 0, end; i < x->res.n; i = end) {
		end = x->r->group < 0 ? x->res.n : i + 1;
		while (end < x->res.n && same_group(x, i, end))
			end++;
		if (x->r->group >= 0)
			add(x, LINE_HEAD, i, end);
		for (size_t k = i; k < end && !(x->r->group >= 0 && x->folded[i]); k++)
			add(x, LINE_ROW, k, k + 1);
		/* A folded heading bears the sum itself. */
		if (x->r->group >= 0 && totals && !x->folded[i])
			add(x, LINE_SUM, i, end);
	}
	if (totals && x->res.n > 0)
		add(x, LINE_TOTAL, 0, x->res.n);
}

void
report_lines_make(struct report_view *x)
{
	free(x->folded);
	x->folded = xcalloc(x->res.n + 1, sizeof(*x->folded));
	rebuild(x);
}

void
report_lines_fini(struct report_view *x)
{
	free(x->folded);
	free(x->line);
	x->folded = NULL;
	x->line = NULL;
	x->nlines = x->room = 0;
}

/* ---- cells ---- */

static char *
heading(const struct report_view *x, const struct report_line *l)
{
	char *group = report_cell(&x->r->column[x->r->group], &x->s->format, &x->res.row[l->from].cell[x->r->group]);
	const char *sign = x->folded[l->from] ? "+" : "-";
	char *text = xasprintf("%s %s (%zu)", sign, group, l->to - l->from);

	/* How many there are is left out before the name is cut. */
	if (utf8_width(text) > x->r->column[0].width) {
		free(text);
		text = xasprintf("%s %s", sign, group);
	}
	free(group);
	return text;
}

static char *
cell_text(const struct report_view *x, const struct report_line *l, size_t c)
{
	const struct report *r = x->r;
	struct value sum = { 0 };

	if (l->kind == LINE_HEAD && c == 0)
		return heading(x, l);
	if (l->kind == LINE_ROW)
		return report_cell(&r->column[c], &x->s->format, &x->res.row[l->from].cell[c]);
	if (l->kind != LINE_HEAD || x->folded[l->from])
		report_sum(r, &x->res, c, l->from, l->to, &sum);
	if (c == 0 && sum.kind == VALUE_NULL && l->kind != LINE_HEAD)
		return xstrdup(l->kind == LINE_SUM ? _("Sum") : _("Total"));
	return report_cell(&r->column[c], &x->s->format, &sum);
}

static void
add_line(struct report_view *x, struct list_page *page, size_t i)
{
	const char *cell[REPORT_COLUMNS_MAX];
	char *text[REPORT_COLUMNS_MAX], key[24];

	for (size_t c = 0; c < x->r->ncolumns; c++)
		cell[c] = text[c] = cell_text(x, &x->line[i], c);
	snprintf(key, sizeof(key), "%zu", i);
	list_page_add(page, (int64_t)i + 1, key, cell, x->r->ncolumns,
	    x->line[i].kind == LINE_ROW ? ROLE_ROW : ROLE_MARK);
	for (size_t c = 0; c < x->r->ncolumns; c++)
		free(text[c]);
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct report_view *x = ctx;
	size_t at = 0, got = 0;

	(void)note;
	if (rq->anchor != NULL)
		at = strtoul(rq->anchor, NULL, 10) + 1;
	else if (rq->backward)
		at = x->nlines + 1;
	while (got < (size_t)rq->limit) {
		if (rq->backward) {
			/* at is one past the row whose neighbour is wanted. */
			if (at < 2)
				break;
			at--;
		}
		size_t i = rq->backward ? at - 1 : at;

		if (i >= x->nlines)
			break;
		add_line(x, page, i);
		got++;
		if (!rq->backward)
			at++;
	}
	return ERR_OK;
}

static enum err
count(void *ctx, const char *find, int64_t cap, int64_t *n, struct err_note *note)
{
	struct report_view *x = ctx;

	(void)find;
	(void)note;
	*n = (int64_t)x->res.n < cap ? (int64_t)x->res.n : cap;
	return ERR_OK;
}

struct list *
report_lines_list(struct report_view *x)
{
	static const struct list_source source = { .fetch = fetch, .count = count };
	struct list_col cols[REPORT_COLUMNS_MAX] = { 0 };
	struct list *l;
	bool grown = false;

	for (size_t c = 0; c < x->r->ncolumns; c++) {
		const struct report_column *k = &x->r->column[c];

		cols[c] = (struct list_col) { .title = tr(k->label), .width = k->width,
			/* The first columns and the first figure stay on a phone. */
			.priority = c == 0 || (x->r->nseries > 0 && (int)c == x->r->chart_series[0]) ? 1 :
			    2 + (c < 7 ? (int)c : 7),
			.right = report_is_number(k->kind) };
		if (!grown && k->kind == REPORT_TEXT)
			cols[c].grow = grown = true;
	}
	l = list_new(cols, x->r->ncolumns, &source, x);
	list_set_marks(l, false);
	list_set_searchable(l, false);
	return l;
}

/* ---- folding ---- */

bool
report_lines_fold(struct report_view *x, int64_t id)
{
	const struct report_line *l;

	if (x->r->group < 0 || id < 1 || (size_t)id > x->nlines)
		return false;
	l = &x->line[id - 1];
	if (l->kind != LINE_HEAD)
		return false;
	x->folded[l->from] = !x->folded[l->from];
	rebuild(x);
	return true;
}

void
report_lines_fold_all(struct report_view *x)
{
	bool any_open = false;

	for (size_t i = 0; i < x->nlines; i++)
		any_open = any_open || (x->line[i].kind == LINE_HEAD && !x->folded[x->line[i].from]);
	for (size_t i = 0; i < x->res.n; i++)
		x->folded[i] = any_open;
	rebuild(x);
}

size_t
report_lines_row(const struct report_view *x, int64_t id)
{
	if (id < 1 || (size_t)id > x->nlines || x->line[id - 1].kind != LINE_ROW)
		return x->res.n;
	return x->line[id - 1].from;
}
