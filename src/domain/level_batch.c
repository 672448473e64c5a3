/* Levels of many at once: previews, the daily job, batches and their undoing. Rules L3, L4. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/level_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"

#define CHUNK 500

/* Ids of one page; *n is 0 at the end. */
static enum err
read_ids(struct store *st, const char *query, const struct db_arg *args, int64_t ids[CHUNK],
    size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, args, note);
	enum db_step step;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && *n < CHUNK)
		ids[(*n)++] = db_int(q, 0);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
next_page(struct store *st, day_t day, bool everybody, int64_t after, int64_t ids[CHUNK],
    size_t *n, struct err_note *note)
{
	if (everybody)
		return read_ids(st, "level.everybody", DB_ARGS(DB_INT("after", after),
		    DB_INT("limit", CHUNK)), ids, n, note);
	return read_ids(st, "level.ended", DB_ARGS(DB_INT("after", after), DB_INT("day", day),
	    DB_INT("limit", CHUNK)), ids, n, note);
}

static void
add_change(struct level_change **rows, size_t *n, size_t *cap, const struct ladder *l,
    const struct standing *now, const struct standing *then, int64_t spent)
{
	struct level_change *c;

	*rows = xgrow(*rows, cap, *n + 1, sizeof(**rows));
	c = &(*rows)[(*n)++];
	memset(c, 0, sizeof(*c));
	c->customer_id = now->customer_id;
	str_copy(c->customer, sizeof(c->customer), now->code);
	str_copy(c->name, sizeof(c->name), now->name);
	str_copy(c->from, sizeof(c->from), ladder_code(l, now->rank));
	str_copy(c->to, sizeof(c->to), ladder_code(l, then->rank));
	c->spent = spent;
	c->until = then->until;
}

/* Every customer that the day concerns: shown (rows) or moved (batch). */
static enum err
walk(struct store *st, day_t day, bool everybody, int64_t batch, struct level_change **rows,
    size_t *n, struct err_note *note)
{
	const struct entity *customer = model_entity(store_model(st), "customer");
	struct ladder l;
	int64_t ids[CHUNK], after = 0;
	size_t got = 1, cap = 0;
	enum err e = ladder_load(st, &l, note);

	*n = 0;
	while (e == ERR_OK && got > 0) {
		e = next_page(st, day, everybody, after, ids, &got, note);
		for (size_t i = 0; e == ERR_OK && i < got; i++) {
			struct standing now, then;
			struct level_cause c = { .why = everybody ? "thresholds" : "guarantee",
				.day = day, .batch_id = batch };
			bool moved = false;

			after = ids[i];
			e = standing_load(st, &l, ids[i], day, &now, note);
			if (e == ERR_OK)
				e = standing_at(st, &l, &now, day, everybody, &then, &c.spent, note);
			if (e != ERR_OK)
				break;
			if (rows == NULL) {
				e = standing_write(st, &l, &now, &then, &c, &moved, note);
				*n += moved;
			} else if (then.rank != now.rank &&
			    record_see(st, customer, ids[i], NULL) == ERR_OK) {
				/* Rule S1: who may not see the customer sees no move of it. */
				add_change(rows, n, &cap, &l, &now, &then, c.spent);
			}
		}
	}
	return e;
}

enum err
level_preview(struct store *st, day_t day, bool everybody, struct level_change **rows,
    size_t *n, struct err_note *note)
{
	enum err e = access_need(st, "level", VERB_VIEW, note);

	*rows = NULL;
	*n = 0;
	if (e == ERR_OK)
		e = walk(st, day, everybody, 0, rows, n, note);
	if (e != ERR_OK) {
		free(*rows);
		*rows = NULL;
	}
	return e;
}

static enum err
open_batch(struct store *st, const char *text, int64_t *batch, struct err_note *note)
{
	enum err e = access_need(st, "level", VERB_EDIT, note);

	if (e == ERR_OK)
		e = store_new_id(st, batch, note);
	if (e == ERR_OK)
		e = store_run(st, "level.add_batch", DB_ARGS(DB_INT("id", *batch),
		    DB_INT("at", clock_now_ms()), DB_ID("user", actor_id(store_actor(st))),
		    DB_TEXT("note", text)), NULL, note);
	return e;
}

static enum err
close_batch(struct store *st, int64_t batch, size_t moved, const char *action, const char *text,
    struct err_note *note)
{
	char count[32];
	enum err e = store_run(st, "level.batch_moved", DB_ARGS(DB_INT("id", batch),
	    DB_INT("moved", (int64_t)moved)), NULL, note);

	snprintf(count, sizeof(count), "%zu", moved);
	if (e != ERR_OK)
		return e;
	return audit_write(st, &(struct audit_entry) { .function = "level", .action = action,
	    .entity = "level_batch", .row_id = batch, .row_code = count, .reason = text }, note);
}

