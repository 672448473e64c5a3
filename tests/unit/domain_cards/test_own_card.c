/* The holder of a card at the customers' door (G8, S1): the store shows it its own card and takes
 * a suggestion; everything else there is - every entity, every operation, every function, every
 * named statement - is refused. */
#include "cards.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/holder.h"
#include "domain/ops.h"
#include "store/audit.h"
#include "store/draft.h"
#include "store/number.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"
#include "store/share.h"

/* What it may run, as src/store/own_card.c has it. */
static const char *const allowed[] = { "card.by_number", "member.by_customer", "member.expiring",
	"member.level", "points.state", "points.lots", "value.state", "visit.state", "level.all",
	"level.of", "level.spent", "holder.lines", "holder.gifts", "holder.suggestions", NULL };

static struct actor *
holder_of(struct shop *s, const char *card)
{
	struct err_note note = { 0 };
	struct actor *a;

	assert_int_equal(actor_open_holder(s->st, card, &a, &note), ERR_OK);
	return a;
}

/* Everything that lies in the store but the trail and what counts it. */
static char *
whole(struct shop *s)
{
	char *names = shop_dump(s, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
	    " 'audit%' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%fts%' AND name NOT LIKE 'search_%'"
	    " AND name NOT LIKE '%_data' AND name NOT LIKE '%_idx' ORDER BY name");
	struct strbuf all = { 0 };

	for (char *n = strtok(names, "|\n"); n != NULL; n = strtok(NULL, "|\n")) {
		char *sql = xasprintf("SELECT * FROM \"%s\"", n), *text;

		text = shop_dump(s, sql);
		strbuf_addf(&all, "%s\n%s\n", n, text);
		free(text);
		free(sql);
	}
	free(names);
	return strbuf_take(&all);
}

static void
is_as_before(struct shop *s, char *before)
{
	char *after = whole(s);

	assert_string_equal(before, after);
	free(after);
	free(before);
}

static void
rule_G8_sees_its_own_card(void **state)
{
	struct shop *s = *state;
	struct holder *h = xcalloc(1, sizeof(*h));
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);

	free(top_up(s, V1, 500000));
	shop_set(s, "card_door.gifts", "yes");
	DO(s, "{'op':'sale','key':'k0','store':'S1','till':'T1','card':'" V1 "','lines':[{'product':'A','qty':2}],"
	    "'tenders':[{'method':'cash','amount':60000}]}");
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	assert_int_equal(holder_load(s->st, V1, h, &note), ERR_OK);
	store_rollback(s->st);
	assert_string_equal(h->member.name, "Nguyễn Văn Ánh");
	assert_false(h->member.is_hidden);
	assert_int_equal(h->member.balance, shop_points(s, V1, "balance"));
	assert_int_equal(h->value.principal, 500000);
	assert_true(h->has_level);
	assert_int_equal(h->ngifts, 1);
	assert_true(h->nlines > 1 && h->nlots > 0);
	/* Another one, of the same customer or of nobody, is not its own. */
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	assert_int_equal(holder_load(s->st, V2, h, &note), ERR_DENIED);
	assert_int_equal(holder_load(s->st, V9, h, &note), ERR_DENIED);
	store_rollback(s->st);
	actor_close(a);
	/* A card of nobody. */
	a = holder_of(s, V9);
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	assert_int_equal(holder_load(s->st, V9, h, &note), ERR_OK);
	assert_string_equal(h->member.name, "");
	assert_int_equal(holder_load(s->st, V1, h, &note), ERR_DENIED);
	store_rollback(s->st);
	actor_close(a);
	free(h);
}

/* Rule S5: with the next action. */
static void
rule_S5_a_lost_card_shows_nothing_more(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1), *other;

	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	store_rollback(s->st);
	DO(s, "{'op':'card.lost','card':'" V1 "','reason':'gone'}");
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_DENIED);
	assert_int_equal(store_begin(s->st, a, true, &note), ERR_DENIED);
	assert_int_equal(actor_open_holder(s->st, V1, &other, &note), ERR_DENIED);
	assert_int_equal(actor_open_holder(s->st, "no such card", &other, &note), ERR_DENIED);
	DO(s, "{'op':'card.found','card':'" V1 "','reason':'back'}");
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	store_rollback(s->st);
	actor_close(a);
}

