/* Word: a package of XML files (ECMA-376, Office Open XML), zipped in memory. */
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/i18n.h"
#include "report/page_part.h"

/* In twentieths of a point. */
#define SHORT 11906
#define LONG 16838
#define SIDE 850
#define CHAR 105			/* mean width of a letter in a table */
#define BYTES_MAX (256 << 20)

struct docx { struct strbuf body; int col_w[PAGE_COLUMNS_MAX]; };

static const char content_types[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
	"<Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
	"</Types>";
static const char rels[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
	"</Relationships>";
static const char doc_rels[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>"
	"</Relationships>";
#define WORD_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"" \
	" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define FONTS "<w:rFonts w:ascii=\"Noto Sans\" w:hAnsi=\"Noto Sans\" w:cs=\"Noto Sans\"" \
	" w:eastAsia=\"WenQuanYi Zen Hei\"/>"

#define SMALL "<w:rPr><w:color w:val=\"555555\"/><w:sz w:val=\"15\"/><w:szCs w:val=\"15\"/></w:rPr>"

/* What XML 1.0 does not allow is left out; the rest was cleaned by page_clean(). */
static void
escape(struct strbuf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '&')
			strbuf_add(b, "&amp;");
		else if (*s == '<')
			strbuf_add(b, "&lt;");
		else if (*s == '>')
			strbuf_add(b, "&gt;");
		else if (*s == '"')
			strbuf_add(b, "&quot;");
		else if (*s == '\n')
			strbuf_add(b, "</w:t><w:br/><w:t xml:space=\"preserve\">");
		else if ((unsigned char)*s >= 0x20 || *s == '\t')
			strbuf_add_char(b, *s);
	}
}

static void
run(struct strbuf *b, int half_points, bool bold, const char *colour, const char *s)
{
	strbuf_addf(b, "<w:r><w:rPr>%s<w:color w:val=\"%s\"/><w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>"
	    "</w:rPr><w:t xml:space=\"preserve\">", bold ? "<w:b/>" : "", colour, half_points,
	    half_points);
	escape(b, s);
	strbuf_add(b, "</w:t></w:r>");
}

static void
paragraph(struct strbuf *b, const char *side, int half_points, bool bold, int after, const char *s)
{
	strbuf_addf(b, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"%d\"/><w:jc w:val=\"%s\"/></w:pPr>",
	    after, side);
	run(b, half_points, bold, "000000", s);
	strbuf_add(b, "</w:p>");
}

static enum err
begin(struct page *p, struct err_note *note)
{
	(void)note;
	p->data = xcalloc(1, sizeof(struct docx));
	return ERR_OK;
}

static void
text(struct page *p, enum page_style style, const char *line)
{
	struct docx *d = p->data;
	static const struct { int size; bool bold; int after; } styles[] = {
		[PAGE_TITLE] = { 34, true, 120 }, [PAGE_HEAD] = { 22, true, 60 },
		[PAGE_BODY] = { 19, false, 40 }, [PAGE_STRONG] = { 19, true, 40 },
		[PAGE_SMALL] = { 15, false, 20 },
	};

	paragraph(&d->body, "left", styles[style].size, styles[style].bold, styles[style].after, line);
}

static void
gap(struct page *p)
{
	paragraph(&((struct docx *)p->data)->body, "left", 12, false, 0, "");
}

static void
pairs(struct page *p, const struct page_pair *pp, size_t n)
{
	struct docx *d = p->data;
	int all = (p->head.is_wide ? LONG : SHORT) - 2 * SIDE;

	strbuf_addf(&d->body, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
	    "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>", all);
	for (int i = 0; i < 2; i++)
		strbuf_addf(&d->body, "<w:gridCol w:w=\"%d\"/><w:gridCol w:w=\"%d\"/>", all / 6, all / 3);
	strbuf_add(&d->body, "</w:tblGrid>");
	for (size_t i = 0; i < n; i += 2) {
		strbuf_add(&d->body, "<w:tr>");
		for (size_t k = i; k < i + 2; k++) {
			strbuf_addf(&d->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>"
			    "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"20\"/></w:pPr>", all / 6);
			run(&d->body, 18, false, "555555", k < n ? pp[k].label : "");
			strbuf_addf(&d->body, "</w:p></w:tc><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>"
			    "</w:tcPr><w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"20\"/></w:pPr>", all / 3);
			run(&d->body, 18, false, "000000", k < n ? pp[k].value : "");
			strbuf_add(&d->body, "</w:p></w:tc>");
		}
		strbuf_add(&d->body, "</w:tr>");
	}
	strbuf_add(&d->body, "</w:tbl>");
	gap(p);
}

static void
cell_open(struct docx *d, int width, int span, const char *shade)
{
	strbuf_addf(&d->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
	if (span > 1)
		strbuf_addf(&d->body, "<w:gridSpan w:val=\"%d\"/>", span);
	if (shade != NULL)
		strbuf_addf(&d->body, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%s\"/>", shade);
	strbuf_add(&d->body, "</w:tcPr>");
}

static void
set_columns(struct page *p)
{
	struct docx *d = p->data;
	int all = (p->head.is_wide ? LONG : SHORT) - 2 * SIDE, sum = 0, growing = 0;

	for (size_t i = 0; i < p->ncols; i++) {
		d->col_w[i] = p->cols[i].width * CHAR + 160;
		sum += d->col_w[i];
		growing += p->cols[i].grow;
	}
	for (size_t i = 0; i < p->ncols; i++) {
		if (sum > all || growing == 0)
			d->col_w[i] = d->col_w[i] * all / sum;
		else if (p->cols[i].grow)
			d->col_w[i] += (all - sum) / growing;
	}
}

static void
table(struct page *p)
{
	struct docx *d = p->data;

	set_columns(p);
	strbuf_add(&d->body, "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders>"
	    "<w:top w:val=\"single\" w:sz=\"4\" w:color=\"808080\"/>"
	    "<w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"808080\"/>"
	    "<w:insideH w:val=\"single\" w:sz=\"2\" w:color=\"C0C0C0\"/></w:tblBorders>"
	    "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>"
	    "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
	for (size_t i = 0; i < p->ncols; i++)
		strbuf_addf(&d->body, "<w:gridCol w:w=\"%d\"/>", d->col_w[i]);
	strbuf_add(&d->body, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (size_t i = 0; i < p->ncols; i++) {
		cell_open(d, d->col_w[i], 1, "E6E6E6");
		paragraph(&d->body, page_is_number(p->cols[i].kind) ? "right" : "left", 17, true, 0,
		    p->cols[i].title);
		strbuf_add(&d->body, "</w:tc>");
	}
	strbuf_add(&d->body, "</w:tr>");
}

static void
row_of(struct page *p, const struct value *v, bool bold, const char *label)
{
	struct docx *d = p->data;
	size_t i = label != NULL ? page_first(p, v) : 0;
	int wide = 0;

	strbuf_add(&d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	for (size_t k = 0; k < i; k++)
		wide += d->col_w[k];
	if (i > 0) {
		cell_open(d, wide, (int)i, NULL);
		paragraph(&d->body, "right", 17, bold, 0, label);
		strbuf_add(&d->body, "</w:tc>");
	}
	for (; i < p->ncols; i++) {
		char *s = page_cell(p->head.fm, p->cols[i].kind, &v[i]);

		cell_open(d, d->col_w[i], 1, NULL);
		paragraph(&d->body, page_is_number(p->cols[i].kind) ? "right" : "left", 17, bold, 0, s);
		strbuf_add(&d->body, "</w:tc>");
		free(s);
	}
	strbuf_add(&d->body, "</w:tr>");
	if (d->body.len > BYTES_MAX)
		page_fail(p, ERR_LIMIT, _("That is too long for Word; export it to Excel or CSV."));
}

static void
row(struct page *p, const struct value *v)
{
	row_of(p, v, false, NULL);
}

static void
total(struct page *p, const char *label, const struct value *v)
{
	row_of(p, v, true, label);
}

static void
band(struct page *p, const char *line)
{
	struct docx *d = p->data;
	int wide = 0;

	for (size_t i = 0; i < p->ncols; i++)
		wide += d->col_w[i];
	strbuf_add(&d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	cell_open(d, wide, (int)p->ncols, "F4F4F4");
	paragraph(&d->body, "left", 17, true, 0, line);
	strbuf_add(&d->body, "</w:tc></w:tr>");
}

static void
table_end(struct page *p)
{
	strbuf_add(&((struct docx *)p->data)->body, "</w:tbl>");
	gap(p);
}

static void
sign(struct page *p, const char *const *names, size_t n)
{
	struct docx *d = p->data;
	int w = ((p->head.is_wide ? LONG : SHORT) - 2 * SIDE) / (int)n;

	strbuf_add(&d->body, "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/>"
	    "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&d->body, "<w:gridCol w:w=\"%d\"/>", w);
	strbuf_add(&d->body, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/>"
	    "<w:trHeight w:val=\"1700\" w:hRule=\"atLeast\"/></w:trPr>");
	for (size_t i = 0; i < n; i++) {
		cell_open(d, w, 1, NULL);
		paragraph(&d->body, "center", 19, true, 0, names[i]);
		strbuf_add(&d->body, "</w:tc>");
	}
	strbuf_add(&d->body, "</w:tr></w:tbl>");
	gap(p);
}

/* ---- the package ---- */

static char *
styles_xml(const struct page *p)
{
	const char *lang = str_eq(p->head.lang, "vi") ? "vi-VN" :
	    str_eq(p->head.lang, "zh_CN") ? "zh-CN" : "en-GB";

	return xasprintf("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	    "<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr>" FONTS
	    "<w:sz w:val=\"19\"/><w:szCs w:val=\"19\"/><w:lang w:val=\"%s\" w:eastAsia=\"zh-CN\"/>"
	    "</w:rPr></w:rPrDefault></w:docDefaults>"
	    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>"
	    "</w:style></w:styles>", WORD_NS, lang);
}

static char *
frame_xml(const char *tag, const char *line, bool numbers, int wide)
{
	struct strbuf b = { 0 };

	strbuf_addf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:%s %s><w:p><w:pPr>"
	    "<w:tabs><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs></w:pPr>", tag, WORD_NS, wide);
	run(&b, 15, false, "555555", line);
	if (numbers) {
		strbuf_add(&b, "<w:r><w:tab/></w:r>");
		strbuf_add(&b, "<w:fldSimple w:instr=\" PAGE \"><w:r>" SMALL "<w:t>1</w:t></w:r></w:fldSimple>");
		run(&b, 15, false, "555555", " / ");
		strbuf_add(&b, "<w:fldSimple w:instr=\" NUMPAGES \"><w:r>" SMALL "<w:t>1</w:t></w:r></w:fldSimple>");
	}
	strbuf_addf(&b, "</w:p></w:%s>", tag);
	return strbuf_take(&b);
}

static char *
document_xml(const struct page *p)
{
	const struct docx *d = p->data;
	bool wide = p->head.is_wide;
	struct strbuf b = { 0 };

	strbuf_addf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	    "<w:document %s><w:body>", WORD_NS);
	strbuf_add(&b, strbuf_str(&d->body));
	strbuf_addf(&b, "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>"
	    "<w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
	    "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"1100\" w:right=\"%d\" w:bottom=\"1000\""
	    " w:left=\"%d\" w:header=\"500\" w:footer=\"500\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
	    wide ? LONG : SHORT, wide ? SHORT : LONG, wide ? " w:orient=\"landscape\"" : "", SIDE, SIDE);
	return strbuf_take(&b);
}

/* Takes the text. The time is fixed: the same document gives the same bytes. */
static bool
add_part(zip_t *z, const char *name, char *xml)
{
	zip_source_t *src = zip_source_buffer(z, xml, strlen(xml), 1);
	zip_int64_t i;

	if (src == NULL) {
		free(xml);
		return false;
	}
	i = zip_file_add(z, name, src, ZIP_FL_ENC_UTF_8);
	if (i < 0) {
		zip_source_free(src);
		return false;
	}
	return zip_file_set_dostime(z, (zip_uint64_t)i, 0, 0x5a21, 0) == 0;
}

static bool
add_parts(struct page *p, zip_t *z)
{
	int wide = (p->head.is_wide ? LONG : SHORT) - 2 * SIDE;

	return add_part(z, "[Content_Types].xml", xstrdup(content_types)) &&
	    add_part(z, "_rels/.rels", xstrdup(rels)) &&
	    add_part(z, "word/document.xml", document_xml(p)) &&
	    add_part(z, "word/styles.xml", styles_xml(p)) &&
	    add_part(z, "word/header1.xml", frame_xml("hdr", p->head.header, false, wide)) &&
	    add_part(z, "word/footer1.xml", frame_xml("ftr", p->head.footer, true, wide)) &&
	    add_part(z, "word/_rels/document.xml.rels", xstrdup(doc_rels));
}

static bool
copy_out(zip_source_t *src, FILE *f)
{
	char buf[8192];
	zip_int64_t n = 0;

	if (zip_source_open(src) != 0)
		return false;
	while ((n = zip_source_read(src, buf, sizeof buf)) > 0)
		if (fwrite(buf, 1, (size_t)n, f) != (size_t)n)
			break;			/* page_close() asks ferror() */
	zip_source_close(src);
	return n >= 0;
}

static void
finish(struct page *p)
{
	zip_error_t error;
	zip_source_t *src;
	zip_t *z = NULL;
	bool ok = false;

	zip_error_init(&error);
	src = zip_source_buffer_create(NULL, 0, 0, &error);
	if (src != NULL)
		z = zip_open_from_source(src, ZIP_TRUNCATE, &error);
	if (z != NULL) {
		zip_source_keep(src);
		ok = add_parts(p, z);
		if (!ok)
			zip_discard(z);
		else if (zip_close(z) != 0) {
			zip_discard(z);
			ok = false;
		}
		ok = ok && copy_out(src, p->f);
	}
	if (src != NULL)
		zip_source_free(src);
	if (!ok)
		page_fail(p, ERR_IO, _("The Word file could not be made."));
	zip_error_fini(&error);
}

static void
fini(struct page *p)
{
	struct docx *d = p->data;

	if (d != NULL)
		strbuf_fini(&d->body);
	free(d);
}

const struct page_writer page_docx = {
	.begin = begin, .text = text, .gap = gap, .pairs = pairs, .table = table, .row = row,
	.band = band, .total = total, .table_end = table_end, .sign = sign, .finish = finish,
	.fini = fini,
};
