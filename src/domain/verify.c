#include "domain/verify.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/crypt.h"
#include "domain/document.h"
#include "domain/offer.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/sealed.h"

/* How a finding is named: by the member's code, the receipt, or day and store. */
enum place { BY_MEMBER, BY_RECEIPT, BY_DAY };

static const struct check {
	const char *query;
	enum place by;
	const char *what, *kept, *again;
} checks[] = {
	{ "verify.balance", BY_MEMBER, N_("balance of points"), N_("balance"), N_("ledger") },
	{ "verify.chain", BY_MEMBER, N_("ledger of points"), N_("balance after"), N_("sum so far") },
	{ "verify.lot", BY_MEMBER, N_("lots of points"), N_("left"), N_("amount less what was drawn") },
	{ "verify.left", BY_MEMBER, N_("points in lots"), N_("balance"), N_("left in lots") },
	{ "verify.earned", BY_RECEIPT, N_("points of receipts"), N_("receipt"), N_("ledger") },
	{ "verify.number", BY_RECEIPT, N_("receipt numbers without gaps"), N_("number"), N_("expected") },
	{ "verify.lines", BY_RECEIPT, N_("receipts and their lines"), N_("total"), N_("lines") },
	{ "verify.paid", BY_RECEIPT, N_("receipts and their tenders"), N_("due"), N_("paid less change") },
	{ "verify.day", BY_DAY, N_("sums of days"), N_("sum"), N_("receipts") },
	{ "verify.tender", BY_DAY, N_("sums of tenders"), N_("sum"), N_("receipts") },
	{ "verify.given", BY_DAY, N_("sums of points"), N_("sum"), N_("ledger") },
	{ "verify.value", BY_MEMBER, N_("stored value"), N_("balance"), N_("ledger") },
	{ "verify.value_chain", BY_MEMBER, N_("ledger of stored value"), N_("balance after"), N_("sum so far") },
	{ "verify.value_moved", BY_MEMBER, N_("stored value between cards"), N_("difference"), N_("expected") },
	{ "verify.topup", BY_RECEIPT, N_("top-ups and their ledger"), N_("receipt"), N_("ledger") },
	{ "verify.topup_void", BY_RECEIPT, N_("reversed top-ups"), N_("top-up"), N_("reversed") },
	{ "verify.visit", BY_MEMBER, N_("visits"), N_("left"), N_("ledger") },
	{ "verify.visit_chain", BY_MEMBER, N_("ledger of visits"), N_("left after"), N_("sum so far") },
	{ "verify.gift", BY_MEMBER, N_("stock of gifts"), N_("stock"), N_("movements") },
	{ "verify.gift_points", BY_MEMBER, N_("points of gifts"), N_("gift"), N_("ledger") },
	{ "verify.returned", BY_RECEIPT, N_("returns and what was sold"), N_("sold"), N_("came back") },
	{ "verify.coupon", BY_MEMBER, N_("uses of coupons"), N_("used"), N_("receipts") },
	{ "verify.points_paid", BY_RECEIPT, N_("points that paid"), N_("receipt"), N_("ledger") },
	{ "verify.value_paid", BY_RECEIPT, N_("stored value that paid"), N_("receipt"), N_("ledger") },
	{ "verify.last_day", BY_MEMBER, N_("last purchase of customers"), N_("day"), N_("receipts") },
	{ "verify.void", BY_RECEIPT, N_("voids and what they undid"), N_("receipt"), N_("void") },
	{ "verify.store_day", BY_DAY, N_("days add up"), N_("due"), N_("paid") },
	{ "verify.session", BY_DAY, N_("till sessions"), N_("expected"), N_("documents") },
	{ "verify.month", BY_DAY, N_("sums of months"), N_("sum"), N_("days") },
	{ "verify.category", BY_DAY, N_("sums of product groups"), N_("sum"), N_("receipts") },
	{ "verify.customer", BY_MEMBER, N_("spending of customers"), N_("sum"), N_("receipts") },
	{ "verify.touch", BY_MEMBER, N_("interactions of customers"), N_("sum"), N_("interactions") },
	{ "verify.touch_last", BY_MEMBER, N_("contact again"), N_("day"), N_("expected") },
	{ "verify.untouched", BY_MEMBER, N_("customers never contacted"), N_("sum"), N_("interactions") },
	{ "verify.rating", BY_MEMBER, N_("ratings of customers"), N_("score"), N_("newest rating") },
	{ "verify.quotation", BY_MEMBER, N_("quotations and their lines"), N_("total"), N_("lines") },
	{ "verify.order", BY_MEMBER, N_("orders and their lines"), N_("total"), N_("lines") },
	{ "verify.order_moves", BY_MEMBER, N_("deliveries of orders"), N_("line"), N_("movements") },
	{ "verify.order_sold", BY_MEMBER, N_("sales of orders"), N_("sold"), N_("movements") },
	{ "verify.cust_day", BY_MEMBER, N_("spending by day"), N_("sum"), N_("receipts") },
};