static bool
no_row(void *arg, const struct record *r)
{
	(void)r;
	++*(int *)arg;
	return true;
}

static void
refuse_reading(struct shop *s, const struct entity *e, int64_t id, bool seen)
{
	struct list_query q = { .entity = e };
	struct list_anchor from = { .id = 0 };
	struct record_page page = { 0 };
	struct err_note note = { 0 };
	struct record *r = NULL;
	char *sql = xasprintf("SELECT id FROM @%s t", e->name);
	struct share *shares;
	int64_t n;
	size_t nshares;
	int rows = 0;

	assert_int_equal(record_load(s->st, e, id, &r, &note), ERR_DENIED);
	if (e->key != NULL)
		assert_int_not_equal(record_load_code(s->st, e, "A", &r, &note), ERR_OK);
	assert_null(r);
	assert_int_equal(list_page(s->st, &q, &from, true, 10, &page, &note), ERR_DENIED);
	q.search = xstrdup("a");
	assert_int_equal(list_page(s->st, &q, &from, true, 10, &page, &note), ERR_DENIED);
	assert_int_equal(page.nrows, 0);
	assert_int_equal(list_count(s->st, &q, 10, &n, &note), ERR_DENIED);
	assert_int_equal(list_each(s->st, &q, VERB_EXPORT, no_row, &rows, &note), ERR_DENIED);
	assert_int_equal(rows, 0);
	assert_int_equal(record_see(s->st, e, id, &note), seen ? ERR_OK : ERR_NOTFOUND);
	assert_int_not_equal(share_list(s->st, e, id, &shares, &nshares, &note), ERR_OK);
	assert_null(store_select(s->st, sql, DB_NO_ARGS, &note));
	for (size_t i = 0; i < e->nfields; i++) {
		struct lookup_hit hits[4];
		size_t nhits = 0;

		if (e->fields[i].type != FIELD_REF)
			continue;
		assert_int_not_equal(lookup_find(s->st, &e->fields[i], "a", hits, 4, &nhits, &note), ERR_OK);
		assert_int_not_equal(lookup_resolve(s->st, &e->fields[i], "A", hits, &note), ERR_OK);
		assert_int_equal(nhits, 0);
	}
	list_query_fini(&q);
	free(sql);
}

static void
refuse_writing(struct shop *s, const struct entity *e, int64_t id)
{
	static const char *const keep[] = { NULL };
	struct err_note note = { 0 };
	struct record *r = record_new(e), *base, *theirs = NULL;
	struct record_duplicate twins[5];
	bool hidden;
	int n;

	record_preset(r, store_format(s->st), clock_today());
	assert_int_equal(record_insert(s->st, r, &note), ERR_DENIED);
	assert_int_equal(record_duplicates(s->st, r, twins, &n, &hidden, &note), ERR_DENIED);
	r->id = id;
	base = record_copy(r);
	assert_int_equal(record_update(s->st, base, r, &theirs, &note), ERR_DENIED);
	assert_int_equal(record_delete(s->st, e, id, 0, &note), ERR_DENIED);
	assert_int_equal(record_restore(s->st, e, id, &note), ERR_DENIED);
	assert_int_equal(record_forget(s->st, e, id, keep, &note), ERR_DENIED);
	assert_int_equal(record_reindex(s->st, e, id, &note), ERR_DENIED);
	assert_int_not_equal(share_add(s->st, e, id, 'u', "lan", &note), ERR_OK);
	assert_int_not_equal(share_set_scope(s->st, e, id, SCOPE_ALL, &note), ERR_OK);
	record_free(r);
	record_free(base);
}

