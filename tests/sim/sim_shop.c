#include "config.h"

#include "sim.h"

#include <stdio.h>

#include "base/secret.h"
#include "cli/demo_part.h"
#include "domain/card.h"
#include "domain/hooks.h"

enum err
sim_open(struct sim *s, const char *user, struct store **st, struct actor **a,
    struct err_note *note)
{
	enum err e = store_open(&s->paths, st, note);

	if (e != ERR_OK)
		return e;
	store_set_hooks(*st, domain_hooks);
	return actor_open(*st, user, a, note);
}

static enum err
put_rules(struct store *st, struct err_note *note)
{
	enum err e = demo_put(st, "card_type", json_pack("{ss ss sb sb sb ss si ss}", "code", "SIM",
	    "name", "All in one", "points", 1, "value", 1, "visits", 1, "spend_order",
	    "proportion", "visits_count", 10,
	    "visits_product", "CF01"), note);

	if (e == ERR_OK)
		e = demo_put(st, "topup_rule", json_pack("{ss ss si sf sb}", "code", "SIM", "name",
		    "A tenth more", "amount", 100000, "bonus_percent", 10.0, "active", 1), note);
	if (e == ERR_OK)
		e = demo_put(st, "gift", json_pack("{ss ss si si sb}", "code", "SIMCUP", "name", "Cup",
		    "points", 6, "stock", 100000, "active", 1), note);
	if (e == ERR_OK)
		e = demo_put(st, "earn_rule", json_pack("{ss ss ss si ss}", "code", "SIMBD", "name",
		    "Birthday", "effect", "fixed", "points", 20, "birthday", "month"), note);
	if (e == ERR_OK)
		e = demo_put(st, "earn_rule", json_pack("{ss ss ss sf s[s]}", "code", "SIMX", "name",
		    "Twice", "effect", "multiplier", "times", 2.0, "products", "BA01"), note);
	return e;
}

static enum err
put_cards(struct store *st, struct err_note *note)
{
	char code[16], number[16], birth[16];
	struct card c;
	enum err e = ERR_OK;

	for (int i = 0; i < SIM_CARDS && e == ERR_OK; i++) {
		snprintf(code, sizeof(code), "SIM%02d", i);
		snprintf(number, sizeof(number), "40000%02d", i);
		snprintf(birth, sizeof(birth), "1990-%02d-28", i % 12 + 1);
		if (i < SIM_PEOPLE)
			e = demo_put(st, "customer", json_pack("{ss ss ss ss}", "code", code, "kind", "person", "name",
			    code, "birth", birth), note);
		if (e == ERR_OK)
			e = card_issue(st, &(struct card_request){ .type = "SIM", .number = number,
			    .customer = i < SIM_PEOPLE ? code : NULL }, &c, note);
	}
	return e;
}

enum err
sim_make_shop(struct sim *s, struct err_note *note)
{
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Sim", false };
	struct actor *system = NULL;
	struct store *st = NULL;
	enum err e = store_create(&s->paths, &in, note);

	if (e == ERR_OK)
		e = store_open(&s->paths, &st, note);
	if (e != ERR_OK)
		return e;
	store_set_hooks(st, domain_hooks);
	e = demo_fill_shop(st, note);
	if (e == ERR_OK)
		e = actor_open(st, NULL, &system, note);
	if (e == ERR_OK)
		e = store_begin(st, system, true, note);
	if (e == ERR_OK)
		e = put_rules(st, note);
	if (e == ERR_OK)
		e = put_cards(st, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	if (e == ERR_OK)
		e = store_durable(st, note);
	actor_close(system);
	store_close(st);
	return e;
}
