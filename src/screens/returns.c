#include "config.h"

#include "screens/returns.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/approval.h"
#include "domain/refund.h"
#include "screens/approve.h"
#include "screens/cashier_pay.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/edit.h"

#define LINES_MAX SALE_LINES_MAX

struct returns {
	struct session *s;
	struct refund *r;
	struct refund_left left[LINES_MAX];
	int64_t take[LINES_MAX];	/* thousandths */
	size_t n, at;
	struct edit input;
	struct err_note note;		/* why it cannot be posted as it stands */
	struct sale pay;		/* the difference as the pay pop-up sees it; no lines */
};

static enum err
look(struct returns *x, size_t ntenders, struct err_note *note)
{
	x->r->out.ntenders = ntenders;
	x->r->out.tenders[0] = (struct sale_tender) { .method = "cash", .amount = -1 };
	return refund_price(x->s->st, x->r, note);
}

/* What was picked, as a request; computed without posting. */
static void
recompute(struct screen *sc)
{
	struct returns *x = sc->data;
	enum err err;

	x->r->nlines = 0;
	for (size_t i = 0; i < x->n; i++)
		if (x->take[i] > 0)
			x->r->lines[x->r->nlines++] =
			    (struct refund_line) { x->left[i].n, x->take[i] };
	memset(&x->note, 0, sizeof x->note);
	if (x->r->nlines == 0 || session_read(x->s, &x->note) != ERR_OK)
		return;
	err = look(x, 0, &x->note);
	if (err == ERR_OK && x->r->out.nlines > 0 && x->r->difference > 0)
		err = look(x, 1, &x->note);	/* as cash it may be rounded */
	if (err == ERR_OK)
		x->note.text[0] = '\0';
	session_done(x->s);
}

static enum err
open_returns(struct screen *sc, void *arg, struct err_note *note)
{
	struct returns *x = xcalloc(1, sizeof *x);
	enum err err;

	x->s = session_of(sc->app);
	x->r = xcalloc(1, sizeof *x->r);
	refund_init(x->r);
	sale_init(&x->pay);
	x->n = LINES_MAX;
	str_copy(x->r->receipt, sizeof x->r->receipt, arg);
	str_copy(x->r->till, sizeof x->r->till, x->s->till);
	err = session_read(x->s, note);
	if (err == ERR_OK) {
		err = refund_left(x->s->st, arg, x->left, &x->n, note);
		session_done(x->s);
	}
	if (err != ERR_OK) {
		refund_fini(x->r);
		free(x->r);
		free(x);
		return err;
	}
	edit_init(&x->input, 12);
	x->input.allowed = "0123456789.,";
	sc->data = x;
	screen_set_title(sc, _("Return %s"), (const char *)arg);
	screen_set_mode(sc, _("RETURN"));
	screen_set_hint(sc, "%s",
	    _("Space: a line. Number, Enter: a part. *: all. F6: what goes out. F2: post."));
	return ERR_OK;
}

static void
draw_line(const struct returns *x, struct canvas *c, int row, struct rect b, size_t i)
{
	const struct refund_left *l = &x->left[i];
	char left[32], take[32], net[40];
	int name = b.cols - 4 - 10 - 10 - 14;
	bool wide = b.cols >= 60;

	if (!wide)
		name = b.cols - 4 - 8 - 8;
	canvas_textf(c, row, b.col, 4, ROLE_TEXT, "%s%2d", i == x->at ? ">" : " ", l->n);
	canvas_text(c, row, b.col + 4, name, ROLE_TEXT, l->name);
	canvas_text_right(c, row, b.col + 4 + name, wide ? 10 : 8, ROLE_DIM,
	    quantity_format(x->s->format.locale, l->left_milli, left, sizeof left));
	canvas_text_right(c, row, b.col + 4 + name + (wide ? 10 : 8), wide ? 10 : 8, ROLE_HEAD,
	    x->take[i] > 0 ? quantity_format(x->s->format.locale, x->take[i], take, sizeof take) : "-");
	if (wide)
		canvas_text_right(c, row, b.col + 4 + name + 20, 14, ROLE_TEXT,
		    session_money(x->s, l->left_net, net, sizeof net));
	if (i == x->at)
		canvas_tint(c, (struct rect) { row, b.col, 1, b.cols }, ROLE_ROW_SEL);
}

