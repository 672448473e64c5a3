/* The way to the module of papers, for all that does not write a page. */
#include "report/papers.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/sheet_yardstick.h"

extern const struct module quen_papers MODULE_WEAK;

struct label_paper { const struct label_ops *ops; struct label_doc *doc; };

const struct papers *
papers(struct err_note *note)
{
	return module_table("papers", &quen_papers, note);
}

enum err
label_paper_open(struct label_paper **out, struct err_note *note)
{
	const struct papers *m = papers(note);
	struct label_doc *doc = NULL;
	enum err e = m != NULL ? m->label->open(&doc, note) : ERR_CONFIG;

	*out = NULL;
	if (e == ERR_OK) {
		*out = xmalloc(sizeof **out);
		**out = (struct label_paper){ m->label, doc };
	}
	return e;
}

void
label_paper_page(struct label_paper *p, float width, float height)
{
	p->ops->page(p->doc, width, height);
}

float
label_paper_width(struct label_paper *p, struct pdf_style st, const char *text)
{
	return p->ops->width(p->doc, st, text);
}

void
label_paper_break(struct label_paper *p, struct pdf_style st, const char *text, float width,
    struct pdf_lines *out)
{
	p->ops->split(p->doc, st, text, width, out);
}

void
label_paper_text(struct label_paper *p, struct pdf_style st, float x, float y, float w,
    enum label_side side, const char *text, size_t len)
{
	p->ops->text(p->doc, st, x, y, w, side, text, len);
}

void
label_paper_line(struct label_paper *p, float x, float y, float dx, float dy)
{
	p->ops->line(p->doc, x, y, dx, dy);
}

enum err
label_paper_code(struct label_paper *p, enum label_code kind, const char *content,
    struct label_box box, struct label_box *drawn, struct err_note *note)
{
	return p->ops->code(p->doc, kind, content, box, drawn, note);
}

enum err
label_paper_close(struct label_paper *p, FILE *f, struct err_note *note)
{
	enum err e = p->ops->close(p->doc, f, note);

	free(p);
	return e;
}

void
label_paper_drop(struct label_paper *p)
{
	if (p != NULL)
		p->ops->drop(p->doc);
	free(p);
}

enum err
qr_text(const char *content, int indent, struct strbuf *out, int *cols, struct err_note *note)
{
	const struct papers *m = papers(note);

	return m != NULL ? m->qr(content, indent, out, cols, note) : ERR_CONFIG;
}

bool
sheet_yardstick(const char *path, int64_t rows,
    void (*texts)(int64_t row, char *code, char *name, size_t size))
{
	struct err_note note = { 0 };
	const struct papers *m = papers(&note);

	return m != NULL && m->yardstick(path, rows, texts);
}
