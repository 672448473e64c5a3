/* card.lost, card.found, card.replace, card.close, card.pin, card.extend. */
#include "domain/op_parts.h"

#include "base/i18n.h"
#include "base/str.h"
#include "domain/card_life.h"
#include "domain/op_arg.h"

static enum err
get_card(const json_t *rq, const char **card, const char **reason, struct err_note *note)
{
	enum err e = arg_need(rq, "card", card, note);

	return e == ERR_OK ? arg_text(rq, "reason", reason, note) : e;
}

static void
put_card(json_t *reply, const struct card *c)
{
	char day[16];

	json_object_set_new(reply, "number", json_string(c->number));
	json_object_set_new(reply, "status", json_string(card_status_code(c->status)));
	json_object_set_new(reply, "until", c->expires_day != 0
	    ? json_string(day_iso(c->expires_day, day, sizeof day)) : json_null());
}

enum err
op_card_lost(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *reason;
	struct card c;
	enum err e = get_card(rq, &card, &reason, note);

	if (e == ERR_OK)
		e = card_lost(st, card, reason, &c, note);
	if (e == ERR_OK)
		put_card(reply, &c);
	return e;
}

enum err
op_card_found(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *reason;
	struct card c;
	enum err e = get_card(rq, &card, &reason, note);

	if (e == ERR_OK)
		e = card_found(st, card, reason, &c, note);
	if (e == ERR_OK)
		put_card(reply, &c);
	return e;
}

enum err
op_card_replace(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *reason, *number;
	struct card c;
	enum err e = get_card(rq, &card, &reason, note);

	if (e == ERR_OK)
		e = arg_text(rq, "number", &number, note);
	if (e == ERR_OK)
		e = card_replace(st, card, number, reason, &c, note);
	if (e == ERR_OK)
		put_card(reply, &c);
	return e;
}

enum err
op_card_close(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *reason;
	int64_t paid_out;
	struct card c;
	enum err e = get_card(rq, &card, &reason, note);

	if (e == ERR_OK)
		e = card_close(st, card, reason, &paid_out, &c, note);
	if (e != ERR_OK)
		return e;
	put_card(reply, &c);
	json_object_set_new(reply, "paid_out", json_integer(paid_out));
	return ERR_OK;
}

enum err
op_card_extend(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *reason;
	struct card c;
	day_t until;
	enum err e = get_card(rq, &card, &reason, note);

	if (e == ERR_OK)
		e = arg_day(rq, "until", &until, note);
	if (e == ERR_OK && until == 0)
		return err_set(note, ERR_INVALID, "until", _("\"%s\" is missing."), "until");
	if (e == ERR_OK)
		e = card_extend(st, card, until, reason, &c, note);
	if (e == ERR_OK)
		put_card(reply, &c);
	return e;
}

/* Before the transaction of the operation, so that a wrong PIN counts (rule V4). */
enum err
op_card_pin_before(struct store *st, struct actor *a, const json_t *rq, struct err_note *note)
{
	const char *card, *old_pin;
	enum err e = arg_need(rq, "card", &card, note);

	if (e == ERR_OK)
		e = arg_text(rq, "old_pin", &old_pin, note);
	if (e != ERR_OK || str_empty(old_pin))
		return e;
	return card_check_pin(st, a, card, old_pin, note);
}

enum err
op_card_pin(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *reason, *old_pin, *pin;
	struct card c;
	enum err e = get_card(rq, &card, &reason, note);

	if (e == ERR_OK)
		e = arg_text(rq, "old_pin", &old_pin, note);
	if (e == ERR_OK)
		e = arg_need(rq, "pin", &pin, note);
	if (e == ERR_OK)
		e = card_set_pin(st, card, old_pin, pin, reason, note);
	if (e == ERR_OK)
		e = card_find(st, card, &c, note);
	if (e == ERR_OK)
		put_card(reply, &c);
	return e;
}
