/* Excel by libxlsxwriter: types are kept, texts are never formulas, the head stays in view
 * and filters. Rows are not kept in memory. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/i18n.h"
#include "report/page_part.h"

#define ROWS_MAX 1048576		/* of a sheet */
#define SHEET_NAME_MAX 31

struct xlsx {
	char path[512], tmp[256];	/* the library writes to a name */
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *plain[PAGE_INSTANT + 1], *bold[PAGE_INSTANT + 1], *head, *title;
	lxw_row_t at, first;		/* next row; the table's head */
	bool was_table, has_filter;
};

/* 1 234,50: separators come from the reader's own settings. */
static const char *
number_format(const struct page *p, enum page_kind k)
{
	switch (k) {
	case PAGE_MONEY:
		return p->head.fm->currency->digits == 0 ? "#,##0" :
		    p->head.fm->currency->digits == 3 ? "#,##0.000" : "#,##0.00";
	case PAGE_QUANTITY:
		return "#,##0.###";
	case PAGE_INT:
		return "#,##0";
	case PAGE_PERCENT:
	case PAGE_FACTOR:
		return "0.##";
	case PAGE_DAY:
		return "yyyy-mm-dd";
	case PAGE_INSTANT:
		return "yyyy-mm-dd hh:mm";
	case PAGE_TEXT:
		break;
	}
	return "@";
}

static void
make_formats(struct page *p)
{
	struct xlsx *x = p->data;

	for (int k = 0; k <= PAGE_INSTANT; k++) {
		/* The library looks up a format that equals another one anew for every cell. */
		for (int same = 0; same < k && x->plain[k] == NULL; same++)
			if (strcmp(number_format(p, (enum page_kind)same), number_format(p, (enum page_kind)k)) == 0) {
				x->plain[k] = x->plain[same];
				x->bold[k] = x->bold[same];
			}
		if (x->plain[k] != NULL)
			continue;
		x->plain[k] = workbook_add_format(x->book);
		format_set_num_format(x->plain[k], number_format(p, (enum page_kind)k));
		x->bold[k] = workbook_add_format(x->book);
		format_set_num_format(x->bold[k], number_format(p, (enum page_kind)k));
		format_set_bold(x->bold[k]);
		format_set_top(x->bold[k], LXW_BORDER_THIN);
	}
	x->head = workbook_add_format(x->book);
	format_set_bold(x->head);
	format_set_bg_color(x->head, 0xE6E6E6);
	format_set_bottom(x->head, LXW_BORDER_THIN);
	x->title = workbook_add_format(x->book);
	format_set_bold(x->title);
	format_set_font_size(x->title, 14);
}

/* Without []:*?/\ and at most so many characters. */
static void
sheet_name(const char *title, size_t most, char *buf, size_t size)
{
	size_t n = 0, chars = 0;

	for (const char *s = title; *s != '\0' && n + 1 < size; s++) {
		chars += ((unsigned char)*s & 0xC0) != 0x80;
		if (chars > most)
			break;
		buf[n++] = strchr("[]:*?/\\'", *s) != NULL ? ' ' : *s;
	}
	buf[n] = '\0';
}

static enum err
begin(struct page *p, struct err_note *note)
{
	const char *tmp = getenv("TMPDIR");
	struct xlsx *x = xcalloc(1, sizeof *x);
	lxw_workbook_options o = { .constant_memory = LXW_TRUE };
	char name[160];
	int fd;

	p->data = x;
	str_copy(x->tmp, sizeof x->tmp, str_empty(tmp) ? "/tmp" : tmp);
	snprintf(x->path, sizeof x->path, "%s/quen-XXXXXX", x->tmp);
	fd = mkstemp(x->path);
	if (fd < 0) {
		x->path[0] = '\0';
		return err_set(note, ERR_IO, "", _("The folder for temporary files cannot be written."));
	}
	close(fd);
	o.tmpdir = x->tmp;
	x->book = workbook_new_opt(x->path, &o);
	if (x->book == NULL)
		return err_set(note, ERR_IO, "", _("The Excel file could not be made."));
	make_formats(p);
	sheet_name(p->head.title, SHEET_NAME_MAX, name, sizeof name);
	x->sheet = workbook_add_worksheet(x->book, name[0] != '\0' ? name : NULL);
	if (x->sheet == NULL)
		x->sheet = workbook_add_worksheet(x->book, NULL);
	if (x->sheet == NULL)
		return err_set(note, ERR_IO, "", _("The Excel file could not be made."));
	worksheet_set_paper(x->sheet, 9);	/* A4 */
	if (p->head.is_wide)
		worksheet_set_landscape(x->sheet);
	worksheet_fit_to_pages(x->sheet, 1, 0);
	return ERR_OK;
}

