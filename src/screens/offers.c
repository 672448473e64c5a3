#include "config.h"

#include "screens/offers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/order.h"
#include "report/issue_page.h"
#include "report/out_file.h"
#include "screens/lines.h"
#include "screens/op_form.h"
#include "screens/record_list.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/lookup.h"
#include "ui/popups.h"

static enum offer_kind
kind_of(const struct record *r)
{
	return str_eq(r->entity->name, "order") ? OFFER_ORDER : OFFER_QUOTATION;
}

/* The form shows the row as it is now. */
static void
look_again(struct session *s)
{
	struct screen *top = app_top(s->app);

	if (top != NULL && top->class->resume != NULL)
		top->class->resume(top);
}

enum err
offers_lines(struct session *s, const struct record *r, struct err_note *note)
{
	return lines_open(s, kind_of(r), record_text(r, "number"), LINES_EDIT, note);
}

enum err
offers_deliver(struct session *s, const struct record *r, struct err_note *note)
{
	return lines_open(s, OFFER_ORDER, record_text(r, "number"), LINES_DELIVER, note);
}

enum err
offers_sell(struct session *s, const struct record *r, struct err_note *note)
{
	if (!session_may(s, "sale", VERB_ADD))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(s->a), "sale", "add");
	return lines_open(s, OFFER_ORDER, record_text(r, "number"), LINES_SELL, note);
}

/* ---- posting ---- */

/* What is asked before it is done; reason: a line is typed that goes along. */
static const struct {
	const char *op, *question, *told;
	bool reason;
} steps[] = {
	{ "quotation.issue", N_("Issue it? Its text stays from then on."), N_("Issued"), false },
	{ "quotation.accept", N_("Has the customer accepted it?"), N_("Accepted"), false },
	{ "quotation.decline", N_("Has the customer declined it?"), N_("Declined now"), true },
	{ "quotation.copy", N_("Copy it into a new one at the prices of today?"), N_("This is the copy"), false },
	{ "order.confirm", N_("Confirm it? Its text stays from then on."), N_("Confirmed"), false },
	{ "order.close", N_("Close it? Nothing more comes."), N_("Closed now"), false },
	{ "order.cancel", N_("Cancel it? What was delivered and sold stays."), N_("Cancelled now"), true },
};

static enum err
post(struct session *s, const char *op, const char *number, const char *reason, bool reprice,
    json_t **reply, struct err_note *note)
{
	char key[48];
	json_t *rq = json_object();

	op_form_key(key);
	json_object_set_new(rq, "op", json_string(op));
	json_object_set_new(rq, "key", json_string(key));
	json_object_set_new(rq, "number", json_string(number));
	if (!str_empty(reason))
		json_object_set_new(rq, "reason", json_string(reason));
	if (reprice)
		json_object_set_new(rq, "reprice", json_true());
	return op_form_post(s, rq, reply, note);
}

/* A quotation past its last day asks to be priced anew (rule C3). */
static enum err
make_order(struct session *s, const char *number, struct err_note *note)
{
	json_t *reply = NULL;
	enum err err;

	if (!dialog_confirm(s->app, number, _("Turn it into an order?")))
		return ERR_OK;
	err = post(s, "quotation.order", number, NULL, false, &reply, note);
	if (err == ERR_CONFLICT && str_eq(note->field, "reprice")) {
		if (!dialog_confirm(s->app, number, note->text))
			return ERR_OK;
		err = post(s, "quotation.order", number, NULL, true, &reply, note);
	}
	if (err != ERR_OK)
		return err;
	look_again(s);
	app_message(s->app, _("It is order %s now."),
	    json_string_value(json_object_get(reply, "order")));
	json_decref(reply);
	return ERR_OK;
}

static enum err
take_step(struct session *s, const char *number, size_t i, struct err_note *note)
{
	char reason[160] = "", told[64];
	json_t *reply = NULL;
	enum err err;

	if (!dialog_confirm(s->app, number, _(steps[i].question)))
		return ERR_OK;
	if (steps[i].reason && !dialog_prompt(s->app, number, _("Reason"), false, reason, sizeof reason))
		return ERR_OK;
	err = post(s, steps[i].op, number, reason, false, &reply, note);
	if (err != ERR_OK)
		return err;
	str_copy(told, sizeof told, json_string_value(json_object_get(reply, "number")));
	json_decref(reply);
	look_again(s);
	app_message(s->app, "%s: %s", told, _(steps[i].told));
	return ERR_OK;
}

enum err
offers_post(struct session *s, const struct record *r, const char *op, struct err_note *note)
{
	const char *number = record_text(r, "number");

	if (str_eq(op, "quotation.order"))
		return make_order(s, number, note);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (str_eq(steps[i].op, op))
			return take_step(s, number, i, note);
	return err_set(note, ERR_NOTFOUND, "", _("There is no operation \"%s\"."), op);
}

