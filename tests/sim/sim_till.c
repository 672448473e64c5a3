/* A sale as a till posts it: while it waits for its turn whoever has that may post it (rule R5). */
#include "config.h"

#include "sim.h"

#include "base/str.h"
#include "domain/sale.h"

bool
sim_is_till(const struct sim *s, int64_t n)
{
	return sim_kind_of(s, n) == SIM_SALE && n % 3 != 0;
}

static int64_t
number_or(const json_t *o, const char *name, int64_t otherwise)
{
	const json_t *v = json_object_get(o, name);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

static void
read_cart(struct sale *c, const json_t *rq)
{
	const json_t *v;
	const char *card = json_string_value(json_object_get(rq, "card"));
	size_t i;

	sale_init(c);
	str_copy(c->key, sizeof(c->key), json_string_value(json_object_get(rq, "key")));
	if (card != NULL)
		str_copy(c->member.card.number, sizeof(c->member.card.number), card);
	c->discount_bp = number_or(rq, "discount_percent", -1);
	if (c->discount_bp >= 0)
		c->discount_bp *= 100;
	json_array_foreach(json_object_get(rq, "lines"), i, v)
		sale_add_line(c, json_string_value(json_object_get(v, "product")),
		    1000 * number_or(v, "qty", 1));
	json_array_foreach(json_object_get(rq, "tenders"), i, v) {
		struct sale_tender *t = &c->tenders[c->ntenders++];

		str_copy(t->method, sizeof(t->method), json_string_value(json_object_get(v, "method")));
		t->amount = number_or(v, "amount", -1);
		t->points = number_or(v, "points", 0);
	}
}

json_t *
sim_till(struct store *st, struct actor *a, const json_t *rq)
{
	struct err_note note = { 0 };
	struct sale cart;
	bool is_unknown;
	json_t *reply;
	enum err e;

	read_cart(&cart, rq);
	e = sale_settle(st, a, &cart, &is_unknown, &note);
	/* What is kept under the key of such a sale, sale_post.c. */
	reply = e == ERR_OK ? json_pack("{sb ss}", "ok", 1, "receipt", cart.receipt)
	    : json_pack("{sb ss ss}", "ok", 0, "error", err_name(e), "message", note.text);
	sale_fini(&cart);
	return reply;
}
