#include "config.h"

#include "screens/lines_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/approval.h"
#include "screens/approve.h"
#include "screens/records.h"
#include "ui/dialog.h"

#define ONE 1000			/* thousandths */
#define FIGURES "0123456789.,"

enum { COL_CODE, COL_NAME, COL_QTY, COL_UNIT, COL_PRICE, COL_OFF, COL_NET, COL_DELIVERED, COL_SOLD };
enum { TAKE_CODE, TAKE_NAME, TAKE_QTY, TAKE_DONE, TAKE_NOW };

size_t
lines_columns(const struct lines *x, struct grid_column cols[GRID_COLUMNS_MAX])
{
	bool edit = !x->is_fixed;
	size_t n = 0;

	cols[n++] = (struct grid_column){ .title = _("Code"), .width = 10, .editable = edit && x->mode == LINES_EDIT };
	cols[n++] = (struct grid_column){ .title = _("Product"), .width = 14, .grow = true };
	if (x->mode != LINES_EDIT) {
		cols[n++] = (struct grid_column){ .title = _("Ordered"), .width = 9, .right = true };
		cols[n++] = (struct grid_column){ .title = x->mode == LINES_SELL ? _("Sold") : _("Delivered"),
		    .width = 10, .right = true };
		cols[n++] = (struct grid_column){ .title = _("Now"), .width = 9, .right = true,
		    .editable = true, .allowed = FIGURES };
		return n;
	}
	cols[n++] = (struct grid_column){ .title = _("Qty"), .width = 6, .right = true, .editable = edit,
	    .allowed = FIGURES };
	cols[n++] = (struct grid_column){ .title = _("Unit"), .width = 6, .is_wide_only = true };
	cols[n++] = (struct grid_column){ .title = _("Price"), .width = 10, .right = true, .editable = edit };
	cols[n++] = (struct grid_column){ .title = _("Off"), .width = 7, .right = true, .editable = edit };
	cols[n++] = (struct grid_column){ .title = _("Amount"), .width = 11, .right = true };
	if (x->kind == OFFER_ORDER && x->is_fixed) {
		cols[n++] = (struct grid_column){ .title = _("Delivered"), .width = 9, .right = true, .is_wide_only = true };
		cols[n++] = (struct grid_column){ .title = _("Sold"), .width = 6, .right = true, .is_wide_only = true };
	}
	return n;
}

enum err
lines_price(struct lines *x, struct err_note *note)
{
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	err = offer_price(x->s->st, &x->o, note);
	session_done(x->s);
	return err;
}

int64_t
lines_left(const struct lines *x, size_t row)
{
	return x->o.sale.lines[row].qty_milli -
	    (x->mode == LINES_SELL ? x->o.sold_qty[row] : x->o.delivered[row]);
}

/* ---- steps back ---- */

static void
drop_first(struct lines *x)
{
	free(x->steps[0].lines);
	memmove(x->steps, x->steps + 1, (LINES_UNDO_MAX - 1) * sizeof *x->steps);
	x->nsteps--;
}

static void
remember(struct lines *x)
{
	struct lines_step *t;

	if (x->nsteps == LINES_UNDO_MAX)
		drop_first(x);
	t = &x->steps[x->nsteps++];
	t->n = x->o.sale.nlines;
	t->lines = xcalloc(t->n + 1, sizeof *t->lines);
	if (t->n > 0)
		memcpy(t->lines, x->o.sale.lines, t->n * sizeof *t->lines);
}

/* Takes the newest step; the figures were right when it was made. */
static void
step_back(struct lines *x)
{
	struct lines_step *t = &x->steps[--x->nsteps];

	free(x->o.sale.lines);
	x->o.sale.lines = t->lines;
	x->o.sale.nlines = t->n;
	t->lines = NULL;
}

void
lines_forget(struct lines *x)
{
	while (x->nsteps > 0)
		free(x->steps[--x->nsteps].lines);
}

static void
undo(void *ctx)
{
	struct lines *x = ctx;
	struct err_note note = { 0 };

	if (x->nsteps == 0) {
		app_message(x->s->app, "%s", _("Nothing more to take back."));
		return;
	}
	step_back(x);
	if (lines_price(x, &note) != ERR_OK)
		app_error_note(x->s->app, &note);
}

/* ---- cells ---- */

static size_t
rows(void *ctx)
{
	return ((struct lines *)ctx)->o.sale.nlines;
}

