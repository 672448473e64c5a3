/* A statement as a document of page.h, in the language of receipts: it is for the customer. */
#include "report/statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "store/setting.h"

/* time, what, receipt, where and note; change, balance; of money also what of them is bonus */
#define COLUMNS_MAX 8

static const char *
heading(const struct statement_part *p, char *buf, size_t size)
{
	size_t n = strlen(p->card);
	const char *tail = n > 4 ? p->card + n - 4 : p->card;

	switch (p->of) {
	case STATEMENT_POINTS:
		return _("Points");
	case STATEMENT_VALUE:
		snprintf(buf, size, _("Stored value, card *%s"), tail);
		return buf;
	case STATEMENT_VISITS:
		snprintf(buf, size, _("Visits, card *%s"), tail);
		return buf;
	}
	return "";
}

static struct value
number(int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .i = i };
}

static struct value
words(const char *s)
{
	return (struct value){ .kind = str_empty(s) ? VALUE_NULL : VALUE_TEXT, .s = (char *)s };
}

static void
balance(struct page *p, const struct statement_part *part, const char *label, int64_t sum,
    int64_t bonus)
{
	struct value cells[COLUMNS_MAX] = { 0 };

	cells[5] = number(sum);
	if (part->of == STATEMENT_VALUE)
		cells[7] = number(bonus);
	page_total(p, label, cells);
}

static void
put_part(struct page *p, const struct statement_part *part)
{
	enum page_kind k = part->of == STATEMENT_VALUE ? PAGE_MONEY : PAGE_INT;
	const struct page_column cols[COLUMNS_MAX] = {
		{ _("Time"), PAGE_INSTANT, 16, false }, { _("What"), PAGE_TEXT, 14, false },
		{ _("Receipt"), PAGE_TEXT, 14, false }, { _("Note"), PAGE_TEXT, 12, true },
		{ _("Change"), k, 11, false }, { _("Balance"), k, 11, false },
		{ _("of it bonus"), k, 11, false }, { _("Bonus balance"), k, 11, false },
	};
	char title[96];

	page_text(p, PAGE_HEAD, heading(part, title, sizeof title));
	page_table(p, cols, part->of == STATEMENT_VALUE ? 8 : 6);
	balance(p, part, _("Opening balance"), part->opening, part->opening_bonus);
	for (size_t i = 0; i < part->n; i++) {
		const struct statement_line *l = &part->line[i];
		struct value cells[COLUMNS_MAX];
		char note[200];

		snprintf(note, sizeof note, "%s%s%s", l->where,
		    l->where[0] != '\0' && l->note[0] != '\0' ? ", " : "", l->note);
		cells[0] = number(l->at);
		cells[1] = words(statement_op(l->op));
		cells[2] = words(l->doc);
		cells[3] = words(note);
		cells[4] = number(l->delta);
		cells[5] = number(l->after);
		cells[6] = number(l->bonus);
		cells[7] = number(l->bonus_after);
		page_row(p, cells);
	}
	balance(p, part, _("Closing balance"), part->closing, part->closing_bonus);
	page_table_end(p);
	page_gap(p);
}

static enum err
write_all(struct store *st, const struct statement *s, const struct format *fm, const char *lang,
    const struct page_format *pf, FILE *f, struct err_note *note)
{
	char period[64], from[24], to[24], footer[400];
	struct page_head h = { .title = _("Statement"), .header = setting_text(st, "shop.name"),
		.footer = footer, .fm = fm, .lang = lang };
	struct page_pair pairs[4];
	struct page *p;
	size_t n = 0;
	enum err e;

	snprintf(footer, sizeof footer, "%s  %s", setting_text(st, "shop.address"),
	    setting_text(st, "shop.phone"));
	e = page_open(&p, pf, f, &h, note);
	if (e != ERR_OK)
		return e;
	snprintf(period, sizeof period, "%s - %s", day_format(fm->locale, s->from, from, sizeof from),
	    day_format(fm->locale, s->to, to, sizeof to));
	if (s->m.customer_id != 0) {
		pairs[n++] = (struct page_pair){ _("Customer"), s->m.name };
		pairs[n++] = (struct page_pair){ _("Code"), s->m.code };
	} else
		pairs[n++] = (struct page_pair){ _("Card"), s->m.card.number };
	pairs[n++] = (struct page_pair){ _("Period"), period };
	if (s->m.level_name[0] != '\0')
		pairs[n++] = (struct page_pair){ _("Level"), s->m.level_name };
	page_text(p, PAGE_TITLE, _("Statement"));
	page_pairs(p, pairs, n);
	for (size_t i = 0; i < s->n; i++)
		put_part(p, &s->part[i]);
	return page_close(p, note);
}

enum err
statement_write(struct store *st, const struct statement *s, const struct page_format *pf, FILE *f,
    struct err_note *note)
{
	struct format fm = *store_format(st);
	char was[16], lang[16];
	enum err e;

	str_copy(was, sizeof was, i18n_lang());
	str_copy(lang, sizeof lang, setting_text(st, "receipt.lang"));
	if (!str_eq(was, lang))
		i18n_set(store_paths(st)->locale, lang);
	fm.locale = locale_find(lang);
	e = write_all(st, s, &fm, lang, pf, f, note);
	if (!str_eq(was, lang))
		i18n_set(store_paths(st)->locale, was);
	return e;
}
