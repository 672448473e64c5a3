/* test_query.c - the universal query (E3) against raw SQL over the demo shop: operators, days that
 * move with today, references both ways, groups, figures, parameters, files. */
#include "config.h"

#include "query_shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "report/query_days.h"

/* ---- operators ---- */

#define LIVE " FROM customer t WHERE t.deleted = 0 AND "

/* Each condition on a customer, beside what it means. */
static const struct { const char *field, *is, *raw; } operators[] = {
	{ "code", "KH000010", "t.code = 'KH000010'" },
	{ "code", "kh000010", "t.code = 'KH000010'" },
	{ "code", "KH00001*", "t.code LIKE 'KH00001%'" },
	{ "code", "KH00000?", "t.code LIKE 'KH00000_'" },
	{ "code", "!KH000010", "t.code <> 'KH000010'" },
	{ "code", "<>KH000010", "t.code <> 'KH000010'" },
	{ "code", "KH000010|KH000011|none", "t.code IN ('KH000010', 'KH000011')" },
	{ "code", "KH000010..KH000020", "t.code BETWEEN 'KH000010' AND 'KH000020'" },
	{ "code", ">KH000700", "t.code > 'KH000700'" },
	{ "name", "nguyen", "t.fold LIKE '%nguyen%' AND quen_fold(t.name) LIKE '%nguyen%'" },
	{ "name", "Nguyễn lan", "quen_fold(t.name) LIKE '%nguyen%' AND quen_fold(t.name) LIKE '%lan%'" },
	{ "name", "ngu*an", "quen_fold(t.name) LIKE 'ngu%an'" },
	{ "name", "!nguyen", "quen_fold(t.name) NOT LIKE '%nguyen%'" },
	{ "name", "tran|le", "(quen_fold(t.name) LIKE '%tran%' OR quen_fold(t.name) LIKE '%le%')" },
	{ "name", "%", "t.name LIKE '%\\%%' ESCAPE '\\'" },
	{ "kind", "organisation", "t.kind = 'organisation'" },
	{ "kind", "!organisation", "t.kind <> 'organisation'" },
	{ "sex", "=", "t.sex IS NULL" },
	{ "sex", "<>", "t.sex IS NOT NULL" },
	{ "sex", "f|m", "t.sex IN ('f', 'm')" },
	{ "sex", "!f", "(t.sex IS NULL OR t.sex <> 'f')" },
	{ "birth", "1990-01-01..1999-12-31", "t.birth BETWEEN 19900101 AND 19991231" },
	{ "birth", "<1970-01-01", "t.birth < 19700101 AND t.birth > 9999" },
	{ "region", "HCM", "t.region_id = (SELECT id FROM region WHERE code = 'HCM')" },
	{ "region", "hà nội", "t.region_id = (SELECT id FROM region WHERE name = 'Hà Nội')" },
	{ "region", "=", "t.region_id IS NULL" },
	{ "region", "!HCM", "(t.region_id IS NULL OR t.region_id <> (SELECT id FROM region WHERE code = 'HCM'))" },
	{ "region.code", "HCM|HN", "t.region_id IN (SELECT id FROM region WHERE code IN ('HCM', 'HN'))" },
	{ "groups", "=", "NOT EXISTS (SELECT 1 FROM customer_groups g WHERE g.owner_id = t.id)" },
	{ "groups", "<>", "EXISTS (SELECT 1 FROM customer_groups g WHERE g.owner_id = t.id)" },
	{ "consent_sms", "yes", "t.consent_sms = 1" },
	{ "phone", "*8", "t.phone LIKE '%8'" },
	{ "<card.count", "0", "NOT EXISTS (SELECT 1 FROM card k WHERE k.deleted = 0 AND k.customer_id = t.id)" },
	{ "<card.count", ">0", "EXISTS (SELECT 1 FROM card k WHERE k.deleted = 0 AND k.customer_id = t.id)" },
	{ "<sale.day", "-30:", "EXISTS (SELECT 1 FROM sale s WHERE s.customer_id = t.id AND s.day >= 20261022)" },
	{ "<sale.sum(total)", ">=1000000", "(SELECT SUM(s.total) FROM sale s WHERE s.customer_id = t.id) >= 1000000" },
	{ "<sale.max(day)", "<-90", "(SELECT MAX(s.day) FROM sale s WHERE s.customer_id = t.id) < 20260823" },
	{ "<sale.store.code", "S1", "EXISTS (SELECT 1 FROM sale s JOIN store o ON o.id = s.store_id"
	  " WHERE s.customer_id = t.id AND o.code = 'S1')" },
};

