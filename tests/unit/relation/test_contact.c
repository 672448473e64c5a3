/* Interactions, whom to contact again, ratings, suggestions. */
#include "relation.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "domain/due.h"
#include "domain/habit.h"
#include "store/record_store.h"

static void
talk(struct shop *s, const char *at, const char *again)
{
	char members[64] = "";

	if (again != NULL)
		snprintf(members, sizeof members, ",'contact_again':'%s'", again);
	json_decref(shop_ok(s, "{'op':'add','entity':'interaction','fields':{'customer':'KH000001',"
	    "'channel':'CALL','at':'%s','course':'Asked','result':'Thinks'%s}}", at, members));
}

static void
B1_an_interaction_is_by_who_wrote_it(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'add','entity':'interaction','fields':"
	    "{'customer':'KH000001','channel':'call','course':'Asked\\nthe price'}}");

	assert_string_equal(text_at(v, "fields.user"), "admin");
	assert_string_equal(text_at(v, "fields.at"), "2026-11-21T14:30:00+07:00");
	json_decref(v);
	v = shop_ok(s, "{'op':'edit','entity':'interaction','id':%lld,'fields':{'result':'Buys'}}",
	    (long long)id_of(s, "interaction"));
	assert_string_equal(text_at(v, "fields.result"), "Buys");
	json_decref(v);
	shop_refused(s, "INVALID", "channel",
	    "{'op':'add','entity':'interaction','fields':{'customer':'KH000001'}}");
}

/* One is the main contact; who left stays as history and is it no more. */
static void
A4_one_contact_is_the_main_one(void **state)
{
	struct shop *s = *state;
	long long first, second;
	json_t *v = shop_ok(s, "{'op':'add','entity':'contact','fields':"
	    "{'customer':'KH000001','name':'Chi A','main':true}}");

	json_decref(v);
	first = (long long)id_of(s, "contact");
	json_decref(shop_ok(s, "{'op':'add','entity':'contact','fields':"
	    "{'customer':'KH000001','name':'Anh B','main':true}}"));
	second = (long long)id_of(s, "contact");
	assert_true(second != first);
	v = shop_ok(s, "{'op':'get','entity':'contact','id':%lld}", first);
	assert_false(json_is_true(json_object_get(json_object_get(v, "fields"), "main")));
	assert_int_equal(at(v, "version"), 2);
	json_decref(v);
	/* the other one again */
	json_decref(shop_ok(s, "{'op':'edit','entity':'contact','id':%lld,'fields':{'main':true}}", first));
	v = shop_ok(s, "{'op':'get','entity':'contact','id':%lld}", second);
	assert_false(json_is_true(json_object_get(json_object_get(v, "fields"), "main")));
	json_decref(v);
	/* people of other customers are not asked */
	json_decref(shop_ok(s, "{'op':'add','entity':'contact','fields':"
	    "{'customer':'KH000002','name':'Chi C','main':true}}"));
	v = shop_ok(s, "{'op':'edit','entity':'contact','id':%lld,'fields':{'former':true}}", first);
	assert_false(json_is_true(json_object_get(json_object_get(v, "fields"), "main")));
	json_decref(v);
	v = shop_ok(s, "{'op':'get','entity':'contact','id':%lld}", (long long)id_of(s, "contact"));
	assert_true(json_is_true(json_object_get(json_object_get(v, "fields"), "main")));
	json_decref(v);
}

static long long
main_of(struct shop *s, const char *customer)
{
	char sql[200];

	snprintf(sql, sizeof sql, "SELECT coalesce(sum(x.id), 0) * 10 + count(*) FROM contact x JOIN customer c "
	    "ON c.id = x.customer_id WHERE c.code = '%s' AND x.main = 1", customer);
	return (long long)shop_int(s, sql);
}

