/* Parameters of a report: presets and what users type. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "report/report.h"
#include "store/record_store.h"

/* "today", "today-30", "month-start", "last-month-start", "last-month-end", "year-start". */
static day_t
preset_day(const char *preset)
{
	day_t today = clock_today(), first = today - today % 100 + 1;

	if (str_starts(preset, "today"))
		return day_add(today, (int)strtol(preset + 5, NULL, 10));
	if (strcmp(preset, "month-start") == 0)
		return first;
	if (strcmp(preset, "last-month-start") == 0)
		return day_add_months(first, -1);
	if (strcmp(preset, "last-month-end") == 0)
		return day_add(first, -1);
	if (strcmp(preset, "year-start") == 0)
		return day_make(day_year(today), 1, 1);
	return 0;
}

static enum err
preset_value(const struct report_param *p, struct value *v, struct err_note *note)
{
	struct format fm = { .locale = locale_find("en"), .currency = currency_find("VND"),
		.country = "84" };
	day_t day;

	if (strcmp(p->preset, "-") == 0)
		return ERR_OK;
	if (p->field.type == FIELD_DAY && (day = preset_day(p->preset)) != 0) {
		value_set_int(v, day);
		return ERR_OK;
	}
	if (p->field.type == FIELD_INT && strcmp(p->preset, "this-month") == 0) {
		value_set_int(v, day_month(clock_today()));
		return ERR_OK;
	}
	return field_from_text(&p->field, &fm, p->preset, v, note);
}

enum err
report_presets(const struct report *r, struct report_values *v, struct err_note *note)
{
	*v = (struct report_values) { 0 };
	for (size_t i = 0; i < r->nparams; i++) {
		enum err e = preset_value(&r->param[i], &v->v[i], note);

		if (e != ERR_OK) {
			report_values_fini(v);
			return err_set(note, ERR_SYNTAX, r->param[i].field.name,
			    _("%s:%d: not a preset of this kind: %s"), r->file,
			    r->param[i].field.line, r->param[i].preset);
		}
		if (v->v[i].kind == VALUE_TEXT)
			v->text[i] = xstrdup(v->v[i].s);
	}
	return ERR_OK;
}

static enum err
set_reference(struct store *st, const struct field *f, const char *text, struct value *v,
    char **shown, struct err_note *note)
{
	struct lookup_hit hit;
	int64_t id;
	enum err e = lookup_resolve(st, f, text, &hit, note);

	if (e == ERR_OK)
		e = record_id(st, model_entity(store_model(st), f->entity), hit.code, &id, note);
	if (e != ERR_OK)
		return e;
	value_set_int(v, id);
	free(*shown);
	*shown = xstrdup(hit.code);
	return ERR_OK;
}

enum err
report_set(struct store *st, const struct report *r, size_t i, const char *text,
    struct report_values *v, struct err_note *note)
{
	const struct field *f = &r->param[i].field;
	day_t day;

	if (str_empty(text)) {
		value_fini(&v->v[i]);
		free(v->text[i]);
		v->text[i] = NULL;
		return ERR_OK;
	}
	if (f->type == FIELD_REF)
		return set_reference(st, f, text, &v->v[i], &v->text[i], note);
	value_fini(&v->v[i]);
	/* The words of presets too: a saved question moves along with the days. */
	if (f->type == FIELD_DAY && (day = preset_day(text)) != 0) {
		value_set_int(&v->v[i], day);
		return ERR_OK;
	}
	if (f->type == FIELD_INT && strcmp(text, "this-month") == 0) {
		value_set_int(&v->v[i], day_month(clock_today()));
		return ERR_OK;
	}
	return field_from_text(f, store_format(st), text, &v->v[i], note);
}

void
report_values_fini(struct report_values *v)
{
	for (size_t i = 0; i < REPORT_PARAMS_MAX; i++) {
		value_fini(&v->v[i]);
		free(v->text[i]);
	}
	*v = (struct report_values) { 0 };
}