static void
each_operator_means_what_it_says(void **state)
{
	char text[400], sql[600];

	(void)state;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		int64_t got, want;

		snprintf(text, sizeof(text), "{'about':'customer','columns':['code'],'where':[{'field':'%s','is':'%s'}]}",
		    operators[i].field, operators[i].is);
		snprintf(sql, sizeof(sql), "SELECT COUNT(*)" LIVE "%s", operators[i].raw);
		got = shop_rows(text);
		want = shop_raw(sql);
		if (got != want)
			fail_msg("%s %s: %lld rows, raw %lld", operators[i].field, operators[i].is,
			    (long long)got, (long long)want);
	}
}

/* ---- days ---- */

static void
periods_begin_and_end_where_they_should(void **state)
{
	static const struct { day_t today; const char *text; day_t from, to; } want[] = {
		{ 20261121, "t", 20261121, 20261121 }, { 20261121, "-1", 20261120, 20261120 },
		{ 20260301, "-1", 20260228, 20260228 }, { 20240301, "-1", 20240229, 20240229 },
		{ 20261121, "w", 20261116, 20261122 }, { 20261122, "w", 20261116, 20261122 },
		{ 20261123, "w", 20261123, 20261129 }, { 20260101, "w", 20251229, 20260104 },
		{ 20261121, "w-1", 20261109, 20261115 },
		{ 20261121, "m", 20261101, 20261130 }, { 20240229, "m", 20240201, 20240229 },
		{ 20260131, "m-1", 20251201, 20251231 }, { 20260331, "m-1", 20260201, 20260228 },
		{ 20261121, "q", 20261001, 20261231 }, { 20260101, "q-1", 20251001, 20251231 },
		{ 20261121, "y", 20260101, 20261231 }, { 20260101, "y-1", 20250101, 20251231 },
	};
	day_t from, to;

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_true(query_days_period(want[i].today, want[i].text, &from, &to));
		if (from != want[i].from || to != want[i].to)
			fail_msg("%s on %d: %d..%d", want[i].text, (int)want[i].today, (int)from, (int)to);
	}
	assert_false(query_days_period(20261121, "mo", &from, &to));
	assert_false(query_days_period(20261121, "", &from, &to));
	assert_false(query_days_period(20261121, "y-9999", &from, &to));
}

static void
edges_of_days_and_instants(void **state)
{
	static const struct { const char *field, *is, *raw; } edges[] = {
		{ "day", "t", "day = 20261121" }, { "day", "-1", "day = 20261120" },
		{ "day", "-7..t", "day BETWEEN 20261114 AND 20261121" },
		{ "day", "m", "day BETWEEN 20261101 AND 20261130" },
		{ "day", "m-1", "day BETWEEN 20261001 AND 20261031" },
		{ "day", "y", "day BETWEEN 20260101 AND 20261231" },
		{ "day", "2026-11-01:2026-11-15", "day BETWEEN 20261101 AND 20261115" },
		{ "day", "!m", "day NOT BETWEEN 20261101 AND 20261130" },
		/* an instant is of the day that it is in, in the shop's zone: +7 */
		{ "at", "t", "day = 20261121" }, { "at", "2026-11-20", "day = 20261120" },
		{ "at", ">2026-11-20", "day > 20261120" }, { "at", ">=2026-11-20", "day >= 20261120" },
		{ "at", "<2026-11-20", "day < 20261120" }, { "at", "<=2026-11-20", "day <= 20261120" },
		{ "at", "2026-11-19..2026-11-20", "day BETWEEN 20261119 AND 20261120" },
		{ "at", "m-1", "day BETWEEN 20261001 AND 20261031" },
		{ "at", "2026-11-19|2026-11-20", "day IN (20261119, 20261120)" },
	};
	char text[300], sql[300];

	(void)state;
	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		snprintf(text, sizeof(text), "{'about':'sale','columns':['receipt'],'where':[{'field':'%s','is':'%s'}]}",
		    edges[i].field, edges[i].is);
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM sale WHERE %s", edges[i].raw);
		if (shop_rows(text) != shop_raw(sql))
			fail_msg("%s %s: %lld, raw %lld", edges[i].field, edges[i].is, (long long)shop_rows(text),
			    (long long)shop_raw(sql));
	}
	assert_true(shop_raw("SELECT COUNT(*) FROM sale WHERE day = 20261120") > 0);
}

