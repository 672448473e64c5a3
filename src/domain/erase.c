/* Every table that says something of a customer has a row here, one that is added needs one too.
 * The order: what hangs on others first. */
#include "domain/erase.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/erase_parts.h"
#include "domain/interaction.h"
#include "domain/rating.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

#define PEOPLE_MAX 64		/* records of one person merged into one */

const struct erase_step erase_steps[] = {
	{ "contacts", N_("Contacts"), "erase.contacts", false },
	{ "ratings", N_("Ratings"), "erase.ratings", false },
	{ "steps", N_("Steps of suggestions"), "erase.steps", false },
	{ "suggestions", N_("Suggestions and complaints"), "erase.suggestions", true },
	{ "interactions", N_("Interactions"), "erase.interactions", true },
	{ "churns", N_("Notes on lost customers"), "erase.churns", true },
	{ "appointments", N_("Appointments"), "erase.appointments", true },
	{ "contracts", N_("Names of contracts"), "erase.contracts", true },
	{ "issues", N_("Texts of offers that went out"), "erase.issues", false },
	{ "order_moves", N_("Notes on deliveries"), "erase.order_moves", false },
	{ "quotations", N_("Quotations"), "erase.quotations", true },
	{ "orders", N_("Orders"), "erase.orders_words", true },
	{ "documents", N_("Documents"), "erase.documents", false },
	{ "gifts", N_("Notes on gifts"), "erase.gifts", false },
	{ "value", N_("Notes on stored value"), "erase.value_words", false },
	{ "points", N_("Notes on points"), "erase.points_words", false },
	{ "card_events", N_("Reasons in the life of cards"), "erase.card_events", false },
	{ "cards", N_("Cards, closed"), "erase.cards", true },
	{ "coupons", N_("Coupons of their own"), "erase.coupons", true },
	{ "receipts", N_("Reasons on receipts"), "erase.sales", false },
	{ "shares", N_("Shares with colleagues"), "erase.shares", false },
	{ NULL, NULL, NULL, false }
};

static const struct { const char *name, *title; } other_parts[] = {
	{ "customers", N_("Customer records") },
	{ "drafts", N_("Drafts") },
	{ "held", N_("Names on held sales") },
	{ "queries", N_("Kept queries") },
	{ "trail", N_("Before and after in the audit trail") },
	{ "answers", N_("Kept answers") },
	{ "imports", N_("Values from before an import") },
	{ "files", N_("Contents of documents") },
};

const char *
erase_title(const char *name)
{
	for (const struct erase_step *s = erase_steps; s->name != NULL; s++) {
		if (str_eq(s->name, name))
			return s->title;
	}
	for (size_t i = 0; i < sizeof other_parts / sizeof *other_parts; i++) {
		if (str_eq(other_parts[i].name, name))
			return other_parts[i].title;
	}
	return name;
}

void
erase_count(struct erasure *out, const char *name, int64_t rows)
{
	size_t i = 0;

	while (i < out->nparts && !str_eq(out->parts[i].name, name))
		i++;
	if (rows == 0 || i == ERASE_PARTS_MAX)
		return;
	if (i == out->nparts)
		out->parts[out->nparts++] = (struct erase_part){ name, erase_title(name), 0 };
	out->parts[i].rows += rows;
	out->items += rows;
}

/* ---- who it is ---- */

