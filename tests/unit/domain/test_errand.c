/* Sales that another session posts, store/errand.h: the same figures, as the one who asked, once. */
#include "shop.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "db/db.h"
#include "domain/sale_parts.h"
#include "store/query.h"

/* ---- as bytes */

/* Each text has lost its last byte, and padding is not kept; nothing else may differ. */
static size_t
differing(const void *was, const void *is, size_t size)
{
	const char *a = was, *b = is;
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += a[i] != b[i];
	return n;
}

static void
every_field_of_a_sale_comes_back(void **state)
{
	struct strbuf b = { 0 };
	struct sale s, back, other;

	(void)state;
	memset(&s, 1, sizeof s);
	s.lines = malloc(2 * sizeof *s.lines);
	memset(s.lines, 1, 2 * sizeof *s.lines);
	s.lines[0].nwhys = WHY_KINDS;
	s.lines[1].nwhys = WHY_KINDS;
	s.nlines = 2;
	s.ntenders = SALE_TENDERS_MAX;
	s.rounding = -7;
	s.points_after = INT64_MIN;
	s.due = INT64_MAX;
	s.earn_why = json_pack("[{ss}]", "rule", "BASE");
	sale_pack(&s, &b);
	assert_true(sale_unpack(&back, b.s, b.len));
	assert_int_equal(back.nlines, 2);
	assert_true(json_equal(s.earn_why, back.earn_why));
	/* two texts and four bytes between them and a number in each reason; five texts, six bytes at the end */
	assert_int_equal(differing(s.lines, back.lines, 2 * sizeof *s.lines),
	    2 * (WHY_KINDS * (2 + 4) + 5 + 6));
	/* cut anywhere it does not read, and takes nothing that is not there */
	for (size_t n = 0; n < b.len; n++) {
		struct sale cut;

		assert_false(sale_unpack(&cut, b.s, n));
		sale_fini(&cut);
	}
	/* of another layout: the number in front is another */
	b.s[0] ^= 1;
	assert_false(sale_unpack(&other, b.s, b.len));
	sale_fini(&other);
	sale_fini(&s);
	sale_fini(&back);
	s.lines = back.lines = NULL;
	s.earn_why = back.earn_why = NULL;
	/* each tender has seven bytes behind pin_ok; 28 more are in between */
	assert_int_equal(differing(&s, &back, sizeof s), 9 + 5 + 4 + (2 + 7) * SALE_TENDERS_MAX + 28);
	strbuf_fini(&b);
}

/* ---- a queue of tills */

#define TILLS 6

struct wish { const char *user, *store, *card, *product, *lang, *approver; };
struct till {
	struct wish wish;
	_Atomic bool may, waits;
	/* what came of it */
	enum err e;
	bool by_another;
	struct sale sale;		/* without lines */
	int64_t net;
	bool has_why;
};

static void
rest(long ms)
{
	nanosleep(&(struct timespec){ 0, ms * 1000000 }, NULL);
}

static void
sell(struct shop *s, struct till *t)
{
	struct err_note note = { 0 };
	struct actor *a;
	struct sale sale;
	bool is_unknown;
	long calls;

	while (!t->may)
		rest(1);
	shop_open(s);
	if (actor_open(s->st, t->wish.user, &a, &note) != ERR_OK ||
	    (t->wish.store != NULL && actor_set_store(s->st, a, t->wish.store, &note) != ERR_OK))
		_exit(1);
	store_set_lang(s->st, t->wish.lang != NULL ? t->wish.lang : "en");
	sale_init(&sale);
	sale_add_line(&sale, t->wish.product, 2000);
	str_copy(sale.member.card.number, sizeof sale.member.card.number, t->wish.card);
	str_copy(sale.approver, sizeof sale.approver, t->wish.approver != NULL ? t->wish.approver : "");
	sale.ntenders = 1;
	sale.tenders[0] = (struct sale_tender){ .method = "cash", .amount = 100000 };
	calls = db_calls(store_db(s->st));
	t->waits = true;
	t->e = sale_settle(s->st, a, &sale, &is_unknown, &note);
	t->by_another = db_calls(store_db(s->st)) - calls < 5;
	t->net = sale.nlines == 1 ? sale.lines[0].net : -1;
	t->has_why = json_array_size(sale.earn_why) > 0;
	sale_fini(&sale);
	t->sale = sale;
	actor_close(a);
	shop_close(s);
	_exit(0);
}

