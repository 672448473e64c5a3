#include "exchange/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "exchange/import_part.h"
#include "store/actor.h"

#define STEP_US 20000		/* how long tills wait for us at most, about */
#define BATCH_ROWS 256
#define BATCH_BYTES (2 * CSV_LINE_MAX)
#define SHOWN_REFUSALS 10

enum outcome { UNDECIDED, ADDED, UPDATED, SKIPPED, UNCHANGED, REFUSED };

/* A row as it was read, and what became of it. Kept until its step is
 * committed: when the store refuses a row after it began to write, the step is
 * rolled back and its other rows are done again. */
struct row {
	int64_t line;
	const char **cells; size_t n;
	enum outcome outcome;
	enum import_why why;
	int64_t refs_added;
	bool is_final;			/* REFUSED once and for all */
	const char *column, *value, *reason;
};

struct import {
	struct store *st;
	struct actor *a;
	const struct entity *e;
	const struct import_options *o;
	struct import_result *r;
	struct csv *csv;
	struct import_map map;
	struct import_refs refs;
	struct import_seen seen;	/* of the steps that a dry run gave up */
	struct import_rejects *rejects;
	int shown;
	bool hinted;
	struct arena arena;		/* of the batch */
	struct row *rows; size_t nrows;
};

static void
say(const struct import *im, const char *text)
{
	if (im->o->say != NULL)
		im->o->say(im->o->arg, text);
}

/* Errors that mean the row, not the store. */
static bool
is_about_row(enum err e)
{
	return e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_LIMIT || e == ERR_NOTFOUND ||
	    e == ERR_SYNTAX;
}

static void
refuse(struct import *im, struct row *row, const char *column, const char *value,
    const char *reason)
{
	row->outcome = REFUSED;
	row->column = arena_strdup(&im->arena, column);
	row->value = arena_strdup(&im->arena, value);
	row->reason = arena_strdup(&im->arena, reason);
}

static void
refuse_note(struct import *im, struct row *row, const struct err_note *note)
{
	const struct import_column *c = import_map_column(&im->map, note->field);
	size_t i = c != NULL ? (size_t)(c - im->map.columns) : row->n;

	refuse(im, row, c != NULL ? c->head : note->field, i < row->n ? row->cells[i] : "", note->text);
}

/* ---- reading ---- */

static void
refuse_fault(struct import *im, struct row *row, const struct csv_row *from)
{
	const char *head = from->fault_col >= 1 && from->fault_col <= im->map.n ?
	    im->map.columns[from->fault_col - 1].head : "";

	if (from->fault == CSV_ENCODING && im->o->encoding == NULL && !im->hinted) {
		im->hinted = true;
		say(im, _("The file is not all UTF-8. Perhaps: --encoding windows-1258 (Vietnamese) or GB18030 (Chinese)."));
	}
	refuse(im, row, head, from->fault_col >= 1 && from->fault_col <= from->n ?
	    from->cells[from->fault_col - 1] : "", csv_fault_text(from->fault));
	row->line = from->fault_line;
	row->is_final = true;
}

static void
check_shape(struct import *im, struct row *row, const struct csv_row *from)
{
	char text[160];
	size_t i;

	if (from->fault != CSV_FINE) {
		refuse_fault(im, row, from);
		return;
	}
	for (i = im->map.n; i < row->n && row->cells[i][0] == '\0'; i++)
		;
	if (i < row->n || (from->is_suspect && row->n != im->map.n)) {
		snprintf(text, sizeof(text), from->is_suspect ?
		    _("The row has %zu cells, the header %zu; a broken quote stands above.") :
		    _("The row has %zu cells, the header %zu."), row->n, im->map.n);
		refuse(im, row, "", i < row->n ? row->cells[i] : "", text);
		row->is_final = true;
	}
}

static bool
is_blank(const struct csv_row *row)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (row->cells[i][strspn(row->cells[i], " ")] != '\0')
			return false;
	return row->fault == CSV_FINE;
}