static bool
room(struct page *p)
{
	struct xlsx *x = p->data;

	if (x->at < ROWS_MAX)
		return true;
	page_fail(p, ERR_LIMIT, _("A sheet of Excel has 1,048,576 rows; export it to CSV."));
	return false;
}

static void
text(struct page *p, enum page_style style, const char *line)
{
	struct xlsx *x = p->data;

	if (!room(p))
		return;
	worksheet_write_string(x->sheet, x->at++, 0, line,
	    style == PAGE_TITLE || style == PAGE_HEAD ? x->title : NULL);
}

static void
gap(struct page *p)
{
	((struct xlsx *)p->data)->at++;
}

static void
pairs(struct page *p, const struct page_pair *pp, size_t n)
{
	struct xlsx *x = p->data;

	for (size_t i = 0; i < n && room(p); i++, x->at++) {
		worksheet_write_string(x->sheet, x->at, 0, pp[i].label, NULL);
		worksheet_write_string(x->sheet, x->at, 1, pp[i].value, NULL);
	}
}

static void
table(struct page *p)
{
	struct xlsx *x = p->data;

	if (!room(p))
		return;
	x->first = x->at;
	for (size_t i = 0; i < p->ncols; i++) {
		lxw_col_t c = (lxw_col_t)i;

		if (!x->was_table)
			worksheet_set_column(x->sheet, c, c, p->cols[i].width + 2, NULL);
		worksheet_write_string(x->sheet, x->at, c, p->cols[i].title, x->head);
	}
	x->at++;
	if (!x->was_table) {
		worksheet_freeze_panes(x->sheet, x->at, 0);
		worksheet_repeat_rows(x->sheet, x->first, x->first);
	}
}

/* The library takes numbers as doubles: whole numbers up to 2^53 stay exact, and so does what
 * Excel itself would show of them. */
static void
write_number(struct xlsx *x, lxw_col_t c, int64_t v, int decimals, lxw_format *fmt)
{
	double unit = 1;

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	worksheet_write_number(x->sheet, x->at, c, (double)v / unit, fmt);
}

static void
write_moment(struct xlsx *x, lxw_col_t c, day_t day, int minute, lxw_format *fmt)
{
	lxw_datetime t = { .year = day_year(day), .month = day_month(day), .day = day_mday(day),
		.hour = minute / 60, .min = minute % 60 };

	worksheet_write_datetime(x->sheet, x->at, c, &t, fmt);
}

static void
write_cell(struct page *p, size_t i, const struct value *v, bool bold)
{
	struct xlsx *x = p->data;
	enum page_kind k = p->cols[i].kind;
	lxw_format *fmt = bold ? x->bold[k] : x->plain[k];
	lxw_col_t c = (lxw_col_t)i;

	if (v->kind == VALUE_NULL) {
		if (bold)
			worksheet_write_blank(x->sheet, x->at, c, fmt);
		return;
	}
	if (v->kind == VALUE_TEXT) {
		worksheet_write_string(x->sheet, x->at, c, v->s, bold ? x->bold[PAGE_TEXT] : x->plain[PAGE_TEXT]);
		return;
	}
	switch (k) {
	case PAGE_MONEY:
		write_number(x, c, v->i, p->head.fm->currency->digits, fmt);
		break;
	case PAGE_QUANTITY:
		write_number(x, c, v->i, 3, fmt);
		break;
	case PAGE_PERCENT:
	case PAGE_FACTOR:
		write_number(x, c, v->i, 2, fmt);
		break;
	case PAGE_DAY:
		if (day_is_valid((day_t)v->i))
			write_moment(x, c, (day_t)v->i, 0, fmt);
		break;
	case PAGE_INSTANT:
		write_moment(x, c, instant_day(v->i), instant_minute(v->i), fmt);
		break;
	case PAGE_INT:
	case PAGE_TEXT:
		write_number(x, c, v->i, 0, fmt);
		break;
	}
}

