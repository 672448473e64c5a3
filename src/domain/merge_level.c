#include "domain/merge_parts.h"

#include "base/clock.h"
#include "store/query.h"

enum err
merge_level_of(struct store *st, int64_t customer_id, struct standing *s, struct err_note *note)
{
	struct standing now;
	struct ladder l;
	int64_t spent;
	day_t day = clock_today();
	enum err e = ladder_load(st, &l, note);

	if (e == ERR_OK)
		e = standing_load(st, &l, customer_id, day, &now, note);
	return e == ERR_OK ? standing_at(st, &l, &now, day, false, s, &spent, note) : e;
}

static enum err
newest_move(struct store *st, int64_t customer_id, int64_t *id, struct err_note *note)
{
	*id = 0;
	return store_get_int(st, "merge.level_move",
	    DB_ARGS(DB_INT("customer", customer_id)), id, note);
}

enum err
merge_level(struct store *st, const struct standing *theirs, struct standing *mine, int64_t into,
    json_t *body, struct err_note *note)
{
	struct level_cause c = { .why = "merge", .day = clock_today() };
	struct standing now, then;
	struct ladder l;
	int64_t move = 0;
	bool moved;
	enum err e = ladder_load(st, &l, note);

	if (e == ERR_OK)
		e = standing_load(st, &l, into, c.day, &now, note);
	mine->spent = now.spent;		/* of both */
	if (e == ERR_OK)
		e = standing_at(st, &l, mine, c.day, true, &then, &c.spent, note);
	if (e != ERR_OK)
		return e;
	/* Nobody loses a level that was reached (rule L4: a locked one stays). */
	if (!now.is_locked && (theirs->rank > then.rank ||
	    (theirs->rank == then.rank && theirs->rank >= 0 && theirs->until > then.until))) {
		then.rank = theirs->rank;
		then.until = theirs->until;
	}
	e = standing_write(st, &l, &now, &then, &c, &moved, note);
	if (e == ERR_OK && moved)
		e = newest_move(st, into, &move, note);
	json_object_set_new(body, "level", json_pack("{s:I,s:I,s:I,s:I}",
	    "id", (json_int_t)now.level_id, "until", (json_int_t)now.until,
	    "until_then", (json_int_t)then.until, "move", (json_int_t)move));
	return e;
}

enum err
unmerge_level(struct store *st, int64_t into, const json_t *body, struct err_note *note)
{
	const json_t *was = json_object_get(body, "level");
	struct level_cause c = { .why = "unmerge", .day = clock_today() };
	struct standing now, then;
	struct ladder l;
	int64_t move;
	bool moved;
	enum err e = newest_move(st, into, &move, note);

	if (e == ERR_NOTFOUND)
		e = ERR_OK;
	if (e == ERR_OK)
		e = ladder_load(st, &l, note);
	if (e == ERR_OK)
		e = standing_load(st, &l, into, c.day, &now, note);
	if (e != ERR_OK)
		return e;
	if (body_int(was, "move") != 0 && move != body_int(was, "move"))
		return ERR_OK;
	if (now.until != body_int(was, "until_then"))
		return ERR_OK;
	then = now;
	then.level_id = body_int(was, "id");
	then.rank = ladder_rank(&l, then.level_id);
	then.until = (day_t)body_int(was, "until");
	c.spent = now.spent;
	return standing_write(st, &l, &now, &then, &c, &moved, note);
}
