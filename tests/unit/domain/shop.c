#include "shop.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "db/db.h"
#include "domain/hooks.h"
#include "domain/ops.h"
#include "domain/verify.h"
#include "store/setting.h"

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s (%s)", err_name(e), note->text, note->field);
}

void
shop_open(struct shop *s)
{
	struct err_note note = { 0 };

	must(store_open(&s->paths, &s->st, &note), &note);
	store_set_hooks(s->st, domain_hooks);
	must(actor_open(s->st, "admin", &s->admin, &note), &note);
	if (actor_open(s->st, "lan", &s->lan, &note) != ERR_OK)
		s->lan = NULL;
}

void
shop_close(struct shop *s)
{
	actor_close(s->admin);
	actor_close(s->lan);
	store_close(s->st);
	s->admin = s->lan = NULL;
	s->st = NULL;
}

static json_t *
post_text(struct shop *s, struct actor *a, const char *fmt, va_list ap)
{
	char text[4096];
	json_t *rq, *reply;
	struct err_note note = { 0 };

	vsnprintf(text, sizeof text, fmt, ap);
	for (char *p = text; *p != '\0'; p++) {
		if (*p == '\'')
			*p = '"';
	}
	must(json_parse_object(text, strlen(text), &rq, &note), &note);
	op_post(s->st, a, rq, &reply);
	json_decref(rq);
	return reply;
}

json_t *
shop_post(struct shop *s, struct actor *a, const char *fmt, ...)
{
	json_t *reply;
	va_list ap;

	va_start(ap, fmt);
	reply = post_text(s, a, fmt, ap);
	va_end(ap);
	return reply;
}

json_t *
shop_ok(struct shop *s, const char *fmt, ...)
{
	json_t *reply;
	va_list ap;
	char *text;

	va_start(ap, fmt);
	reply = post_text(s, s->admin, fmt, ap);
	va_end(ap);
	if (!json_is_true(json_object_get(reply, "ok"))) {
		text = json_text(reply);
		fail_msg("%s gave %s", fmt, text);
	}
	return reply;
}

void
shop_refused(struct shop *s, const char *error, const char *field, const char *fmt, ...)
{
	json_t *reply;
	va_list ap;

	va_start(ap, fmt);
	reply = post_text(s, s->admin, fmt, ap);
	va_end(ap);
	if (!str_eq(text_at(reply, "error"), error) ||
	    (field != NULL && !str_eq(text_at(reply, "field"), field))) {
		char *text = json_text(reply);

		fail_msg("%s gave %s, not %s %s", fmt, text, error, field);
	}
	assert_string_not_equal(text_at(reply, "message"), "");
	json_decref(reply);
}

static const json_t *
find(const json_t *v, const char *path)
{
	char piece[64];

	while (v != NULL && str_next(&path, '.', piece, sizeof piece))
		v = json_is_array(v) ? json_array_get(v, strtoul(piece, NULL, 10))
		    : json_object_get(v, piece);
	return v;
}

int64_t
at(const json_t *v, const char *path)
{
	const json_t *n = find(v, path);

	if (!json_is_integer(n)) {
		char *text = json_text(v);

		fail_msg("no number %s in %s", path, text);
	}
	return json_integer_value(n);
}

const char *
text_at(const json_t *v, const char *path)
{
	const char *s = json_string_value(find(v, path));

	return s != NULL ? s : "";
}

int64_t
shop_points(struct shop *s, const char *card, const char *what)
{
	json_t *v = shop_ok(s, "{'op':'balance','card':'%s'}", card);
	char path[64];
	int64_t n;

	snprintf(path, sizeof path, "points.%s", what);
	n = at(v, path);
	json_decref(v);
	return n;
}

char *
shop_dump(struct shop *s, const char *sql)
{
	struct strbuf b = { 0 };
	struct db_stmt *q;

	must(db_begin(store_db(s->st), DB_READ, NULL), &(struct err_note){ 0 });
	q = db_query_text(store_db(s->st), sql, DB_NO_ARGS, NULL);
	assert_non_null(q);
	while (db_step(q, NULL) == DB_ROW) {
		for (int i = 0; i < db_cols(q); i++)
			strbuf_addf(&b, "%s|", db_text(q, i));
		strbuf_add_char(&b, '\n');
	}
	db_reset(q);
	db_rollback(store_db(s->st));
	return strbuf_take(&b);
}