/* Reads before the turn is taken: a slow pipe must not hold tills up. */
static enum err
read_batch(struct import *im, struct err_note *note)
{
	struct csv_row from;
	struct row *row;
	size_t i, bytes = 0;
	enum err e = ERR_OK;

	arena_fini(&im->arena);
	im->nrows = 0;
	while (im->nrows < BATCH_ROWS && bytes < BATCH_BYTES && csv_next(im->csv, &from, &e, note)) {
		if (is_blank(&from))
			continue;
		row = &im->rows[im->nrows++];
		*row = (struct row) { .line = from.line, .n = from.n };
		row->cells = arena_alloc(&im->arena, from.n * sizeof(*row->cells));
		for (i = 0; i < from.n; i++) {
			row->cells[i] = arena_strdup(&im->arena, from.cells[i]);
			bytes += strlen(from.cells[i]);
		}
		check_shape(im, row, &from);
	}
	return e;
}

/* ---- one row ---- */

/* Cells into fields. given: bits by field index, owned by the caller. */
static enum err
fill(struct import *im, struct row *row, struct record *rec, bool *given, struct err_note *note)
{
	const struct import_column *c;
	struct value v = { 0 };
	size_t i;
	enum err e = ERR_OK;

	for (i = 0; i < im->map.n && i < row->n && e == ERR_OK; i++) {
		c = &im->map.columns[i];
		if (c->field == NULL)
			continue;
		e = import_cell(&im->refs, im->st, c, row->cells[i], &v, note);
		if (e == ERR_OK && v.kind != VALUE_NULL) {
			value_copy(&rec->values[c->field->index], &v);
			given[c->field->index] = true;
		} else if (e != ERR_OK && is_about_row(e)) {
			refuse(im, row, c->head, row->cells[i], note->text);
		}
	}
	value_fini(&v);
	return e;
}

/* What the file says goes over what is there; empty cells say nothing. */
static enum err
update(struct import *im, struct row *row, int64_t id, const struct record *rec,
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
	row->outcome = differs ? UPDATED : UNCHANGED;
	if (differs && (err = record_check(edited, note)) == ERR_OK) {
		*has_written = true;
		err = record_update(im->st, base, edited, NULL, note);
	}
	record_free(base);
	record_free(edited);
	return err;
}

static enum err
place(struct import *im, struct row *row, struct record *rec, const bool *given,
    bool *has_written, struct err_note *note)
{
	int64_t id = 0;
	enum err e;

	if ((e = import_match(im->st, rec, &im->seen, &row->why, &id, note)) != ERR_OK)
		return e;
	if (row->why != WHY_NEW && (im->o->on_duplicate == IMPORT_SKIP ||
	    (im->o->on_duplicate == IMPORT_CREATE && row->why == WHY_CODE))) {
		row->outcome = SKIPPED;
		return ERR_OK;
	}
	if (row->why != WHY_NEW && im->o->on_duplicate == IMPORT_UPDATE) {
		if (id != 0)
			return update(im, row, id, rec, given, has_written, note);
		row->outcome = UPDATED;		/* a row that this dry run has added */
		return ERR_OK;
	}
	if ((e = record_check(rec, note)) != ERR_OK)
		return e;
	row->outcome = ADDED;
	*has_written = true;
	return record_insert(im->st, rec, note);
}

/* Decides one row. After an error with *has_written the transaction must be
 * rolled back. */
static enum err
decide(struct import *im, struct row *row, bool *has_written, struct err_note *note)
{
	struct record *rec = record_new(im->e);
	bool *given = xcalloc(im->e->nfields, sizeof(*given));
	int64_t refs = im->refs.added;
	enum err e;

	*has_written = false;
	*note = (struct err_note) { 0 };
	record_preset(rec, store_format(im->st), clock_today());
	e = fill(im, row, rec, given, note);
	*has_written = im->refs.added != refs;
	if (e == ERR_OK)
		e = place(im, row, rec, given, has_written, note);
	if (e != ERR_OK && is_about_row(e) && row->outcome != REFUSED)
		refuse_note(im, row, note);
	row->refs_added = e == ERR_OK ? im->refs.added - refs : 0;
	free(given);
	record_free(rec);
	return e;
}

/* ---- a step: some rows in one transaction ---- */

