/* test_query_rights.c - what the universal query never shows (rules S1, S4): hidden columns, private
 * customers, files without the export right; injection; a thousand questions made at random. */
#include "config.h"

#include "query_shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "store/share.h"

#define QUESTIONS 1000

/* ---- hidden columns ---- */

static void
a_hidden_column_is_nowhere_rule_S4(void **state)
{
	static const char *const texts[] = {
		"{'about':'product','columns':['code','cost']}",
		"{'about':'product','columns':['code'],'where':[{'field':'cost','is':'>1'}]}",
		"{'about':'product','columns':['code'],'where':[{'field':'cost','is':'<>'}]}",
		"{'about':'product','columns':[{'field':'cost','do':'sum'}]}",
		"{'about':'product','columns':['cost',{'field':'code','do':'count'}]}",
		"{'about':'product','columns':[{'field':'cost','sort':1},'code']}",
		"{'about':'sale_line','columns':['product.cost']}",
		"{'about':'sale_line','columns':['product'],'where':[{'field':'product.cost','is':'>1'}]}",
		"{'about':'product_category','columns':['code','<product.sum(cost)']}",
		"{'about':'product_category','columns':['code'],'where':[{'field':'<product.cost','is':'>1'}]}",
		"{'about':'product_category','columns':['code'],'where':[{'field':'<product.max(cost)','is':'>1'}]}",
		"{'about':'customer','columns':['code','score']}",
		"{'about':'card','columns':['number'],'where':[{'field':'customer.stage','is':'won'}]}",
		"{'about':'customer','columns':['<rating.count']}",
	};
	struct query_result res;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct err_note note = { 0 };
		enum err e = shop_ask(shop.mai, texts[i], &res, &note);

		if (e != ERR_DENIED)
			fail_msg("%s: %s %s", texts[i], err_name(e), note.text);
		must(shop_ask(shop.admin, texts[i], &res, &note), &note);
		query_result_fini(&res);
	}
}

/* What is sealed in the store is in no question, whoever asks. */
static void
a_sealed_field_is_nowhere_rule_S4(void **state)
{
	struct query_result res;
	struct err_note note = { 0 };

	(void)state;
	assert_int_equal(shop_ask(shop.admin, "{'about':'customer','columns':['id_number']}", &res, &note), ERR_DENIED);
	assert_int_equal(shop_ask(shop.admin, "{'about':'customer','columns':['code'],"
	    "'where':[{'field':'id_number','is':'<>'}]}", &res, &note), ERR_DENIED);
}

/* Rights are asked for anew at each run: what was saved by who may does not help who may not. */
static void
saved_by_one_run_by_another_rule_S4(void **state)
{
	const struct entity *e = model_entity(store_model(shop.st), "query");
	struct err_note note = { 0 };
	struct query_result res;
	struct query_def d;
	int64_t id;

	(void)state;
	must(query_def_read(&d, "{\"about\":\"product\",\"columns\":[\"code\",\"cost\"]}", &note), &note);
	must(store_begin(shop.st, shop.admin, true, &note), &note);
	must(query_kept_save(shop.st, "costs", "Costs", &d, &note), &note);
	must(store_commit(shop.st, &note), &note);
	query_def_fini(&d);

	/* private: for mai it is not there */
	must(store_begin(shop.st, shop.mai, false, &note), &note);
	assert_int_equal(query_kept_load(shop.st, "costs", &d, &note), ERR_NOTFOUND);
	store_rollback(shop.st);

	/* shared with her group: she sees it, and still not the column */
	must(store_begin(shop.st, shop.admin, true, &note), &note);
	must(record_id(shop.st, e, "costs", &id, &note), &note);
	must(share_add(shop.st, e, id, 'g', "asker", &note), &note);
	must(store_commit(shop.st, &note), &note);
	must(store_begin(shop.st, shop.mai, false, &note), &note);
	must(query_kept_load(shop.st, "costs", &d, &note), &note);
	assert_string_equal(d.title, "Costs");
	assert_int_equal(query_run(shop.st, &shop.all, &d, NULL, 0, &res, &note), ERR_DENIED);
	store_rollback(shop.st);
	query_def_fini(&d);

	/* she may not change it: it is not hers and she has no right to edit */
	must(query_def_read(&d, "{\"about\":\"product\",\"columns\":[\"code\"]}", &note), &note);
	must(store_begin(shop.st, shop.mai, true, &note), &note);
	assert_int_equal(query_kept_save(shop.st, "costs", "Costs", &d, &note), ERR_DENIED);
	store_rollback(shop.st);
	query_def_fini(&d);
	/* nor make questions of her own */
	must(store_begin(shop.st, shop.mai, false, &note), &note);
	assert_int_equal(query_own_need(shop.st, &note), ERR_DENIED);
	store_rollback(shop.st);
}

