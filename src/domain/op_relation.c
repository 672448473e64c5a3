/* suggestion.step, suggestion.close, churn.won_back. */
#include "domain/op_parts.h"

#include "base/i18n.h"
#include "domain/churn.h"
#include "domain/op_arg.h"
#include "domain/suggestion.h"
#include "store/record_store.h"

enum err
op_suggestion_step(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *number, *what, *person = NULL;
	int64_t id = 0;
	enum err e = arg_need(rq, "number", &number, note);

	if (e == ERR_OK)
		e = arg_need(rq, "what", &what, note);
	if (e == ERR_OK)
		e = arg_text(rq, "person", &person, note);
	if (e == ERR_OK)
		e = suggestion_step(st, number, what, person, &id, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "id", json_integer(id));
	return e;
}

enum err
op_suggestion_close(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct suggestion_close c = { 0 };
	const char *number;
	enum err e = arg_need(rq, "number", &number, note);

	if (e == ERR_OK)
		e = arg_text(rq, "result", &c.result, note);
	if (e == ERR_OK)
		e = arg_text(rq, "feedback", &c.feedback, note);
	if (e == ERR_OK)
		e = arg_int(rq, "satisfaction", 1, 0, &c.satisfaction, note);
	if (e == ERR_OK)
		e = suggestion_close(st, number, &c, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "number", json_string(number));
	return e;
}

enum err
op_churn_won_back(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *number;
	struct record *r;
	enum err e = arg_need(rq, "number", &number, note);

	if (e == ERR_OK)
		e = record_load_code(st, model_entity(store_model(st), "churn"), number, &r, note);
	if (e != ERR_OK)
		return e;
	e = churn_won_back(st, r->id, note);
	record_free(r);
	if (e == ERR_OK)
		json_object_set_new(reply, "number", json_string(number));
	return e;
}
