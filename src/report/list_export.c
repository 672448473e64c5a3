#include "report/list_export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/list_paper.h"
#include "report/write_csv.h"
#include "store/actor.h"
#include "store/setting.h"

#define COLUMNS_MAX 200

struct export {
	const struct export_options *o;
	const struct format *fm;
	const struct field *columns[COLUMNS_MAX];
	size_t n;
	struct csv_style style;
	FILE *out;
	int64_t rows;
	struct page *page;		/* EXPORT_PAGE */
	bool stopped;
};

/* May this actor see the field: its form says "function.verb". */
static bool
may_see(const struct actor *a, const struct field *f)
{
	static const enum verb verbs[] = { VERB_VIEW, VERB_ADD, VERB_EDIT, VERB_DELETE,
	    VERB_PRINT, VERB_EXPORT };
	char function[48];
	const char *dot;
	size_t i;

	if (str_empty(f->right))
		return true;
	dot = strchr(f->right, '.');
	if (dot == NULL || (size_t)(dot - f->right) >= sizeof(function))
		return false;
	memcpy(function, f->right, (size_t)(dot - f->right));
	function[dot - f->right] = '\0';
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verb_name(verbs[i]), dot + 1) == 0)
			return access_may(a, function, verbs[i]);
	return false;
}

static enum err
unknown_column(const struct entity *e, const char *name, struct err_note *note)
{
	struct strbuf b = { 0 };
	size_t i;

	for (i = 0; i < e->nfields; i++)
		if (!e->fields[i].hidden)
			strbuf_addf(&b, "%s%s", b.len > 0 ? ", " : "", e->fields[i].name);
	(void)err_set(note, ERR_INVALID, "columns", _("%s has no column \"%s\". Columns: %s"),
	    tr(e->plural), name, strbuf_str(&b));
	strbuf_fini(&b);
	return ERR_INVALID;
}

static enum err
choose_columns(struct export *x, const struct entity *e, const struct actor *a,
    struct err_note *note)
{
	const char *rest = x->o->columns;
	const struct field *f;
	char name[64];
	size_t i;

	if (rest == NULL) {
		for (i = 0; i < e->nfields && x->n < COLUMNS_MAX; i++)
			if (!e->fields[i].hidden && may_see(a, &e->fields[i]))
				x->columns[x->n++] = &e->fields[i];
		return ERR_OK;
	}
	while (str_next(&rest, ',', name, sizeof(name))) {
		f = entity_field(e, name);
		/* What may not be seen does not exist (rule S1). */
		if (f == NULL || f->hidden || !may_see(a, f))
			return unknown_column(e, name, note);
		if (x->n == COLUMNS_MAX)
			return err_set(note, ERR_LIMIT, "columns", _("Too many columns."));
		x->columns[x->n++] = f;
	}
	if (x->n == 0)
		return err_set(note, ERR_INVALID, "columns", _("No columns were named."));
	return ERR_OK;
}

/* Nor can a list be narrowed down by what may not be seen (rule S4). */
static enum err
check_conds(const struct list_query *q, const struct actor *a, struct err_note *note)
{
	size_t i;

	for (i = 0; i < q->nconds; i++)
		if (q->conds[i].field->hidden || !may_see(a, q->conds[i].field))
			return unknown_column(q->entity, q->conds[i].field->name, note);
	return ERR_OK;
}

static bool
is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_MONEY || f->type == FIELD_PERCENT ||
	    f->type == FIELD_FACTOR || f->type == FIELD_POINTS;
}

char *
export_money(const struct format *fm, int64_t minor)
{
	int64_t unit = 1;
	int i;

	for (i = 0; i < fm->currency->digits; i++)
		unit *= 10;
	if (unit == 1)
		return xasprintf("%lld", (long long)minor);
	return xasprintf("%s%lld.%0*lld", minor < 0 ? "-" : "", (long long)(llabs(minor) / unit),
	    fm->currency->digits, (long long)(llabs(minor) % unit));
}

