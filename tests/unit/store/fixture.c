#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s (%s)", err_name(e), note->text, note->field);
}

static void
open_people(struct fixture *f)
{
	static const char *const rights[][2] = {
		{ "customer", "view,add,edit,delete,export" }, { "catalog", "view" },
		{ "level", "view" }, { "store", "view" }, { "product", "view" },
	};
	struct err_note note = { 0 };

	must(actor_open(f->st, "admin", &f->admin, &note), &note);
	FX_ADD(f, f->admin, "store", "code", "S2", "name", "Quận 3", "kind", "shop");
	FX_ADD(f, f->admin, "group", "code", "sales", "name", "Sales");
	for (size_t i = 0; i < sizeof(rights) / sizeof(*rights); i++)
		FX_ADD(f, f->admin, "right", "group", "sales", "function", rights[i][0],
		    "verbs", rights[i][1]);
	FX_ADD(f, f->admin, "user", "code", "lan", "name", "Lan", "groups", "sales",
	    "store", "S1", "active", "true");
	FX_ADD(f, f->admin, "user", "code", "mai", "name", "Mai", "groups", "sales",
	    "store", "S2", "active", "true");
	must(actor_open(f->st, "lan", &f->lan, &note), &note);
	must(actor_open(f->st, "mai", &f->mai, &note), &note);
}

int
fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Test", false };
	struct err_note note = { 0 };
	const char *tmp = getenv("TMPDIR");

	snprintf(f->home, sizeof(f->home), "%s/quen-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(f->home));
	must(secret_init(), &note);
	clock_fix(INT64_C(1795246200000));	/* 2026-11-21T14:30+07:00 */
	must(store_find(f->home, &f->paths, &note), &note);
	must(store_create(&f->paths, &in, &note), &note);
	must(store_open(&f->paths, &f->st, &note), &note);
	open_people(f);
	*state = f;
	return 0;
}

int
fixture_teardown(void **state)
{
	static const char *const names[] = { "quen.db", "quen.db-wal", "quen.db-shm",
		"quen.db.turn", "quen.db.sync", "quen.db.shm2", "quen.db.key" };
	struct fixture *f = *state;
	char path[256];

	actor_close(f->admin);
	actor_close(f->lan);
	actor_close(f->mai);
	store_close(f->st);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", f->home, names[i]);
		unlink(path);
	}
	rmdir(f->home);
	free(f);
	return 0;
}

enum err
fx_try(struct fixture *f, struct actor *a, const char *entity, struct err_note *note,
    const char *const *pairs, int64_t *id)
{
	const struct entity *e = model_entity(store_model(f->st), entity);
	struct record *r;
	enum err rc;

	assert_non_null(e);
	rc = store_begin(f->st, a, true, note);
	if (rc != ERR_OK)
		return rc;
	r = record_new(e);
	record_preset(r, store_format(f->st), clock_today());
	for (; rc == ERR_OK && pairs[0] != NULL; pairs += 2) {
		const struct field *fd = entity_field(e, pairs[0]);

		if (fd == NULL)
			fail_msg("no field %s in %s", pairs[0], entity);
		rc = field_from_text(fd, store_format(f->st), pairs[1],
		    record_value(r, pairs[0]), note);
	}
	if (rc == ERR_OK)
		rc = record_insert(f->st, r, note);
	if (rc == ERR_OK)
		rc = store_commit(f->st, note);
	else
		store_rollback(f->st);
	if (id != NULL)
		*id = r->id;
	record_free(r);
	return rc;
}

int64_t
fx_add(struct fixture *f, struct actor *a, const char *entity, const char *const *pairs)
{
	struct err_note note = { 0 };
	int64_t id = 0;

	must(fx_try(f, a, entity, &note, pairs, &id), &note);
	return id;
}

enum err
fx_load(struct fixture *f, struct actor *a, const char *entity, const char *code,
    struct record **r)
{
	struct err_note note = { 0 };
	enum err rc = store_begin(f->st, a, false, &note);

	*r = NULL;
	if (rc != ERR_OK)
		return rc;
	rc = record_load_code(f->st, model_entity(store_model(f->st), entity), code, r, &note);
	store_rollback(f->st);
	return rc;
}

size_t
fx_found(struct fixture *f, struct actor *a, const char *entity, const char *search)
{
	struct list_query q = { .entity = model_entity(store_model(f->st), entity) };
	struct record_page page;
	struct err_note note = { 0 };
	size_t n;

	q.search = strdup(search);
	must(store_begin(f->st, a, false, &note), &note);
	must(list_page(f->st, &q, NULL, true, 100, &page, &note), &note);
	n = page.nrows;
	record_page_fini(&page);
	store_rollback(f->st);
	list_query_fini(&q);
	return n;
}

size_t
fx_example(struct fixture *f, struct actor *a, const char *entity, const char *const *pairs)
{
	struct list_query q = { .entity = model_entity(store_model(f->st), entity) };
	struct record_page page;
	struct err_note note = { 0 };
	size_t n;

	for (; pairs[0] != NULL; pairs += 2)
		must(list_query_add(&q, store_format(f->st), clock_today(),
		    entity_field(q.entity, pairs[0]), pairs[1], &note), &note);
	must(store_begin(f->st, a, false, &note), &note);
	must(list_page(f->st, &q, NULL, true, 100, &page, &note), &note);
	n = page.nrows;
	record_page_fini(&page);
	store_rollback(f->st);
	list_query_fini(&q);
	return n;
}

void
fx_sql(struct fixture *f, const char *sql)
{
	struct db *d = store_db(f->st);
	struct err_note note = { 0 };

	must(db_begin(d, DB_WRITE, &note), &note);
	must(db_run_text(d, sql, DB_NO_ARGS, NULL, &note), &note);
	must(db_commit(d, &note), &note);
}