static enum err
begin(struct import *im, struct err_note *note)
{
	enum err e = store_begin(im->st, im->a, true, note);

	if (e == ERR_OK && (e = access_need(im->st, "import", VERB_ADD, note)) != ERR_OK)
		store_rollback(im->st);
	return e;
}

static void
give_up(struct import *im)
{
	store_rollback(im->st);
	import_refs_forget(&im->refs);
}

/* Decides rows from..; *until: behind the last one decided. Ends by time. On
 * return the transaction is open unless something failed. */
static enum err
work(struct import *im, size_t from, size_t most, size_t *until, struct err_note *note)
{
	int64_t start = clock_mono_us();
	bool has_written;
	size_t i, again = most;
	enum err e;

	if ((e = begin(im, note)) != ERR_OK)
		return e;
	for (i = from; i < again; i++) {
		struct row *row = &im->rows[i];

		if (row->is_final)
			continue;
		if (i > from && again == most && clock_mono_us() - start > STEP_US)
			break;
		row->outcome = UNDECIDED;
		e = decide(im, row, &has_written, note);
		if (e == ERR_OK)
			continue;
		if (!is_about_row(e)) {
			give_up(im);
			return e;
		}
		row->is_final = true;
		if (!has_written)
			continue;
		/* The row is out, with all that this step wrote: the others once more. */
		give_up(im);
		if ((e = begin(im, note)) != ERR_OK)
			return e;
		if (again == most)
			again = i + 1;
		i = from - 1;
	}
	*until = i;
	return ERR_OK;
}

static void
account(struct import *im, const struct row *row)
{
	struct import_result *r = im->r;
	char *text;

	r->rows++;
	r->last_line = row->line;
	r->refs_added += row->outcome == REFUSED ? 0 : row->refs_added;
	switch (row->outcome) {
	case ADDED:
		r->added++;
		break;
	case UPDATED:
		r->updated++;
		break;
	case UNCHANGED:
		r->skipped++;
		r->unchanged++;
		break;
	case SKIPPED:
		r->skipped++;
		*(row->why == WHY_CODE ? &r->same_code : row->why == WHY_PHONE ? &r->same_phone :
		    &r->same_name) += 1;
		break;
	case UNDECIDED:
	case REFUSED:
		r->refused++;
		if (im->rejects != NULL)
			import_rejects_add(im->rejects, row->line, row->column, row->value,
			    row->reason, row->cells, row->n);
		else if (im->shown++ < SHOWN_REFUSALS) {
			text = row->column[0] != '\0' ?
			    xasprintf(_("line %lld, %s: %s"), (long long)row->line, row->column, row->reason) :
			    xasprintf(_("line %lld: %s"), (long long)row->line, row->reason);
			say(im, text);
			free(text);
		} else if (im->shown == SHOWN_REFUSALS + 1)
			say(im, _("More rows are refused; --rejects FILE writes them all with their reasons."));
		break;
	}
}

/* What this step would have added, for the steps after it. */
static void
remember(struct import *im, size_t from, size_t until)
{
	struct record *rec;
	struct err_note note;
	bool *given;
	size_t i;

	for (i = from; i < until; i++) {
		if (im->rows[i].outcome != ADDED)
			continue;
		rec = record_new(im->e);
		given = xcalloc(im->e->nfields, sizeof(*given));
		record_preset(rec, store_format(im->st), clock_today());
		if (fill(im, &im->rows[i], rec, given, &note) == ERR_OK)
			import_seen_add(&im->seen, rec);
		free(given);
		record_free(rec);
	}
}

static enum err
end_step(struct import *im, size_t from, size_t until, struct err_note *note)
{
	enum err e = ERR_OK;
	size_t i;

	if (im->o->dry_run) {
		remember(im, from, until);	/* still inside: references resolve */
		give_up(im);
	} else if ((e = store_commit(im->st, note)) != ERR_OK) {
		return e;
	}
	im->refs.added = 0;
	for (i = from; i < until; i++)
		account(im, &im->rows[i]);
	if (im->o->progress != NULL)
		im->o->progress(im->o->arg, im->r);
	return e;
}

