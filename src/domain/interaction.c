#include "domain/interaction.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"

void
relation_preset_user(struct store *st, struct record *r)
{
	const struct actor *a = store_actor(st);

	if (record_value(r, "user")->kind == VALUE_NULL && actor_id(a) != 0)
		record_set_text(r, "user", actor_code(a));
}

enum err
relation_customer_id(struct store *st, const struct record *r, int64_t *id,
    struct err_note *note)
{
	const char *code = r != NULL ? record_text(r, "customer") : "";
	enum err e;

	*id = 0;
	if (str_empty(code))
		return ERR_OK;
	e = record_id(st, model_entity(store_model(st), "customer"), code, id, note);
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

enum err
relation_settle(struct store *st, const struct record *old, const struct record *r,
    enum err (*make)(struct store *st, int64_t customer_id, struct err_note *note),
    struct err_note *note)
{
	int64_t before, now;
	enum err e = relation_customer_id(st, old, &before, note);

	if (e == ERR_OK)
		e = relation_customer_id(st, r, &now, note);
	if (e == ERR_OK && now != 0)
		e = make(st, now, note);
	if (e == ERR_OK && before != 0 && before != now)
		e = make(st, before, note);
	return e;
}

enum err
interaction_touch(struct store *st, int64_t customer_id, struct err_note *note)
{
	enum err e = store_run(st, "touch.drop", DB_ARGS(DB_INT("customer", customer_id)), NULL, note);

	if (e == ERR_OK)
		e = store_run(st, "touch.make", DB_ARGS(DB_INT("customer", customer_id)), NULL, note);
	return e;
}

enum err
interaction_due(struct store *st, day_t day, int64_t *n, struct err_note *note)
{
	return store_get_int(st, "people.again_count", DB_ARGS(DB_INT("day", day)), n, note);
}

/* What is still to come is an appointment; it must not answer what is due today. */
enum err
interaction_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	day_t again, day;

	(void)old;
	if (r == NULL)
		return ERR_OK;
	relation_preset_user(st, r);
	if (record_value(r, "at")->kind == VALUE_NULL)
		record_set_int(r, "at", clock_now_ms());
	day = instant_day(record_int(r, "at"));
	if (day > clock_today())
		return err_set(note, ERR_INVALID, "at",
		    _("An interaction has taken place. What is to come is an appointment."));
	again = (day_t)record_int(r, "contact_again");
	if (again != 0 && again < day)
		return err_set(note, ERR_INVALID, "contact_again",
		    _("\"Contact again\" lies before the interaction."));
	return ERR_OK;
}

enum err
interaction_settle(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	return relation_settle(st, old, r, interaction_touch, note);
}
