#include "domain/churn.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/interaction.h"
#include "store/query.h"
#include "store/record_store.h"

static enum err
check_one(struct store *st, const struct record *r, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;
	char number[64] = "";

	code_case(&cc, record_text(r, "customer"));
	q = store_query(st, "churn.open", DB_ARGS(CODE_ARGS(&cc), DB_INT("id", r->id)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		str_copy(number, sizeof number, db_text(q, 0));
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (number[0] != '\0')
		return err_set(note, ERR_CONFLICT, "customer",
		    _("%s is on record as lost already: %s."), cc.code, number);
	return ERR_OK;
}

enum err
churn_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	day_t day, back;

	(void)old;
	if (r == NULL)
		return ERR_OK;
	relation_preset_user(st, r);
	if (record_int(r, "won_back") == 0)
		value_fini(record_value(r, "won_back_day"));
	else if (record_value(r, "won_back_day")->kind == VALUE_NULL)
		record_set_int(r, "won_back_day", clock_today());
	day = (day_t)record_int(r, "day");
	back = (day_t)record_int(r, "won_back_day");
	if (day > clock_today())
		return err_set(note, ERR_INVALID, "day", _("The day lies in the future."));
	if (back != 0 && back < day)
		return err_set(note, ERR_INVALID, "won_back_day",
		    _("Nobody is won back before the day of the loss."));
	if (record_int(r, "won_back") != 0 || str_empty(record_text(r, "customer")))
		return ERR_OK;
	return check_one(st, r, note);
}

enum err
churn_won_back(struct store *st, int64_t id, struct err_note *note)
{
	struct record *base, *r;
	enum err e = record_load(st, model_entity(store_model(st), "churn"), id, &base, note);

	if (e != ERR_OK)
		return e;
	if (record_int(base, "won_back") != 0) {
		e = err_set(note, ERR_CONFLICT, "", _("%s is won back already."),
		    record_text(base, "number"));
		record_free(base);
		return e;
	}
	r = record_copy(base);
	record_set_int(r, "won_back", 1);
	e = record_update(st, base, r, NULL, note);
	record_free(r);
	record_free(base);
	return e;
}
