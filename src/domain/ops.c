#include "domain/ops.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/op_parts.h"
#include "store/idem.h"

#define MEMBERS(...) (const char *const []){ "op", "key", __VA_ARGS__, NULL }

const struct op op_table[] = {
	{ "add", true, MEMBERS("entity", "fields"), op_add, NULL },
	{ "edit", true, MEMBERS("entity", "id", "code", "version", "fields"), op_edit, NULL },
	{ "delete", true, MEMBERS("entity", "id", "code", "version"), op_delete, NULL },
	{ "get", false, MEMBERS("entity", "id", "code"), op_get, NULL },
	{ "merge", true, MEMBERS("customer", "into", "take"), op_merge, NULL },
	{ "unmerge", true, MEMBERS("customer"), op_unmerge, NULL },
	{ "customer.erase", true, MEMBERS("customer", "reason", "confirm"), op_customer_erase,
	    NULL },
	{ "card.issue", true, MEMBERS("customer", "type", "number", "pin", "level"),
	    op_card_issue, NULL },
	{ "card.lost", true, MEMBERS("card", "reason"), op_card_lost, NULL },
	{ "card.found", true, MEMBERS("card", "reason"), op_card_found, NULL },
	{ "card.replace", true, MEMBERS("card", "number", "reason"), op_card_replace, NULL },
	{ "card.close", true, MEMBERS("card", "reason"), op_card_close, NULL },
	{ "card.pin", true, MEMBERS("card", "old_pin", "pin", "reason"), op_card_pin,
	    op_card_pin_before },
	{ "card.extend", true, MEMBERS("card", "until", "reason"), op_card_extend, NULL },
	{ "topup", true, MEMBERS("store", "till", "card", "amount", "bonus", "tenders"), op_topup, NULL },
	{ "topup.reverse", true, MEMBERS("receipt", "amount"), op_topup_reverse, NULL },
	{ "transfer", true, MEMBERS("card", "to", "amount"), op_transfer, NULL },
	{ "visit.take", true, MEMBERS("card", "product"), op_visit_take, NULL },
	{ "visit.undo", true, MEMBERS("visit"), op_visit_undo, NULL },
	{ "gift.redeem", true, MEMBERS("card", "customer", "gift", "qty"), op_gift_redeem, NULL },
	{ "gift.return", true, MEMBERS("receipt"), op_gift_return, NULL },
	{ "sale", true, MEMBERS("store", "till", "card", "customer", "lines", "discount",
	    "discount_percent", "coupon", "tenders", "salesperson", "approver",
	    "approver_password", "reason"), op_sale, op_sale_before },
	{ "quotation.show", false, MEMBERS("number"), op_quotation_show, NULL },
	{ "quotation.lines", true, MEMBERS("number", "version", "lines", "approver",
	    "approver_password", "reason"), op_quotation_lines, op_sale_before },
	{ "quotation.issue", true, MEMBERS("number"), op_quotation_issue, NULL },
	{ "quotation.accept", true, MEMBERS("number"), op_quotation_accept, NULL },
	{ "quotation.decline", true, MEMBERS("number", "reason"), op_quotation_decline, NULL },
	{ "quotation.order", true, MEMBERS("number", "due_day", "reprice"), op_quotation_order, NULL },
	{ "quotation.copy", true, MEMBERS("number"), op_quotation_copy, NULL },
	{ "order.show", false, MEMBERS("number"), op_order_show, NULL },
	{ "order.lines", true, MEMBERS("number", "version", "lines", "approver",
	    "approver_password", "reason"), op_order_lines, op_sale_before },
	{ "order.confirm", true, MEMBERS("number"), op_order_confirm, NULL },
	{ "order.deliver", true, MEMBERS("number", "lines", "all", "note"), op_order_deliver, NULL },
	{ "order.sale", true, MEMBERS("number", "lines", "all", "store", "till", "salesperson",
	    "tenders"), op_order_sale, op_sale_before },
	{ "order.close", true, MEMBERS("number"), op_order_close, NULL },
	{ "order.cancel", true, MEMBERS("number", "reason"), op_order_cancel, NULL },
	{ "template.install", true, MEMBERS(NULL), op_template_install, NULL },
	{ "refund", true, MEMBERS("receipt", "lines", "all", "out", "tenders", "store", "till",
	    "reason", "cash_instead", "approver", "approver_password"), op_refund,
	    op_sale_before },
	{ "void", true, MEMBERS("receipt", "reason", "approver", "approver_password"), op_void,
	    op_sale_before },
	{ "attach", true, MEMBERS("receipt", "card", "customer"), op_attach, NULL },
	{ "till.open", true, MEMBERS("till", "float"), op_till_open, NULL },
	{ "till.move", true, MEMBERS("till", "amount", "reason"), op_till_move, NULL },
	{ "till.close", true, MEMBERS("till", "counted", "note"), op_till_close, NULL },
	{ "points.add", true, MEMBERS("card", "customer", "points", "amount", "day", "note"),
	    op_points_add, NULL },
	{ "points.deduct", true, MEMBERS("card", "customer", "points", "amount", "day",
	    "note", "below_zero"), op_points_deduct, NULL },
	{ "suggestion.step", true, MEMBERS("number", "what", "person"), op_suggestion_step, NULL },
	{ "suggestion.close", true, MEMBERS("number", "result", "feedback", "satisfaction"),
	    op_suggestion_close, NULL },
	{ "churn.won_back", true, MEMBERS("number"), op_churn_won_back, NULL },
	{ "balance", false, MEMBERS("card", "customer"), op_balance, NULL },
	{ "explain", false, MEMBERS("receipt"), op_explain, NULL },
	{ "appointment.move", true, MEMBERS("appointment", "occurrence", "at", "until"),
	    op_appointment_move, NULL },
	{ "appointment.mark", true, MEMBERS("appointment", "occurrence", "state"),
	    op_appointment_mark, NULL },
	{ "agenda", false, MEMBERS("from", "to", "user"), op_agenda, NULL },
	{ "contract.renew", true, MEMBERS("contract", "months", "start", "end", "value"),
	    op_contract_renew, NULL },
	{ "contract.history", false, MEMBERS("contract"), op_contract_history, NULL },
	{ "reminders", false, MEMBERS("key"), op_reminders, NULL },
	{ "reminder.done", true, MEMBERS("reminder"), op_reminder_done, NULL },
	{ "reminder.snooze", true, MEMBERS("reminder", "until"), op_reminder_snooze, NULL },
	{ "reminder.hand", true, MEMBERS("reminder", "user"), op_reminder_hand,
	    op_reminder_hand_before },
	{ NULL, false, NULL, NULL, NULL }
};