/* What was typed, else what the rules gave. */
static void
off_text(const struct lines *x, const struct sale_line *l, char *buf, size_t size)
{
	char num[40];

	if (l->discount_bp >= 0)
		snprintf(buf, size, "%s%%", percent_format(x->s->format.locale, l->discount_bp, num, sizeof num));
	else if (l->off > 0 || l->discount >= 0)
		session_money(x->s, l->discount >= 0 ? l->discount : l->off, buf, size);
}

static void
cell(void *ctx, size_t row, size_t col, char *buf, size_t size)
{
	const struct lines *x = ctx;
	const struct sale_line *l = &x->o.sale.lines[row];
	const struct locale_rules *lr = x->s->format.locale;

	switch (col) {
	case COL_CODE:
		str_copy(buf, size, l->code[0] != '\0' ? l->code : l->product);
		break;
	case COL_NAME:
		str_copy(buf, size, l->name);
		break;
	case COL_QTY:
		quantity_format(lr, l->qty_milli, buf, size);
		break;
	case COL_UNIT:
		str_copy(buf, size, l->unit);
		break;
	case COL_PRICE:
		session_money(x->s, l->unit_price, buf, size);
		break;
	case COL_OFF:
		off_text(x, l, buf, size);
		break;
	case COL_NET:
		session_money(x->s, l->net, buf, size);
		break;
	case COL_DELIVERED:
		quantity_format(lr, x->o.delivered[row], buf, size);
		break;
	default:
		quantity_format(lr, x->o.sold_qty[row], buf, size);
		break;
	}
}

/* ---- changes ---- */

static enum err
set_qty(struct lines *x, struct sale_line *l, const char *text, struct err_note *note)
{
	int64_t milli;
	enum err err = quantity_parse(x->s->format.locale, text, &milli, note);

	if (err == ERR_OK)
		l->qty_milli = milli;
	return err;
}

/* Empty: the price of the list and its rules again. */
static enum err
set_price(struct lines *x, struct sale_line *l, const char *text, struct err_note *note)
{
	if (text[0] == '\0') {
		l->price = -1;
		return ERR_OK;
	}
	return money_parse(x->s->format.locale, x->s->format.currency, text, &l->price, note);
}

/* "10%" or an amount; empty: none by hand. */
static enum err
set_off(struct lines *x, struct sale_line *l, const char *text, struct err_note *note)
{
	char buf[64];
	size_t len = strlen(text);

	l->discount = l->discount_bp = -1;
	if (len == 0)
		return ERR_OK;
	if (text[len - 1] != '%')
		return money_parse(x->s->format.locale, x->s->format.currency, text, &l->discount, note);
	str_copy(buf, sizeof buf, text);
	if (len < sizeof buf)
		buf[len - 1] = '\0';
	return percent_parse(x->s->format.locale, buf, &l->discount_bp, note);
}

/* Another product starts its line anew; the quantity stays. */
static enum err
set_code(struct lines *x, size_t row, const char *text, struct err_note *note)
{
	struct sale_line *l;
	int64_t qty = ONE;

	if (row < x->o.sale.nlines) {
		l = &x->o.sale.lines[row];
		qty = l->qty_milli;
		*l = (struct sale_line){ .qty_milli = qty, .price = -1, .discount = -1, .discount_bp = -1 };
		str_copy(l->product, sizeof l->product, text);
		return ERR_OK;
	}
	if (sale_add_line(&x->o.sale, text, ONE) == NULL)
		return err_set(note, ERR_LIMIT, "lines", _("A sale has at most %d lines."), SALE_LINES_MAX);
	return ERR_OK;
}

/* Above the limit somebody with the right says yes with own sign-in (rule D3). */
static bool
ask_approval(struct lines *x, enum err err, struct err_note *note)
{
	struct approve who;
	char reason[160] = "", function[32];
	bool yes = false;

	if (err != ERR_DENIED)
		return false;
	str_copy(function, sizeof function, str_eq(note->field, "discount") ? "discount" : "price");
	app_error_note(x->s->app, note);
	if (approve_ask(x->s, &who) &&
	    dialog_prompt(x->s->app, _("Approval"), _("Reason"), false, reason, sizeof reason)) {
		if (str_empty(reason))
			err_set(note, ERR_INVALID, "reason", _("An approval needs a reason."));
		else
			yes = approval_check(x->s->st, x->s->a, who.user, who.password, function, note) == ERR_OK;
	}
	if (yes) {
		str_copy(x->o.sale.approver, sizeof x->o.sale.approver, who.user);
		str_copy(x->o.sale.reason, sizeof x->o.sale.reason, reason);
	}
	secret_wipe(&who, sizeof who);
	return yes;
}

