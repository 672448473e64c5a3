#include "config.h"

#include "screens/cart.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/draft.h"

#define POST_TRIES 3

bool
cart_is_empty(const struct cart *c)
{
	return c->sale.nlines == 0 && c->sale.member.holder_id == 0;
}

int64_t
cart_items(const struct cart *c)
{
	int64_t n = 0;

	for (size_t i = 0; i < c->sale.nlines; i++)
		n += c->sale.lines[i].qty_milli;
	return n;
}

/* ---- the draft ---- */

static void
make_title(const struct cart *c, char *buf, size_t size)
{
	char total[48];

	snprintf(buf, size, _("Cart at %s, %zu lines, %s"), c->s->till, c->sale.nlines,
	    session_money(c->s, c->sale.total, total, sizeof total));
}

static json_t *
to_json(const struct cart *c)
{
	json_t *j = json_object(), *tenders = json_array();

	json_object_set_new(j, "sale", sale_to_json(&c->sale));
	json_object_set_new(j, "pid", json_integer(getpid()));
	if (c->is_unsettled) {
		for (size_t i = 0; i < c->sale.ntenders; i++)
			json_array_append_new(tenders, json_pack("{s:s, s:I}",
			    "method", c->sale.tenders[i].method,
			    "amount", (json_int_t)c->sale.tenders[i].amount));
		json_object_set(j, "tenders", tenders);
	}
	json_decref(tenders);
	return j;
}

static enum err
save(struct cart *c, struct err_note *note)
{
	char title[128], *text;
	json_t *j;
	enum err err;

	if (c->sale.nlines == 0) {
		err = draft_drop(c->s->st, c->s->a, c->draft, note);
		return err == ERR_NOTFOUND ? ERR_OK : err;
	}
	make_title(c, title, sizeof title);
	j = to_json(c);
	text = json_text(j);
	err = draft_save(c->s->st, c->s->a, c->draft, title, text, note);
	free(text);
	json_decref(j);
	return err;
}

/* After a change: what could not be kept is said, the sale goes on. */
static void
keep(struct cart *c)
{
	struct err_note note;

	if (save(c, &note) != ERR_OK)
		app_error_note(c->s->app, &note);
}

/* Is the session that kept this draft still there, and another one than this? */
static bool
is_foreign(const json_t *j)
{
	pid_t pid = (pid_t)json_integer_value(json_object_get(j, "pid"));

	return pid > 1 && pid != getpid() && (kill(pid, 0) == 0 || errno == EPERM);
}

static enum err
read_draft(struct cart *c, const json_t *j, struct err_note *note)
{
	const json_t *tenders = json_object_get(j, "tenders"), *t;
	enum err err;
	size_t i;

	err = sale_from_json(&c->sale, json_object_get(j, "sale"), note);
	if (err != ERR_OK)
		return err;
	str_copy(c->sale.till, sizeof c->sale.till, c->s->till);
	json_array_foreach((json_t *)tenders, i, t) {
		struct sale_tender *st = &c->sale.tenders[c->sale.ntenders];

		if (c->sale.ntenders == SALE_TENDERS_MAX)
			break;
		str_copy(st->method, sizeof st->method,
		    json_string_value(json_object_get(t, "method")));
		st->amount = json_integer_value(json_object_get(t, "amount"));
		c->sale.ntenders++;
		c->is_unsettled = true;
	}
	return ERR_OK;
}

static void
start(struct cart *c)
{
	sale_init(&c->sale);
	str_copy(c->sale.till, sizeof c->sale.till, c->s->till);
	c->at = 0;
	c->is_unsettled = false;
	c->approver[0] = c->reason[0] = '\0';
}

/* False: this slot belongs to somebody else, or holds a cart when an empty
 * one is wanted. */