/* ---- paper ---- */

static enum err
show(struct session *s, enum offer_kind k, const char *number, struct err_note *note)
{
	char *text;
	enum err err = issue_preview(s->st, s->a, k, number, &text, note);

	if (err != ERR_OK)
		return err;
	(void)viewer_run(s->app, number, text, false, NULL);
	free(text);
	return ERR_OK;
}

static enum err
write_file(struct session *s, enum offer_kind k, const char *number, const struct page_format *pf,
    struct err_note *note)
{
	struct out_file out = { 0 };
	char name[64], path[600], said[700];
	enum err err;

	snprintf(name, sizeof name, "%s.%s", number, pf->name);
	if (!records_ask_path(s, name, path, sizeof path))
		return ERR_OK;
	err = out_open(&out, path, note);
	if (err == ERR_OK)
		err = issue_print(s->st, s->a, k, number, pf, out.f, note);
	if (err == ERR_OK)
		err = out_commit(&out, note);
	out_abort(&out);
	if (err == ERR_OK) {
		snprintf(said, sizeof said, _("Written: %s"), path);
		records_say_written(s, said, path);
	}
	return err;
}

enum err
offers_print(struct session *s, const struct record *r, struct err_note *note)
{
	const char *const answers[] = { _("On the screen"), _("PDF"), _("Word") };
	static const char *const formats[] = { NULL, "pdf", "docx" };
	const char *number = record_text(r, "number");
	int i = dialog_choose(s->app, number, _("How?"), answers, 3, 0);

	if (i < 0)
		return ERR_OK;
	if (formats[i] == NULL)
		return show(s, kind_of(r), number, note);
	return write_file(s, kind_of(r), number, page_format_find(formats[i]), note);
}

enum err
offers_try_template(struct session *s, const struct record *r, struct err_note *note)
{
	char *text;
	enum err err = issue_try(s->st, s->a, record_text(r, "code"), &text, note);

	if (err != ERR_OK)
		return err;
	(void)viewer_run(s->app, record_text(r, "code"), text, false, NULL);
	free(text);
	return ERR_OK;
}

/* ---- late ---- */

void
offers_preview(struct session *s, const struct record *r, struct strbuf *out)
{
	enum offer_kind k = kind_of(r);
	const struct record *full = r;
	const char *state = record_text(full, "state"), *now;
	day_t until = (day_t)record_int(full, k == OFFER_ORDER ? "due_day" : "valid_until");
	char day[40];

	now = offer_state_now(k, state, until, clock_today());
	if (strcmp(now, state) != 0)
		strbuf_addf(out, "%s: %s\n", offer_state_name(now),
		    day_format(s->format.locale, until, day, sizeof day));
}

/* Anchors are "day:id" of the row before. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct session *s = ctx;
	struct order_late rows[64], after = { 0 };
	size_t n = rq->limit < 64 ? (size_t)rq->limit : 64;
	long long id = 0;
	int due = 0;
	enum err err;

	/* It is read from the longest overdue on; there is nothing before the first page. */
	if (rq->backward)
		return ERR_OK;
	if (rq->anchor != NULL && sscanf(rq->anchor, "%d:%lld", &due, &id) == 2) {
		after.due = due;
		after.id = id;
	}
	err = session_read(s, note);
	if (err != ERR_OK)
		return err;
	err = order_overdue(s->st, &after, rows, &n, note);
	session_done(s);
	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		char key[48], day[40], total[48];
		const char *cells[] = { rows[i].number, rows[i].customer,
		    day_format(s->format.locale, rows[i].due, day, sizeof day),
		    session_money(s, rows[i].total, total, sizeof total) };

		snprintf(key, sizeof key, "%d:%" PRId64, rows[i].due, rows[i].id);
		list_page_add(page, rows[i].id, key, cells, 4, ROLE_WARNING);
	}
	return err;
}

enum err
offers_overdue(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	const struct list_col cols[] = {
		{ .title = _("Number"), .width = 10, .priority = 1 },
		{ .title = _("Customer"), .width = 20, .priority = 1, .grow = true },
		{ .title = _("Due"), .width = 10, .priority = 1 },
		{ .title = _("Total"), .width = 14, .priority = 2, .right = true },
	};
	char *code = NULL, *name = NULL;
	int64_t id = 0;
	enum lookup_end end;

	(void)mode;
	(void)args;
	end = lookup_run(s->app, _("Overdue orders"), cols, 4, &source, s, "", false, &id, &code, &name);
	free(code);
	free(name);
	return end == LOOKUP_PICKED ? records_open_form(s, "order", id, note) : ERR_OK;
}