static void
without_the_right_there_is_no_query_rule_S5(void **state)
{
	struct err_note note = { 0 };
	struct query_result res;
	struct actor *other;

	(void)state;
	must(actor_open(shop.st, "mai", &other, &note), &note);
	assert_true(shop_post(shop.admin, "{'op':'add','entity':'user','fields':{'code':'nobody','name':'Nobody'}}"));
	actor_close(other);
	must(actor_open(shop.st, "nobody", &other, &note), &note);
	assert_int_equal(shop_ask(other, "{'about':'customer','columns':['code']}", &res, &note), ERR_DENIED);
	actor_close(other);
}

/* ---- private rows ---- */

/* Sums figure by figure: what mai sees is what she may see, in every way of asking. */
static void
private_customers_are_in_no_answer_rule_S1(void **state)
{
	static const struct { const char *text, *code; } ways[] = {
		{ "{'about':'customer','columns':['code'],'where':[{'field':'code','is':'SECRET1'}]}", "rows" },
		{ "{'about':'card','columns':['number'],'where':[{'field':'customer.code','is':'SECRET1'}]}", "rows" },
		{ "{'about':'contact','columns':['name'],'where':[{'field':'name','is':'secret contact'}]}", "rows" },
		{ "{'about':'point_entry','columns':['points'],'where':[{'field':'customer.name','is':'hidden person'}]}", "rows" },
		{ "{'about':'sale','columns':['customer'],'where':[{'field':'customer','is':'SECRET1'}]}", "rows" },
	};
	struct err_note note = { 0 };
	struct query_result mine, theirs;

	(void)state;
	assert_true(shop_post(shop.admin, "{'op':'add','entity':'customer','fields':{'code':'SECRET1','kind':'person',"
	    "'name':'Hidden Person','phone':'0912345999'}}"));
	assert_true(shop_post(shop.admin, "{'op':'add','entity':'contact','fields':{'customer':'SECRET1','name':'Secret Contact'}}"));
	assert_true(shop_post(shop.admin, "{'op':'card.issue','key':'q1','customer':'SECRET1','type':'PT'}") ||
	    shop_post(shop.admin, "{'op':'card.issue','key':'q2','customer':'SECRET1','type':'VI'}"));
	assert_true(shop_post(shop.admin, "{'op':'sale','key':'q3','store':'S1','till':'T1','customer':'SECRET1',"
	    "'lines':[{'product':'CF02','qty':3}],'tenders':[{'method':'cash','amount':1000000}]}"));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		shop_run(shop.admin, ways[i].text, &mine);
		must(shop_ask(shop.mai, ways[i].text, &theirs, &note), &note);
		if (theirs.rows.n != 0)
			fail_msg("%s: %zu rows", ways[i].text, theirs.rows.n);
		/* admin sees what there is: the check is one */
		if (i != 3 && mine.rows.n == 0)
			fail_msg("%s: nothing to hide", ways[i].text);
		query_result_fini(&mine);
		query_result_fini(&theirs);
	}
	/* not counted either */
	shop_run(shop.admin, "{'about':'customer','columns':[{'field':'code','do':'count'}]}", &mine);
	shop_run(shop.mai, "{'about':'customer','columns':[{'field':'code','do':'count'}]}", &theirs);
	assert_true(theirs.rows.row[0].cell[0].i < mine.rows.row[0].cell[0].i);
	query_result_fini(&mine);
	query_result_fini(&theirs);
	/* the receipt is the shop's, whose it is stays hidden */
	shop_run(shop.mai, "{'about':'sale','columns':['receipt','customer','customer.phone'],"
	    "'where':[{'field':'day','is':'t'},{'field':'total','is':'>0'}]}", &theirs);
	for (size_t i = 0; i < theirs.rows.n; i++)
		assert_true(theirs.rows.row[i].cell[1].s == NULL || strstr(theirs.rows.row[i].cell[1].s, "Hidden") == NULL);
	query_result_fini(&theirs);
}

