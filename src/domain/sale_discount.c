#include "domain/sale_discount.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "domain/approval.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/setting.h"

static enum err
too_much(struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "lines", _("The amount is beyond what can be kept."));
}

enum err
discount_asked_ok(int64_t discount, int64_t discount_bp, struct err_note *note)
{
	if (discount >= 0 && discount_bp >= 0)
		return err_set(note, ERR_INVALID, "discount",
		    _("Give the discount as an amount or in percent, not both."));
	if (discount < -1 || discount > MONEY_MAX)
		return err_set(note, ERR_INVALID, "discount",
		    _("A discount is an amount of 0 or more."));
	if (discount_bp < -1 || discount_bp > BP)
		return err_set(note, ERR_INVALID, "discount_percent",
		    _("A discount is 0 to 100 percent."));
	return ERR_OK;
}

enum err
discount_by_hand(int64_t rest, int64_t discount, int64_t discount_bp, int64_t *off)
{
	*off = 0;
	if (discount >= 0)
		*off = discount < rest ? discount : rest;
	else if (discount_bp >= 0)
		return money_mul_div(rest, discount_bp, BP, off);
	return ERR_OK;
}

enum err
sale_spread(const struct sale *s, int64_t amount, const int64_t *weight, int64_t *part,
    struct err_note *note)
{
	return money_split(amount, weight, s->nlines, part) == ERR_OK ? ERR_OK : too_much(note);
}

enum err
discount_spread(struct sale *s, struct err_note *note)
{
	struct sale_why w = { .kind = WHY_RECEIPT, .bp = s->discount_bp };
	int64_t *weight, *part, sum = 0, amount = 0;
	enum err e = discount_asked_ok(s->discount, s->discount_bp, note);

	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++) {
		if (money_add(sum, s->lines[i].net, &sum) != ERR_OK)
			e = too_much(note);
	}
	if (e == ERR_OK && discount_by_hand(sum, s->discount, s->discount_bp, &amount) != ERR_OK)
		e = too_much(note);
	if (e != ERR_OK || amount == 0)
		return e;
	weight = xcalloc(2 * s->nlines, sizeof *weight);
	part = weight + s->nlines;
	for (size_t i = 0; i < s->nlines; i++)
		weight[i] = s->lines[i].net;
	e = sale_spread(s, amount, weight, part, note);
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++) {
		s->lines[i].receipt_off = part[i];
		s->lines[i].off += part[i];
		s->lines[i].net -= part[i];
		w.amount = part[i];
		if (part[i] > 0)
			sale_add_why(&s->lines[i], &w, _("discount of the receipt"));
	}
	free(weight);
	return e;
}

enum err
sale_may(struct store *st, struct sale *s, const char *function, struct err_note *note)
{
	if (access_may(store_actor(st), function, VERB_EDIT) || s->approver[0] == '\0')
		return access_need(st, function, VERB_EDIT, note);
	return approval_user(st, s->approver, function, &s->approver_id, note);
}

/* Line and receipt together. The share of the receipt's discount may be one unit
 * above its exact part, which is nobody's doing. */
static enum err
is_over(const struct sale *s, const int64_t *by_hand, int64_t percent, bool *over,
    struct err_note *note)
{
	int64_t all = 0, base = 0, limit;

	*over = false;
	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];
		int64_t mine = by_hand[i] + l->receipt_off;

		if (money_mul_div(l->net + mine, percent, 100, &limit) != ERR_OK)
			return too_much(note);
		if (mine > limit + (l->receipt_off > 0 ? 1 : 0))
			*over = true;
		all += mine;
		base += l->net + mine;
	}
	if (money_mul_div(base, percent, 100, &limit) != ERR_OK)
		return too_much(note);
	if (all > limit)
		*over = true;
	return ERR_OK;
}

enum err
discount_limit(struct store *st, struct sale *s, const int64_t *by_hand, struct err_note *note)
{
	int64_t percent = setting_int(st, "discount.cashier_percent");
	bool over;
	enum err e = is_over(s, by_hand, percent, &over, note);

	if (e != ERR_OK || !over || s->is_agreed)
		return e;
	e = sale_may(st, s, "discount", note);
	if (e == ERR_DENIED && s->approver[0] == '\0')
		return err_set(note, ERR_DENIED, "discount",
		    _("A discount above %" PRId64 " %% needs the right discount.edit."), percent);
	return e;
}
