/* Points by hand: rule P12. */
#include "domain/points.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/idem.h"
#include "store/query.h"

static enum err
check_change(const struct member *m, const struct points_change *c, bool is_deduct,
    struct err_note *note)
{
	if (m->holder_id == 0)
		return err_set(note, ERR_INVALID, "card",
		    _("Say whose: a card or a customer."));
	if (c->points <= 0)
		return err_set(note, ERR_INVALID, "points",
		    _("Points are a whole number above 0."));
	if (str_empty(c->reason))
		return err_set(note, ERR_INVALID, "note", _("A reason is needed."));
	if (c->day != 0 && (!day_is_valid(c->day) || c->day > clock_today()))
		return err_set(note, ERR_INVALID, "day",
		    _("The day must be today or in the past."));
	if (m->card.id == 0)
		return ERR_OK;
	if (!m->card.has_points)
		return err_set(note, ERR_INVALID, "card",
		    _("This kind of card does not collect points."));
	return card_usable(&m->card, !is_deduct, note);
}

static enum err
audit_change(struct store *st, const struct member *m, const struct points_change *c,
    const char *action, int64_t before, int64_t after, struct err_note *note)
{
	bool is_card = m->customer_id == 0;
	json_t *changes = json_pack("{s:[I,I]}", "points",
	    (json_int_t)before, (json_int_t)after);
	enum err e = audit_write(st, &(struct audit_entry){
	    .function = "points", .action = action,
	    .entity = is_card ? "card" : "customer", .row_id = m->holder_id,
	    .row_code = is_card ? m->card.number : m->code, .reason = c->reason,
	    .request = c->key, .changes = changes }, note);

	json_decref(changes);
	return e;
}

enum err
points_apply(struct store *st, struct member *m, const struct points_change *c,
    bool is_deduct, int64_t *before, int64_t *after, struct err_note *note)
{
	struct points_source src = { .op = is_deduct ? "deduct" : "add",
	    .note = c->reason, .day = c->day };
	struct points_state ps;
	enum err e = access_need(st, "points", is_deduct ? VERB_DELETE : VERB_ADD, note);

	if (e == ERR_OK)
		e = check_change(m, c, is_deduct, note);
	if (e == ERR_OK && is_deduct && c->below_zero)
		e = access_need(st, "points_debt", VERB_EDIT, note);
	if (e == ERR_OK)
		e = points_state(st, m->holder_id, clock_today(), &ps, note);
	if (e != ERR_OK)
		return e;
	*before = ps.balance;
	e = is_deduct
	    ? points_debit(st, m->holder_id, c->points, c->below_zero, &src, after, note)
	    : points_credit(st, m->holder_id, c->points, &src, after, note);
	if (e == ERR_OK)
		e = audit_change(st, m, c, is_deduct ? "points.deduct" : "points.add",
		    *before, *after, note);
	return e == ERR_OK ? member_points(st, m, note) : e;
}

json_t *
points_reply(int64_t points, int64_t before, int64_t after)
{
	return json_pack("{s:b,s:I,s:I,s:I}", "ok", 1, "points", (json_int_t)points,
	    "before", (json_int_t)before, "after", (json_int_t)after);
}

/* The result of the first time, from the kept answer. */
static enum err
read_result(const char *text, int64_t *before, int64_t *after, struct err_note *note)
{
	json_t *v = json_loads(text, 0, NULL);

	if (v == NULL)
		return err_set(note, ERR_CONFLICT, "key", _("The kept answer does not read."));
	*before = json_integer_value(json_object_get(v, "before"));
	*after = json_integer_value(json_object_get(v, "after"));
	json_decref(v);
	return ERR_OK;
}

static enum err
change_once(struct store *st, struct member *m, const struct points_change *c,
    bool is_deduct, int64_t *before, int64_t *after, struct err_note *note)
{
	const char *op = is_deduct ? "points.deduct" : "points.add";
	char *first = NULL, *text;
	json_t *reply;
	enum err e;

	if (str_empty(c->key))
		return points_apply(st, m, c, is_deduct, before, after, note);
	e = idem_find(st, c->key, op, &first, note);
	if (e != ERR_OK)
		return e;
	if (first != NULL) {
		/* Nothing is written, but the right is asked for all the same. */
		e = access_need(st, "points", is_deduct ? VERB_DELETE : VERB_ADD, note);
		if (e == ERR_OK)
			e = read_result(first, before, after, note);
		free(first);
		return e;
	}
	e = points_apply(st, m, c, is_deduct, before, after, note);
	if (e != ERR_OK)
		return e;
	reply = points_reply(c->points, *before, *after);
	text = json_text(reply);
	e = idem_keep(st, c->key, op, text, note);
	free(text);
	json_decref(reply);
	return e;
}

enum err
points_add(struct store *st, struct member *m, const struct points_change *c,
    int64_t *before, int64_t *after, struct err_note *note)
{
	return change_once(st, m, c, false, before, after, note);
}

enum err
points_deduct(struct store *st, struct member *m, const struct points_change *c,
    int64_t *before, int64_t *after, struct err_note *note)
{
	return change_once(st, m, c, true, before, after, note);
}
