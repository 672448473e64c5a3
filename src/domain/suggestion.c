#include "domain/suggestion.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/interaction.h"
#include "store/query.h"
#include "store/record_store.h"

#define SATISFIED_MAX 5

/* Who said it, and where to call back: the customer, when nobody else is named. */
static enum err
preset_caller(struct store *st, struct record *r, struct err_note *note)
{
	const char *customer = record_text(r, "customer");
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	if (str_empty(customer) || record_value(r, "person")->kind != VALUE_NULL)
		return ERR_OK;
	code_case(&cc, customer);
	q = store_query(st, "suggestion.caller", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		record_set_text(r, "person", db_text(q, 0));
		if (record_value(r, "phone")->kind == VALUE_NULL)
			record_set_text(r, "phone", db_text(q, 1));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
suggestion_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	const struct value *v;
	bool closed, was_closed;

	if (r == NULL)
		return ERR_OK;
	v = record_value(r, "satisfaction");
	if (v->kind == VALUE_INT && (v->i < 1 || v->i > SATISFIED_MAX))
		return err_set(note, ERR_INVALID, "satisfaction",
		    _("Satisfaction is from 1 (not at all) to %d (very content)."), SATISFIED_MAX);
	closed = str_eq(record_text(r, "state"), "closed");
	was_closed = old != NULL && str_eq(record_text(old, "state"), "closed");
	if (closed && str_empty(record_text(r, "result")))
		return err_set(note, ERR_INVALID, "result",
		    _("It is closed with a result: say what came of it."));
	if (was_closed && str_eq(record_text(r, "state"), "new"))
		return err_set(note, ERR_INVALID, "state",
		    _("What was handled is not new again: set it to \"working\"."));
	/* The moment is ours to note, whatever came along. */
	if (!closed)
		value_fini(record_value(r, "closed_at"));
	else if (was_closed)
		value_copy(record_value(r, "closed_at"),
		    &old->values[entity_field(old->entity, "closed_at")->index]);
	else
		record_set_int(r, "closed_at", clock_now_ms());
	if (record_int(r, "at") > clock_now_ms() + 60000)
		return err_set(note, ERR_INVALID, "at", _("The time lies in the future."));
	return old == NULL ? preset_caller(st, r, note) : ERR_OK;
}

static enum err
state_of(struct store *st, const struct code_case *cc, char *state, size_t size,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "suggestion.state", DB_ARGS(CODE_ARGS(cc)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		str_copy(state, size, db_text(q, 0));
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : err_set(note, ERR_NOTFOUND, "number",
	    _("There is no suggestion \"%s\"."), cc->code);
}

enum err
suggestion_step_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	struct code_case cc;
	char state[16];
	enum err e;

	if (r == NULL)
		return ERR_OK;
	relation_preset_user(st, r);
	if (str_empty(record_text(r, "suggestion")))
		return ERR_OK;		/* the required field says so itself */
	code_case(&cc, record_text(r, "suggestion"));
	e = state_of(st, &cc, state, sizeof state, note);
	if (e == ERR_OK && old == NULL && str_eq(state, "closed"))
		return err_set(note, ERR_CONFLICT, "suggestion",
		    _("%s is closed: set it to \"working\" first."), cc.code);
	return e;
}

enum err
suggestion_step_settle(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	struct code_case cc;

	if (old != NULL || r == NULL)
		return ERR_OK;
	code_case(&cc, record_text(r, "suggestion"));
	return store_run(st, "suggestion.start", DB_ARGS(CODE_ARGS(&cc),
	    DB_INT("at", clock_now_ms())), NULL, note);
}

enum err
suggestion_step(struct store *st, const char *number, const char *what, const char *person,
    int64_t *id, struct err_note *note)
{
	struct record *r = record_new(model_entity(store_model(st), "suggestion_step"));
	enum err e;

	record_preset(r, store_format(st), clock_today());
	record_set_text(r, "suggestion", number);
	record_set_text(r, "what", what);
	record_set_text(r, "person", person);
	e = record_insert(st, r, note);
	*id = r->id;
	record_free(r);
	return e;
}

enum err
suggestion_close(struct store *st, const char *number, const struct suggestion_close *c,
    struct err_note *note)
{
	struct record *base, *r;
	enum err e = record_load_code(st, model_entity(store_model(st), "suggestion"), number,
	    &base, note);

	if (e != ERR_OK)
		return e;
	if (str_eq(record_text(base, "state"), "closed")) {
		e = err_set(note, ERR_CONFLICT, "number", _("%s is closed already."), number);
		record_free(base);
		return e;
	}
	r = record_copy(base);
	record_set_text(r, "state", "closed");
	if (c->result != NULL)
		record_set_text(r, "result", c->result);
	if (c->feedback != NULL)
		record_set_text(r, "feedback", c->feedback);
	if (c->satisfaction != 0)
		record_set_int(r, "satisfaction", c->satisfaction);
	e = record_update(st, base, r, NULL, note);
	record_free(r);
	record_free(base);
	return e;
}