static bool
try_slot(struct cart *c, int slot, bool fresh)
{
	char *text = NULL;
	json_t *j = NULL;
	bool ok = true;

	snprintf(c->draft, sizeof c->draft, slot == 0 ? "cart:%s" : "cart:%s:%d",
	    c->s->till, slot + 1);
	start(c);
	if (draft_load(c->s->st, c->s->a, c->draft, &text, NULL) != ERR_OK || !text)
		return true;
	if (json_parse_object(text, strlen(text), &j, NULL) == ERR_OK)
		ok = !fresh && !is_foreign(j) && read_draft(c, j, NULL) == ERR_OK;
	json_decref(j);
	free(text);
	return ok;
}

static enum err price(struct cart *c, struct err_note *note);

/* Prices what was left behind and claims it: the draft names this session now. */
static enum err
take_up(struct cart *c, struct err_note *note)
{
	enum err err;

	if (c->sale.nlines == 0 && !c->sale.member.code[0] && !c->sale.member.card.number[0])
		return ERR_OK;
	err = price(c, note);
	keep(c);
	return err;
}

enum err
cart_open(struct cart *c, struct session *s, bool fresh, struct err_note *note)
{
	c->s = s;
	for (c->slot = 0; c->slot < CARTS_MAX; c->slot++) {
		if (s->carts & 1u << c->slot)
			continue;
		if (try_slot(c, c->slot, fresh)) {
			s->carts |= 1u << c->slot;
			return take_up(c, note);
		}
		sale_fini(&c->sale);
	}
	return err_set(note, ERR_LIMIT, "", _("%d carts are open; finish one first."),
	    CARTS_MAX);
}

void
cart_close(struct cart *c)
{
	c->s->carts &= ~(1u << c->slot);
	sale_fini(&c->sale);
}

void
cart_clear(struct cart *c)
{
	sale_fini(&c->sale);
	start(c);
	keep(c);
}

/* ---- changes ---- */

static enum err
price(struct cart *c, struct err_note *note)
{
	enum err err = session_read(c->s, note);

	if (err != ERR_OK)
		return err;
	err = sale_price(c->s->st, &c->sale, note);
	session_done(c->s);
	return err;
}

enum err
cart_reprice(struct cart *c, struct err_note *note)
{
	return price(c, note);
}

static enum err
unsettled(struct err_note *note)
{
	return err_set(note, ERR_BUSY, "",
	    _("The payment of this cart is not settled: F2 asks again."));
}

/* The figures after a refused change: they read before, so they do again. */
static void
back(struct cart *c)
{
	struct err_note note;

	if (price(c, &note) != ERR_OK)
		app_error_note(c->s->app, &note);
}

/* An approval holds for what was approved, not for the next figure: whoever was asked
 * for this one takes the place of the former, or nobody does. */
struct approval { char approver[32], reason[160]; };

static void
approval_turn(struct cart *c, struct approval *before)
{
	str_copy(before->approver, sizeof before->approver, c->sale.approver);
	str_copy(before->reason, sizeof before->reason, c->sale.reason);
	str_copy(c->sale.approver, sizeof c->sale.approver, c->approver);
	str_copy(c->sale.reason, sizeof c->sale.reason, c->reason);
	c->approver[0] = c->reason[0] = '\0';
}

static void
approval_back(struct cart *c, const struct approval *before)
{
	str_copy(c->sale.approver, sizeof c->sale.approver, before->approver);
	str_copy(c->sale.reason, sizeof c->sale.reason, before->reason);
}

/* A percentage of the receipt takes more off with every item: who approved it had not seen
 * those that come later (rule D3). */
static bool
is_percent_approved(const struct cart *c)
{
	return c->sale.discount_bp > 0 && c->sale.approver[0] != '\0';
}