/* Every check reads tables that another one read. */
#define CACHE_MB 64

struct run { void (*report)(void *arg, bool ok, const char *line); void *arg; int bad; bool unreadable; };

/* Names the row; returns the column of the first figure. */
static int
name_row(const struct db_stmt *q, enum place by, char *buf, size_t size)
{
	char day[16];

	switch (by) {
	case BY_RECEIPT:
		receipt_code(db_text(q, 0), db_text(q, 1), db_int(q, 2), buf, size);
		return 3;
	case BY_DAY:
		snprintf(buf, size, "%s %s", day_iso((day_t)db_int(q, 0), day, sizeof day),
		    db_text(q, 1));
		return 2;
	case BY_MEMBER:
		break;
	}
	str_copy(buf, size, db_text(q, 0));
	return 1;
}

static enum err
run_check(struct store *st, const struct check *c, struct run *r, struct err_note *note)
{
	struct db_stmt *q = store_query(st, c->query, DB_NO_ARGS, note);
	char line[320], name[96];
	enum db_step step;
	int found = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		int col = name_row(q, c->by, name, sizeof name);

		snprintf(line, sizeof line, "%s, %s: %s %" PRId64 ", %s %" PRId64,
		    _(c->what), name, _(c->kept), db_int(q, col),
		    _(c->again), db_int(q, col + 1));
		r->report(r->arg, false, line);
		found++;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (found == 0) {
		snprintf(line, sizeof line, "%s", _(c->what));
		r->report(r->arg, true, line);
	}
	r->bad += found;
	return ERR_OK;
}

static void
bad_byte(void *arg, const char *line)
{
	struct run *r = arg;

	r->report(r->arg, false, line);
}

/* The bytes first: what cannot be read cannot be proved. */
static enum err
check_bytes(struct store *st, struct run *r, struct err_note *note)
{
	struct err_note found = { 0 };
	struct db_scan scan;
	char line[160];
	enum err e = db_crypt_scan(store_db(st), bad_byte, r, &scan, note);

	if (e != ERR_OK)
		return e;
	r->bad += (int)scan.bad;
	r->unreadable = scan.bad > 0 && scan.sealed;
	if (r->unreadable)
		return ERR_OK;
	e = db_integrity(store_db(st), &found);
	if (e == ERR_CANCELLED)
		return e;
	if (e != ERR_OK) {
		r->report(r->arg, false, found.text);
		r->bad++;
		r->unreadable = true;
		return ERR_OK;
	}
	/* what was changed in a clear one can be read: the rest says what it means */
	if (scan.bad > 0)
		return ERR_OK;
	if (scan.sealed)
		snprintf(line, sizeof line, _("%" PRId64 " encrypted pages, %" PRId64 " in the write-ahead log"),
		    scan.pages, scan.frames);
	else if (scan.summed && scan.unsummed == 0)
		snprintf(line, sizeof line, _("%" PRId64 " pages and their sums, %" PRId64
		    " in the write-ahead log"), scan.pages, scan.frames);
	else
		snprintf(line, sizeof line, _("database and write-ahead log"));
	r->report(r->arg, true, line);
	if (scan.mended > 0) {
		snprintf(line, sizeof line, _("page %" PRId64 " of the database was torn or changed; the write-ahead log had it whole"),
		    scan.mended);
		r->report(r->arg, true, line);
	}
	return ERR_OK;
}

