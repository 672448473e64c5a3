#include "config.h"

#include "screens/cashier_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "screens/story.h"
#include "screens/why.h"
#include "screens/cashier_more.h"
#include "screens/cashier_pay.h"
#include "store/draft.h"
#include "ui/dialog.h"
#include "ui/menu.h"

#define ONE 1000		/* thousandths */

static struct session *
session(const struct screen *s)
{
	return session_of(s->app);
}

void
cashier_show_state(struct screen *s)
{
	struct cashier *t = s->data;
	struct draft *held = NULL;
	char text[96] = "", qty[32];
	size_t n = 0;

	s->has_changes = t->cart.sale.nlines > 0;
	if (hold_list(session(s)->st, session(s)->a, &held, &n, NULL) != ERR_OK)
		n = 0;
	else
		draft_list_free(held, n);
	cashier_more_status(t, text, sizeof text);
	if (t->qty_milli > 0)
		screen_set_status(s, "%s x   %s%s %zu", quantity_format(session(s)->format.locale,
		    t->qty_milli, qty, sizeof qty), text, _("held"), n);
	else
		screen_set_status(s, "%s%s %zu", text, _("held"), n);
}

static void
say(struct screen *s, enum err err, const struct err_note *note)
{
	if (err != ERR_OK)
		app_error_note(s->app, note);
}

/* ---- items ---- */

/* Once more with a second person's word where an approved percentage would reach further
 * than what was approved (rule D3). */
static enum err
add_item(struct screen *s, const char *product, struct err_note *note)
{
	struct cashier *t = s->data;
	int64_t qty = t->qty_milli ? t->qty_milli : ONE;
	enum err err = cart_add(&t->cart, product, qty, note);

	return cashier_ask_approval(s, err, note) ? cart_add(&t->cart, product, qty, note) : err;
}

static void
find_product(struct screen *s, const char *text)
{
	struct cashier *t = s->data;
	struct record *r;
	struct err_note note;
	int64_t id = records_pick(session(s), "product", _("Products"), text);
	enum err err;

	if (id == 0)
		return;
	err = records_load(session(s), "product", id, &r, &note);
	if (err == ERR_OK) {
		err = add_item(s, record_text(r, "code"), &note);
		t->qty_milli = 0;
		record_free(r);
	}
	say(s, err, &note);
}

/* Takes "3*" off the front. False: a quantity that does not read. */
static bool
take_quantity(struct screen *s, const char **text)
{
	struct cashier *t = s->data;
	const char *star = strchr(*text, '*');
	struct err_note note;
	char *qty;
	bool ok;

	if (!star)
		return true;
	qty = xstrndup(*text, (size_t)(star - *text));
	ok = quantity_parse(session(s)->format.locale, qty, &t->qty_milli, &note) == ERR_OK;
	if (!ok) {
		t->qty_milli = 0;
		app_error_note(s->app, &note);
	}
	free(qty);
	*text = star + 1;
	return ok;
}

/* Are there letters: then it is worth a search by words. */
static bool
has_letters(const char *text)
{
	for (; *text; text++)
		if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
		    (unsigned char)*text >= 0x80)
			return true;
	return false;
}

void
cashier_work_enter(struct screen *s, const char *text, bool is_scan)
{
	struct cashier *t = s->data;
	struct err_note note, other;
	enum err err;

	text += strspn(text, " ");
	if (!is_scan && !take_quantity(s, &text))
		return;
	text += strspn(text, " ");
	if (!*text) {
		cashier_show_state(s);
		return;
	}
	err = add_item(s, text, &note);
	if (err == ERR_NOTFOUND) {
		err = cart_set_member(&t->cart, text, &other);
		if (err == ERR_OK) {
			app_message(s->app, "%s", t->cart.sale.member.name);
		} else if (err != ERR_NOTFOUND)
			app_error_note(s->app, &other);
		else if ((err = cart_set_coupon(&t->cart, text, &other)) == ERR_OK)
			app_message(s->app, _("Coupon %s"), t->cart.sale.coupon);
		else if (err != ERR_NOTFOUND)
			app_error_note(s->app, &other);
		else if (!is_scan && has_letters(text))
			find_product(s, text);
		else {
			app_error(s->app, _("Unknown code: %.40s"), text);
			app_bell(s->app);
		}
	} else if (err != ERR_OK)
		app_error_note(s->app, &note);
	else
		t->qty_milli = 0;
	cashier_show_state(s);
}

/* ---- the line under the cursor ---- */

static struct sale_line *
line_at(struct screen *s)
{
	struct cashier *t = s->data;

	if (t->cart.at < t->cart.sale.nlines)
		return &t->cart.sale.lines[t->cart.at];
	app_error(s->app, "%s", _("There is no line yet."));
	return NULL;
}

