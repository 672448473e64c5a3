/* demo_bulk.c - customers by the million: the same rows as demo_people.c writes
 * through record_insert(), by prepared statements, a few thousand to a
 * transaction. Names come from the generator, so nothing needs to be asked:
 * codes, phones and card numbers are unique by their making. One audit row a
 * block; organisations come without their contact. */
#include "cli/demo_part.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/sealed.h"

#define BULK_A_TX 5000
#define CODES_MAX 160

/* Ids of catalog rows by entity and code. */
struct code_id { const char *entity, *code; int64_t id; };

struct bulk {
	struct store *st;
	uint64_t seed;
	int64_t all;
	day_t today;
	struct code_id id[CODES_MAX];
	int nids;
	/* the block in hand: what the index gets after the rows */
	int64_t ids[BULK_A_TX];
	char *text[BULK_A_TX];
	int n;
	char prefix[8];
	int64_t code;
	int digits;
};

static enum err
learn(struct bulk *b, const char *entity, const char *code, struct err_note *note)
{
	struct code_id *c = &b->id[b->nids];

	assert(b->nids < CODES_MAX);
	*c = (struct code_id) { .entity = entity, .code = code };
	b->nids++;
	return record_id(b->st, model_entity(store_model(b->st), entity), code, &c->id, note);
}

static enum err
learn_all(struct bulk *b, struct err_note *note)
{
	static const char *const level[] = { "SILVER", "GOLD", "DIAMOND", NULL };
	static const char *const type[] = { "DIEM", "CK", "VI", NULL };
	const struct demo_catalog *c;
	enum err e = ERR_OK;

	for (c = demo_catalogs; c->entity != NULL; c++)
		for (int i = 0; c->rows[i].code != NULL && e == ERR_OK; i++)
			e = learn(b, c->entity, c->rows[i].code, note);
	for (int i = 0; level[i] != NULL && e == ERR_OK; i++)
		e = learn(b, "level", level[i], note);
	for (int i = 0; type[i] != NULL && e == ERR_OK; i++)
		e = learn(b, "card_type", type[i], note);
	for (int i = 0; i < DEMO_BRANCHES && e == ERR_OK; i++) {
		e = learn(b, "store", demo_branches[i].code, note);
		for (int s = 0; s < 2 && e == ERR_OK; s++)
			e = learn(b, "user", demo_cashiers[i][s], note);
	}
	return e;
}

static int64_t
id_of(const struct bulk *b, const char *entity, const char *code)
{
	if (str_empty(code))
		return 0;
	for (int i = 0; i < b->nids; i++)
		if (strcmp(b->id[i].code, code) == 0 && strcmp(b->id[i].entity, entity) == 0)
			return b->id[i].id;
	assert(!"a code of the demo shop that is in no catalog");
	return 0;
}

static void
fold_add(struct strbuf *s, const char *text)
{
	char *fold;

	if (str_empty(text))
		return;
	fold = utf8_fold(text);
	if (s->len > 0)
		strbuf_add_char(s, ' ');
	strbuf_add(s, fold);
	free(fold);
}

/* At home phones are looked for as people say them: 0901234567. */
static const char *
said(const char *e164, char buf[24])
{
	if (strncmp(e164, "+84", 3) == 0)
		snprintf(buf, 24, "0%s", e164 + 3);
	else
		snprintf(buf, 24, "%s", e164[0] == '+' ? e164 + 1 : e164);
	return buf;
}

/* As search_fold_of() makes it; tests/unit/demo compares the two. */
static char *
fold_of(const struct demo_person *p, const char *code, const char *card)
{
	struct strbuf s = { 0 };
	char phone[24];

	fold_add(&s, p->name);
	fold_add(&s, code);
	fold_add(&s, said(p->phone, phone));
	fold_add(&s, said(p->phone2, phone));
	fold_add(&s, p->email);
	fold_add(&s, card);
	return strbuf_take(&s);
}

static enum err
put_phone(struct bulk *b, int64_t id, const char *phone, struct err_note *note)
{
	char rev[PHONE_SIZE + 2];

	if (str_empty(phone))
		return ERR_OK;
	phone_reverse(phone, rev, sizeof(rev));
	return store_run(b->st, "demo.add_phone", DB_ARGS(DB_TEXT("rev", rev),
	    DB_INT("id", id)), NULL, note);
}

