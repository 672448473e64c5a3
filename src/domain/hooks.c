#include "domain/hooks.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/churn.h"
#include "domain/appointment.h"
#include "domain/contact.h"
#include "domain/contract.h"
#include "domain/coupon.h"
#include "domain/holiday.h"
#include "domain/promotion.h"
#include "domain/quote.h"
#include "domain/template.h"
#include "domain/reminder.h"
#include "domain/report_plan.h"
#include "domain/hooks_card.h"
#include "domain/interaction.h"
#include "domain/rating.h"
#include "domain/suggestion.h"
#include "domain/sign_in.h"
#include "store/actor.h"
#include "store/query.h"

#define PERCENT_MAX 10000		/* basis points */
#define FACTOR_MAX 10000		/* hundredths: a hundred times */
#define LIFE_MAX 36500

static enum err
in_range(const struct record *r, const char *field, int64_t min, int64_t max,
    const char *text, struct err_note *note)
{
	int64_t v = record_int(r, field);

	if (v < min || v > max)
		return err_set(note, ERR_INVALID, field, "%s", text);
	return ERR_OK;
}

static bool
is_empty(struct record *r, const char *field)
{
	return record_value(r, field)->kind == VALUE_NULL;
}

/* Required figures that were left out are what the form would have put. */
static void
preset(struct record *r, const char *field, int64_t v)
{
	if (is_empty(r, field))
		record_set_int(r, field, v);
}

static enum err
amount_ok(const struct record *r, const char *field, struct err_note *note)
{
	return in_range(r, field, 0, MONEY_MAX, _("An amount of 0 or more is needed."), note);
}

static enum err
percent_ok(const struct record *r, const char *field, struct err_note *note)
{
	return in_range(r, field, 0, PERCENT_MAX, _("A percentage is from 0 to 100."), note);
}

/* ---- catalogs of the shop ---- */

static enum err
level_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	preset(r, "threshold", 0);
	preset(r, "discount_percent", 0);
	preset(r, "points_multiplier", 100);
	e = amount_ok(r, "threshold", note);
	if (e == ERR_OK)
		e = percent_ok(r, "discount_percent", note);
	if (e == ERR_OK)
		e = in_range(r, "points_multiplier", 0, FACTOR_MAX,
		    _("Points are multiplied by 0 to 100."), note);
	return e;
}

static enum err
card_type_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	preset(r, "discount_percent", 0);
	e = percent_ok(r, "discount_percent", note);
	if (e == ERR_OK)
		e = amount_ok(r, "price", note);
	if (e == ERR_OK)
		e = amount_ok(r, "pin_limit", note);
	if (e == ERR_OK)
		e = in_range(r, "life_days", 0, LIFE_MAX,
		    _("The life of a card is at most 36,500 days."), note);
	if (e == ERR_OK)
		e = in_range(r, "visits_count", 0, 100000,
		    _("A card has at most 100,000 visits."), note);
	return e;
}

static enum err
product_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	e = amount_ok(r, "price", note);
	return e == ERR_OK ? amount_ok(r, "cost", note) : e;
}

/* What each effect needs (rule P8). */
static enum err
effect_ok(struct record *r, struct err_note *note)
{
	const char *effect = record_text(r, "effect");

	if (strcmp(effect, "multiplier") == 0)
		return in_range(r, "times", 1, FACTOR_MAX,
		    _("A multiplier needs a number above 0, at most 100."), note);
	if (record_int(r, "points") <= 0 || record_int(r, "points") > MONEY_MAX)
		return err_set(note, ERR_INVALID, "points",
		    _("Points are a whole number above 0."));
	if (strcmp(effect, "per_amount") == 0)
		return in_range(r, "amount", 1, MONEY_MAX,
		    _("Points per amount need the amount they are given for."), note);
	return ERR_OK;
}

static enum err
weekdays_ok(const struct record *r, struct err_note *note)
{
	const char *rest = record_text(r, "weekdays");
	char piece[8];

	while (str_next(&rest, ',', piece, sizeof piece)) {
		if (piece[0] < '1' || piece[0] > '7' || piece[1] != '\0')
			return err_set(note, ERR_INVALID, "weekdays",
			    _("Weekdays are 1 (Monday) to 7, with commas: 1,3,5."));
	}
	return ERR_OK;
}

/* Topping up is no purchase: no points by amount, no products (rule P2). */
static enum err
nth_topup_ok(struct record *r, struct err_note *note)
{
	if (is_empty(r, "nth_topup"))
		return ERR_OK;
	if (strcmp(record_text(r, "effect"), "fixed") != 0 ||
	    record_text(r, "products")[0] != '\0' || record_text(r, "categories")[0] != '\0')
		return err_set(note, ERR_INVALID, "nth_topup",
		    _("A rule for top-ups gives fixed points, whatever is bought."));
	return in_range(r, "nth_topup", 1, 100000,
	    _("The number of the top-up is from 1 to 100,000."), note);
}

