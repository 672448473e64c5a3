#include "config.h"

#include "screens/commands.h"

#include "base/i18n.h"
#include "base/str.h"
#include "jobs/report_job.h"
#include "screens/trail.h"
#include "screens/card_desk.h"
#include "screens/card_stock.h"
#include "screens/documents.h"
#include "screens/duplicates.h"
#include "screens/erase_view.h"
#include "screens/agenda_file.h"
#include "screens/renewals.h"
#include "screens/label_screen.h"
#include "screens/levels.h"
#include "screens/offers.h"
#include "screens/op_form.h"
#include "screens/print.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "screens/reports.h"
#include "screens/rights.h"
#include "screens/self.h"
#include "screens/sharing.h"
#include "screens/sign_code.h"
#include "screens/story.h"
#include "screens/try_earn.h"
#include "screens/why.h"
#include "screens/cashier.h"

struct call {
	struct session *s;
	const struct record *r;		/* may be NULL */
	const char *text;
	struct err_note *note;
};

static const char *
code_of(const struct record *r)
{
	return r && r->entity->key ? record_text(r, r->entity->key->name) : "";
}

static enum err
need_record(const struct call *c)
{
	if (c->r && c->r->id != 0)
		return ERR_OK;
	return err_set(c->note, ERR_INVALID, "", _("Save the record first."));
}

static enum err
sell(const struct call *c)
{
	return cashier_open(c->s, GO_PUSH, code_of(c->r), c->note);
}

static enum err
open_desk(const struct call *c)
{
	return card_desk_open(c->s, GO_PUSH, str_empty(c->text) ? code_of(c->r) : c->text,
	    c->note);
}

static enum err
issue_card(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		card_desk_issue(c->s, code_of(c->r));
	return err;
}

static enum err
issue_batch(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		card_stock_issue(c->s, code_of(c->r), record_text(c->r, "name"));
	return err;
}

static enum err
share(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		sharing_run(c->s, c->r);
	return err;
}

static enum err
show_receipts(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		err = receipts_of(c->s, c->r->id, record_text(c->r, "name"), c->note);
	return err;
}

static enum err
find(const struct call *c)
{
	/* A barcode scanned over a list comes without a record. */
	return records_open_list(c->s, GO_PUSH, c->r ? c->r->entity->name : "product",
	    c->text, c->note);
}

static enum err
set_password(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		self_password(c->s, code_of(c->r));
	return err;
}

static enum err
set_codes(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		sign_code_run(c->s, code_of(c->r));
	return err;
}

static enum err
show_rights(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : rights_open(c->s, GO_PUSH, code_of(c->r), c->note);
}

static enum err
merge(const struct call *c)
{
	enum err err = need_record(c);

	return err == ERR_OK ? duplicates_merge(c->s, c->r->id, c->note) : err;
}

static enum err
same(const struct call *c)
{
	return duplicates_show(c->s, c->r, c->note);
}

static enum err
explain(const struct call *c)
{
	struct member m;
	enum err err = need_record(c);

	if (err == ERR_OK)
		err = session_read(c->s, c->note);
	if (err != ERR_OK)
		return err;
	err = member_load(c->s->st, c->r->id, &m, c->note);
	session_done(c->s);
	if (err == ERR_OK)
		why_member(c->s, &m);
	return err;
}

static enum err
unmerge(const struct call *c)
{
	op_form_run(c->s, op_form_find("unmerge"), "", "", NULL);
	return ERR_OK;
}

static enum err
show_levels(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		levels_history(c->s, c->r->id, record_text(c->r, "name"));
	return err;
}

static enum err
try_rules(const struct call *c)
{
	try_earn_run(c->s);
	return ERR_OK;
}

static const char *
need_customer(const struct call *c)
{
	const char *code = story_customer_of(c->r);

	if (str_empty(code))
		err_set(c->note, ERR_INVALID, "", _("There is no customer here."));
	return code;
}

static enum err
contact(const struct call *c)
{
	return str_empty(need_customer(c)) ? ERR_INVALID
	    : story_contact(c->s, GO_PUSH, story_customer_of(c->r), c->note);
}

static enum err
story(const struct call *c)
{
	return str_empty(need_customer(c)) ? ERR_INVALID
	    : story_open(c->s, GO_PUSH, story_customer_of(c->r), c->note);
}

static enum err
audit_record(const struct call *c)
{
	return need_record(c) == ERR_OK ? audit_open_record(c->s, c->r, c->note) : ERR_INVALID;
}

static enum err
add_rating(const struct call *c)
{
	return story_new(c->s, "rating", code_of(c->r), c->note);
}

static enum err
add_suggestion(const struct call *c)
{
	return story_new(c->s, "suggestion", code_of(c->r), c->note);
}

static enum err
add_churn(const struct call *c)
{
	return story_new(c->s, "churn", code_of(c->r), c->note);
}

static enum err
list_documents(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : documents_of(c->s, c->r->entity->name, code_of(c->r),
	    code_of(c->r), c->note);
}

static enum err
attach_document(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err
	    : documents_attach(c->s, c->r->entity->name, code_of(c->r), c->note);
}

static enum err
show_document(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : documents_show(c->s, c->r->id, c->note);
}

static enum err
save_document(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : documents_save(c->s, c->r->id, c->note);
}

static enum err
remove_document(const struct call *c)
{
	bool done = false;
	enum err err = need_record(c);

	if (err == ERR_OK)
		err = documents_remove(c->s, c->r->id, &done, c->note);
	if (done)
		screen_close(app_top(c->s->app));
	return err;
}