static void
write_csv_row(struct export *x, const struct record *r)
{
	const struct field *f;
	const struct value *v;
	char *text, *point;
	size_t i;

	for (i = 0; i < x->n; i++) {
		f = x->columns[i];
		v = &r->values[f->index];
		if (v->kind == VALUE_NULL)
			text = xstrdup("");
		else if (f->type == FIELD_MONEY)
			text = export_money(x->fm, v->i);
		else
			text = field_to_text(f, v);
		/* A spreadsheet of that language takes its own decimal sign only. */
		if (!x->style.plain && x->fm->locale->decimal == ',' && is_number(f) &&
		    (point = strchr(text, '.')) != NULL)
			*point = ',';
		csv_write_cell(x->out, &x->style, i == 0, text, is_number(f));
		free(text);
	}
	csv_write_end_row(x->out, &x->style);
}

static void
write_json_row(struct export *x, const struct record *r)
{
	json_t *all = record_to_json(r, true), *v, *row = json_object();
	char *text;
	size_t i;

	for (i = 0; i < x->n; i++) {
		v = json_object_get(all, x->columns[i]->name);
		json_object_set_new(row, x->columns[i]->name, v != NULL ? json_incref(v) : json_null());
	}
	text = json_dumps(row, JSON_COMPACT | JSON_PRESERVE_ORDER);
	fputs(x->rows == 0 ? "[\n" : ",\n", x->out);
	fputs(text, x->out);
	free(text);
	json_decref(row);
	json_decref(all);
}

static bool
each_row(void *arg, const struct record *r)
{
	struct export *x = arg;

	if (x->o->stop != NULL && x->o->stop(x->o->arg)) {
		x->stopped = true;
		return false;
	}
	if (x->o->format == EXPORT_JSON)
		write_json_row(x, r);
	else if (x->o->format == EXPORT_PAGE)
		list_paper_row(x->page, x->columns, x->n, r);
	else
		write_csv_row(x, r);
	x->rows++;
	return !ferror(x->out);
}

static enum err
write_head(struct export *x, struct store *st, const struct entity *e, struct err_note *note)
{
	size_t i;

	if (x->o->format == EXPORT_JSON)
		return ERR_OK;
	if (x->o->format == EXPORT_PAGE)
		return list_paper_open(&x->page, x->o->page, x->out, e, x->columns, x->n, x->fm,
		    setting_text(st, "shop.name"), note);
	csv_write_begin(x->out, &x->style);
	for (i = 0; i < x->n; i++)
		csv_write_cell(x->out, &x->style, i == 0,
		    x->style.plain ? x->columns[i]->name : tr(x->columns[i]->label), false);
	csv_write_end_row(x->out, &x->style);
	return ERR_OK;
}

enum verb
list_export_verb(const struct actor *a, const struct entity *e, const struct export_options *o)
{
	return o->format == EXPORT_PAGE && o->page->is_paper && access_may(a, e->function, VERB_PRINT)
	    ? VERB_PRINT : VERB_EXPORT;
}

enum err
list_export(struct store *st, struct actor *a, const struct list_query *q,
    const struct export_options *o, FILE *out, int64_t *rows, struct err_note *note)
{
	struct export x = { .o = o, .out = out };
	enum verb verb;
	enum err e;

	if ((e = store_begin(st, a, false, note)) != ERR_OK)
		return e;
	x.fm = store_format(st);
	x.style.plain = o->plain;
	x.style.separator = !o->plain && x.fm->locale->decimal == ',' ? ';' : ',';
	/* The right first: who may not export learns nothing of the columns. */
	verb = list_export_verb(a, q->entity, o);
	e = access_need(st, q->entity->function, verb, note);
	if (e == ERR_OK)
		e = choose_columns(&x, q->entity, a, note);
	if (e == ERR_OK)
		e = check_conds(q, a, note);
	if (e == ERR_OK)
		e = write_head(&x, st, q->entity, note);
	if (e == ERR_OK)
		e = list_each(st, q, verb, each_row, &x, note);
	store_rollback(st);
	if (e == ERR_OK && x.page != NULL && !x.stopped)
		e = page_close(x.page, note);
	else
		page_drop(x.page);
	if (e == ERR_OK && x.stopped)
		e = err_set(note, ERR_CANCELLED, "", _("Stopped; nothing was written."));
	if (e == ERR_OK && o->format == EXPORT_JSON)
		fputs(x.rows == 0 ? "[]\n" : "\n]\n", out);
	if (e == ERR_OK && ferror(out))
		e = err_set(note, errno == ENOSPC ? ERR_FULL : ERR_IO, "",
		    _("The result could not be written: %s"), strerror(errno));
	*rows = x.rows;
	return e;
}
