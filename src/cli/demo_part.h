/* demo_part.h - what the parts of the demo shop share. Inside src/cli/demo*.c. */
#ifndef QUEN_CLI_DEMO_PART_H
#define QUEN_CLI_DEMO_PART_H

#include "base/date.h"
#include "base/json.h"
#include "base/rng.h"
#include "cli/demo.h"
#include "cli/demo_words.h"

#define DEMO_BRANCHES 4

/* Of ten customers one comes every fortnight, four now and then, five once. */
enum demo_class { DEMO_REGULAR, DEMO_OCCASIONAL, DEMO_RARE };

/* A customer that only its number and the seed decide: the same whoever asks
 * and in which order. Codes point at the catalogs of demo_words.c; "" = none. */
struct demo_person {
	bool is_organisation, consent_sms, consent_email, has_card;
	bool is_private;		/* seen by its user alone */
	char name[160], sex[2], phone[20], phone2[20], email[96], address[200];
	char id_number[40], note[96];
	const char *postcode, *region, *occupation, *industry, *education;
	const char *source, *category, *level, *store, *user, *card_type;
	char interests[32], groups[32];
	day_t birth, joined;
	int joined_minute;
	char contact[96], contact_phone[20];	/* organisations */
	const char *contact_position;
};
/* all: how many customers there will be; today: when the last one joined. */
void demo_person_make(uint64_t seed, int64_t i, int64_t all, day_t today,
    struct demo_person *p);
enum demo_class demo_class_of(int64_t i);
int demo_branch_of(int64_t i);
day_t demo_joined(int64_t i, int64_t all, day_t today);
/* How many had joined on that day. */
int64_t demo_joined_by(day_t day, int64_t all, day_t today);

struct demo_branch { const char *code, *name, *kind, *region, *phone, *address; int share; };
extern const struct demo_branch demo_branches[DEMO_BRANCHES];
/* Who sells there before and after 14:00. */
extern const char *const demo_cashiers[DEMO_BRANCHES][2];

/* Adds a record from an object, which it takes. In a write transaction. */
enum err demo_put(struct store *st, const char *entity, json_t *take,
    struct err_note *note) MUST_CHECK;
/* An amount of dong in the shop's currency, at a fixed rough rate. */
int64_t demo_money(struct store *st, int64_t dong);

/* The same by prepared statements, for more than DEMO_RECORDS_MAX of them. */
#define DEMO_RECORDS_MAX 50000
enum err demo_bulk_people(struct store *st, int64_t first, int64_t n, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all),
    struct err_note *note) MUST_CHECK;

/* Work with the customers: contacts, ratings, suggestions, losses, documents. */
enum err demo_fill_relation(struct store *st, int64_t customers, uint64_t seed,
    struct err_note *note) MUST_CHECK;

/* Appointments of the week, contracts in every state. */
enum err demo_fill_agenda(struct store *st, int64_t customers, uint64_t seed,
    struct err_note *note) MUST_CHECK;

/* Quotations and orders in every state, and the templates. */
enum err demo_fill_offers(struct store *st, int64_t customers, uint64_t seed,
    struct err_note *note) MUST_CHECK;

/* The rest of the last weeks: drawers, returns, voids, money on cards, visits, gifts. Has a chance
 * of its own, so that sales stay what they are. cashier, manager: borrowed. */
struct demo_life;
struct demo_life *demo_life_new(struct store *st, uint64_t seed, int64_t customers, day_t today,
    int64_t now_ms, struct actor *(*cashier)[2], struct actor *manager);
void demo_life_free(struct demo_life *l);
enum err demo_life_opens(struct demo_life *l, int branch, day_t day, struct err_note *note) MUST_CHECK;
/* A receipt was posted; customer_id 0: a passer-by. */
void demo_life_sold(struct demo_life *l, int branch, const char *receipt, int64_t customer_id);
enum err demo_life_ends(struct demo_life *l, int branch, day_t day, struct err_note *note) MUST_CHECK;
/* Customers that are on file twice. */
enum err demo_fill_twins(struct store *st, int64_t customers, struct err_note *note) MUST_CHECK;

enum err demo_sell_year(struct store *st, int scale, int64_t customers, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all),
    struct err_note *note) MUST_CHECK;

#endif
