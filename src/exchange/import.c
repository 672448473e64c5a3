#include "exchange/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "exchange/import_part.h"
#include "store/actor.h"

#define STEP_US 20000		/* how long tills wait for us at most, about */
#define SHOWN_REFUSALS 10

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
		struct import_row *row = &im->rows[i];

		if (row->is_final)
			continue;
		if (i > from && again == most && clock_mono_us() - start > STEP_US)
			break;
		row->outcome = IMPORT_UNDECIDED;
		e = import_decide(im, row, &has_written, note);
		if (e == ERR_OK)
			continue;
		if (!import_is_about_row(e)) {
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
count(struct import_result *r, const struct import_row *row)
{
	r->rows++;
	r->last_line = row->line;
	switch (row->outcome) {
	case IMPORT_ADDED:
		r->added++;
		break;
	case IMPORT_UPDATED:
		r->updated++;
		break;
	case IMPORT_UNCHANGED:
		r->skipped++;
		r->unchanged++;
		break;
	case IMPORT_SKIPPED:
		r->skipped++;
		*(row->why == WHY_CODE ? &r->same_code : row->why == WHY_PHONE ? &r->same_phone :
		    &r->same_name) += 1;
		break;
	case IMPORT_UNDECIDED:
	case IMPORT_REFUSED:
		r->refused++;
		return;
	}
	r->refs_added += row->refs_added;
}

static void
tell_refused(struct import *im, const struct import_row *row)
{
	char *text;

	if (im->rejects != NULL) {
		import_rejects_add(im->rejects, row->line, row->column, row->value, row->reason,
		    row->cells, row->n);
	} else if (im->shown++ < SHOWN_REFUSALS) {
		text = row->column[0] != '\0' ?
		    xasprintf(_("line %lld, %s: %s"), (long long)row->line, row->column, row->reason) :
		    xasprintf(_("line %lld: %s"), (long long)row->line, row->reason);
		import_say(im, text);
		free(text);
	} else if (im->shown == SHOWN_REFUSALS + 1) {
		import_say(im, _("More rows are refused; --rejects FILE writes them all with their reasons."));
	}
}

static void
account(struct import *im, const struct import_row *row)
{
	bool refused = row->outcome == IMPORT_REFUSED || row->outcome == IMPORT_UNDECIDED;

	count(im->r, row);
	if (refused)
		tell_refused(im, row);
	if (im->o->row != NULL)
		im->o->row(im->o->arg, &(struct import_verdict) { row->line, row->outcome,
		    refused ? row->column : "", refused ? row->reason : "" });
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
		if (im->rows[i].outcome != IMPORT_ADDED)
			continue;
		rec = record_new(im->e);
		given = xcalloc(im->e->nfields, sizeof(*given));
		record_preset(rec, store_format(im->st), clock_today());
		if (import_fill(im, &im->rows[i], rec, given, &note) == ERR_OK)
			import_seen_add(&im->seen, rec);
		free(given);
		record_free(rec);
	}
}

