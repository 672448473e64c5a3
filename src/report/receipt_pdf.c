/* A receipt as PDF: on a roll as long as the receipt is, or on pages. The layout is the one that
 * goes to receipt printers; here it has letters with all their marks and the number as bars. */
#include "report/receipt_pdf.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "report/label_paper.h"

#define BARS_HIGH 10.0f
#define BLANK_SHARE 0.5f		/* of a line, around a rule */

static const struct paper {
	const char *name;
	float width, height;		/* height 0: a roll */
	float side, top, points;
} papers[] = {
	{ "roll80", 80, 0, 4, 4, 9 }, { "roll58", 58, 0, 3, 4, 7.5f },
	{ "a5", 148, 210, 16, 16, 10 }, { "a4", 210, 297, 45, 20, 11 },
};

struct roll {
	struct label_paper *p;
	const struct paper *paper;
	float y, w;
	bool draws;			/* else it is only measured */
};

static const struct paper *
paper_named(const char *name)
{
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		if (str_eq(papers[i].name, name))
			return &papers[i];
	}
	return NULL;
}

/* A page that is full is followed by another; a roll is never full. */
static void
room(struct roll *r, float high)
{
	if (r->paper->height == 0 || r->y + high <= r->paper->height - r->paper->top)
		return;
	if (r->draws)
		label_paper_page(r->p, r->paper->width, r->paper->height);
	r->y = r->paper->top;
}

static void
line_out(struct roll *r, struct pdf_style st, float w, enum label_side side, const char *text,
    size_t len)
{
	room(r, label_line_height(st));
	if (r->draws)
		label_paper_text(r->p, st, r->paper->side, r->y, w, side, text, len);
}

static void
text(struct roll *r, struct pdf_style st, enum label_side side, const char *s)
{
	struct pdf_lines l;
	/* Blanks in front are an indent: the line breaker would keep them, wrapped lines not. */
	label_paper_break(r->p, st, s, r->w, &l);
	for (int i = 0; i < l.n; i++) {
		line_out(r, st, r->w, side, s + l.from[i], l.len[i]);
		r->y += label_line_height(st);
	}
}

/* The amount stands on the last line of its name. */
static void
pair(struct roll *r, struct pdf_style st, const char *left, const char *right)
{
	float amount = label_paper_width(r->p, st, right), left_w = r->w - amount - 2;
	struct pdf_lines l;

	if (left_w < r->w / 4) {
		text(r, st, LABEL_LEFT, left);
		left = "";
		left_w = r->w;
	}
	label_paper_break(r->p, st, left, left_w, &l);
	for (int i = 0; i < l.n; i++) {
		line_out(r, st, left_w, LABEL_LEFT, left + l.from[i], l.len[i]);
		if (i + 1 == l.n && r->draws)
			label_paper_text(r->p, st, r->paper->side, r->y, r->w, LABEL_RIGHT, right,
			    strlen(right));
		r->y += label_line_height(st);
	}
}

static void
rule(struct roll *r, struct pdf_style st)
{
	float half = label_line_height(st) * BLANK_SHARE / 2;

	room(r, 2 * half);
	if (r->draws)
		label_paper_line(r->p, r->paper->side, r->y + half, r->w, 0);
	r->y += 2 * half;
}

static enum err
bars(struct roll *r, const char *number, struct err_note *note)
{
	float w = r->w < 60 ? r->w : 60;
	enum err e = ERR_OK;

	r->y += 2;
	room(r, BARS_HIGH);
	if (r->draws)
		e = label_paper_code(r->p, LABEL_BARS, number,
		    (struct label_box){ r->paper->side + (r->w - w) / 2, r->y, w, BARS_HIGH }, NULL, note);
	r->y += BARS_HIGH;
	return e;
}

static enum err
all(struct roll *r, const struct receipt *rc, const char *number, struct err_note *note)
{
	enum err e = ERR_OK;

	r->y = r->paper->top;
	for (size_t i = 0; i < rc->n && e == ERR_OK; i++) {
		const struct receipt_line *l = &rc->lines[i];
		struct pdf_style st = { r->paper->points, l->is_bold };

		switch (l->kind) {
		case RECEIPT_TEXT:
			text(r, st, l->is_centred ? LABEL_MIDDLE : LABEL_LEFT,
			    l->left != NULL ? l->left : "");
			break;
		case RECEIPT_PAIR:
			pair(r, st, l->left != NULL ? l->left : "", l->right != NULL ? l->right : "");
			break;
		case RECEIPT_RULE:
			rule(r, st);
			break;
		case RECEIPT_BLANK:
			r->y += label_line_height(st);
			break;
		case RECEIPT_CUT:
			if (!str_empty(number))
				e = bars(r, number, note);
			break;
		}
	}
	return e;
}

enum err
receipt_pdf(const struct receipt *rc, const char *paper, const char *number, FILE *f,
    struct err_note *note)
{
	struct roll r = { .paper = paper_named(paper) };
	enum err e;

	if (r.paper == NULL)
		return err_set(note, ERR_INVALID, "paper", _("Paper: roll80, roll58, a5 or a4."));
	e = label_paper_open(&r.p, note);
	if (e != ERR_OK)
		return e;
	r.w = r.paper->width - 2 * r.paper->side;
	e = all(&r, rc, number, note);
	if (e == ERR_OK) {
		label_paper_page(r.p, r.paper->width,
		    r.paper->height != 0 ? r.paper->height : r.y + r.paper->top);
		r.draws = true;
		e = all(&r, rc, number, note);
	}
	if (e == ERR_OK)
		return label_paper_close(r.p, f, note);
	label_paper_drop(r.p);
	return e;
}
