#include "config.h"

#include "report/report_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/out_file.h"
#include "report/printer.h"
#include "report/write_csv.h"

char *
report_asked(const struct report *r, const struct report_values *v, const struct format *fm)
{
	struct strbuf b = { 0 };

	for (size_t i = 0; i < r->nparams; i++) {
		const struct field *f = &r->param[i].field;
		char *text;

		if (v->v[i].kind == VALUE_NULL)
			continue;
		if (f->type == FIELD_REF)
			text = xstrdup(v->text[i] != NULL ? v->text[i] : "");
		else if (f->type == FIELD_CHOICE)
			text = xstrdup(field_choice_label(f, v->v[i].s));
		else
			text = field_format(f, fm, &v->v[i]);
		strbuf_addf(&b, "%s%s: %s", b.len > 0 ? "   " : "", tr(f->label), text);
		free(text);
	}
	return strbuf_take(&b);
}

/* ---- text ---- */

static void
pad(FILE *f, const char *text, int width, bool right)
{
	int blanks = width - utf8_width(text);

	for (int i = 0; right && i < blanks; i++)
		fputc(' ', f);
	fputs(text, f);
	for (int i = 0; !right && i < blanks; i++)
		fputc(' ', f);
}

static void
widths_of(const struct report *r, const struct report_result *res, const struct format *fm, int *width)
{
	for (size_t c = 0; c < r->ncolumns; c++) {
		width[c] = utf8_width(tr(r->column[c].label));
		for (size_t i = 0; i <= res->n; i++) {
			const struct value *v = i < res->n ? &res->row[i].cell[c] : &res->total[c];
			char *text = report_cell(&r->column[c], fm, v);
			int w = utf8_width(text);

			width[c] = w > width[c] ? w : width[c];
			free(text);
		}
	}
}

static void
text_row(FILE *f, const struct report *r, const struct format *fm, const struct value *cells,
    const int *width, const char *instead)
{
	for (size_t c = 0; c < r->ncolumns; c++) {
		char *text = cells[c].kind == VALUE_NULL && c == 0 ? xstrdup(instead) :
		    report_cell(&r->column[c], fm, &cells[c]);
		bool right = report_is_number(r->column[c].kind);

		if (c > 0)
			fputs("  ", f);
		/* No blanks at the end of a line. */
		pad(f, text, c + 1 == r->ncolumns && !right ? 0 : width[c], right);
		free(text);
	}
	fputc('\n', f);
}

static enum err
write_text(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, FILE *f,
    struct err_note *note)
{
	const struct format *fm = store_format(st);
	int width[REPORT_COLUMNS_MAX];
	char *asked = report_asked(r, v, fm);

	(void)note;
	(void)fmt;
	widths_of(r, res, fm, width);
	fprintf(f, "%s\n", tr(r->title));
	if (asked[0] != '\0')
		fprintf(f, "%s\n", asked);
	fputc('\n', f);
	for (size_t c = 0; c < r->ncolumns; c++) {
		bool right = report_is_number(r->column[c].kind);

		if (c > 0)
			fputs("  ", f);
		pad(f, tr(r->column[c].label), c + 1 == r->ncolumns && !right ? 0 : width[c], right);
	}
	fputc('\n', f);
	for (size_t i = 0; i < res->n; i++)
		text_row(f, r, fm, res->row[i].cell, width, "");
	if (report_has_totals(r))
		text_row(f, r, fm, res->total, width, _("Total"));
	free(asked);
	return ERR_OK;
}

/* ---- CSV: labels as heads, plain figures, no totals: a spreadsheet makes its own ---- */

static enum err
write_csv(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, FILE *f,
    struct err_note *note)
{
	const struct format *fm = store_format(st);
	struct csv_style style = { .separator = fm->locale->decimal == ',' ? ';' : ',' };

	(void)v;
	(void)fmt;
	(void)note;
	csv_write_begin(f, &style);
	for (size_t c = 0; c < r->ncolumns; c++)
		csv_write_cell(f, &style, c == 0, tr(r->column[c].label), false);
	csv_write_end_row(f, &style);
	for (size_t i = 0; i < res->n; i++) {
		for (size_t c = 0; c < r->ncolumns; c++) {
			char *text = report_cell_plain(&r->column[c], fm, &res->row[i].cell[c]), *point;
			bool number = report_is_number(r->column[c].kind);

			if (number && fm->locale->decimal == ',' && (point = strchr(text, '.')) != NULL)
				*point = ',';
			csv_write_cell(f, &style, c == 0, text, number);
			free(text);
		}
		csv_write_end_row(f, &style);
	}
	return ERR_OK;
}