enum err
cart_add(struct cart *c, const char *product, int64_t qty_milli, struct err_note *note)
{
	struct sale *s = &c->sale;
	struct approval said;
	struct sale_line *l;
	bool turns;
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	s->ntenders = 0;
	l = sale_add_line(s, product, qty_milli);
	if (!l)
		return err_set(note, ERR_LIMIT, "lines",
		    _("A sale has at most %d lines."), SALE_LINES_MAX);
	turns = is_percent_approved(c);
	if (turns)
		approval_turn(c, &said);
	err = price(c, note);
	if (err != ERR_OK) {
		sale_remove_line(s, s->nlines - 1);
		if (turns)
			approval_back(c, &said);
		if (err != ERR_NOTFOUND && err != ERR_INVALID && err != ERR_DENIED)
			return err;
		back(c);
		return err;
	}
	/* The same article once more adds to the line before. */
	if (s->nlines > 1) {
		struct sale_line *last = &s->lines[s->nlines - 1], *prev = last - 1;

		if (prev->product_id == last->product_id && prev->price < 0 &&
		    prev->discount < 0 && prev->discount_bp < 0) {
			prev->qty_milli += last->qty_milli;
			sale_remove_line(s, s->nlines - 1);
			err = price(c, note);
		}
	}
	c->at = s->nlines - 1;
	keep(c);
	return err;
}

static bool
is_by_hand(const struct sale_line *l)
{
	return l->price >= 0 || l->discount >= 0 || l->discount_bp >= 0;
}

enum err
cart_set_line(struct cart *c, size_t i, const struct sale_line *asked,
    struct err_note *note)
{
	struct approval said;
	struct sale_line before;
	bool turns;
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	before = c->sale.lines[i];
	turns = is_by_hand(&before) || is_by_hand(asked) || is_percent_approved(c);
	if (turns)
		approval_turn(c, &said);
	c->sale.ntenders = 0;
	c->sale.lines[i] = *asked;
	err = price(c, note);
	if (err != ERR_OK) {
		c->sale.lines[i] = before;
		if (turns)
			approval_back(c, &said);
		back(c);
		return err;
	}
	keep(c);
	return ERR_OK;
}

void
cart_remove(struct cart *c, size_t i)
{
	if (c->is_unsettled || i >= c->sale.nlines)
		return;
	c->sale.ntenders = 0;
	sale_remove_line(&c->sale, i);
	if (c->at >= c->sale.nlines && c->at > 0)
		c->at--;
	back(c);
	keep(c);
}

enum err
cart_set_discount(struct cart *c, int64_t amount, int64_t bp, struct err_note *note)
{
	int64_t amount_before = c->sale.discount, bp_before = c->sale.discount_bp;
	struct approval said;
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	approval_turn(c, &said);
	c->sale.ntenders = 0;
	c->sale.discount = amount;
	c->sale.discount_bp = bp;
	err = price(c, note);
	if (err != ERR_OK) {
		c->sale.discount = amount_before;
		c->sale.discount_bp = bp_before;
		approval_back(c, &said);
		back(c);
		return err;
	}
	keep(c);
	return ERR_OK;
}

enum err
cart_approve(struct cart *c, struct err_note *note)
{
	struct approval said;
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	approval_turn(c, &said);
	err = price(c, note);
	if (err != ERR_OK)
		approval_back(c, &said);
	return err;
}

/* A code on the whole sale; field is inside it. */
static enum err
set_code(struct cart *c, char field[32], const char *code, struct err_note *note)
{
	char before[32];
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	if (strlen(code) >= sizeof before)
		return err_set(note, ERR_NOTFOUND, "", _("Unknown code: %.40s"), code);
	str_copy(before, sizeof before, field);
	str_copy(field, sizeof before, code);
	c->sale.ntenders = 0;
	err = price(c, note);
	if (err != ERR_OK) {
		str_copy(field, sizeof before, before);
		back(c);
		return err;
	}
	keep(c);
	return ERR_OK;
}

enum err
cart_set_coupon(struct cart *c, const char *code, struct err_note *note)
{
	return set_code(c, c->sale.coupon, code, note);
}

enum err
cart_set_salesperson(struct cart *c, const char *user, struct err_note *note)
{
	return set_code(c, c->sale.salesperson, user, note);
}

