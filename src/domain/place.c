#include "domain/place.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/number.h"
#include "store/query.h"

static enum err
read_store(struct db_stmt *q, struct place *p, int *found, struct err_note *note)
{
	enum db_step step;

	*found = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		p->store_id = db_int(q, 0);
		str_copy(p->store, sizeof p->store, db_text(q, 1));
		p->is_closed = db_int(q, 2) != 0;
		(*found)++;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
find_till(struct store *st, const char *store, const char *till, struct place *p,
    struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, till);
	q = store_query(st, "place.till", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		p->till_id = db_int(q, 0);
		p->session_id = db_int(q, 3);
		str_copy(p->store, sizeof p->store, db_text(q, 2));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "till", _("There is no till \"%s\"."), till);
	if (!str_empty(store) && !str_ieq_ascii(store, p->store))
		return err_set(note, ERR_INVALID, "till",
		    _("Till %s stands in store %s."), till, p->store);
	return ERR_OK;
}

enum err
place_find(struct store *st, const char *store, const char *till, struct place *p,
    struct err_note *note)
{
	const struct actor *a = store_actor(st);
	struct code_case cc;
	int found = 0;
	enum err e = ERR_OK;

	*p = (struct place){ 0 };
	if (!str_empty(till))
		e = find_till(st, store, till, p, note);
	if (e != ERR_OK)
		return e;
	if (p->store[0] != '\0')
		store = p->store;
	if (!str_empty(store)) {
		code_case(&cc, store);
		e = read_store(store_query(st, "sale.store", DB_ARGS(CODE_ARGS(&cc)), note),
		    p, &found, note);
		if (e == ERR_OK && found == 0)
			return err_set(note, ERR_NOTFOUND, "store",
			    _("There is no store \"%s\"."), store);
	} else if (actor_store_id(a) != 0) {
		/* Read with the rights, and again whenever a branch changes. */
		p->store_id = actor_store_id(a);
		str_copy(p->store, sizeof p->store, actor_store_code(a));
		found = 1;
	} else {
		e = read_store(store_query(st, "sale.stores", DB_NO_ARGS, note),
		    p, &found, note);
	}
	if (e != ERR_OK)
		return e;
	if (found != 1)
		return err_set(note, ERR_INVALID, "store", _("Say in which store."));
	if (p->is_closed && p->store_id != actor_store_id(a) && !actor_is_admin(a))
		return err_set(note, ERR_DENIED, "store",
		    _("Store %s is closed to other branches."), p->store);
	return ERR_OK;
}

enum err
place_drawer(struct store *st, struct place *p, struct err_note *note)
{
	int64_t session = 0, till = 0;
	bool is_own = false;
	struct db_stmt *q;
	enum db_step step;
	int n = 0;

	if (p->till_id != 0)
		return ERR_OK;
	q = store_query(st, "place.sessions", DB_ARGS(DB_INT("store", p->store_id),
	    DB_ID("user", actor_id(store_actor(st)))), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		if (n++ > 0)
			continue;
		session = db_int(q, 0);
		till = db_int(q, 1);
		is_own = db_int(q, 2) != 0;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (n == 1 || is_own) {
		p->session_id = session;
		p->till_id = till;
	}
	return ERR_OK;
}

enum err
place_number(struct store *st, const struct place *p, int64_t *number, struct err_note *note)
{
	char series[64];

	snprintf(series, sizeof series, "receipt:%" PRId64 ":%s", p->store_id, RECEIPT_SERIES);
	return number_after(st, series, "place.largest", DB_ARGS(DB_INT("store", p->store_id),
	    DB_TEXT("series", RECEIPT_SERIES)), number, note);
}
