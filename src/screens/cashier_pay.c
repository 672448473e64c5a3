#include "config.h"

#include "screens/cashier_pay.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/card_life.h"
#include "domain/value.h"
#include "store/setting.h"
#include "ui/dialog.h"
#include "ui/edit.h"

/* The four everybody knows, then those of setting tenders.more; cash that takes the rest
 * is one more tender. */
enum { CASH, BANK, VALUE, POINTS, MORE, TENDER_FIELDS = SALE_TENDERS_MAX - 1 };

/* Rule N2: that many times the due amount asks, when no single note explains it. */
#define FAR_ABOVE 10

/* F2 that opened the pop-up must not post by its own repeat. */
#define OPENING_MS 300

struct pay {
	const struct pay_for *of;
	char method[TENDER_FIELDS][16];
	struct edit edit[TENDER_FIELDS];
	bool is_shown[TENDER_FIELDS];
	int focus;
	int64_t value;		/* stored on the customer's card */
	bool pin_ok;		/* the card's PIN was right (rule V4) */
	bool is_open;		/* the last tender is cash that takes the rest */
	bool is_sure;		/* so much cash was said to be right */
	bool done;
	struct err_note note;	/* what does not read, "" when all does */
};

/* Sent before, and nobody knows what came of it: nothing may change (rule T1). */
static bool
is_unsettled(const struct pay *p)
{
	return p->of->is_unsettled != NULL && *p->of->is_unsettled;
}

static const char *const methods[MORE] = { "cash", "bank", "value", "points" };

static enum err
read_tender(const struct pay *p, int i, struct sale_tender *t, struct err_note *note)
{
	const struct session *s = p->of->s;

	*t = (struct sale_tender) { .pin_ok = p->pin_ok };
	str_copy(t->method, sizeof t->method, p->method[i]);
	if (i != POINTS)
		return money_parse(s->format.locale, s->format.currency,
		    edit_text(&p->edit[i]), &t->amount, note);
	t->amount = -1;		/* what so many points pay */
	if (!locale_parse_int(s->format.locale, edit_text(&p->edit[i]), &t->points) ||
	    t->points <= 0)
		return err_set(note, ERR_INVALID, "points", _("Points are a whole number."));
	return ERR_OK;
}

/* What was typed, as tenders; what is left then is cash. */
static enum err
read_tenders(struct pay *p, struct sale_tender *t, size_t *n, struct err_note *note)
{
	bool cash = false;

	*n = 0;
	for (int i = 0; i < TENDER_FIELDS; i++) {
		enum err err;

		if (!p->is_shown[i] || edit_is_empty(&p->edit[i]))
			continue;
		err = read_tender(p, i, &t[*n], note);
		if (err != ERR_OK)
			return err;
		cash |= i == CASH;
		(*n)++;
	}
	if (!cash) {
		t[*n] = (struct sale_tender) { .amount = -1 };
		str_copy(t[*n].method, sizeof t[*n].method, "cash");
		(*n)++;
	}
	return ERR_OK;
}

/* What the cash field left empty takes: the rest, 0 when there is none. */
static int64_t
cash_to_take(const struct pay *p)
{
	const struct sale *sale = p->of->sale;
	int64_t rest = sale->due;

	if (!p->is_open)
		return 0;
	for (size_t i = 0; i + 1 < sale->ntenders; i++)
		rest -= sale->tenders[i].amount;
	return rest;
}

static void
recompute(struct pay *p)
{
	struct sale_tender t[SALE_TENDERS_MAX];
	enum err err;
	size_t n;

	memset(&p->note, 0, sizeof p->note);
	p->is_sure = false;
	p->is_open = edit_is_empty(&p->edit[CASH]);
	if (is_unsettled(p) || read_tenders(p, t, &n, &p->note) != ERR_OK)
		return;
	err = p->of->try_tenders(p->of->ctx, t, n, &p->note);
	/* All is paid without cash: a tender of nothing is none. */
	if (err == ERR_OK && p->is_open && n > 1 && cash_to_take(p) <= 0) {
		p->is_open = false;
		err = p->of->try_tenders(p->of->ctx, t, n - 1, &p->note);
	}
	if (err == ERR_OK)
		p->note.text[0] = '\0';
}

