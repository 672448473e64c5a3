/* Between what is typed and what the record holds. */
#include "ui/form_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

void
slot_set_problem(struct slot *s, const char *text, bool is_warning)
{
	char *copy = str_empty(text) ? NULL : xstrdup(text);

	free(s->problem);
	s->problem = copy;
	s->is_warning = is_warning && copy != NULL;
}

static char *
value_text(const struct form *f, const struct field *field, const struct value *v)
{
	if (v->kind == VALUE_NULL)
		return xstrdup(field->type == FIELD_BOOL ? " " : "");
	if (field->type == FIELD_CHOICE)
		return xstrdup(field_choice_label(field, v->s));
	if (field->type == FIELD_BOOL)
		return xstrdup(v->i != 0 ? "x" : " ");
	return field_format(field, f->fm, v);
}

void
slot_sync(struct form *f, struct slot *s)
{
	char *text = value_text(f, s->field, &f->rec->values[s->field->index]);
	size_t at = s->edit.at;

	free(s->shown);
	s->shown = text;
	if (strcmp(edit_text(&s->edit), text) != 0) {
		edit_set(&s->edit, text);
		return;
	}
	s->edit.at = at;
}

void
form_sync(struct form *f)
{
	size_t i;

	for (i = 0; i < f->entity->nfields; i++)
		if (f->slots[i].problem == NULL)
			slot_sync(f, &f->slots[i]);
}

bool
slot_is_changed(const struct form *f, const struct slot *s)
{
	(void)f;
	return strcmp(edit_text(&s->edit), s->shown != NULL ? s->shown : "") != 0;
}

/* The i-th choice; false beyond the last. */
static bool
choice_at(const struct field *field, int i, char *value, size_t size)
{
	const char *rest = field->choices;

	while (str_next(&rest, ',', value, size))
		if (i-- == 0)
			return true;
	return false;
}

static int
choice_index(const struct field *field, const char *text)
{
	char value[64];
	int i;

	for (i = 0; choice_at(field, i, value, sizeof value); i++)
		if (str_eq(value, text) || str_eq(field_choice_label(field, value), text))
			return i;
	return -1;
}

static void
set_choice(struct form *f, struct slot *s, int i)
{
	char value[64];

	if (i >= 0 && choice_at(s->field, i, value, sizeof value))
		edit_set(&s->edit, field_choice_label(s->field, value));
	else
		edit_set(&s->edit, "");
	(void)f;
}

void
slot_cycle(struct form *f, struct slot *s, int by)
{
	char value[64];
	int n = 0, i;

	if (s->field->type == FIELD_BOOL) {
		edit_set(&s->edit, edit_text(&s->edit)[0] == 'x' ? " " : "x");
		return;
	}
	while (choice_at(s->field, n, value, sizeof value))
		n++;
	if (n == 0)
		return;
	i = choice_index(s->field, edit_text(&s->edit));
	/* an optional choice has "none" before its first */
	i += by;
	if (i >= n)
		i = s->field->required ? 0 : -1;
	else if (i < (s->field->required ? 0 : -1))
		i = n - 1;
	set_choice(f, s, i);
}

bool
slot_type_choice(struct form *f, struct slot *s, const char *text)
{
	char value[64], *typed, *label;
	int n = 0, i, k, from;
	bool done = false;

	if (s->field->type == FIELD_BOOL) {
		if (strstr(f->fm->locale->yes, text) != NULL || strcmp(text, "x") == 0 ||
		    strcmp(text, "1") == 0)
			edit_set(&s->edit, "x");
		else if (strcmp(text, "n") == 0 || strcmp(text, "k") == 0 ||
		    strcmp(text, "0") == 0 || strcmp(text, "-") == 0)
			edit_set(&s->edit, " ");
		else
			return false;
		return true;
	}
	while (choice_at(s->field, n, value, sizeof value))
		n++;
	from = choice_index(s->field, edit_text(&s->edit));
	typed = utf8_fold(text);
	for (k = 1; k <= n && !done; k++) {
		i = (from + k) % n;
		(void)choice_at(s->field, i, value, sizeof value);
		label = utf8_fold(field_choice_label(s->field, value));
		if (typed[0] != '\0' && str_starts(label, typed)) {
			set_choice(f, s, i);
			done = true;
		}
		free(label);
	}
	free(typed);
	return done;
}

