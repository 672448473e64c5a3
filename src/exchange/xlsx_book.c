/* The parts of a workbook around its sheets: which there are, how numbers look, shared texts.
 * Source: ECMA-376-1 12.3, 18.2 (workbook), 18.4 (shared strings), 18.8 (styles). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "exchange/xlsx_part.h"

#define FORMATS_MAX 10000

/* ---- _rels: which part is which ---- */

struct rels { struct xlsx_book *b; const char *base; char **main; char **styles, **strings; };

/* Parts are named from the root of the archive; links out of it are passed over. */
char *
xlsx_book_path(const char *base, const char *target)
{
	const char *slash = strrchr(base, '/');

	if (target[0] == '/')
		return xstrdup(target + 1);
	return xasprintf("%.*s%s", slash != NULL ? (int)(slash - base + 1) : 0, base, target);
}

static void
put_path(char **to, const char *base, const char *target)
{
	if (to == NULL || *to != NULL)
		return;
	*to = xlsx_book_path(base, target);
}

static void
rel_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct rels *r = x->ctx;
	const char *id, *type, *target, *mode, *kind;

	if (strcmp(name, "Relationship") != 0)
		return;
	id = xlsx_att(atts, "Id");
	type = xlsx_att(atts, "Type");
	target = xlsx_att(atts, "Target");
	mode = xlsx_att(atts, "TargetMode");
	if (id == NULL || type == NULL || target == NULL ||
	    (mode != NULL && strcmp(mode, "External") == 0))
		return;
	kind = strrchr(type, '/');
	kind = kind != NULL ? kind + 1 : type;
	if (strcmp(kind, "officeDocument") == 0)
		put_path(r->main, r->base, target);
	else if (strcmp(kind, "styles") == 0)
		put_path(r->styles, r->base, target);
	else if (strcmp(kind, "sharedStrings") == 0)
		put_path(r->strings, r->base, target);
	for (size_t i = 0; i < x->b->nsheets; i++)
		if (strcmp(x->b->sheets[i].rid, id) == 0 && strcmp(kind, "worksheet") == 0)
			put_path(&x->b->sheets[i].path, r->base, target);
}

static bool
read_rels(struct xlsx_book *b, const char *base, char **main, char **styles, char **strings)
{
	static const struct xlsx_handler h = { .start = rel_start };
	struct rels r = { b, base, main, styles, strings };
	const char *slash = strrchr(base, '/');
	int dir = slash != NULL ? (int)(slash - base + 1) : 0;
	char *path = xasprintf("%.*s_rels/%s.rels", dir, base, base + dir);
	bool ok = xlsx_zip_each(b, path, &h, &r);

	free(path);
	return ok;
}

/* ---- workbook.xml ---- */

static void
workbook_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct xlsx_book *b = x->b;
	const char *title, *rid, *state;

	if (strcmp(name, "workbookPr") == 0) {
		const char *v = xlsx_att(atts, "date1904");

		b->from_1904 = v != NULL && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
	} else if (strcmp(name, "sheet") == 0 && b->nsheets < XLSX_SHEETS_MAX) {
		title = xlsx_att(atts, "name");
		rid = xlsx_att(atts, "id");
		state = xlsx_att(atts, "state");
		if (title == NULL || rid == NULL)
			return;
		b->sheets = xgrow(b->sheets, &b->sheets_cap, b->nsheets + 1, sizeof(*b->sheets));
		b->sheets[b->nsheets++] = (struct xlsx_sheet) { xstrndup(title,
		    strnlen(title, XLSX_NAME_MAX)), xstrdup(rid), NULL,
		    state != NULL && strcmp(state, "visible") != 0 };
	}
}

/* ---- styles.xml: the kind of each cell format ---- */

struct styles {
	struct { long id; unsigned char style; } *formats; size_t n, cap;
	bool in_cells;
};