void
reply_take(json_t *reply, json_t *src)
{
	json_object_update(reply, src);
	json_decref(src);
}

static enum err
find_op(const json_t *rq, const struct op **out, const char **key, struct err_note *note)
{
	const char *name;
	enum err e;

	if (!json_is_object(rq))
		return err_set(note, ERR_INVALID, "", _("A request is a JSON object."));
	e = arg_need(rq, "op", &name, note);
	if (e != ERR_OK)
		return e;
	for (const struct op *o = op_table; o->name != NULL; o++) {
		if (strcmp(o->name, name) != 0)
			continue;
		*out = o;
		e = json_only(rq, o->members, note);
		return e == ERR_OK ? arg_text(rq, "key", key, note) : e;
	}
	return err_set(note, ERR_INVALID, "op", _("There is no operation \"%s\"."), name);
}

/* The kept answer, as the answer of this time. */
static enum err
answer_again(const char *text, json_t *reply, struct err_note *note)
{
	json_t *v = json_loads(text, 0, NULL);

	if (v == NULL)
		return err_set(note, ERR_CONFLICT, "key", _("The kept answer does not read."));
	reply_take(reply, v);
	json_object_set_new(reply, "again", json_true());
	return ERR_OK;
}

/* After a commit that failed nobody knows: the key does (DESIGN 5). */
static enum err
look_up(struct store *st, struct actor *a, const struct op *o, const char *key,
    json_t *reply, bool *found)
{
	struct err_note note = { 0 };
	char *first = NULL;
	enum err e = store_begin(st, a, false, &note);

	*found = false;
	if (e != ERR_OK)
		return e;
	e = idem_find(st, key, o->name, &first, &note);
	store_rollback(st);
	if (e == ERR_OK && first != NULL) {
		e = answer_again(first, reply, &note);
		*found = e == ERR_OK;
	}
	free(first);
	return e;
}