static enum err
end_step(struct import *im, size_t from, size_t until, struct err_note *note)
{
	struct import_result then = *im->r;
	enum err e = ERR_OK;
	size_t i;

	for (i = from; i < until; i++)
		count(&then, &im->rows[i]);
	if (im->o->dry_run) {
		remember(im, from, until);	/* still inside: references resolve */
		give_up(im);
	} else if ((e = import_log_step(im, &then, note)) != ERR_OK) {
		give_up(im);
		return e;
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
		if ((e = import_read_batch(im, note)) != ERR_OK)
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

/* Before a byte of the file is looked at. */
static enum err
may(struct import *im, struct err_note *note)
{
	enum err e;

	if (im->e->readonly)
		return err_set(note, ERR_INVALID, "", _("%s are made by the program's own rules, not by import."),
		    tr(im->e->plural));
	if ((e = begin(im, note)) == ERR_OK)
		e = access_need(im->st, im->e->function, VERB_ADD, note);
	store_rollback(im->st);
	return e;
}

static enum err
prepare(struct import *im, struct err_note *note)
{
	const struct import_options *o = im->o;
	bool keep = !o->dry_run;
	struct csv_row head;
	enum err e;

	if ((e = import_read_head(im, &head, note)) != ERR_OK || (e = begin(im, note)) != ERR_OK)
		return e;
	e = import_map_make(&im->map, im->st, im->e, &head, o, NULL, note);
	if (e == ERR_OK) {
		import_map_say_ignored(&im->map, o);
		e = import_map_check(&im->map, im->e, note);
	}
	if (e == ERR_OK && o->save_map != NULL && keep)
		e = import_map_save(&im->map, im->st, im->e, o->save_map, note);
	if (e == ERR_OK && (o->map != NULL || o->fields != NULL) && keep)
		e = import_profile_put(im->st, im->e, &im->map, note);
	if (e == ERR_OK && keep)
		e = import_log_begin(im, note);
	if (e == ERR_OK && keep)
		e = store_commit(im->st, note);
	else
		store_rollback(im->st);
	if (e == ERR_OK && o->rejects != NULL)
		e = import_rejects_open(o->rejects, &head, rows_separator(im->in), &im->rejects, note);
	return e;
}

static void
say_merged(struct import *im)
{
	uint32_t n = rows_merged(im->in);
	char *text;

	if (n == 0)
		return;
	text = xasprintf(ngettext("The sheet has %lu merged area: only its first cell holds the value.",
	    "The sheet has %lu merged areas: only their first cells hold the values.", n), (unsigned long)n);
	import_say(im, text);
	free(text);
}

/* What failed is the step that it failed in; what went before is kept, and the user was told so. */
static void
say_how_far(const struct import *im, enum err err, struct err_note *note)
{
	if (im->r->added + im->r->updated == 0 || im->o->dry_run)
		return;
	if (err == ERR_FULL)
		(void)err_set(note, err, "",
		    _("The disk is full. The file is in up to line %lld. Make room, then import it again: nothing is added twice."),
		    (long long)im->r->last_line);
	else if (err == ERR_DB)
		(void)err_set(note, err, "",
		    _("The database failed. The file is in up to line %lld. To go on, import it again: nothing is added twice."),
		    (long long)im->r->last_line);
}

/* What was counted is told, so it must be on the disk, also when there was no room to note the
 * end of the import. */
static enum err
finish(struct import *im, enum err err, struct err_note *note)
{
	struct err_note later = { 0 };
	enum err end = ERR_OK, safe = ERR_OK;

	if (im->batch != 0)
		end = import_log_end(im, err == ERR_OK ? "done" : err == ERR_CANCELLED ? "stopped" :
		    "failed", &later);
	if (im->batch != 0 && im->r->added + im->r->updated > 0)
		safe = store_durable(im->st, end == ERR_OK ? &later : NULL);
	if (end == ERR_OK)
		end = safe;
	if (err == ERR_OK && end != ERR_OK)
		*note = later;
	err = err == ERR_OK ? end : err;
	if (err != ERR_OK && safe == ERR_OK)
		say_how_far(im, err, note);
	return err;
}

enum err
import_file(struct store *st, struct actor *a, const struct entity *e, const char *path,
    const struct import_options *o, struct import_result *r, struct err_note *note)
{
	struct import im = { .st = st, .a = a, .e = e, .o = o, .r = r,
	    .refs = { .create = o->create_refs } };
	struct err_note later = { 0 };
	enum err err, end;

	*r = (struct import_result) { 0 };
	im.rows = xcalloc(IMPORT_BATCH_ROWS, sizeof(*im.rows));
	if ((err = may(&im, note)) == ERR_OK && (err = import_open(&im, path, note)) == ERR_OK &&
	    (err = prepare(&im, note)) == ERR_OK) {
		err = run(&im, note);
		say_merged(&im);
		err = finish(&im, err, note);
	}
	if ((end = import_rejects_close(im.rejects, &later)) != ERR_OK && err == ERR_OK) {
		*note = later;
		err = end;
	}
	if (o->dry_run)
		r->refs_added = (int64_t)im.refs.nmade;
	r->batch = im.batch;
	import_map_fini(&im.map);
	import_text_fini(&im.refs.made, &im.refs.nmade);
	import_refs_forget(&im.refs);
	import_seen_fini(&im.seen);
	arena_fini(&im.arena);
	free(im.rows);
	rows_close(im.in);
	return err;
}
