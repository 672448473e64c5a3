/* papers.h - the module of papers: PDF, Word, Excel, labels, codes, with the libraries behind them (libharu,
 * FreeType, zint, libzip, libxlsxwriter). The rest of report/ sees them through this table only. */
#ifndef QUEN_REPORT_PAPERS_H
#define QUEN_REPORT_PAPERS_H

#include "base/module.h"
#include "report/label_paper.h"
#include "report/page_part.h"
#include "report/qr.h"

/* As label_paper.h has them. */
struct label_doc;
struct label_ops {
	enum err (*open)(struct label_doc **out, struct err_note *note);
	void (*page)(struct label_doc *d, float width, float height);
	float (*width)(struct label_doc *d, struct pdf_style st, const char *text);
	void (*split)(struct label_doc *d, struct pdf_style st, const char *text, float width,
	    struct pdf_lines *out);
	void (*text)(struct label_doc *d, struct pdf_style st, float x, float y, float w,
	    enum label_side side, const char *text, size_t len);
	void (*line)(struct label_doc *d, float x, float y, float dx, float dy);
	enum err (*code)(struct label_doc *d, enum label_code kind, const char *content,
	    struct label_box box, struct label_box *drawn, struct err_note *note);
	enum err (*close)(struct label_doc *d, FILE *f, struct err_note *note);
	void (*drop)(struct label_doc *d);
};

struct papers {
	const struct page_writer *pdf, *docx, *xlsx;
	const struct label_ops *label;
	enum err (*qr)(const char *content, int indent, struct strbuf *out, int *cols,
	    struct err_note *note);
	bool (*yardstick)(const char *path, int64_t rows,
	    void (*texts)(int64_t row, char *code, char *name, size_t size));
};
/* NULL with ERR_CONFIG in note, as module_table(). */
const struct papers *papers(struct err_note *note) MUST_CHECK;

/* ---- inside the module ---- */
extern const struct label_ops label_ops;
enum err papers_qr(const char *content, int indent, struct strbuf *out, int *cols, struct err_note *note);
bool papers_yardstick(const char *path, int64_t rows,
    void (*texts)(int64_t row, char *code, char *name, size_t size));

#endif
