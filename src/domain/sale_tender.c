/* Tenders of a sale: rules N1, N2, N3, D5. */
#include "domain/sale.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "domain/sale_parts.h"
#include "store/setting.h"

static enum err
sum_up(const struct sale *s, const char *method, int64_t *sum, int *open, bool *any,
    struct err_note *note)
{
	*sum = 0;
	*any = false;
	for (size_t i = 0; i < s->ntenders; i++) {
		const struct sale_tender *t = &s->tenders[i];

		if (strcmp(t->method, method) != 0)
			continue;
		*any = true;
		if (t->amount < 0)
			*open = (int)i;
		else if (money_add(*sum, t->amount, sum) != ERR_OK)
			return err_set(note, ERR_LIMIT, "tenders",
			    _("The amount is beyond what can be kept."));
	}
	return ERR_OK;
}

static enum err
check_methods(const struct sale *s, struct err_note *note)
{
	int open = 0;

	for (size_t i = 0; i < s->ntenders; i++) {
		const struct sale_tender *t = &s->tenders[i];

		if (strcmp(t->method, "cash") != 0 && strcmp(t->method, "bank") != 0)
			return err_set(note, ERR_INVALID, "method",
			    _("\"%s\" is not accepted here: pay by cash or bank."), t->method);
		if (t->amount > MONEY_MAX || t->amount < -1)
			return err_set(note, ERR_INVALID, "amount",
			    _("A tender is an amount above 0."));
		if (t->amount < 0 && ++open > 1)
			return err_set(note, ERR_INVALID, "amount",
			    _("Only one tender can be left without an amount."));
	}
	return ERR_OK;
}

/* Zero amounts are only the cash that rounds to nothing and the sale of 0. */
static enum err
check_zero(const struct sale *s, struct err_note *note)
{
	for (size_t i = 0; i < s->ntenders; i++) {
		if (s->tenders[i].amount == 0 && s->total != 0 &&
		    !(strcmp(s->tenders[i].method, "cash") == 0 && s->due == 0))
			return err_set(note, ERR_INVALID, "amount",
			    _("A tender is an amount above 0."));
	}
	return ERR_OK;
}

static enum err
check_fit(const struct sale *s, int64_t bank, int64_t cash, int64_t cash_part,
    struct err_note *note)
{
	if (bank > s->total)
		return err_set(note, ERR_INVALID, "amount",
		    _("Bank payments are %" PRId64 " above the %" PRId64
		    " that is due; change comes from cash only."), bank - s->total, s->total);
	if (cash > 0 && bank == s->total)
		return err_set(note, ERR_INVALID, "amount",
		    _("Nothing is left to be paid in cash."));
	if (cash < cash_part)
		return err_set(note, ERR_INVALID, "tenders",
		    _("%" PRId64 " is still to be paid."), cash_part - cash);
	return check_zero(s, note);
}

static enum err
fill_tenders(struct store *st, struct sale *s, bool must_fit, struct err_note *note)
{
	int64_t unit = setting_int(st, "cash.rounding"), bank, cash, rest, part;
	bool any_bank, any_cash;
	int open = -1;
	enum err e = check_methods(s, note);

	s->rounding = s->paid = s->change = 0;
	s->due = s->total;
	if (e == ERR_OK)
		e = sum_up(s, "bank", &bank, &open, &any_bank, note);
	if (e == ERR_OK && open >= 0) {
		/* Open bank tender: what cash does not pay. */
		e = sum_up(s, "cash", &cash, &open, &any_cash, note);
		rest = s->total - bank - cash;
		if (rest < 0)
			rest = 0;
		s->tenders[open].amount = rest;
		bank += rest;
		open = -1;
	}
	if (e == ERR_OK)
		e = sum_up(s, "cash", &cash, &open, &any_cash, note);
	if (e != ERR_OK)
		return must_fit ? e : ERR_OK;	/* shown when it is paid */
	rest = s->total > bank ? s->total - bank : 0;
	/* Only the part paid in cash is rounded (rule N1). */
	part = any_cash ? money_round_to(rest, unit > 0 ? unit : 1) : rest;
	if (open >= 0) {
		s->tenders[open].amount = part > cash ? part - cash : 0;
		cash += s->tenders[open].amount;
	}
	s->rounding = part - rest;
	s->due = s->total + s->rounding;
	s->paid = bank + cash;
	s->change = cash > part ? cash - part : 0;
	return must_fit ? check_fit(s, bank, cash, part, note) : ERR_OK;
}

enum err
sale_tenders(struct store *st, struct sale *s, bool must_fit, struct err_note *note)
{
	struct sale_tender asked[SALE_TENDERS_MAX];
	enum err e;

	memcpy(asked, s->tenders, sizeof asked);
	e = fill_tenders(st, s, must_fit, note);
	/* A look at the price leaves open tenders open: the cart goes on growing. */
	if (!must_fit)
		memcpy(s->tenders, asked, sizeof asked);
	return e;
}
