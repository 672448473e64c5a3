/* One row: its cells into a record, the record into the store. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "exchange/import_part.h"

bool
import_is_about_row(enum err e)
{
	return e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_LIMIT || e == ERR_NOTFOUND ||
	    e == ERR_SYNTAX;
}

static void
refuse_note(struct import *im, struct import_row *row, const struct err_note *note)
{
	const struct import_column *c = import_map_column(&im->map, note->field);
	size_t i = c != NULL ? (size_t)(c - im->map.columns) : row->n;

	import_refuse(im, row, c != NULL ? c->head : note->field, i < row->n ? row->cells[i] : "", note->text);
}

enum err
import_fill(struct import *im, struct import_row *row, struct record *rec, bool *given, struct err_note *note)
{
	const struct import_column *c;
	struct value v = { 0 };
	size_t i;
	enum err e = ERR_OK;

	for (i = 0; i < im->map.n && i < row->n && e == ERR_OK; i++) {
		c = &im->map.columns[i];
		if (c->field == NULL)
			continue;
		e = import_cell(&im->refs, im->st, c, row->cells[i],
		    row->kinds != NULL ? (enum csv_kind)row->kinds[i] : CSV_KIND_TEXT, &v, note);
		if (e == ERR_OK && v.kind != VALUE_NULL) {
			value_copy(&rec->values[c->field->index], &v);
			given[c->field->index] = true;
		} else if (e != ERR_OK && import_is_about_row(e)) {
			import_refuse(im, row, c->head, row->cells[i], note->text);
		}
	}
	value_fini(&v);
	return e;
}

/* What the file says goes over what is there; empty cells say nothing. */
static enum err
update(struct import *im, struct import_row *row, int64_t id, const struct record *rec,
    const bool *given, bool *has_written, struct err_note *note)
{
	struct record *base, *edited;
	const struct entity *e = im->e;
	bool differs = false;
	size_t i;
	enum err err;

	if ((err = record_load(im->st, e, id, &base, note)) != ERR_OK)
		return err;
	edited = record_copy(base);
	for (i = 0; i < e->nfields; i++) {
		/* Found by phone or name: the code it has stays. */
		if (!given[i] || &e->fields[i] == e->key || value_eq(&edited->values[i], &rec->values[i]))
			continue;
		value_copy(&edited->values[i], &rec->values[i]);
		differs = true;
	}
	row->outcome = differs ? IMPORT_UPDATED : IMPORT_UNCHANGED;
	if (differs && (err = record_check(edited, note)) == ERR_OK) {
		*has_written = true;
		err = record_update(im->st, base, edited, NULL, note);
		if (err == ERR_OK)
			err = import_log_row(im, row, base, edited, note);
	}
	record_free(base);
	record_free(edited);
	return err;
}

static enum err
place(struct import *im, struct import_row *row, struct record *rec, const bool *given,
    bool *has_written, struct err_note *note)
{
	int64_t id = 0;
	enum err e;

	if ((e = import_match(im->st, rec, &im->seen, &row->why, &id, note)) != ERR_OK)
		return e;
	if (row->why != WHY_NEW && (im->o->on_duplicate == IMPORT_SKIP ||
	    (im->o->on_duplicate == IMPORT_CREATE && row->why == WHY_CODE))) {
		row->outcome = IMPORT_SKIPPED;
		return ERR_OK;
	}
	if (row->why != WHY_NEW && im->o->on_duplicate == IMPORT_UPDATE) {
		if (id != 0)
			return update(im, row, id, rec, given, has_written, note);
		row->outcome = IMPORT_UPDATED;		/* a row that this dry run has added */
		return ERR_OK;
	}
	if ((e = record_check(rec, note)) != ERR_OK)
		return e;
	row->outcome = IMPORT_ADDED;
	*has_written = true;
	if ((e = record_insert(im->st, rec, note)) == ERR_OK)
		e = import_log_row(im, row, NULL, rec, note);
	return e;
}

enum err
import_decide(struct import *im, struct import_row *row, bool *has_written, struct err_note *note)
{
	struct record *rec = record_new(im->e);
	bool *given = xcalloc(im->e->nfields, sizeof(*given));
	int64_t refs = im->refs.added;
	enum err e;

	*has_written = false;
	*note = (struct err_note) { 0 };
	record_preset(rec, store_format(im->st), clock_today());
	e = import_fill(im, row, rec, given, note);
	*has_written = im->refs.added != refs;
	if (e == ERR_OK)
		e = place(im, row, rec, given, has_written, note);
	if (e != ERR_OK && import_is_about_row(e) && row->outcome != IMPORT_REFUSED)
		refuse_note(im, row, note);
	row->refs_added = e == ERR_OK ? im->refs.added - refs : 0;
	free(given);
	record_free(rec);
	return e;
}