/* All wait while the shop's admin has the turn, one behind the other; then that says what it does. */
static void
queue_up(struct shop *s, struct till *till, void (*meanwhile)(struct shop *s))
{
	struct err_note note = { 0 };
	pid_t pid[TILLS];
	int status;

	shop_close(s);
	for (int i = 0; i < TILLS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			sell(s, &till[i]);
	}
	shop_open(s);
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	meanwhile(s);
	for (int i = 0; i < TILLS; i++) {
		till[i].may = true;
		while (!till[i].waits)
			rest(1);
		rest(15);
	}
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	for (int i = 0; i < TILLS; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
}

static struct till *
tills(const struct wish *wish)
{
	struct till *t = mmap(NULL, TILLS * sizeof *t, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(t, MAP_FAILED);
	for (int i = 0; i < TILLS; i++)
		t[i].wish = wish[i];
	return t;
}

static void
asks_only(struct shop *s)
{
	struct err_note note = { 0 };

	assert_int_equal(access_need(s->st, "sale", VERB_ADD, &note), ERR_OK);
}

/* In the books as whose it is: user, branch, trail. */
static void
check_books(struct shop *s, const struct wish *w, const struct till *t)
{
	char sql[400], *who;

	snprintf(sql, sizeof sql, "SELECT u.code || ' ' || st.code || ' ' || a.user_name || ' ' ||"
	    " s.total || ' ' || s.earned FROM sale s JOIN app_user u ON u.id = s.user_id"
	    " JOIN store st ON st.id = s.store_id JOIN audit a ON a.row_id = s.id"
	    " AND a.entity = 'sale' WHERE s.id = %lld", (long long)t->sale.id);
	who = shop_dump(s, sql);
	snprintf(sql, sizeof sql, "%s %s %s %lld %lld|\n", w->user, w->store != NULL ? w->store : "S1",
	    w->user, (long long)t->sale.total, (long long)t->sale.earned);
	assert_string_equal(who, sql);
	free(who);
	assert_string_equal(t->sale.store, w->store != NULL ? w->store : "S1");
}

/* How many of a queue another posts is a matter of time: a session serves for milliseconds. */
static void
another_session_posts_the_same_sale(void **state)
{
	static const struct wish wish[TILLS] = {
		{ "lan", NULL, CARD, "A", NULL, NULL }, { "lan", "S2", CARD, "A", NULL, NULL },
		{ "admin", "S2", BARE_CARD, "A", NULL, NULL }, { "lan", NULL, "", "C", NULL, NULL },
		{ "admin", NULL, CARD, "B", NULL, NULL }, { "lan", "S2", CARD, "A", NULL, NULL },
	};
	struct shop *s = *state;
	int by_another = 0, rounds = 0;

	while (by_another < TILLS / 2 && rounds < 20) {
		struct till *t = tills(wish);

		rounds++;
		queue_up(s, t, asks_only);
		for (int i = 0; i < TILLS; i++) {
			assert_int_equal(t[i].e, ERR_OK);
			by_another += t[i].by_another;
			check_books(s, &wish[i], &t[i]);
		}
		/* gold: 10 % off 58,000, and 1.5 points for each 10,000 */
		assert_int_equal(t[1].sale.due, t[0].sale.due);
		assert_int_equal(t[5].net, 52200);
		assert_int_equal(t[5].sale.earned, 7);
		assert_int_equal(t[5].sale.change, 100000 - t[5].sale.due);
		assert_int_equal(t[2].net, 58000);
		assert_int_equal(t[3].sale.earned, 0);
		assert_true(t[5].has_why);
		assert_string_equal(t[5].sale.level, "GOLD");
		munmap(t, TILLS * sizeof *t);
	}
	assert_in_range(by_another, TILLS / 2, TILLS * rounds - rounds);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), TILLS * rounds);
	assert_int_equal(shop_verify(s), 0);
}

/* An administrator takes Lan's right while she waits for the turn. */
static void
locks_lan(struct shop *s)
{
	struct err_note note = { 0 };

	asks_only(s);
	assert_int_equal(db_run_text(store_db(s->st), "UPDATE group_right SET verbs = 1"
	    " WHERE function = 'sale'", DB_NO_ARGS, NULL, &note), ERR_OK);
	assert_int_equal(db_run_text(store_db(s->st), "UPDATE epoch SET rights = rights + 1",
	    DB_NO_ARGS, NULL, &note), ERR_OK);
}

static void
rule_S5_a_right_that_is_gone_is_refused_by_whoever_posts(void **state)
{
	static const struct wish wish[TILLS] = {
		{ "admin", NULL, CARD, "A", NULL, NULL }, { "admin", NULL, CARD, "A", NULL, NULL },
		{ "lan", NULL, CARD, "A", NULL, NULL }, { "admin", NULL, CARD, "B", NULL, NULL },
		{ "lan", NULL, CARD, "A", NULL, NULL }, { "admin", NULL, CARD, "A", NULL, NULL },
	};
	struct shop *s = *state;
	struct till *t = tills(wish);

	queue_up(s, t, locks_lan);
	for (int i = 0; i < TILLS; i++)
		assert_int_equal(t[i].e, str_eq(wish[i].user, "lan") ? ERR_DENIED : ERR_OK);
	/* each refusal once in the trail, hers */
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'denied'"), 2);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'denied'"
	    " AND user_name = 'lan'"), 2);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 4);
	assert_int_equal(shop_verify(s), 0);
	munmap(t, TILLS * sizeof *t);
}

/* Texts of a receipt are kept in the language of who asked; approvals are for who heard them. */
static void
what_another_cannot_do_is_done_by_its_own(void **state)
{
	static const struct wish wish[TILLS] = {
		{ "lan", NULL, CARD, "A", NULL, NULL }, { "lan", NULL, CARD, "A", "vi", NULL },
		{ "lan", NULL, CARD, "A", NULL, "admin" }, { "lan", NULL, CARD, "nothing", NULL, NULL },
		{ "lan", NULL, CARD, "A", NULL, NULL }, { "lan", NULL, CARD, "A", NULL, NULL },
	};
	struct shop *s = *state;
	struct till *t = tills(wish);

	queue_up(s, t, asks_only);
	for (int i = 0; i < TILLS; i++)
		assert_int_equal(t[i].e, i == 3 ? ERR_NOTFOUND : ERR_OK);
	for (int i = 1; i < 4; i++)
		assert_false(t[i].by_another);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 5);
	assert_int_equal(shop_int(s, "SELECT MAX(number) FROM sale"), 5);
	assert_int_equal(shop_verify(s), 0);
	munmap(t, TILLS * sizeof *t);
}

TESTS_OF(errand,
	cmocka_unit_test(every_field_of_a_sale_comes_back),
	SHOP_TEST(another_session_posts_the_same_sale),
	SHOP_TEST(rule_S5_a_right_that_is_gone_is_refused_by_whoever_posts),
	SHOP_TEST(what_another_cannot_do_is_done_by_its_own),
);
