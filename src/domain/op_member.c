/* card.issue, points.add, points.deduct, balance. */
#include "domain/op_parts.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/earn.h"
#include "domain/level_move.h"
#include "domain/op_arg.h"
#include "domain/points.h"
#include "store/record_store.h"
#include "store/setting.h"

#define LOTS_MAX 1000

/* The level comes with the card: a change of the customer, by its own right. */
static enum err
set_level(struct store *st, const char *customer, const char *level, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "customer");
	struct record *base = NULL, *edited = NULL;
	enum err e;

	if (str_empty(customer))
		return err_set(note, ERR_INVALID, "level",
		    _("A card without a customer has no level."));
	e = record_load_code(st, en, customer, &base, note);
	if (e != ERR_OK)
		return e;
	edited = record_copy(base);
	record_set_text(edited, "level", level);
	e = record_update(st, base, edited, NULL, note);
	record_free(edited);
	record_free(base);
	return e;
}

enum err
op_card_issue(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct card_request cr = { 0 };
	const char *level;
	struct card c;
	enum err e = arg_text(rq, "customer", &cr.customer, note);

	if (e == ERR_OK)
		e = arg_need(rq, "type", &cr.type, note);
	if (e == ERR_OK)
		e = arg_text(rq, "number", &cr.number, note);
	if (e == ERR_OK)
		e = arg_text(rq, "pin", &cr.pin, note);
	if (e == ERR_OK)
		e = arg_text(rq, "level", &level, note);
	if (e == ERR_OK)
		e = card_issue(st, &cr, &c, note);
	if (e == ERR_OK && level != NULL)
		e = set_level(st, cr.customer, level, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "number", json_string(c.number));
	return e;
}

static enum err
get_member(struct store *st, const json_t *rq, struct member *m, struct err_note *note)
{
	const char *card, *customer;
	enum err e = arg_text(rq, "card", &card, note);

	if (e == ERR_OK)
		e = arg_text(rq, "customer", &customer, note);
	return e == ERR_OK ? member_of(st, card, customer, m, note) : e;
}

/* By amount: adding gives what a purchase of it earns now; deducting takes the
 * points that it is worth, never more than it. */
static enum err
points_of_amount(struct store *st, const struct member *m, int64_t amount, bool is_deduct,
    int64_t *points, struct err_note *note)
{
	json_t *why = NULL;
	enum err e = ERR_OK;

	if (is_deduct) {
		*points = amount / setting_int(st, "points.value");
	} else {
		e = earn_compute(st, m, amount, clock_now_ms(), points, &why, note);
		json_decref(why);
	}
	if (e == ERR_OK && *points == 0)
		return err_set(note, ERR_INVALID, "amount", _("This amount makes no point."));
	return e;
}

static enum err
change_points(struct store *st, const json_t *rq, json_t *reply, bool is_deduct,
    struct err_note *note)
{
	struct points_change c = { 0 };
	int64_t before, after, amount;
	struct member m;
	enum err e = get_member(st, rq, &m, note);

	if (e == ERR_OK)
		e = arg_int(rq, "points", 1, 0, &c.points, note);
	if (e == ERR_OK)
		e = arg_int(rq, "amount", 1, 0, &amount, note);
	if (e == ERR_OK)
		e = arg_day(rq, "day", &c.day, note);
	if (e == ERR_OK)
		e = arg_need(rq, "note", &c.reason, note);
	if (e == ERR_OK)
		e = arg_text(rq, "key", &c.key, note);
	if (e == ERR_OK && is_deduct)
		e = arg_bool(rq, "below_zero", &c.below_zero, note);
	if (e != ERR_OK)
		return e;
	if ((c.points == 0) == (amount == 0))
		return err_set(note, ERR_INVALID, "points", _("Give points or an amount."));
	if (amount > 0)
		e = points_of_amount(st, &m, amount, is_deduct, &c.points, note);
	if (e == ERR_OK)
		e = points_apply(st, &m, &c, is_deduct, &before, &after, note);
	if (e == ERR_OK)
		reply_take(reply, points_reply(c.points, before, after));
	return e;
}