static enum err
close_suggestion(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		op_form_run(c->s, op_form_find("suggestion.close"), code_of(c->r),
		    record_text(c->r, "subject"), NULL);
	return err;
}

static enum err
renew_contract(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : renewals_renew(c->s, c->r->id, code_of(c->r), c->note);
}

static enum err
contract_chain(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : renewals_history(c->s, c->r->id, code_of(c->r), c->note);
}

static enum err
calendar_file(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		agenda_file_one(c->s, c->r->id, code_of(c->r));
	return err;
}

static enum err
erase_person_of(const struct call *c)
{
	enum err err = need_record(c);

	return err != ERR_OK ? err : erase_open(c->s, GO_PUSH, code_of(c->r), c->note);
}

static enum err
print_labels(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		label_screen_one(c->s, c->r->entity, c->r->id);
	return err;
}

static enum err
statement(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		print_statement(c->s, code_of(c->r));
	return err;
}

#define OFFER(name, act) \
static enum err \
name(const struct call *c) \
{ \
	enum err err = need_record(c); \
	return err == ERR_OK ? (act) : err; \
}
OFFER(offer_lines, offers_lines(c->s, c->r, c->note))
OFFER(offer_print, offers_print(c->s, c->r, c->note))
OFFER(quotation_issue, offers_post(c->s, c->r, "quotation.issue", c->note))
OFFER(quotation_accept, offers_post(c->s, c->r, "quotation.accept", c->note))
OFFER(quotation_decline, offers_post(c->s, c->r, "quotation.decline", c->note))
OFFER(quotation_order, offers_post(c->s, c->r, "quotation.order", c->note))
OFFER(quotation_copy, offers_post(c->s, c->r, "quotation.copy", c->note))
OFFER(order_confirm_now, offers_post(c->s, c->r, "order.confirm", c->note))
OFFER(order_deliver_now, offers_deliver(c->s, c->r, c->note))
OFFER(order_sell_now, offers_sell(c->s, c->r, c->note))
OFFER(order_close_now, offers_post(c->s, c->r, "order.close", c->note))
OFFER(order_cancel_now, offers_post(c->s, c->r, "order.cancel", c->note))
OFFER(template_try, offers_try_template(c->s, c->r, c->note))
#undef OFFER

static enum err
run_report(const struct call *c)
{
	enum err err = need_record(c);

	return err == ERR_OK ? report_view_open_saved(c->s, GO_PUSH, record_text(c->r, "report"),
	    record_text(c->r, "params"), c->note) : err;
}

static enum err
run_schedule(const struct call *c)
{
	enum err err = need_record(c);

	if (err == ERR_OK)
		err = session_write(c->s, c->note);
	if (err == ERR_OK)
		err = session_end(c->s, schedule_run_now(c->s->st, c->r->id, c->note), c->note);
	if (err == ERR_OK)
		app_message(c->s->app, _("It runs as soon as a worker is free."));
	return err;
}

static const struct {
	const char *name;
	enum err (*run)(const struct call *c);
} table[] = {
	{ "offer.lines", offer_lines },
	{ "offer.print", offer_print },
	{ "quotation.issue", quotation_issue },
	{ "quotation.accept", quotation_accept },
	{ "quotation.decline", quotation_decline },
	{ "quotation.order", quotation_order },
	{ "quotation.copy", quotation_copy },
	{ "order.confirm", order_confirm_now },
	{ "order.deliver", order_deliver_now },
	{ "order.sale", order_sell_now },
	{ "order.close", order_close_now },
	{ "order.cancel", order_cancel_now },
	{ "template.try", template_try },
	{ "till.open", sell },
	{ "desk.open", open_desk },
	{ "card.issue", issue_card },
	{ "card.batch", issue_batch },
	{ "record.labels", print_labels },
	{ "record.audit", audit_record },
	{ "record.share", share },
	{ "customer.statement", statement },
	{ "customer.receipts", show_receipts },
	{ "customer.why", explain },
	{ "customer.merge", merge },
	{ "customer.same", same },
	{ "customer.unmerge", unmerge },
	{ "customer.levels", show_levels },
	{ "erase.open", erase_person_of },
	{ "earn.try", try_rules },
	{ "contract.renew", renew_contract },
	{ "contract.history", contract_chain },
	{ "appointment.ics", calendar_file },
	{ "customer.contact", contact },
	{ "customer.story", story },
	{ "customer.rate", add_rating },
	{ "customer.suggestion", add_suggestion },
	{ "customer.lost", add_churn },
	{ "suggestion.close", close_suggestion },
	{ "record.documents", list_documents },
	{ "record.attach", attach_document },
	{ "document.open", show_document },
	{ "document.save", save_document },
	{ "document.remove", remove_document },
	{ "list.find", find },
	{ "user.codes", set_codes },
	{ "user.password", set_password },
	{ "report.run", run_report },
	{ "schedule.now", run_schedule },
	{ "group.rights", show_rights },
};

bool
commands_has(const char *command)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_eq(table[i].name, command))
			return true;
	return false;
}

void
commands_run(void *ctx, struct app *app, const struct record *r, const char *command,
    const char *text)
{
	struct err_note note;
	struct call c = { ctx, r, text ? text : "", &note };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!str_eq(table[i].name, command))
			continue;
		if (table[i].run(&c) != ERR_OK)
			app_error_note(app, &note);
		return;
	}
	app_error(app, _("This form asks for \"%s\", which does not exist."), command);
}
