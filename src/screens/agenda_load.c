#include "config.h"

#include "screens/agenda_parts.h"

#include <stdlib.h>

#include "store/actor.h"

day_t
agenda_monday(const struct agenda *a)
{
	return day_add(a->day, 1 - day_weekday(a->day));
}

enum err
agenda_load(struct agenda *a, struct err_note *note)
{
	struct session *s = a->s;
	enum err e = session_read(s, note);

	if (e != ERR_OK)
		return e;
	a->from = a->is_week ? agenda_monday(a) : a->day;
	a->to = a->is_week ? day_add(a->from, 6) : a->day;
	free(a->o);
	a->o = NULL;
	a->n = 0;
	e = access_need(s->st, "appointment", VERB_VIEW, note);
	if (e == ERR_OK)
		e = appointment_window(s->st, instant_make(a->from, 0), instant_make(day_add(a->to, 1), 0),
	    a->is_team ? 0 : actor_id(s->a), &a->o, &a->n, note);
	if (e == ERR_OK && a->npeople == 0) {
		a->npeople = AGENDA_PEOPLE_MAX;
		e = appointment_people(s->st, a->people, &a->npeople, note);
	}
	session_done(s);
	return e;
}

const struct occurrence *
agenda_at(const struct agenda *a, day_t day, int slot, int64_t user, size_t n)
{
	int64_t from = instant_make(day, slot * SLOT_MINUTES);
	int64_t to = from + SLOT_MINUTES * MINUTE_MS;

	for (size_t i = 0; i < a->n; i++) {
		const struct occurrence *o = &a->o[i];

		if (o->until <= from || o->at >= to || (user != 0 && o->user_id != user))
			continue;
		/* Together in one: shown once where everybody is in one column. */
		if (user == 0 && i > 0 && a->o[i - 1].id == o->id && a->o[i - 1].at == o->at)
			continue;
		if (n-- == 0)
			return o;
	}
	return NULL;
}

int64_t
agenda_user(const struct agenda *a)
{
	if (!a->is_team)
		return actor_id(a->s->a);
	return a->is_week || a->npeople == 0 ? 0 : a->people[a->person].id;
}

const struct occurrence *
agenda_under(const struct agenda *a)
{
	return agenda_at(a, a->day, a->slot, agenda_user(a), 0);
}

/* Where the cursor stands, as an instant. */
static int64_t
cursor_at(const struct agenda *a)
{
	return instant_make(a->day, a->slot * SLOT_MINUTES);
}

bool
agenda_step(struct agenda *a, int by)
{
	const struct occurrence *to = NULL;
	int64_t from = cursor_at(a), until = from + SLOT_MINUTES * MINUTE_MS;

	for (size_t i = 0; i < a->n; i++) {
		if (by > 0 && a->o[i].at >= until) {
			to = &a->o[i];
			break;
		}
		if (by < 0 && a->o[i].at < from)
			to = &a->o[i];
	}
	if (to == NULL)
		return false;
	a->day = instant_day(to->at);
	a->slot = instant_minute(to->at) / SLOT_MINUTES;
	return true;
}