static void
rule_S1_no_entity_is_there_for_a_card(void **state)
{
	struct shop *s = *state;
	const struct model *m = store_model(s->st);
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);
	char *before;
	size_t rows = 0;

	DO(s, "{'op':'add','entity':'customer','fields':{'name':'Somebody else','phone':'0912345678'}}");
	DO(s, "{'op':'add','entity':'suggestion','fields':{'kind':'SUGGESTION','customer':'KH000001',"
	    "'subject':'Mine'}}");
	before = whole(s);
	for (size_t i = 0; i < model_count(m); i++) {
		const struct entity *e = model_at(m, i);
		char *sql = xasprintf("SELECT coalesce(max(id), 1) FROM %s", e->table);
		int64_t id = shop_int(s, sql), own = shop_int(s, "SELECT id FROM customer WHERE code = 'KH000001'");
		bool customer = strcmp(e->name, "customer") == 0;

		rows += id != 1;
		assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
		refuse_reading(s, e, id, strcmp(e->name, "suggestion_kind") == 0);
		if (customer)
			refuse_reading(s, e, own, true);
		store_rollback(s->st);
		assert_int_equal(store_begin(s->st, a, true, &note), ERR_OK);
		refuse_writing(s, e, id);
		if (customer)
			refuse_writing(s, e, own);
		store_rollback(s->st);
		free(sql);
	}
	assert_true(model_count(m) > 40 && rows > 15);
	is_as_before(s, before);
	actor_close(a);
}

static void
rule_S1_no_function_is_there_for_a_card(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);
	int granted = 0, denied = 0;

	assert_false(actor_is_admin(a));
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	for (const struct function *f = function_table; f->name != NULL; f++) {
		for (int v = VERB_VIEW; v <= VERB_EXPORT; v <<= 1) {
			if (access_need(s->st, f->name, (enum verb)v, &note) != ERR_OK) {
				denied++;
				continue;
			}
			granted++;
			assert_string_equal(f->name, "suggestion");
			assert_int_equal(v, VERB_ADD);
		}
	}
	store_rollback(s->st);
	assert_int_equal(granted, 1);
	assert_true(denied > 200);
	/* Refusals stand in the trail, by the card's last figures. */
	assert_true(shop_int(s, "SELECT count(*) FROM audit WHERE action = 'denied' AND user_name ="
	    " 'card ...0001'") > 0);
	actor_close(a);
}

/* ---- statements by name ---- */

static bool
is_allowed(const char *name)
{
	for (int i = 0; allowed[i] != NULL; i++) {
		if (strcmp(allowed[i], name) == 0)
			return true;
	}
	return false;
}

/* Each "-- name: x" of a file: asked for in a write, with nothing bound, is refused by the gate. */
static int
refuse_file(struct shop *s, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[512], name[128];
	int n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		struct err_note note = { 0 };

		if (sscanf(line, "-- name: %127s", name) != 1)
			continue;
		n++;
		note.code = ERR_OK;
		/* Levels and gifts are everybody's: the only ones bound to nothing. */
		if (!is_allowed(name) || (strcmp(name, "level.all") != 0 &&
		    strcmp(name, "member.level") != 0 && strcmp(name, "holder.gifts") != 0)) {
			assert_null(store_query(s->st, name, DB_NO_ARGS, &note));
			assert_int_equal(note.code, ERR_DENIED);
		}
	}
	fclose(f);
	return n;
}

static void
rule_S1_no_statement_is_there_for_a_card(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);
	char *before = whole(s), path[512];
	DIR *d = opendir(TEST_DATA "/sql/queries");
	struct dirent *x;
	int n = 0;

	assert_non_null(d);
	assert_int_equal(store_begin(s->st, a, true, &note), ERR_OK);
	access_own(s->st);
	while ((x = readdir(d)) != NULL) {
		if (x->d_name[0] == '.' || strstr(x->d_name, ".sql") == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/sql/queries/%s", TEST_DATA, x->d_name);
		n += refuse_file(s, path);
	}
	closedir(d);
	store_rollback(s->st);
	assert_true(n > 500);
	is_as_before(s, before);
	actor_close(a);
}

/* What is allowed goes through with what is one's own, and with nothing else. */
static void
rule_S1_statements_of_a_card_are_bound_to_it(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);
	int64_t card = shop_int(s, "SELECT id FROM card WHERE number = '" V1 "'");
	int64_t person = shop_int(s, "SELECT id FROM customer WHERE code = 'KH000001'");
	int64_t other = shop_int(s, "SELECT id FROM card WHERE number = '" V9 "'"), v;

	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