static void
draw_out(const struct returns *x, struct canvas *c, int *row, struct rect b, int end)
{
	char money[40];

	for (size_t i = 0; i < x->r->out.nlines && *row < end; i++, (*row)++) {
		const struct sale_line *l = &x->r->out.lines[i];

		canvas_textf(c, *row, b.col, b.cols - 15, ROLE_TEXT, "  + %s", l->name[0] ? l->name : l->product);
		canvas_text_right(c, *row, b.col + b.cols - 14, 14, ROLE_TEXT,
		    session_money(x->s, l->net, money, sizeof money));
	}
}

/* "Back: cash 45.000   points taken 5" and, with lines out, the difference. */
static void
sum_text(const struct returns *x, struct strbuf *out)
{
	char num[40];

	if (x->r->nlines == 0) {
		strbuf_add(out, _("Nothing picked yet."));
		return;
	}
	strbuf_add(out, _("Back:"));
	for (size_t i = 0; i < x->r->nback; i++) {
		const struct refund_back *k = &x->r->back[i];

		strbuf_addf(out, " %s %s", k->method, k->points > 0 && k->amount == 0
		    ? session_int(x->s, k->points, num, sizeof num)
		    : session_money(x->s, k->amount, num, sizeof num));
	}
	if (x->r->points_taken > 0)
		strbuf_addf(out, "   %s %s", _("points taken"),
		    session_int(x->s, x->r->points_taken, num, sizeof num));
	if (x->r->out.nlines > 0)
		strbuf_addf(out, "   %s %s", x->r->difference >= 0 ? _("to pay") : _("paid out"),
		    session_money(x->s, x->r->difference >= 0 ? x->r->difference : -x->r->difference,
		    num, sizeof num));
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct returns *x = sc->data;
	struct rect b = { body.row, body.col + 1, body.rows, body.cols - 2 };
	int row = b.row, end = b.row + b.rows - 4;
	size_t top = x->at >= (size_t)(end - row - 2) ? x->at - (size_t)(end - row - 3) : 0;
	struct strbuf text = { 0 };

	canvas_text(c, row++, b.col, b.cols, ROLE_HEAD, b.cols >= 60
	    ? _("Line                                  may come back, comes back") : _("Line"));
	for (size_t i = top; i < x->n && row < end; i++)
		draw_line(x, c, row++, b, i);
	draw_out(x, c, &row, b, end);
	canvas_hline(c, end, body.col, body.cols, ROLE_RULE);
	sum_text(x, &text);
	canvas_wrap(c, (struct rect) { end + 1, b.col, 2, b.cols },
	    x->note.text[0] ? ROLE_ERROR : ROLE_HEAD,
	    x->note.text[0] ? x->note.text : strbuf_str(&text), 0, true);
	strbuf_fini(&text);
	canvas_text(c, end + 3, b.col, 12, ROLE_LABEL, _("Quantity:"));
	edit_draw(&x->input, c, end + 3, b.col + 12, 12, ROLE_FIELD_FOCUS, true);
}

static void
set_take(struct screen *sc, int64_t milli)
{
	struct returns *x = sc->data;

	if (x->n == 0)
		return;
	if (milli > x->left[x->at].left_milli) {
		app_error(sc->app, "%s", _("More than may come back."));
		return;
	}
	x->take[x->at] = milli;
	recompute(sc);
}

static void
take_typed(struct screen *sc)
{
	struct returns *x = sc->data;
	struct err_note note;
	int64_t milli;

	if (quantity_parse(x->s->format.locale, edit_text(&x->input), &milli, &note) != ERR_OK)
		app_error_note(sc->app, &note);
	else
		set_take(sc, milli);
	edit_set(&x->input, "");
}

