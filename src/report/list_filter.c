#include "report/list_export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

static void
add_value(struct strbuf *b, const struct field *f, const struct value *v)
{
	char day[32];

	if (f->type == FIELD_BIRTH)
		strbuf_add(b, "(day)");
	else if (v->kind == VALUE_INT && f->type == FIELD_DAY)
		strbuf_add(b, day_iso((day_t)v->i, day, sizeof day));
	else if (v->kind == VALUE_INT)
		strbuf_addf(b, "%" PRId64, v->i);
	else if (v->kind == VALUE_TEXT && f->type == FIELD_CHOICE)
		strbuf_add(b, v->s);
	else if (v->kind == VALUE_TEXT)
		strbuf_addf(b, "(%zu)", strlen(v->s));
}

static void
add_cond(struct strbuf *b, const struct cond *c)
{
	static const char *const ops[] = { [COND_EQ] = "=", [COND_NE] = "!=", [COND_LT] = "<",
		[COND_LE] = "<=", [COND_GT] = ">", [COND_GE] = ">=", [COND_BETWEEN] = "between",
		[COND_LIKE] = "like", [COND_EMPTY] = "empty", [COND_FILLED] = "filled", [COND_IN] = "in" };

	strbuf_addf(b, "%s%s %s%s", b->len > 0 ? "; " : "", c->field->name, c->negate ? "not " : "",
	    ops[c->op]);
	if (c->op == COND_EMPTY || c->op == COND_FILLED)
		return;
	strbuf_add(b, " ");
	add_value(b, c->field, &c->a);
	if (c->op == COND_BETWEEN) {
		strbuf_add(b, " ");
		add_value(b, c->field, &c->b);
	}
}

char *
list_filter_text(const struct list_query *q)
{
	struct strbuf b = { 0 };

	if (q->only_ids)
		strbuf_addf(&b, "chosen rows (%zu)", q->nids);
	if (!str_empty(q->search))
		strbuf_addf(&b, "%ssearch (%zu)", b.len > 0 ? "; " : "", strlen(q->search));
	if (q->parent_field != NULL && q->parent_id != 0)
		strbuf_addf(&b, "%s%s = %" PRId64, b.len > 0 ? "; " : "", q->parent_field->name, q->parent_id);
	for (size_t i = 0; i < q->nconds; i++)
		add_cond(&b, &q->conds[i]);
	if (q->also != NULL) {
		char *also = list_filter_text(q->also);

		strbuf_addf(&b, "%sor: %s", b.len > 0 ? "; " : "", also);
		free(also);
	}
	return strbuf_take(&b);
}
