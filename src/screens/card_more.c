#include "config.h"

#include "screens/card_more.h"

#include <string.h>

#include "base/i18n.h"
#include "base/secret.h"
#include "domain/card_life.h"
#include "domain/level_move.h"
#include "domain/value.h"
#include "domain/visit.h"
#include "screens/op_form.h"
#include "screens/print.h"
#include "ui/dialog.h"

enum { MORE_PIN = 900, MORE_STATEMENT };	/* above every row of the table */

/* Does the card do this: value needs a card with value, and so on. */
static bool
fits(const struct member *m, const struct op_form *f)
{
	const struct card *c = &m->card;

	if (strcmp(f->subject, "card") != 0 || c->id == 0)
		return false;
	if (strcmp(f->op, "topup") == 0 || strcmp(f->op, "transfer") == 0)
		return c->has_value && c->status == CARD_ACTIVE;
	if (strcmp(f->op, "visit.take") == 0)
		return c->has_visits && c->status == CARD_ACTIVE;
	if (strcmp(f->op, "gift.redeem") == 0)
		return m->usable > 0;
	if (strcmp(f->op, "card.found") == 0)
		return c->status == CARD_LOST;
	if (strcmp(f->op, "card.lost") == 0)
		return c->status == CARD_ACTIVE;
	return c->status == CARD_ACTIVE || c->status == CARD_LOST;
}

static bool
may_state(struct session *s, const struct member *m)
{
	return !m->is_hidden && session_may(s, m->customer_id != 0 ? "customer" : "card", VERB_PRINT);
}

void
card_more_statement(struct session *s, const struct member *m)
{
	if (may_state(s, m))
		print_statement(s, m->customer_id != 0 ? m->code : m->card.number);
	else
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    m->customer_id != 0 ? "customer" : "card", "print");
}

size_t
card_more_items(struct session *s, const struct member *m,
    struct menu_item items[CARD_MORE_MAX])
{
	const struct op_form *f;
	size_t n = 0;

	for (size_t i = 0; (f = op_form_at(i)) != NULL && n < CARD_MORE_MAX - 2; i++)
		if (fits(m, f) && op_form_may(s, f))
			items[n++] = (struct menu_item) { "", _(f->title), "", (int)i };
	if (m->card.id != 0 && session_may(s, "card", VERB_EDIT))
		items[n++] = (struct menu_item) { "", _("New PIN"), "", MORE_PIN };
	if (may_state(s, m))
		items[n++] = (struct menu_item) { "", _("Statement"), "", MORE_STATEMENT };
	return n;
}

/* Twice the same, never on the screen (rule V4). */
static bool
new_pin(struct session *s, const struct member *m)
{
	char pin[16] = "", again[16] = "", why[128] = "";
	struct err_note note;
	enum err err;

	if (!dialog_prompt(s->app, _("New PIN"), _("New PIN, 4 to 8 digits"), true, pin, sizeof pin) ||
	    !dialog_prompt(s->app, _("New PIN"), _("The same again"), true, again, sizeof again) ||
	    !dialog_prompt(s->app, _("New PIN"), _("Reason"), false, why, sizeof why))
		return false;
	if (strcmp(pin, again) != 0) {
		app_error(s->app, _("The two differ; nothing was changed."));
		return false;
	}
	err = session_write(s, &note);
	if (err == ERR_OK) {
		err = card_set_pin(s->st, m->card.number, NULL, pin, why, &note);
		err = session_end(s, err, &note);
	}
	secret_wipe(pin, sizeof pin);
	secret_wipe(again, sizeof again);
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, _("The card has a new PIN."));
	return err == ERR_OK;
}

static bool
run_form(struct session *s, const struct member *m, const struct op_form *f)
{
	return op_form_run(s, f, m->card.number, m->name, NULL);
}

bool
card_more_run(struct session *s, const struct member *m, int value)
{
	const struct op_form *f;

	if (value == MORE_PIN)
		return new_pin(s, m);
	if (value == MORE_STATEMENT) {
		card_more_statement(s, m);
		return false;
	}
	f = op_form_at((size_t)value);
	return f != NULL && run_form(s, m, f);
}

bool
card_more_op(struct session *s, const struct member *m, const char *op)
{
	const struct op_form *f = op_form_find(op);

	if (!fits(m, f)) {
		app_error(s->app, _("This card does not do that."));
		return false;
	}
	return run_form(s, m, f);
}

static void
add_level(struct session *s, const struct member *m, struct strbuf *out)
{
	struct level_outlook o;
	char num[40];

	if (m->customer_id == 0 || m->is_hidden ||
	    level_outlook(s->st, m->customer_id, &o, NULL) != ERR_OK)
		return;
	if (o.missing > 0) {
		if (out->len > 0)
			strbuf_add(out, "   ");
		strbuf_addf(out, _("%s more for %s"), session_money(s, o.missing, num, sizeof num),
		    o.next_name);
	}
	if (o.until != 0) {
		char day[40];

		day_format(s->format.locale, o.until, day, sizeof day);
		strbuf_add(out, out->len > 0 ? "   " : "");
		if (o.to_keep > 0)
			strbuf_addf(out, _("%s until %s; %s more keeps it"), o.name, day,
			    session_money(s, o.to_keep, num, sizeof num));
		else
			strbuf_addf(out, _("level until %s"), day);
	}
}

void
card_more_text(struct session *s, const struct member *m, struct strbuf *out)
{
	struct value_state v;
	int64_t left;
	char a[40], b[40];

	if (m->card.id != 0 && m->card.has_value &&
	    value_state(s->st, m->card.id, &v, NULL) == ERR_OK)
		strbuf_addf(out, _("Value %s (%s bonus)"),
		    session_money(s, v.principal + v.bonus, a, sizeof a),
		    session_money(s, v.bonus, b, sizeof b));
	if (m->card.id != 0 && m->card.has_visits &&
	    visit_left(s->st, m->card.id, &left, NULL) == ERR_OK) {
		strbuf_add(out, out->len > 0 ? "   " : "");
		strbuf_addf(out, _("Visits left %s"), session_int(s, left, a, sizeof a));
	}
	add_level(s, m, out);
}