/* After a merge there is one main contact: that of the customer who stays; undone, each has its own. */
static void
rule_P15_the_main_contact_of_who_stays_is_the_main_one(void **state)
{
	struct shop *s = *state;
	long long first, second;

	json_decref(shop_ok(s, "{'op':'add','entity':'contact','fields':{'customer':'KH000001','name':'Chi A','main':true}}"));
	first = (long long)id_of(s, "contact");
	/* nobody there: who comes along is the main one */
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000001','into':'KH000002'}"));
	assert_int_equal(main_of(s, "KH000002"), first * 10 + 1);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000001'}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'contact','fields':{'customer':'KH000002','name':'Chi C','main':true}}"));
	second = (long long)id_of(s, "contact");
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000001','into':'KH000002'}"));
	assert_int_equal(main_of(s, "KH000002"), second * 10 + 1);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000001'}"));
	assert_int_equal(main_of(s, "KH000001"), first * 10 + 1);
	assert_int_equal(main_of(s, "KH000002"), second * 10 + 1);
	assert_int_equal(shop_verify(s), 0);
}

/* Who stands at the counter: what waits for them, as far as the one who looks may view it. */
static void
C7_what_is_due_at_the_counter(void **state)
{
	struct shop *s = *state;
	struct err_note note;
	struct due d;
	int64_t id;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(record_id(s->st, model_entity(store_model(s->st), "customer"), "KH000001",
	    &id, &note), ERR_OK);
	due_load(s->st, id, &d);
	store_rollback(s->st);
	assert_true(d.again_day == 0 && d.appointment_at == 0 && d.contract_end == 0);
	talk(s, "2026-11-01T09:00:00+07:00", "2026-11-10");
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'customer':'KH000001',"
	    "'name':'Visit','at':'2026-11-21T17:00:00+07:00'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'customer':'KH000001',"
	    "'name':'Over','at':'2026-11-21T08:00:00+07:00'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000001',"
	    "'name':'Care','start_day':'2026-01-01','end_day':'2026-12-01'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000001',"
	    "'name':'Long','start_day':'2026-01-01','end_day':'2027-12-01'}}"));
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	due_load(s->st, id, &d);
	store_rollback(s->st);
	assert_int_equal(d.again_day, 20261110);
	assert_int_equal(instant_minute(d.appointment_at), 17 * 60);
	/* a series that has one today; that of yesterday's weekday has none, and one that was over is over */
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'customer':'KH000001',"
	    "'name':'Weekly','at':'2026-11-07T16:00:00+07:00','repeat':'weekly'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'customer':'KH000001',"
	    "'name':'Another','at':'2026-11-13T15:00:00+07:00','repeat':'weekly'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'customer':'KH000001',"
	    "'name':'Morning','at':'2026-11-01T10:00:00+07:00','repeat':'daily'}}"));
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	due_load(s->st, id, &d);
	store_rollback(s->st);
	assert_int_equal(instant_day(d.appointment_at), 20261121);
	assert_int_equal(instant_minute(d.appointment_at), 16 * 60);
	assert_int_equal(d.contract_end, 20261201);
	assert_string_equal(d.contract, "HD000001");
}

/* The year of a customer out of the days that posting keeps: what came back is money less, no visit;
 * what is older than a year does not count. */
