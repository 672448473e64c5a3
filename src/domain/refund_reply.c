/* The answer of CLI.md for a return, and the same again for the same key. */
#include "domain/refund.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/refund_parts.h"
#include "store/actor.h"
#include "store/idem.h"

json_t *
refund_reply(const struct refund *r)
{
	json_t *o = json_object(), *list = json_array();

	json_object_set_new(o, "ok", json_true());
	json_object_set_new(o, "receipt", json_string(r->number));
	for (size_t i = 0; i < r->nback; i++) {
		const struct refund_back *b = &r->back[i];
		json_t *v = json_pack("{s:s}", "method", b->method);

		if (str_eq(b->method, "points"))
			json_object_set_new(v, "points", json_integer(b->points));
		else
			json_object_set_new(v, "amount", json_integer(b->amount));
		if (b->card[0] != '\0')
			json_object_set_new(v, "card", json_string(b->card));
		json_array_append_new(list, v);
	}
	json_object_set_new(o, "back", list);
	json_object_set_new(o, "total", json_integer(r->total));
	json_object_set_new(o, "rounding", json_integer(r->rounding));
	json_object_set_new(o, "difference", json_integer(r->difference));
	json_object_set_new(o, "points_taken", json_integer(r->points_taken));
	json_object_set_new(o, "points_back", json_integer(r->points_back));
	json_object_set_new(o, "points", json_integer(r->points_after));
	if (r->out.nlines > 0) {
		json_object_set_new(o, "change", json_integer(r->out.change));
		json_object_set_new(o, "earned", json_integer(r->out.earned));
	}
	return o;
}

static int64_t
number(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static enum err
read_first(struct refund *r, const char *text, struct err_note *note)
{
	json_t *o = json_loads(text, 0, NULL);
	const json_t *v;
	size_t i;

	if (o == NULL)
		return err_set(note, ERR_CONFLICT, "key", _("The kept answer does not read."));
	str_copy(r->number, sizeof r->number,
	    json_string_value(json_object_get(o, "receipt")));
	r->nback = 0;
	json_array_foreach(json_object_get(o, "back"), i, v) {
		struct refund_back *b = &r->back[r->nback];
		const char *card = json_string_value(json_object_get(v, "card"));

		if (r->nback == SALE_TENDERS_MAX)
			break;
		*b = (struct refund_back){ .amount = number(v, "amount"),
		    .points = number(v, "points") };
		str_copy(b->method, sizeof b->method,
		    json_string_value(json_object_get(v, "method")));
		if (card != NULL)
			str_copy(b->card, sizeof b->card, card);
		r->nback++;
	}
	r->total = number(o, "total");
	r->rounding = number(o, "rounding");
	r->difference = number(o, "difference");
	r->points_taken = number(o, "points_taken");
	r->points_back = number(o, "points_back");
	r->points_after = number(o, "points");
	r->out.change = number(o, "change");
	r->out.earned = number(o, "earned");
	r->again = true;
	json_decref(o);
	return ERR_OK;
}

enum err
refund_post(struct store *st, struct refund *r, struct err_note *note)
{
	char *first = NULL, *text;
	json_t *reply;
	enum err e;

	if (str_empty(r->key))
		return err_set(note, ERR_INVALID, "key", _("A return needs a key."));
	e = idem_find(st, r->key, "refund", &first, note);
	if (e == ERR_OK && first != NULL) {
		e = access_need(st, "sale", VERB_ADD, note);
		if (e == ERR_OK)
			e = read_first(r, first, note);
		free(first);
		return e;
	}
	if (e == ERR_OK)
		e = refund_apply(st, r, note);
	if (e != ERR_OK)
		return e;
	reply = refund_reply(r);
	text = json_text(reply);
	e = idem_keep(st, r->key, "refund", text, note);
	free(text);
	json_decref(reply);
	return e;
}
