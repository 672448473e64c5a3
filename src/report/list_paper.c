#include "report/list_paper.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define WIDTH_MAX 40

static enum page_kind
kind_of(const struct field *f)
{
	switch (f->type) {
	case FIELD_INT:
	case FIELD_POINTS:
		return PAGE_INT;
	case FIELD_MONEY:
		return PAGE_MONEY;
	case FIELD_PERCENT:
		return PAGE_PERCENT;
	case FIELD_FACTOR:
		return PAGE_FACTOR;
	case FIELD_DAY:
		return PAGE_DAY;
	case FIELD_INSTANT:
		return PAGE_INSTANT;
	default:
		return PAGE_TEXT;
	}
}

/* On paper only so many columns can be read; a sheet takes them all. */
enum err
list_paper_open(struct page **p, const struct page_format *pf, FILE *f, const struct entity *e,
    const struct field *const *fields, size_t n, const struct format *fm, const char *shop,
    struct err_note *note)
{
	struct page_column cols[PAGE_COLUMNS_MAX];
	struct page_head h = { .title = tr(e->plural), .header = shop, .footer = "", .fm = fm };
	char day[32];
	enum err err;

	n = n < PAGE_COLUMNS_MAX ? n : PAGE_COLUMNS_MAX;
	for (size_t i = 0; i < n; i++)
		cols[i] = (struct page_column){ .title = tr(fields[i]->label), .kind = kind_of(fields[i]),
		    .width = fields[i]->width < WIDTH_MAX ? fields[i]->width : WIDTH_MAX,
		    .grow = fields[i] == e->title_field };
	h.footer = day_format(fm->locale, clock_today(), day, sizeof day);
	h.is_wide = page_is_wide(cols, n);
	err = page_open(p, pf, f, &h, note);
	if (err != ERR_OK)
		return err;
	if (pf->is_paper)
		page_text(*p, PAGE_TITLE, tr(e->plural));
	page_table(*p, cols, n);
	return ERR_OK;
}

/* Words of a choice, yes and no, birthdays: as the screen shows them. */
void
list_paper_row(struct page *p, const struct field *const *fields, size_t n, const struct record *r)
{
	struct value cells[PAGE_COLUMNS_MAX] = { 0 };
	const struct format *fm = page_fm(p);

	n = n < PAGE_COLUMNS_MAX ? n : PAGE_COLUMNS_MAX;
	for (size_t i = 0; i < n; i++) {
		const struct value *v = &r->values[fields[i]->index];

		if (v->kind == VALUE_INT && kind_of(fields[i]) == PAGE_TEXT) {
			cells[i].kind = VALUE_TEXT;
			cells[i].s = field_format(fields[i], fm, v);
		} else if (v->kind == VALUE_TEXT && fields[i]->type == FIELD_CHOICE) {
			cells[i].kind = VALUE_TEXT;
			cells[i].s = xstrdup(field_choice_label(fields[i], v->s));
		} else {
			value_copy(&cells[i], v);
		}
	}
	page_row(p, cells);
	for (size_t i = 0; i < n; i++)
		value_fini(&cells[i]);
}