/* ---- files ---- */

static void
no_export_right_no_file_rule_S4(void **state)
{
	struct err_note note = { 0 };
	struct query_result res;
	char path[160];

	(void)state;
	snprintf(path, sizeof(path), "%s/out", shop.home);
	shop_run(shop.mai, "{'about':'product','columns':['code','name']}", &res);
	for (const struct report_format *f = report_format_table; f->name != NULL; f++) {
		must(store_begin(shop.st, shop.mai, false, &note), &note);
		assert_int_equal(query_write(shop.st, &res, f, path, &note), ERR_DENIED);
		store_rollback(shop.st);
		assert_int_not_equal(access(path, F_OK), 0);
	}
	/* the right to export queries is not the one to export products */
	assert_true(shop_post(shop.admin, "{'op':'add','entity':'group','fields':{'code':'out','name':'Out'}}"));
	assert_true(shop_post(shop.admin, "{'op':'add','entity':'right','fields':{'group':'out','function':'query','verbs':'view,export,print'}}"));
	assert_true(shop_post(shop.admin, "{'op':'edit','entity':'user','code':'mai','fields':{'groups':'asker,out'}}"));
	must(store_begin(shop.st, shop.mai, false, &note), &note);
	assert_true(access_may(shop.mai, "query", VERB_EXPORT));
	assert_int_equal(query_write(shop.st, &res, report_format_find("csv", NULL), path, &note), ERR_DENIED);
	store_rollback(shop.st);
	query_result_fini(&res);
	shop_run(shop.admin, "{'about':'product','columns':['code','name']}", &res);
	for (const struct report_format *f = report_format_table; f->name != NULL; f++) {
		must(store_begin(shop.st, shop.admin, false, &note), &note);
		must(query_write(shop.st, &res, f, path, &note), &note);
		store_rollback(shop.st);
		assert_int_equal(unlink(path), 0);
	}
	query_result_fini(&res);
}

/* ---- injection ---- */

static const char *const nasty[] = {
	"' OR '1'='1", "'; DROP TABLE customer; --", "1) OR (1=1", "$actor", "@customer", "%", "_", "\\", "\\%",
	"a' UNION SELECT password FROM app_user --", "x' AND 1=0 --", "\"", "`", "*?*?", "||", "..", ":", "|", "!", "!!",
	"<", ">", "<>", "==", ">=", "=", "-", "-99999999999999999999", "99999999999999999999", "0x41", "NULL",
	"select", "\xf0\x9f\x98\x80", "Nguyễn", "陈", "m-99999", "y-1", "q", "w-3", "t", "-30:", ":t", "1..2..3", "1|2|3",
	"yes", "no", "2026-02-30", "2026-11-01..2026-11-21", "1e9", "1.5", "-1", "0", "10%", ",", ".", "  ",
};