enum err
level_run(struct store *st, day_t day, bool everybody, const char *note_text, int64_t *batch,
    size_t *moved, struct err_note *note)
{
	enum err e = open_batch(st, note_text, batch, note);

	*moved = 0;
	if (e == ERR_OK)
		e = walk(st, day, everybody, *batch, NULL, moved, note);
	if (e == ERR_OK)
		e = close_batch(st, *batch, *moved, "level.run", note_text, note);
	return e;
}

/* ---- undoing ---- */

struct undo_move { int64_t id, customer_id, from_id, to_id, spent; day_t old_until; };

static enum err
read_moves(struct store *st, int64_t batch, int64_t after, struct undo_move m[CHUNK], size_t *n,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "level.batch_moves", DB_ARGS(DB_INT("batch", batch),
	    DB_INT("after", after), DB_INT("limit", CHUNK)), note);
	enum db_step step;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && *n < CHUNK) {
		m[*n] = (struct undo_move) { .id = db_int(q, 0), .customer_id = db_int(q, 1),
			.from_id = db_int(q, 2), .to_id = db_int(q, 3),
			.old_until = (day_t)db_int(q, 4), .spent = db_int(q, 5) };
		(*n)++;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
undo_one(struct store *st, const struct undo_move *m, struct err_note *note)
{
	int64_t id;
	enum err e = store_run(st, "level.put", DB_ARGS(DB_INT("customer", m->customer_id),
	    DB_ID("level", m->from_id), DB_ID("until", m->old_until),
	    DB_INT("at", clock_now_ms())), NULL, note);

	if (e == ERR_OK)
		e = store_new_id(st, &id, note);
	if (e != ERR_OK)
		return e;
	return store_run(st, "level.add_move", DB_ARGS(DB_INT("id", id),
	    DB_INT("customer", m->customer_id), DB_INT("at", clock_now_ms()),
	    DB_INT("day", clock_today()), DB_ID("from", m->to_id), DB_ID("to", m->from_id),
	    DB_ID("until", m->old_until), DB_NULL("old_until"), DB_TEXT("why", "undo"),
	    DB_INT("spent", m->spent), DB_NULL("doc"), DB_NULL("batch"),
	    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
}

enum err
level_undo(struct store *st, int64_t batch, size_t *moved, struct err_note *note)
{
	struct undo_move m[CHUNK];
	int64_t changed, after = 0;
	size_t n = 1;
	char code[24];
	enum err e = access_need(st, "level", VERB_EDIT, note);

	*moved = 0;
	if (e == ERR_OK)
		e = store_run(st, "level.batch_undo", DB_ARGS(DB_INT("id", batch),
		    DB_INT("at", clock_now_ms())), &changed, note);
	if (e == ERR_OK && changed == 0)
		return err_set(note, ERR_CONFLICT, "", _("This change was undone already."));
	while (e == ERR_OK && n > 0) {
		e = read_moves(st, batch, after, m, &n, note);
		for (size_t i = 0; e == ERR_OK && i < n; i++) {
			after = m[i].id;
			e = undo_one(st, &m[i], note);
			(*moved)++;
		}
	}
	if (e != ERR_OK)
		return e;
	snprintf(code, sizeof(code), "%" PRId64, batch);
	return audit_write(st, &(struct audit_entry) { .function = "level",
	    .action = "level.undo", .entity = "level_batch", .row_id = batch,
	    .row_code = code }, note);
}

/* ---- by hand ---- */

static enum err
find_customer(struct store *st, const char *code, int64_t *id, struct err_note *note)
{
	enum err e = access_need(st, "level", VERB_EDIT, note);

	if (e == ERR_OK)
		e = record_id(st, model_entity(store_model(st), "customer"), code, id, note);
	return e;
}

enum err
level_lock(struct store *st, const char *customer, bool lock, struct err_note *note)
{
	int64_t id;
	enum err e = find_customer(st, customer, &id, note);

	if (e == ERR_OK)
		e = store_run(st, "level.put_lock", DB_ARGS(DB_INT("customer", id),
		    DB_INT("lock", lock)), NULL, note);
	if (e != ERR_OK)
		return e;
	return audit_write(st, &(struct audit_entry) { .function = "level",
	    .action = lock ? "level.lock" : "level.unlock", .entity = "customer", .row_id = id,
	    .row_code = customer }, note);
}

enum err
level_set(struct store *st, const char *customer, const char *level, const char *reason,
    struct err_note *note)
{
	struct ladder l;
	struct standing now, then;
	struct level_cause c = { .why = "hand", .day = clock_today() };
	int64_t id, level_id = 0;
	bool moved;
	enum err e = find_customer(st, customer, &id, note);

	if (e == ERR_OK && str_empty(reason))
		return err_set(note, ERR_INVALID, "reason", _("A reason is needed."));
	if (e == ERR_OK && !str_empty(level))
		e = record_id(st, model_entity(store_model(st), "level"), level, &level_id, note);
	if (e == ERR_OK)
		e = ladder_load(st, &l, note);
	if (e == ERR_OK)
		e = standing_load(st, &l, id, c.day, &now, note);
	if (e != ERR_OK)
		return e;
	c.spent = now.spent;
	then = now;
	then.level_id = level_id;
	then.rank = ladder_rank(&l, level_id);
	then.until = level_id == 0 ? 0 :
	    day_add(c.day, (int)setting_int(st, "level.hold_days") - 1);
	e = standing_write(st, &l, &now, &then, &c, &moved, note);
	if (e != ERR_OK)
		return e;
	return audit_write(st, &(struct audit_entry) { .function = "level",
	    .action = "level.set", .entity = "customer", .row_id = id, .row_code = customer,
	    .reason = reason }, note);
}

enum err
level_retire(struct store *st, const char *level, const char *successor, int64_t *batch,
    size_t *moved, struct err_note *note)
{
	const struct entity *e_level = model_entity(store_model(st), "level");
	struct ladder l;
	int64_t ids[CHUNK], from, into, after = 0;
	size_t n = 1;
	enum err e = access_need(st, "level", VERB_EDIT, note);

	*moved = 0;
	if (e == ERR_OK)
		e = record_id(st, e_level, level, &from, note);
	if (e == ERR_OK)
		e = record_id(st, e_level, successor, &into, note);
	if (e == ERR_OK && from == into)
		return err_set(note, ERR_INVALID, "successor", _("A level cannot follow itself."));
	if (e == ERR_OK)
		e = ladder_load(st, &l, note);
	if (e == ERR_OK && ladder_rank(&l, into) < 0)
		return err_set(note, ERR_CONFLICT, "successor", _("%s is not given any more."), successor);
	if (e == ERR_OK)
		e = open_batch(st, level, batch, note);
	while (e == ERR_OK && n > 0) {
		e = read_ids(st, "level.at", DB_ARGS(DB_INT("after", after), DB_INT("level", from),
		    DB_INT("limit", CHUNK)), ids, &n, note);
		for (size_t i = 0; e == ERR_OK && i < n; i++) {
			struct standing now, then;
			struct level_cause c = { .why = "retired", .day = clock_today(), .batch_id = *batch };
			bool one;

			after = ids[i];
			e = standing_load(st, &l, ids[i], c.day, &now, note);
			then = now;
			then.level_id = into;
			then.rank = ladder_rank(&l, into);
			if (e == ERR_OK)
				e = standing_write(st, &l, &now, &then, &c, &one, note);
			(*moved)++;
		}
	}
	if (e == ERR_OK)
		e = store_touch_catalogs(st, note);
	if (e == ERR_OK)
		e = store_run(st, "level.retire", DB_ARGS(DB_INT("level", from), DB_INT("into", into)),
		    NULL, note);
	if (e == ERR_OK)
		e = close_batch(st, *batch, *moved, "level.retire", level, note);
	return e;
}

enum err
level_warnings(struct store *st, day_t day, int days, bool mark, struct level_change **rows,
    size_t *n, struct err_note *note)
{
	struct ladder l;
	int64_t ids[CHUNK], after = 0;
	size_t got = 1, cap = 0;
	enum err e = access_need(st, "level", VERB_VIEW, note);

	*rows = NULL;
	*n = 0;
	if (e == ERR_OK)
		e = ladder_load(st, &l, note);
	while (e == ERR_OK && got > 0) {
		e = read_ids(st, "level.to_warn", DB_ARGS(DB_INT("after", after), DB_INT("from", day),
		    DB_INT("to", day_add(day, days)), DB_INT("limit", CHUNK)), ids, &got, note);
		for (size_t i = 0; e == ERR_OK && i < got; i++) {
			struct standing now, then;
			int64_t spent;

			after = ids[i];
			e = standing_load(st, &l, ids[i], day, &now, note);
			/* As it will be the day after the guarantee, if nothing more is bought. */
			if (e == ERR_OK)
				e = standing_at(st, &l, &now, day_add(now.until, 1), false, &then, &spent, note);
			if (e != ERR_OK || then.rank >= now.rank)
				continue;
			add_change(rows, n, &cap, &l, &now, &then, spent);
			if (mark)
				e = store_run(st, "level.put_warned", DB_ARGS(DB_INT("customer", ids[i]),
				    DB_INT("day", day)), NULL, note);
		}
	}
	return e;
}
