/* The trail as it is looked at. */
#include <stdlib.h>
#include <string.h>

#include "store/audit_part.h"
#include "store/store_internal.h"

static enum err
moment_of(struct store *st, int64_t seq, int64_t *at, struct err_note *note)
{
	enum err e = store_get_int(st, "audit.seq_at", DB_ARGS(DB_INT("seq", seq)), at, note);

	return e == ERR_NOTFOUND ? ERR_OK : e;
}

/* Rows are numbered as time goes on: the first one at or after that moment is found by halves. */
static enum err
first_from(struct store *st, int64_t low, int64_t high, int64_t at, int64_t *seq,
    struct err_note *note)
{
	enum err e = ERR_OK;

	while (e == ERR_OK && low < high) {
		int64_t middle = low + (high - low) / 2, then = 0;

		e = moment_of(st, middle, &then, note);
		if (then < at)
			low = middle + 1;
		else
			high = middle;
	}
	*seq = low;
	return e;
}

/* *above < rows < *below. */
static enum err
bounds(struct store *st, const struct audit_filter *f, int64_t *above, int64_t *below,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "audit.span", DB_NO_ARGS, note);
	int64_t low = 0, high = 0;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	if (db_step(q, note) == DB_ROW) {
		low = db_int(q, 0);
		high = db_int(q, 1);
	}
	db_reset(q);
	*above = low - 1;
	*below = high + 1;
	if (f->from != 0) {
		e = first_from(st, low, high + 1, f->from, above, note);
		(*above)--;
	}
	if (e == ERR_OK && f->to != 0)
		e = first_from(st, low, high + 1, f->to, below, note);
	return e;
}

/* A row of something private is there for all who may read the trail, but says nothing of it. */
static enum err
hide(struct store *st, struct audit_item *it, struct err_note *note)
{
	const struct entity *e = model_entity(st->model, it->entity);
	enum err rc;

	if (e == NULL || e->privacy == PRIVACY_NONE || it->row_id == 0 || st->actor->is_admin ||
	    st->actor->is_system)
		return ERR_OK;
	rc = record_see(st, e, it->row_id, NULL);
	if (rc != ERR_OK && rc != ERR_NOTFOUND)
		return err_set(note, rc, "", "%s", err_text(rc));
	it->hidden = rc == ERR_NOTFOUND;
	if (it->hidden) {
		it->code[0] = it->reason[0] = it->request[0] = '\0';
		it->row_id = 0;
	}
	return ERR_OK;
}

static void
read_item(const struct db_stmt *q, struct audit_item *it)
{
	*it = (struct audit_item) { .seq = db_int(q, 0), .at = db_int(q, 1), .row_id = db_int(q, 6),
	    .before = db_int(q, 10), .after = db_int(q, 11) };
	str_copy(it->user, sizeof(it->user), db_text(q, 2));
	str_copy(it->function, sizeof(it->function), db_text(q, 3));
	str_copy(it->action, sizeof(it->action), db_text(q, 4));
	str_copy(it->entity, sizeof(it->entity), db_text(q, 5));
	str_copy(it->code, sizeof(it->code), db_text(q, 7));
	str_copy(it->reason, sizeof(it->reason), db_text(q, 8));
	str_copy(it->request, sizeof(it->request), db_text(q, 9));
}

static struct db_stmt *
ask(struct store *st, const struct audit_filter *f, int64_t above, int64_t below, bool up,
    int limit, struct err_note *note)
{
	const char *entity = f->entity != NULL ? f->entity : "";

	if (f->row_id != 0)
		return store_query(st, up ? "audit.row_page_up" : "audit.row_page",
		    DB_ARGS(DB_INT("row", f->row_id), DB_TEXT("entity", entity), DB_INT("above", above),
		    DB_INT("below", below), DB_INT("limit", limit)), note);
	return store_query(st, up ? "audit.page_up" : "audit.page", DB_ARGS(DB_INT("above", above),
	    DB_INT("below", below), DB_TEXT("user", f->user != NULL ? f->user : ""),
	    DB_TEXT("action", f->action != NULL ? f->action : ""), DB_TEXT("entity", entity),
	    DB_TEXT("code", f->code != NULL ? f->code : ""), DB_INT("limit", limit)), note);
}

enum err
audit_page(struct store *st, const struct audit_filter *f, int64_t anchor, bool up, int limit,
    struct audit_item *out, int *n, struct err_note *note)
{
	int64_t above = 0, below = 0;
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	enum err e = access_need(st, "audit", VERB_VIEW, note);

	*n = 0;
	if (e == ERR_OK)
		e = bounds(st, f, &above, &below, note);
	if (e != ERR_OK)
		return e;
	if (anchor != 0 && up && anchor > above)
		above = anchor;
	if (anchor != 0 && !up && anchor < below)
		below = anchor;
	q = ask(st, f, above, below, up, limit, note);
	if (q == NULL)
		return db_why(note);
	while (*n < limit && (step = db_step(q, note)) == DB_ROW)
		read_item(q, &out[(*n)++]);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	for (int i = 0; e == ERR_OK && i < *n; i++)
		e = hide(st, &out[i], note);
	return e;
}

enum err
audit_changes(struct store *st, const struct audit_item *it, json_t **changes,
    struct err_note *note)
{
	const struct entity *en = model_entity(st->model, it->entity);
	struct record *r = NULL;
	struct db_stmt *q;
	enum db_step step;
	enum err e = access_need(st, "audit", VERB_VIEW, note);

	*changes = NULL;
	if (e != ERR_OK || it->hidden)
		return e;
	q = store_query(st, "audit.body", DB_ARGS(DB_INT("seq", it->seq)), note);
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW)
		*changes = json_loads(db_text(q, 0), 0, NULL);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	/* notes the look, where it is one */
	if (*changes != NULL && en != NULL && en->privacy != PRIVACY_NONE && st->actor->is_admin &&
	    it->row_id != 0 && record_load(st, en, it->row_id, &r, NULL) == ERR_OK)
		record_free(r);
	return ERR_OK;
}
