/* Renewing: a new contract that points at the old one. Rules C1, C2. */
#include "domain/contract.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"

enum err
contract_renewed_by(struct store *st, int64_t id, int64_t *by, char number[32],
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "contract.renewed_by", DB_ARGS(DB_INT("id", id)), note);
	enum db_step step;

	*by = 0;
	number[0] = '\0';
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*by = db_int(q, 0);
		str_copy(number, 32, db_text(q, 1));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Whole months that a contract runs; 0 when its days are no months. */
static int
months_of(day_t start, day_t end, int anchor)
{
	day_t before = day_add(start, -1);
	bool is_anchored = contract_end_after(before, 0, anchor) == before;

	for (int m = 1; m <= CONTRACT_MONTHS_MAX; m++) {
		day_t by_start = day_add(day_add_months(start, m), -1);

		if (by_start == end || (is_anchored && contract_end_after(before, m, anchor) == end))
			return m;
		if (by_start > end)
			break;
	}
	return 0;
}

static enum err
new_days(const struct record *r, const struct contract_renewal *in, day_t *start, day_t *end,
    struct err_note *note)
{
	day_t was_start = (day_t)record_int(r, "start_day"), was_end = (day_t)record_int(r, "end_day");
	int anchor = (int)record_int(r, "anchor");
	int months = in->months > 0 ? in->months : (int)record_int(r, "months");

	if (months > CONTRACT_MONTHS_MAX)
		return err_set(note, ERR_INVALID, "months", _("1 to 600 months."));
	if (was_end == 0 && in->start == 0)
		return err_set(note, ERR_INVALID, "contract",
		    _("%s never ends: there is nothing to renew."), record_text(r, "number"));
	*start = in->start != 0 ? in->start : day_add(was_end, 1);
	*end = in->end;
	if (*end != 0 || was_end == 0)
		return ERR_OK;
	if (months == 0)
		months = months_of(was_start, was_end, anchor);
	if (in->start != 0)
		*end = months > 0 ? day_add(day_add_months(*start, months), -1) : 0;
	else
		*end = months > 0 ? contract_end_after(was_end, months, anchor) : 0;
	if (*end == 0)
		*end = day_add(*start, day_diff(was_end, was_start));
	return ERR_OK;
}

static struct record *
next_of(const struct record *r, const struct contract_renewal *in, day_t start, day_t end)
{
	static const char *const drop[] = { "number", "warranty_day", "note" };
	struct record *n = record_copy(r);

	n->id = n->version = 0;
	for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
		value_fini(record_value(n, drop[i]));
	record_set_text(n, "status", "running");
	record_set_text(n, "renews", record_text(r, "number"));
	record_set_int(n, "signed_day", clock_today());
	record_set_int(n, "start_day", start);
	if (end != 0)
		record_set_int(n, "end_day", end);
	/* Days given by hand are an anchor of their own. */
	if (in->end != 0 || in->start != 0)
		record_set_int(n, "anchor", 0);
	if (in->value >= 0)
		record_set_int(n, "value", in->value);
	return n;
}

enum err
contract_renew(struct store *st, const char *code, const struct contract_renewal *in,
    int64_t *id, char number[32], struct err_note *note)
{
	struct record *r = NULL, *n = NULL;
	day_t start = 0, end = 0;
	int64_t by = 0;
	enum err e = access_need(st, "contract", VERB_ADD, note);

	*id = 0;
	if (e == ERR_OK)
		e = record_load_code(st, model_entity(store_model(st), "contract"), code, &r, note);
	if (e != ERR_OK)
		return e;
	e = contract_renewed_by(st, r->id, &by, number, note);
	if (e == ERR_OK && by != 0)
		e = err_set(note, ERR_CONFLICT, "contract", _("%s was renewed already: %s."),
		    record_text(r, "number"), number);
	if (e == ERR_OK && strcmp(record_text(r, "status"), "settled") == 0)
		e = err_set(note, ERR_CONFLICT, "contract",
		    _("%s is settled: make a new contract."), record_text(r, "number"));
	if (e == ERR_OK)
		e = new_days(r, in, &start, &end, note);
	if (e == ERR_OK) {
		n = next_of(r, in, start, end);
		e = record_insert(st, n, note);
	}
	if (e == ERR_OK) {
		*id = n->id;
		str_copy(number, 32, record_text(n, "number"));
	}
	record_free(n);
	record_free(r);
	return e;
}

/* ---- history ---- */

static enum err
link_at(struct store *st, const char *query, int64_t id, struct contract_link *l, int64_t *renews,
    bool *found, struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_ARGS(DB_INT("id", id)), note);
	enum db_step step;

	*found = false;
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*found = true;
		*l = (struct contract_link){ .id = db_int(q, 0), .start = (day_t)db_int(q, 2),
			.end = (day_t)db_int(q, 3), .value = db_int(q, 4) };
		str_copy(l->number, sizeof l->number, db_text(q, 1));
		str_copy(l->status, sizeof l->status, db_text(q, 5));
		*renews = db_int(q, 6);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
contract_history(struct store *st, int64_t id, struct contract_link *l, size_t *n,
    struct err_note *note)
{
	struct contract_link at = { 0 };
	int64_t first = id, renews = 0;
	size_t room = *n;
	bool found = true;
	enum err e = access_need(st, "contract", VERB_VIEW, note);

	*n = 0;
	for (size_t i = 0; e == ERR_OK && found && i < room; i++) {
		e = link_at(st, "contract.link", first, &at, &renews, &found, note);
		if (e != ERR_OK || !found || renews == 0)
			break;
		first = renews;
	}
	if (e == ERR_OK)
		e = link_at(st, "contract.link", first, &at, &renews, &found, note);
	while (e == ERR_OK && found && *n < room) {
		at.is_this = at.id == id;
		l[(*n)++] = at;
		e = link_at(st, "contract.next", at.id, &at, &renews, &found, note);
	}
	return e;
}

enum err
contract_link(struct store *st, int64_t id, struct contract_link *l, struct err_note *note)
{
	int64_t renews;
	bool found;
	enum err e = link_at(st, "contract.link", id, l, &renews, &found, note);

	if (e == ERR_OK && !found)
		return err_set(note, ERR_NOTFOUND, "contract", _("There is no such contract."));
	return e;
}
