#include "config.h"

#include "screens/cashier.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/cart.h"
#include "screens/places.h"
#include "screens/cashier_draw.h"
#include "screens/cashier_more.h"
#include "screens/cashier_work.h"

struct cashier_arg { const char *member; };

static enum err
open_cashier(struct screen *s, void *arg, struct err_note *note)
{
	struct cashier_arg *a = arg;
	struct cashier *t = xcalloc(1, sizeof *t);
	struct session *ses = session_of(s->app);
	bool fresh = !str_empty(a->member);
	enum err err = cart_open(&t->cart, ses, fresh, note);

	if (err != ERR_OK && t->cart.s && t->cart.slot < CARTS_MAX &&
	    ses->carts & 1u << t->cart.slot) {
		/* A cart that cannot be priced now is shown all the same. */
		app_error_note(s->app, note);
		err = ERR_OK;
	}
	if (err == ERR_OK && fresh) {
		err = cart_set_member(&t->cart, a->member, note);
		if (err != ERR_OK)
			cart_close(&t->cart);
	}
	if (err != ERR_OK) {
		free(t);
		return err;
	}
	edit_init(&t->input, 80);
	s->data = t;
	screen_set_mode(s, _("SALE"));
	screen_set_hint(s, "%s",
	    _("Scan an item | 3*code | Up/Down pick a line | Enter on an empty line pays"));
	cashier_show_state(s);
	if (t->cart.sale.nlines > 0)
		app_message(s->app, "%s", t->cart.is_unsettled
		    ? _("A payment of this cart is not settled: F2 asks whether it is posted.")
		    : _("The cart was taken up where it was left."));
	return ERR_OK;
}

static void
draw(struct screen *s, struct canvas *c, struct rect body)
{
	cashier_draw(s, c, body);
}

static void
submit(struct screen *s)
{
	struct cashier *t = s->data;
	char *text;

	if (edit_is_empty(&t->input)) {
		cashier_work_pay(s);
		return;
	}
	text = xstrdup(edit_text(&t->input));
	edit_set(&t->input, "");
	cashier_work_enter(s, text, false);
	free(text);
}

/* A terminator after a machine-fast run: typed by a scanner whose code we do
 * not know; it is an item all the same, but never "pay". */
static void
scanned(struct screen *s, const struct ui_event *ev)
{
	struct cashier *t = s->data;

	edit_event(&t->input, ev);
	if (ev->scan == SCAN_BANK)
		return;
	cashier_work_enter(s, ev->text, true);
}

static bool
move(struct cashier *t, enum act act)
{
	size_t n = t->cart.sale.nlines;

	if (n == 0)
		return act == ACT_UP || act == ACT_DOWN;
	switch (act) {
	case ACT_UP:
		t->cart.at -= t->cart.at > 0;
		return true;
	case ACT_DOWN:
		t->cart.at += t->cart.at + 1 < n;
		return true;
	case ACT_PAGE_UP:
		t->cart.at -= t->cart.at > 8 ? 8 : t->cart.at;
		return true;
	case ACT_PAGE_DOWN:
		t->cart.at += t->cart.at + 8 < n ? 8 : n - 1 - t->cart.at;
		return true;
	default:
		return false;
	}
}

static bool
event(struct screen *s, const struct ui_event *ev)
{
	struct cashier *t = s->data;
	bool typing = !edit_is_empty(&t->input);

	if (ev->kind == EV_SCAN) {
		scanned(s, ev);
		return true;
	}
	if (ev->kind == EV_TICK || ev->kind == EV_RESIZE || ev->kind == EV_HANGUP)
		return false;
	if (move(t, ev->action))
		return true;
	switch (ev->action) {
	case ACT_ENTER:
		if (typing || !ev->burst)
			submit(s);
		return true;
	case ACT_TOTAL:
		if (typing)
			break;
		cashier_work_pay(s);
		return true;
	case ACT_PAY:
		cashier_work_pay(s);
		return true;
	case ACT_CANCEL:
		if (!typing)
			return true;	/* Esc leaves no cart by accident: F3 does */
		edit_set(&t->input, "");
		return true;
	case ACT_FIND:
	case ACT_QUANTITY:
	case ACT_PRICE:
	case ACT_DISCOUNT:
	case ACT_HOLD:
	case ACT_RECALL:
	case ACT_VOID:
	case ACT_VOID_LINE:
	case ACT_CUSTOMER:
	case ACT_RECEIPT:
	case ACT_WHY:
	case ACT_CONTACT:
	case ACT_STORY:
		cashier_work_act(s, ev->action);
		return true;
	default:
		break;
	}
	return edit_event(&t->input, ev) != EDIT_PASS;
}

/* Rights, prices and the member may have changed under the screen above. */
static void
resume(struct screen *s)
{
	struct cashier *t = s->data;
	struct err_note note;

	if (!t->cart.is_unsettled && !cart_is_empty(&t->cart) &&
	    cart_reprice(&t->cart, &note) != ERR_OK)
		app_error_note(s->app, &note);
	cashier_show_state(s);
}

static size_t
more(struct screen *s, const struct menu_item **items)
{
	struct cashier *t = s->data;

	*items = t->more;
	return cashier_more_items(t);
}

static void
fini(struct screen *s)
{
	struct cashier *t = s->data;

	cart_close(&t->cart);
	edit_fini(&t->input);
	free(t);
}

static const enum act bar[] = { ACT_HELP, ACT_PAY, ACT_BACK, ACT_FIND, ACT_QUANTITY, ACT_PRICE,
	ACT_DISCOUNT, ACT_HOLD, ACT_GO, ACT_MENU, ACT_CUSTOMER, ACT_RECALL, ACT_VOID_LINE,
	ACT_RECEIPT, ACT_VOID, ACT_NONE };

static const struct screen_class cashier_class = {
	.name = "till", .code = "PS", .title = N_("Cashier"), .context = CONTEXT_TILL,
	.bar = bar, .open = open_cashier, .draw = draw, .event = event, .resume = resume,
	.more = more, .run_more = cashier_more_run, .fini = fini,
};

enum err
cashier_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	struct cashier_arg arg = { args };
	enum err err;

	if (!session_may(s, "sale", VERB_ADD))
		return err_set(note, ERR_DENIED, "",
		    _("%s: not allowed for %s (needs %s.%s)."), "PS", actor_code(s->a),
		    "sale", "add");
	err = places_choose(s, note);
	return err != ERR_OK ? err : app_open(s->app, mode, &cashier_class, &arg, note);
}