static enum err
put_links(struct bulk *b, int64_t id, const char *query, const char *entity, const char *list,
    struct err_note *note)
{
	char piece[32];
	enum err e = ERR_OK;

	while (e == ERR_OK && str_next(&list, ',', piece, sizeof(piece)))
		e = store_run(b->st, query, DB_ARGS(DB_INT("id", id),
		    DB_INT("ref", id_of(b, entity, piece))), NULL, note);
	return e;
}

static const char *
or_null(const char *s)
{
	return str_empty(s) ? NULL : s;
}

/* As record_insert() keeps it. */
static enum err
seal_number(struct bulk *b, int64_t id, const struct demo_person *p, char **sealed,
    char blind[SEALED_HASH], struct err_note *note)
{
	const struct entity *en = model_entity(store_model(b->st), "customer");
	const struct field *f = entity_field(en, "id_number");

	*sealed = NULL;
	if (str_empty(p->id_number))
		return ERR_OK;
	*sealed = sealed_text(b->st, en, f, id, p->id_number, note);
	return *sealed != NULL ? sealed_blind(b->st, en, f, p->id_number, blind, note) : ERR_CONFIG;
}

static enum err
put_row(struct bulk *b, int64_t id, const char *code, const struct demo_person *p,
    const char *fold, struct err_note *note)
{
	char *sort = utf8_sort_key(p->name), *number = NULL, blind[SEALED_HASH];
	enum err e = seal_number(b, id, p, &number, blind, note);

	if (e == ERR_OK)
		e = store_run(b->st, "demo.add_customer", DB_ARGS(DB_INT("id", id),
	    DB_TEXT("code", code), DB_TEXT("kind", p->is_organisation ? "organisation" : "person"),
	    DB_TEXT("name", p->name), DB_TEXT("sex", or_null(p->sex)), DB_ID("birth", p->birth),
	    DB_TEXT("phone", or_null(p->phone)), DB_TEXT("phone2", or_null(p->phone2)),
	    DB_TEXT("email", or_null(p->email)), DB_TEXT("address", or_null(p->address)),
	    DB_TEXT("postcode", or_null(p->postcode)), DB_ID("region", id_of(b, "region", p->region)),
	    DB_TEXT("id_number", number), DB_TEXT("id_blind", number != NULL ? blind : NULL),
	    DB_ID("occupation", id_of(b, "occupation", p->occupation)),
	    DB_ID("industry", id_of(b, "industry", p->industry)),
	    DB_ID("education", id_of(b, "education", p->education)),
	    DB_ID("source", id_of(b, "source", p->source)),
	    DB_ID("category", id_of(b, "customer_category", p->category)),
	    DB_ID("level", id_of(b, "level", p->level)), DB_TEXT("note", or_null(p->note)),
	    DB_INT("sms", p->consent_sms), DB_INT("mail", p->consent_email),
	    DB_ID("store", id_of(b, "store", p->store)),
	    DB_ID("owner", p->is_private ? id_of(b, "user", p->user) : 0),
	    DB_INT("scope", p->is_private ? 0 : 2), DB_TEXT("fold", fold), DB_TEXT("sort", sort),
	    DB_INT("at", instant_make(p->joined, p->joined_minute))), NULL, note);

	free(sort);
	free(number);
	return e;
}

static enum err
put_person(struct bulk *b, int64_t i, struct err_note *note)
{
	struct demo_person p;
	char code[32], number[20] = "", *fold;
	int64_t id, card = 0;
	enum err e = store_new_id(b->st, &id, note);

	demo_person_make(b->seed, i, b->all, b->today, &p);
	snprintf(code, sizeof(code), "%s%0*lld", b->prefix, b->digits, (long long)b->code++);
	if (p.has_card) {
		demo_card_number(b->seed, i, number);
		if (e == ERR_OK)
			e = store_new_id(b->st, &card, note);
	}
	fold = fold_of(&p, code, number);
	if (e == ERR_OK)
		e = put_row(b, id, code, &p, fold, note);
	if (e == ERR_OK)
		e = put_phone(b, id, p.phone, note);
	if (e == ERR_OK)
		e = put_phone(b, id, p.phone2, note);
	if (e == ERR_OK)
		e = put_links(b, id, "demo.add_interest", "interest", p.interests, note);
	if (e == ERR_OK)
		e = put_links(b, id, "demo.add_group", "customer_group", p.groups, note);
	if (e == ERR_OK && p.has_card)
		e = store_run(b->st, "demo.add_card", DB_ARGS(DB_INT("id", card),
		    DB_TEXT("number", number), DB_INT("customer", id),
		    DB_INT("type", id_of(b, "card_type", p.card_type)),
		    DB_INT("day", p.joined), DB_ID("store", id_of(b, "store", p.store)),
		    DB_INT("at", instant_make(p.joined, p.joined_minute))), NULL, note);
	b->ids[b->n] = id;
	b->text[b->n++] = utf8_index_text(fold);
	free(fold);
	return e;
}

