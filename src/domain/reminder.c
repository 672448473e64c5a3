#include "domain/reminder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/reminder_parts.h"
#include "store/actor.h"
#include "store/query.h"

#define RULES_MAX 60
#define SWEEP_ROWS_MAX 20000

static const char *const kinds[REMIND_KINDS] = {
	[REMIND_BIRTHDAY] = "birthday", [REMIND_HOLIDAY] = "holiday",
	[REMIND_APPOINTMENT] = "appointment", [REMIND_CONTRACT] = "contract",
	[REMIND_CONTACT_AGAIN] = "contact_again", [REMIND_IDLE] = "idle",
	[REMIND_POINTS] = "points", [REMIND_GIFT] = "gift", [REMIND_ORDER] = "order",
};

enum reminder_kind
reminder_kind_find(const char *name)
{
	int k = 0;

	while (k < REMIND_KINDS && strcmp(kinds[k], name) != 0)
		k++;
	return (enum reminder_kind)k;
}

const char *
reminder_kind_name(enum reminder_kind k)
{
	return kinds[k];
}

/* ---- what people did with it ---- */

struct mark { bool is_done, is_handed, is_snoozed; int64_t until, to, by; char to_code[32], by_code[32]; };

static enum err
load_mark(struct store *st, const struct reminder *r, struct mark *m, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "reminder.marks", DB_ARGS(DB_INT("rule", r->rule_id),
	    DB_INT("subject", r->subject_id), DB_INT("occasion", r->occasion)), note);
	enum db_step step;

	*m = (struct mark){ 0 };
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		const char *state = db_text(q, 0);

		if (strcmp(state, "snoozed") == 0) {
			m->is_snoozed = true;
			m->until = db_int(q, 1);
			continue;
		}
		m->is_done = strcmp(state, "done") == 0;
		m->is_handed = !m->is_done;
		m->to = db_int(q, 2);
		m->by = db_int(q, 3);
		str_copy(m->to_code, sizeof m->to_code, db_text(q, 4));
		str_copy(m->by_code, sizeof m->by_code, db_text(q, 5));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
reminder_add(struct reminder_walk *w, struct reminder *r, bool is_mine, struct err_note *note)
{
	int64_t me = actor_id(store_actor(w->st));
	struct mark m;
	enum err e;

	/* Two rules may say the same: it is one reminder. */
	for (size_t i = 0; me != 0 && i < w->n; i++)
		if (w->r[i].kind == w->rule->kind && w->r[i].subject_id == r->subject_id &&
		    w->r[i].occasion == r->occasion)
			return ERR_OK;

	r->rule_id = w->rule->id;
	r->kind = w->rule->kind;
	str_copy(r->rule, sizeof r->rule, w->rule->code);
	e = load_mark(w->st, r, &m, note);
	if (e != ERR_OK || m.is_done || (m.is_snoozed && m.until > w->now))
		return e;
	if (m.is_handed && m.to == me)
		str_copy(r->by, sizeof r->by, m.by_code);
	else if (m.is_handed && m.by == me && is_mine)
		str_copy(r->with, sizeof r->with, m.to_code);
	else if (m.is_handed ? me != 0 : !is_mine)
		return ERR_OK;
	if (m.is_snoozed)
		r->at = m.until;
	w->r = xgrow(w->r, &w->room, w->n + 1, sizeof *w->r);
	w->r[w->n++] = *r;
	return ERR_OK;
}

/* ---- rules ---- */

static enum reminder_who
who_of(const char *name)
{
	if (strcmp(name, "group") == 0)
		return WHO_GROUP;
	return strcmp(name, "store") == 0 ? WHO_STORE : WHO_OWNER;
}

static enum err
load_rules(struct store *st, struct reminder_rule *rules, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "reminder.rules", DB_NO_ARGS, note);
	enum db_step step;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && *n < RULES_MAX) {
		struct reminder_rule *r = &rules[*n];

		*r = (struct reminder_rule){ .id = db_int(q, 0),
			.kind = reminder_kind_find(db_text(q, 2)),
			.days = db_is_null(q, 3) ? -1 : (int)db_int(q, 3),
			.who = who_of(db_text(q, 4)), .group_id = db_int(q, 5) };
		str_copy(r->code, sizeof r->code, db_text(q, 1));
		*n += r->kind < REMIND_KINDS;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
in_group(struct store *st, int64_t group, bool *is_in, struct err_note *note)
{
	int64_t n = 0;
	enum err e = store_get_int(st, "reminder.in_group", DB_ARGS(DB_INT("group", group)), &n, note);

	*is_in = n > 0;
	return e;
}

enum err
reminder_walk_all(struct reminder_walk *w, struct err_note *note)
{
	bool is_system = actor_id(store_actor(w->st)) == 0;
	struct reminder_rule rules[RULES_MAX];
	size_t n;
	enum err e = load_rules(w->st, rules, &n, note);

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		w->rule = &rules[i];
		w->is_all = is_system;
		if (!is_system && rules[i].who == WHO_GROUP)
			e = in_group(w->st, rules[i].group_id, &w->is_all, note);
		if (e == ERR_OK)
			e = reminder_gather(w, note);
	}
	return e;
}

static int
by_time(const void *a, const void *b)
{
	const struct reminder *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->subject_id < y->subject_id ? -1 : x->subject_id > y->subject_id;
}

enum err
reminder_list(struct store *st, struct reminder **out, size_t *n, struct err_note *note)
{
	struct reminder_walk w = { .st = st, .now = clock_now_ms(), .today = clock_today(),
		.cap = REMINDER_ROWS_MAX };
	enum err e = reminder_walk_all(&w, note);

	if (e != ERR_OK) {
		free(w.r);
		w.r = NULL;
		w.n = 0;
	}
	if (w.n > 1)
		qsort(w.r, w.n, sizeof *w.r, by_time);
	*out = w.r;
	*n = w.n;
	return e;
}

/* ---- the worker's part ---- */

enum err
reminder_sweep(struct store *st, int64_t *told, struct err_note *note)
{
	struct reminder_walk w = { .st = st, .now = clock_now_ms(), .today = clock_today(),
		.cap = SWEEP_ROWS_MAX };
	enum err e = reminder_walk_all(&w, note);

	*told = 0;
	for (size_t i = 0; e == ERR_OK && i < w.n; i++) {
		int64_t changed = 0;

		e = store_run(st, "reminder.tell", DB_ARGS(DB_INT("rule", w.r[i].rule_id),
		    DB_INT("subject", w.r[i].subject_id), DB_INT("occasion", w.r[i].occasion),
		    DB_INT("at", w.now)), &changed, note);
		*told += changed;
	}
	free(w.r);
	return e;
}

/* ---- the form of rules ---- */

enum err
reminder_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	int64_t days;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	days = record_int(r, "days");
	if (days < 0 || days > 365)
		return err_set(note, ERR_INVALID, "days", _("0 to 365 days."));
	if (strcmp(record_text(r, "who"), "group") == 0 && str_empty(record_text(r, "group")))
		return err_set(note, ERR_INVALID, "group", _("Say which group."));
	return ERR_OK;
}
