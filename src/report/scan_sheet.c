#include "report/scan_sheet.h"

#include "base/i18n.h"
#include "base/str.h"
#include "report/label_paper.h"

#define PAGE_W 210.0f		/* A4, in mm */
#define PAGE_H 297.0f
#define SIDE 18.0f
#define WIDE (PAGE_W - 2 * SIDE)

static const struct pdf_style title = { 16, true }, words = { 10.5f, false }, small = { 9, false };

static const char *const steps[] = {
	N_("1. Connect the scanner as a keyboard (HID, USB keyboard), with the layout \"USA\"."),
	N_("2. Suffix: CR (Enter) after every code. Without it nothing is taken as a scan."),
	N_("3. AIM identifier: on (\"transmit AIM code ID\"). Then every scan is known by its first "
	   "three characters."),
	N_("4. No other prefix, no change of capitals, no delay between characters."),
	N_("The codes that set these stand in the manual of the scanner: every maker has its own. "
	   "Then open AD SCN and read the codes below; the screen must show what stands under each."),
};

/* Capitals, digits and signs that other keyboard layouts have elsewhere. */
static const struct { enum label_code kind; float w, h; const char *name, *content; } codes[] = {
	{ LABEL_BARS, 46, 18, "EAN-13", "2000000000008" },
	{ LABEL_BARS, 32, 18, "EAN-8", "20000004" },
	{ LABEL_CODE128, 78, 18, "Code 128", "Quen-AZQWY/zqwy.1290" },
	{ LABEL_QR, 26, 26, "QR", "Quen-AZQWY/zqwy.1290" },
};

static float
paragraph(struct label_paper *p, struct pdf_style st, float y, const char *text)
{
	struct pdf_lines l;

	label_paper_break(p, st, text, WIDE, &l);
	for (int i = 0; i < l.n; i++, y += label_line_height(st))
		label_paper_text(p, st, SIDE, y, WIDE, LABEL_LEFT, text + l.from[i], l.len[i]);
	return y + 2;
}

static enum err
draw(struct label_paper *p, struct err_note *note)
{
	float y = 20;
	enum err e = ERR_OK;

	label_paper_page(p, PAGE_W, PAGE_H);
	y = paragraph(p, title, y, _("Setting a scanner up for Quen")) + 4;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		y = paragraph(p, words, y, tr(steps[i]));
	label_paper_line(p, SIDE, y + 2, WIDE, 0);
	y += 12;
	for (size_t i = 0; e == ERR_OK && i < sizeof codes / sizeof *codes; i++) {
		struct label_box box = { SIDE + 6, y, codes[i].w, codes[i].h };
		struct strbuf b = { 0 };

		e = label_paper_code(p, codes[i].kind, codes[i].content, box, NULL, note);
		strbuf_addf(&b, "%s   %s", codes[i].name, codes[i].content);
		y += codes[i].h + 2;
		label_paper_text(p, small, SIDE + 6, y, WIDE, LABEL_LEFT, strbuf_str(&b), b.len);
		y += label_line_height(small) + 10;
		strbuf_fini(&b);
	}
	return e;
}

enum err
scan_sheet_write(FILE *f, struct err_note *note)
{
	struct label_paper *p = NULL;
	enum err e = label_paper_open(&p, note);

	if (e == ERR_OK)
		e = draw(p, note);
	if (e == ERR_OK)
		return label_paper_close(p, f, note);
	label_paper_drop(p);
	return e;
}
