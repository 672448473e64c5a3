#include "report/pdf_text.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

#define NO_GLYPH 0x25A1			/* a box, for what no font draws: an emoji */

enum err
pdf_fonts_open(struct pdf_fonts *pf, HPDF_Doc doc, struct err_note *note)
{
	*pf = (struct pdf_fonts){ .doc = doc };
	return font_set_open(&pf->set, note);
}

void
pdf_fonts_fini(struct pdf_fonts *pf)
{
	font_set_close(pf->set);
	pf->set = NULL;
}

/* Only what is drawn goes into the file: the Han font alone adds half a megabyte. */
static HPDF_Font
load(struct pdf_fonts *pf, enum font_face face)
{
	const char *path, *name;
	int index;

	if (pf->font[face] != NULL)
		return pf->font[face];
	path = font_set_path(pf->set, face, &index);
	name = str_ends(path, ".ttc") ?
	    HPDF_LoadTTFontFromFile2(pf->doc, path, (HPDF_UINT)index, HPDF_TRUE) :
	    HPDF_LoadTTFontFromFile(pf->doc, path, HPDF_TRUE);
	if (name != NULL)
		pf->font[face] = HPDF_GetFont(pf->doc, name, "UTF-8");
	return pf->font[face];
}

/* The letter that stands for one: itself, a box, or "?". A Han letter must not get lost. */
static enum font_face
settle(struct pdf_fonts *pf, uint32_t *cp, bool bold)
{
	enum font_face face = font_set_find(pf->set, *cp, bold);

	if (face != FONT_FACES)
		return face;
	if (utf8_is_han(*cp) && *cp < 0xA000 && pf->err == ERR_OK)
		pf->err = err_set(&pf->note, ERR_CONFIG, "",
		    _("PDF needs a Chinese font: install the package fonts-wqy-zenhei."));
	*cp = NO_GLYPH;
	face = font_set_find(pf->set, *cp, bold);
	if (face == FONT_FACES) {
		*cp = '?';
		face = bold ? FONT_LATIN_BOLD : FONT_LATIN;
	}
	return face;
}

/* The next character of the text, and who draws it. Joiners and other marks without a width
 * of their own that no font has are left out: *face FONT_FACES. */
static size_t
next(struct pdf_fonts *pf, const char *text, size_t at, size_t len, bool bold, uint32_t *cp,
    enum font_face *face)
{
	int used = utf8_decode(text + at, len - at, cp);

	if (used <= 0) {
		*cp = '?';
		used = 1;
	}
	*face = FONT_FACES;
	if (utf8_cp_width(*cp) > 0 || font_set_find(pf->set, *cp, bold) != FONT_FACES)
		*face = settle(pf, cp, bold);
	return at + (size_t)used;
}

float
pdf_width(struct pdf_fonts *pf, struct pdf_style st, const char *text, size_t len)
{
	enum font_face face;
	uint32_t cp;
	long sum = 0;

	for (size_t at = 0; at < len;) {
		at = next(pf, text, at, len, st.bold, &cp, &face);
		if (face != FONT_FACES)
			sum += font_set_advance(pf->set, face, cp);
	}
	return (float)sum * st.size / 1000.0f;
}

static void
add_line(struct pdf_lines *out, size_t from, size_t to, const char *text)
{
	if (out->n == PDF_LINES_MAX)
		return;
	while (to > from && text[to - 1] == ' ')
		to--;
	out->from[out->n] = from;
	out->len[out->n++] = to - from;
}

void
pdf_break(struct pdf_fonts *pf, struct pdf_style st, const char *text, float width,
    struct pdf_lines *out)
{
	size_t len = strlen(text), start = 0, good = 0, at = 0;
	float used = 0, since = 0;		/* of the line; of it after the last good place */

	out->n = 0;
	while (at < len) {
		size_t to = utf8_next(text, at);
		uint32_t cp = ' ';
		float w = pdf_width(pf, st, text + at, to - at);

		(void)utf8_decode(text + at, len - at, &cp);
		if (cp == '\n') {
			add_line(out, start, at, text);
			start = good = at = to;
			used = since = 0;
			continue;
		}
		if (utf8_cp_width(cp) == 2 && at > start) {
			good = at;
			since = 0;
		}
		if (used + w > width && at > start && cp != ' ') {
			size_t cut = good > start ? good : at;

			add_line(out, start, cut, text);
			start = cut;
			used = cut == at ? 0 : since;
			good = start;
		}
		used += w;
		since += w;
		at = to;
		if (cp == ' ' || cp == '-' || utf8_cp_width(cp) == 2) {
			good = at;
			since = 0;
		}
	}
	if (start < len || out->n == 0)
		add_line(out, start, len, text);
}

/* A run of one font; its characters were replaced where no font draws them. */
static void
draw_run(struct pdf_fonts *pf, HPDF_Page page, enum font_face face, float size, float x, float y,
    const struct strbuf *run)
{
	HPDF_Font font = load(pf, face);

	if (font == NULL)
		return;
	HPDF_Page_BeginText(page);
	HPDF_Page_SetFontAndSize(page, font, size);
	HPDF_Page_TextOut(page, x, y, strbuf_str(run));
	HPDF_Page_EndText(page);
}

void
pdf_draw(struct pdf_fonts *pf, HPDF_Page page, struct pdf_style st, float x, float y,
    const char *text, size_t len)
{
	struct strbuf run = { 0 };
	enum font_face face, now = FONT_FACES;
	uint32_t cp;
	long sum = 0;
	char utf8[4];

	for (size_t at = 0; at < len;) {
		at = next(pf, text, at, len, st.bold, &cp, &face);
		if (face == FONT_FACES)
			continue;
		if (face != now && run.len > 0) {
			draw_run(pf, page, now, st.size, x, y, &run);
			x += (float)sum * st.size / 1000.0f;
			sum = 0;
			strbuf_clear(&run);
		}
		now = face;
		strbuf_add_n(&run, utf8, (size_t)utf8_encode(cp, utf8));
		sum += font_set_advance(pf->set, face, cp);
	}
	if (run.len > 0)
		draw_run(pf, page, now, st.size, x, y, &run);
	strbuf_fini(&run);
}