/* What goes out instead (rule R4): while it is picked, the difference is shown in cash. */
static void
add_out(struct screen *sc)
{
	struct returns *x = sc->data;
	int64_t id = records_pick(x->s, "product", _("Products"), "");
	struct err_note note;
	struct record *r;

	if (id == 0)
		return;
	if (records_load(x->s, "product", id, &r, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	sale_add_line(&x->r->out, record_text(r, "code"), 1000);
	record_free(r);
	recompute(sc);
}

/* Who may not take goods back asks somebody who may (H5). */
static bool
ask_approval(struct screen *sc)
{
	struct returns *x = sc->data;
	struct approve who;
	struct err_note note;
	enum err err;

	x->r->approver[0] = '\0';
	if (session_may(x->s, "sale", VERB_DELETE))
		return true;
	if (!approve_ask(x->s, &who))
		return false;
	err = approval_check(x->s->st, x->s->a, who.user, who.password, "sale", &note);
	secret_wipe(who.password, sizeof who.password);
	if (err == ERR_OK)
		str_copy(x->r->approver, sizeof x->r->approver, who.user);
	else
		app_error_note(sc->app, &note);
	return err == ERR_OK;
}

static enum err
post_return(void *ctx, struct err_note *note)
{
	struct returns *x = ctx;
	enum err err = session_write(x->s, note);

	if (err != ERR_OK)
		return err;
	err = refund_post(x->s->st, x->r, note);
	return session_end(x->s, err, note);
}

/* The difference by these tenders. */
static enum err
try_tenders(void *ctx, const struct sale_tender *t, size_t n, struct err_note *note)
{
	struct returns *x = ctx;
	const struct sale *out = &x->r->out;
	enum err err;

	memcpy(x->r->out.tenders, t, n * sizeof *t);
	x->r->out.ntenders = n;
	err = session_read(x->s, note);
	if (err != ERR_OK)
		return err;
	err = refund_price(x->s->st, x->r, note);
	session_done(x->s);
	if (err != ERR_OK)
		return err;
	x->pay.member = out->member;
	x->pay.rounding = out->rounding;
	x->pay.due = out->due;
	x->pay.total = out->due - out->rounding;
	x->pay.paid = out->paid;
	x->pay.change = out->change;
	x->pay.points_usable = out->points_usable;
	memcpy(x->pay.tenders, out->tenders, sizeof x->pay.tenders);
	x->pay.ntenders = out->ntenders;
	return ERR_OK;
}

/* The customer pays the difference as a sale is paid (rules R4, P11). */
static bool
pay_difference(struct returns *x)
{
	struct pay_for of = { .s = x->s, .sale = &x->pay, .try_tenders = try_tenders,
		.post = post_return, .ctx = x };
	struct sale_tender cash = { .method = "cash", .amount = -1 };
	struct err_note note;

	if (try_tenders(x, &cash, 1, &note) == ERR_OK && cashier_pay_for(&of))
		return true;
	if (try_tenders(x, &cash, 1, &note) != ERR_OK)
		app_error_note(x->s->app, &note);
	return false;
}

static void
post(struct screen *sc)
{
	struct returns *x = sc->data;
	struct strbuf text = { 0 };
	struct err_note note;
	bool yes;

	recompute(sc);
	if (x->r->nlines == 0 || x->note.text[0]) {
		app_error(sc->app, "%s", x->note.text[0] ? x->note.text : _("Nothing picked yet."));
		return;
	}
	sum_text(x, &text);
	yes = dialog_confirm(sc->app, _("Post the return?"), strbuf_str(&text)) &&
	    dialog_prompt(sc->app, _("Return"), _("Reason"), false, x->r->reason, sizeof x->r->reason);
	strbuf_fini(&text);
	if (!yes || !ask_approval(sc))
		return;
	if (x->r->difference > 0) {
		if (!pay_difference(x))
			return;
	} else if (post_return(x, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	app_message(sc->app, _("Posted as %s."), x->r->number);
	screen_close(sc);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct returns *x = sc->data;

	if (ev->kind == EV_SCAN) {
		app_error(sc->app, "%s", _("Pick lines by Space; a scan does nothing here."));
		return true;
	}
	switch (ev->action) {
	case ACT_UP:
		x->at -= x->at > 0;
		return true;
	case ACT_DOWN:
		x->at += x->at + 1 < x->n;
		return true;
	case ACT_MARK:
		set_take(sc, x->n > 0 && x->take[x->at] > 0 ? 0 : x->left[x->at].left_milli);
		return true;
	case ACT_MARK_ALL:
		for (size_t i = 0; i < x->n; i++)
			x->take[i] = x->left[i].left_milli;
		recompute(sc);
		return true;
	case ACT_ENTER:
		if (!edit_is_empty(&x->input))
			take_typed(sc);
		return true;
	case ACT_NEW:
		add_out(sc);
		return true;
	case ACT_SAVE:
		post(sc);
		return true;
	default:
		return edit_event(&x->input, ev) != EDIT_PASS;
	}
}

static void
fini(struct screen *sc)
{
	struct returns *x = sc->data;

	edit_fini(&x->input);
	refund_fini(x->r);
	free(x->r);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_NEW, ACT_MARK, ACT_GO, ACT_NONE };

static const struct screen_class returns_class = {
	.name = "returns", .code = "RE", .title = N_("Return"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_returns, .draw = draw, .event = event, .fini = fini,
};

enum err
returns_open(struct session *s, const char *receipt, struct err_note *note)
{
	char number[64];

	if (!session_may(s, "sale", VERB_ADD))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(s->a), "sale", "add");
	str_copy(number, sizeof number, receipt);
	return app_push(s->app, &returns_class, number, note);
}