#define OWN(name, ...) assert_non_null(store_query(s->st, name, DB_ARGS(__VA_ARGS__), &note))
#define NOT_OWN(name, ...) assert_null(store_query(s->st, name, DB_ARGS(__VA_ARGS__), &note))
	OWN("card.by_number", DB_TEXT("number", V1));
	NOT_OWN("card.by_number", DB_TEXT("number", V2));
	NOT_OWN("card.by_number", DB_TEXT("number", NULL));
	OWN("member.by_customer", DB_INT("customer", person));
	NOT_OWN("member.by_customer", DB_INT("customer", person + 1));
	OWN("value.state", DB_INT("card", card));
	NOT_OWN("value.state", DB_INT("card", other));
	NOT_OWN("visit.state", DB_INT("card", other));
	NOT_OWN("level.of", DB_INT("customer", other));
	NOT_OWN("level.spent", DB_INT("customer", other), DB_INT("from", 0), DB_INT("to", 1));
	NOT_OWN("points.state", DB_INT("holder", other), DB_INT("today", 0));
	NOT_OWN("points.state", DB_INT("holder", card), DB_INT("today", 0));	/* the person's are */
	NOT_OWN("points.lots", DB_INT("holder", other), DB_INT("today", 0), DB_INT("limit", 9));
	NOT_OWN("member.expiring", DB_INT("holder", other), DB_INT("today", 0), DB_INT("until", 0));
	OWN("holder.lines", DB_INT("holder", person), DB_INT("card", card), DB_INT("limit", 9));
	NOT_OWN("holder.lines", DB_INT("holder", person), DB_INT("card", other), DB_INT("limit", 9));
	NOT_OWN("holder.lines", DB_INT("holder", other), DB_INT("card", card), DB_INT("limit", 9));
	NOT_OWN("holder.lines", DB_INT("holder", person), DB_NULL("card"), DB_INT("limit", 9));
	assert_int_equal(store_get_int(s->st, "holder.suggestions", DB_ARGS(DB_TEXT("person", V2),
	    DB_INT("since", 0)), &v, &note), ERR_DENIED);
	store_rollback(s->st);
	actor_close(a);
	/* A card of nobody is nobody's customer: not of one with the id 0 either. */
	a = holder_of(s, V9);
	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	NOT_OWN("member.by_customer", DB_INT("customer", 0));
	NOT_OWN("member.by_customer", DB_INT("customer", person));
	store_rollback(s->st);
	actor_close(a);
}

/* ---- operations ---- */

/* Every member that an operation knows, with something that is there. */
static json_t *
request_for(const struct op *o, const char *entity, bool keyed)
{
	static const char values[] = "{'entity':'customer','fields':{'name':'X'},'code':'KH000001','id':1,"
	    "'customer':'KH000001','into':'KH000001','card':'" V1 "','to':'" V9 "','amount':1000,'points':5,"
	    "'type':'V','pin':'1357','old_pin':'2468','reason':'r','number':'5000088','until':'2027-01-01',"
	    "'receipt':'R000001','product':'A','visit':1,'gift':'MUG','qty':1,'store':'S1','till':'T1',"
	    "'lines':[{'product':'A','qty':1}],'tenders':[{'method':'cash','amount':100000}],'float':1,"
	    "'counted':1,'from':'2026-11-01','user':'lan','appointment':'A1','contract':'C1','reminder':1,"
	    "'at':'2026-11-21 10:00','state':'done','what':'w','result':'r','all':true,'bonus':0}";
	char *text = xstrdup(values);
	json_t *all, *rq = json_object();

	/* With a key and without: the key is looked up before the operation begins. */
	for (char *p = text; *p != '\0'; p++)
		*p = *p == '\'' ? '"' : *p;
	all = json_loads(text, 0, NULL);
	assert_non_null(all);
	if (entity != NULL)
		json_object_set_new(all, "entity", json_string(entity));
	json_object_set_new(rq, "op", json_string(o->name));
	for (int i = 0; o->members[i] != NULL; i++) {
		json_t *v = json_object_get(all, o->members[i]);

		if (v != NULL && strcmp(o->members[i], "op") != 0)
			json_object_set(rq, o->members[i], v);
	}
	if (keyed)
		json_object_set_new(rq, "key", json_string("k2"));
	json_decref(all);
	free(text);
	return rq;
}