static void
row(struct page *p, const struct value *v)
{
	struct xlsx *x = p->data;

	if (!room(p))
		return;
	for (size_t i = 0; i < p->ncols; i++)
		write_cell(p, i, &v[i], false);
	x->at++;
}

static void
band(struct page *p, const char *line)
{
	struct xlsx *x = p->data;

	if (room(p))
		worksheet_write_string(x->sheet, x->at++, 0, line, x->head);
}

/* Filters only where rows are to be filtered; a sheet has one filter. In time: the library refuses
 * a range that ends above the row it writes. */
static void
set_filter(struct page *p)
{
	struct xlsx *x = p->data;

	if (!x->was_table && !x->has_filter && p->rows > 0 && p->ncols > 0)
		x->has_filter = worksheet_autofilter(x->sheet, x->first, 0,
		    x->first + (lxw_row_t)p->rows, (lxw_col_t)(p->ncols - 1)) == LXW_NO_ERROR;
}

static void
total(struct page *p, const char *label, const struct value *v)
{
	struct xlsx *x = p->data;
	size_t first = page_first(p, v), at = first > 0 ? first - 1 : 0;

	set_filter(p);
	if (!room(p))
		return;
	for (size_t i = 0; i < p->ncols; i++) {
		if (i == at && first > 0)
			worksheet_write_string(x->sheet, x->at, (lxw_col_t)i, label, x->bold[PAGE_TEXT]);
		else
			write_cell(p, i, &v[i], true);
	}
	x->at++;
}

static void
table_end(struct page *p)
{
	struct xlsx *x = p->data;

	set_filter(p);
	x->was_table = true;
	x->at++;
}

static uint8_t
chart_type(enum page_chart_kind k)
{
	switch (k) {
	case PAGE_CHART_STACKED:
		return LXW_CHART_BAR_STACKED;
	case PAGE_CHART_LINE:
		return LXW_CHART_LINE;
	case PAGE_CHART_SHARE:
		return LXW_CHART_PIE;
	case PAGE_CHART_BAR:
	case PAGE_CHART_HEAT:
		break;
	}
	return LXW_CHART_COLUMN;
}

static double
figure_of(const struct page *p, enum page_kind k, int64_t v)
{
	int decimals = k == PAGE_MONEY ? p->head.fm->currency->digits : k == PAGE_QUANTITY ? 3 :
	    k == PAGE_PERCENT || k == PAGE_FACTOR ? 2 : 0;
	double unit = 1;

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	return (double)v / unit;
}

/* Figures that no column of the table holds stand on a sheet of their own: sums of groups, and
 * the squares of a heat map with its colours. */
static lxw_worksheet *
apart(struct page *p, const struct page_chart *c)
{
	struct xlsx *x = p->data;
	char cut[160], name[168];
	lxw_worksheet *sheet;
	lxw_conditional_format f = { .type = LXW_CONDITIONAL_2_COLOR_SCALE, .min_color = 0xF7F7F7,
		.max_color = 0x2961A0 };
	size_t across = c->kind == PAGE_CHART_HEAT ? c->across : c->nseries;

	/* The chart has the title of the report; so has its sheet, told from the table's. */
	sheet_name(p->head.title, SHEET_NAME_MAX - 4, cut, sizeof cut);
	snprintf(name, sizeof name, "%s (2)", cut);
	sheet = workbook_add_worksheet(x->book, name);
	if (sheet == NULL)		/* a second chart, or a title that Excel does not take */
		sheet = workbook_add_worksheet(x->book, NULL);
	if (sheet == NULL)
		return NULL;
	for (size_t k = 0; k < across; k++)
		worksheet_write_string(sheet, 0, (lxw_col_t)(k + 1), c->kind == PAGE_CHART_HEAT ?
		    c->across_labels[k] : c->names[k], x->head);
	for (size_t i = 0; i < c->n; i++) {
		worksheet_write_string(sheet, (lxw_row_t)(i + 1), 0, c->labels[i], NULL);
		for (size_t k = 0; k < across; k++)
			worksheet_write_number(sheet, (lxw_row_t)(i + 1), (lxw_col_t)(k + 1),
			    figure_of(p, c->figures, c->kind == PAGE_CHART_HEAT ? c->v[0][i * across + k] :
			    c->v[k][i]), x->plain[c->figures]);
	}
	worksheet_set_column(sheet, 0, 0, 24, NULL);
	if (c->kind == PAGE_CHART_HEAT && across > 0)
		worksheet_conditional_format_range(sheet, 1, 1, (lxw_row_t)c->n, (lxw_col_t)across, &f);
	return sheet;
}

