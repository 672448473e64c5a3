/* page.h - a document or a list on its way to paper: title, texts, tables, totals, page
 * heads and feet, said once and written by any format: PDF, Word, Excel, CSV, text.
 *
 * It is a stream: rows go out as they come, so that a long list needs no memory. Values
 * keep their types to the end: each format shows them in the user's locale or, where the
 * format knows types (Excel), as they are. */
#ifndef QUEN_REPORT_PAGE_H
#define QUEN_REPORT_PAGE_H

#include <stdio.h>

#include "model/field.h"

#define PAGE_COLUMNS_MAX 64
#define PAGE_CELL_MAX 32000		/* bytes of a cell; Excel takes 32,767 characters */

enum page_kind {
	PAGE_TEXT, PAGE_INT, PAGE_MONEY,	/* minor units */
	PAGE_QUANTITY,			/* thousandths */
	PAGE_PERCENT, PAGE_FACTOR,	/* hundredths */
	PAGE_DAY, PAGE_INSTANT
};
struct page_column {
	const char *title;		/* translated */
	enum page_kind kind;
	int width;			/* wished, in characters */
	bool grow;			/* takes what is left */
};
enum page_style { PAGE_TITLE, PAGE_HEAD, PAGE_BODY, PAGE_STRONG, PAGE_SMALL };
struct page_head {
	const char *title;		/* of the document; the sheet's name in Excel */
	const char *header, *footer;	/* small, on every page; "" none. Numbers of pages come by themselves */
	const struct format *fm;
	const char *lang;		/* "vi": for Word and its spelling */
	bool is_wide;			/* A4 on its side: page_is_wide() */
};

struct page;
struct page_format {
	const char *name;		/* "pdf": also the end of the file's name */
	const char *title;		/* msgid: "PDF" */
	bool is_binary;			/* not for a terminal */
	bool is_paper;			/* the right to print is enough */
};
extern const struct page_format page_format_table[];	/* ends with a NULL name */
const struct page_format *page_format_find(const char *name);	/* NULL */

/* Starts one. f is the caller's and stays open. ERR_CONFIG: the fonts are missing (the text
 * names the packages); ERR_IO. */
enum err page_open(struct page **out, const struct page_format *pf, FILE *f,
    const struct page_head *h, struct err_note *note) MUST_CHECK;
/* Failures in between are kept and told by page_close(). Texts are borrowed for the call. */
void page_text(struct page *p, enum page_style style, const char *text);	/* LF: a new line */
void page_gap(struct page *p);
/* "Customer: Nguyễn An": labels and values, two to a line where there is room. */
struct page_pair { const char *label, *value; };
void page_pairs(struct page *p, const struct page_pair *pairs, size_t n);
/* A table; its head comes again on every page. At most PAGE_COLUMNS_MAX columns. */
void page_table(struct page *p, const struct page_column *cols, size_t n);
void page_row(struct page *p, const struct value *cells);
void page_band(struct page *p, const char *text);		/* heading of a group of rows */
/* A row of sums: the label stands before the first cell that is not NULL. */
void page_total(struct page *p, const char *label, const struct value *cells);
void page_table_end(struct page *p);
/* A chart of figures: drawn on PDF, native in Excel, where it takes its figures from the table
 * that was just written; other formats have the table alone. Before the table for PDF, after it
 * for Excel: page_chart() is called at both places with where, and does what fits. */
enum page_chart_kind { PAGE_CHART_BAR, PAGE_CHART_STACKED, PAGE_CHART_LINE, PAGE_CHART_HEAT,
	PAGE_CHART_SHARE };
struct page_chart {
	enum page_chart_kind kind;
	size_t n;
	const char *const *labels;
	size_t nseries;			/* at most 4 */
	const char *names[4];
	const int64_t *v[4];
	size_t across;			/* heat: v[0][row * across + column] */
	const char *const *across_labels;
	enum page_kind figures;
	int label_column, column[4];	/* of the table, for Excel */
	bool is_apart;			/* sums of groups: they stand in no column of the table */
};
enum page_place { PAGE_BEFORE_TABLE, PAGE_AFTER_TABLE };
void page_chart(struct page *p, enum page_place where, const struct page_chart *c);
/* Places to sign, side by side; at most 4. */
void page_sign(struct page *p, const char *const *names, size_t n);
/* Finishes and frees it. The first failure of all. */
enum err page_close(struct page *p, struct err_note *note) MUST_CHECK;
void page_drop(struct page *p);		/* frees without finishing; NULL is fine */

const struct format *page_fm(const struct page *p);

/* Would the columns be too narrow on an upright page. */
bool page_is_wide(const struct page_column *cols, size_t n);
bool page_is_number(enum page_kind k);
/* A cell for people, in the format's locale; "" for NULL. The caller frees. */
char *page_cell(const struct format *fm, enum page_kind k, const struct value *v);
/* For programs: ISO days, plain decimals with a point. The caller frees. */
char *page_cell_plain(const struct format *fm, enum page_kind k, const struct value *v);

#endif
