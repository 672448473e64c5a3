/* merge, unmerge. */
#include "domain/op_parts.h"

#include "domain/merge.h"
#include "domain/op_arg.h"

enum err
op_merge(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *customer, *into, *take;
	json_t *moved = NULL;
	enum err e = arg_need(rq, "customer", &customer, note);

	if (e == ERR_OK)
		e = arg_need(rq, "into", &into, note);
	if (e == ERR_OK)
		e = arg_text(rq, "take", &take, note);
	if (e == ERR_OK)
		e = customer_merge(st, customer, into, take, &moved, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "moved", moved);
	return e;
}

enum err
op_unmerge(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *customer;
	json_t *moved = NULL;
	enum err e = arg_need(rq, "customer", &customer, note);

	if (e == ERR_OK)
		e = customer_unmerge(st, customer, &moved, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "moved", moved);
	return e;
}
