/* agenda_parts.h - between the files of the agenda. Not for others. */
#ifndef QUEN_SCREENS_AGENDA_PARTS_H
#define QUEN_SCREENS_AGENDA_PARTS_H

#include "domain/appointment.h"
#include "screens/session.h"
#include "ui/menu.h"

#define SLOT_MINUTES 30
#define SLOTS 48
#define DAY_SLOT 16			/* 8:00: where the day starts on the screen */
#define AGENDA_MORE 5

struct agenda {
	struct session *s;
	bool is_week, is_team;
	day_t day;			/* under the cursor */
	int slot;			/* of the day, under the cursor */
	int top;			/* first slot shown */
	size_t person, first_person;	/* day of the team: column under the cursor, first shown */
	struct agenda_person people[AGENDA_PEOPLE_MAX];
	size_t npeople;
	struct occurrence *o;
	size_t n;
	day_t from, to;			/* what is loaded */
	struct menu_item more[AGENDA_MORE];
};

/* agenda_load.c */
enum err agenda_load(struct agenda *a, struct err_note *note) MUST_CHECK;
/* What a column has in a slot: the n-th occurrence (0: the first), NULL. user 0: anybody's. */
const struct occurrence *agenda_at(const struct agenda *a, day_t day, int slot, int64_t user,
    size_t n);
int64_t agenda_user(const struct agenda *a);	/* whose column the cursor is in; 0 all */
const struct occurrence *agenda_under(const struct agenda *a);
day_t agenda_monday(const struct agenda *a);

/* A week on a telephone is a list: the next (by 1) or last (by -1) one from the cursor on. */
bool agenda_step(struct agenda *a, int by);

/* agenda_draw.c */
void agenda_draw(struct agenda *a, struct canvas *c, struct rect body, bool is_small);

#endif
