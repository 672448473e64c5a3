/* X and Z: the session from its documents (rule N3: sales + top-ups + rounding = tenders -
 * change). Nothing is kept but what was counted. */
#include "domain/till_parts.h"

#include "base/i18n.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

#define TENDERS_MAX (sizeof ((struct till_report *)0)->tenders / \
    sizeof *((struct till_report *)0)->tenders)

static enum err
load_head(struct store *st, int64_t session, struct till_report *r, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	struct db_stmt *q = store_query(st, "till.head",
	    DB_ARGS(DB_INT("session", session)), note);
	enum db_step step;
	bool is_foreign = false;

	*r = (struct till_report){ .session_id = session };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		r->number = db_int(q, 0);
		str_copy(r->till, sizeof r->till, db_text(q, 1));
		str_copy(r->store, sizeof r->store, db_text(q, 2));
		str_copy(r->opened_by, sizeof r->opened_by, db_text(q, 3));
		str_copy(r->closed_by, sizeof r->closed_by, db_text(q, 4));
		r->opened_at = db_int(q, 5);
		r->is_open = db_is_null(q, 6);
		r->closed_at = db_int(q, 6);
		r->opening = db_int(q, 7);
		r->counted = db_int(q, 8);
		r->difference = db_int(q, 9);
		is_foreign = db_int(q, 11) != 0 && db_int(q, 12) != actor_store_id(a) &&
		    !actor_is_admin(a);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW || is_foreign)
		return err_set(note, ERR_NOTFOUND, "session",
		    _("There is no such till session."));
	return ERR_OK;
}

static void
add_kind(const struct db_stmt *q, struct till_report *r, int64_t *change)
{
	const char *kind = db_text(q, 0);

	if (str_eq(kind, "sale")) {
		r->tickets += db_int(q, 1);
		r->sales += db_int(q, 2);
	} else {
		/* Money for stored value has no total; goods no top-up. */
		r->refunds += db_int(q, 2);
	}
	if (str_eq(kind, "void"))
		r->voids += db_int(q, 1);
	r->topups += db_int(q, 3);
	r->rounding += db_int(q, 4);
	r->discounts += db_int(q, 5);
	*change += db_int(q, 6);
}

static enum err
load_kinds(struct store *st, struct till_report *r, int64_t *change, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "till.kinds",
	    DB_ARGS(DB_INT("session", r->session_id)), note);
	enum db_step step;

	*change = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		add_kind(q, r, change);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Net by method; more methods than there is room for go together on the last. */
static enum err
load_tenders(struct store *st, struct till_report *r, int64_t change, int64_t *all,
    int64_t *cash, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "till.tenders",
	    DB_ARGS(DB_INT("session", r->session_id)), note);
	enum db_step step;

	*all = -change;
	*cash = -change;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		bool is_cash = str_eq(db_text(q, 0), "cash");
		struct till_tender *t;

		if (r->ntenders < TENDERS_MAX) {
			t = &r->tenders[r->ntenders++];
			str_copy(t->method, sizeof t->method, db_text(q, 0));
		} else {
			t = &r->tenders[TENDERS_MAX - 1];
		}
		t->amount += db_int(q, 1) - (is_cash ? change : 0);
		t->count += db_int(q, 2);
		*all += db_int(q, 1);
		if (is_cash)
			*cash += db_int(q, 1);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
load_moves(struct store *st, struct till_report *r, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "till.moves",
	    DB_ARGS(DB_INT("session", r->session_id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		r->moves_in = db_int(q, 0);
		r->moves_out = db_int(q, 1);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
till_report_load(struct store *st, int64_t session, struct till_report *r,
    struct err_note *note)
{
	int64_t change, all, cash;
	enum err e = load_head(st, session, r, note);

	if (e == ERR_OK)
		e = load_kinds(st, r, &change, note);
	if (e == ERR_OK)
		e = load_tenders(st, r, change, &all, &cash, note);
	if (e == ERR_OK)
		e = load_moves(st, r, note);
	if (e != ERR_OK)
		return e;
	r->expected = r->opening + r->moves_in - r->moves_out + cash;
	if (!r->is_open)
		e = audit_code_of_day(st, r->closed_at, r->trail, note);
	if (e != ERR_OK)
		return e;
	r->adds_up = r->sales + r->refunds + r->topups + r->rounding == all;
	return ERR_OK;
}

enum err
till_z(struct store *st, int64_t session, struct till_report *z, struct err_note *note)
{
	enum err e = sale_may_read(st, note);

	if (e == ERR_OK)
		e = till_report_load(st, session, z, note);
	/* The count stays blind: nobody but a manager looks into an open drawer. */
	if (e == ERR_OK && z->is_open)
		e = access_need(st, "sale", VERB_DELETE, note);
	return e;
}