/* What a user types is kept apart from the language, and comes back in it. */
static void
conditions_are_kept_for_every_language(void **state)
{
	struct field day = { .name = "d", .label = "D", .type = FIELD_DAY, .choices = "", .valid = "", .max_len = 20 };
	struct field money = { .name = "m", .label = "M", .type = FIELD_MONEY, .choices = "", .valid = "", .max_len = 20 };
	struct format vi = *store_format(shop.st);
	struct err_note note = { 0 };
	static const struct { bool is_day; const char *typed, *kept, *shown; } texts[] = {
		{ true, "21/11/2026", "2026-11-21", "21/11/2026" },
		{ true, ">=1/11/2026", ">=2026-11-01", ">=01/11/2026" },
		{ true, "1/11/2026..t", "2026-11-01..t", "01/11/2026..t" },
		{ true, "!m-1", "!m-1", "!m-1" }, { true, "-30:", "-30..", "-30.." },
		{ true, "<>", "<>", "<>" },
		{ false, ">48,5k", ">48,500", ">48.500" },
		{ false, "1.000..2.000", "1,000..2,000", "1.000..2.000" },
		{ false, "1.000|2.000", "1,000|2,000", "1.000|2.000" },
	};

	(void)state;
	vi.locale = locale_find("vi");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct field *f = texts[i].is_day ? &day : &money;
		char *kept = NULL, *shown;

		must(query_text_keep(f, &vi, 20261121, texts[i].typed, &kept, &note), &note);
		assert_string_equal(kept, texts[i].kept);
		shown = query_text_show(f, &vi, 20261121, kept);
		assert_string_equal(shown, texts[i].shown);
		free(kept);
		free(shown);
	}
}

/* ---- groups and figures, against raw SQL ---- */

static void
equals(const char *text, const char *sql)
{
	struct query_result res;

	shop_run(shop.admin, text, &res);
	shop_equals(&res, sql);
	query_result_fini(&res);
}