/* The codes of tenders.more, as many as the pop-up has room for. */
static void
find_more(struct pay *p, const char *list)
{
	int i = MORE;

	while (*list != '\0' && i < TENDER_FIELDS) {
		size_t n = strcspn(list, ", ");

		if (n > 0 && n < sizeof p->method[i]) {
			memcpy(p->method[i], list, n);
			p->is_shown[i++] = true;
		}
		list += n;
		list += strspn(list, ", ");
	}
}

/* Stored value and points are offered to who has them. */
static void
find_means(struct pay *p)
{
	const struct member *m = &p->of->sale->member;
	struct value_state v = { 0, 0 };

	for (int i = 0; i < MORE; i++)
		str_copy(p->method[i], sizeof p->method[i], methods[i]);
	p->is_shown[CASH] = p->is_shown[BANK] = true;
	if (session_read(p->of->s, NULL) == ERR_OK) {
		find_more(p, setting_text(p->of->s->st, "tenders.more"));
		if (m->card.id != 0 && m->card.has_value &&
		    value_state(p->of->s->st, m->card.id, &v, NULL) == ERR_OK)
			p->value = v.principal + v.bonus;
		session_done(p->of->s);
	}
	p->is_shown[VALUE] = p->value > 0;
	p->is_shown[POINTS] = p->of->sale->points_usable > 0;
}

static enum err
open_pay(struct screen *s, void *arg, struct err_note *note)
{
	struct pay *p = arg;

	(void)note;
	s->data = p;
	for (int i = 0; i < TENDER_FIELDS; i++) {
		edit_init(&p->edit[i], 20);
		p->edit[i].allowed = i == POINTS ? "0123456789., " : "0123456789.,kKmMtTrR+-* ";
	}
	find_means(p);
	recompute(p);
	screen_set_mode(s, _("PAY"));
	screen_set_hint(s, "%s",
	    _("Nothing typed: exact in cash. Enter: next field, then post. F2: post. Esc: back to the cart."));
	app_flush_input(s->app, OPENING_MS);
	return ERR_OK;
}

static void
pair(struct canvas *c, int row, struct rect r, enum role role, const char *label,
    const char *value)
{
	canvas_text(c, row, r.col, r.cols - 16, role, label);
	canvas_text_right(c, row, r.col + r.cols - 16, 16, role, value);
}

static void
draw_fields(struct pay *p, struct canvas *c, int *row, struct rect r)
{
	static const char *const labels[MORE] = { N_("Cash given"), N_("Bank"),
		N_("Stored value"), N_("Points") };
	const struct session *s = p->of->s;
	char buf[48];

	for (int i = 0; i < TENDER_FIELDS; i++) {
		if (!p->is_shown[i])
			continue;
		if (i == VALUE || i == POINTS)
			canvas_textf(c, *row, r.col, r.cols - 18, ROLE_LABEL, "%s (%s)", _(labels[i]),
			    i == VALUE ? session_money(s, p->value, buf, sizeof buf)
			    : session_int(s, p->of->sale->points_usable, buf, sizeof buf));
		else
			canvas_text(c, *row, r.col, r.cols - 18, ROLE_LABEL,
			    i < MORE ? _(labels[i]) : p->method[i]);
		edit_draw(&p->edit[i], c, *row, r.col + r.cols - 17, 16,
		    p->focus == i ? ROLE_FIELD_FOCUS : ROLE_FIELD, p->focus == i);
		(*row)++;
	}
}

