#include "config.h"

#include "screens/card_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/card_desk.h"
#include "screens/op_form.h"
#include "screens/records.h"
#include "ui/dialog.h"

/* A posting in the pop-up: the same key until it is through, so that Enter
 * twice, or once more after "busy", posts once. */
struct work {
	struct session *s;
	const struct member *m;
	const char *op, *customer;
	char key[48];
	json_t *reply;
};

/* Posts and keeps the reply; takes rq. */
static enum err
post(struct work *w, json_t *rq, struct err_note *note)
{
	json_t *reply;
	enum err err = op_form_post(w->s, rq, &reply, note);

	if (err == ERR_OK) {
		json_decref(w->reply);
		w->reply = reply;
	}
	return err;
}

static json_t *
request(const struct work *w)
{
	json_t *rq = json_object();

	json_object_set_new(rq, "op", json_string(w->op));
	json_object_set_new(rq, "key", json_string(w->key));
	if (w->m && w->m->card.id != 0)
		json_object_set_new(rq, "card", json_string(w->m->card.number));
	else if (w->m)
		json_object_set_new(rq, "customer", json_string(w->m->code));
	return rq;
}

static enum err
accept_points(void *ctx, const struct record *r, struct err_note *note)
{
	struct work *w = ctx;
	json_t *rq = request(w);
	int64_t points = record_int(r, "points"), amount = 0;

	if (str_eq(w->op, "points.add"))
		amount = record_int(r, "amount");
	if (amount > 0 && points > 0) {
		json_decref(rq);
		return err_set(note, ERR_INVALID, "points",
		    _("Give points or an amount, not both."));
	}
	if (amount > 0)
		json_object_set_new(rq, "amount", json_integer(amount));
	else
		json_object_set_new(rq, "points", json_integer(points));
	json_object_set_new(rq, "note", json_string(record_text(r, "reason")));
	return post(w, rq, note);
}

static const struct field earn_fields[] = {
	{ .name = "points", .label = N_("Points"), .hint = N_("Whole points, or leave empty and give an amount"),
	  .help = "", .type = FIELD_POINTS, .width = 14, .max_len = 14, .entity = "", .filter = "",
	  .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
	{ .name = "amount", .label = N_("Amount paid"), .hint = N_("The points are worked out by the earning rules"),
	  .help = "", .type = FIELD_MONEY, .width = 18, .max_len = 20, .entity = "", .filter = "",
	  .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
	{ .name = "reason", .label = N_("Reason"), .hint = N_("Stands in the history of the card"),
	  .help = "", .type = FIELD_TEXT, .width = 36, .max_len = 100, .required = true, .entity = "",
	  .filter = "", .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
};
static const struct field deduct_fields[] = {
	{ .name = "points", .label = N_("Points"), .hint = N_("Whole points to take off"),
	  .help = "", .type = FIELD_POINTS, .width = 14, .max_len = 14, .required = true, .entity = "",
	  .filter = "", .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
	{ .name = "reason", .label = N_("Reason"), .hint = N_("Stands in the history of the card"),
	  .help = "", .type = FIELD_TEXT, .width = 36, .max_len = 100, .required = true, .entity = "",
	  .filter = "", .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
};

bool
card_work_points(struct session *s, const struct member *m, bool deduct)
{
	struct work w = { .s = s, .m = m, .op = deduct ? "points.deduct" : "points.add" };
	struct dialog_form d = { .title = deduct ? _("Deduct points") : _("Earn points"),
		.fields = deduct ? deduct_fields : earn_fields, .nfields = deduct ? 2 : 3,
		.fm = &s->format, .ctx = &w, .accept = accept_points };
	struct record *r = NULL;
	char text[256], a[32], b[32];
	bool done;

	if (!session_may(s, "points", deduct ? VERB_DELETE : VERB_ADD)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    "points", verb_name(deduct ? VERB_DELETE : VERB_ADD));
		return false;
	}
	op_form_key(w.key);
	snprintf(text, sizeof text, _("%s has %s points, %s of them usable now."), m->name,
	    session_int(s, m->balance, a, sizeof a), session_int(s, m->usable, b, sizeof b));
	d.text = text;
	done = dialog_form_run(s->app, &d, NULL, &r);
	if (done && w.reply) {
		json_int_t before = json_integer_value(json_object_get(w.reply, "before"));
		json_int_t after = json_integer_value(json_object_get(w.reply, "after"));

		app_message(s->app, _("Posted. Points before: %s, now: %s"),
		    session_int(s, before, a, sizeof a), session_int(s, after, b, sizeof b));
	}
	record_free(r);
	json_decref(w.reply);
	return done;
}

static enum err
accept_card(void *ctx, const struct record *r, struct err_note *note)
{
	struct work *w = ctx;
	json_t *rq = request(w);

	json_object_set_new(rq, "customer", json_string(w->customer));
	json_object_set_new(rq, "type", json_string(record_text(r, "type")));
	if (record_text(r, "number")[0])
		json_object_set_new(rq, "number", json_string(record_text(r, "number")));
	return post(w, rq, note);
}

static enum err
resolve(void *ctx, const struct field *f, const struct record *r, const char *text,
    char **code, char **label, struct err_note *note)
{
	struct work *w = ctx;

	return records_form_ops.resolve(w->s, f, r, text, code, label, note);
}

static enum err
lookup(void *ctx, const struct field *f, const struct record *r,
    const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct work *w = ctx;

	return records_form_ops.lookup(w->s, f, r, rq, page, note);
}

static const struct form_ops card_ops = { .resolve = resolve, .lookup = lookup };

static const struct field card_fields[] = {
	{ .name = "type", .label = N_("Card type"), .hint = "", .help = "", .type = FIELD_REF,
	  .width = 12, .max_len = 32, .required = true, .entity = "card_type", .filter = "",
	  .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
	{ .name = "number", .label = N_("Number"), .hint = N_("Empty: a new number is made"),
	  .help = "", .type = FIELD_CARD, .width = 24, .max_len = 39, .entity = "", .filter = "",
	  .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
};

bool
card_desk_issue(struct session *s, const char *customer)
{
	struct work w = { .s = s, .op = "card.issue", .customer = customer };
	struct dialog_form d = { .title = _("Issue a card"), .text = customer,
		.fields = card_fields, .nfields = 2, .fm = &s->format,
		.ops = &card_ops, .ctx = &w, .accept = accept_card };
	struct record *r = NULL;
	bool done;

	if (!session_may(s, "card", VERB_ADD)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    "card", "add");
		return false;
	}
	op_form_key(w.key);
	done = dialog_form_run(s->app, &d, NULL, &r);
	if (done && w.reply)
		app_message(s->app, _("Card %s was issued."),
		    json_string_value(json_object_get(w.reply, "number")));
	record_free(r);
	json_decref(w.reply);
	return done;
}