static void
groups_equal_the_raw_rows(void **state)
{
	(void)state;
	equals("{'about':'sale','columns':[{'field':'day','do':'month'},{'field':'total','do':'sum'},"
	    "{'field':'total','do':'max'},{'field':'total','do':'min'},{'field':'total','do':'average'},"
	    "{'field':'receipt','do':'count'},{'field':'customer','do':'different'}]}",
	    "SELECT day / 100, SUM(total), MAX(total), MIN(total), CAST(round(1.0 * SUM(total) / COUNT(*)) AS INTEGER),"
	    " COUNT(*), COUNT(DISTINCT customer_id) FROM sale GROUP BY day / 100 ORDER BY 1");
	equals("{'about':'sale','columns':[{'field':'day','do':'weekday'},{'field':'total','do':'sum'}]}",
	    "SELECT (CAST(strftime('%w', substr(day, 1, 4) || '-' || substr(day, 5, 2) || '-' || substr(day, 7, 2))"
	    " AS INTEGER) + 6) % 7 + 1 AS w, SUM(total) FROM sale GROUP BY w ORDER BY w");
	equals("{'about':'sale','columns':[{'field':'day','do':'year'},'store',{'field':'points','do':'sum','sort':-1}]}",
	    "SELECT CAST(s.day / 10000 AS TEXT), o.name, SUM(s.earned) FROM sale s JOIN store o ON o.id = s.store_id"
	    " GROUP BY s.day / 10000, o.id ORDER BY 3 DESC, 1, quen_fold(o.name)");
	equals("{'about':'sale_line','columns':['product.category',{'field':'net','do':'sum'},{'field':'qty','do':'sum'}],"
	    "'where':[{'field':'day','is':'y'}]}",
	    "SELECT c.name, SUM(l.net), SUM(l.qty) FROM sale_line l JOIN sale s ON s.id = l.sale_id"
	    " JOIN product p ON p.id = l.product_id LEFT JOIN product_category c ON c.id = p.category_id"
	    " WHERE s.day BETWEEN 20260101 AND 20261231 GROUP BY c.id ORDER BY quen_fold(c.name)");
	equals("{'about':'customer','columns':['region',{'field':'code','do':'count'},{'field':'<sale.sum(total)','do':'sum'}],"
	    "'where':[{'field':'kind','is':'person'}]}",
	    "SELECT r.name, COUNT(*), SUM((SELECT coalesce(SUM(s.total), 0) FROM sale s WHERE s.customer_id = t.id))"
	    " FROM customer t LEFT JOIN region r ON r.id = t.region_id WHERE t.deleted = 0 AND t.kind = 'person'"
	    " GROUP BY r.id ORDER BY quen_fold(r.name)");
	equals("{'about':'customer','columns':['code',{'field':'<sale.sum(total)','sort':-1},'<sale.count','<sale.max(day)',"
	    "'<card.count',{'field':'birth','do':'age'}],'limit':20}",
	    "SELECT t.code, coalesce((SELECT SUM(s.total) FROM sale s WHERE s.customer_id = t.id), 0) AS x,"
	    " (SELECT COUNT(*) FROM sale s WHERE s.customer_id = t.id), (SELECT MAX(day) FROM sale s WHERE s.customer_id = t.id),"
	    " (SELECT COUNT(*) FROM card k WHERE k.customer_id = t.id AND k.deleted = 0),"
	    " CASE WHEN t.birth > 9999 THEN (20261121 - t.birth) / 10000 END"
	    " FROM customer t WHERE t.deleted = 0 ORDER BY x DESC, t.id LIMIT 20");
	/* two related lists beside each other do not multiply each other */
	equals("{'about':'store','columns':['code',{'field':'<sale.sum(total)'},'<till.count'],'where':[{'field':'code','is':'S1'}]}",
	    "SELECT o.code, (SELECT SUM(total) FROM sale s WHERE s.store_id = o.id),"
	    " (SELECT COUNT(*) FROM till t WHERE t.store_id = o.id AND t.deleted = 0) FROM store o WHERE o.code = 'S1'");
	/* groups by a condition on their figure */
	equals("{'about':'sale','columns':['customer.code',{'field':'total','do':'sum','sort':-1}],"
	    "'where':[{'field':'total','do':'sum','is':'>1000000'},{'field':'customer','is':'<>'}]}",
	    "SELECT c.code, SUM(s.total) FROM sale s JOIN customer c ON c.id = s.customer_id AND c.deleted = 0"
	    " GROUP BY c.id HAVING SUM(s.total) > 1000000 ORDER BY 2 DESC, 1");
}

static void
sets_of_conditions_are_joined_by_or(void **state)
{
	(void)state;
	assert_int_equal(shop_rows("{'about':'customer','columns':['code'],'where':[{'field':'sex','is':'f'},"
	    "{'field':'region','is':'HCM'},{'field':'kind','is':'organisation','or':true}]}"),
	    shop_raw("SELECT COUNT(*)" LIVE "((t.sex = 'f' AND t.region_id = (SELECT id FROM region WHERE code = 'HCM'))"
	    " OR t.kind = 'organisation')"));
	/* an empty first set is none */
	assert_int_equal(shop_rows("{'about':'customer','columns':['code'],'where':[{'field':'sex','is':''},"
	    "{'field':'kind','is':'organisation','or':true}]}"),
	    shop_raw("SELECT COUNT(*)" LIVE "t.kind = 'organisation'"));
}