enum err
cart_set_member(struct cart *c, const char *text, struct err_note *note)
{
	struct member m, before = c->sale.member;
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	memset(&m, 0, sizeof m);
	m.level_factor = 100;
	if (!str_empty(text)) {
		err = session_read(c->s, note);
		if (err != ERR_OK)
			return err;
		err = member_find(c->s->st, text, &m, note);
		if (err == ERR_OK && m.card.id != 0)
			err = card_usable(&m.card, false, note);
		session_done(c->s);
		if (err != ERR_OK)
			return err;
	}
	c->sale.ntenders = 0;
	c->sale.member = m;
	err = price(c, note);
	if (err != ERR_OK) {
		c->sale.member = before;
		back(c);
		return err;
	}
	keep(c);
	return ERR_OK;
}

enum err
cart_try_tenders(struct cart *c, const struct sale_tender *t, size_t n,
    struct err_note *note)
{
	if (c->is_unsettled)
		return unsettled(note);
	if (n > SALE_TENDERS_MAX)
		n = SALE_TENDERS_MAX;
	memcpy(c->sale.tenders, t, n * sizeof *t);
	c->sale.ntenders = n;
	return price(c, note);
}

enum err
cart_post(struct cart *c, struct err_note *note)
{
	bool unknown = c->is_unsettled, was_unknown;
	enum err err = ERR_BUSY;

	/* First the request itself, so that a killed session can ask again. */
	c->is_unsettled = true;
	if (!unknown && save(c, note) != ERR_OK) {
		c->is_unsettled = false;
		return note->code;
	}
	for (int i = 0; i < POST_TRIES; i++) {
		err = sale_settle(c->s->st, c->s->a, &c->sale, &was_unknown, note);
		if (err == ERR_OK)
			break;
		/* A definite refusal ends it even when an earlier try was unknown:
		 * the key was looked up first, and was not there. */
		unknown = was_unknown || (unknown && err == ERR_BUSY);
		if (!unknown && err != ERR_BUSY)
			break;
	}
	if (err == ERR_OK) {
		/* Left behind it would only be asked again and answered the same. */
		enum err dropped = draft_drop(c->s->st, c->s->a, c->draft, NULL);

		(void)dropped;
		c->is_unsettled = false;
		return ERR_OK;
	}
	c->is_unsettled = unknown;
	keep(c);
	if (unknown)
		return err_set(note, ERR_BUSY, "",
		    _("It is not known yet whether this was posted. F2 asks again; it is never posted twice."));
	return err;
}

/* ---- aside ---- */

enum err
cart_hold(struct cart *c, struct err_note *note)
{
	char title[320], total[48], *text;
	json_t *j;
	int64_t id;
	enum err err;

	if (c->is_unsettled)
		return unsettled(note);
	snprintf(title, sizeof title, "%s  %s  %s", actor_code(c->s->a),
	    c->sale.member.name[0] ? c->sale.member.name : _("no customer"),
	    session_money(c->s, c->sale.total, total, sizeof total));
	j = sale_to_json(&c->sale);
	text = json_text(j);
	err = hold_put(c->s->st, c->s->a, title, text, &id, note);
	free(text);
	json_decref(j);
	if (err == ERR_OK)
		cart_clear(c);
	return err;
}

enum err
cart_recall(struct cart *c, int64_t id, struct err_note *note)
{
	char *text = NULL;
	json_t *j = NULL;
	enum err err = hold_take(c->s->st, c->s->a, id, &text, note);

	if (err != ERR_OK)
		return err;
	sale_fini(&c->sale);
	start(c);
	err = json_parse_object(text, strlen(text), &j, note);
	if (err == ERR_OK) {
		sale_fini(&c->sale);
		err = sale_from_json(&c->sale, j, note);
		str_copy(c->sale.till, sizeof c->sale.till, c->s->till);
	}
	json_decref(j);
	free(text);
	if (err == ERR_OK)
		err = price(c, note);
	keep(c);
	return err;
}