static void
post_refused(struct shop *s, struct actor *a, json_t *rq, int *denied)
{
	json_t *reply = NULL;

	op_post(s->st, a, rq, &reply);
	assert_false(json_is_true(json_object_get(reply, "ok")));
	*denied += strcmp(text_at(reply, "error"), "DENIED") == 0;
	json_decref(reply);
	json_decref(rq);
}

static void
rule_S1_no_operation_is_there_for_a_card(void **state)
{
	static const char *const records[] = { "customer", "card", "product", "user", "suggestion" };
	struct shop *s = *state;
	struct actor *a = holder_of(s, V1);
	json_t *reply;
	char *before;
	int n = 0, denied = 0;

	free(top_up(s, V1, 500000));
	DO(s, "{'op':'sale','key':'k1','store':'S1','till':'T1','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'cash','amount':29000}]}");
	before = whole(s);
	for (const struct op *o = op_table; o->name != NULL; o++) {
		/* What the card's own balance is, it may know. */
		if (strcmp(o->name, "balance") == 0)
			continue;
		n += 2;
		post_refused(s, a, request_for(o, NULL, false), &denied);
		post_refused(s, a, request_for(o, NULL, true), &denied);
		for (size_t i = 0; strchr(o->name, '.') == NULL && i < 5; i++) {
			n++;
			post_refused(s, a, request_for(o, records[i], i % 2 == 0), &denied);
		}
	}
	print_message("%d requests, %d denied by right, the others before\n", n, denied);
	assert_true(n > 60 && denied * 2 > n);
	/* A key that has its answer already gives nothing away. */
	reply = shop_post(s, a, "{'op':'sale','key':'k1'}");
	assert_string_equal(text_at(reply, "error"), "DENIED");
	json_decref(reply);
	reply = shop_post(s, a, "{'op':'balance','card':'" V9 "'}");
	assert_string_equal(text_at(reply, "error"), "DENIED");
	json_decref(reply);
	reply = shop_post(s, a, "{'op':'balance','customer':'KH000001'}");
	assert_string_equal(text_at(reply, "error"), "DENIED");
	json_decref(reply);
	is_as_before(s, before);
	assert_int_equal(shop_verify(s), 0);
	actor_close(a);
}

/* Doors beside records and operations. */
static void
rule_S1_nothing_else_is_there_for_a_card(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);
	char *before = whole(s), *body = NULL, code[AUDIT_CODE];
	struct draft *drafts;
	int64_t n;
	size_t count;

	assert_int_equal(draft_save(s->st, a, "k", "t", "b", &note), ERR_DENIED);
	assert_int_equal(draft_load(s->st, a, "k", &body, &note), ERR_DENIED);
	assert_int_equal(draft_list(s->st, a, &drafts, &count, &note), ERR_DENIED);
	assert_int_equal(hold_put(s->st, a, "t", "b", &n, &note), ERR_DENIED);
	assert_int_equal(hold_list(s->st, a, &drafts, &count, &note), ERR_DENIED);
	assert_int_equal(store_begin(s->st, a, true, &note), ERR_OK);
	assert_int_equal(setting_set(s->st, "shop.name", "Mine", &note), ERR_DENIED);
	assert_int_equal(actor_set_password(s->st, "admin", "correct horse", &note), ERR_DENIED);
	assert_int_equal(actor_set_prefs(s->st, &(struct actor_prefs) { "vi", "", "" }, &note), ERR_DENIED);
	assert_int_equal(audit_write(s->st, &(struct audit_entry) { .function = "sale", .action = "x",
	    .entity = "sale" }, &note), ERR_DENIED);
	assert_int_equal(audit_verify(s->st, &n, &note), ERR_DENIED);
	assert_int_equal(audit_code(s->st, code, &note), ERR_DENIED);
	assert_int_equal(store_touch_catalogs(s->st, &note), ERR_DENIED);
	assert_int_equal(number_next(s->st, "suggestion", &n, &note), ERR_DENIED);
	store_rollback(s->st);
	is_as_before(s, before);
	actor_close(a);
}