static enum err
change(struct lines *x, size_t row, size_t col, const char *text, struct err_note *note)
{
	struct sale_line *l;
	enum err err;

	if (col == COL_CODE)
		return set_code(x, row, text, note);
	if (row >= x->o.sale.nlines)
		return err_set(note, ERR_INVALID, "product", _("Type the product first."));
	l = &x->o.sale.lines[row];
	err = col == COL_QTY ? set_qty(x, l, text, note) : col == COL_PRICE ?
	    set_price(x, l, text, note) : set_off(x, l, text, note);
	return err;
}

static enum err
set(void *ctx, size_t row, size_t col, const char *text, struct err_note *note)
{
	struct lines *x = ctx;
	struct err_note again;
	enum err err;

	if (col == COL_CODE && text[0] == '\0')
		return row < x->o.sale.nlines ? err_set(note, ERR_INVALID, "product",
		    _("Del takes the row away.")) : ERR_OK;
	remember(x);
	err = change(x, row, col, text, note);
	if (err == ERR_OK)
		err = lines_price(x, note);
	if (ask_approval(x, err, note))
		err = lines_price(x, note);
	if (err == ERR_OK) {
		x->is_dirty = true;
		return ERR_OK;
	}
	step_back(x);
	if (lines_price(x, &again) != ERR_OK)
		app_error_note(x->s->app, &again);
	return err;
}

static void
insert(void *ctx, size_t row)
{
	/* An empty line has no price: the cursor goes to the free row below. */
	struct lines *x = ctx;

	(void)row;
	grid_go(x->grid, x->o.sale.nlines, COL_CODE);
}

static void
remove_row(void *ctx, size_t row)
{
	struct lines *x = ctx;
	struct err_note note = { 0 };

	remember(x);
	sale_remove_line(&x->o.sale, row);
	x->is_dirty = true;
	if (lines_price(x, &note) != ERR_OK)
		app_error_note(x->s->app, &note);
}

static bool
pick(void *ctx, size_t row, size_t col, const char *typed, char **text)
{
	struct lines *x = ctx;
	struct err_note note;
	struct record *r;
	int64_t id;

	(void)row;
	if (col != COL_CODE)
		return false;
	id = records_pick(x->s, "product", _("Products"), typed);
	if (id == 0)
		return false;
	if (records_load(x->s, "product", id, &r, &note) != ERR_OK) {
		app_error_note(x->s->app, &note);
		return false;
	}
	*text = xstrdup(record_text(r, "code"));
	record_free(r);
	return true;
}

const struct grid_ops lines_edit_ops = {
	.rows = rows, .cell = cell, .set = set, .insert = insert, .remove = remove_row, .pick = pick,
	.undo = undo,
};

static enum err
refuse(void *ctx, size_t row, size_t col, const char *text, struct err_note *note)
{
	const struct lines *x = ctx;

	(void)row;
	(void)col;
	(void)text;
	return err_set(note, ERR_CONFLICT, "state", _("%s has gone out: it stays as it is."), x->o.number);
}

const struct grid_ops lines_fixed_ops = { .rows = rows, .cell = cell, .set = refuse };

/* ---- how much now ---- */

static void
take_cell(void *ctx, size_t row, size_t col, char *buf, size_t size)
{
	const struct lines *x = ctx;
	const struct locale_rules *lr = x->s->format.locale;
	const struct sale_line *l = &x->o.sale.lines[row];

	switch (col) {
	case TAKE_CODE:
		str_copy(buf, size, l->code);
		break;
	case TAKE_NAME:
		str_copy(buf, size, l->name);
		break;
	case TAKE_QTY:
		quantity_format(lr, l->qty_milli, buf, size);
		break;
	case TAKE_DONE:
		quantity_format(lr, l->qty_milli - lines_left(x, row), buf, size);
		break;
	default:
		if (x->take[row] > 0)
			quantity_format(lr, x->take[row], buf, size);
		break;
	}
}

static enum err
take_set(void *ctx, size_t row, size_t col, const char *text, struct err_note *note)
{
	struct lines *x = ctx;
	int64_t milli = 0;
	enum err err = ERR_OK;

	(void)col;
	if (text[0] != '\0' && !str_eq(text, "0"))
		err = quantity_parse(x->s->format.locale, text, &milli, note);
	if (err == ERR_OK && milli > lines_left(x, row))
		err = err_set(note, ERR_LIMIT, "lines", _("That is more than is left."));
	if (err == ERR_OK) {
		x->take[row] = milli;
		x->is_dirty = true;
	}
	return err;
}

const struct grid_ops lines_take_ops = { .rows = rows, .cell = take_cell, .set = take_set };
