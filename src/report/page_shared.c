/* What page.c and the writers of all formats share. The module of papers has a copy. */
#include "report/page.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/utf8.h"
#include "report/page_part.h"

/* ---- cells ---- */

bool
page_is_number(enum page_kind k)
{
	return k == PAGE_INT || k == PAGE_MONEY || k == PAGE_QUANTITY || k == PAGE_PERCENT ||
	    k == PAGE_FACTOR;
}

char *
page_cell(const struct format *fm, enum page_kind k, const struct value *v)
{
	const struct locale_rules *lr = fm->locale;
	char buf[64] = "";

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	if (v->kind == VALUE_TEXT)
		return xstrdup(v->s);
	switch (k) {
	case PAGE_MONEY:
		money_format(lr, fm->currency, v->i, buf, sizeof buf);
		break;
	case PAGE_QUANTITY:
		quantity_format(lr, v->i, buf, sizeof buf);
		break;
	case PAGE_PERCENT:
		percent_format(lr, v->i, buf, sizeof buf);
		break;
	case PAGE_FACTOR:
		decimal_format(lr, v->i, 2, buf, sizeof buf);
		break;
	case PAGE_DAY:
		day_format(lr, (day_t)v->i, buf, sizeof buf);
		break;
	case PAGE_INSTANT:
		instant_format(lr, v->i, buf, sizeof buf);
		break;
	case PAGE_INT:
	case PAGE_TEXT:
		locale_format_int(lr, v->i, buf, sizeof buf);
		break;
	}
	return xstrdup(buf);
}

/* 12345 with 2 decimals: "123.45". */
static char *
plain_decimal(int64_t v, int decimals)
{
	int64_t unit = 1;

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	if (unit == 1)
		return xasprintf("%" PRId64, v);
	return xasprintf("%s%lld.%0*lld", v < 0 ? "-" : "", (long long)(llabs(v) / unit), decimals,
	    (long long)(llabs(v) % unit));
}

char *
page_cell_plain(const struct format *fm, enum page_kind k, const struct value *v)
{
	char buf[64];

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	if (v->kind == VALUE_TEXT)
		return xstrdup(v->s);
	switch (k) {
	case PAGE_MONEY:
		return plain_decimal(v->i, fm->currency->digits);
	case PAGE_QUANTITY:
		return v->i % 1000 == 0 ? plain_decimal(v->i / 1000, 0) : plain_decimal(v->i, 3);
	case PAGE_PERCENT:
	case PAGE_FACTOR:
		return plain_decimal(v->i, 2);
	case PAGE_DAY:
		return xstrdup(day_iso((day_t)v->i, buf, sizeof buf));
	case PAGE_INSTANT:
		return xstrdup(instant_iso(v->i, buf, sizeof buf));
	case PAGE_INT:
	case PAGE_TEXT:
		break;
	}
	return xasprintf("%" PRId64, v->i);
}

/* ---- what writers share ---- */

void
page_fail_note(struct page *p, enum err e, const struct err_note *note)
{
	if (p->err != ERR_OK)
		return;
	p->err = e;
	p->note = *note;
}

void
page_fail(struct page *p, enum err e, const char *fmt, ...)
{
	char text[256];
	struct err_note note = { 0 };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	err_set(&note, e, "", "%s", text);
	page_fail_note(p, e, &note);
}

char *
page_clean(const char *text, bool lines)
{
	char *s = utf8_clean(text != NULL ? text : "", text != NULL ? strlen(text) : 0, lines);

	return s != NULL ? s : xstrdup("?");
}

size_t
page_first(const struct page *p, const struct value *cells)
{
	size_t i = 0;

	while (i < p->ncols && cells[i].kind == VALUE_NULL)
		i++;
	return i;
}