static void
style_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct styles *s = x->ctx;
	struct xlsx_book *b = x->b;
	const char *id = xlsx_att(atts, "numFmtId"), *code = xlsx_att(atts, "formatCode");
	long n = id != NULL ? strtol(id, NULL, 10) : 0;
	unsigned char style;

	if (strcmp(name, "cellXfs") == 0) {
		s->in_cells = true;
	} else if (strcmp(name, "numFmt") == 0 && id != NULL && code != NULL && s->n < FORMATS_MAX) {
		s->formats = xgrow(s->formats, &s->cap, s->n + 1, sizeof(*s->formats));
		s->formats[s->n].id = n;
		s->formats[s->n++].style = (unsigned char)xlsx_style_code(code);
	} else if (strcmp(name, "xf") == 0 && s->in_cells && b->nstyles < 65536) {
		style = (unsigned char)xlsx_style_builtin(n);
		for (size_t i = 0; i < s->n; i++)
			if (s->formats[i].id == n)
				style = s->formats[i].style;
		b->styles = xgrow(b->styles, &b->styles_cap, b->nstyles + 1, 1);
		b->styles[b->nstyles++] = style;
	}
}

static void
style_end(struct xlsx_xml *x, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		((struct styles *)x->ctx)->in_cells = false;
}

/* ---- sharedStrings.xml ---- */

struct strings { bool in_text, in_sound; };	/* rPh: how it is pronounced */

static void
string_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct strings *s = x->ctx;
	struct xlsx_book *b = x->b;

	(void)atts;
	if (strcmp(name, "si") == 0) {
		b->starts = xgrow(b->starts, &b->starts_cap, b->nstarts + 1, sizeof(*b->starts));
		b->starts[b->nstarts++] = b->texts.len;
	} else if (strcmp(name, "rPh") == 0) {
		s->in_sound = true;
	} else if (strcmp(name, "t") == 0) {
		s->in_text = !s->in_sound && b->nstarts > 0;
	}
}

static void
string_end(struct xlsx_xml *x, const char *name)
{
	struct strings *s = x->ctx;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		s->in_sound = false;
	else if (strcmp(name, "si") == 0)
		strbuf_add_n(&x->b->texts, "", 1);
}

static void
string_text(struct xlsx_xml *x, const char *s, size_t len)
{
	if (((struct strings *)x->ctx)->in_text)
		strbuf_add_n(&x->b->texts, s, len);
}

/* ---- all of it ---- */

bool
xlsx_book_read(struct xlsx_book *b)
{
	static const struct xlsx_handler book = { .start = workbook_start };
	static const struct xlsx_handler style = { .start = style_start, .end = style_end };
	static const struct xlsx_handler text = { .start = string_start, .end = string_end,
		.text = string_text };
	char *main = NULL, *styles = NULL, *strings = NULL;
	struct styles s = { 0 };
	struct strings t = { 0 };
	bool ok = read_rels(b, "", &main, NULL, NULL);

	if (ok && main == NULL) {
		b->fault = XLSX_NO_BOOK;
		ok = false;
	}
	ok = ok && xlsx_zip_each(b, main, &book, NULL) && read_rels(b, main, NULL, &styles, &strings);
	/* Both may be missing: a workbook of plain numbers needs neither. */
	if (ok && styles != NULL && xlsx_zip_has(b, styles))
		ok = xlsx_zip_each(b, styles, &style, &s);
	if (ok && strings != NULL && xlsx_zip_has(b, strings))
		ok = xlsx_zip_each(b, strings, &text, &t);
	free(s.formats);
	free(main);
	free(styles);
	free(strings);
	return ok;
}

void
xlsx_book_fini(struct xlsx_book *b)
{
	for (size_t i = 0; i < b->nsheets; i++) {
		free(b->sheets[i].name);
		free(b->sheets[i].rid);
		free(b->sheets[i].path);
	}
	free(b->sheets);
	free(b->styles);
	free(b->starts);
	strbuf_fini(&b->texts);
	strbuf_fini(&b->out);
	if (b->zip != NULL)
		zip_discard(b->zip);
}
