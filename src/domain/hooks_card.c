/* Rules of gifts and top-up rules as records. */
#include "domain/hooks_card.h"

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/gift_parts.h"

static enum err
amount_in(const struct record *r, const char *field, int64_t min, int64_t max,
    const char *text, struct err_note *note)
{
	int64_t v = record_int(r, field);

	return v < min || v > max ? err_set(note, ERR_INVALID, field, "%s", text) : ERR_OK;
}

static bool
is_empty(struct record *r, const char *field)
{
	return record_value(r, field)->kind == VALUE_NULL;
}

enum err
gift_before(struct store *st, const struct record *old, struct record *r, struct err_note *note)
{
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	if (is_empty(r, "stock"))
		record_set_int(r, "stock", 0);
	e = amount_in(r, "points", 1, MONEY_MAX, _("Points are a whole number above 0."), note);
	if (e == ERR_OK)
		e = amount_in(r, "stock", 0, MONEY_MAX,
		    _("A stock of 0 or more is needed."), note);
	if (e == ERR_OK)
		e = amount_in(r, "low", 0, MONEY_MAX,
		    _("A stock of 0 or more is needed."), note);
	return e;
}

/* The stock typed is a movement too: the first of a new gift, or a count (rule P14). */
enum err
gift_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	struct gift_move m = { .op = old == NULL ? "start" : "count" };

	if (r == NULL)
		return ERR_OK;
	m.gift_id = r->id;
	m.stock = record_int(r, "stock");
	m.qty = m.stock - (old != NULL ? record_int(old, "stock") : 0);
	return m.qty != 0 ? gift_write(st, &m, note) : ERR_OK;
}

enum err
topup_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	int64_t from, to;
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	e = amount_in(r, "amount", 1, MONEY_MAX, _("An amount above 0 is needed."), note);
	if (e == ERR_OK)
		e = amount_in(r, "bonus", 0, MONEY_MAX,
		    _("An amount of 0 or more is needed."), note);
	if (e == ERR_OK)
		e = amount_in(r, "bonus_percent", 0, 10000,
		    _("A percentage is from 0 to 100."), note);
	if (e != ERR_OK)
		return e;
	if (record_int(r, "bonus") == 0 && record_int(r, "bonus_percent") == 0)
		return err_set(note, ERR_INVALID, "bonus",
		    _("Say what is given: an amount or a percentage."));
	from = record_int(r, "from_day");
	to = record_int(r, "to_day");
	if (from != 0 && to != 0 && to < from)
		return err_set(note, ERR_INVALID, "to_day",
		    _("The last day lies before the first."));
	return ERR_OK;
}
