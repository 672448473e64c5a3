/* appointment.h - who is where, when, with whom: half-open times, clashes, series, free and busy.
 * Rules C4, C5; doc/AGENDA.md. All inside store_begin(). */
#ifndef QUEN_DOMAIN_APPOINTMENT_H
#define QUEN_DOMAIN_APPOINTMENT_H

#include "store/record_hook.h"
#include "domain/recurrence.h"

#define APPOINTMENT_DAYS_MAX 31		/* the longest single one */
#define APPOINTMENT_WINDOW_MAX 5000	/* occurrences of all people in one window */
#define MINUTE_MS ((int64_t)60000)
#define HOUR_MS ((int64_t)3600000)

/* One occurrence in the time of one person. What the actor may not see is busy: times and user
 * only (rule C4). */
struct occurrence {
	int64_t id, at, until;
	int64_t user_id, customer_id;
	char user[32], number[32], name[160], place[160], customer[32], customer_name[160], state[16];
	int remind_minutes;		/* -1: as the rule says */
	bool is_series, is_private, is_visible;
};

/* Everything that overlaps [from, to) and is not cancelled, by time. user_id 0: everybody's.
 * *out is the caller's (free). ERR_LIMIT beyond APPOINTMENT_WINDOW_MAX. */
enum err appointment_window(struct store *st, int64_t from, int64_t to, int64_t user_id,
    struct occurrence **out, size_t *n, struct err_note *note) MUST_CHECK;

/* When the next occurrence of a series with this customer begins that overlaps [from, to), as far as
 * the actor sees them; *at 0: none. What was moved or kept is a row of its own. */
enum err appointment_of_series(struct store *st, int64_t customer_id, int64_t from, int64_t to,
    int64_t *at, struct err_note *note) MUST_CHECK;

/* Whose agenda can be looked at: oneself first, then the people of the branch; everybody for who
 * belongs to none. *n in: room, out: got. */
#define AGENDA_PEOPLE_MAX 60
struct agenda_person { int64_t id; char code[32], name[96]; };
enum err appointment_people(struct store *st, struct agenda_person *p, size_t *n,
    struct err_note *note) MUST_CHECK;

/* Those on other days of a series keep theirs: occurrence is the start of the one that is meant,
 * 0 for an appointment of its own or the whole series. until 0: as long as before. number gets
 * that of the row that stands for it now. ERR_CONFLICT names who is not free. */
enum err appointment_move(struct store *st, const char *code, int64_t occurrence, int64_t at,
    int64_t until, char number[32], struct err_note *note) MUST_CHECK;
/* state: planned, kept, missed, cancelled. */
enum err appointment_mark(struct store *st, const char *code, int64_t occurrence,
    const char *state, char number[32], struct err_note *note) MUST_CHECK;

/* The series of a row with its first start and length; false for a single one. */
bool appointment_series(const struct record *r, struct recurrence *rec);
/* Starts of the occurrences in [from, to), without those that were skipped; at most cap. */
enum err appointment_starts(struct store *st, int64_t id, const struct recurrence *rec,
    int minute, int64_t from, int64_t to, int64_t *starts, size_t cap, size_t *n,
    struct err_note *note) MUST_CHECK;

/* Hooks of the form. */
enum err appointment_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err appointment_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
