/* What belongs to one customer goes to another by lists of ids, kept in customer_merge.body, so
 * that exactly those go back. */
#include "domain/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/interaction.h"
#include "domain/merge_parts.h"
#include "domain/rating.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

const struct merge_part merge_parts[MERGE_PARTS] = {
	{ "cards", "merge.cards", "merge.move_card", "merge.move_card", true },
	{ "sales", "merge.sales", "merge.move_sale", "merge.move_sale", false },
	{ "contacts", "merge.contacts", "merge.move_contact", "merge.move_contact", true },
	{ "coupons", "merge.coupons", "merge.move_coupon", "merge.move_coupon", true },
	{ "interactions", "merge.interactions", "merge.move_interaction", "merge.move_interaction", true },
	{ "ratings", "merge.ratings", "merge.move_rating", "merge.move_rating", true },
	{ "suggestions", "merge.suggestions", "merge.move_suggestion", "merge.move_suggestion", true },
	{ "churns", "merge.churns", "merge.move_churn", "merge.move_churn", true },
	{ "documents", "merge.documents", "merge.move_document", "merge.move_document", true },
	{ "appointments", "merge.appointments", "merge.move_appointment", "merge.move_appointment", true },
	{ "contracts", "merge.contracts", "merge.move_contract", "merge.move_contract", true },
	{ "quotations", "merge.quotations", "merge.move_quotation", "merge.move_quotation", true },
	{ "orders", "merge.orders", "merge.move_order", "merge.move_order", true },
	{ "groups", "merge.groups", "merge.add_group", "merge.drop_group", false },
	{ "interests", "merge.interests", "merge.add_interest", "merge.drop_interest", false },
};

