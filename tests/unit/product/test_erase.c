/* Erasing a person: rule S7, TRUST.md H10. Every text that can hold a name is given one. */
#include "product.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "domain/document.h"
#include "domain/erase.h"
#include "store/draft.h"

static void
done(struct shop *s, const char *request)
{
	json_decref(shop_ok(s, "%s", request));
}

static void
attach_text(struct shop *s, const char *text)
{
	struct document_request rq = { "customer", "KH000002", MARK ".txt", MARK };
	struct err_note note = { 0 };
	struct document d;
	FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

	if (document_add(s->st, s->admin, &rq, f, &d, &note) != ERR_OK)
		fail_msg("%s", note.text);
	fclose(f);
}

/* KH000002, whose every word is the mark; with a receipt, so that something stays. */
void
make_person(struct shop *s)
{
	struct err_note note;
	char key[64];

	done(s, "{'op':'add','key':'" "k1','entity':'customer','fields':{'name':'" MARK " Bich','phone':'0" MARK_PHONE "',"
	    "'email':'zqwvxy@example.com','address':'1 " MARK " street','note':'" MARK "','id_number':'" MARK_ID_NUMBER "'}}");
	done(s, "{'op':'edit','key':'k2','entity':'customer','code':'KH000002','fields':{'address':'2 " MARK " street'}}");
	done(s, "{'op':'card.issue','customer':'KH000002','type':'M','number':'4000077','pin':'2468'}");
	done(s, "{'op':'add','entity':'contact','fields':{'customer':'KH000002','name':'" MARK " friend','note':'" MARK "'}}");
	done(s, "{'op':'add','entity':'interaction','fields':{'customer':'KH000002','channel':'CALL','person':'" MARK "',"
	    "'preparation':'" MARK "','course':'" MARK "','result':'" MARK "','contact_again':'2026-12-01'}}");
	done(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000002','prospect':true,'note':'" MARK "'}}");
	done(s, "{'op':'add','entity':'suggestion','fields':{'customer':'KH000002','kind':'PRAISE','person':'" MARK "',"
	    "'subject':'" MARK "','body':'" MARK "'}}");
	done(s, "{'op':'suggestion.step','number':'GY000001','what':'" MARK "','person':'" MARK "'}");
	done(s, "{'op':'suggestion.close','number':'GY000001','result':'" MARK "','feedback':'" MARK "'}");
	done(s, "{'op':'add','entity':'churn','fields':{'customer':'KH000002','kind':'MOVED','note':'" MARK "'}}");
	done(s, "{'op':'add','entity':'appointment','fields':{'customer':'KH000002','name':'" MARK "','place':'" MARK "',"
	    "'at':'2026-12-01T09:00:00+07:00','until':'2026-12-01T10:00:00+07:00','note':'" MARK "'}}");
	done(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000002','name':'" MARK "',"
	    "'start_day':'2026-01-01','note':'" MARK "'}}");
	done(s, "{'op':'points.add','card':'4000077','points':5,'note':'" MARK "'}");
	done(s, "{'op':'sale','key':'s1','card':'4000077','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'cash','amount':100000}]}");
	attach_text(s, "content " MARK);
	assert_int_equal(draft_save(s->st, s->admin, "form:customer:9", "x", "{\"name\":\"" MARK " Bich\"}",
	    &note), ERR_OK);
	/* drafts that name nobody: of a record by its key, by a number as an older version kept it */
	assert_int_equal(draft_save(s->st, s->lan, "form:rating:0", "x", "{}", &note), ERR_OK);
	snprintf(key, sizeof key, "form:customer:%lld", (long long)shop_int(s,
	    "SELECT id FROM customer WHERE code = 'KH000002'"));
	assert_int_equal(draft_save(s->st, s->lan, key, "x", "{\"name\":\"" MARK " else\"}", &note), ERR_OK);
	assert_int_equal(draft_save(s->st, s->lan, "form:customer:0", "x",
	    "{\"id_number\":\"" MARK_ID_NUMBER "\"}", &note), ERR_OK);
	assert_int_equal(draft_save(s->st, s->lan, "cart:T1", "x", "{\"find\":\"zQWVXY BICH\"}", &note), ERR_OK);
	shop_sql(s, "INSERT INTO stored_query (id, code, name, about, definition, owner_id, scope, fold, sort_key,"
	    " version, created_at, changed_at, deleted) VALUES (78, 'Q1', 'x', 'customer', '{\"about\":\"customer\","
	    "\"where\":[{\"field\":\"name\",\"is\":\"" MARK " bich\"}]}', 1, 0, '', '', 1, 1, 1, 0)");
	done(s, "{'op':'edit','key':'q1','entity':'query','code':'Q1','fields':{'note':'of " MARK " Bich'}}");
	shop_sql(s, "INSERT INTO report_set (id, code, name, report, params, owner_id, scope, fold, sort_key,"
	    " version, created_at, changed_at, deleted) VALUES (79, 'RS1', 'x', 'sales', 'find=\"" MARK " bich\"',"
	    " 1, 0, '', '', 1, 1, 1, 0)");
	shop_sql(s, "INSERT INTO report_schedule (id, code, name, report, params, format, file, every, minute, active,"
	    " scope, fold, sort_key, version, created_at, changed_at, deleted) VALUES (80, 'RJ1', 'x', 'sales',"
	    " 'customer=KH000002 find=\"" MARK "\"', 'csv', 'x', 'daily', 1, 1, 0, '', '', 1, 1, 1, 0)");
	shop_sql(s, "INSERT INTO hold (id, user_id, at, title, body) VALUES (77, 1, 1, '" MARK " Bich',"
	    " '{\"name\":\"" MARK " Bich\",\"lines\":[]}')");
}

void
make_offer(struct shop *s)
{
	done(s, "{'op':'template.install'}");
	done(s, "{'op':'add','entity':'quotation','fields':{'customer':'KH000002','subject':'" MARK "',"
	    "'contact':'" MARK "','terms':'" MARK "','note':'" MARK "'}}");
	done(s, "{'op':'quotation.lines','number':'BG000001','lines':[{'product':'A','qty':1}]}");
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
}

/* ---- what is left on the disk ---- */

static int files_with_mark;

static int
look_into(const char *path, const struct stat *sb, int type, struct FTW *w)
{
	FILE *f;
	char *bytes;
	size_t n;

	(void)w;
	if (type != FTW_F || sb->st_size == 0)
		return 0;
	f = fopen(path, "r");
	bytes = malloc((size_t)sb->st_size);
	if (f == NULL || bytes == NULL)
		return -1;
	n = fread(bytes, 1, (size_t)sb->st_size, f);
	fclose(f);
	for (size_t i = 0; i + sizeof MARK - 1 <= n; i++) {
		if (strncasecmp(bytes + i, MARK, sizeof MARK - 1) == 0 ||
		    (i + sizeof MARK_PHONE - 1 <= n && memcmp(bytes + i, MARK_PHONE, sizeof MARK_PHONE - 1) == 0) ||
		    (i + sizeof MARK_ID_NUMBER - 1 <= n &&
		    memcmp(bytes + i, MARK_ID_NUMBER, sizeof MARK_ID_NUMBER - 1) == 0)) {
			print_message("# %s: at byte %zu: %.*s\n", path, i,
			    (int)(n - i < 40 ? n - i : 40), bytes + i);
			files_with_mark++;
			break;
		}
	}
	free(bytes);
	return 0;
}

int
marks_on_disk(struct shop *s)
{
	files_with_mark = 0;
	assert_int_equal(nftw(s->home, look_into, 8, FTW_PHYS), 0);
	return files_with_mark;
}

void
erase(struct shop *s, const char *code, struct erasure *x)
{
	struct err_note note = { 0 };
	int64_t n;
	enum err e = store_begin(s->st, s->admin, true, &note);

	if (e == ERR_OK)
		e = erase_person(s->st, code, "asked by letter", x, &note);
	if (e == ERR_OK)
		e = store_commit(s->st, &note);
	else
		store_rollback(s->st);
	if (e == ERR_OK)
		e = erase_finish(s->st, s->admin, &n, &note);
	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), note.text);
	assert_int_equal(n, 1);
}

