/* The way back: what is listed with the merge and still there. */
#include "domain/merge.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/merge_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

/* A card that was replaced meanwhile: its new number belongs to whom the old one did. */
static enum err
add_successors(struct store *st, json_t *cards, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < json_array_size(cards); i++) {
		int64_t next = 0;

		e = store_get_int(st, "merge.card_after", DB_ARGS(DB_INT("card",
		    json_integer_value(json_array_get(cards, i)))), &next, note);
		if (e == ERR_OK && next != 0)
			json_array_append_new(cards, json_integer(next));
		if (e == ERR_NOTFOUND)
			e = ERR_OK;
	}
	return e;
}

static enum err
part_back(struct store *st, struct merge *m, const struct merge_part *p, struct err_note *note)
{
	json_t *ids = json_object_get(m->body, p->name), *done = json_array();
	enum err e = strcmp(p->name, "cards") == 0 ? add_successors(st, ids, note) : ERR_OK;

	if (e == ERR_OK)
		e = merge_move_ids(st, p->back, p->is_record, ids, m->into, m->from, done, note);
	json_object_set_new(m->moved, p->name, json_integer((json_int_t)json_array_size(done)));
	json_decref(done);
	return e;
}

/* Who was the main contact before, unless somebody else is now. */
static enum err
main_contact_back(struct store *st, const struct merge *m, struct err_note *note)
{
	json_t *done = json_array();
	enum err e = merge_move_ids(st, "merge.main_again", true, json_object_get(m->body, "main_contacts"),
	    m->into, m->from, done, note);

	json_decref(done);
	return e;
}

static enum err
sums_back(struct store *st, const struct merge *m, struct err_note *note)
{
	const json_t *sum = json_object_get(m->body, "sum"), *one;
	enum err e = ERR_OK;
	size_t i;

	json_array_foreach(json_object_get(m->body, "days"), i, one) {
		int64_t day = json_integer_value(json_array_get(one, 0));
		int64_t spent = json_integer_value(json_array_get(one, 1));

		if (e == ERR_OK)
			e = store_run(st, "level.add_day", DB_ARGS(DB_INT("customer", m->from),
			    DB_INT("day", day), DB_INT("spent", spent)), NULL, note);
		if (e == ERR_OK)
			e = store_run(st, "level.add_day", DB_ARGS(DB_INT("customer", m->into),
			    DB_INT("day", day), DB_INT("spent", -spent)), NULL, note);
		if (e == ERR_OK)
			e = store_run(st, "merge.drop_day", DB_ARGS(
			    DB_INT("customer", m->into), DB_INT("day", day)), NULL, note);
	}
	if (e != ERR_OK || sum == NULL)
		return e;
	e = store_run(st, "merge.add_sum", DB_ARGS(DB_INT("customer", m->from),
	    DB_INT("spent", body_int(sum, "spent")), DB_INT("sales", body_int(sum, "sales")),
	    DB_INT("first", body_int(sum, "first")), DB_INT("last", body_int(sum, "last"))),
	    NULL, note);
	if (e == ERR_OK)
		e = store_run(st, "merge.less_sum", DB_ARGS(DB_INT("customer", m->into),
		    DB_INT("spent", body_int(sum, "spent")),
		    DB_INT("sales", body_int(sum, "sales"))), NULL, note);
	if (e == ERR_OK)
		e = merge_last_day(st, m->from, note);
	if (e == ERR_OK)
		e = merge_last_day(st, m->into, note);
	return e == ERR_OK ? store_run(st, "merge.drop_empty_sum",
	    DB_ARGS(DB_INT("customer", m->into)), NULL, note) : e;
}

static enum err
bonus_back(struct store *st, const struct merge *m, struct err_note *note)
{
	const json_t *was = json_object_get(m->body, "bonus");
	enum err e = store_run(st, "merge.drop_bonus", DB_ARGS(DB_INT("from", m->from),
	    DB_INT("to", m->into)), NULL, note);

	if (e != ERR_OK || was == NULL)
		return e;
	return store_run(st, "merge.put_bonus", DB_ARGS(DB_INT("to", m->into),
	    DB_INT("day", json_integer_value(json_array_get(was, 0))),
	    DB_ID("doc", json_integer_value(json_array_get(was, 1)))), NULL, note);
}

