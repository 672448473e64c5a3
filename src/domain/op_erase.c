/* customer.erase */
#include "domain/op_parts.h"

#include "base/i18n.h"
#include "base/str.h"
#include "domain/erase.h"
#include "domain/op_arg.h"

/* confirm: the code once more, so that nobody is erased by a slip. */
enum err
op_customer_erase(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *customer, *reason, *confirm = NULL;
	struct erasure x;
	enum err e = arg_need(rq, "customer", &customer, note);

	if (e == ERR_OK)
		e = arg_need(rq, "reason", &reason, note);
	if (e == ERR_OK)
		e = arg_text(rq, "confirm", &confirm, note);
	if (e == ERR_OK && !str_eq(customer, confirm))
		e = err_set(note, ERR_INVALID, "confirm",
		    _("This cannot be undone: give the code once more in \"confirm\"."));
	if (e == ERR_OK)
		e = erase_person(st, customer, reason, &x, note);
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "code", json_string(x.code));
	json_object_set_new(reply, "items", json_integer(x.items));
	return ERR_OK;
}