/* The index takes its rows in one go: between them nothing makes it write. */
static enum err
index_block(struct bulk *b, struct err_note *note)
{
	enum err e = ERR_OK;

	for (int i = 0; i < b->n; i++) {
		if (e == ERR_OK)
			e = store_run(b->st, "demo.index_customer", DB_ARGS(DB_INT("id", b->ids[i]),
			    DB_TEXT("text", b->text[i])), NULL, note);
		free(b->text[i]);
	}
	b->n = 0;
	return e;
}

static enum err
take_codes(struct bulk *b, int64_t n, struct err_note *note)
{
	struct db_stmt *q = store_query(b->st, "demo.take_codes", DB_ARGS(DB_INT("n", n)), note);

	if (q == NULL)
		return db_why(note);
	if (db_step(q, note) != DB_ROW) {
		db_reset(q);
		return ERR_DB;
	}
	b->code = db_int(q, 0);
	str_copy(b->prefix, sizeof(b->prefix), db_text(q, 1));
	b->digits = (int)db_int(q, 2);
	db_reset(q);
	return ERR_OK;
}

static enum err
put_block(struct bulk *b, struct actor *a, int64_t from, int64_t to, struct err_note *note)
{
	char reason[64];
	enum err e = store_begin(b->st, a, true, note), indexed;

	if (e == ERR_OK)
		e = access_need(b->st, "customer", VERB_ADD, note);
	if (e == ERR_OK)
		e = take_codes(b, to - from, note);
	for (int64_t i = from; i < to && e == ERR_OK; i++)
		e = put_person(b, i, note);
	indexed = index_block(b, note);
	if (e == ERR_OK)
		e = indexed;
	snprintf(reason, sizeof(reason), "demo %lld-%lld", (long long)from, (long long)to - 1);
	if (e == ERR_OK)
		e = audit_write(b->st, &(struct audit_entry) { .function = "customer",
		    .action = "import", .entity = "customer", .row_code = "", .reason = reason,
		    .request = "" }, note);
	if (e == ERR_OK)
		e = store_commit(b->st, note);
	if (e != ERR_OK)
		store_rollback(b->st);
	return e;
}

/* Later merges would stall whoever adds one customer (PERFORMANCE.md, "Search"). */
static enum err
optimize(struct bulk *b, struct actor *a, struct err_note *note)
{
	enum err e = store_begin(b->st, a, true, note);

	if (e == ERR_OK)
		e = access_need(b->st, "customer", VERB_ADD, note);
	if (e == ERR_OK)
		e = store_run(b->st, "demo.optimize", DB_NO_ARGS, NULL, note);
	if (e == ERR_OK)
		e = store_commit(b->st, note);
	if (e != ERR_OK)
		store_rollback(b->st);
	return e;
}

enum err
demo_bulk_people(struct store *st, int64_t first, int64_t n, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all), struct err_note *note)
{
	struct bulk *b = xcalloc(1, sizeof(*b));
	struct actor *system = NULL;
	int64_t at = first, to;
	enum err e = actor_open(st, NULL, &system, note);

	b->st = st;
	b->seed = seed;
	b->all = first + n;
	b->today = clock_today();
	if (e == ERR_OK)
		e = store_begin(st, system, false, note);
	if (e == ERR_OK)
		e = learn_all(b, note);
	store_rollback(st);
	for (; at < first + n && e == ERR_OK; at = to) {
		to = at + BULK_A_TX < first + n ? at + BULK_A_TX : first + n;
		e = put_block(b, system, at, to, note);
		if (progress != NULL)
			progress(_("Customers"), to - first, n);
	}
	if (e == ERR_OK)
		e = optimize(b, system, note);
	actor_close(system);
	free(b);
	return e;
}