/* Fields that were filled and are still as the other one's are emptied. */
static enum err
empty_fields(struct store *st, const struct merge *m, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "customer");
	struct record *base = NULL, *edited = NULL, *other = NULL;
	json_t *filled = json_object_get(m->body, "filled"), *v;
	bool any = false;
	const char *name;
	enum err e = ERR_OK;

	if (json_object_size(filled) == 0)
		return ERR_OK;
	e = record_load(st, en, m->into, &base, note);
	if (e == ERR_OK)
		e = record_load(st, en, m->from, &other, note);
	if (e == ERR_OK)
		edited = record_copy(base);
	json_object_foreach(filled, name, v) {
		const char *from = strcmp(name, "phone2") == 0 && edited != NULL &&
		    str_empty(record_text(other, name)) ? "phone" : name;

		if (e != ERR_OK || record_value(edited, name)->kind == VALUE_NULL)
			continue;
		if (record_value(edited, name)->kind == VALUE_INT
		    ? record_int(edited, name) != record_int(other, from)
		    : strcmp(record_text(edited, name), record_text(other, from)) != 0)
			continue;
		record_set_text(edited, name, NULL);
		any = true;
	}
	if (e == ERR_OK && any)
		e = record_update(st, base, edited, NULL, note);
	record_free(edited);
	record_free(other);
	record_free(base);
	return e;
}

static enum err
unmerge_all(struct store *st, struct merge *m, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "customer");
	int64_t points = 0;
	bool changed;
	/* As in merge_all(): days gone by are those of both. */
	enum err e = level_settle(st, m->into, clock_today(), &changed, note);

	if (e == ERR_OK)
		e = record_restore(st, en, m->from, note);
	if (e == ERR_OK)
		e = unmerge_points(st, m->from, m->into, m->body, &points, note);
	json_object_set_new(m->moved, "points", json_integer(points));
	for (size_t i = 0; e == ERR_OK && i < MERGE_PARTS; i++)
		e = part_back(st, m, &merge_parts[i], note);
	if (e == ERR_OK)
		e = main_contact_back(st, m, note);
	if (e == ERR_OK)
		e = merge_settle(st, m, note);
	if (e == ERR_OK)
		e = sums_back(st, m, note);
	if (e == ERR_OK)
		e = bonus_back(st, m, note);
	if (e == ERR_OK && access_may(store_actor(st), "customer", VERB_EDIT))
		e = empty_fields(st, m, note);
	if (e == ERR_OK && access_may(store_actor(st), "customer", VERB_EDIT))
		e = merge_take_back(st, m, note);
	if (e == ERR_OK)
		e = unmerge_level(st, m->into, m->body, note);
	if (e == ERR_OK)
		e = record_reindex(st, en, m->into, note);
	if (e == ERR_OK)
		e = record_reindex(st, en, m->from, note);
	return e == ERR_OK ? store_run(st, "merge.undone", DB_ARGS(DB_INT("id", m->id),
	    DB_INT("at", clock_now_ms())), NULL, note) : e;
}

static enum err
find_open(struct store *st, const char *customer, struct merge *m, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;
	bool in_turn = false, is_taken = false;

	code_case(&cc, customer);
	q = store_query(st, "merge.open", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		m->id = db_int(q, 0);
		m->from = db_int(q, 1);
		m->into = db_int(q, 2);
		m->body = json_loads(db_text(q, 3), 0, NULL);
		in_turn = db_int(q, 4) != 0;
		is_taken = db_int(q, 5) != 0;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW || m->body == NULL)
		return err_set(note, ERR_NOTFOUND, "customer",
		    _("\"%s\" is not merged into another customer."), customer);
	if (in_turn)
		return err_set(note, ERR_CONFLICT, "customer",
		    _("The customer that it went into was merged itself; undo that first."));
	if (is_taken)
		return err_set(note, ERR_CONFLICT, "customer",
		    _("Another customer has the code %s now."), customer);
	return record_see(st, model_entity(store_model(st), "customer"), m->into, note);
}

enum err
customer_unmerge(struct store *st, const char *customer, json_t **moved, struct err_note *note)
{
	struct merge m = { .moved = json_object() };
	enum err e = access_need(st, "customer", VERB_DELETE, note);

	*moved = NULL;
	if (e == ERR_OK)
		e = find_open(st, customer, &m, note);
	if (e == ERR_OK)
		e = unmerge_all(st, &m, note);
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry){ .function = "customer",
		    .action = "unmerge", .entity = "customer", .row_id = m.from,
		    .row_code = customer }, note);
	if (e == ERR_OK)
		*moved = json_incref(m.moved);
	json_decref(m.moved);
	json_decref(m.body);
	return e;
}
