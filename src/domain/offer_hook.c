/* Heads of quotations and orders as forms and imports change them. */
#include "domain/quote.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

/* What only the rules set: taken from the row, or as a new one has it. */
static const char *const made[] = { "lines", "gross", "off", "total", "sold", NULL };

static void
keep_made(const struct record *old, struct record *r)
{
	static const char *const texts[] = { "state", "reason", "quotation", NULL };

	for (size_t i = 0; texts[i] != NULL; i++)
		if (entity_field(r->entity, texts[i]) != NULL)
			record_set_text(r, texts[i], old != NULL ? record_text(old, texts[i]) : NULL);
	if (old == NULL)
		record_set_text(r, "state", "draft");
	for (size_t i = 0; made[i] != NULL; i++)
		if (entity_field(r->entity, made[i]) != NULL)
			record_set_int(r, made[i], old != NULL ? record_int(old, made[i]) : 0);
}

static bool
differs(const struct record *a, const struct record *b)
{
	for (size_t i = 0; i < a->entity->nfields; i++)
		if (record_differs(a, b, (int)i))
			return true;
	return false;
}

static bool
is_set(struct record *r, const char *field)
{
	return record_value(r, field)->kind != VALUE_NULL;
}

static enum err
discounts_ok(struct record *r, struct err_note *note)
{
	int64_t bp = record_int(r, "discount_percent");

	if (is_set(r, "discount") && is_set(r, "discount_percent"))
		return err_set(note, ERR_INVALID, "discount",
		    _("Give the discount as an amount or in percent, not both."));
	if (record_int(r, "discount") < 0)
		return err_set(note, ERR_INVALID, "discount", _("A discount is an amount of 0 or more."));
	if (bp < 0 || bp > 10000)
		return err_set(note, ERR_INVALID, "discount_percent", _("A percentage is from 0 to 100."));
	return ERR_OK;
}

/* What went out stays; only drafts are changed and deleted (rule C3). */
static enum err
only_drafts(const struct record *old, const struct record *r, struct err_note *note)
{
	if (old == NULL || str_eq(record_text(old, "state"), "draft"))
		return ERR_OK;
	if (r == NULL)
		return err_set(note, ERR_CONFLICT, "", _("%s has gone out: it is declined or cancelled, not deleted."),
		    record_text(old, "number"));
	if (!differs(old, r))
		return ERR_OK;
	return err_set(note, ERR_CONFLICT, "state", _("%s has gone out: it stays as it is. Copy it to change it."),
	    record_text(old, "number"));
}

/* The lines of a draft go with it. */
static enum err
drop_lines(struct store *st, const char *query, const struct record *old, struct err_note *note)
{
	return store_run(st, query, DB_ARGS(DB_INT("id", old->id)), NULL, note);
}

enum err
quote_before(struct store *st, const struct record *old, struct record *r, struct err_note *note)
{
	enum err e;

	if (r != NULL)
		keep_made(old, r);
	e = only_drafts(old, r, note);
	if (e != ERR_OK || r == NULL)
		return e != ERR_OK ? e : drop_lines(st, "offer.quotation_line_drop", old, note);
	if (!is_set(r, "day"))
		record_set_int(r, "day", clock_today());
	if (!is_set(r, "valid_until"))
		record_set_int(r, "valid_until", day_add((day_t)record_int(r, "day"),
		    (int)setting_int(st, "quotation.valid_days")));
	if (record_int(r, "valid_until") < record_int(r, "day"))
		return err_set(note, ERR_INVALID, "valid_until", _("The last day lies before the first."));
	return discounts_ok(r, note);
}

enum err
order_before(struct store *st, const struct record *old, struct record *r, struct err_note *note)
{
	enum err e;

	if (r != NULL)
		keep_made(old, r);
	e = only_drafts(old, r, note);
	if (e != ERR_OK || r == NULL)
		return e != ERR_OK ? e : drop_lines(st, "offer.order_line_drop", old, note);
	if (!is_set(r, "day"))
		record_set_int(r, "day", clock_today());
	if (is_set(r, "due_day") && record_int(r, "due_day") < record_int(r, "day"))
		return err_set(note, ERR_INVALID, "due_day", _("The due day lies before the day of the order."));
	return discounts_ok(r, note);
}

/* Customer, store and discount move the prices: the lines follow. */
enum err
offer_after(struct store *st, const struct record *old, const struct record *r, struct err_note *note)
{
	static const char *const prices[] = { "customer", "store", "discount", "discount_percent", NULL };
	struct offer o;
	bool moved = false;
	enum err e;

	for (size_t i = 0; old != NULL && prices[i] != NULL; i++)
		moved = moved || record_differs(old, r, entity_field(r->entity, prices[i])->index);
	if (!moved)
		return ERR_OK;
	e = offer_load(st, str_eq(r->entity->name, "order") ? OFFER_ORDER : OFFER_QUOTATION,
	    record_text(r, "number"), &o, note);
	if (e == ERR_OK && o.sale.nlines > 0)
		e = offer_keep_lines(st, &o, false, note);
	offer_fini(&o);
	return e;
}
