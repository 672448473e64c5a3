/* One value put into many records: F10 on the marked rows of a list (UX 5). Each record is saved by
 * itself, as if its form had been: rights, rules, versions and trail are those of a form. */
#include "ui/browse_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/dialog.h"
#include "ui/progress.h"

#define CHANGE_MAX 1000			/* records at once */
#define FIELDS_MAX 64

/* What is a record's own, or is not typed, is not the same for many. */
static bool
can_change(const struct browse_spec *spec, const struct field *f)
{
	if (f->readonly || f->hidden || f->unique || f->sealed || f == spec->entity->title_field)
		return false;
	if (f->type == FIELD_INSTANT || f->type == FIELD_PHONE || f->type == FIELD_EMAIL ||
	    f->type == FIELD_BIRTH)
		return false;
	return spec->ops->form == NULL || spec->ops->form->may_see == NULL ||
	    spec->ops->form->may_see(spec->ctx, f);
}

static const struct field *
pick_field(struct screen *s, const struct browse_spec *spec)
{
	const struct entity *e = spec->entity;
	struct menu_item items[FIELDS_MAX];
	size_t n = 0;
	int at;

	for (size_t p = 0; p < e->npages; p++)
		for (size_t r = 0; r < e->pages[p].nrows; r++)
			for (size_t k = 0; k < e->pages[p].rows[r].nfields && n < FIELDS_MAX; k++) {
				const struct field *f = e->pages[p].rows[r].fields[k];

				if (can_change(spec, f))
					items[n++] = (struct menu_item){ "", tr(f->label), "", f->index };
			}
	at = n > 0 ? menu_run(s->app, _("Which field?"), items, n) : -1;
	return at < 0 ? NULL : &e->fields[at];
}

/* Asks for the value in a form of that field alone. */
static bool
ask_value(struct screen *s, const struct browse_spec *spec, const struct field *f, size_t n,
    struct record **r)
{
	struct field one = *f;
	char text[200];
	struct dialog_form d = { .title = _("Change the marked rows"), .text = text, .fields = &one,
		.nfields = 1, .fm = spec->fm != NULL ? spec->fm : app_format(s->app),
		.ops = spec->ops->form, .ctx = spec->ctx };

	one.when = one.preset = "";
	one.warn_duplicate = false;
	snprintf(text, sizeof text, f->type == FIELD_REFS
	    ? ngettext("Added in %zu record of %s:", "Added in %zu records of %s:", (unsigned long)n)
	    : ngettext("The new value in %zu record of %s:", "The new value in %zu records of %s:",
	    (unsigned long)n), n, tr(spec->entity->plural));
	return dialog_form_run(s->app, &d, NULL, r);
}

/* Codes of a list that are not there yet come behind those that are. */
static void
add_codes(struct value *to, const struct value *more)
{
	const char *rest = more->kind == VALUE_TEXT ? more->s : "", *have;
	char code[64], other[64];

	while (str_next(&rest, ',', code, sizeof code)) {
		struct strbuf all = { 0 };
		bool is_there = false;

		have = to->kind == VALUE_TEXT ? to->s : "";
		strbuf_add(&all, have);
		while (str_next(&have, ',', other, sizeof other))
			is_there = is_there || str_eq(code, other);
		if (!is_there) {
			strbuf_addf(&all, "%s%s", all.len > 0 ? "," : "", code);
			value_fini(to);
			to->kind = VALUE_TEXT;
			to->s = xstrdup(strbuf_str(&all));
		}
		strbuf_fini(&all);
	}
}

static enum err
change_one(const struct browse_spec *spec, int64_t id, const struct field *f, const struct value *v,
    struct err_note *note)
{
	struct record *base = NULL, *edited, *theirs = NULL;
	enum err err = spec->ops->load(spec->ctx, spec->entity, id, &base, note);

	if (err != ERR_OK)
		return err;
	edited = record_copy(base);
	if (f->type == FIELD_REFS)
		add_codes(&edited->values[f->index], v);
	else
		value_copy(&edited->values[f->index], v);
	err = spec->ops->save(spec->ctx, edited, base, &theirs, note);
	record_free(theirs);
	record_free(edited);
	record_free(base);
	return err;
}

static void
change_all(struct screen *s, const struct browse_spec *spec, const int64_t *ids, size_t n,
    const struct field *f, const struct value *v)
{
	struct progress *p = progress_begin(s->app, _("Changing"), (int64_t)n);
	struct err_note note = { 0 }, first = { 0 };
	size_t done = 0, i;

	for (i = 0; i < n && progress_step(p, (int64_t)i); i++) {
		if (change_one(spec, ids[i], f, v, &note) == ERR_OK)
			done++;
		else if (first.code == ERR_OK)
			first = note;
	}
	progress_end(p);
	if (done == n)
		app_message(s->app, _("%zu changed"), done);
	else
		app_error(s->app, _("%zu of %zu changed. %s"), done, n, first.text);
}

void
browse_change_marked(struct screen *s)
{
	struct browse_list *b = s->data;
	const struct field *f;
	struct err_note note = { 0 };
	struct record *r = NULL;
	char text[200], word[40];
	int64_t *ids = NULL;
	size_t n = 0;

	if (list_marked_ids(b->list, CHANGE_MAX, &ids, &n, &note) != ERR_OK)
		app_error_note(s->app, &note);
	else if (n == 0)
		app_error(s->app, "%s", _("Mark rows with Space first."));
	else if ((f = pick_field(s, &b->spec)) != NULL && ask_value(s, &b->spec, f, n, &r)) {
		snprintf(text, sizeof text, _("Change %s in %zu records of %s?"), tr(f->label), n,
		    tr(b->spec.entity->plural));
		snprintf(word, sizeof word, "CHANGE %zu", n);
		if (dialog_confirm_word(s->app, _("Change the marked rows"), text, word)) {
			change_all(s, &b->spec, ids, n, f, &r->values[0]);
			list_clear_marks(b->list);
		}
	}
	record_free(r);
	free(ids);
}
