#include "config.h"

#include "report/report_saved.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/report_plan.h"

static char *
text_of(const struct report_param *p, const struct report_values *v, size_t i)
{
	if (v->v[i].kind == VALUE_NULL)
		return xstrdup("");
	if (p->field.type == FIELD_REF)
		return xstrdup(v->text[i] != NULL ? v->text[i] : "");
	return field_to_text(&p->field, &v->v[i]);
}

char *
report_saved_text(const struct report *r, const struct report_values *v)
{
	struct report_values usual;
	struct strbuf b = { 0 };

	if (report_presets(r, &usual, NULL) != ERR_OK)
		usual = (struct report_values) { 0 };
	for (size_t i = 0; i < r->nparams; i++) {
		char *text;

		if (value_eq(&v->v[i], &usual.v[i]))
			continue;
		text = text_of(&r->param[i], v, i);
		plan_param_add(&b, r->param[i].field.name, text);
		free(text);
	}
	report_values_fini(&usual);
	return strbuf_take(&b);
}

struct applying { struct store *st; const struct report *r; struct report_values *v; };

static enum err
apply_one(void *arg, const char *name, const char *value, struct err_note *note)
{
	struct applying *x = arg;

	for (size_t i = 0; i < x->r->nparams; i++)
		if (strcmp(x->r->param[i].field.name, name) == 0)
			return report_set(x->st, x->r, i, value, x->v, note);
	return err_set(note, ERR_INVALID, "params", _("%s has no parameter \"%s\"."), x->r->name, name);
}

enum err
report_saved_values(struct store *st, const struct report *r, const char *text,
    struct report_values *v, struct err_note *note)
{
	struct applying x = { st, r, v };
	enum err e = report_presets(r, v, note);

	if (e != ERR_OK)
		return e;
	e = plan_params(text, apply_one, &x, note);
	if (e != ERR_OK)
		report_values_fini(v);
	return e;
}
