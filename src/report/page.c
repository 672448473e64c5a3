#include "report/page.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/utf8.h"
#include "report/page_part.h"
#include "report/papers.h"

#define WIDE_CHARS 100			/* more than this needs the long side of a page */

const struct page_format page_format_table[] = {
	{ "pdf", N_("PDF"), true, true },
	{ "docx", N_("Word"), true, true },
	{ "xlsx", N_("Excel"), true, false },
	{ "csv", N_("CSV"), false, false },
	{ "txt", N_("Text"), false, true },
	{ NULL, NULL, false, false }
};

const struct page_format *
page_format_find(const char *name)
{
	for (const struct page_format *pf = page_format_table; pf->name != NULL; pf++)
		if (str_eq(pf->name, name))
			return pf;
	return NULL;
}

const struct format *
page_fm(const struct page *p)
{
	return p->head.fm;
}

bool
page_is_wide(const struct page_column *cols, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += cols[i].width + 2;
	return sum > WIDE_CHARS;
}

/* ---- the stream ---- */

static const struct page_writer *
writer_of(const struct page_format *pf, struct err_note *note)
{
	const struct papers *m;

	if (str_eq(pf->name, "csv"))
		return &page_csv;
	if (str_eq(pf->name, "txt"))
		return &page_txt;
	m = papers(note);
	if (m == NULL)
		return NULL;
	return str_eq(pf->name, "pdf") ? m->pdf : str_eq(pf->name, "docx") ? m->docx : m->xlsx;
}

static const char *
keep(struct page *p, const char *text)
{
	char *s = page_clean(text, false);
	const char *kept = arena_strdup(&p->arena, s);

	free(s);
	return kept;
}

enum err
page_open(struct page **out, const struct page_format *pf, FILE *f, const struct page_head *h,
    struct err_note *note)
{
	const struct page_writer *w = writer_of(pf, note);
	struct page *p;
	enum err e;

	*out = NULL;
	if (w == NULL)
		return ERR_CONFIG;
	p = xcalloc(1, sizeof *p);
	p->w = w;
	p->f = f;
	p->head = *h;
	p->head.title = keep(p, h->title);
	p->head.header = keep(p, h->header);
	p->head.footer = keep(p, h->footer);
	p->head.lang = keep(p, str_empty(h->lang) ? h->fm->locale->lang : h->lang);
	e = p->w->begin(p, note);
	if (e != ERR_OK) {
		page_drop(p);
		p = NULL;
	}
	*out = p;
	return e;
}

void
page_text(struct page *p, enum page_style style, const char *text)
{
	char *s = page_clean(text, true), *at = s, *end;

	for (; p->err == ERR_OK; at = end + 1) {
		end = strchr(at, '\n');
		if (end != NULL)
			*end = '\0';
		p->w->text(p, style, at);
		if (end == NULL)
			break;
	}
	free(s);
}

void
page_gap(struct page *p)
{
	if (p->err == ERR_OK)
		p->w->gap(p);
}

void
page_pairs(struct page *p, const struct page_pair *pairs, size_t n)
{
	struct page_pair *clean = xcalloc(n + 1, sizeof *clean);

	for (size_t i = 0; i < n; i++) {
		clean[i].label = page_clean(pairs[i].label, false);
		clean[i].value = page_clean(pairs[i].value, false);
	}
	if (p->err == ERR_OK && n > 0)
		p->w->pairs(p, clean, n);
	for (size_t i = 0; i < n; i++) {
		free((char *)clean[i].label);
		free((char *)clean[i].value);
	}
	free(clean);
}

void
page_table(struct page *p, const struct page_column *cols, size_t n)
{
	p->ncols = n < PAGE_COLUMNS_MAX ? n : PAGE_COLUMNS_MAX;
	for (size_t i = 0; i < p->ncols; i++) {
		p->cols[i] = cols[i];
		p->cols[i].title = keep(p, cols[i].title);
	}
	p->in_table = true;
	p->rows = 0;
	if (p->err == ERR_OK)
		p->w->table(p);
}

/* Most texts are as they may stand already: letters that are composed by themselves, no blanks
 * around. Then nothing is copied. */