static enum err
run(struct import *im, struct err_note *note)
{
	size_t from, until;
	enum err e;

	for (;;) {
		if ((e = read_batch(im, note)) != ERR_OK)
			return e;
		if (im->nrows == 0)
			return ERR_OK;
		for (from = 0; from < im->nrows; from = until) {
			if (im->o->stop != NULL && im->o->stop(im->o->arg))
				return err_set(note, ERR_CANCELLED, "",
				    _("Stopped after line %lld. To go on, import the file again: nothing is added twice."),
				    (long long)im->r->last_line);
			if ((e = work(im, from, im->nrows, &until, note)) != ERR_OK ||
			    (e = end_step(im, from, until, note)) != ERR_OK)
				return e;
		}
	}
}

static enum err
read_head(struct import *im, struct csv_row *head, struct err_note *note)
{
	enum err e;

	if (!csv_next(im->csv, head, &e, note))
		return e != ERR_OK ? e : err_set(note, ERR_SYNTAX, "", _("The file is empty."));
	if (head->fault == CSV_ENCODING && im->o->encoding == NULL)
		return err_set(note, ERR_SYNTAX, "",
		    _("The first row is not UTF-8. Perhaps: --encoding windows-1258 (Vietnamese) or GB18030 (Chinese)."));
	if (head->fault != CSV_FINE)
		return err_set(note, ERR_SYNTAX, "", _("line %lld: %s"), (long long)head->fault_line,
		    csv_fault_text(head->fault));
	return ERR_OK;
}

static enum err
prepare(struct import *im, struct err_note *note)
{
	struct csv_row head;
	enum err e;

	if (im->e->readonly)
		return err_set(note, ERR_INVALID, "", _("%s are made by the program's own rules, not by import."),
		    tr(im->e->plural));
	if ((e = read_head(im, &head, note)) != ERR_OK)
		return e;
	if ((e = begin(im, note)) != ERR_OK)
		return e;
	e = access_need(im->st, im->e->function, VERB_ADD, note);
	if (e == ERR_OK)
		e = import_map_make(&im->map, im->st, im->e, &head, im->o, note);
	if (e == ERR_OK && im->o->save_map != NULL && !im->o->dry_run)
		e = import_map_save(&im->map, im->st, im->e, im->o->save_map, note);
	if (e == ERR_OK && !im->o->dry_run)
		e = store_commit(im->st, note);
	else
		store_rollback(im->st);
	if (e == ERR_OK && im->o->rejects != NULL)
		e = import_rejects_open(im->o->rejects, &head, csv_separator(im->csv), &im->rejects, note);
	return e;
}

enum err
import_file(struct store *st, struct actor *a, const struct entity *e, const char *path,
    const struct import_options *o, struct import_result *r, struct err_note *note)
{
	struct import im = { .st = st, .a = a, .e = e, .o = o, .r = r,
	    .refs = { .create = o->create_refs } };
	struct csv_options co = { .encoding = o->encoding, .separator = o->separator };
	struct err_note later = { 0 };
	enum err err, end;

	*r = (struct import_result) { 0 };
	im.rows = xcalloc(BATCH_ROWS, sizeof(*im.rows));
	if ((err = csv_open(path, &co, &im.csv, note)) == ERR_OK &&
	    (err = prepare(&im, note)) == ERR_OK) {
		err = run(&im, note);
		/* What was counted is told, so it must be on the disk. */
		if (!o->dry_run && r->added + r->updated > 0 &&
		    (end = store_durable(st, &later)) != ERR_OK && err == ERR_OK) {
			*note = later;
			err = end;
		}
	}
	if ((end = import_rejects_close(im.rejects, &later)) != ERR_OK && err == ERR_OK) {
		*note = later;
		err = end;
	}
	if (o->dry_run)
		r->refs_added = (int64_t)im.refs.nmade;
	import_map_fini(&im.map);
	import_text_fini(&im.refs.made, &im.refs.nmade);
	import_refs_forget(&im.refs);
	import_seen_fini(&im.seen);
	arena_fini(&im.arena);
	free(im.rows);
	csv_close(im.csv);
	return err;
}