static enum err
list_ids(struct store *st, const char *query, int64_t customer, json_t *ids,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_ARGS(DB_INT("customer", customer)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		json_array_append_new(ids, json_integer(db_int(q, 0)));
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
move_row(struct store *st, const char *query, bool is_record, int64_t id, int64_t from,
    int64_t to, int64_t *changed, struct err_note *note)
{
	if (is_record)
		return store_run(st, query, DB_ARGS(DB_INT("id", id), DB_INT("from", from),
		    DB_INT("to", to), DB_INT("at", clock_now_ms())), changed, note);
	return store_run(st, query, DB_ARGS(DB_INT("id", id), DB_INT("from", from),
	    DB_INT("to", to)), changed, note);
}

enum err
merge_move_ids(struct store *st, const char *query, bool is_record, const json_t *ids, int64_t from,
    int64_t to, json_t *done, struct err_note *note)
{
	const json_t *id;
	enum err e = ERR_OK;
	size_t i;

	json_array_foreach((json_t *)ids, i, id) {
		int64_t changed = 0;

		if (e == ERR_OK)
			e = move_row(st, query, is_record, json_integer_value(id), from, to,
			    &changed, note);
		if (e == ERR_OK && changed > 0)
			json_array_append(done, (json_t *)id);
	}
	return e;
}

static enum err
move_part(struct store *st, struct merge *m, const struct merge_part *p, struct err_note *note)
{
	json_t *ids = json_array(), *done = json_array();
	enum err e = list_ids(st, p->list, m->from, ids, note);

	if (e == ERR_OK)
		e = merge_move_ids(st, p->move, p->is_record, ids, m->from, m->into, done, note);
	json_object_set_new(m->moved, p->name, json_integer((json_int_t)json_array_size(done)));
	json_object_set_new(m->body, p->name, done);
	json_decref(ids);
	return e;
}

/* The main contact of the one that stays remains the only one (people may have one each). */
static enum err
one_main_contact(struct store *st, struct merge *m, struct err_note *note)
{
	json_t *done = json_array();

	json_object_set_new(m->body, "main_contacts", done);
	return merge_move_ids(st, "merge.less_main", true, json_object_get(m->body, "contacts"), m->from,
	    m->into, done, note);
}

enum err
merge_settle(struct store *st, const struct merge *m, struct err_note *note)
{
	enum err e = interaction_touch(st, m->into, note);

	if (e == ERR_OK)
		e = interaction_touch(st, m->from, note);
	if (e == ERR_OK)
		e = rating_put(st, m->into, note);
	return e == ERR_OK ? rating_put(st, m->from, note) : e;
}

/* ---- spending (rules L1, A6) ---- */

static enum err
move_days(struct store *st, struct merge *m, struct err_note *note)
{
	json_t *days = json_array(), *one;
	struct db_stmt *q = store_query(st, "merge.days",
	    DB_ARGS(DB_INT("customer", m->from)), note);
	enum db_step step;
	enum err e = ERR_OK;
	size_t i;

	json_object_set_new(m->body, "days", days);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		json_array_append_new(days, json_pack("[I,I]", (json_int_t)db_int(q, 0),
		    (json_int_t)db_int(q, 1)));
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	json_array_foreach(days, i, one) {
		if (e == ERR_OK)
			e = store_run(st, "level.add_day", DB_ARGS(DB_INT("customer", m->into),
			    DB_INT("day", json_integer_value(json_array_get(one, 0))),
			    DB_INT("spent", json_integer_value(json_array_get(one, 1)))),
			    NULL, note);
	}
	return e == ERR_OK ? store_run(st, "merge.drop_days",
	    DB_ARGS(DB_INT("customer", m->from)), NULL, note) : e;
}

enum err
merge_last_day(struct store *st, int64_t customer, struct err_note *note)
{
	return store_run(st, "refund.last_day", DB_ARGS(DB_INT("customer", customer)), NULL, note);
}

static enum err
move_sum(struct store *st, struct merge *m, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "merge.sum",
	    DB_ARGS(DB_INT("customer", m->from)), note);
	enum db_step step;
	json_t *sum = NULL;
	enum err e;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		sum = json_pack("{s:I,s:I,s:I,s:I}", "spent", (json_int_t)db_int(q, 0),
		    "sales", (json_int_t)db_int(q, 1), "first", (json_int_t)db_int(q, 2),
		    "last", (json_int_t)db_int(q, 3));
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (sum == NULL)
		return ERR_OK;
	json_object_set_new(m->body, "sum", sum);
	e = store_run(st, "merge.add_sum", DB_ARGS(DB_INT("customer", m->into),
	    DB_INT("spent", body_int(sum, "spent")), DB_INT("sales", body_int(sum, "sales")),
	    DB_INT("first", body_int(sum, "first")), DB_INT("last", body_int(sum, "last"))),
	    NULL, note);
	if (e == ERR_OK)
		e = merge_last_day(st, m->into, note);
	return e == ERR_OK ? store_run(st, "merge.drop_sum",
	    DB_ARGS(DB_INT("customer", m->from)), NULL, note) : e;
}

/* The later of both bonuses counts, so that two records are no second birthday (P10). */
static enum err
join_bonus(struct store *st, struct merge *m, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "merge.bonus",
	    DB_ARGS(DB_INT("customer", m->into)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		json_object_set_new(m->body, "bonus", json_pack("[I,I]",
		    (json_int_t)db_int(q, 0), (json_int_t)db_int(q, 1)));
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return store_run(st, "merge.join_bonus", DB_ARGS(DB_INT("from", m->from),
	    DB_INT("to", m->into)), NULL, note);
}

/* ---- what the record itself says ---- */

/* Empty fields of the one that stays are filled, a second phone as such. */
static enum err
fill_fields(struct store *st, struct merge *m, const struct record *gone, struct err_note *note)
{
	static const char *const names[] = { "sex", "birth", "phone", "phone2", "email", "address",
	    "postcode", "region", "id_number", "occupation", "industry", "education", "source",
	    "category", "note", NULL };
	struct record *base = NULL, *edited = NULL;
	json_t *filled = json_object();
	enum err e = record_load(st, gone->entity, m->into, &base, note);

	json_object_set_new(m->body, "filled", filled);
	if (e != ERR_OK)
		return e;
	edited = record_copy(base);
	for (int i = 0; names[i] != NULL; i++) {
		struct value *mine = record_value(edited, names[i]);
		struct value *theirs = record_value((struct record *)gone, names[i]);

		if (mine->kind != VALUE_NULL || theirs->kind == VALUE_NULL)
			continue;
		if (theirs->kind == VALUE_INT)
			record_set_int(edited, names[i], record_int(gone, names[i]));
		else
			record_set_text(edited, names[i], record_text(gone, names[i]));
		json_object_set_new(filled, names[i], json_true());
	}
	if (record_value(edited, "phone2")->kind == VALUE_NULL &&
	    !str_empty(record_text(gone, "phone")) &&
	    strcmp(record_text(gone, "phone"), record_text(edited, "phone")) != 0) {
		record_set_text(edited, "phone2", record_text(gone, "phone"));
		json_object_set_new(filled, "phone2", json_true());
	}
	if (json_object_size(filled) > 0)
		e = record_update(st, base, edited, NULL, note);
	record_free(edited);
	record_free(base);
	return e;
}

/* ---- the whole ---- */

static enum err
keep_merge(struct store *st, const struct merge *m, struct err_note *note)
{
	json_t *changes = json_pack("{s:[s,s]}", "merged", m->from_code, m->into_code);
	char *body;
	int64_t id;
	enum err e = store_new_id(st, &id, note);

	json_object_set(m->body, "moved", m->moved);
	body = json_text(m->body);
	if (e == ERR_OK)
		e = store_run(st, "merge.keep", DB_ARGS(DB_INT("id", id), DB_INT("from", m->from),
		    DB_INT("into", m->into), DB_INT("at", clock_now_ms()),
		    DB_ID("user", actor_id(store_actor(st))), DB_TEXT("body", body)), NULL, note);
	free(body);
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry){ .function = "customer",
		    .action = "merge", .entity = "customer", .row_id = m->into,
		    .row_code = m->into_code, .changes = changes }, note);
	json_decref(changes);
	return e;
}