static void
A6_habits_of_the_year(void **state)
{
	struct shop *s = *state;
	struct err_note note;
	struct habit h;
	struct habit_day days[8];
	size_t n = 8;
	int64_t id;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(record_id(s->st, model_entity(store_model(s->st), "customer"), "KH000001",
	    &id, &note), ERR_OK);
	assert_int_equal(habit_load(s->st, id, &h, &note), ERR_OK);
	store_rollback(s->st);
	assert_true(h.spent == 0 && h.visits == 0 && h.gap_tenths == -1);
	shop_sql(s, "INSERT INTO cust_day (customer_id, day, spent) SELECT c.id, d.day, d.spent FROM customer c,"
	    " (SELECT 20251101 AS day, 5 AS spent UNION ALL SELECT 20261101, 100 UNION ALL SELECT 20261106, 200"
	    " UNION ALL SELECT 20261112, 400 UNION ALL SELECT 20261113, -50) d WHERE c.code = 'KH000001'");
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(habit_load(s->st, id, &h, &note), ERR_OK);
	assert_int_equal(habit_days(s->st, id, days, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(h.spent, 650);
	assert_int_equal(h.visits, 3);
	assert_int_equal(h.gap_tenths, 55);		/* eleven days, twice */
	assert_int_equal(n, 4);
	assert_int_equal(days[0].day, 20261113);
}

/* Whoever may not see receipts and cards sees nothing of them summed up either (rule S1). */
static void
A6_habits_take_the_right_to_what_is_behind(void **state)
{
	struct shop *s = *state;
	struct err_note note;
	struct actor *nobody = NULL;
	struct habit h;
	struct habit_day days[1];
	struct habit_card cards[1];
	size_t n = 1, k = 1;
	int64_t sum;
	bool any;

	json_decref(shop_ok(s, "{'op':'add','entity':'user','fields':{'code':'nobody','name':'No Body'}}"));
	assert_int_equal(actor_open(s->st, "nobody", &nobody, &note), ERR_OK);
	assert_int_equal(store_begin(s->st, nobody, false, &note), ERR_OK);
	assert_int_equal(habit_load(s->st, 1, &h, &note), ERR_DENIED);
	assert_int_equal(habit_days(s->st, 1, days, &n, &note), ERR_DENIED);
	assert_int_equal(habit_cards(s->st, 1, cards, &k, &sum, &any, &note), ERR_DENIED);
	store_rollback(s->st);
	assert_true(n == 0 && k == 0 && sum == 0 && !any);
	actor_close(nobody);
}

static void
A7_what_is_to_come_is_no_interaction(void **state)
{
	shop_refused(*state, "INVALID", "at", "{'op':'add','entity':'interaction','fields':"
	    "{'customer':'KH000001','channel':'CALL','at':'2026-11-22T09:00:00+07:00'}}");
	shop_refused(*state, "INVALID", "contact_again", "{'op':'add','entity':'interaction','fields':"
	    "{'customer':'KH000001','channel':'CALL','contact_again':'2026-11-20'}}");
}

static void
B3_due_until_a_newer_interaction(void **state)
{
	struct shop *s = *state;
	struct people_row row;

	talk(s, "2026-11-01T09:00:00+07:00", "2026-11-10");
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, &row), 1);
	assert_string_equal(row.code, "KH000001");
	assert_int_equal(row.day, 20261110);
	/* an older one that comes in late answers nothing */
	talk(s, "2026-10-01T09:00:00+07:00", NULL);
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, NULL), 1);
	talk(s, "2026-11-20T09:00:00+07:00", "2026-12-01");
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, NULL), 0);
	clock_fix(SHOP_NOW + 10 * DAY_MS);		/* 1 December: the day itself counts */
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, &row), 1);
	assert_int_equal(row.day, 20261201);
	assert_int_equal(shop_verify(s), 0);
}

static void
B3_deleting_and_restoring_the_newest(void **state)
{
	struct shop *s = *state;
	int64_t newest;

	talk(s, "2026-11-01T09:00:00+07:00", "2026-11-10");
	talk(s, "2026-11-20T09:00:00+07:00", NULL);
	newest = id_of(s, "interaction");
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, NULL), 0);
	json_decref(shop_ok(s, "{'op':'delete','entity':'interaction','id':%lld}", (long long)newest));
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, NULL), 1);
	assert_int_equal(shop_verify(s), 0);
	assert_int_equal(store_begin(s->st, s->admin, true, NULL), ERR_OK);
	assert_int_equal(record_restore(s->st, model_entity(store_model(s->st), "interaction"),
	    newest, NULL), ERR_OK);
	assert_int_equal(store_commit(s->st, NULL), ERR_OK);
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, NULL), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* Mine are those of my own interactions; the others' need a right. */
static void
B3_mine_and_everybodys(void **state)
{
	struct shop *s = *state;
	struct people_row rows[3];
	struct err_note note = { 0 };
	size_t n;

	talk(s, "2026-11-01T09:00:00+07:00", "2026-11-10");
	shop_sql(s, "UPDATE customer SET scope = 2");
	assert_int_equal(people(s, s->lan, PEOPLE_AGAIN, 0, NULL), 0);
	assert_int_equal(people(s, s->lan, PEOPLE_AGAIN, 1, NULL), 1);
	shop_sql(s, "DELETE FROM group_right WHERE function = 'team'");
	shop_sql(s, "UPDATE epoch SET rights = rights + 1");
	assert_int_equal(store_begin(s->st, s->lan, false, NULL), ERR_OK);
	assert_int_equal(people_page(s->st, PEOPLE_AGAIN, 1, NULL, 3, rows, &n, &note), ERR_DENIED);
	store_rollback(s->st);
}