static bool
is_tidy(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t len = strlen(s);
	uint32_t cp;
	int n;

	if (len == 0 || len > PAGE_CELL_MAX || s[0] == ' ' || s[len - 1] == ' ')
		return false;
	while (*p != '\0') {
		if (*p >= ' ' && *p < 0x7f) {
			p++;
			continue;
		}
		n = utf8_decode((const char *)p, len - (size_t)((const char *)p - s), &cp);
		if (n == 0 || !((cp >= 0xc0 && cp <= 0x24f) || (cp >= 0x1ea0 && cp <= 0x1ef9) ||
		    (cp >= 0x4e00 && cp <= 0x9fff)))
			return false;
		p += n;
	}
	return true;
}

/* Cells as they may stand in a file: texts cleaned and bounded. */
static void
clean_cells(const struct page *p, const struct value *cells, struct value *out)
{
	for (size_t i = 0; i < p->ncols; i++) {
		out[i] = cells[i];
		if (cells[i].kind != VALUE_TEXT || is_tidy(cells[i].s))
			continue;
		out[i].s = page_clean(cells[i].s, true);
		if (strlen(out[i].s) > PAGE_CELL_MAX) {
			char *cut = xmalloc(PAGE_CELL_MAX + 1);

			str_copy(cut, PAGE_CELL_MAX + 1, out[i].s);
			free(out[i].s);
			out[i].s = cut;
		}
	}
}

static void
free_cells(const struct page *p, const struct value *from, struct value *cells)
{
	for (size_t i = 0; i < p->ncols; i++)
		if (cells[i].kind == VALUE_TEXT && cells[i].s != from[i].s)
			free(cells[i].s);
}

void
page_row(struct page *p, const struct value *cells)
{
	struct value clean[PAGE_COLUMNS_MAX];

	if (p->err != ERR_OK || !p->in_table)
		return;
	clean_cells(p, cells, clean);
	p->w->row(p, clean);
	free_cells(p, cells, clean);
	p->rows++;
}

void
page_band(struct page *p, const char *text)
{
	char *s = page_clean(text, false);

	if (p->err == ERR_OK && p->in_table)
		p->w->band(p, s);
	free(s);
}

void
page_total(struct page *p, const char *label, const struct value *cells)
{
	struct value clean[PAGE_COLUMNS_MAX];
	char *s = page_clean(label, false);

	if (p->err == ERR_OK && p->in_table) {
		clean_cells(p, cells, clean);
		p->w->total(p, s, clean);
		free_cells(p, cells, clean);
	}
	free(s);
}

void
page_table_end(struct page *p)
{
	if (p->err == ERR_OK && p->in_table)
		p->w->table_end(p);
	p->in_table = false;
}

void
page_chart(struct page *p, enum page_place where, const struct page_chart *c)
{
	if (p->err == ERR_OK && p->w->chart != NULL && c->n > 0 && c->nseries > 0)
		p->w->chart(p, where, c);
}

void
page_sign(struct page *p, const char *const *names, size_t n)
{
	char *clean[PAGE_SIGN_MAX];

	n = n < PAGE_SIGN_MAX ? n : PAGE_SIGN_MAX;
	for (size_t i = 0; i < n; i++)
		clean[i] = page_clean(names[i], false);
	if (p->err == ERR_OK && n > 0)
		p->w->sign(p, (const char *const *)clean, n);
	for (size_t i = 0; i < n; i++)
		free(clean[i]);
}

void
page_drop(struct page *p)
{
	if (p == NULL)
		return;
	p->w->fini(p);
	arena_fini(&p->arena);
	free(p);
}

enum err
page_close(struct page *p, struct err_note *note)
{
	enum err e;

	page_table_end(p);
	if (p->err == ERR_OK)
		p->w->finish(p);
	if (p->err == ERR_OK && (fflush(p->f) != 0 || ferror(p->f)))
		page_fail(p, errno == ENOSPC ? ERR_FULL : ERR_IO, _("The result could not be written: %s"),
		    strerror(errno));
	e = p->err;
	if (e != ERR_OK && note != NULL)
		*note = p->note;
	page_drop(p);
	return e;
}
