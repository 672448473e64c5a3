/* Query by example in a list (UX 6): the form as an example, several of them with OR between. */
#include "ui/browse_int.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

size_t
browse_examples(const struct browse_rows *r)
{
	size_t n = r->nterms > 0;

	for (size_t i = 0; i < r->nterms; i++)
		n += r->terms[i].field == NULL;
	return n;
}

void
browse_drop_last(struct browse_list *b)
{
	size_t i;

	for (i = 0; b->last != NULL && i < b->spec.entity->nfields; i++)
		free(b->last[i]);
	free(b->last);
	b->last = NULL;
}

static void
add_term(struct browse_rows *r, const struct field *f, const char *text)
{
	if (r->nterms == TERMS_MAX)
		return;
	r->texts[r->nterms] = xstrdup(text);
	r->terms[r->nterms] = (struct query_term){ f, r->texts[r->nterms] };
	r->nterms++;
}

static void
recall(struct browse_list *b)
{
	size_t i;

	for (i = 0; b->last != NULL && i < b->spec.entity->nfields; i++)
		form_set_text(b->query, b->spec.entity->fields[i].name, b->last[i]);
}

/* The last of the examples that are active goes onto the form, those before it wait. */
static void
take_up(struct browse_list *b)
{
	size_t from = b->rows.nterms, i;

	browse_rows_clear(&b->next);
	while (from > 0 && b->rows.terms[from - 1].field != NULL)
		from--;
	for (i = 0; i + 1 < from; i++)
		add_term(&b->next, b->rows.terms[i].field, b->rows.texts[i]);
	for (i = from; i < b->rows.nterms; i++)
		form_set_text(b->query, b->rows.terms[i].field->name, b->rows.texts[i]);
}

void
browse_query_begin(struct browse_list *b, struct app *app)
{
	if (b->query == NULL)
		b->query = form_new(app, b->spec.entity,
		    b->spec.fm != NULL ? b->spec.fm : app_format(app), b->spec.ops->form,
		    b->spec.ctx);
	form_set_mode(b->query, FORM_QUERY);
	form_query_clear(b->query);
	take_up(b);			/* what is active can be changed */
	b->is_query = true;
}

/* What is on the form as one more example (UX 6: AND within one, OR between them). False: it is
 * empty, or there is no room. */
static bool
add_example(struct browse_list *b)
{
	struct query_term terms[TERMS_MAX];
	size_t n = form_query(b->query, terms, TERMS_MAX), i;

	if (n == 0 || b->next.nterms + n >= TERMS_MAX)
		return false;
	if (b->next.nterms > 0)
		add_term(&b->next, NULL, "");
	for (i = 0; i < n; i++)
		add_term(&b->next, terms[i].field, terms[i].text);
	return true;
}

void
browse_query_also(struct browse_list *b, struct app *app)
{
	if (!add_example(b)) {
		app_error(app, "%s", _("Fill an example in first."));
		return;
	}
	form_query_clear(b->query);
	app_message(app, "%s", _("One more example: found is what fits any of them. F8 runs."));
}

void
browse_query_run(struct browse_list *b)
{
	struct strbuf filter = { 0 };
	size_t i;

	(void)add_example(b);
	browse_drop_last(b);
	b->last = xcalloc(b->spec.entity->nfields, sizeof *b->last);
	for (i = 0; i < b->spec.entity->nfields; i++)
		b->last[i] = xstrdup(form_text(b->query, b->spec.entity->fields[i].name));
	browse_rows_clear(&b->rows);
	for (i = 0; i < b->next.nterms; i++) {
		const struct field *f = b->next.terms[i].field;

		add_term(&b->rows, f, b->next.texts[i]);
		if (f == NULL)
			strbuf_addf(&filter, "   %s ", _("or"));
		else
			strbuf_addf(&filter, "%s%s: %s",
			    i > 0 && b->next.terms[i - 1].field != NULL ? "   " : "", tr(f->label),
			    b->next.texts[i]);
	}
	list_set_filter(b->list, strbuf_str(&filter));
	list_set_find(b->list, "");
	strbuf_fini(&filter);
	b->is_query = false;
}

bool
browse_query_event(struct screen *s, const struct ui_event *ev)
{
	struct browse_list *b = s->data;
	enum form_result r = form_event(b->query, ev);

	if (form_message(b->query)[0] != '\0')
		app_error(s->app, "%s", form_message(b->query));
	browse_list_texts(s);
	if (r != FORM_PASS)
		return true;
	switch (ev->action) {
	case ACT_RUN:
		browse_query_run(b);
		break;
	case ACT_QUERY:
		recall(b);
		break;
	case ACT_NEW:
		browse_query_also(b, s->app);
		break;
	case ACT_SAVE:
		app_message(s->app, "%s", _("F8 runs the query."));
		break;
	case ACT_BACK:
	case ACT_CANCEL:
	case ACT_STOP:
		b->is_query = false;
		break;
	default:
		return ev->kind == EV_SCAN;
	}
	browse_list_texts(s);
	return true;
}
