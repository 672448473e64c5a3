/* Whatever is in a stretch of time: single appointments by their index, series worked out. */
#include "domain/appointment.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"

#define SERIES_STARTS 400

struct window { struct occurrence *o; size_t n, cap; };

static enum err
add(struct window *w, const struct occurrence *o, struct err_note *note)
{
	if (w->n >= APPOINTMENT_WINDOW_MAX)
		return err_set(note, ERR_LIMIT, "", _("More than %d appointments: take less time."),
		    APPOINTMENT_WINDOW_MAX);
	w->o = xgrow(w->o, &w->cap, w->n + 1, sizeof *w->o);
	w->o[w->n++] = *o;
	return ERR_OK;
}

/* What is not for this actor's eyes never leaves this file (rules C4, S1). */
static void
read_row(struct db_stmt *q, struct occurrence *o)
{
	*o = (struct occurrence){ .id = db_int(q, 0), .at = db_int(q, 1), .until = db_int(q, 2),
		.user_id = db_int(q, 3), .is_visible = db_int(q, 5) != 0, .remind_minutes = -1 };
	str_copy(o->user, sizeof o->user, db_text(q, 4));
	str_copy(o->state, sizeof o->state, db_text(q, 6));
	if (!o->is_visible)
		return;
	str_copy(o->number, sizeof o->number, db_text(q, 7));
	str_copy(o->name, sizeof o->name, db_text(q, 8));
	str_copy(o->place, sizeof o->place, db_text(q, 9));
	o->remind_minutes = db_is_null(q, 10) ? -1 : (int)db_int(q, 10);
	o->is_private = db_int(q, 11) != 0;
	o->customer_id = db_int(q, 12);
	str_copy(o->customer, sizeof o->customer, db_text(q, 13));
	str_copy(o->customer_name, sizeof o->customer_name, db_text(q, 14));
}

static enum err
load_single(struct store *st, struct window *w, int64_t from, int64_t to, int64_t user,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "agenda.window", DB_ARGS(DB_INT("from", from),
	    DB_INT("early", from - APPOINTMENT_DAYS_MAX * 24 * HOUR_MS), DB_INT("to", to),
	    DB_ID("user", user)), note);
	struct occurrence o;
	enum db_step step;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW) {
		read_row(q, &o);
		e = add(w, &o, note);
	}
	db_reset(q);
	return e == ERR_OK && step == DB_FAILED ? db_why(note) : e;
}

struct series { struct occurrence o; struct recurrence rec; };

static enum err
add_series(struct store *st, struct window *w, const struct series *s, int64_t from, int64_t to,
    struct err_note *note)
{
	int64_t starts[SERIES_STARTS], length = s->o.until - s->o.at;
	size_t n;
	enum err e = appointment_starts(st, s->o.id, &s->rec, instant_minute(s->o.at),
	    from - length + 1, to, starts, SERIES_STARTS, &n, note);

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		struct occurrence o = s->o;

		o.at = starts[i];
		o.until = starts[i] + length;
		o.is_series = true;
		e = add(w, &o, note);
	}
	return e;
}

/* repeat, every, weekdays, until, count from that column on. */
static void
read_rule(struct db_stmt *q, int col, struct series *s)
{
	s->rec = (struct recurrence){ .repeat = repeat_find(db_text(q, col)),
		.first = instant_day(s->o.at), .every = (int)db_int(q, col + 1),
		.weekdays = weekdays_read(db_text(q, col + 2)), .until = (day_t)db_int(q, col + 3),
		.count = (int)db_int(q, col + 4) };
}

static void
read_whole(struct db_stmt *q, struct series *s)
{
	read_row(q, &s->o);
	read_rule(q, 15, s);
}

static void
read_times(struct db_stmt *q, struct series *s)
{
	*s = (struct series){ .o = { .id = db_int(q, 0), .at = db_int(q, 1), .until = db_int(q, 2) } };
	read_rule(q, 3, s);
}

/* All series of a statement first: their exceptions are another one. */
static enum err
add_all(struct store *st, struct window *w, struct db_stmt *q, void (*read)(struct db_stmt *, struct series *),
    int64_t from, int64_t to, struct err_note *note)
{
	struct series *all = NULL;
	size_t n = 0, cap = 0;
	enum db_step step;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		all = xgrow(all, &cap, n + 1, sizeof *all);
		read(q, &all[n++]);
	}
	db_reset(q);
	if (step == DB_FAILED)
		e = db_why(note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = add_series(st, w, &all[i], from, to, note);
	free(all);
	return e;
}

static enum err
load_series(struct store *st, struct window *w, int64_t from, int64_t to, int64_t user,
    struct err_note *note)
{
	return add_all(st, w, store_query(st, "agenda.series", DB_ARGS(DB_INT("to", to),
	    DB_INT("day", instant_day(from - 24 * HOUR_MS)), DB_ID("user", user)), note), read_whole,
	    from, to, note);
}

enum err
appointment_of_series(struct store *st, int64_t customer_id, int64_t from, int64_t to, int64_t *at,
    struct err_note *note)
{
	struct window w = { 0 };
	enum err e = add_all(st, &w, store_query(st, "due.series", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("end", to), DB_INT("day", instant_day(from - APPOINTMENT_DAYS_MAX * 24 * HOUR_MS))), note),
	    read_times, from, to, note);

	*at = 0;
	for (size_t i = 0; e == ERR_OK && i < w.n; i++)
		if (*at == 0 || w.o[i].at < *at)
			*at = w.o[i].at;
	free(w.o);
	return e;
}

static int
by_time(const void *a, const void *b)
{
	const struct occurrence *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return strcmp(x->user, y->user);
}

enum err
appointment_window(struct store *st, int64_t from, int64_t to, int64_t user,
    struct occurrence **out, size_t *n, struct err_note *note)
{
	struct window w = { 0 };
	enum err e = load_single(st, &w, from, to, user, note);

	if (e == ERR_OK)
		e = load_series(st, &w, from, to, user, note);
	if (e != ERR_OK) {
		free(w.o);
		w = (struct window){ 0 };
	}
	if (w.n > 1)
		qsort(w.o, w.n, sizeof *w.o, by_time);
	*out = w.o;
	*n = w.n;
	return e;
}

enum err
appointment_people(struct store *st, struct agenda_person *p, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "agenda.people",
	    DB_ARGS(DB_ID("store", actor_store_id(store_actor(st)))), note);
	enum db_step step = DB_DONE;
	size_t room = *n;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW) {
		p[*n] = (struct agenda_person){ .id = db_int(q, 0) };
		str_copy(p[*n].code, sizeof p[*n].code, db_text(q, 1));
		str_copy(p[(*n)++].name, sizeof p->name, db_text(q, 2));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