static void
totals_labels_and_names(void **state)
{
	struct query_result res;

	(void)state;
	shop_run(shop.admin, "{'about':'sale','title':'Mine','columns':['store.region',{'field':'total','do':'sum'},"
	    "{'field':'total','do':'sum','label':'Again'}],'chart':'bar','where':[{'field':'day','is':'m'}]}", &res);
	assert_string_equal(res.r.title, "Mine");
	assert_string_equal(res.r.column[0].label, "Store › Region");
	assert_string_equal(res.r.column[1].label, "Sales, sum");
	assert_string_equal(res.r.column[1].name, "total_sum");
	assert_string_equal(res.r.column[2].name, "total_sum_2");
	assert_string_equal(res.r.column[2].label, "Again");
	assert_int_equal(res.r.chart, CHART_BAR);
	assert_int_equal(res.rows.total[1].i, shop_raw("SELECT SUM(total) FROM sale WHERE day BETWEEN 20261101 AND 20261130"));
	assert_int_equal(res.r.nparams, 1);
	query_result_fini(&res);
}

/* ---- parameters, selections ---- */

static void
parameters_take_the_place_of_conditions(void **state)
{
	struct query_answer one[] = { { "when", "2026-10-01..2026-10-31" }, { NULL, NULL } };
	struct query_answer wrong[] = { { "where", "x" }, { NULL, NULL } };
	struct err_note note = { 0 };
	struct query_result res;
	struct query_def d;

	(void)state;
	must(query_def_read(&d, "{\"about\":\"sale\",\"columns\":[{\"field\":\"total\",\"do\":\"sum\"}],"
	    "\"where\":[{\"field\":\"day\",\"is\":\"m\",\"ask\":\"when\"}]}", &note), &note);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	must(query_run(shop.st, &shop.all, &d, one, 0, &res, &note), &note);
	store_rollback(shop.st);
	assert_int_equal(res.rows.n, 1);
	assert_int_equal(res.rows.row[0].cell[0].i,
	    shop_raw("SELECT SUM(total) FROM sale WHERE day BETWEEN 20261001 AND 20261031"));
	query_result_fini(&res);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	assert_int_equal(query_run(shop.st, &shop.all, &d, wrong, 0, &res, &note), ERR_INVALID);
	store_rollback(shop.st);
	query_def_fini(&d);
}

static void
a_result_is_a_selection(void **state)
{
	struct err_note note = { 0 };
	struct query_def d;
	int64_t *ids;
	size_t n;
	bool more;

	(void)state;
	must(query_def_read(&d, "{\"about\":\"customer\",\"columns\":[\"code\"],\"where\":[{\"field\":\"region\",\"is\":\"HCM\"}]}",
	    &note), &note);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	must(query_ids(shop.st, &shop.all, &d, NULL, 100000, &ids, &n, &more, &note), &note);
	store_rollback(shop.st);
	assert_false(more);
	assert_int_equal(n, shop_raw("SELECT COUNT(*)" LIVE "t.region_id = (SELECT id FROM region WHERE code = 'HCM')"));
	for (size_t i = 1; i < n; i++)
		assert_true(ids[i - 1] < ids[i]);
	free(ids);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	must(query_ids(shop.st, &shop.all, &d, NULL, 3, &ids, &n, &more, &note), &note);
	store_rollback(shop.st);
	assert_true(more);
	assert_int_equal(n, 3);
	free(ids);
	query_def_fini(&d);
}

/* ---- definitions that are wrong say what is wrong ---- */