/* Once more with a second person's word where that is what is missing (rule D3). */
static enum err
set_line(struct screen *s, const struct sale_line *asked, struct err_note *note)
{
	struct cashier *t = s->data;
	enum err err = cart_set_line(&t->cart, t->cart.at, asked, note);

	return cashier_ask_approval(s, err, note)
	    ? cart_set_line(&t->cart, t->cart.at, asked, note) : err;
}

static enum err
set_discount(struct screen *s, int64_t amount, int64_t bp, struct err_note *note)
{
	struct cashier *t = s->data;
	enum err err = cart_set_discount(&t->cart, amount, bp, note);

	return cashier_ask_approval(s, err, note)
	    ? cart_set_discount(&t->cart, amount, bp, note) : err;
}

static void
ask_quantity(struct screen *s)
{
	struct sale_line *l = line_at(s), asked;
	struct err_note note;
	char buf[64];
	enum err err;

	if (!l)
		return;
	quantity_format(session(s)->format.locale, l->qty_milli, buf, sizeof buf);
	if (!dialog_prompt_figure(s->app, l->name, _("Quantity"), buf, sizeof buf))
		return;
	asked = *l;
	err = quantity_parse(session(s)->format.locale, buf, &asked.qty_milli, &note);
	if (err == ERR_OK)
		err = set_line(s, &asked, &note);
	say(s, err, &note);
}

static void
ask_price(struct screen *s)
{
	struct sale_line *l = line_at(s), asked;
	struct session *ses = session(s);
	struct err_note note;
	char buf[64];
	enum err err = ERR_OK;

	if (!l)
		return;
	session_money(ses, l->unit_price, buf, sizeof buf);
	if (!dialog_prompt_figure(s->app, l->name, _("Price (empty: list)"),
	    buf, sizeof buf))
		return;
	asked = *l;
	asked.price = -1;
	if (buf[0])
		err = money_parse(ses->format.locale, ses->format.currency, buf,
		    &asked.price, &note);
	if (err == ERR_OK)
		err = set_line(s, &asked, &note);
	say(s, err, &note);
}

/* "10%" or an amount; "" takes it off. */
static enum err
read_discount(struct session *s, char *text, int64_t *amount, int64_t *bp,
    struct err_note *note)
{
	size_t n = strlen(text);

	*amount = *bp = -1;
	while (n > 0 && text[n - 1] == ' ')
		text[--n] = '\0';
	if (n == 0)
		return ERR_OK;
	if (text[n - 1] == '%') {
		text[n - 1] = '\0';
		return percent_parse(s->format.locale, text, bp, note);
	}
	return money_parse(s->format.locale, s->format.currency, text, amount, note);
}

static void
ask_discount(struct screen *s)
{
	const char *const what[2] = { _("This line"), _("The whole receipt") };
	struct sale_line *l = line_at(s), asked;
	struct err_note note;
	char buf[64] = "";
	int64_t amount, bp;
	int which;
	enum err err;

	if (!l)
		return;
	which = dialog_choose(s->app, _("Discount"), l->name, what, 2, 0);
	if (which < 0 || !dialog_prompt(s->app, what[which],
	    /* xgettext:no-c-format */
	    _("10% or amount"), false, buf, sizeof buf))
		return;
	err = read_discount(session(s), buf, &amount, &bp, &note);
	if (err == ERR_OK && which == 0) {
		asked = *l;
		asked.discount = amount;
		asked.discount_bp = bp;
		err = set_line(s, &asked, &note);
	} else if (err == ERR_OK)
		err = set_discount(s, amount, bp, &note);
	say(s, err, &note);
}

/* ---- the whole cart ---- */

static void
recall(struct screen *s)
{
	struct cashier *t = s->data;
	struct session *ses = session(s);
	struct draft *held = NULL;
	struct menu_item *items;
	struct err_note note;
	size_t n = 0;
	int at;
	enum err err = hold_list(ses->st, ses->a, &held, &n, &note);

	if (err != ERR_OK || n == 0) {
		if (err == ERR_OK)
			app_message(s->app, "%s", _("No sale is held here."));
		say(s, err, &note);
		return;
	}
	items = xcalloc(n, sizeof *items);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct menu_item) { .code = "", .label = held[i].title,
			.note = "", .value = (int)i };
	at = menu_run(s->app, _("Held sales"), items, n);
	if (at >= 0) {
		err = cart_recall(&t->cart, strtoll(held[at].key, NULL, 10), &note);
		if (cashier_ask_approval(s, err, &note))
			err = cart_approve(&t->cart, &note);
		say(s, err, &note);
	}
	free(items);
	draft_list_free(held, n);
}

