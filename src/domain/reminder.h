/* reminder.h - who is reminded of what, worked out from what is: birthdays, holidays,
 * appointments, contracts, calls to make, orders that are late, gifts, points, idle customers.
 * Nothing is made beforehand, so days off and a worker that was down change nothing; kept is only
 * what people did with a reminder. F1; rules C1, C4, P10, S1; doc/AGENDA.md. */
#ifndef QUEN_DOMAIN_REMINDER_H
#define QUEN_DOMAIN_REMINDER_H

#include "store/record_hook.h"

#define REMINDER_ROWS_MAX 500		/* of one rule, in one inbox */
#define REMINDER_KEY 64

enum reminder_kind { REMIND_BIRTHDAY, REMIND_HOLIDAY, REMIND_APPOINTMENT, REMIND_CONTRACT,
	REMIND_CONTACT_AGAIN, REMIND_IDLE, REMIND_POINTS, REMIND_GIFT, REMIND_ORDER, REMIND_KINDS };

/* Rule, subject and occasion name a reminder: the birthday of 2026, the alert of 7 days before
 * that end. When the occasion moves, another reminder stands in its place. */
struct reminder {
	int64_t rule_id, subject_id, occasion;
	enum reminder_kind kind;
	char rule[32], entity[24];	/* entity: of the subject, for opening it */
	char code[32], who[160], what[160];	/* of the subject; the customer; its own words */
	int64_t customer_id, at;	/* at: instant that orders it */
	day_t day;			/* of the occasion */
	int64_t figure;			/* points, stock, days before */
	bool is_late;			/* its moment has passed: a missed one (rule C4) */
	char by[32];			/* who handed it over to this user; or "" */
	char with[32];			/* to whom this user handed it; or "" */
};

/* Whatever the actor is to be reminded of now, soonest first; only of rows that the actor may see
 * (rule S1). *out is the caller's (free). Needs no right. */
enum err reminder_list(struct store *st, struct reminder **out, size_t *n, struct err_note *note)
    MUST_CHECK;
/* "Contract HD000012 ends 28/11/2026, in 7 days": in the user's language. */
char *reminder_text(const struct locale_rules *lr, const struct reminder *r, char *buf, size_t size);
/* "921:1234:20261128", and the one of the actor's list that has it: ERR_NOTFOUND otherwise. */
char *reminder_key(const struct reminder *r, char buf[REMINDER_KEY]);
enum err reminder_find(struct store *st, const char *key, struct reminder *r, struct err_note *note)
    MUST_CHECK;

/* Done: for everybody. Snoozed: for the actor, until then. Handed over: to another user, who must
 * be able to see the subject (rule S1). Reminders are the actor's own: no right is asked for. */
enum err reminder_done(struct store *st, const struct reminder *r, struct err_note *note) MUST_CHECK;
enum err reminder_snooze(struct store *st, const struct reminder *r, int64_t until,
    struct err_note *note) MUST_CHECK;
enum err reminder_hand(struct store *st, const struct reminder *r, const char *user,
    struct err_note *note) MUST_CHECK;
/* In a transaction of the other user: may that one see the subject. ERR_DENIED. */
enum err reminder_can_see(struct store *st, const struct reminder *r, struct err_note *note) MUST_CHECK;

/* For the worker, as the system: writes down each reminder that came up, once; told: how many. */
enum err reminder_sweep(struct store *st, int64_t *told, struct err_note *note) MUST_CHECK;

/* Hook of the form of rules. */
enum err reminder_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
