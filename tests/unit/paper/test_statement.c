/* test_statement.c - a statement is the ledger: to the unit, for every period (C9, rules P1, V1, V6). */
#include "test_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "report/statement.h"

/* Ten days of points, money and visits. */
static void
live(struct shop *s)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','value':true}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'N','name':'Ten','points':false,"
	    "'visits':true,'visits_count':10,'visits_product':'A'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'V','number':'5000001'}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'N','number':'6000001'}"));
	for (int day = 0; day < 10; day++) {
		clock_fix(SHOP_NOW + day * DAY_MS);
		json_decref(shop_ok(s, "{'op':'sale','key':'s%d','till':'T1','card':'" CARD "','lines':[{'product':'A',"
		    "'qty':%d}],'tenders':[{'method':'bank'}]}", day, day + 1));
		if (day % 3 == 1)
			json_decref(shop_ok(s, "{'op':'points.deduct','key':'d%d','card':'" CARD "','points':2,"
			    "'note':'gift'}", day));
		if (day % 2 == 0)
			json_decref(shop_ok(s, "{'op':'topup','key':'t%d','card':'5000001','amount':100000,'bonus':7000,"
			    "'tenders':[{'method':'bank'}]}", day));
		else
			json_decref(shop_ok(s, "{'op':'sale','key':'v%d','till':'T1','card':'5000001','lines':[{'product':'B',"
			    "'qty':1}],'tenders':[{'method':'value'}]}", day));
		if (day < 5)
			json_decref(shop_ok(s, "{'op':'visit.take','key':'n%d','card':'6000001'}", day));
	}
	json_decref(shop_ok(s, "{'op':'card.replace','key':'r','card':'5000001','number':'5000002','reason':'broken'}"));
	clock_fix(SHOP_NOW + 11 * DAY_MS);
}

/* By another way: the sums of the tables themselves. */
static int64_t
sum(struct shop *s, enum statement_of of, day_t until)
{
	static const char *const sql[] = {
		[STATEMENT_POINTS] = "SELECT coalesce(sum(delta), 0) FROM point_entry e JOIN customer c ON c.id = e.holder_id"
		    " WHERE c.code = 'KH000001' AND e.day <= ",
		[STATEMENT_VALUE] = "SELECT coalesce(sum(principal + bonus), 0) FROM value_entry WHERE day <= ",
		[STATEMENT_VISITS] = "SELECT coalesce(sum(delta), 0) FROM visit_entry WHERE day <= ",
	};
	char text[300];

	snprintf(text, sizeof text, "%s%d", sql[of], until);
	return shop_int(s, text);
}

static void
every_period_equals_the_ledger(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };

	live(s);
	for (day_t from = 20261120; from <= 20261202; from = day_add(from, 1)) {
		for (day_t to = from; to <= 20261202; to = day_add(to, 2)) {
			int64_t open[3], close[3];
			struct statement st;

			for (int k = 0; k < 3; k++) {
				open[k] = sum(s, (enum statement_of)k, day_add(from, -1));
				close[k] = sum(s, (enum statement_of)k, to);
			}
			assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
			if (statement_load(s->st, "KH000001", from, to, &st, &note) != ERR_OK)
				fail_msg("%d-%d: %s", from, to, note.text);
			/* points, the money of the new card with its story, the visits */
			assert_int_equal(st.n, 3);
			for (size_t i = 0; i < st.n; i++) {
				const struct statement_part *p = &st.part[i];
				int64_t all = p->opening;

				assert_int_equal(p->opening, open[p->of]);
				assert_int_equal(p->closing, close[p->of]);
				for (size_t n = 0; n < p->n; n++)
					all += p->line[n].delta;
				assert_int_equal(all, p->closing);
			}
			statement_fini(&st);
			store_rollback(s->st);
		}
	}
}

/* A line that was changed past the program is not printed as if it were true. */
static void
rule_P1_a_ledger_that_is_wrong_is_not_printed(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct statement st;

	live(s);
	shop_sql(s, "UPDATE point_entry SET delta = delta + 1 WHERE seq = 2");
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(statement_load(s->st, "KH000001", 20260101, 20271231, &st, &note), ERR_CONFLICT);
	store_rollback(s->st);
}

static void
rule_S2_not_of_a_hidden_customer(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct statement st;

	shop_sql(s, "UPDATE group_right SET verbs = 63 WHERE function = 'customer'");
	shop_sql(s, "UPDATE epoch SET rights = rights + 1");
	shop_sql(s, "UPDATE customer SET scope = 0");
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(statement_load(s->st, CARD, 20260101, 20271231, &st, &note), ERR_DENIED);
	assert_int_equal(statement_load(s->st, "KH000001", 20260101, 20271231, &st, &note), ERR_NOTFOUND);
	store_rollback(s->st);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(statement_load(s->st, BARE_CARD, 20261201, 20261101, &st, &note), ERR_INVALID);
	assert_int_equal(statement_load(s->st, BARE_CARD, 20261101, 20261201, &st, &note), ERR_OK);
	statement_fini(&st);
	store_rollback(s->st);
}

TESTS_OF(statement, SHOP_TEST(every_period_equals_the_ledger),
    SHOP_TEST(rule_P1_a_ledger_that_is_wrong_is_not_printed),
    SHOP_TEST(rule_S2_not_of_a_hidden_customer));