/* ---- the one thing it writes ---- */

static enum err
suggest(struct shop *s, struct actor *a, const char *field, const char *value, int64_t at)
{
	struct record *r = record_new(model_entity(store_model(s->st), "suggestion"));
	struct err_note note = { 0 };
	enum err e;

	record_preset(r, store_format(s->st), clock_today());
	record_set_int(r, "at", clock_now_ms() + at);
	record_set_text(r, "kind", "SUGGESTION");
	record_set_text(r, "person", V1);
	record_set_text(r, "subject", "s");
	if (field != NULL)
		record_set_text(r, field, value);
	assert_int_equal(store_begin(s->st, a, true, &note), ERR_OK);
	e = record_insert(s->st, r, &note);
	if (e == ERR_OK)
		assert_int_equal(store_commit(s->st, &note), ERR_OK);
	else
		store_rollback(s->st);
	record_free(r);
	return e;
}

static void
rule_G8_writes_suggestions_alone(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct actor *a = holder_of(s, V1);
	char code[40];

	DO(s, "{'op':'add','entity':'customer','fields':{'name':'Somebody else','phone':'0912345678'}}");
	assert_int_equal(store_begin(s->st, a, true, &note), ERR_OK);
	assert_int_equal(holder_suggest(s->st, V1, "More cake", code, sizeof(code), &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM suggestion x JOIN customer c ON c.id = x.customer_id"
	    " WHERE c.code = 'KH000001' AND x.person = '" V1 "' AND x.state = 'new'"), 1);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM audit WHERE entity = 'suggestion' AND action = 'add'"
	    " AND user_name = 'card ...0001'"), 1);
	assert_int_equal(suggest(s, a, NULL, NULL, 0), ERR_OK);
	assert_int_equal(suggest(s, a, "customer", "KH000001", 0), ERR_OK);
	/* Not in the name of others, not as handled, not at another time. */
	assert_int_equal(suggest(s, a, "customer", "KH000002", 0), ERR_INVALID);
	assert_int_equal(suggest(s, a, "person", V2, 0), ERR_DENIED);
	assert_int_equal(suggest(s, a, "phone", "0901234567", 0), ERR_DENIED);
	assert_int_equal(suggest(s, a, "user", "lan", 0), ERR_DENIED);
	assert_int_equal(suggest(s, a, "state", "working", 0), ERR_DENIED);
	assert_int_equal(suggest(s, a, "result", "done", 0), ERR_DENIED);
	assert_int_equal(suggest(s, a, "number", "S999", 0), ERR_DENIED);
	assert_int_equal(suggest(s, a, NULL, NULL, -DAY_MS), ERR_DENIED);
	assert_int_equal(store_begin(s->st, a, true, &note), ERR_OK);
	assert_int_equal(holder_suggest(s->st, V9, "As somebody", code, sizeof(code), &note), ERR_DENIED);
	store_rollback(s->st);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM suggestion"), 3);
	assert_int_equal(shop_verify(s), 0);
	actor_close(a);
}

TESTS_OF(own_card,
	CARDS_TEST(rule_G8_sees_its_own_card),
	CARDS_TEST(rule_S5_a_lost_card_shows_nothing_more),
	CARDS_TEST(rule_S1_no_entity_is_there_for_a_card),
	CARDS_TEST(rule_S1_no_function_is_there_for_a_card),
	CARDS_TEST(rule_S1_no_statement_is_there_for_a_card),
	CARDS_TEST(rule_S1_statements_of_a_card_are_bound_to_it),
	CARDS_TEST(rule_S1_no_operation_is_there_for_a_card),
	CARDS_TEST(rule_S1_nothing_else_is_there_for_a_card),
	CARDS_TEST(rule_G8_writes_suggestions_alone));
