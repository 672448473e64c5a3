#include "domain/contract.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "store/query.h"

#define ALERT_DAYS_MAX 365

static bool
is_null(struct record *r, const char *field)
{
	return record_value(r, field)->kind == VALUE_NULL;
}

static int
month_days(day_t first)
{
	return day_mday(day_add(day_add_months(first, 1), -1));
}

day_t
contract_end_after(day_t end, int months, int anchor)
{
	day_t first = day_add_months(day_make(day_year(end), day_month(end), 1), months);
	int last = first != 0 ? month_days(first) : 0;

	return day_make(day_year(first), day_month(first), anchor < last ? anchor : last);
}

bool
contract_is_expired(const struct record *r, day_t today)
{
	day_t end = (day_t)record_int(r, "end_day");
	const char *status = record_text(r, "status");

	return end != 0 && end < today &&
	    (strcmp(status, "running") == 0 || strcmp(status, "suspended") == 0);
}

/* ---- alerts (rule C1) ---- */

bool
contract_alert_days_ok(const char *days)
{
	char piece[8];
	bool any = false;

	while (str_next(&days, ',', piece, sizeof piece)) {
		long n = strtol(piece, NULL, 10);

		if (piece[strspn(piece, "0123456789")] != '\0' || n < 1 || n > ALERT_DAYS_MAX)
			return false;
		any = true;
	}
	return any;
}

int
contract_alert(const char *days, day_t end, day_t today)
{
	int left = end != 0 ? day_diff(end, today) : ALERT_DAYS_MAX + 1, nearest = 0;
	char piece[8];

	while (str_next(&days, ',', piece, sizeof piece)) {
		int n = atoi(piece);

		if (n > 0 && left <= n && (nearest == 0 || n < nearest))
			nearest = n;
	}
	return nearest;
}

/* ---- what may be entered ---- */

/* In force, whether running or suspended; ended; settled. Only onwards (rule C2): a suspended
 * contract that goes on is still in force. */
static int
stage(const char *status)
{
	if (strcmp(status, "ended") == 0)
		return 1;
	return strcmp(status, "settled") == 0 ? 2 : 0;
}

static enum err
status_ok(const struct record *old, struct record *r, struct err_note *note)
{
	const char *status;

	if (is_null(r, "status"))
		record_set_text(r, "status", "running");
	status = record_text(r, "status");
	if (old == NULL || stage(status) >= stage(record_text(old, "status")))
		return ERR_OK;
	return err_set(note, ERR_CONFLICT, "status",
	    _("The status only goes forward: in force, ended, settled. Renew the contract instead."));
}

static enum err
days_ok(struct record *r, struct err_note *note)
{
	day_t start = (day_t)record_int(r, "start_day"), end = (day_t)record_int(r, "end_day");
	day_t warranty = (day_t)record_int(r, "warranty_day");

	if (start == 0) {
		start = clock_today();
		record_set_int(r, "start_day", start);
	}
	if (end != 0 && end < start)
		return err_set(note, ERR_INVALID, "end_day", _("The last day lies before the first."));
	if (warranty != 0 && warranty < start)
		return err_set(note, ERR_INVALID, "warranty_day",
		    _("The last day lies before the first."));
	return ERR_OK;
}

/* A day typed anew is the anchor; a renewal brings its own along. */
static void
set_anchor(const struct record *old, struct record *r)
{
	day_t end = (day_t)record_int(r, "end_day");
	int anchor = (int)record_int(r, "anchor");
	bool is_same = old != NULL && record_int(old, "end_day") == end;

	if (end == 0)
		record_set_int(r, "anchor", 0);
	else if (is_same)
		record_set_int(r, "anchor", record_int(old, "anchor"));
	else if (old != NULL || anchor < 1 || anchor > 31 ||
	    contract_end_after(end, 0, anchor) != end)
		record_set_int(r, "anchor", day_mday(end));
}

static enum err
find(struct store *st, const char *code, int64_t *id, int64_t *customer, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, code);
	q = store_query(st, "contract.by_code", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*id = db_int(q, 0);
		*customer = db_int(q, 1);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : err_set(note, ERR_NOTFOUND, "contract",
	    _("There is no contract \"%s\"."), code);
}

/* One contract follows one: of the same customer, and once. */
static enum err
renews_ok(struct store *st, const struct record *old, struct record *r, struct err_note *note)
{
	const char *renews = record_text(r, "renews");
	int64_t id = 0, customer = 0, by = 0;
	char number[32];
	enum err e;

	if (old != NULL && !str_eq(renews, record_text(old, "renews")))
		return err_set(note, ERR_INVALID, "renews", _("Which contract it renews stays."));
	if (old != NULL || str_empty(renews))
		return ERR_OK;
	e = find(st, renews, &id, &customer, note);
	if (e == ERR_OK)
		e = contract_renewed_by(st, id, &by, number, note);
	if (e == ERR_OK && by != 0)
		return err_set(note, ERR_CONFLICT, "renews",
		    _("%s was renewed already: %s."), renews, number);
	return e;
}

enum err
contract_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	if (r == NULL)
		return ERR_OK;
	e = status_ok(old, r, note);
	if (e == ERR_OK)
		e = days_ok(r, note);
	if (e != ERR_OK)
		return e;
	if (record_int(r, "value") < 0 || record_int(r, "value") > MONEY_MAX)
		return err_set(note, ERR_INVALID, "value", _("An amount of 0 or more is needed."));
	if (!is_null(r, "months") && (record_int(r, "months") < 1 ||
	    record_int(r, "months") > CONTRACT_MONTHS_MAX))
		return err_set(note, ERR_INVALID, "months", _("1 to 600 months."));
	set_anchor(old, r);
	return renews_ok(st, old, r, note);
}