static void
bad_sealed(void *arg, const char *line)
{
	struct run *r = arg;

	r->report(r->arg, false, line);
	r->bad++;
}

static enum err
check_sealed(struct store *st, struct run *r, struct err_note *note)
{
	int64_t rows = 0;
	int before = r->bad;
	char line[96];
	enum err e = sealed_verify(st, bad_sealed, r, &rows, note);

	if (e == ERR_OK && r->bad == before) {
		snprintf(line, sizeof line, _("%" PRId64 " sealed fields"), rows);
		r->report(r->arg, true, line);
	}
	return e;
}

static enum err
check_trail(struct store *st, struct run *r, struct err_note *note)
{
	struct err_note found = { 0 };
	char line[128];
	int64_t rows = 0;
	enum err e = audit_verify(st, &rows, &found);

	if (e == ERR_OK) {
		snprintf(line, sizeof line, _("audit chain of %" PRId64 " rows"), rows);
		r->report(r->arg, true, line);
	} else if (e == ERR_CONFLICT) {
		r->report(r->arg, false, found.text);
		r->bad++;
	} else {
		if (note != NULL)
			*note = found;
		return e;
	}
	return ERR_OK;
}

/* What went out is what was frozen (rule C3). */
static enum err
check_issued(struct store *st, struct run *r, struct err_note *note)
{
	struct err_note found = { 0 };
	char line[128];
	int64_t n = 0;
	enum err e = offer_verify(st, &n, &found);

	if (e == ERR_OK) {
		snprintf(line, sizeof line, _("%" PRId64 " issued texts"), n);
		r->report(r->arg, true, line);
	} else if (e == ERR_CONFLICT) {
		r->report(r->arg, false, found.text);
		r->bad++;
	} else {
		if (note != NULL)
			*note = found;
		return e;
	}
	return ERR_OK;
}

static void
bad_document(void *arg, const char *name)
{
	struct run *r = arg;
	char line[400];

	snprintf(line, sizeof line, "%s, %s", _("documents"), name);
	r->report(r->arg, false, line);
}

/* What no row holds is no lie: a crash came between the file and its row. */
static enum err
check_documents(struct store *st, struct run *r, struct err_note *note)
{
	struct document_check c;
	char line[128];
	enum err e = document_verify(st, bad_document, r, &c, note);

	if (e != ERR_OK)
		return e;
	r->bad += (int)c.bad;
	if (c.left_over > 0)
		snprintf(line, sizeof line, _("documents (%" PRId64 " left over: quen document tidy)"),
		    c.left_over);
	else
		str_copy(line, sizeof line, _("documents"));
	if (c.bad == 0)
		r->report(r->arg, true, line);
	return ERR_OK;
}

static enum err
check_rows(struct store *st, struct run *r, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof checks / sizeof *checks; i++)
		e = run_check(st, &checks[i], r, note);
	if (e == ERR_OK)
		e = check_documents(st, r, note);
	if (e == ERR_OK)
		e = check_issued(st, r, note);
	if (e == ERR_OK)
		e = check_sealed(st, r, note);
	return e == ERR_OK ? check_trail(st, r, note) : e;
}

enum err
verify_run(struct store *st, struct actor *a, void (*report)(void *arg, bool ok, const char *line),
    void *arg, int *bad, struct err_note *note)
{
	struct run r = { .report = report, .arg = arg };
	enum err e = store_begin(st, a, false, note);

	*bad = 0;
	if (e != ERR_OK)
		return e;
	db_cache(store_db(st), CACHE_MB);
	e = access_need(st, "audit", VERB_VIEW, note);
	if (e == ERR_OK)
		e = check_bytes(st, &r, note);
	if (e == ERR_OK && !r.unreadable)
		e = check_rows(st, &r, note);
	store_rollback(st);
	db_cache(store_db(st), 0);
	*bad = r.bad;
	return e;
}