static void
nothing_typed_is_ever_sql(void **state)
{
	int64_t before = shop_raw("SELECT COUNT(*) FROM customer"), users = shop_raw("SELECT COUNT(*) FROM app_user");
	static const char *const fields[] = { "name", "code", "phone", "birth", "region", "groups", "kind", "consent_sms",
		"<sale.sum(total)", "<sale.day", "<card.number", "<sale.at" };

	(void)state;
	for (size_t i = 0; i < sizeof(nasty) / sizeof(nasty[0]); i++)
		for (size_t k = 0; k <= sizeof(fields) / sizeof(fields[0]); k++) {
			struct query_def d;
			struct query_result res;
			struct err_note note = { 0 };
			json_t *j = k < sizeof(fields) / sizeof(fields[0])
			    ? json_pack("{s:s, s:[s], s:[{s:s, s:s}]}", "about", "customer", "columns", "code", "where",
			    "field", fields[k], "is", nasty[i])
			    : json_pack("{s:s, s:[s, {s:s, s:s}]}", "about", "customer", "columns", nasty[i], "field", "code",
			    "label", nasty[i]);
			enum err e = query_def_from_json(&d, j, &note);

			json_decref(j);
			must(store_begin(shop.st, shop.admin, false, &note), &note);
			if (e == ERR_OK)
				e = query_run(shop.st, &shop.all, &d, NULL, 3, &res, &note);
			if (e == ERR_OK)
				query_result_fini(&res);
			if (e == ERR_DB)
				fail_msg("%s %s: %s", k < 12 ? fields[k] : "a name", nasty[i], note.text);
			store_rollback(shop.st);
			query_def_fini(&d);
		}
	assert_int_equal(shop_raw("SELECT COUNT(*) FROM customer"), before);
	assert_int_equal(shop_raw("SELECT COUNT(*) FROM app_user"), users);
	/* and finds nothing that is not there */
	assert_int_equal(shop_rows("{'about':'customer','columns':['code'],'where':[{'field':'name','is':'x OR 1=1'}]}"), 0);
}

/* ---- a thousand questions ---- */

struct made { struct strbuf path; bool is_hidden; };

static const struct field *
any_field(struct rng *r, const struct query_source *s)
{
	return &s->e->fields[rng_below(r, (uint32_t)s->e->nfields)];
}

static bool
hidden(const struct field *f)
{
	return f->hidden || f->sealed || f->type == FIELD_VERBS || !access_sees(shop.mai, f);
}

/* Steps from s, then a field; tells whether mai may not see something on the way. */
static void
walk(struct rng *r, const struct query_source *s, struct made *m, bool *at_end)
{
	for (int step = 0; s != NULL; step++) {
		const struct field *f = any_field(r, s);

		m->is_hidden = m->is_hidden || hidden(f) || !query_source_may(shop.mai, s);
		strbuf_add(&m->path, f->name);
		*at_end = f->type != FIELD_REF || step == 2 || rng_below(r, 2) == 0;
		if (*at_end)
			return;
		strbuf_add_char(&m->path, '.');
		s = query_source_find(&shop.all, f->entity);
	}
}

static char *
any_path(struct rng *r, const struct query_source *base, bool *is_hidden)
{
	static const char *const figures[] = { "sum", "min", "max", "average", "count", "different" };
	struct made m = { 0 };
	const struct query_source *rel = NULL;
	const struct field *by = NULL;
	bool end;

	/* Rows that point here, if some are found quickly. */
	for (int i = 0; rng_below(r, 3) == 0 && i < 30 && by == NULL; i++) {
		rel = &shop.all.s[rng_below(r, (uint32_t)shop.all.n)];
		query_source_refs(rel, base->e, &by);
	}
	if (by == NULL) {
		walk(r, base, &m, &end);
	} else {
		m.is_hidden = !query_source_may(shop.mai, rel) || hidden(by);
		strbuf_addf(&m.path, "<%s/%s.", rel->e->name, by->name);
		switch (rng_below(r, 3)) {
		case 0:
			strbuf_add(&m.path, "count");
			break;
		case 1:
			strbuf_addf(&m.path, "%s(", figures[rng_below(r, 6)]);
			walk(r, rel, &m, &end);
			strbuf_add_char(&m.path, ')');
			break;
		default:
			walk(r, rel, &m, &end);
		}
	}
	*is_hidden = *is_hidden || m.is_hidden;
	return strbuf_take(&m.path);
}