static enum err
look(struct store *st, const char *query, const struct code_case *cc, struct erasure *out,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_ARGS(CODE_ARGS(cc)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		out->customer_id = db_int(q, 0);
		str_copy(out->code, sizeof out->code, db_text(q, 1));
		str_copy(out->name, sizeof out->name, db_text(q, 2));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}

static enum err
find(struct store *st, const char *code, struct erasure *out, struct err_note *note)
{
	struct code_case cc;
	enum err e;

	code_case(&cc, code);
	e = look(st, "erase.find", &cc, out, note);
	if (e == ERR_NOTFOUND &&
	    (actor_is_admin(store_actor(st)) || actor_id(store_actor(st)) == 0))
		e = look(st, "erase.find_gone", &cc, out, note);
	return e != ERR_NOTFOUND ? e : err_set(note, ERR_NOTFOUND, "customer",
	    _("There is no customer \"%s\"."), code);
}

/* One row with a text, and perhaps an amount; ERR_NOTFOUND without one. */
static enum err
first_text(struct store *st, const char *query, int64_t customer, int col, char *buf, size_t size,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_ARGS(DB_INT("customer", customer)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		str_copy(buf, size, db_text(q, col));
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}

static enum err
list_people(struct store *st, int64_t customer, int64_t *ids, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "erase.merged",
	    DB_ARGS(DB_INT("customer", customer)), note);
	enum db_step step;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && *n < PEOPLE_MAX - 1)
		ids[(*n)++] = db_int(q, 0);
	db_reset(q);
	ids[(*n)++] = customer;
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
check_free(struct store *st, int64_t id, struct erasure *out, struct err_note *note)
{
	char text[64] = "";
	enum err e = first_text(st, "erase.merged_away", out->customer_id, 1, text, sizeof text, note);

	if (e == ERR_OK)
		return err_set(note, ERR_CONFLICT, "customer",
		    _("%s was merged into %s: erase that one."), out->code, text);
	if (e == ERR_NOTFOUND)
		e = first_text(st, "erase.money", id, 0, text, sizeof text, note);
	if (e == ERR_OK)
		return err_set(note, ERR_CONFLICT, "customer",
		    _("There is money on card %s. Pay it out first: close the card."), text);
	if (e == ERR_NOTFOUND)
		e = first_text(st, "erase.orders", id, 0, out->open_order, sizeof out->open_order,
		    note);
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

/* ---- the rows ---- */

static enum err
gather(struct store *st, const char *query, int64_t customer, bool as_text, json_t *list,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_ARGS(DB_INT("customer", customer)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		json_array_append_new(list, as_text ? json_string(db_text(q, 0))
		    : json_integer(db_int(q, 0)));
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
run_steps(struct store *st, int64_t customer, struct erasure *out, struct err_note *note)
{
	enum err e = ERR_OK;

	for (const struct erase_step *s = erase_steps; e == ERR_OK && s->name != NULL; s++) {
		int64_t rows = 0;

		if (s->is_record)
			e = store_run(st, s->query, DB_ARGS(DB_INT("customer", customer),
			    DB_INT("at", clock_now_ms())), &rows, note);
		else
			e = store_run(st, s->query, DB_ARGS(DB_INT("customer", customer)),
			    &rows, note);
		erase_count(out, s->name, rows);
	}
	return e;
}

static enum err
erase_one(struct store *st, int64_t id, struct erasure *out, json_t *body, struct err_note *note)
{
	static const char *const keep[] = { "code", "kind", "level", "store", NULL };
	int64_t points = 0;
	enum err e = store_get_int(st, "erase.points", DB_ARGS(DB_INT("customer", id)), &points,
	    note);

	out->points += points;
	if (e == ERR_OK || e == ERR_NOTFOUND)
		e = gather(st, "erase.ids", id, false, json_object_get(body, "rows"), note);
	if (e == ERR_OK)
		e = gather(st, "erase.files", id, true, json_object_get(body, "files"), note);
	json_array_append_new(json_object_get(body, "rows"), json_integer(id));
	if (e == ERR_OK)
		e = erase_typed(st, id, json_object_get(body, "rows"), out, note);
	if (e == ERR_OK)
		e = run_steps(st, id, out, note);
	if (e == ERR_OK)
		e = record_forget(st, model_entity(store_model(st), "customer"), id, keep, note);
	if (e == ERR_OK)
		e = store_run(st, "erase.blind", DB_ARGS(DB_INT("customer", id)), NULL, note);
	erase_count(out, "customers", 1);
	if (e == ERR_OK)
		e = interaction_touch(st, id, note);
	return e == ERR_OK ? rating_put(st, id, note) : e;
}

static json_t *
parts_json(const struct erasure *x)
{
	json_t *v = json_object();

	for (size_t i = 0; i < x->nparts; i++)
		json_object_set_new(v, x->parts[i].name, json_integer(x->parts[i].rows));
	return v;
}

static enum err
erase_rows(struct store *st, struct erasure *out, json_t *body, struct err_note *note)
{
	int64_t ids[PEOPLE_MAX];
	size_t n;
	enum err e = list_people(st, out->customer_id, ids, &n, note);

	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = check_free(st, ids[i], out, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = erase_one(st, ids[i], out, body, note);
	json_object_set_new(body, "parts", parts_json(out));
	return e;
}

static enum err
keep_it(struct store *st, struct erasure *out, const json_t *body, struct err_note *note)
{
	json_t *changes = json_pack("{s:[s,O]}", "erased", "", json_object_get(body, "parts"));
	char *text = json_text(body);
	enum err e = store_new_id(st, &out->id, note);

	out->at = clock_now_ms();
	out->day = clock_today();
	if (e == ERR_OK)
		e = store_run(st, "erase.keep", DB_ARGS(DB_INT("id", out->id),
		    DB_TEXT("code", out->code), DB_INT("customer", out->customer_id),
		    DB_INT("at", out->at), DB_INT("day", out->day),
		    DB_ID("user", actor_id(store_actor(st))), DB_TEXT("reason", out->reason),
		    DB_INT("items", out->items), DB_TEXT("body", text),
		    DB_TEXT("fold", out->code)), NULL, note);
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry){ .function = "erase", .action = "erase",
		    .entity = "customer", .row_id = out->customer_id, .row_code = out->code,
		    .reason = out->reason, .changes = changes }, note);
	json_decref(changes);
	free(text);
	return e;
}

static json_t *
new_body(void)
{
	return json_pack("{s:[],s:[]}", "rows", "files");
}

/* ---- the doors ---- */

enum err
erase_person(struct store *st, const char *customer, const char *reason, struct erasure *out,
    struct err_note *note)
{
	json_t *body;
	enum err e = access_need(st, "erase", VERB_DELETE, note);

	*out = (struct erasure){ .id = 0 };
	if (e == ERR_OK && str_empty(reason))
		e = err_set(note, ERR_INVALID, "reason", _("Say why: who asked for it, and how."));
	if (e == ERR_OK && strlen(reason) >= sizeof out->reason)
		e = err_set(note, ERR_LIMIT, "reason", _("The reason is too long."));
	if (e == ERR_OK)
		e = find(st, customer, out, note);
	if (e != ERR_OK)
		return e;
	str_copy(out->reason, sizeof out->reason, reason);
	e = erase_load(st, out->customer_id, out, note);
	if (e != ERR_NOTFOUND)
		return e;
	body = new_body();
	e = erase_rows(st, out, body, note);
	if (e == ERR_OK)
		e = keep_it(st, out, body, note);
	json_decref(body);
	out->is_open = true;
	out->name[0] = '\0';
	return e;
}

enum err
erase_preview(struct store *st, struct actor *a, const char *customer, struct erasure *out,
    struct err_note *note)
{
	json_t *body;
	enum err e = store_begin(st, a, true, note);

	*out = (struct erasure){ .id = 0 };
	if (e != ERR_OK)
		return e;
	e = access_need(st, "erase", VERB_VIEW, note);
	if (e == ERR_OK)
		e = find(st, customer, out, note);
	if (e == ERR_OK)
		e = erase_load(st, out->customer_id, out, note);
	if (e == ERR_NOTFOUND && out->customer_id != 0) {
		body = new_body();
		e = access_need(st, "erase", VERB_DELETE, note);
		if (e == ERR_OK)
			e = erase_rows(st, out, body, note);
		json_decref(body);
	}
	store_rollback(st);
	return e;
}

static void
read_parts(struct erasure *out, const json_t *body)
{
	const char *name;
	json_t *rows;

	out->nparts = 0;
	out->items = 0;
	json_object_foreach(json_object_get(body, "parts"), name, rows) {
		const struct erase_step *s = erase_steps;
		const char *known = NULL;

		while (s->name != NULL && !str_eq(s->name, name))
			s++;
		known = s->name;
		for (size_t i = 0; known == NULL && i < sizeof other_parts / sizeof *other_parts; i++)
			known = str_eq(other_parts[i].name, name) ? other_parts[i].name : NULL;
		if (known != NULL)
			erase_count(out, known, json_integer_value(rows));
	}
}

enum err
erase_load(struct store *st, int64_t customer_id, struct erasure *out, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	json_t *body;
	enum err e = access_need(st, "erase", VERB_VIEW, note);

	if (e != ERR_OK)
		return e;
	q = store_query(st, "erase.kept", DB_ARGS(DB_INT("customer", customer_id)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*out = (struct erasure){ .id = db_int(q, 0), .customer_id = db_int(q, 2),
		    .at = db_int(q, 3), .day = (day_t)db_int(q, 4), .is_open = db_int(q, 8) == 1 };
		str_copy(out->code, sizeof out->code, db_text(q, 1));
		str_copy(out->reason, sizeof out->reason, db_text(q, 5));
		body = json_loads(db_text(q, 7), 0, NULL);
		read_parts(out, body);
		json_decref(body);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}