static void
wrong_questions_are_refused_by_name(void **state)
{
	static const struct { const char *text, *want; } bad[] = {
		{ "{'about':'nothing','columns':['x']}", "nothing" },
		{ "{'about':'customer','columns':[]}", "column" },
		{ "{'about':'customer','columns':['colour']}", "colour" },
		{ "{'about':'customer','columns':['name.first']}", "points at nothing" },
		{ "{'about':'customer','columns':['<region.count']}", "does not point" },
		{ "{'about':'customer','columns':['<sale.day']}", "figure" },
		{ "{'about':'customer','columns':['<sale.sum(customer)']}", "no sum" },
		{ "{'about':'customer','columns':[{'field':'name','do':'sum'}]}", "no sum" },
		{ "{'about':'customer','columns':[{'field':'name','do':'melt'}]}", "show, month" },
		{ "{'about':'customer','columns':['groups']}", "no show" },
		{ "{'about':'customer','columns':['code'],'where':[{'field':'birth','is':'yesteryear'}]}", "" },
		{ "{'about':'customer','columns':['code'],'limit':-1}", "limit" },
		{ "{'about':'customer','columns':['code'],'chart':'cake'}", "chart" },
		{ "{'about':'customer','columns':['code'],'sql':'DROP'}", "sql" },
		{ "{'about':'customer','columns':['code'],'where':[{'field':'code','is':'a','or':true},"
		  "{'field':'<sale.day','is':'t','or':true}]}", "before the first" },
		{ "{'about':'customer','columns':['code'],'where':[{'field':'<sale.sum(total)','do':'sum','is':'>1'}]}", "groups" },
	};
	struct query_result res;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err_note note = { 0 };
		enum err e = shop_ask(shop.admin, bad[i].text, &res, &note);

		if (e == ERR_OK || e == ERR_DB || strstr(note.text, bad[i].want) == NULL)
			fail_msg("%s: %s \"%s\"", bad[i].text, err_name(e), note.text);
	}
}

/* Every field of every source and form can be a column: heads and statements agree. */
static void
each_source_gives_what_its_head_says(void **state)
{
	(void)state;
	assert_true(shop.all.n > 30);
	for (size_t i = 0; i < shop.all.n; i++) {
		const struct query_source *s = &shop.all.s[i];

		for (size_t k = 0; k < s->e->nfields; k++) {
			const struct field *f = &s->e->fields[k];
			struct query_result res;
			struct err_note note = { 0 };
			char text[200];

			if (f->type == FIELD_REFS || !query_field_may(shop.admin, f))
				continue;
			snprintf(text, sizeof(text), "{'about':'%s','columns':['%s'],'limit':3}", s->e->name, f->name);
			must(shop_ask(shop.admin, text, &res, &note), &note);
			query_result_fini(&res);
		}
	}
}

static void
groups_with_sums_stand_together(void **state)
{
	struct query_result res;
	size_t changes = 0;

	(void)state;
	shop_run(shop.admin, "{'about':'sale','columns':[{'field':'day','do':'month'},'store',{'field':'total','do':'sum',"
	    "'sort':-1}],'group':2,'chart':'bar'}", &res);
	for (size_t i = 1; i < res.rows.n; i++)
		changes += !value_eq(&res.rows.row[i].cell[1], &res.rows.row[i - 1].cell[1]);
	assert_int_equal(changes + 1, shop_raw("SELECT COUNT(DISTINCT store_id) FROM sale"));
	assert_int_equal(res.r.group, 1);
	assert_int_equal(res.r.nseries, 1);
	query_result_fini(&res);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_source_gives_what_its_head_says),
		cmocka_unit_test(groups_with_sums_stand_together),
		cmocka_unit_test(each_operator_means_what_it_says),
		cmocka_unit_test(periods_begin_and_end_where_they_should),
		cmocka_unit_test(edges_of_days_and_instants),
		cmocka_unit_test(conditions_are_kept_for_every_language),
		cmocka_unit_test(groups_equal_the_raw_rows),
		cmocka_unit_test(sets_of_conditions_are_joined_by_or),
		cmocka_unit_test(totals_labels_and_names),
		cmocka_unit_test(parameters_take_the_place_of_conditions),
		cmocka_unit_test(a_result_is_a_selection),
		cmocka_unit_test(wrong_questions_are_refused_by_name),
	};

	return cmocka_run_group_tests(tests, shop_open, shop_close);
}