/* ---- JSON: minor units, names as keys ---- */

static json_t *
json_row(const struct report *r, const struct format *fm, const struct value *cells)
{
	json_t *row = json_object();

	for (size_t c = 0; c < r->ncolumns; c++) {
		const struct report_column *k = &r->column[c];
		json_t *j;

		if (cells[c].kind == VALUE_NULL)
			j = json_null();
		else if (cells[c].kind == VALUE_INT && k->kind != REPORT_DAY && k->kind != REPORT_BIRTH &&
		    k->kind != REPORT_INSTANT && k->kind != REPORT_MONTH && k->kind != REPORT_PERCENT)
			j = json_integer(cells[c].i);
		else if (k->kind == REPORT_PERCENT)
			j = json_hundredths(cells[c].i);
		else {
			char *text = report_cell_plain(k, fm, &cells[c]);

			j = json_string(text);
			free(text);
		}
		json_object_set_new(row, k->name, j);
	}
	return row;
}

static enum err
write_json(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, FILE *f,
    struct err_note *note)
{
	const struct format *fm = store_format(st);
	json_t *rows = json_array(), *all;
	char *text;

	(void)v;
	(void)fmt;
	(void)note;
	for (size_t i = 0; i < res->n; i++)
		json_array_append_new(rows, json_row(r, fm, res->row[i].cell));
	all = json_pack("{s:s, s:s, s:o, s:o}", "report", r->name, "title", tr(r->title),
	    "rows", rows, "total", json_row(r, fm, res->total));
	text = json_text(all);
	fprintf(f, "%s\n", text);
	free(text);
	json_decref(all);
	return ERR_OK;
}

const struct report_format report_format_table[] = {
	{ "xlsx", true, report_write_page },
	{ "pdf", true, report_write_page },
	{ "docx", true, report_write_page },
	{ "csv", false, write_csv },
	{ "text", false, write_text },
	{ "json", false, write_json },
	{ NULL, false, NULL }
};

const struct report_format *
report_format_find(const char *name, const char *path)
{
	const char *dot = path != NULL ? strrchr(path, '.') : NULL;

	if (name == NULL)
		name = dot != NULL && strcmp(dot, ".txt") != 0 ? dot + 1 : "text";
	for (const struct report_format *f = report_format_table; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

enum verb
report_write_verb(const struct report_format *fmt, const char *path)
{
	return str_eq(fmt->name, "pdf") ? VERB_PRINT :
	    str_eq(fmt->name, "text") && path == NULL ? VERB_VIEW : VERB_EXPORT;
}

enum err
report_may_write(struct store *st, const struct report *r, const struct report_format *fmt,
    const char *path, struct err_note *note)
{
	enum verb need = report_write_verb(fmt, path);

	return access_need(st, report_function(store_actor(st), r, need), need, note);
}

/* Who took what, and how much of it (TRUST T17). What is only seen is not noted. */
static enum err
noted(struct store *st, struct actor *a, const struct print_note *n, struct err_note *note)
{
	enum err e;

	if (n->verb == VERB_VIEW)
		return ERR_OK;
	e = store_begin(st, a, true, note);
	if (e == ERR_OK)
		e = print_noted(st, n, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	store_rollback(st);
	return e == ERR_OK ? store_durable(st, note) : e;
}

enum err
report_write_as(struct store *st, const char *function, const struct report *r,
    const struct report_values *v, const struct report_result *res, const struct report_format *fmt,
    const char *path, struct err_note *note)
{
	struct actor *a = store_actor(st);
	struct print_note n = { .function = function, .entity = "", .code = r->name, .what = "report",
		.way = "file", .target = str_empty(path) ? "-" : path, .rows = (int64_t)res->n,
		.filter = "", .verb = report_write_verb(fmt, path) };
	struct out_file out;
	enum err e = out_open(&out, path, note);

	if (e != ERR_OK)
		return e;
	e = fmt->write(st, r, v, res, fmt, out.f, note);
	/* All was read. */
	store_rollback(st);
	if (e == ERR_OK)
		e = noted(st, a, &n, note);
	if (e == ERR_OK)
		e = out_commit(&out, note);
	out_abort(&out);
	return e;
}

enum err
report_write(struct store *st, const struct report *r, const struct report_values *v,
    const struct report_result *res, const struct report_format *fmt, const char *path,
    struct err_note *note)
{
	enum err e = report_may_write(st, r, fmt, path, note);

	return e != ERR_OK ? e : report_write_as(st,
	    report_function(store_actor(st), r, report_write_verb(fmt, path)), r, v, res, fmt, path, note);
}
