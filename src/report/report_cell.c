/* A cell of a report as text. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/phone.h"
#include "report/list_export.h"
#include "report/report.h"

bool
report_is_number(enum report_kind k)
{
	switch (k) {
	case REPORT_INT:
	case REPORT_MONEY:
	case REPORT_POINTS:
	case REPORT_PERCENT:
	case REPORT_QUANTITY:
		return true;
	default:
		return false;
	}
}

static enum field_type
field_type_of(enum report_kind k)
{
	switch (k) {
	case REPORT_MONEY:
		return FIELD_MONEY;
	case REPORT_PERCENT:
		return FIELD_PERCENT;
	case REPORT_DAY:
		return FIELD_DAY;
	case REPORT_BIRTH:
		return FIELD_BIRTH;
	case REPORT_INSTANT:
		return FIELD_INSTANT;
	case REPORT_PHONE:
		return FIELD_PHONE;
	case REPORT_INT:
	case REPORT_POINTS:
		return FIELD_INT;
	default:
		return FIELD_TEXT;
	}
}

static struct field
as_field(const struct report_column *c)
{
	return (struct field) { .name = c->name, .label = c->label, .hint = "", .help = "",
		.type = field_type_of(c->kind), .width = c->width, .entity = "", .filter = "",
		.choices = "", .preset = "", .valid = "", .when = "", .right = "", .column = "" };
}

static int
weekday_of(int64_t v)
{
	if (v >= 1 && v <= 7)
		return (int)v;
	return v > 7 && v < INT32_MAX && day_is_valid((day_t)v) ? day_weekday((day_t)v) : 0;
}

/* What only reports have. NULL: a field's kind. */
static char *
special(const struct report_column *c, const struct format *fm, const struct value *v)
{
	char buf[64];

	switch (c->kind) {
	case REPORT_MONTH:
		if (fm->locale->order == DATE_YMD)
			return xasprintf("%04d-%02d", (int)(v->i / 100), (int)(v->i % 100));
		return xasprintf("%02d/%04d", (int)(v->i % 100), (int)(v->i / 100));
	case REPORT_WEEKDAY:
		return xstrdup(weekday_of(v->i) > 0 ? day_weekday_name(weekday_of(v->i), false) : "");
	case REPORT_HOUR:
		return xasprintf("%02d:00", (int)v->i);
	case REPORT_QUANTITY:
		return xstrdup(quantity_format(fm->locale, v->i, buf, sizeof(buf)));
	case REPORT_WORD:
		return xstrdup(v->s[0] == '\0' ? "" : tr_ctx(c->context, v->s));
	default:
		return NULL;
	}
}

char *
report_cell(const struct report_column *c, const struct format *fm, const struct value *v)
{
	struct field f = as_field(c);
	char *text;

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	text = special(c, fm, v);
	return text != NULL ? text : field_format(&f, fm, v);
}

char *
report_cell_plain(const struct report_column *c, const struct format *fm, const struct value *v)
{
	struct field f = as_field(c);
	char buf[64];

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	switch (c->kind) {
	case REPORT_MONTH:
		return xasprintf("%04d-%02d", (int)(v->i / 100), (int)(v->i % 100));
	case REPORT_WEEKDAY:
		return xasprintf("%d", weekday_of(v->i));
	case REPORT_HOUR:
		return xasprintf("%d", (int)v->i);
	case REPORT_QUANTITY:
		return xstrdup(decimal_format(locale_find("en"), v->i, 3, buf, sizeof(buf)));
	case REPORT_WORD:
		return xstrdup(v->s);
	case REPORT_MONEY:
		return export_money(fm, v->i);
	default:
		return field_to_text(&f, v);
	}
}