int64_t
shop_int(struct shop *s, const char *sql)
{
	char *text = shop_dump(s, sql);
	int64_t n = strtoll(text, NULL, 10);

	free(text);
	return n;
}

void
shop_sql(struct shop *s, const char *sql)
{
	struct err_note note = { 0 };

	must(db_begin(store_db(s->st), DB_WRITE, &note), &note);
	must(db_run_text(store_db(s->st), sql, DB_NO_ARGS, NULL, &note), &note);
	must(db_commit(store_db(s->st), &note), &note);
}

void
shop_set(struct shop *s, const char *key, const char *value)
{
	struct err_note note = { 0 };

	must(store_begin(s->st, s->admin, true, &note), &note);
	must(setting_set(s->st, key, value, &note), &note);
	must(store_commit(s->st, &note), &note);
}

static void
show_finding(void *arg, bool ok, const char *line)
{
	(void)arg;
	if (!ok)
		print_message("verify: %s\n", line);
}

int
shop_verify(struct shop *s)
{
	struct err_note note = { 0 };
	int bad = -1;

	must(verify_run(s->st, s->admin, show_finding, NULL, &bad, &note), &note);
	return bad;
}

static void
fill(struct shop *s)
{
	static const char *const requests[] = {
		"{'op':'add','entity':'product','fields':{'code':'A','name':'Coffee','price':29000,'unit':'cup'}}",
		"{'op':'add','entity':'product','fields':{'code':'B','name':'B\u00e1nh m\u00ec','price':35000,'barcode':'8930000000017'}}",
		"{'op':'add','entity':'product','fields':{'code':'C','name':'Gift','price':12000,'no_points':true,'no_discount':true}}",
		"{'op':'add','entity':'level','fields':{'code':'GOLD','name':'Gold','threshold':0,'discount_percent':10,'points_multiplier':1.5}}",
		"{'op':'add','entity':'card_type','fields':{'code':'M','name':'Member','points':true}}",
		"{'op':'add','entity':'earn_rule','fields':{'code':'BASE','name':'One for 10,000','effect':'per_amount','points':1,'amount':10000}}",
		"{'op':'add','entity':'customer','fields':{'name':'Nguy\u1ec5n V\u0103n \u00c1nh','phone':'0901234567','level':'GOLD'}}",
		"{'op':'card.issue','customer':'KH000001','type':'M','number':'" CARD "'}",
		"{'op':'card.issue','type':'M','number':'" BARE_CARD "'}",
		"{'op':'add','entity':'store','fields':{'code':'S2','name':'Two','kind':'shop'}}",
		"{'op':'add','entity':'group','fields':{'code':'till','name':'Cashiers'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'sale','verbs':'view,add'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'customer','verbs':'view,add,edit'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'points','verbs':'view,add,delete'}}",
		"{'op':'add','entity':'user','fields':{'code':'lan','name':'Lan','groups':'till','store':'S1','active':true}}",
	};

	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
		json_decref(shop_ok(s, "%s", requests[i]));
}

int
shop_setup(void **state)
{
	struct shop *s = calloc(1, sizeof *s);
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Test", false };
	struct err_note note = { 0 };
	const char *tmp = getenv("TMPDIR");

	setenv("QUEN_DATA", TEST_DATA, 0);
	snprintf(s->home, sizeof s->home, "%s/quen-shop-XXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->home));
	must(secret_init(), &note);
	clock_fix(SHOP_NOW);
	must(store_find(s->home, &s->paths, &note), &note);
	must(store_create(&s->paths, &in, &note), &note);
	shop_open(s);
	fill(s);
	must(actor_open(s->st, "lan", &s->lan, &note), &note);
	*state = s;
	return 0;
}

int
shop_teardown(void **state)
{
	static const char *const names[] = { "quen.db", "quen.db-wal", "quen.db-shm",
		"quen.db.turn", "quen.db.sync", "quen.db.shm2", "quen.db.key" };
	struct shop *s = *state;
	char path[256];

	shop_close(s);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", s->home, names[i]);
		unlink(path);
	}
	rmdir(s->home);
	free(s);
	return 0;
}
