#include "report/erase_page.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"

static void
write_table(struct page *p, const struct erasure *x)
{
	const struct page_column cols[] = {
		{ .title = _("Where"), .kind = PAGE_TEXT, .width = 40, .grow = true },
		{ .title = _("Rows"), .kind = PAGE_INT, .width = 10 },
	};
	struct value cells[2] = { 0 };

	page_table(p, cols, 2);
	for (size_t i = 0; i < x->nparts; i++) {
		value_set_text(&cells[0], _(x->parts[i].title));
		value_set_int(&cells[1], x->parts[i].rows);
		page_row(p, cells);
	}
	value_fini(&cells[0]);
	value_set_int(&cells[1], x->items);
	page_total(p, _("Together"), cells);
	page_table_end(p);
}

static void
write_head(struct page *p, const struct erasure *x, const struct format *fm)
{
	char at[48];
	const struct page_pair done[] = {
		{ _("Customer"), x->code },
		{ _("Erased at"), instant_format(fm->locale, x->at, at, sizeof at) },
		{ _("Reason"), x->reason },
	};
	const struct page_pair asked[] = { { _("Customer"), x->code }, { _("Name"), x->name } };

	page_text(p, PAGE_TITLE, x->id != 0 ? _("Record of an erasure") : _("What would be erased"));
	page_gap(p);
	if (x->id != 0)
		page_pairs(p, done, 3);
	else
		page_pairs(p, asked, 2);
	page_gap(p);
}

enum err
erase_page_write(const struct erasure *x, const struct format *fm, const char *shop,
    const struct page_format *pf, FILE *f, struct err_note *note)
{
	const char *const signs[] = { _("Done by"), _("Asked for by") };
	struct page_head h = { .title = _("Erasure"), .header = shop, .footer = x->code, .fm = fm };
	struct page *p = NULL;
	enum err e = page_open(&p, pf, f, &h, note);

	if (e != ERR_OK)
		return e;
	write_head(p, x, fm);
	write_table(p, x);
	page_gap(p);
	page_text(p, PAGE_BODY, _("Receipts, points and money stay, without a name, because books have to be kept."));
	if (x->id == 0 && x->points > 0)
		page_text(p, PAGE_STRONG, _("Points are left; they lapse with the card."));
	if (x->id == 0 && x->open_order[0] != '\0')
		page_text(p, PAGE_STRONG, _("An order is on its way; without an address nobody can deliver it."));
	if (x->id != 0 && x->is_open)
		page_text(p, PAGE_BODY, _("The trail, files and the search index follow within minutes."));
	page_text(p, PAGE_BODY, _("Backups made before still hold the person until they are replaced; a restore from one erases again before anybody signs in."));
	if (x->id != 0) {
		page_gap(p);
		page_sign(p, signs, 2);
	}
	return page_close(p, note);
}

enum err
erase_page_text(const struct erasure *x, const struct format *fm, const char *shop, char **out,
    struct err_note *note)
{
	size_t size = 0;
	FILE *f = open_memstream(out, &size);
	enum err e;

	if (f == NULL)
		return err_set(note, ERR_IO, "", _("There is no memory for the text."));
	e = erase_page_write(x, fm, shop, page_format_find("txt"), f, note);
	fclose(f);
	if (e != ERR_OK) {
		free(*out);
		*out = NULL;
	}
	return e;
}
