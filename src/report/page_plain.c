/* The formats without pages: CSV for spreadsheets, text for the screen and mail. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "report/page_part.h"
#include "report/write_csv.h"

#define TEXT_COLS 76			/* of a text table; longer cells go to the next line */
#define GROW_MIN 10

struct plain { struct csv_style style; int width[PAGE_COLUMNS_MAX]; };

static enum err
begin(struct page *p, struct err_note *note)
{
	struct plain *d = xcalloc(1, sizeof *d);

	(void)note;
	d->style.separator = p->head.fm->locale->decimal == ',' ? ';' : ',';
	p->data = d;
	return ERR_OK;
}

static void
fini(struct page *p)
{
	free(p->data);
}

/* ---- CSV: the table alone, plain figures, no totals: a spreadsheet makes its own ---- */

static enum err
csv_begin(struct page *p, struct err_note *note)
{
	enum err e = begin(p, note);

	csv_write_begin(p->f, &((struct plain *)p->data)->style);
	return e;
}

static void
csv_text(struct page *p, enum page_style style, const char *line)
{
	(void)p;
	(void)style;
	(void)line;
}

static void
csv_gap(struct page *p)
{
	(void)p;
}

static void
csv_pairs(struct page *p, const struct page_pair *pp, size_t n)
{
	(void)p;
	(void)pp;
	(void)n;
}

static void
csv_table(struct page *p)
{
	struct plain *d = p->data;

	for (size_t i = 0; i < p->ncols; i++)
		csv_write_cell(p->f, &d->style, i == 0, p->cols[i].title, false);
	csv_write_end_row(p->f, &d->style);
}

static void
csv_row(struct page *p, const struct value *v)
{
	struct plain *d = p->data;

	for (size_t i = 0; i < p->ncols; i++) {
		char *s = page_cell_plain(p->head.fm, p->cols[i].kind, &v[i]), *point;
		bool number = page_is_number(p->cols[i].kind) && v[i].kind == VALUE_INT;

		/* A spreadsheet of that language takes its own decimal sign only. */
		if (number && p->head.fm->locale->decimal == ',' && (point = strchr(s, '.')) != NULL)
			*point = ',';
		csv_write_cell(p->f, &d->style, i == 0, s, number);
		free(s);
	}
	csv_write_end_row(p->f, &d->style);
}

static void
csv_band(struct page *p, const char *line)
{
	(void)p;
	(void)line;
}

static void
csv_total(struct page *p, const char *label, const struct value *v)
{
	(void)p;
	(void)label;
	(void)v;
}

static void
csv_sign(struct page *p, const char *const *names, size_t n)
{
	(void)p;
	(void)names;
	(void)n;
}

/* ---- text ---- */

static void
txt_text(struct page *p, enum page_style style, const char *line)
{
	fprintf(p->f, "%s\n", line);
	if (style == PAGE_TITLE)
		fputc('\n', p->f);
}

static void
txt_gap(struct page *p)
{
	fputc('\n', p->f);
}

static void
txt_pairs(struct page *p, const struct page_pair *pp, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(p->f, "%s: %s\n", pp[i].label, pp[i].value);
	fputc('\n', p->f);
}

static void
blanks(FILE *f, int n)
{
	while (n-- > 0)
		fputc(' ', f);
}

/* What fits of *rest into cols, cut at a blank where there is one; *rest moves on. */
static size_t
piece(const char **rest, int cols, const char **from)
{
	size_t len = utf8_fit(*rest, cols), cut = len;
	const char *end = strchr(*rest, '\n');

	*from = *rest;
	if (end != NULL && (size_t)(end - *rest) <= len) {
		len = (size_t)(end - *rest);
		*rest = end + 1;
		return len;
	}
	if ((*rest)[len] != '\0') {
		while (cut > 0 && (*rest)[cut] != ' ')
			cut--;
		len = cut > 0 ? cut : len > 0 ? len : strlen(*rest);
	}
	*rest += len;
	while (**rest == ' ')
		(*rest)++;
	return len;
}

