/* A look into a file before anything is done with it: for the import screen. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/import_part.h"
#include "store/actor.h"

static void
take_sheets(struct import_look *l, const struct rows *in)
{
	l->nsheets = rows_sheet_count(in);
	l->sheets = xcalloc(l->nsheets + 1, sizeof(*l->sheets));
	l->is_hidden = xcalloc(l->nsheets + 1, sizeof(*l->is_hidden));
	for (size_t i = 0; i < l->nsheets; i++)
		l->sheets[i] = xstrdup(rows_sheet_name(in, i, &l->is_hidden[i]));
}

static void
take_columns(struct import_look *l, const struct import_map *m)
{
	l->n = m->n;
	l->heads = xcalloc(m->n + 1, sizeof(*l->heads));
	l->fields = xcalloc(m->n + 1, sizeof(const struct field *));
	for (size_t i = 0; i < m->n; i++) {
		l->heads[i] = xstrdup(m->columns[i].head);
		l->fields[i] = m->columns[i].field;
	}
}

static enum err
take_samples(struct import_look *l, struct rows *in, struct err_note *note)
{
	struct csv_row row;
	enum err e = ERR_OK;

	while (l->nrows < IMPORT_SAMPLES && rows_next(in, &row, &e, note)) {
		struct import_sample *s = &l->rows[l->nrows];
		bool any = row.fault != CSV_FINE;

		for (size_t i = 0; i < row.n && !any; i++)
			any = row.cells[i][strspn(row.cells[i], " ")] != '\0';
		if (!any)
			continue;
		s->line = row.line;
		s->n = row.n;
		s->cells = xcalloc(row.n + 1, sizeof(*s->cells));
		/* What a terminal may show, not more of it than fits any. */
		for (size_t i = 0; i < row.n; i++)
			s->cells[i] = utf8_clean(row.cells[i], strnlen(row.cells[i], 400), false);
		for (size_t i = 0; i < row.n; i++)
			if (s->cells[i] == NULL)
				s->cells[i] = xstrdup("?");
		l->nrows++;
	}
	return e;
}

static enum err
look(struct import *im, struct import_look *l, struct err_note *note)
{
	struct csv_row head;
	enum err e = import_read_head(im, &head, note);

	l->is_workbook = rows_is_workbook(im->in);
	l->separator = rows_separator(im->in);
	str_copy(l->encoding, sizeof(l->encoding), rows_encoding(im->in));
	take_sheets(l, im->in);
	if (e != ERR_OK)
		return e;
	l->header = im->header;
	if ((e = store_begin(im->st, im->a, false, note)) != ERR_OK)
		return e;
	e = access_need(im->st, "import", VERB_ADD, note);
	if (e == ERR_OK)
		e = access_need(im->st, im->e->function, VERB_ADD, note);
	if (e == ERR_OK)
		e = import_map_make(&im->map, im->st, im->e, &head, im->o, &l->is_remembered, note);
	store_rollback(im->st);
	if (e == ERR_OK)
		take_columns(l, &im->map);
	return e == ERR_OK ? take_samples(l, im->in, note) : e;
}

enum err
import_look(struct store *st, struct actor *a, const struct entity *e, const char *path,
    const struct import_options *o, struct import_look *l, struct err_note *note)
{
	struct import im = { .st = st, .a = a, .e = e, .o = o };
	enum err err;

	*l = (struct import_look) { 0 };
	err = import_open(&im, path, note);
	if (err == ERR_OK)
		err = look(&im, l, note);
	import_map_fini(&im.map);
	rows_close(im.in);
	return err;
}

void
import_look_fini(struct import_look *l)
{
	for (size_t i = 0; i < l->nsheets; i++)
		free(l->sheets[i]);
	for (size_t i = 0; i < l->n; i++)
		free(l->heads[i]);
	for (size_t k = 0; k < l->nrows; k++) {
		for (size_t i = 0; i < l->rows[k].n; i++)
			free(l->rows[k].cells[i]);
		free(l->rows[k].cells);
	}
	free(l->sheets);
	free(l->is_hidden);
	free(l->heads);
	free(l->fields);
	*l = (struct import_look) { 0 };
}