static enum err
commit_ref(struct form *f, struct slot *s, const char *text, struct err_note *note)
{
	struct value *v = &f->rec->values[s->field->index];
	char **name = &f->rec->labels[s->field->index];
	char *code = NULL, *label = NULL;
	enum err err;

	if (text[0] == '\0') {
		value_fini(v);
		free(*name);
		*name = NULL;
		return ERR_OK;
	}
	if (f->ops == NULL || f->ops->resolve == NULL) {
		value_set_text(v, text);
		return ERR_OK;
	}
	err = f->ops->resolve(f->ctx, s->field, f->rec, text, &code, &label, note);
	if (err != ERR_OK)
		return err;
	value_set_text(v, code);
	free(*name);
	*name = label;
	free(code);
	return ERR_OK;
}

/* A comma list of codes, each resolved, no code twice. */
static enum err
commit_refs(struct form *f, struct slot *s, const char *text, struct err_note *note)
{
	struct strbuf all = { 0 };
	const char *rest = text;
	char piece[128];
	enum err err = ERR_OK;

	while (err == ERR_OK && str_next(&rest, ',', piece, sizeof piece)) {
		char *code = NULL, *label = NULL;

		if (f->ops != NULL && f->ops->resolve != NULL)
			err = f->ops->resolve(f->ctx, s->field, f->rec, piece, &code, &label, note);
		else
			code = xstrdup(piece);
		if (err == ERR_OK && !str_in_list(strbuf_str(&all), code))
			strbuf_addf(&all, "%s%s", all.len > 0 ? "," : "", code);
		free(code);
		free(label);
	}
	if (err == ERR_OK)
		err = field_from_text(s->field, f->fm, strbuf_str(&all),
		    &f->rec->values[s->field->index], note);
	strbuf_fini(&all);
	return err;
}

enum err
slot_commit(struct form *f, struct slot *s, struct err_note *note)
{
	const struct field *field = s->field;
	struct value *v = &f->rec->values[field->index];
	struct value parsed = { 0 };
	char *clean, value[64];
	enum err err = ERR_OK;
	int i;

	clean = utf8_clean(edit_text(&s->edit), s->edit.text.len, field->type == FIELD_NOTE);
	if (clean == NULL)
		return err_set(note, ERR_INVALID, field->name, _("This text cannot be read."));
	switch (field->type) {
	case FIELD_BOOL:
		value_set_int(v, clean[0] == 'x');
		break;
	case FIELD_CHOICE:
		i = choice_index(field, clean);
		if (i >= 0 && choice_at(field, i, value, sizeof value))
			value_set_text(v, value);
		else
			value_fini(v);
		break;
	case FIELD_REF:
		err = commit_ref(f, s, clean, note);
		break;
	case FIELD_REFS:
		err = commit_refs(f, s, clean, note);
		break;
	default:
		err = field_parse(field, f->fm, clean, &parsed, note);
		if (err == ERR_OK)
			err = field_check(field, &parsed, note);
		if (err == ERR_OK)
			value_copy(v, &parsed);
		value_fini(&parsed);
		break;
	}
	free(clean);
	return err;
}

enum err
slot_leave(struct form *f, struct slot *s, struct err_note *note)
{
	struct err_note own = { 0 };
	bool changed = slot_is_changed(f, s), is_warning = false;
	enum err err = ERR_OK;

	if (note == NULL)
		note = &own;
	if (changed || s->problem != NULL) {
		err = slot_commit(f, s, note);
		if (err != ERR_OK) {
			slot_set_problem(s, note->text[0] != '\0' ? note->text : err_text(err), false);
			return err;
		}
		slot_set_problem(s, NULL, false);
		slot_sync(f, s);
	}
	if (changed && f->ops != NULL && f->ops->changed != NULL) {
		f->ops->changed(f->ctx, s->field, f->rec);
		form_sync(f);
	}
	if (f->ops != NULL && f->ops->check != NULL &&
	    (changed || record_differs(f->stored, f->rec, s->field->index))) {
		err = f->ops->check(f->ctx, s->field, f->rec, &is_warning, note);
		if (err != ERR_OK) {
			slot_set_problem(s, note->text[0] != '\0' ? note->text : err_text(err),
			    is_warning);
			if (is_warning)
				err = ERR_OK;
		}
	}
	return err;
}
