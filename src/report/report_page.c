/* A report's result as a document: PDF, Word, Excel, through page.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "report/page.h"
#include "report/report_figures.h"
#include "report/report_write.h"
#include "store/setting.h"

static enum page_kind
page_kind_of(enum report_kind k)
{
	switch (k) {
	case REPORT_INT:
	case REPORT_POINTS:
		return PAGE_INT;
	case REPORT_MONEY:
		return PAGE_MONEY;
	case REPORT_PERCENT:
		return PAGE_PERCENT;
	case REPORT_QUANTITY:
		return PAGE_QUANTITY;
	case REPORT_DAY:
		return PAGE_DAY;
	case REPORT_INSTANT:
		return PAGE_INSTANT;
	default:
		return PAGE_TEXT;
	}
}

/* Kinds that only reports have go out as their texts; cells[] is to be freed where owned says. */
static void
cells_of(const struct report *r, const struct format *fm, const struct value *from, struct value *cells,
    bool *owned)
{
	for (size_t c = 0; c < r->ncolumns; c++) {
		const struct report_column *k = &r->column[c];

		cells[c] = from[c];
		owned[c] = from[c].kind != VALUE_NULL && page_kind_of(k->kind) == PAGE_TEXT;
		if (owned[c])
			cells[c] = (struct value) { .kind = VALUE_TEXT, .s = report_cell(k, fm, &from[c]) };
	}
}

static void
cells_fini(const struct report *r, struct value *cells, const bool *owned)
{
	for (size_t c = 0; c < r->ncolumns; c++)
		if (owned[c])
			free(cells[c].s);
}

static void
write_row(struct page *p, const struct report *r, const struct value *from)
{
	struct value cells[REPORT_COLUMNS_MAX];
	bool owned[REPORT_COLUMNS_MAX];

	cells_of(r, page_fm(p), from, cells, owned);
	page_row(p, cells);
	cells_fini(r, cells, owned);
}

static void
write_total(struct page *p, const struct report *r, const struct report_result *res, const char *label,
    size_t from, size_t to)
{
	struct value cells[REPORT_COLUMNS_MAX] = { 0 };
	bool any = false;

	for (size_t c = 0; c < r->ncolumns; c++) {
		report_sum(r, res, c, from, to, &cells[c]);
		any = any || cells[c].kind != VALUE_NULL;
	}
	if (any)
		page_total(p, label, cells);
}

/* Rows of a group stand together: the statement sorts by its column. */
static void
write_rows(struct page *p, const struct report *r, const struct report_result *res)
{
	size_t began = 0;

	for (size_t i = 0; i < res->n; i++) {
		if (r->group >= 0 && (i == 0 ||
		    !value_eq(&res->row[i].cell[r->group], &res->row[i - 1].cell[r->group]))) {
			char *band;

			if (i > 0)
				write_total(p, r, res, _("Sum"), began, i);
			began = i;
			band = report_cell(&r->column[r->group], page_fm(p), &res->row[i].cell[r->group]);
			page_band(p, band);
			free(band);
		}
		write_row(p, r, res->row[i].cell);
	}
	if (r->group >= 0 && res->n > 0)
		write_total(p, r, res, _("Sum"), began, res->n);
	if (res->n > 0)
		write_total(p, r, res, _("Total"), 0, res->n);
}

static void
write_asked(struct page *p, const struct report *r, const struct report_values *v)
{
	char *asked = report_asked(r, v, page_fm(p));

	page_text(p, PAGE_TITLE, tr(r->title));
	if (asked[0] != '\0')
		page_text(p, PAGE_SMALL, asked);
	page_gap(p);
	free(asked);
}

static enum page_chart_kind
chart_kind_of(enum report_chart c)
{
	switch (c) {
	case CHART_STACKED:
		return PAGE_CHART_STACKED;
	case CHART_LINE:
		return PAGE_CHART_LINE;
	case CHART_HEAT:
		return PAGE_CHART_HEAT;
	case CHART_SHARE:
		return PAGE_CHART_SHARE;
	case CHART_NONE:
	case CHART_BAR:
		break;
	}
	return PAGE_CHART_BAR;
}

static void
write_chart(struct page *p, const struct report *r, const struct report_figures *f, enum page_place where)
{
	struct page_chart c = { .kind = chart_kind_of(r->chart) };

	if (f == NULL)
		return;
	c.n = f->n;
	c.labels = (const char *const *)f->labels;
	c.nseries = f->nseries;
	c.across = f->nacross;
	c.across_labels = (const char *const *)f->across;
	c.figures = page_kind_of(r->column[r->chart_series[0]].kind);
	c.label_column = r->chart_label;
	c.is_apart = r->group >= 0;
	for (size_t s = 0; s < f->nseries; s++) {
		c.names[s] = tr(r->column[r->chart_series[s]].label);
		c.v[s] = f->v[s];
		c.column[s] = r->chart_series[s];
	}
	page_chart(p, where, &c);
}

enum err
report_write_page(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, FILE *f, struct err_note *note)
{
	const struct format *fm = store_format(st);
	struct page_column cols[REPORT_COLUMNS_MAX];
	char made[64];
	struct page_head h = { .title = tr(r->title), .header = setting_text(st, "shop.name"), .footer = made, .fm = fm,
		.lang = i18n_lang() };
	struct report_figures *figures;
	struct page *p;
	bool grown = false;
	enum err e;

	instant_format(fm->locale, clock_now_ms(), made, sizeof(made));
	for (size_t c = 0; c < r->ncolumns; c++) {
		const struct report_column *k = &r->column[c];

		cols[c] = (struct page_column) { .title = tr(k->label), .kind = page_kind_of(k->kind),
			.width = k->width };
		if (!grown && k->kind == REPORT_TEXT)
			cols[c].grow = grown = true;
	}
	h.is_wide = page_is_wide(cols, r->ncolumns);
	e = page_open(&p, page_format_find(fmt->name), f, &h, note);
	if (e != ERR_OK)
		return e;
	figures = report_figures_make(r, res, fm);
	write_asked(p, r, v);
	write_chart(p, r, figures, PAGE_BEFORE_TABLE);
	page_table(p, cols, r->ncolumns);
	write_rows(p, r, res);
	write_chart(p, r, figures, PAGE_AFTER_TABLE);
	page_table_end(p);
	report_figures_free(figures);
	return page_close(p, note);
}
