#include "config.h"

#include "screens/try_earn.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/earn.h"
#include "screens/records.h"
#include "screens/why.h"
#include "ui/dialog.h"
#include "ui/popups.h"

#define F(n, l, h, t, w, max, need, ent) \
	{ .name = (n), .label = (l), .hint = (h), .help = "", .type = (t), .width = (w), \
	  .max_len = (max), .required = (need), .entity = (ent), .filter = "", .choices = "", \
	  .preset = "", .valid = "", .when = "", .right = "" }

static const struct field fields[] = {
	F("amount", N_("Amount"), N_("What is paid for goods"), FIELD_MONEY, 16, 20, true, ""),
	F("product", N_("Product"), N_("Empty: goods of no name"), FIELD_REF, 14, 32, false, "product"),
	F("customer", N_("Customer"), N_("Or level and card type below"), FIELD_REF, 14, 32, false, "customer"),
	F("level", N_("Level"), "", FIELD_REF, 14, 32, false, "level"),
	F("card_type", N_("Card type"), "", FIELD_REF, 14, 32, false, "card_type"),
	F("store", N_("Store"), "", FIELD_REF, 14, 32, false, "store"),
	F("day", N_("Day"), N_("Empty: today"), FIELD_DAY, 12, 12, false, ""),
	F("time", N_("Time"), N_("Empty: now"), FIELD_MINUTE, 8, 8, false, ""),
};

static enum err
resolve(void *ctx, const struct field *f, const struct record *r, const char *text,
    char **code, char **label, struct err_note *note)
{
	return records_form_ops.resolve(ctx, f, r, text, code, label, note);
}

static enum err
lookup(void *ctx, const struct field *f, const struct record *r, const struct list_request *rq,
    struct list_page *page, struct err_note *note)
{
	return records_form_ops.lookup(ctx, f, r, rq, page, note);
}

static enum err
try_sale(struct session *s, const struct record *r, struct strbuf *out, struct err_note *note)
{
	struct earn_trial_line line = { record_text(r, "product"), 1000, record_int(r, "amount") };
	struct earn_trial t = { .customer = record_text(r, "customer"),
		.card_type = record_text(r, "card_type"), .level = record_text(r, "level"),
		.groups = "", .store = record_text(r, "store"), .amount = record_int(r, "amount") };
	day_t day = (day_t)record_int(r, "day");
	int minute = instant_minute(clock_now_ms());
	int64_t points;
	json_t *why = NULL;
	char num[40];
	enum err err;

	if (r->values[7].kind == VALUE_INT)
		minute = (int)record_int(r, "time");
	t.at = instant_make(day != 0 ? day : clock_today(), minute);
	if (!str_empty(line.product)) {
		t.lines = &line;
		t.nlines = 1;
	}
	err = session_read(s, note);
	if (err != ERR_OK)
		return err;
	err = earn_try(s->st, &t, &points, &why, note);
	session_done(s);
	if (err != ERR_OK)
		return err;
	strbuf_addf(out, "%s %s\n\n", session_int(s, points, num, sizeof num), _("points"));
	why_earned(s, why, out);
	json_decref(why);
	return ERR_OK;
}

void
try_earn_run(struct session *s)
{
	static const struct form_ops ops = { .resolve = resolve, .lookup = lookup };
	struct dialog_form d = { .title = _("Try the rules"),
		.text = _("A made-up sale: nothing is posted."), .fields = fields,
		.nfields = sizeof fields / sizeof *fields, .fm = &s->format, .ops = &ops, .ctx = s };
	struct record *r = NULL;
	struct strbuf out = { 0 };
	struct err_note note;

	if (!session_may(s, "earn_rule", VERB_VIEW)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    "earn_rule", "view");
		return;
	}
	if (dialog_form_run(s->app, &d, NULL, &r)) {
		if (try_sale(s, r, &out, &note) == ERR_OK)
			viewer_run(s->app, _("Try the rules"), strbuf_str(&out), true, NULL);
		else
			app_error_note(s->app, &note);
	}
	strbuf_fini(&out);
	record_free(r);
}
