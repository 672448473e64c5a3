#include "config.h"

#include "screens/cashier_more.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/approval.h"
#include "screens/approve.h"
#include "ui/dialog.h"

enum { MORE_COUPON, MORE_SALESPERSON };

size_t
cashier_more_items(struct cashier *t)
{
	const struct sale *sale = &t->cart.sale;

	t->more[0] = (struct menu_item) { "", _("Coupon"), sale->coupon, MORE_COUPON };
	t->more[1] = (struct menu_item) { "", _("Salesperson"), sale->salesperson,
		MORE_SALESPERSON };
	return CASHIER_MORE_MAX;
}

void
cashier_more_status(const struct cashier *t, char *buf, size_t size)
{
	const struct sale *sale = &t->cart.sale;

	if (sale->coupon[0] != '\0' || sale->salesperson[0] != '\0')
		snprintf(buf, size, "%s %s%s%s   ", sale->coupon[0] ? _("coupon") : "",
		    sale->coupon, sale->salesperson[0] ? " @" : "", sale->salesperson);
}

/* Only somebody who works here; what they may do does not matter. */
static enum err
check_user(struct session *s, const char *user, struct err_note *note)
{
	enum err err;

	if (str_empty(user))
		return ERR_OK;
	err = session_read(s, note);
	if (err != ERR_OK)
		return err;
	err = approval_user(s->st, user, NULL, NULL, note);
	session_done(s);
	return err == ERR_DENIED
	    ? err_set(note, ERR_NOTFOUND, "salesperson", _("There is no user %.40s."), user) : err;
}

void
cashier_more_run(struct screen *s, int value)
{
	struct cashier *t = s->data;
	bool coupon = value == MORE_COUPON;
	struct err_note note;
	char buf[32];
	enum err err;

	str_copy(buf, sizeof buf, coupon ? t->cart.sale.coupon : t->cart.sale.salesperson);
	if (!dialog_prompt(s->app, coupon ? _("Coupon") : _("Salesperson"),
	    coupon ? _("Code (empty: none)") : _("User (empty: none)"), false, buf, sizeof buf))
		return;
	if (coupon)
		err = cart_set_coupon(&t->cart, buf, &note);
	else {
		err = check_user(t->cart.s, buf, &note);
		if (err == ERR_OK)
			err = cart_set_salesperson(&t->cart, buf, &note);
	}
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	else if (buf[0] != '\0')
		app_message(s->app, coupon ? _("Coupon %s") : _("Salesperson %s"), buf);
	cashier_show_state(s);
}

bool
cashier_ask_approval(struct screen *s, enum err err, struct err_note *note)
{
	struct cashier *t = s->data;
	struct cart *c = &t->cart;
	struct approve who;
	char reason[160] = "", function[32];
	bool yes = false;

	if (err != ERR_DENIED ||
	    (!str_eq(note->field, "discount") && !str_eq(note->field, "price")))
		return false;
	str_copy(function, sizeof function, note->field);
	app_error_note(s->app, note);
	if (approve_ask(c->s, &who) && dialog_prompt(s->app, _("Approval"), _("Reason"), false, reason, sizeof reason)) {
		if (str_empty(reason))
			err_set(note, ERR_INVALID, "reason", _("An approval needs a reason."));
		else
			yes = approval_check(c->s->st, c->s->a, who.user, who.password,
			    function, note) == ERR_OK;
	}
	secret_wipe(who.password, sizeof who.password);
	if (!yes)
		return false;
	str_copy(c->approver, sizeof c->approver, who.user);
	str_copy(c->reason, sizeof c->reason, reason);
	return true;
}