static void
add_piece(struct rng *r, const struct query_source *base, json_t *list, bool cond, bool *is_hidden)
{
	char *path = any_path(r, base, is_hidden);
	json_t *o = json_pack("{s:s}", "field", path);
	bool plain = rng_below(r, 5) < 4;

	if (!plain)
		json_object_set_new(o, "do", json_string(query_do_name(rng_below(r, DO_AVERAGE + 1))));
	if (cond) {
		json_object_set_new(o, "is", json_string(nasty[rng_below(r, sizeof(nasty) / sizeof(nasty[0]))]));
		if (rng_below(r, 5) == 0)
			json_object_set_new(o, "or", json_true());
	} else if (rng_below(r, 3) == 0) {
		json_object_set_new(o, "sort", json_integer((int)rng_below(r, 9) - 4));
	}
	json_array_append_new(list, o);
	free(path);
}

static void
a_thousand_questions_at_random_rule_S4(void **state)
{
	struct rng r = { 20261121 };
	int answered = 0, refused = 0, tried_hidden = 0;

	(void)state;
	must(store_begin(shop.st, shop.mai, false, &(struct err_note) { 0 }), &(struct err_note) { 0 });
	store_rollback(shop.st);
	for (int i = 0; i < QUESTIONS; i++) {
		static const char *const often[] = { "product", "customer", "sale_line", "card", "sale" };
		const struct query_source *base = rng_below(&r, 3) == 0 ? query_source_find(&shop.all,
		    often[rng_below(&r, 5)]) : &shop.all.s[rng_below(&r, (uint32_t)shop.all.n)];
		json_t *columns = json_array(), *where = json_array(), *j;
		bool is_hidden = !query_source_may(shop.mai, base), more;
		struct err_note note = { 0 };
		struct query_result res;
		struct query_def d;
		int64_t *ids = NULL;
		size_t n, ncols = 1 + rng_below(&r, 3), nconds = rng_below(&r, 3);
		char *text;
		enum err e;

		for (size_t k = 0; k < ncols; k++)
			add_piece(&r, base, columns, false, &is_hidden);
		for (size_t k = 0; k < nconds; k++)
			add_piece(&r, base, where, true, &is_hidden);
		j = json_pack("{s:s, s:o, s:o, s:i}", "about", base->e->name, "columns", columns, "where", where,
		    "limit", (int)rng_below(&r, 50));
		text = json_text(j);
		must(query_def_from_json(&d, j, &note), &note);
		json_decref(j);
		must(store_begin(shop.st, shop.mai, false, &note), &note);
		e = query_run(shop.st, &shop.all, &d, NULL, 5, &res, &note);
		if (e == ERR_DB || e == ERR_SYNTAX)
			fail_msg("%s: %s", text, note.text);
		/* Blank conditions look at nothing: they alone may name what is hidden. */
		if (e == ERR_OK && is_hidden && nconds == 0)
			fail_msg("%s: shows what is hidden", text);
		tried_hidden += is_hidden;
		answered += e == ERR_OK;
		refused += e != ERR_OK;
		if (e == ERR_OK) {
			query_result_fini(&res);
			e = query_ids(shop.st, &shop.all, &d, NULL, 10, &ids, &n, &more, &note);
			if (e == ERR_DB)
				fail_msg("%s: %s", text, note.text);
			free(ids);
		}
		store_rollback(shop.st);
		query_def_fini(&d);
		free(text);
	}
	print_message("# %d answered, %d refused, %d named something hidden\n", answered, refused, tried_hidden);
	assert_true(answered > 100);
	assert_true(tried_hidden > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hidden_column_is_nowhere_rule_S4),
		cmocka_unit_test(a_sealed_field_is_nowhere_rule_S4),
		cmocka_unit_test(saved_by_one_run_by_another_rule_S4),
		cmocka_unit_test(without_the_right_there_is_no_query_rule_S5),
		cmocka_unit_test(private_customers_are_in_no_answer_rule_S1),
		cmocka_unit_test(nothing_typed_is_ever_sql),
		cmocka_unit_test(a_thousand_questions_at_random_rule_S4),
		cmocka_unit_test(no_export_right_no_file_rule_S4),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