static enum err
earn_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	int64_t from, to;
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	e = effect_ok(r, note);
	if (e == ERR_OK)
		e = nth_topup_ok(r, note);
	if (e == ERR_OK)
		e = weekdays_ok(r, note);
	if (e == ERR_OK)
		e = amount_ok(r, "minimum", note);
	if (e != ERR_OK)
		return e;
	from = record_int(r, "from_day");
	to = record_int(r, "to_day");
	if (from != 0 && to != 0 && to < from)
		return err_set(note, ERR_INVALID, "to_day",
		    _("The last day lies before the first."));
	if (!is_empty(r, "from_time") && !is_empty(r, "to_time") &&
	    record_int(r, "from_time") == record_int(r, "to_time"))
		return err_set(note, ERR_INVALID, "to_time",
		    _("From and to are the same time; leave both empty for the whole day."));
	return ERR_OK;
}

/* ---- customers ---- */

/* The level comes from spending; by hand only with the right to levels. */
static enum err
customer_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e = r != NULL ? rating_untouched(old, r, note) : ERR_OK;

	if (e != ERR_OK || r == NULL || strcmp(old != NULL ? record_text(old, "level") : "",
	    record_text(r, "level")) == 0)
		return e;
	if (access_may(store_actor(st), "level", VERB_EDIT))
		return ERR_OK;
	return err_set(note, ERR_DENIED, "level",
	    _("The level follows the spending; changing it needs the right level.edit."));
}

/* New members of the day (home screen). */
static enum err
customer_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	(void)r;
	if (old != NULL)
		return ERR_OK;
	return store_run(st, "points.day", DB_ARGS(DB_INT("day", clock_today()),
	    DB_INT("store", actor_store_id(store_actor(st))), DB_INT("members", 1),
	    DB_INT("given", 0), DB_INT("used", 0)), NULL, note);
}

/* ---- users and groups: rule S5 ---- */

static enum err
need_admin_left(struct store *st, int64_t without_user, int64_t without_group,
    const char *field, struct err_note *note)
{
	int64_t n = 0;
	enum err e = store_get_int(st, "hook.admins", DB_ARGS(
	    DB_INT("user", without_user), DB_INT("group", without_group)), &n, note);

	if (e != ERR_OK)
		return e;
	if (n == 0)
		return err_set(note, ERR_CONFLICT, field,
		    _("The last administrator cannot lose the right."));
	return ERR_OK;
}

/* Who is no administrator makes none: group x function x verb ends here. */
static enum err
user_groups_ok(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	const char *rest = record_text(r, "groups");
	char code[64];

	if (actor_is_admin(store_actor(st)))
		return ERR_OK;
	while (str_next(&rest, ',', code, sizeof code)) {
		int64_t admin = 0;
		enum err e;

		if (old != NULL && str_in_list(record_text(old, "groups"), code))
			continue;
		e = store_get_int(st, "hook.group_admin",
		    DB_ARGS(DB_TEXT("code", code)), &admin, note);
		if (e != ERR_OK && e != ERR_NOTFOUND)
			return e;
		if (admin != 0)
			return err_set(note, ERR_DENIED, "groups",
			    _("Only an administrator makes administrators."));
	}
	return ERR_OK;
}

static enum err
user_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	if (r == NULL)
		return need_admin_left(st, old->id, 0, "", note);
	return user_groups_ok(st, old, r, note);
}

static enum err
user_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	(void)r;
	return old != NULL ? need_admin_left(st, 0, 0, "groups", note) : ERR_OK;
}

static enum err
group_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	if (r == NULL)
		return need_admin_left(st, 0, old->id, "", note);
	if (record_int(r, "admin") != (old != NULL ? record_int(old, "admin") : 0) &&
	    !actor_is_admin(store_actor(st)))
		return err_set(note, ERR_DENIED, "admin",
		    _("Only an administrator makes administrators."));
	return ERR_OK;
}

static enum err
group_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	(void)r;
	return old != NULL ? need_admin_left(st, 0, 0, "admin", note) : ERR_OK;
}

const struct record_hook domain_hooks[] = {
	{ "customer", customer_before, customer_after, NULL },
	{ "appointment", appointment_before, appointment_after, NULL },
	{ "contact", contact_before, contact_after, NULL },
	{ "contract", contract_before, NULL, NULL },
	{ "holiday", holiday_before, NULL, NULL },
	{ "reminder_rule", reminder_rule_before, NULL, NULL },
	{ "level", level_before, NULL, NULL },
	{ "card_type", card_type_before, NULL, NULL },
	{ "product", product_before, NULL, NULL },
	{ "earn_rule", earn_rule_before, NULL, NULL },
	{ "price_rule", price_rule_before, NULL, NULL },
	{ "promotion", promotion_before, NULL, NULL },
	{ "coupon", coupon_before, NULL, NULL },
	{ "user", user_before, user_after, NULL },
	{ "user_key", user_key_before, NULL, NULL },
	{ "group", group_before, group_after, NULL },
	{ "gift", gift_before, gift_after, NULL },
	{ "topup_rule", topup_rule_before, NULL, NULL },
	{ "interaction", interaction_before, NULL, interaction_settle },
	{ "rating", rating_before, NULL, rating_settle },
	{ "suggestion", suggestion_before, NULL, NULL },
	{ "suggestion_step", suggestion_step_before, NULL, suggestion_step_settle },
	{ "churn", churn_before, NULL, NULL },
	{ "quotation", quote_before, offer_after, NULL },
	{ "order", order_before, offer_after, NULL },
	{ "template", template_before, NULL, NULL },
	{ "report_set", report_set_before, NULL, NULL },
	{ "report_schedule", report_schedule_before, NULL, NULL },
	{ NULL, NULL, NULL, NULL }
};
