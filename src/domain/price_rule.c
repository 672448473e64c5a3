#include "domain/price_rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/place.h"
#include "domain/price_rule_parts.h"
#include "store/query.h"

#define BP 10000

struct rule {
	int64_t id, product_id, category_id;
	day_t from, to;
	int64_t price, bp;		/* -1 none */
	struct id_set groups, levels, stores;	/* empty: everybody, everywhere */
	char code[32], name[96];
};
struct book { struct rule *rules; size_t n, cap; bool by_group, by_store; };

static void
book_free(void *p)
{
	struct book *b = p;

	for (size_t i = 0; i < b->n; i++) {
		id_set_fini(&b->rules[i].groups);
		id_set_fini(&b->rules[i].levels);
		id_set_fini(&b->rules[i].stores);
	}
	free(b->rules);
	free(b);
}

static void
put_link(void *arg, int64_t owner, const char *kind, int64_t ref)
{
	struct book *b = arg;

	for (size_t i = 0; i < b->n; i++) {
		struct rule *r = &b->rules[i];

		if (r->id != owner)
			continue;
		if (strcmp(kind, "group") == 0) {
			id_set_add(&r->groups, ref);
			b->by_group = true;
		} else if (strcmp(kind, "level") == 0) {
			id_set_add(&r->levels, ref);
		} else {
			id_set_add(&r->stores, ref);
			b->by_store = true;
		}
	}
}

static enum err
read_rules(struct store *st, struct book *b, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "price.rules", DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct rule *r;

		b->rules = xgrow(b->rules, &b->cap, b->n + 1, sizeof *b->rules);
		r = &b->rules[b->n++];
		*r = (struct rule){ .id = db_int(q, 0), .product_id = db_int(q, 3),
		    .category_id = db_int(q, 4), .from = (day_t)db_int(q, 5),
		    .to = (day_t)db_int(q, 6),
		    .price = db_is_null(q, 7) ? -1 : db_int(q, 7),
		    .bp = db_is_null(q, 8) ? -1 : db_int(q, 8) };
		str_copy(r->code, sizeof r->code, db_text(q, 1));
		str_copy(r->name, sizeof r->name, db_text(q, 2));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
book_of(struct store *st, struct book **out, struct err_note *note)
{
	struct book *b = store_cached(st, "price_rule");
	enum err e;

	*out = b;
	if (b != NULL)
		return ERR_OK;
	b = xcalloc(1, sizeof *b);
	e = read_rules(st, b, note);
	if (e == ERR_OK && b->n > 0)
		e = price_links_read(st, "price.rule_links", put_link, b, note);
	if (e != ERR_OK) {
		book_free(b);
		return e;
	}
	store_cache(st, "price_rule", b, book_free);
	*out = b;
	return ERR_OK;
}

static enum err
read_groups(struct store *st, int64_t customer_id, struct price_at *at, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "price.groups",
	    DB_ARGS(DB_INT("customer", customer_id)), note);
	struct id_set set = { 0 };
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		id_set_add(&set, db_int(q, 0));
	db_reset(q);
	at->groups = set.ids;
	at->ngroups = set.n;
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
price_at_find(struct store *st, const struct sale *s, struct price_at *at,
    struct err_note *note)
{
	int64_t now = clock_now_ms();
	struct place place;
	struct book *b;
	enum err e = book_of(st, &b, note);

	*at = (struct price_at){ .day = instant_day(now), .minute = instant_minute(now),
	    .level_id = s->member.customer_id != 0 ? s->member.level_id : 0 };
	at->weekday = day_weekday(at->day);
	if (e == ERR_OK && b->by_group && s->member.customer_id != 0)
		e = read_groups(st, s->member.customer_id, at, note);
	if (e == ERR_OK && b->by_store) {
		e = place_find(st, s->store, s->till, &place, note);
		if (e == ERR_OK)
			at->store_id = place.store_id;
	}
	return e;
}

void
price_at_fini(struct price_at *at)
{
	free(at->groups);
	at->groups = NULL;
	at->ngroups = 0;
}

static bool
any_group(const struct rule *r, const struct price_at *at)
{
	for (size_t i = 0; i < at->ngroups; i++) {
		if (id_set_has(&r->groups, at->groups[i]))
			return true;
	}
	return r->groups.n == 0;
}

static bool
rule_holds(const struct rule *r, const struct price_at *at)
{
	if ((r->from != 0 && at->day < r->from) || (r->to != 0 && at->day > r->to))
		return false;
	if (r->levels.n > 0 && !id_set_has(&r->levels, at->level_id))
		return false;
	if (r->stores.n > 0 && !id_set_has(&r->stores, at->store_id))
		return false;
	return any_group(r, at);
}

/* A percentage is a discount: where those are excluded (rule D5) the rule has to
 * name the product. */
static bool
rule_reaches(const struct rule *r, const struct sale_line *l, const struct category_path *path)
{
	if (r->product_id != 0 && r->product_id != l->product_id)
		return false;
	if (r->category_id != 0 && !category_path_has(path, r->category_id))
		return false;
	return !l->no_discount || r->product_id != 0 || r->price >= 0;
}

static int64_t
price_of(const struct rule *r, int64_t list)
{
	int64_t off;

	if (r->price >= 0)
		return r->price;
	return money_mul_div(list, r->bp, BP, &off) == ERR_OK ? list - off : list;
}

enum err
price_rule_best(struct store *st, const struct price_at *at, const struct sale_line *l,
    int64_t *price, struct sale_why *w, bool *hit, struct err_note *note)
{
	const struct rule *open = NULL, *own = NULL;
	int64_t open_price = l->list_price, own_price = INT64_MAX;
	struct category_path path = { .n = 0 };
	struct book *b;
	enum err e = book_of(st, &b, note);

	*price = l->list_price;
	*hit = false;
	if (e == ERR_OK && b->n > 0)
		e = category_path_find(st, l->category_id, &path, note);
	for (size_t i = 0; e == ERR_OK && i < b->n; i++) {
		const struct rule *r = &b->rules[i];
		int64_t p;

		if (!rule_holds(r, at) || !rule_reaches(r, l, &path))
			continue;
		p = price_of(r, l->list_price);
		if (r->groups.n > 0 || r->levels.n > 0) {
			if (p < own_price) {
				own = r;
				own_price = p;
			}
		} else if (open == NULL || p < open_price) {
			open = r;
			open_price = p;
		}
	}
	/* A member never pays more for being one. */
	if (own != NULL && own_price < open_price) {
		open = own;
		open_price = own_price;
	}
	if (e != ERR_OK || open == NULL)
		return e;
	*hit = true;
	*price = open_price;
	*w = (struct sale_why){ .kind = WHY_PRICE_RULE, .bp = open->price >= 0 ? -1 : open->bp,
	    .amount = open_price };
	str_copy(w->code, sizeof w->code, open->code);
	str_copy(w->name, sizeof w->name, open->name);
	return ERR_OK;
}

enum err
price_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	e = rule_effect_ok(r, "price", note);
	return e == ERR_OK ? rule_days_ok(r, "from_day", "to_day", note) : e;
}