static void
rule_S7_no_byte_of_the_name_is_left_and_the_books_hold(void **state)
{
	struct shop *s = *state;
	struct erasure x;
	int64_t total;

	make_person(s);
	make_offer(s);
	assert_int_not_equal(marks_on_disk(s), 0);
	total = shop_int(s, "SELECT SUM(total) FROM sale");
	erase(s, "KH000002", &x);
	assert_int_equal(marks_on_disk(s), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM sale"), total);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale WHERE customer_id ="
	    " (SELECT id FROM customer WHERE code = 'KH000002')"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM customer_phone p JOIN customer c ON c.id = p.id"
	    " WHERE c.code = 'KH000002'"), 0);
	assert_int_equal(shop_verify(s), 0);
	/* the others are as they were */
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM customer WHERE deleted = 0"), 1);
}

static void
rule_S7_looking_changes_nothing_and_twice_is_once(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct erasure x, again;
	char *before, *after;

	make_person(s);
	before = shop_dump(s, "SELECT id, code, name, phone, version, deleted, fold FROM customer ORDER BY id");
	assert_int_equal(erase_preview(s->st, s->admin, "kh000002", &x, &note), ERR_OK);
	assert_int_equal(x.id, 0);
	assert_string_equal(x.code, "KH000002");
	assert_true(x.items > 10);
	after = shop_dump(s, "SELECT id, code, name, phone, version, deleted, fold FROM customer ORDER BY id");
	assert_string_equal(before, after);
	free(before);
	free(after);
	erase(s, "KH000002", &x);
	assert_int_equal(erase_preview(s->st, s->admin, "KH000002", &again, &note), ERR_OK);
	assert_int_equal(again.id, x.id);
	assert_false(again.is_open);
	assert_true(again.items > x.items);	/* the trail came on top */
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM erasure"), 1);
}

