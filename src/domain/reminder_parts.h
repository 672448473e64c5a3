/* reminder_parts.h - between the files of reminder.h. Not for others. */
#ifndef QUEN_DOMAIN_REMINDER_PARTS_H
#define QUEN_DOMAIN_REMINDER_PARTS_H

#include "domain/reminder.h"

#define LATE_DAYS 7		/* birthdays and holidays that passed stay so long */
#define LATE_APPOINTMENT_DAYS 14
#define LATE_MONTH 31		/* contracts, orders, calls, idle customers */

enum reminder_who { WHO_OWNER, WHO_GROUP, WHO_STORE };

struct reminder_rule {
	int64_t id, group_id;
	char code[32];
	enum reminder_kind kind;
	enum reminder_who who;
	int days;			/* -1: by the parameters */
};

/* What is gathered, and for whom. */
struct reminder_walk {
	struct store *st;
	const struct reminder_rule *rule;
	int64_t now;
	day_t today;
	bool is_all;			/* everybody's: a group's member, or the worker */
	size_t cap;
	struct reminder *r;
	size_t n, room;
};

enum reminder_kind reminder_kind_find(const char *name);	/* REMIND_KINDS: unknown */
const char *reminder_kind_name(enum reminder_kind k);
/* Adds one, unless what people did with it says no. is_mine false: only when it was handed over. */
enum err reminder_add(struct reminder_walk *w, struct reminder *r, bool is_mine,
    struct err_note *note) MUST_CHECK;
/* All of one rule (reminder_kinds.c). */
enum err reminder_gather(struct reminder_walk *w, struct err_note *note) MUST_CHECK;
/* All of all active rules for the actor of the transaction. */
enum err reminder_walk_all(struct reminder_walk *w, struct err_note *note) MUST_CHECK;

#endif
