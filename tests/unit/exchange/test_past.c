/* What an import leaves behind: the way back, columns as last time, workbooks, a kill in the
 * middle, a full disk, columns that are not the user's (TRUST.md G4). */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "book.h"
#include "db/db.h"
#include "domain/hooks.h"
#include "exchange/import.h"
#include "store/actor.h"
#include "store/record_store.h"

struct shop {
	char dir[64], in[96];
	struct store_paths p;
	struct store *st;
	struct actor *a;
	const struct entity *customer;
	struct strbuf said;
};

static void
enter(struct shop *s)
{
	struct err_note note = { 0 };

	if (store_open(&s->p, &s->st, &note) != ERR_OK)
		fail_msg("%s", note.text);
	store_set_hooks(s->st, domain_hooks);
	store_set_lang(s->st, "en");
	assert_int_equal(actor_open(s->st, "admin", &s->a, &note), ERR_OK);
	s->customer = model_entity(store_model(s->st), "customer");
}

static void
leave(struct shop *s)
{
	actor_close(s->a);
	store_close(s->st);
}

static int
open_shop(void **state)
{
	struct shop *s = xcalloc(1, sizeof(*s));
	struct store_init in = { 0 };
	struct err_note note = { 0 };

	strcpy(s->dir, "/tmp/quen-past-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->in, sizeof(s->in), "%s/in", s->dir);
	assert_int_equal(secret_init(), ERR_OK);
	clock_fix(INT64_C(1763700000000));
	assert_int_equal(store_find(s->dir, &s->p, &note), ERR_OK);
	i18n_set(s->p.locale, "en");
	if (store_create(&s->p, &in, &note) != ERR_OK)
		fail_msg("%s", note.text);
	enter(s);
	*state = s;
	return 0;
}

static int
close_shop(void **state)
{
	struct shop *s = *state;
	char *cmd = xasprintf("rm -rf '%s'", s->dir);

	leave(s);
	assert_int_equal(system(cmd), 0);
	free(cmd);
	strbuf_fini(&s->said);
	free(s);
	return 0;
}

static void
write_text(struct shop *s, const char *text)
{
	FILE *f = fopen(s->in, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

static void
hear(void *arg, const char *text)
{
	strbuf_addf(&((struct shop *)arg)->said, "%s\n", text);
}

static enum err
import_in(struct shop *s, struct import_options o, struct import_result *r, struct err_note *note)
{
	strbuf_clear(&s->said);
	o.say = hear;
	o.arg = s;
	*note = (struct err_note) { 0 };
	return import_file(s->st, s->a, s->customer, s->in, &o, r, note);
}

/* Its id. */
static int64_t
import_text(struct shop *s, const char *text, struct import_options o, int added, int updated)
{
	struct import_result r;
	struct err_note note;

	write_text(s, text);
	if (import_in(s, o, &r, &note) != ERR_OK || r.added != added || r.updated != updated)
		fail_msg("added %d updated %d refused %d %s\n%s", (int)r.added, (int)r.updated,
		    (int)r.refused, note.text, strbuf_str(&s->said));
	return r.batch;
}

static char *
field(struct shop *s, const char *code, const char *name)
{
	struct record *r;
	struct err_note note;
	char *text = NULL;

	assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
	if (record_load_code(s->st, s->customer, code, &r, &note) == ERR_OK) {
		text = field_to_text(entity_field(s->customer, name), record_value(r, name));
		record_free(r);
	}
	store_rollback(s->st);
	return text;
}

static void
expect(struct shop *s, const char *code, const char *name, const char *want)
{
	char *text = field(s, code, name);

	if (!str_eq(text, want))
		fail_msg("%s %s: %s, not %s", code, name, text ? text : "(none)", want ? want : "(none)");
	free(text);
}

static int64_t
count(struct shop *s)
{
	struct list_query q = { .entity = s->customer };
	struct err_note note;
	int64_t n;

	assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
	assert_int_equal(list_count(s->st, &q, 1000000, &n, &note), ERR_OK);
	store_rollback(s->st);
	return n;
}

static enum err
revert(struct shop *s, int64_t id, bool rest, struct import_reverted *r, struct err_note *note)
{
	struct import_revert_options o = { .rest = rest };

	*note = (struct err_note) { 0 };
	return import_revert(s->st, s->a, id, &o, r, note);
}

static void
test_way_back(void **state)
{
	const struct import_options over = { .on_duplicate = IMPORT_UPDATE };
	struct shop *s = *state;
	struct import_reverted r;
	struct import_past p[5];
	struct err_note note;
	size_t n = 5;
	int64_t first, second, third;

	first = import_text(s, "code,name,phone,id_number\nA,An,0901234567,079111\nB,Binh,0901234568,\n", (struct import_options) { 0 }, 2, 0);
	/* one record twice, and a number that is kept sealed */
	second = import_text(s, "code,name,id_number\nA,An Hai,079222\nA,An Ba,079333\nC,Chi,\n", over, 1, 2);
	expect(s, "A", "name", "An Ba");
	expect(s, "A", "id_number", "079333");
	/* not while a later import stands on it */
	assert_int_equal(revert(s, first, false, &r, &note), ERR_CONFLICT);
	assert_int_equal(r.kept, 1);
	expect(s, "B", "name", "Binh");
	if (revert(s, second, false, &r, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_equal(r.removed, 1);
	assert_int_equal(r.restored, 2);
	expect(s, "A", "name", "An");
	expect(s, "A", "id_number", "079111");
	expect(s, "C", "name", NULL);
	assert_int_equal(revert(s, second, false, &r, &note), ERR_CONFLICT);	/* once only */
	/* somebody changed B: the others go when that is asked for */
	third = import_text(s, "code,phone,name\nB,0909999999,Binh\n", over, 0, 1);
	assert_int_equal(revert(s, first, false, &r, &note), ERR_CONFLICT);
	assert_int_equal(revert(s, first, true, &r, &note), ERR_OK);
	assert_int_equal(r.removed, 1);
	assert_int_equal(r.kept, 1);
	expect(s, "A", "name", NULL);
	expect(s, "B", "phone", "+84909999999");
	assert_int_equal(revert(s, third, false, &r, &note), ERR_OK);
	expect(s, "B", "phone", "+84901234568");
	assert_int_equal(revert(s, first, false, &r, &note), ERR_OK);	/* the rest of it now */
	assert_int_equal(count(s), 0);
	assert_int_equal(revert(s, 12345, false, &r, &note), ERR_NOTFOUND);
	assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
	assert_int_equal(import_list(s->st, 0, p, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(n, 3);
	assert_int_equal(p[0].id, third);
	assert_string_equal(p[2].state, "reverted");
	assert_string_equal(p[2].file, "in");
}

/* Whatever call of the database fails on the way back: what was told is so, and asked again it
 * comes to the same end. */
static void
test_way_back_fails(void **state)
{
	struct shop *s = *state;
	struct import_reverted r;
	struct err_note note;
	int failed = 0;
	enum err e = ERR_DB;

	for (long n = 1; n < 400 && e != ERR_OK; n += n < 40 ? 3 : 11) {
		int64_t id, other;

		id = import_text(s, "code,name\nA,An\nB,Binh\n", (struct import_options) { 0 }, 2, 0);
		other = import_text(s, "code,name\nA,Anh\nC,Chi\n", (struct import_options) { .on_duplicate = IMPORT_UPDATE }, 1, 1);
		db_fail_at(store_db(s->st), n);
		e = revert(s, other, false, &r, &note);
		db_fail_at(store_db(s->st), 0);
		failed += e != ERR_OK;
		if (e != ERR_OK && revert(s, other, false, &r, &note) != ERR_OK)
			assert_non_null(strstr(note.text, "already"));
		expect(s, "A", "name", "An");
		assert_int_equal(count(s), 2);
		assert_int_equal(revert(s, id, false, &r, &note), ERR_OK);
		assert_int_equal(count(s), 0);
	}
	assert_true(failed > 5);
}

static void
test_workbook(void **state)
{
	struct shop *s = *state;
	struct import_options o = { 0 };
	struct import_result r;
	struct import_look l;
	struct err_note note;

	/* a title above the names; a formula's text and an escape are texts and nothing else */
	book_write_sheet(s->in, &(struct book) {
	    .strings = "<si><t>Khách hàng tháng 11</t></si><si><t>Mã KH</t></si><si><t>Họ và tên</t></si><si><t>SĐT</t></si><si><t>Ngày sinh</t></si>"
	        "<si><t>=cmd|' /C calc'!A0</t></si><si><t>'+1</t></si><si><t>x_x001B_]0;pwn_x0007_y</t></si>",
	    .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
	        "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"C3\" t=\"s\"><v>3</v></c><c r=\"D3\" t=\"s\"><v>4</v></c></row>"
	        "<row r=\"4\"><c r=\"A4\" t=\"str\"><v>W1</v></c><c r=\"B4\" t=\"s\"><v>5</v></c><c r=\"C4\"><v>901234567</v></c><c r=\"D4\" s=\"1\"><v>33000</v></c></row>"
	        "<row r=\"5\"><c r=\"A5\" t=\"str\"><v>W2</v></c><c r=\"B5\" t=\"s\"><v>6</v></c></row>"
	        "<row r=\"6\"><c r=\"A6\" t=\"str\"><v>W3</v></c><c r=\"B6\" t=\"s\"><v>7</v></c><c r=\"D6\" t=\"e\"><v>#REF!</v></c></row>"
	        "<row r=\"7\"><c r=\"A7\" t=\"str\"><v>W4</v></c><c r=\"B7\" t=\"s\"><v>7</v></c></row>",
	    .styles = "<xf numFmtId=\"14\"/>", .after = "<mergeCells><mergeCell ref=\"A1:D1\"/></mergeCells>" });
	assert_int_equal(import_look(s->st, s->a, s->customer, s->in, &o, &l, &note), ERR_OK);
	assert_true(l.is_workbook);
	assert_int_equal(l.header, 3);
	assert_int_equal(l.n, 4);
	assert_string_equal(l.fields[3]->name, "birth");
	assert_string_equal(l.rows[0].cells[3], "1990-05-07");
	import_look_fini(&l);
	assert_int_equal(import_in(s, o, &r, &note), ERR_OK);
	assert_int_equal(r.added, 3);
	assert_int_equal(r.refused, 1);
	assert_non_null(strstr(strbuf_str(&s->said), "line 6, Ngày sinh: The cell holds an error"));
	assert_non_null(strstr(strbuf_str(&s->said), "merged"));
	expect(s, "W1", "name", "=cmd|' /C calc'!A0");
	expect(s, "W1", "phone", "+84901234567");
	expect(s, "W1", "birth", "1990-05-07");
	/* no byte of an escape sequence is left that a terminal would act on */
	{
		char *text = field(s, "W4", "name");

		assert_null(strchr(text, '\x1b'));
		assert_null(strchr(text, '\a'));
		free(text);
	}
	o.sheet = "None";
	assert_int_equal(import_in(s, o, &r, &note), ERR_NOTFOUND);
	write_text(s, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old");
	assert_int_equal(import_in(s, (struct import_options) { 0 }, &r, &note), ERR_SYNTAX);
	assert_non_null(strstr(note.text, ".xlsx"));
}

static void
test_profile(void **state)
{
	struct shop *s = *state;
	struct import_options o = { 0 };
	struct import_look l;
	struct err_note note;
	const struct field *fields[3] = { NULL };

	fields[0] = entity_field(s->customer, "code");
	fields[2] = entity_field(s->customer, "name");
	o.fields = fields;
	o.nfields = 3;
	import_text(s, "Col A,Col B,Col C\nP1,x,Peter\n", o, 1, 0);
	o = (struct import_options) { 0 };
	assert_int_equal(import_look(s->st, s->a, s->customer, s->in, &o, &l, &note), ERR_OK);
	assert_true(l.is_remembered);
	assert_ptr_equal(l.fields[2], fields[2]);
	assert_null(l.fields[1]);
	import_look_fini(&l);
	import_text(s, "Col A,Col B,Col C\nP2,x,Paul\n", o, 1, 0);
	expect(s, "P2", "name", "Paul");
}

static struct actor *
user_with(struct shop *s, const char *code, const char *const *functions)
{
	const struct model *m = store_model(s->st);
	struct record *g = record_new(model_entity(m, "group")), *u = record_new(model_entity(m, "user")), *r;
	struct actor *a;
	struct err_note note;

	assert_int_equal(store_begin(s->st, s->a, true, &note), ERR_OK);
	record_set_text(g, "code", code);
	record_set_text(g, "name", code);
	assert_int_equal(record_insert(s->st, g, &note), ERR_OK);
	for (; *functions != NULL; functions++) {
		r = record_new(model_entity(m, "right"));
		record_set_text(r, "group", code);
		record_set_text(r, "function", *functions);
		record_set_int(r, "verbs", VERB_ALL & function_find(*functions)->verbs);
		assert_int_equal(record_insert(s->st, r, &note), ERR_OK);
		record_free(r);
	}
	record_set_text(u, "code", code);
	record_set_text(u, "name", code);
	record_set_text(u, "groups", code);
	record_set_int(u, "active", 1);
	if (record_insert(s->st, u, &note) != ERR_OK)
		fail_msg("%s %s", note.field, note.text);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	record_free(g);
	record_free(u);
	assert_int_equal(actor_open(s->st, code, &a, &note), ERR_OK);
	return a;
}

/* TRUST.md G4: columns that are not the user's change nothing, by name, by map, column by column,
 * nor by what somebody with more rights had. */
static void
test_forbidden_columns(void **state)
{
	static const char *const rights[] = { "product", "import", "customer", NULL };
	struct shop *s = *state;
	const struct entity *product = model_entity(store_model(s->st), "product");
	const struct field *cost = entity_field(product, "cost"), *fields[4] = { product->key, product->title_field, cost,
		entity_field(product, "price") };
	struct actor *admin = s->a, *lan;
	struct import_options o = { .on_duplicate = IMPORT_UPDATE };
	struct import_result r;
	struct import_past p;
	struct import_reverted back;
	struct record *rec;
	struct err_note note;
	int64_t id;

	assert_non_null(cost);
	assert_true(!str_empty(cost->right));
	write_text(s, "code,name,cost,price\nTEA,Tea,9000,20000\n");
	assert_int_equal(import_file(s->st, s->a, product, s->in, &o, &r, &note), ERR_OK);
	assert_int_equal(r.added, 1);
	id = r.batch;
	lan = user_with(s, "LAN", rights);
	s->a = lan;
	write_text(s, "code,name,cost,price\nTEA,Tea,1,20000\n");
	assert_int_equal(import_file(s->st, s->a, product, s->in, &o, &r, &note), ERR_OK);
	assert_int_equal(r.updated, 0);
	o.map = "cost=cost";
	assert_int_equal(import_file(s->st, s->a, product, s->in, &o, &r, &note), ERR_INVALID);
	o.map = NULL;
	o.fields = fields;
	o.nfields = 4;
	assert_int_equal(import_file(s->st, s->a, product, s->in, &o, &r, &note), ERR_INVALID);
	assert_false(import_may_fill(lan, cost));
	/* another's import: as if it were not there */
	assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
	assert_int_equal(import_get(s->st, id, &p, &note), ERR_NOTFOUND);
	store_rollback(s->st);
	assert_int_equal(revert(s, id, true, &back, &note), ERR_NOTFOUND);
	s->a = admin;
	assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
	assert_int_equal(record_load_code(s->st, product, "TEA", &rec, &note), ERR_OK);
	assert_int_equal(record_int(rec, "cost"), 9000);
	record_free(rec);
	store_rollback(s->st);
	actor_close(lan);
}

static void
many(struct strbuf *b, int n)
{
	strbuf_add(b, "code,name\n");
	for (int i = 0; i < n; i++)
		strbuf_addf(b, "K%d,Name %d\n", i, i);
}

/* SIGKILL at some moment: what is in is whole steps, and the account of it says the same. */
static void
test_killed(void **state)
{
	struct shop *s = *state;
	struct strbuf b = { 0 };
	struct import_past p[20];
	struct import_result r;
	struct import_reverted back;
	struct err_note note;
	size_t n;
	int64_t in;
	pid_t pid;

	many(&b, 3000);
	write_text(s, strbuf_str(&b));
	strbuf_fini(&b);
	for (int round = 0; round < 4; round++) {
		leave(s);
		if ((pid = fork()) == 0) {
			enter(s);
			(void)import_in(s, (struct import_options) { 0 }, &r, &note);
			_exit(0);
		}
		usleep(60000u + 60000u * (unsigned)round);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		enter(s);
		in = count(s);
		n = 20;
		assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
		assert_int_equal(import_list(s->st, 0, p, &n, &note), ERR_OK);
		store_rollback(s->st);
		if (n == 0)
			continue;
		assert_int_equal(p[0].added, in);
		if (revert(s, p[0].id, false, &back, &note) != ERR_OK)
			assert_string_equal(p[0].state, "reverted");	/* killed before it began */
		assert_int_equal(count(s), 0);
	}
}

/* No file may grow any more: the import says so, nothing of a step is there by halves. */
static void
test_disk_full(void **state)
{
	struct shop *s = *state;
	struct strbuf b = { 0 };
	struct import_result r;
	struct import_past p;
	struct err_note note;
	struct rlimit was, small;
	char *rejects = xasprintf("%s/rejects.csv", s->dir);
	enum err e;

	many(&b, 3000);
	write_text(s, strbuf_str(&b));
	strbuf_fini(&b);
	getrlimit(RLIMIT_FSIZE, &was);
	small = was;
	small.rlim_cur = 3 * 1024 * 1024;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	e = import_in(s, (struct import_options) { .rejects = rejects }, &r, &note);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	if (e != ERR_OK) {
		assert_true(note.text[0] != '\0');
		assert_true(count(s) >= r.added);
	}
	assert_int_equal(import_in(s, (struct import_options) { 0 }, &r, &note), ERR_OK);
	assert_int_equal(r.added + r.skipped, 3000);
	assert_int_equal(count(s), 3000);
	assert_int_equal(store_begin(s->st, s->a, false, &note), ERR_OK);
	assert_int_equal(import_get(s->st, r.batch, &p, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(p.total, 3000);
	free(rejects);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, open_shop, close_shop)
	const struct CMUnitTest tests[] = {
		TEST(test_way_back), TEST(test_way_back_fails), TEST(test_workbook), TEST(test_profile),
		TEST(test_forbidden_columns), TEST(test_killed), TEST(test_disk_full),
	};

	return cmocka_run_group_tests_name("past imports", tests, NULL, NULL);
}
