/* till.open, till.move, till.close. */
#include "domain/op_parts.h"

#include <stddef.h>

#include "base/i18n.h"
#include "base/money.h"
#include "domain/op_arg.h"
#include "domain/till_session.h"

enum err
op_till_open(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *till;
	int64_t opening, session;
	enum err e = arg_need(rq, "till", &till, note);

	if (e == ERR_OK)
		e = arg_int(rq, "float", 0, 0, &opening, note);
	if (e == ERR_OK)
		e = till_open(st, till, opening, &session, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "session", json_integer(session));
	return e;
}

/* In is positive, out negative. */
enum err
op_till_move(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *till, *reason;
	int64_t amount, session = 0;
	enum err e = arg_need(rq, "till", &till, note);

	if (e == ERR_OK)
		e = arg_int(rq, "amount", -MONEY_MAX, 0, &amount, note);
	if (e == ERR_OK)
		e = arg_need(rq, "reason", &reason, note);
	if (e == ERR_OK)
		e = till_move(st, till, amount, reason, note);
	if (e == ERR_OK)
		e = till_current(st, till, &session, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "session", json_integer(session));
	return e;
}

enum err
op_till_close(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *till, *text;
	struct till_report z;
	int64_t counted;
	enum err e = arg_need(rq, "till", &till, note);

	if (e == ERR_OK)
		e = arg_int(rq, "counted", 0, -1, &counted, note);
	if (e == ERR_OK && counted < 0)
		e = err_set(note, ERR_INVALID, "counted", _("Count the drawer first."));
	if (e == ERR_OK)
		e = arg_text(rq, "note", &text, note);
	if (e == ERR_OK)
		e = till_close(st, till, counted, text, &z, note);
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "session", json_integer(z.session_id));
	json_object_set_new(reply, "expected", json_integer(z.expected));
	json_object_set_new(reply, "difference", json_integer(z.difference));
	return ERR_OK;
}
