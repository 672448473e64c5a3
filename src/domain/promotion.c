#include "domain/promotion.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/price_rule_parts.h"
#include "store/query.h"

#define BP 10000

struct promo {
	int64_t id;
	day_t from, to;
	char weekdays[16];
	int64_t from_minute, to_minute;	/* -1 open */
	int64_t bp, amount, cap;	/* -1 none */
	struct id_set products, categories;	/* both empty: everything */
	char code[32], name[96];
};
struct book { struct promo *promos; size_t n, cap; };

static void
book_free(void *p)
{
	struct book *b = p;

	for (size_t i = 0; i < b->n; i++) {
		id_set_fini(&b->promos[i].products);
		id_set_fini(&b->promos[i].categories);
	}
	free(b->promos);
	free(b);
}

static void
put_link(void *arg, int64_t owner, const char *kind, int64_t ref)
{
	struct book *b = arg;

	for (size_t i = 0; i < b->n; i++) {
		if (b->promos[i].id == owner)
			id_set_add(strcmp(kind, "product") == 0 ? &b->promos[i].products
			    : &b->promos[i].categories, ref);
	}
}

static int64_t
or_none(const struct db_stmt *q, int col)
{
	return db_is_null(q, col) ? -1 : db_int(q, col);
}

static enum err
read_promos(struct store *st, struct book *b, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "price.promotions", DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct promo *p;

		b->promos = xgrow(b->promos, &b->cap, b->n + 1, sizeof *b->promos);
		p = &b->promos[b->n++];
		*p = (struct promo){ .id = db_int(q, 0), .from = (day_t)db_int(q, 3),
		    .to = (day_t)db_int(q, 4), .from_minute = or_none(q, 6),
		    .to_minute = or_none(q, 7), .bp = or_none(q, 8),
		    .amount = or_none(q, 9), .cap = or_none(q, 10) };
		str_copy(p->code, sizeof p->code, db_text(q, 1));
		str_copy(p->name, sizeof p->name, db_text(q, 2));
		str_copy(p->weekdays, sizeof p->weekdays, db_text(q, 5));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
book_of(struct store *st, struct book **out, struct err_note *note)
{
	struct book *b = store_cached(st, "promotion");
	enum err e;

	*out = b;
	if (b != NULL)
		return ERR_OK;
	b = xcalloc(1, sizeof *b);
	e = read_promos(st, b, note);
	if (e == ERR_OK && b->n > 0)
		e = price_links_read(st, "price.promotion_links", put_link, b, note);
	if (e != ERR_OK) {
		book_free(b);
		return e;
	}
	store_cache(st, "promotion", b, book_free);
	*out = b;
	return ERR_OK;
}

static bool
promo_holds(const struct promo *p, const struct price_at *at)
{
	if ((p->from != 0 && at->day < p->from) || (p->to != 0 && at->day > p->to))
		return false;
	return weekdays_hold(p->weekdays, at->weekday) &&
	    minutes_hold(p->from_minute, p->to_minute, at->minute);
}

static bool
promo_reaches(const struct promo *p, const struct sale_line *l, const struct category_path *path)
{
	if (p->products.n == 0 && p->categories.n == 0)
		return true;
	if (id_set_has(&p->products, l->product_id))
		return true;
	for (size_t i = 0; i < p->categories.n; i++) {
		if (category_path_has(path, p->categories.ids[i]))
			return true;
	}
	return false;
}

/* Half up per line; never more than the line; at most the cap (rule D2). */
static int64_t
promo_off(const struct promo *p, int64_t gross)
{
	int64_t off = 0;

	if (p->bp >= 0) {
		if (money_mul_div(gross, p->bp, BP, &off) != ERR_OK)
			return 0;
	} else if (p->amount >= 0) {
		off = p->amount;
	}
	if (p->cap >= 0 && off > p->cap)
		off = p->cap;
	return off < gross ? off : gross;
}

enum err
promotion_best(struct store *st, const struct price_at *at, const struct sale_line *l,
    struct sale_why *w, struct err_note *note)
{
	struct category_path path = { .n = 0 };
	const struct promo *best = NULL;
	struct book *b;
	enum err e = book_of(st, &b, note);

	*w = (struct sale_why){ .kind = WHY_PROMOTION, .bp = -1 };
	if (e != ERR_OK || b->n == 0 || l->no_discount)
		return e;
	e = category_path_find(st, l->category_id, &path, note);
	for (size_t i = 0; e == ERR_OK && i < b->n; i++) {
		const struct promo *p = &b->promos[i];
		int64_t off;

		if (!promo_holds(p, at) || !promo_reaches(p, l, &path))
			continue;
		off = promo_off(p, l->gross);
		if (off > w->amount) {
			w->amount = off;
			best = p;
		}
	}
	if (best != NULL) {
		w->bp = best->bp;
		str_copy(w->code, sizeof w->code, best->code);
		str_copy(w->name, sizeof w->name, best->name);
	}
	return e;
}

enum err
promotion_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	e = rule_effect_ok(r, "discount", note);
	if (e == ERR_OK)
		e = rule_days_ok(r, "from", "to", note);
	if (e != ERR_OK)
		return e;
	if (record_int(r, "cap") < 0)
		return err_set(note, ERR_INVALID, "cap", _("An amount of 0 or more is needed."));
	if (record_value(r, "from_time")->kind != VALUE_NULL &&
	    record_value(r, "to_time")->kind != VALUE_NULL &&
	    record_int(r, "from_time") == record_int(r, "to_time"))
		return err_set(note, ERR_INVALID, "to_time",
		    _("From and to are the same time; leave both empty for the whole day."));
	return ERR_OK;
}