enum err
op_points_add(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	return change_points(st, rq, reply, false, note);
}

enum err
op_points_deduct(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	return change_points(st, rq, reply, true, note);
}

static json_t *
day_or_null(day_t day)
{
	char text[16];

	return day != 0 ? json_string(day_iso(day, text, sizeof text)) : json_null();
}

/* Lots by the order in which they are spent, and what expires, by day. */
static enum err
put_lots(struct store *st, const struct member *m, json_t *lots, json_t *expiring,
    struct err_note *note)
{
	struct points_lot *l = xcalloc(LOTS_MAX, sizeof *l);
	size_t n = LOTS_MAX;
	json_t *last = NULL;
	day_t last_day = 0;
	enum err e;

	e = points_lots(st, m->holder_id, l, &n, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		json_t *o = json_pack("{s:I,s:I,s:I}", "lot", (json_int_t)l[i].lot,
		    "amount", (json_int_t)l[i].amount, "points", (json_int_t)l[i].left);

		json_object_set_new(o, "usable", day_or_null(l[i].usable_day));
		json_object_set_new(o, "expires", day_or_null(l[i].expires_day));
		json_array_append_new(lots, o);
		if (l[i].expires_day == 0)
			continue;
		if (last == NULL || l[i].expires_day != last_day) {
			last = json_pack("{s:i}", "points", 0);
			json_object_set_new(last, "day", day_or_null(l[i].expires_day));
			json_array_append_new(expiring, last);
			last_day = l[i].expires_day;
		}
		json_object_set_new(last, "points", json_integer(l[i].left +
		    json_integer_value(json_object_get(last, "points"))));
	}
	free(l);
	return e;
}

/* As it stands today, whether or not a job ran (rule L3). Of a hidden customer only which (S2). */
static enum err
put_level(struct store *st, const struct member *m, json_t *reply, struct err_note *note)
{
	struct level_outlook o = { 0 };
	json_t *level = json_null();
	enum err e = m->customer_id == 0 ? ERR_OK : level_outlook(st, m->customer_id, &o, note);

	if (e == ERR_OK && o.code[0] != '\0') {
		level = json_pack("{s:s,s:s}", "code", o.code, "name", o.name);
		if (!m->is_hidden) {
			json_object_set_new(level, "until", day_or_null(o.until));
			json_object_set_new(level, "locked", json_boolean(o.is_locked));
			json_object_set_new(level, "to_keep", json_integer(o.to_keep));
		}
	}
	json_object_set_new(reply, "level", level);
	if (!m->is_hidden && o.next[0] != '\0')
		json_object_set_new(reply, "next_level", json_pack("{s:s,s:s,s:I}", "code",
		    o.next, "name", o.next_name, "missing", (json_int_t)o.missing));
	return e;
}

enum err
op_balance(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	json_t *lots = json_array(), *expiring = json_array(), *points;
	struct member m;
	enum err e = get_member(st, rq, &m, note);

	if (e == ERR_OK)
		e = put_lots(st, &m, lots, expiring, note);
	if (e == ERR_OK)
		e = reply_value(st, &m, reply, note);
	if (e != ERR_OK) {
		json_decref(lots);
		json_decref(expiring);
		return e;
	}
	points = json_pack("{s:I,s:I,s:I,s:I,s:o}", "balance", (json_int_t)m.balance,
	    "usable", (json_int_t)m.usable, "pending", (json_int_t)m.pending,
	    "debt", (json_int_t)m.debt, "expiring", expiring);
	json_object_set_new(reply, "points", points);
	json_object_set_new(reply, "lots", lots);
	e = put_level(st, &m, reply, note);
	if (!m.is_hidden)
		json_object_set_new(reply, "spend", json_integer(m.spent));
	if (m.card.id != 0)
		json_object_set_new(reply, "card", json_pack("{s:s,s:s,s:s}",
		    "number", m.card.number, "type", m.card.type_code,
		    "status", card_status_code(m.card.status)));
	return e;
}
