#include "domain/rating.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/interaction.h"
#include "store/query.h"

#define SCORE_MAX 100

enum err
rating_put(struct store *st, int64_t customer_id, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "rating.newest",
	    DB_ARGS(DB_INT("customer", customer_id)), note);
	bool prospect = false, worth = false;
	char stage[32] = "";
	int64_t score = -1;
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		prospect = db_int(q, 0) != 0;
		worth = db_int(q, 1) != 0;
		str_copy(stage, sizeof stage, db_text(q, 2));
		score = db_int(q, 3);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return store_run(st, "rating.put", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("prospect", prospect), DB_INT("worth", worth),
	    DB_TEXT("stage", stage[0] != '\0' ? stage : NULL),
	    score < 0 ? (struct db_arg)DB_NULL("score") : (struct db_arg)DB_INT("score", score),
	    DB_INT("at", clock_now_ms())), NULL, note);
}

enum err
rating_untouched(const struct record *old, const struct record *r, struct err_note *note)
{
	static const char *const fields[] = { "prospect", "worth", "stage", "score" };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const struct field *f = entity_field(r->entity, fields[i]);
		const struct value *v = &r->values[f->index];

		if (old != NULL ? !record_differs(old, r, f->index)
		    : v->kind == VALUE_NULL || (v->kind == VALUE_INT && v->i == 0))
			continue;
		return err_set(note, ERR_DENIED, f->name,
		    _("%s follows the ratings: add a rating instead."), tr(f->label));
	}
	return ERR_OK;
}

enum err
rating_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	int64_t score;

	(void)old;
	if (r == NULL)
		return ERR_OK;
	relation_preset_user(st, r);
	/* Who is no prospect stands in no stage. */
	if (record_int(r, "prospect") == 0)
		record_set_text(r, "stage", NULL);
	else if (record_value(r, "stage")->kind == VALUE_NULL)
		record_set_text(r, "stage", "lead");
	score = record_int(r, "score");
	if (score < 0 || score > SCORE_MAX)
		return err_set(note, ERR_INVALID, "score", _("The score is from 0 to %d."), SCORE_MAX);
	if (record_int(r, "day") > clock_today())
		return err_set(note, ERR_INVALID, "day", _("The day lies in the future."));
	return ERR_OK;
}

enum err
rating_settle(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	return relation_settle(st, old, r, rating_put, note);
}