static enum err
merge_all(struct store *st, struct merge *m, struct record *gone, const char *take,
    struct err_note *note)
{
	struct standing theirs, mine;
	int64_t points = 0;
	/* Before the days are joined: a guarantee that ended is judged by what its own customer had
	 * spent, whether or not the daily job ran (rule L3). */
	enum err e = merge_level_of(st, m->from, &theirs, note);

	if (e == ERR_OK)
		e = merge_level_of(st, m->into, &mine, note);

	if (e == ERR_OK && !str_empty(take))
		e = merge_take(st, m, gone, take, note);
	if (e == ERR_OK)
		e = merge_points(st, m->from, m->into, m->body, &points, note);
	json_object_set_new(m->moved, "points", json_integer(points));
	for (size_t i = 0; e == ERR_OK && i < MERGE_PARTS; i++)
		e = move_part(st, m, &merge_parts[i], note);
	if (e == ERR_OK)
		e = one_main_contact(st, m, note);
	if (e == ERR_OK)
		e = merge_settle(st, m, note);
	if (e == ERR_OK)
		e = move_days(st, m, note);
	if (e == ERR_OK)
		e = move_sum(st, m, note);
	if (e == ERR_OK)
		e = join_bonus(st, m, note);
	if (e == ERR_OK)
		e = record_delete(st, gone->entity, m->from, 0, note);
	if (e == ERR_OK && access_may(store_actor(st), "customer", VERB_EDIT))
		e = fill_fields(st, m, gone, note);
	if (e == ERR_OK)
		e = merge_level(st, &theirs, &mine, m->into, m->body, note);
	if (e == ERR_OK)
		e = record_reindex(st, gone->entity, m->into, note);
	return e == ERR_OK ? keep_merge(st, m, note) : e;
}

/* Twice Enter: it was done before, and the answer is the same. */
static enum err
merged_before(struct store *st, const char *customer, int64_t into, json_t **moved,
    struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;
	json_t *body = NULL;

	code_case(&cc, customer);
	q = store_query(st, "merge.open", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW && db_int(q, 2) == into)
		body = json_loads(db_text(q, 3), 0, NULL);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (body == NULL)
		return err_set(note, ERR_NOTFOUND, "customer",
		    _("There is no customer \"%s\"."), customer);
	*moved = json_incref(json_object_get(body, "moved"));
	json_decref(body);
	return ERR_OK;
}

static enum err
find(struct store *st, const char *code, const char *field, struct record **r,
    struct err_note *note)
{
	enum err e = record_load_code(st, model_entity(store_model(st), "customer"), code, r, note);

	return e != ERR_NOTFOUND ? e :
	    err_set(note, e, field, _("There is no customer \"%s\"."), code);
}

enum err
customer_merge(struct store *st, const char *customer, const char *into, const char *take,
    json_t **moved, struct err_note *note)
{
	struct record *gone = NULL, *stays = NULL;
	struct merge m = { 0 };
	enum err e = access_need(st, "customer", VERB_DELETE, note);

	*moved = NULL;
	if (e == ERR_OK)
		e = find(st, into, "into", &stays, note);
	if (e == ERR_OK) {
		e = find(st, customer, "customer", &gone, note);
		if (e == ERR_NOTFOUND) {
			e = merged_before(st, customer, stays->id, moved, note);
			record_free(stays);
			return e;
		}
	}
	if (e == ERR_OK && gone->id == stays->id)
		e = err_set(note, ERR_INVALID, "into", _("Both are the same customer."));
	if (e == ERR_OK) {
		m = (struct merge){ .from = gone->id, .into = stays->id,
		    .from_code = record_text(gone, "code"),
		    .into_code = record_text(stays, "code"), .body = json_object(),
		    .moved = json_object() };
		e = merge_all(st, &m, gone, take, note);
	}
	if (e == ERR_OK)
		*moved = json_incref(m.moved);
	json_decref(m.moved);
	json_decref(m.body);
	record_free(gone);
	record_free(stays);
	return e;
}