static void
hold(struct screen *s, bool only_recall)
{
	struct cashier *t = s->data;
	struct err_note note;
	enum err err;

	if (t->cart.sale.nlines == 0) {
		recall(s);
		return;
	}
	if (only_recall) {
		app_error(s->app, "%s", _("Hold this sale first (F8)."));
		return;
	}
	err = cart_hold(&t->cart, &note);
	say(s, err, &note);
	if (err == ERR_OK)
		app_message(s->app, "%s", _("The sale is held. F8 on an empty cart takes it up."));
}

static void
ask_customer(struct screen *s)
{
	struct cashier *t = s->data;
	struct err_note note;
	struct record *r;
	char buf[96] = "";
	int64_t id;
	enum err err;

	if (!dialog_prompt(s->app, _("Customer"), _("Card, code, name"),
	    false, buf, sizeof buf))
		return;
	err = cart_set_member(&t->cart, buf, &note);
	if (err == ERR_NOTFOUND && buf[0] &&
	    (id = records_pick(session(s), "customer", _("Customers"), buf)) != 0) {
		err = records_load(session(s), "customer", id, &r, &note);
		if (err == ERR_OK) {
			err = cart_set_member(&t->cart, record_text(r, "code"), &note);
			record_free(r);
		}
	}
	say(s, err, &note);
}

static void
void_cart(struct screen *s)
{
	struct cashier *t = s->data;

	if (cart_is_empty(&t->cart))
		return;
	if (t->cart.is_unsettled) {
		app_error(s->app, "%s",
		    _("The payment of this cart is not settled: F2 asks again."));
		return;
	}
	if (dialog_confirm(s->app, _("Void"), _("Drop this sale? Nothing was posted.")))
		cart_clear(&t->cart);
}

void
cashier_work_act(struct screen *s, enum act act)
{
	struct cashier *t = s->data;

	switch (act) {
	case ACT_FIND:
		find_product(s, edit_text(&t->input));
		edit_set(&t->input, "");
		break;
	case ACT_QUANTITY:
		ask_quantity(s);
		break;
	case ACT_PRICE:
		ask_price(s);
		break;
	case ACT_DISCOUNT:
		ask_discount(s);
		break;
	case ACT_HOLD:
	case ACT_RECALL:
		hold(s, act == ACT_RECALL);
		break;
	case ACT_CUSTOMER:
		ask_customer(s);
		break;
	case ACT_CONTACT:
	case ACT_STORY:
		story_member(t->cart.s, &t->cart.sale.member, act == ACT_STORY);
		break;
	case ACT_WHY:
		why_sale(t->cart.s, &t->cart.sale, t->cart.at);
		break;
	case ACT_VOID:
		void_cart(s);
		break;
	case ACT_VOID_LINE:
		if (line_at(s))
			cart_remove(&t->cart, t->cart.at);
		break;
	case ACT_RECEIPT:
		if (t->receipt[0])
			receipts_show(session(s), t->receipt, true);
		else
			app_message(s->app, "%s", _("No receipt was made on this screen yet."));
		break;
	default:
		break;
	}
	cashier_show_state(s);
}

/* ---- paying ---- */

static void
show_result(struct screen *s, const struct sale *sale)
{
	struct session *ses = session(s);
	char change[48], earned[32], after[32];

	if (sale->member.holder_id != 0)
		app_message(s->app, _("CHANGE %s   receipt %s   points +%s, now %s"),
		    session_money(ses, sale->change, change, sizeof change), sale->receipt,
		    session_int(ses, sale->earned, earned, sizeof earned),
		    session_int(ses, sale->points_after, after, sizeof after));
	else
		app_message(s->app, _("CHANGE %s   receipt %s"),
		    session_money(ses, sale->change, change, sizeof change), sale->receipt);
}

void
cashier_work_pay(struct screen *s)
{
	struct cashier *t = s->data;
	struct err_note note;
	enum err err;

	if (t->cart.sale.nlines == 0) {
		app_message(s->app, "%s", _("Nothing to pay yet: scan an item."));
		return;
	}
	/* What was approved before it was put aside is asked again (rule P7). */
	if (!t->cart.is_unsettled) {
		err = cart_reprice(&t->cart, &note);
		if (cashier_ask_approval(s, err, &note))
			err = cart_approve(&t->cart, &note);
		if (err != ERR_OK) {
			app_error_note(s->app, &note);
			return;
		}
	}
	if (!cashier_pay(&t->cart)) {
		cashier_show_state(s);
		return;
	}
	str_copy(t->receipt, sizeof t->receipt, t->cart.sale.receipt);
	show_result(s, &t->cart.sale);
	err = receipts_print(session(s), t->receipt, &note);
	receipts_show(session(s), t->receipt, false);
	show_result(s, &t->cart.sale);
	if (err != ERR_OK)
		app_error(s->app, _("Receipt %s is posted, but was not printed: %s"),
		    t->receipt, note.text);
	cart_clear(&t->cart);
	cashier_show_state(s);
}