static void
B3_never_approached(void **state)
{
	struct shop *s = *state;

	assert_int_equal(people(s, s->admin, PEOPLE_UNTOUCHED, 0, NULL), 2);
	talk(s, "2026-11-20T09:00:00+07:00", NULL);
	assert_int_equal(people(s, s->admin, PEOPLE_UNTOUCHED, 0, NULL), 1);
	json_decref(shop_ok(s, "{'op':'delete','entity':'interaction','id':%lld}",
	    (long long)id_of(s, "interaction")));
	assert_int_equal(people(s, s->admin, PEOPLE_UNTOUCHED, 0, NULL), 2);
}

/* ---- ratings ---- */

static void
A10_the_newest_rating_stands_on_the_customer(void **state)
{
	struct shop *s = *state;
	struct people_row row;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000001',"
	    "'day':'2026-11-01','stage':'offer','score':70}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000001',"
	    "'day':'2026-10-01','stage':'lead','score':10}}"));
	v = shop_ok(s, "{'op':'get','entity':'customer','code':'KH000001'}");
	assert_string_equal(text_at(v, "fields.stage"), "offer");
	assert_int_equal(at(v, "fields.score"), 70);
	json_decref(v);
	assert_int_equal(people(s, s->admin, PEOPLE_PROSPECTS, 0, &row), 1);
	assert_string_equal(row.state, "offer");
	assert_int_equal(people(s, s->admin, PEOPLE_PROSPECTS, 1, NULL), 0);
	assert_int_equal(people(s, s->admin, PEOPLE_PROSPECTS, 4, NULL), 1);
	json_decref(shop_ok(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000001',"
	    "'day':'2026-11-02','prospect':false,'worth':false}}"));
	assert_int_equal(people(s, s->admin, PEOPLE_PROSPECTS, 0, NULL), 0);
	json_decref(shop_ok(s, "{'op':'delete','entity':'rating','id':%lld}",
	    (long long)id_of(s, "rating")));
	assert_int_equal(people(s, s->admin, PEOPLE_PROSPECTS, 0, NULL), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM rating"), 3);
	assert_int_equal(shop_verify(s), 0);
}

static void
A10_a_rating_is_not_typed_on_the_customer(void **state)
{
	shop_refused(*state, "DENIED", "stage",
	    "{'op':'edit','entity':'customer','code':'KH000001','fields':{'stage':'won'}}");
	shop_refused(*state, "INVALID", "score",
	    "{'op':'add','entity':'rating','fields':{'customer':'KH000001','score':101}}");
}

/* ---- suggestions ---- */

static void
A9_from_new_to_closed(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'add','entity':'suggestion','fields':"
	    "{'customer':'KH000002','kind':'COMPLAINT','subject':'Cold coffee'}}");

	assert_string_equal(text_at(v, "code"), "GY000001");
	assert_string_equal(text_at(v, "fields.state"), "new");
	assert_string_equal(text_at(v, "fields.phone"), "+84912000111");
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'suggestion.step','number':'GY000001','what':'Called'}"));
	v = shop_ok(s, "{'op':'get','entity':'suggestion','code':'GY000001'}");
	assert_string_equal(text_at(v, "fields.state"), "working");
	json_decref(v);
	assert_int_equal(people(s, s->admin, PEOPLE_SUGGESTIONS, 0, NULL), 1);
	shop_refused(s, "INVALID", "result", "{'op':'suggestion.close','number':'GY000001'}");
	shop_refused(s, "INVALID", "satisfaction",
	    "{'op':'suggestion.close','number':'GY000001','result':'x','satisfaction':6}");
	json_decref(shop_ok(s, "{'op':'suggestion.close','number':'GY000001','key':'c',"
	    "'result':'A free one','satisfaction':4}"));
	v = shop_ok(s, "{'op':'suggestion.close','number':'GY000001','key':'c',"
	    "'result':'A free one','satisfaction':4}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	shop_refused(s, "CONFLICT", "number", "{'op':'suggestion.close','number':'GY000001','result':'y'}");
	assert_int_equal(people(s, s->admin, PEOPLE_SUGGESTIONS, 0, NULL), 0);
	v = shop_ok(s, "{'op':'get','entity':'suggestion','code':'GY000001'}");
	assert_string_equal(text_at(v, "fields.closed_at"), "2026-11-21T14:30:00+07:00");
	json_decref(v);
}

