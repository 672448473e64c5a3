/* What kind of value stands where a path ends, and what can be done to it. */
#include "config.h"

#include "report/query_path.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

static void
simple(struct query_type *t, enum report_kind kind, enum field_type as, int width)
{
	t->kind = kind;
	t->context = NULL;
	t->width = width;
	t->as.type = as;
	t->is_milli = t->is_ref = t->is_refs = false;
}

/* How the name of a reference is shown. */
static void
ref_type(const struct query_source *s, const struct field *f, struct query_type *t)
{
	(void)s;
	simple(t, REPORT_TEXT, f->type, 20);
	t->is_ref = f->type == FIELD_REF;
	t->is_refs = f->type == FIELD_REFS;
}

void
query_type_field(const struct query_source *s, const struct field *f, struct query_type *t)
{
	static const struct { enum report_kind kind; int width; } kinds[] = {
		[FIELD_CODE] = { REPORT_CODE, 14 }, [FIELD_TEXT] = { REPORT_TEXT, 24 },
		[FIELD_NOTE] = { REPORT_TEXT, 30 }, [FIELD_INT] = { REPORT_INT, 8 },
		[FIELD_MONEY] = { REPORT_MONEY, 14 }, [FIELD_PERCENT] = { REPORT_PERCENT, 8 },
		[FIELD_FACTOR] = { REPORT_QUANTITY, 9 }, [FIELD_POINTS] = { REPORT_POINTS, 10 },
		[FIELD_BOOL] = { REPORT_WORD, 6 }, [FIELD_CHOICE] = { REPORT_WORD, 12 },
		[FIELD_DAY] = { REPORT_DAY, 10 }, [FIELD_BIRTH] = { REPORT_BIRTH, 10 },
		[FIELD_MINUTE] = { REPORT_CODE, 6 }, [FIELD_INSTANT] = { REPORT_INSTANT, 16 },
		[FIELD_PHONE] = { REPORT_PHONE, 16 }, [FIELD_EMAIL] = { REPORT_TEXT, 24 },
		[FIELD_CARD] = { REPORT_CODE, 20 }, [FIELD_REF] = { REPORT_TEXT, 20 },
		[FIELD_REFS] = { REPORT_TEXT, 20 }, [FIELD_VERBS] = { REPORT_INT, 8 },
	};

	*t = (struct query_type) { .as = *f };
	/* A condition is no entry: what a form asks of a value does not hold it. */
	t->as.required = t->as.unique = false;
	t->as.valid = t->as.when = "";
	if (f->type == FIELD_REF || f->type == FIELD_REFS) {
		ref_type(s, f, t);
		return;
	}
	t->kind = kinds[f->type].kind;
	t->width = kinds[f->type].width;
	if (f->type == FIELD_CHOICE)
		t->context = f->name;
	else if (f->type == FIELD_BOOL)
		t->context = "yes_no";
	else if (s->words != NULL && s->words[f->index] != NULL) {
		t->kind = REPORT_WORD;
		t->context = s->words[f->index];
		t->width = 12;
	}
	t->is_milli = f->type == FIELD_FACTOR;
}

static bool
is_amount(const struct query_type *t)
{
	return t->kind == REPORT_INT || t->kind == REPORT_MONEY || t->kind == REPORT_POINTS ||
	    t->kind == REPORT_QUANTITY;
}

bool
query_type_can(const struct query_type *t, enum query_do what)
{
	switch (what) {
	case DO_SHOW:
		return !t->is_refs;
	case DO_MONTH:
	case DO_YEAR:
		return t->kind == REPORT_DAY || t->kind == REPORT_BIRTH;
	case DO_WEEKDAY:
		return t->kind == REPORT_DAY;
	case DO_AGE:
		return t->kind == REPORT_BIRTH;
	case DO_COUNT:
	case DO_DIFFERENT:
		return !t->is_refs;
	case DO_SUM:
		return is_amount(t);
	case DO_AVERAGE:
		return is_amount(t) || t->kind == REPORT_PERCENT;
	case DO_MIN:
	case DO_MAX:
		return is_amount(t) || t->kind == REPORT_PERCENT || t->kind == REPORT_DAY ||
		    t->kind == REPORT_INSTANT;
	}
	return false;
}

static void
become(struct query_type *t, enum query_do what)
{
	switch (what) {
	case DO_MONTH:
		simple(t, t->kind == REPORT_DAY ? REPORT_MONTH : REPORT_INT, FIELD_INT, 8);
		break;
	case DO_YEAR:
		simple(t, REPORT_CODE, FIELD_INT, 6);
		break;
	case DO_WEEKDAY:
		simple(t, REPORT_WEEKDAY, FIELD_INT, 10);
		break;
	case DO_AGE:
	case DO_COUNT:
	case DO_DIFFERENT:
		simple(t, REPORT_INT, FIELD_INT, 8);
		break;
	case DO_AVERAGE:
		if (t->kind == REPORT_INT) {
			simple(t, REPORT_QUANTITY, FIELD_FACTOR, 10);
			t->is_milli = true;
		}
		break;
	default:
		break;
	}
}

enum err
query_type_of(const struct query_path *p, enum query_do what, struct query_type *t,
    struct err_note *note)
{
	if (p->field != NULL) {
		query_type_field(p->of, p->field, t);
	} else {
		*t = (struct query_type) { .as = { .name = "count", .label = "", .hint = "", .help = "",
			.entity = "", .filter = "", .choices = "", .preset = "", .valid = "", .when = "",
			.right = "", .column = "", .width = 8, .max_len = 20 } };
		simple(t, REPORT_INT, FIELD_INT, 8);
	}
	if (p->what != DO_SHOW && p->field != NULL) {
		if (!query_type_can(t, p->what))
			return err_set(note, ERR_INVALID, "field", _("%s: there is no %s of it."),
			    tr(p->field->label), query_do_label(p->what));
		become(t, p->what);
	}
	if (what != DO_SHOW && !query_type_can(t, what))
		return err_set(note, ERR_INVALID, "do", _("%s: there is no %s of it."),
		    p->field != NULL ? tr(p->field->label) : tr(p->rel->e->plural), query_do_label(what));
	become(t, what);
	return ERR_OK;
}