static void
draw_result(const struct pay *p, struct canvas *c, int row, struct rect r)
{
	const struct session *s = p->of->s;
	const struct sale *sale = p->of->sale;
	int64_t left = sale->due - sale->paid + sale->change;
	char buf[48];

	if (is_unsettled(p))
		canvas_wrap(c, (struct rect) { row, r.col, 3, r.cols }, ROLE_WARNING,
		    _("This payment was sent before. F2 asks whether it is posted."), 0, true);
	else if (p->note.text[0])
		canvas_wrap(c, (struct rect) { row, r.col, 3, r.cols }, ROLE_ERROR,
		    p->note.text, 0, true);
	else if (left > 0)
		pair(c, row, r, ROLE_WARNING, _("Still to pay"),
		    session_money(s, left, buf, sizeof buf));
	else if (cash_to_take(p) > 0)
		pair(c, row, r, ROLE_GOOD, _("Cash to take"),
		    session_money(s, cash_to_take(p), buf, sizeof buf));
	else
		pair(c, row, r, ROLE_GOOD, _("CHANGE"),
		    session_money(s, sale->change, buf, sizeof buf));
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct pay *p = sc->data;
	const struct session *s = p->of->s;
	const struct sale *sale = p->of->sale;
	int rows = 10, gap;
	struct rect box, r;
	char buf[48];
	int row;

	for (int i = 0; i < TENDER_FIELDS; i++)
		rows += p->is_shown[i];
	/* A low terminal keeps the fields and the result, not the blank lines. */
	gap = rows <= body.rows;
	box = rect_centre(body, gap ? rows : rows - 3, body.cols < 60 ? body.cols - 2 : 50);
	canvas_box(c, box, ROLE_POPUP, _("Pay"));
	r = rect_inner(box);
	r.col++;
	r.cols -= 2;
	row = r.row;
	pair(c, row++, r, ROLE_TEXT, _("Total"), session_money(s, sale->total, buf, sizeof buf));
	if (sale->rounding != 0)
		pair(c, row, r, ROLE_DIM, _("Rounding"),
		    session_money(s, sale->rounding, buf, sizeof buf));
	row += sale->rounding != 0 || gap;
	pair(c, row++, r, ROLE_HEAD, _("DUE"), session_money(s, sale->due, buf, sizeof buf));
	row += gap;
	draw_fields(p, c, &row, r);
	draw_result(p, c, row + gap, r);
}

/* Above a limit the card asks for its PIN; never shown (rule V4). */
static bool
ask_pin(struct screen *sc)
{
	struct pay *p = sc->data;
	struct session *s = p->of->s;
	struct err_note note;
	char pin[16] = "";
	enum err err;

	if (!dialog_prompt(sc->app, _("PIN"), _("PIN of the card"), true, pin, sizeof pin))
		return false;
	err = card_check_pin(s->st, s->a, p->of->sale->member.card.number, pin, &note);
	secret_wipe(pin, sizeof pin);
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	p->pin_ok = err == ERR_OK;
	return p->pin_ok;
}

static int64_t
largest_note(const struct currency *cur)
{
	int64_t note = cur->largest_note;

	for (int i = 0; i < cur->digits; i++)
		note *= 10;
	return note;
}

/* A slip of the finger, not a note: asked once (rule N2). */
static bool
is_far_above(const struct pay *p)
{
	const struct sale *sale = p->of->sale;

	for (size_t i = 0; i < sale->ntenders; i++)
		if (str_eq(sale->tenders[i].method, "cash") &&
		    sale->tenders[i].amount / FAR_ABOVE > sale->due &&
		    sale->tenders[i].amount > largest_note(p->of->s->format.currency))
			return true;
	return false;
}

static bool
is_meant(struct screen *sc)
{
	struct pay *p = sc->data;
	char text[160], paid[48], due[48];

	if (is_unsettled(p) || p->is_sure || !is_far_above(p))
		return true;
	snprintf(text, sizeof text, _("%s given for %s: is that right?"),
	    session_money(p->of->s, p->of->sale->paid, paid, sizeof paid),
	    session_money(p->of->s, p->of->sale->due, due, sizeof due));
	p->is_sure = dialog_confirm(sc->app, _("So much cash?"), text);
	return p->is_sure;
}

