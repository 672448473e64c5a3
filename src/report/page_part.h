/* page_part.h - what page.c and the writers of formats share. Not for others. */
#ifndef QUEN_REPORT_PAGE_PART_H
#define QUEN_REPORT_PAGE_PART_H

#include "base/mem.h"
#include "base/str.h"
#include "report/page.h"

#define PAGE_SIGN_MAX 4

struct page_writer {
	enum err (*begin)(struct page *p, struct err_note *note);
	void (*text)(struct page *p, enum page_style style, const char *line);	/* one line */
	void (*gap)(struct page *p);
	void (*pairs)(struct page *p, const struct page_pair *pairs, size_t n);
	void (*table)(struct page *p);			/* p->cols */
	void (*row)(struct page *p, const struct value *cells);
	void (*band)(struct page *p, const char *text);
	void (*total)(struct page *p, const char *label, const struct value *cells);
	void (*table_end)(struct page *p);
	/* NULL: the format has no charts. */
	void (*chart)(struct page *p, enum page_place where, const struct page_chart *c);
	void (*sign)(struct page *p, const char *const *names, size_t n);
	void (*finish)(struct page *p);
	void (*fini)(struct page *p);			/* frees p->data; it may be NULL */
};
extern const struct page_writer page_csv, page_txt;
/* In the module of papers (papers.h). */
extern const struct page_writer page_pdf, page_docx, page_xlsx;

struct page {
	const struct page_writer *w;
	FILE *f;
	struct page_head head;		/* strings in the arena */
	struct arena arena;		/* of the document */
	struct page_column cols[PAGE_COLUMNS_MAX];
	size_t ncols;
	bool in_table;
	int64_t rows;			/* of this table */
	enum err err;			/* the first failure */
	struct err_note note;
	void *data;			/* the writer's */
};

/* Keeps the first failure; does nothing after one. */
void page_fail(struct page *p, enum err e, const char *fmt, ...) PRINTF_LIKE(3, 4);
void page_fail_note(struct page *p, enum err e, const struct err_note *note);
/* Valid UTF-8, NFC, without controls: what may stand in a file. The caller frees. */
char *page_clean(const char *text, bool lines);
/* The first cell that has a value, ncols when there is none. */
size_t page_first(const struct page *p, const struct value *cells);

#endif
