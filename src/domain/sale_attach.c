/* A member found after the sale (rule P13): points as of the time of sale. The money of the
 * receipt stays as it is; only whose it was is added, once. */
#include "domain/refund.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/earn.h"
#include "domain/level_move.h"
#include "domain/points.h"
#include "domain/refund_parts.h"
#include "domain/sums.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

static enum err
check(struct store *st, const struct refund_case *c, struct err_note *note)
{
	int64_t days = setting_int(st, "points.attach_days");

	if (!str_eq(c->kind, "sale"))
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("%s is an exchange: it has the member of its receipt."), c->receipt);
	if (c->holder_id != 0)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("%s has a member already."), c->receipt);
	if (day_diff(clock_today(), c->day) > days)
		return err_set(note, ERR_LIMIT, "receipt",
		    _("A member is attached within %" PRId64 " days."), days);
	for (size_t i = 0; i < c->nlines; i++) {
		if (c->lines[i].back.milli != 0)
			return err_set(note, ERR_CONFLICT, "receipt",
			    _("Something of %s came back already."), c->receipt);
	}
	return ERR_OK;
}

/* The level of that moment, from the history of levels. */
static enum err
level_then(struct store *st, struct member *m, int64_t sold_at, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;

	if (m->customer_id == 0)
		return ERR_OK;
	q = store_query(st, "attach.level", DB_ARGS(DB_INT("customer", m->customer_id),
	    DB_INT("at", sold_at)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		m->level_id = db_int(q, 0);
		str_copy(m->level_code, sizeof m->level_code, db_text(q, 1));
		str_copy(m->level_name, sizeof m->level_name, db_text(q, 2));
		m->level_factor = db_is_null(q, 3) ? 100 : db_int(q, 3);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
write(struct store *st, const struct refund_case *c, const struct member *m, int64_t earned,
    int64_t after, const json_t *why_list, struct err_note *note)
{
	char *why = json_array_size(why_list) > 0 ? json_text(why_list) : NULL;
	int64_t changed;
	enum err e = store_run(st, "attach.sale", DB_ARGS(DB_INT("sale", c->id),
	    DB_ID("customer", m->customer_id), DB_ID("card", m->card.id),
	    DB_INT("holder", m->holder_id), DB_ID("level", m->level_id),
	    DB_INT("earned", earned), DB_INT("after", after), DB_TEXT("why", why)),
	    &changed, note);

	free(why);
	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("%s has a member already."), c->receipt);
	if (e == ERR_OK)
		e = store_run(st, "attach.day", DB_ARGS(DB_INT("sale", c->id),
		    DB_INT("day", c->day), DB_INT("store", c->store_id),
		    DB_INT("hour", instant_minute(c->at) / 60), DB_INT("total", c->total),
		    DB_INT("earned", earned)), NULL, note);
	if (e == ERR_OK)
		e = sums_touch(st, c->day, note);
	if (e != ERR_OK || m->customer_id == 0)
		return e;
	e = store_run(st, "sale.add_customer", DB_ARGS(DB_INT("customer", m->customer_id),
	    DB_INT("sales", 1), DB_INT("total", c->total), DB_INT("day", c->day)), NULL, note);
	/* What stood there may have been the day of a receipt that was voided since. */
	if (e == ERR_OK)
		e = store_run(st, "refund.last_day", DB_ARGS(DB_INT("customer", m->customer_id)), NULL,
		    note);
	return e == ERR_OK ? level_after_sale(st, m->customer_id, c->day, c->total, c->id, note)
	    : e;
}

static enum err
earn_then(struct store *st, const struct refund_case *c, const struct member *m,
    int64_t *earned, json_t **why, struct err_note *note)
{
	struct earn_line *lines = xcalloc(c->nlines + 1, sizeof *lines);
	struct earn_basket b = { .base = c->earn_base, .at = c->at, .store_id = c->store_id,
	    .lines = lines, .n = c->nlines };
	enum err e;

	for (size_t i = 0; i < c->nlines; i++) {
		const struct sale_line *l = &c->lines[i].sold;

		lines[i] = (struct earn_line){ l->product_id, l->category_id,
		    l->no_points ? 0 : l->net };
	}
	e = earn_basket(st, m, &b, earned, why, note);
	free(lines);
	return e;
}

static enum err
attach(struct store *st, const struct refund_case *c, struct member *m, int64_t *earned,
    json_t **why, struct err_note *note)
{
	struct points_source src = { .op = "attach", .doc_id = c->id, .day = c->day,
	    .store_id = c->store_id, .is_pending = true };
	int64_t after = m->balance;
	enum err e = card_usable(&m->card, true, note);

	if (m->card.id == 0)
		e = ERR_OK;
	if (e == ERR_OK)
		e = level_then(st, m, c->at, note);
	if (e == ERR_OK)
		e = earn_then(st, c, m, earned, why, note);
	if (e == ERR_OK && *earned > 0)
		e = points_credit(st, m->holder_id, *earned, &src, &after, note);
	if (e == ERR_OK)
		e = earn_posted(st, m->customer_id, c->at, c->id, *why, note);
	if (e == ERR_OK)
		e = write(st, c, m, *earned, after, *why, note);
	return e == ERR_OK ? earn_posted(st, m->customer_id, c->at, c->id, *why, note) : e;
}

enum err
sale_attach(struct store *st, const char *receipt, const char *card, const char *customer,
    int64_t *earned, struct err_note *note)
{
	struct refund_case c = { 0 };
	struct member m;
	json_t *why = NULL;
	enum err e = access_need(st, "sale", VERB_ADD, note);

	*earned = 0;
	if (e == ERR_OK)
		e = refund_case_load(st, receipt, &c, note);
	if (e == ERR_OK)
		e = check(st, &c, note);
	if (e == ERR_OK)
		e = member_of(st, card, customer, &m, note);
	if (e == ERR_OK)
		e = attach(st, &c, &m, earned, &why, note);
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry){ .function = "sale",
		    .action = "attach", .entity = "sale", .row_id = c.id,
		    .row_code = c.receipt, .version_after = 2 }, note);
	json_decref(why);
	refund_case_fini(&c);
	return e;
}
