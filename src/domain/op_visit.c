/* visit.take, visit.undo. */
#include "domain/op_parts.h"

#include "base/i18n.h"
#include "domain/op_arg.h"
#include "domain/visit.h"

enum err
op_visit_take(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *card, *product;
	int64_t visit, left;
	enum err e = arg_need(rq, "card", &card, note);

	if (e == ERR_OK)
		e = arg_text(rq, "product", &product, note);
	if (e == ERR_OK)
		e = visit_take(st, card, product, NULL, &visit, &left, note);
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "visit", json_integer(visit));
	json_object_set_new(reply, "left", json_integer(left));
	return ERR_OK;
}

enum err
op_visit_undo(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	int64_t visit, left;
	enum err e = arg_int(rq, "visit", 1, 0, &visit, note);

	if (e == ERR_OK && visit == 0)
		return err_set(note, ERR_INVALID, "visit", _("\"%s\" is missing."), "visit");
	if (e == ERR_OK)
		e = visit_undo(st, visit, &left, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "left", json_integer(left));
	return e;
}