static void
rule_S7_money_on_a_card_is_paid_out_first(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct erasure x;

	make_person(s);
	shop_sql(s, "INSERT INTO value_account (card_id, principal, bonus, seq)"
	    " SELECT id, 50000, 0, 0 FROM card WHERE number = '4000077'");
	assert_int_equal(erase_preview(s->st, s->admin, "KH000002", &x, &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "4000077"));
	shop_refused(s, "CONFLICT", "customer",
	    "{'op':'customer.erase','customer':'KH000002','reason':'x','confirm':'KH000002'}");
}

static void
rule_S7_needs_its_right_a_reason_and_the_code_twice(void **state)
{
	struct shop *s = *state;
	json_t *v;

	make_person(s);
	shop_refused(s, "INVALID", "confirm", "{'op':'customer.erase','customer':'KH000002','reason':'x'}");
	shop_refused(s, "INVALID", "reason", "{'op':'customer.erase','customer':'KH000002','confirm':'KH000002'}");
	v = shop_post(s, s->lan, "{'op':'customer.erase','customer':'KH000002','reason':'x','confirm':'KH000002'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	done(s, "{'op':'customer.erase','key':'e1','customer':'KH000002','reason':'x','confirm':'KH000002'}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM erasure WHERE version = 1"), 1);
}

static void
rule_S7_records_merged_into_one_go_together(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct erasure x;

	make_person(s);
	done(s, "{'op':'add','entity':'customer','fields':{'name':'" MARK " Twin','phone':'0912000222'}}");
	done(s, "{'op':'merge','customer':'KH000003','into':'KH000002'}");
	assert_int_equal(erase_preview(s->st, s->admin, "KH000003", &x, &note), ERR_CONFLICT);
	erase(s, "KH000002", &x);
	assert_int_equal(marks_on_disk(s), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* What a restore does: the newer store's list, on the older copy. */
static void
rule_S7_an_older_copy_is_erased_again(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	json_t *list = json_pack("[{s:s,s:I,s:s}, {s:s,s:I,s:s}]",
	    "code", "KH000002", "customer", (json_int_t)0, "reason", "asked",
	    "code", "KH009999", "customer", (json_int_t)1, "reason", "made later");
	int64_t n;

	make_person(s);
	json_object_set_new(json_array_get(list, 0), "customer",
	    json_integer(shop_int(s, "SELECT id FROM customer WHERE code = 'KH000002'")));
	assert_int_equal(erase_again(s->st, s->admin, list, &n, &note), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(marks_on_disk(s), 0);
	json_decref(list);
	assert_int_equal(erase_list(s->st, s->admin, &list, &note), ERR_OK);
	assert_int_equal(json_array_size(list), 1);
	json_decref(list);
}

TESTS_OF(erase,
	SHOP_TEST(rule_S7_no_byte_of_the_name_is_left_and_the_books_hold),
	SHOP_TEST(rule_S7_looking_changes_nothing_and_twice_is_once),
	SHOP_TEST(rule_S7_money_on_a_card_is_paid_out_first),
	SHOP_TEST(rule_S7_needs_its_right_a_reason_and_the_code_twice),
	SHOP_TEST(rule_S7_records_merged_into_one_go_together),
	SHOP_TEST(rule_S7_an_older_copy_is_erased_again),
);