static void
A9_a_closed_one_takes_no_steps_until_it_is_opened_again(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'add','entity':'suggestion','fields':{'kind':'PRAISE',"
	    "'subject':'Kind staff','person':'Somebody','state':'closed','result':'Passed on'}}"));
	shop_refused(s, "CONFLICT", "suggestion",
	    "{'op':'suggestion.step','number':'GY000001','what':'More'}");
	shop_refused(s, "INVALID", "state",
	    "{'op':'edit','entity':'suggestion','code':'GY000001','fields':{'state':'new'}}");
	json_decref(shop_ok(s, "{'op':'edit','entity':'suggestion','code':'GY000001',"
	    "'fields':{'state':'working'}}"));
	json_decref(shop_ok(s, "{'op':'suggestion.step','number':'gy000001','what':'More'}"));
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM suggestion WHERE closed_at IS NOT NULL"), 0);
}

/* Old or new, never between: the row, and what is derived from it. */
static void
each_call_to_the_engine_failing(void **state)
{
	static const char *const requests[] = {
		"{'op':'add','key':'i','entity':'interaction','fields':{'customer':'KH000001',"
		"'channel':'CALL','contact_again':'2026-11-21'}}",
		"{'op':'add','key':'r','entity':'rating','fields':{'customer':'KH000001','score':50}}",
		"{'op':'add','key':'s','entity':'suggestion','fields':{'kind':'PRAISE','subject':'x'}}",
		"{'op':'suggestion.step','key':'t','number':'GY000001','what':'Told'}",
		"{'op':'suggestion.close','key':'c','number':'GY000001','result':'Thanked'}",
		"{'op':'add','key':'l','entity':'churn','fields':{'customer':'KH000001','kind':'MOVED'}}",
		"{'op':'churn.won_back','key':'w','number':'MK000001'}",
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		bool ok = false;

		for (long n = 1; !ok; n++) {
			json_t *v;

			assert_true(n < 300);
			db_fail_at(store_db(s->st), n);
			v = shop_post(s, s->admin, "%s", requests[i]);
			db_fail_at(store_db(s->st), 0);
			ok = json_is_true(json_object_get(v, "ok"));
			json_decref(v);
			if (n % 8 == 0 || ok)
				assert_int_equal(shop_verify(s), 0);
		}
	}
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM interaction"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM suggestion_step"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM suggestion WHERE state = 'closed'"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM churn WHERE won_back = 1"), 1);
}

TESTS_OF(contact, RELATION_TEST(each_call_to_the_engine_failing),
    RELATION_TEST(B1_an_interaction_is_by_who_wrote_it),
    RELATION_TEST(A7_what_is_to_come_is_no_interaction),
    RELATION_TEST(A4_one_contact_is_the_main_one),
    RELATION_TEST(rule_P15_the_main_contact_of_who_stays_is_the_main_one), RELATION_TEST(C7_what_is_due_at_the_counter),
    RELATION_TEST(A6_habits_of_the_year), RELATION_TEST(A6_habits_take_the_right_to_what_is_behind),
    RELATION_TEST(B3_due_until_a_newer_interaction),
    RELATION_TEST(B3_deleting_and_restoring_the_newest), RELATION_TEST(B3_mine_and_everybodys),
    RELATION_TEST(B3_never_approached), RELATION_TEST(A10_the_newest_rating_stands_on_the_customer),
    RELATION_TEST(A10_a_rating_is_not_typed_on_the_customer), RELATION_TEST(A9_from_new_to_closed),
    RELATION_TEST(A9_a_closed_one_takes_no_steps_until_it_is_opened_again));
