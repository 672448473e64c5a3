#include "relation.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/record_store.h"

int
relation_setup(void **state)
{
	static const char *const requests[] = {
		"{'op':'add','entity':'customer','fields':{'name':'Tr\u1ea7n Th\u1ecb B\u00edch','phone':'0912000111'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'interaction','verbs':'all'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'rating','verbs':'all'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'suggestion','verbs':'all'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'churn','verbs':'all'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'document','verbs':'all'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'team','verbs':'view'}}",
	};
	struct shop *s;

	if (shop_setup(state) != 0)
		return -1;
	s = *state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
		json_decref(shop_ok(s, "%s", requests[i]));
	shop_sql(s, "UPDATE customer SET scope = 2 WHERE code = 'KH000002'");
	return 0;
}

static int
remove_one(const char *path, const struct stat *sb, int type, struct FTW *w)
{
	(void)sb;
	(void)type;
	(void)w;
	return remove(path);
}

int
relation_teardown(void **state)
{
	struct shop *s = *state;
	char path[200];

	snprintf(path, sizeof path, "%s/documents", s->home);
	nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	clock_fix(SHOP_NOW);
	return shop_teardown(state);
}

size_t
people(struct shop *s, struct actor *a, enum people_kind kind, int option,
    struct people_row *first)
{
	struct people_row rows[3], at;
	struct err_note note = { 0 };
	size_t n, all = 0;

	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	/* three at a time: the pages must fit together */
	do {
		enum err e = people_page(s->st, kind, option, all > 0 ? &at : NULL, 3, rows, &n, &note);

		if (e != ERR_OK)
			fail_msg("%s", note.text);
		if (all == 0 && n > 0 && first != NULL)
			*first = rows[0];
		if (n > 0)
			at = rows[n - 1];
		all += n;
	} while (n == 3);
	store_rollback(s->st);
	return all;
}

void
attach(struct shop *s, struct actor *a, const char *entity, const char *code, const char *name,
    const char *text, enum err want, struct document *out)
{
	struct document_request rq = { entity, code, name, NULL };
	struct err_note note = { 0 };
	struct document d;
	FILE *f = fmemopen((char *)text, strlen(text), "r");
	enum err e;

	assert_non_null(f);
	e = document_add(s->st, a, &rq, f, out != NULL ? out : &d, &note);
	fclose(f);
	if (e != want)
		fail_msg("%s %s: %s (%s), not %s", entity, code, err_name(e), note.text, err_name(want));
}

int64_t
count_rows(struct shop *s, struct actor *a, const char *entity)
{
	struct list_query q = { .entity = model_entity(store_model(s->st), entity) };
	struct err_note note = { 0 };
	int64_t n = -1;

	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	if (list_count(s->st, &q, 1000, &n, &note) != ERR_OK)
		fail_msg("%s", note.text);
	store_rollback(s->st);
	return n;
}

int64_t
id_of(struct shop *s, const char *table)
{
	char sql[96];

	snprintf(sql, sizeof sql, "SELECT MAX(id) FROM %s", table);
	return shop_int(s, sql);
}