static void
post(struct screen *sc)
{
	struct pay *p = sc->data;
	struct err_note note;
	bool sure = p->is_sure;

	if (!is_unsettled(p))
		recompute(p);
	if (p->note.code == ERR_DENIED && str_eq(p->note.field, "pin") && ask_pin(sc))
		recompute(p);
	if (p->note.text[0]) {
		app_error_note(sc->app, &p->note);
		return;
	}
	p->is_sure = sure;
	if (!is_meant(sc))
		return;
	app_message(sc->app, "%s", _("Posting..."));
	app_refresh(sc->app);
	if (p->of->post(p->of->ctx, &note) == ERR_OK) {
		p->done = true;
		screen_close(sc);
	} else if (note.code == ERR_DENIED && str_eq(note.field, "pin") && ask_pin(sc)) {
		post(sc);
	} else
		app_error_note(sc->app, &note);
}

/* Rule T3: a scan is no amount, whether it is known or only fast. */
static void
refuse_scan(struct screen *sc, const struct ui_event *ev)
{
	struct pay *p = sc->data;

	if (ev->kind == EV_SCAN)
		edit_event(&p->edit[p->focus], ev);
	else
		edit_set(&p->edit[p->focus], "");
	recompute(p);
	app_error(sc->app, "%s", _("A scan is no amount. Finish the payment first, or Esc."));
	app_bell(sc->app);
}

static int
next_field(const struct pay *p, int step)
{
	int i = p->focus;

	do
		i = (i + step) % TENDER_FIELDS;
	while (!p->is_shown[i]);
	return i;
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct pay *p = sc->data;
	enum edit_result er;

	if (ev->kind == EV_SCAN || (ev->action == ACT_ENTER && ev->burst)) {
		refuse_scan(sc, ev);
		return true;
	}
	switch (ev->action) {
	case ACT_SAVE:
	case ACT_PAY:
		post(sc);
		return true;
	case ACT_ENTER:
		/* Enough was typed, or all fields were seen: post. */
		if (next_field(p, 1) <= p->focus || (!edit_is_empty(&p->edit[CASH]) &&
		    p->of->sale->paid >= p->of->sale->due))
			post(sc);
		else
			p->focus = next_field(p, 1);
		return true;
	case ACT_NEXT:
	case ACT_DOWN:
		p->focus = next_field(p, 1);
		return true;
	case ACT_UP:
	case ACT_PREV:
		p->focus = next_field(p, TENDER_FIELDS - 1);
		return true;
	case ACT_CANCEL:
	case ACT_BACK:
		screen_close(sc);
		return true;
	default:
		break;
	}
	if (is_unsettled(p))
		return false;
	er = edit_event(&p->edit[p->focus], ev);
	if (er == EDIT_CHANGED)
		recompute(p);
	if (er == EDIT_REFUSED)
		app_error(sc->app, "%s", _("An amount: digits, or 200k."));
	return er != EDIT_PASS;
}

static void
fini(struct screen *sc)
{
	struct pay *p = sc->data;

	for (int i = 0; i < TENDER_FIELDS; i++)
		edit_fini(&p->edit[i]);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_CANCEL, ACT_NONE };

static const struct screen_class pay_class = {
	.name = "pay", .code = "PS", .title = N_("Pay"), .context = CONTEXT_DIALOG,
	.bar = bar, .open = open_pay, .draw = draw, .event = event, .fini = fini,
};

bool
cashier_pay_for(const struct pay_for *of)
{
	struct pay p = { .of = of };

	app_modal(of->s->app, &pay_class, &p);
	return p.done;
}

static enum err
try_cart(void *ctx, const struct sale_tender *t, size_t n, struct err_note *note)
{
	return cart_try_tenders(ctx, t, n, note);
}

static enum err
post_cart(void *ctx, struct err_note *note)
{
	return cart_post(ctx, note);
}

bool
cashier_pay(struct cart *c)
{
	struct pay_for of = { .s = c->s, .sale = &c->sale, .is_unsettled = &c->is_unsettled,
		.try_tenders = try_cart, .post = post_cart, .ctx = c };

	return cashier_pay_for(&of);
}