/* The answer as it is kept: canonical, so that the same key gives the same text. */
static enum err
keep(struct store *st, const struct op *o, const char *key, json_t *reply,
    struct err_note *note)
{
	char *text;
	enum err e;

	json_object_set_new(reply, "ok", json_true());
	if (str_empty(key))
		return ERR_OK;
	text = json_text(reply);
	e = idem_keep(st, key, o->name, text, note);
	free(text);
	return e;
}

static enum err
run_write(struct store *st, struct actor *a, const struct op *o, const char *key,
    const json_t *rq, json_t *reply, struct err_note *note)
{
	char *first = NULL;
	bool found = false;
	enum err e;

	if (o->before != NULL) {
		if (!str_empty(key) && look_up(st, a, o, key, reply, &found) == ERR_OK && found)
			return store_durable(st, note);
		e = o->before(st, a, rq, note);
		if (e != ERR_OK)
			return e;
	}
	e = store_begin(st, a, true, note);
	if (e != ERR_OK)
		return e;
	if (!str_empty(key))
		e = idem_find(st, key, o->name, &first, note);
	if (e == ERR_OK && first != NULL) {
		/* Done before: nothing to write. */
		store_rollback(st);
		e = answer_again(first, reply, note);
		free(first);
		return e == ERR_OK ? store_durable(st, note) : e;
	}
	free(first);
	if (e == ERR_OK)
		e = o->run(st, rq, reply, note);
	if (e == ERR_OK)
		e = keep(st, o, key, reply, note);
	if (e != ERR_OK) {
		store_rollback(st);
		return e;
	}
	e = store_commit(st, note);
	if (e != ERR_OK) {
		store_rollback(st);
		if (str_empty(key) || look_up(st, a, o, key, reply, &found) != ERR_OK || !found)
			return e;
	}
	return store_durable(st, note);
}

static enum err
run_read(struct store *st, struct actor *a, const struct op *o, const json_t *rq,
    json_t *reply, struct err_note *note)
{
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	e = o->run(st, rq, reply, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	store_rollback(st);
	json_object_set_new(reply, "ok", json_true());
	return e;
}

void
op_post(struct store *st, struct actor *a, const json_t *request, json_t **reply)
{
	const struct op *o = NULL;
	const char *key = NULL;
	struct err_note note = { 0 };
	enum err e;

	*reply = json_object();
	e = find_op(request, &o, &key, &note);
	if (e == ERR_OK && o->writes)
		e = run_write(st, a, o, key, request, *reply, &note);
	else if (e == ERR_OK)
		e = run_read(st, a, o, request, *reply, &note);
	if (e == ERR_OK)
		return;
	json_object_clear(*reply);
	json_object_set_new(*reply, "ok", json_false());
	json_object_set_new(*reply, "error", json_string(err_name(e)));
	if (note.field[0] != '\0')
		json_object_set_new(*reply, "field", json_string(note.field));
	json_object_set_new(*reply, "message",
	    json_string(note.text[0] != '\0' ? note.text : err_text(e)));
}