static void
txt_line(struct page *p, const char *const *texts)
{
	const struct plain *d = p->data;
	const char *rest[PAGE_COLUMNS_MAX];
	bool more = true;

	for (size_t i = 0; i < p->ncols; i++)
		rest[i] = texts[i];
	while (more) {
		int owed = 0;

		more = false;
		for (size_t i = 0; i < p->ncols; i++) {
			const char *from;
			size_t len = piece(&rest[i], d->width[i], &from);
			int pad = d->width[i] - utf8_width_n(from, len);

			if (page_is_number(p->cols[i].kind)) {
				owed += pad;
				pad = 0;
			}
			/* No blanks at the end of a line. */
			if (len > 0) {
				blanks(p->f, owed);
				owed = 0;
				fwrite(from, 1, len, p->f);
			}
			owed += pad + 2;
			more = more || rest[i][0] != '\0';
		}
		fputc('\n', p->f);
	}
}

static void
txt_table(struct page *p)
{
	struct plain *d = p->data;
	const char *texts[PAGE_COLUMNS_MAX];
	int sum = 0, growing = -1;

	for (size_t i = 0; i < p->ncols; i++) {
		int head = utf8_width(p->cols[i].title);

		texts[i] = p->cols[i].title;
		d->width[i] = p->cols[i].width > head ? p->cols[i].width : head;
		sum += d->width[i] + 2;
		if (p->cols[i].grow)
			growing = (int)i;
	}
	/* The last column has no gap behind it. */
	sum -= 2;
	if (growing >= 0)
		d->width[growing] += TEXT_COLS - sum;
	if (growing >= 0 && d->width[growing] < GROW_MIN)
		d->width[growing] = GROW_MIN;
	txt_line(p, texts);
}

static void
txt_cells(struct page *p, const struct value *v, const char *label)
{
	char *texts[PAGE_COLUMNS_MAX];
	size_t first = label != NULL ? page_first(p, v) : 0;

	for (size_t i = 0; i < p->ncols; i++)
		texts[i] = page_cell(p->head.fm, p->cols[i].kind, &v[i]);
	if (first > 0) {
		struct plain *d = p->data;
		int at = -utf8_width(label);

		for (size_t i = 0; i < first; i++) {
			at += d->width[i] + 2;
			free(texts[i]);
		}
		blanks(p->f, at - 2);
		fputs(label, p->f);
		for (size_t i = first; i < p->ncols; i++) {
			blanks(p->f, 2 + d->width[i] - utf8_width(texts[i]));
			fputs(texts[i], p->f);
			free(texts[i]);
		}
		fputc('\n', p->f);
		return;
	}
	txt_line(p, (const char *const *)texts);
	for (size_t i = 0; i < p->ncols; i++)
		free(texts[i]);
}

static void
txt_row(struct page *p, const struct value *v)
{
	txt_cells(p, v, NULL);
}

static void
txt_total(struct page *p, const char *label, const struct value *v)
{
	txt_cells(p, v, label);
}

static void
txt_band(struct page *p, const char *line)
{
	fprintf(p->f, "\n%s\n", line);
}

static void
txt_sign(struct page *p, const char *const *names, size_t n)
{
	fputc('\n', p->f);
	for (size_t i = 0; i < n; i++)
		fprintf(p->f, "%s%s", i > 0 ? "          " : "", names[i]);
	fputs("\n", p->f);
}

static void
nothing(struct page *p)
{
	(void)p;
}

static void
txt_finish(struct page *p)
{
	if (p->head.footer[0] != '\0')
		fprintf(p->f, "\n%s\n", p->head.footer);
}

const struct page_writer page_csv = {
	.begin = csv_begin, .text = csv_text, .gap = csv_gap, .pairs = csv_pairs,
	.table = csv_table, .row = csv_row, .band = csv_band, .total = csv_total,
	.table_end = nothing, .sign = csv_sign, .finish = nothing, .fini = fini,
};

const struct page_writer page_txt = {
	.begin = begin, .text = txt_text, .gap = txt_gap, .pairs = txt_pairs,
	.table = txt_table, .row = txt_row, .band = txt_band, .total = txt_total,
	.table_end = txt_gap, .sign = txt_sign, .finish = txt_finish, .fini = fini,
};
