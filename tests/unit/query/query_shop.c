#include "config.h"

#include "query_shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "cli/demo.h"
#include "db/db.h"
#include "domain/hooks.h"
#include "domain/ops.h"

#define NOW "2026-11-21T15:00:00+07:00"

struct query_shop shop;

void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s (%s)", err_name(e), note->text, note->field);
}

bool
shop_post(struct actor *a, const char *fmt, ...)
{
	struct err_note note = { 0 };
	json_t *rq = NULL, *reply = NULL;
	char text[1024];
	va_list ap;
	bool ok;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	must(json_parse_object(text, strlen(text), &rq, &note), &note);
	op_post(shop.st, a, rq, &reply);
	ok = json_is_true(json_object_get(reply, "ok"));
	json_decref(rq);
	json_decref(reply);
	return ok;
}

int
shop_open(void **state)
{
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Quen", false };
	struct err_note note = { 0 };
	const char *tmp = getenv("TMPDIR");

	(void)state;
	setenv("QUEN_NOW", NOW, 1);
	must(clock_init(&note), &note);
	must(secret_init(), &note);
	snprintf(shop.home, sizeof(shop.home), "%s/quen-query-XXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(shop.home));
	must(store_find(shop.home, &shop.p, &note), &note);
	must(store_create(&shop.p, &in, &note), &note);
	must(store_open(&shop.p, &shop.st, &note), &note);
	store_set_hooks(shop.st, domain_hooks);
	must(demo_fill(shop.st, 1, DEMO_SEED, NULL, &note), &note);
	must(actor_open(shop.st, "admin", &shop.admin, &note), &note);
	assert_true(shop_post(shop.admin, "{'op':'add','entity':'group','fields':{'code':'asker','name':'Askers'}}"));
	for (const struct function *f = function_table; f->name != NULL; f++)
		if (strcmp(f->name, "cost") != 0 && strcmp(f->name, "rating") != 0)
			(void)shop_post(shop.admin, "{'op':'add','entity':'right','fields':"
			    "{'group':'asker','function':'%s','verbs':'view'}}", f->name);
	assert_true(shop_post(shop.admin, "{'op':'edit','entity':'user','code':'mai','fields':{'groups':'asker'}}"));
	must(actor_open(shop.st, "mai", &shop.mai, &note), &note);
	must(query_sources_load(shop.st, &shop.all, &note), &note);
	return 0;
}

int
shop_close(void **state)
{
	char *ends[] = { "", "-wal", "-shm", ".turn", ".sync", ".shm2", NULL };
	char path[200];

	(void)state;
	query_sources_fini(&shop.all);
	actor_close(shop.mai);
	actor_close(shop.admin);
	store_close(shop.st);
	for (char **c = ends; *c != NULL; c++) {
		snprintf(path, sizeof(path), "%s/quen.db%s", shop.home, *c);
		unlink(path);
	}
	rmdir(shop.home);
	return 0;
}

enum err
shop_ask(struct actor *a, const char *text, struct query_result *res, struct err_note *note)
{
	char *json = xstrdup(text);
	struct query_def d;
	enum err e;

	for (char *p = json; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	e = query_def_read(&d, json, note);
	free(json);
	if (e == ERR_OK && (e = store_begin(shop.st, a, false, note)) == ERR_OK) {
		e = query_run(shop.st, &shop.all, &d, NULL, 0, res, note);
		store_rollback(shop.st);
	}
	query_def_fini(&d);
	return e;
}

void
shop_run(struct actor *a, const char *text, struct query_result *res)
{
	struct err_note note = { 0 };
	enum err e = shop_ask(a, text, res, &note);

	if (e != ERR_OK)
		fail_msg("%s: %s: %s", text, err_name(e), note.text);
}

int64_t
shop_raw(const char *sql)
{
	struct err_note note = { 0 };
	struct db_stmt *q;
	int64_t v;

	must(store_begin(shop.st, shop.admin, false, &note), &note);
	q = db_query_text(store_db(shop.st), sql, DB_NO_ARGS, &note);
	if (q == NULL || db_step(q, &note) != DB_ROW)
		fail_msg("%s: %s", sql, note.text);
	v = db_int(q, 0);
	db_reset(q);
	store_rollback(shop.st);
	return v;
}

int64_t
shop_rows(const char *text)
{
	struct query_result res;
	int64_t n;

	shop_run(shop.admin, text, &res);
	n = (int64_t)res.rows.n;
	query_result_fini(&res);
	return n;
}

void
shop_equals(const struct query_result *res, const char *sql)
{
	struct err_note note = { 0 };
	struct db_stmt *q;
	size_t row = 0;

	must(store_begin(shop.st, shop.admin, false, &note), &note);
	q = db_query_text(store_db(shop.st), sql, DB_NO_ARGS, &note);
	if (q == NULL)
		fail_msg("%s: %s", sql, note.text);
	for (; db_step(q, &note) == DB_ROW; row++) {
		if (row >= res->rows.n)
			fail_msg("%s: only %zu rows", sql, res->rows.n);
		for (size_t c = 0; c < res->r.ncolumns; c++) {
			const struct value *v = &res->rows.row[row].cell[c];

			if (v->kind == VALUE_TEXT ? strcmp(v->s, db_text(q, (int)c)) != 0 :
			    (v->kind == VALUE_NULL) != db_is_null(q, (int)c) || v->i != db_int(q, (int)c))
				fail_msg("%s: row %zu, column %zu: %lld \"%s\", raw %s", sql, row, c, (long long)v->i,
				    v->kind == VALUE_TEXT ? v->s : "", db_text(q, (int)c));
		}
	}
	db_reset(q);
	store_rollback(shop.st);
	/* A check without rows would check nothing. */
	assert_true(row > 0);
	assert_int_equal(row, res->rows.n);
}
