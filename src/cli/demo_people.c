/* demo_people.c - writes the customers of demo_person.c into the store, a few
 * thousand to a transaction. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/card.h"
#include "store/actor.h"
#include "store/record_store.h"
#include "store/share.h"

#define PEOPLE_A_TX 2000

struct people {
	struct store *st;
	uint64_t seed;
	int64_t all;
	day_t today;
	const struct entity *customer;
	struct actor *system, *cashier[DEMO_BRANCHES][2];
};

static void
set(struct record *r, const char *field, const char *text)
{
	if (!str_empty(text))
		record_set_text(r, field, text);
}

static void
fill_record(struct record *r, const struct demo_person *p)
{
	record_set_text(r, "kind", p->is_organisation ? "organisation" : "person");
	record_set_text(r, "name", p->name);
	set(r, "sex", p->sex);
	if (p->birth != 0)
		record_set_int(r, "birth", p->birth);
	set(r, "phone", p->phone);
	set(r, "phone2", p->phone2);
	set(r, "email", p->email);
	set(r, "address", p->address);
	set(r, "postcode", p->postcode);
	set(r, "region", p->region);
	set(r, "id_number", p->id_number);
	set(r, "occupation", p->occupation);
	set(r, "industry", p->industry);
	set(r, "education", p->education);
	set(r, "interests", p->interests);
	set(r, "source", p->source);
	set(r, "category", p->category);
	set(r, "groups", p->groups);
	set(r, "level", p->level);
	set(r, "store", p->store);
	set(r, "note", p->note);
	record_set_int(r, "consent_sms", p->consent_sms);
	record_set_int(r, "consent_email", p->consent_email);
	r->scope = p->is_private ? SCOPE_PRIVATE : SCOPE_ALL;
}

static enum err
put_contact(struct people *pp, const char *customer, const struct demo_person *p,
    struct err_note *note)
{
	return demo_put(pp->st, "contact", json_pack("{ss ss ss ss sb}", "customer", customer,
	    "name", p->contact, "position", p->contact_position, "phone", p->contact_phone,
	    "main", 1), note);
}

static enum err
put_person(struct people *pp, int64_t i, const struct demo_person *p, struct err_note *note)
{
	struct record *r = record_new(pp->customer);
	char number[20];
	struct card card;
	enum err e;

	clock_fix(instant_make(p->joined, p->joined_minute));
	fill_record(r, p);
	e = record_insert(pp->st, r, note);
	if (e == ERR_OK && p->is_organisation)
		e = put_contact(pp, record_text(r, "code"), p, note);
	if (e == ERR_OK && p->has_card)
		e = card_issue(pp->st, &(struct card_request) { .customer = record_text(r, "code"),
		    .type = p->card_type, .number = demo_card_number(pp->seed, i, number) },
		    &card, note);
	record_free(r);
	return e;
}

/* One transaction an actor: what everybody sees is the system's, the rest is
 * made by the users who alone will see it (rule S1). */
static enum err
put_as(struct people *pp, struct actor *a, const char *user, int64_t from, int64_t to,
    struct err_note *note)
{
	struct demo_person p;
	enum err e = store_begin(pp->st, a, true, note);
	int64_t n = 0;

	for (int64_t i = from; i < to && e == ERR_OK; i++) {
		demo_person_make(pp->seed, i, pp->all, pp->today, &p);
		if (p.is_private != (user != NULL) || (user != NULL && !str_eq(user, p.user)))
			continue;
		e = put_person(pp, i, &p, note);
		n++;
	}
	if (e == ERR_OK && n > 0)
		return store_commit(pp->st, note);
	store_rollback(pp->st);
	return e;
}

static enum err
put_block(struct people *pp, int64_t from, int64_t to, struct err_note *note)
{
	enum err e = put_as(pp, pp->system, NULL, from, to, note);

	for (int b = 0; b < DEMO_BRANCHES; b++)
		for (int s = 0; s < 2 && e == ERR_OK; s++)
			if (s == 0 || !str_eq(demo_cashiers[b][0], demo_cashiers[b][1]))
				e = put_as(pp, pp->cashier[b][s], demo_cashiers[b][s], from, to, note);
	return e;
}

enum err
demo_fill_people(struct store *st, int64_t first, int64_t n, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all), struct err_note *note)
{
	struct people pp = { .st = st, .seed = seed, .all = first + n, .today = clock_today(),
	    .customer = model_entity(store_model(st), "customer") };
	int64_t at = first, to, now = clock_now_ms();
	enum err e;

	if (n > DEMO_RECORDS_MAX)
		return demo_bulk_people(st, first, n, seed, progress, note);
	e = actor_open(st, NULL, &pp.system, note);
	for (int b = 0; b < DEMO_BRANCHES; b++)
		for (int s = 0; s < 2 && e == ERR_OK; s++)
			e = actor_open(st, demo_cashiers[b][s], &pp.cashier[b][s], note);
	for (; at < first + n && e == ERR_OK; at = to) {
		to = at + PEOPLE_A_TX < first + n ? at + PEOPLE_A_TX : first + n;
		e = put_block(&pp, at, to, note);
		if (progress != NULL)
			progress(_("Customers"), to - first, n);
	}
	for (int b = 0; b < DEMO_BRANCHES; b++)
		for (int s = 0; s < 2; s++)
			actor_close(pp.cashier[b][s]);
	actor_close(pp.system);
	clock_fix(now);
	return e;
}