/* Beside the table, over its figures: it follows when they are changed. */
static void
chart(struct page *p, enum page_place where, const struct page_chart *c)
{
	struct xlsx *x = p->data;
	lxw_row_t first = x->first + 1, last = x->first + (lxw_row_t)p->rows;
	lxw_worksheet *sheet = x->sheet;
	lxw_chart *ch = NULL;

	if (where != PAGE_AFTER_TABLE || p->rows == 0)
		return;
	if (c->is_apart || c->kind == PAGE_CHART_HEAT) {
		sheet = apart(p, c);
		first = 1;
		last = (lxw_row_t)c->n;
	}
	if (sheet != NULL && c->kind == PAGE_CHART_HEAT)
		return;
	if (sheet != NULL)
		ch = workbook_add_chart(x->book, chart_type(c->kind));
	if (ch == NULL) {
		page_fail(p, ERR_IO, _("The Excel file could not be made."));
		return;
	}
	for (size_t s = 0; s < c->nseries; s++) {
		lxw_chart_series *one = chart_add_series(ch, NULL, NULL);
		lxw_col_t label = c->is_apart ? 0 : (lxw_col_t)c->label_column;
		lxw_col_t figure = c->is_apart ? (lxw_col_t)(s + 1) : (lxw_col_t)c->column[s];

		chart_series_set_categories(one, sheet->name, first, label, last, label);
		chart_series_set_values(one, sheet->name, first, figure, last, figure);
		chart_series_set_name(one, c->names[s]);
	}
	if (!c->is_apart && p->cols[c->label_column].kind == PAGE_DAY)
		chart_axis_set_num_format(ch->x_axis, "yyyy-mm-dd");
	chart_axis_set_num_format(ch->y_axis, "#,##0");
	chart_title_set_name(ch, p->head.title);
	worksheet_insert_chart(x->sheet, x->first, (lxw_col_t)(p->ncols + 1), ch);
}

static void
sign(struct page *p, const char *const *names, size_t n)
{
	struct xlsx *x = p->data;

	if (!room(p))
		return;
	for (size_t i = 0; i < n; i++)
		worksheet_write_string(x->sheet, x->at, (lxw_col_t)(i * 2), names[i], NULL);
	x->at++;
}

static bool
copy_out(const char *path, FILE *to)
{
	FILE *from = fopen(path, "re");
	char buf[8192];
	size_t n;
	bool ok;

	if (from == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof buf, from)) > 0)
		if (fwrite(buf, 1, n, to) != n)
			break;			/* page_close() asks ferror() */
	ok = !ferror(from);
	fclose(from);
	return ok;
}

static void
finish(struct page *p)
{
	struct xlsx *x = p->data;
	lxw_error e;

	if (p->head.footer[0] != '\0') {
		char *footer = xasprintf("&L&8%.180s&R&8&P / &N", p->head.footer);

		(void)worksheet_set_footer(x->sheet, footer);
		free(footer);
	}
	e = workbook_close(x->book);
	x->book = NULL;
	if (e != LXW_NO_ERROR || !copy_out(x->path, p->f))
		page_fail(p, ERR_IO, _("The Excel file could not be made."));
}

static void
fini(struct page *p)
{
	struct xlsx *x = p->data;

	if (x == NULL)
		return;
	/* Not finished: closing is the only way to free it. */
	if (x->book != NULL)
		(void)workbook_close(x->book);
	if (x->path[0] != '\0')
		unlink(x->path);
	free(x);
}

const struct page_writer page_xlsx = {
	.begin = begin, .text = text, .gap = gap, .pairs = pairs, .table = table, .row = row,
	.band = band, .total = total, .table_end = table_end, .chart = chart, .sign = sign, .finish = finish,
	.fini = fini,
};
