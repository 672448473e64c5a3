#include "shop.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"
#include "base/utf8.h"
#include "domain/sale.h"
#include "report/receipt.h"

static void
build(struct shop *s, const char *number, bool copy, struct receipt *r)
{
	struct err_note note = { 0 };

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(receipt_build(s->st, number, copy, r, &note), ERR_OK);
	store_rollback(s->st);
}

static void
sell(struct shop *s)
{
	json_decref(shop_ok(s, "{'op':'sale','key':'r','till':'T1','card':'" CARD "',"
	    "'lines':[{'product':'A','qty':2},{'product':'B','qty':1},{'product':'C','qty':0.777}],"
	    "'tenders':[{'method':'cash','amount':100000}]}"));
}

static void
receipt_as_text_of_42_columns(void **state)
{
	struct shop *s = *state;
	struct receipt r = { 0 };
	char *text;

	sell(s);
	build(s, "S1-A-000001", false, &r);
	text = receipt_text(&r, 42);
	assert_string_equal(text,
	    "                   Test\n"
	    "------------------------------------------\n"
	    "Receipt S1-A-000001       21/11/2026 14:30\n"
	    "Cashier Administrator                   T1\n"
	    "------------------------------------------\n"
	    "Coffee                              58,000\n"
	    "  2 cup x 29,000\n"
	    "  level GOLD: 10 %                  -5,800\n"
	    "B\u00e1nh m\u00ec                             35,000\n"
	    "  level GOLD: 10 %                  -3,500\n"
	    "Gift                                 9,324\n"
	    "  0.777 x 12,000\n"
	    "------------------------------------------\n"
	    "Total                               93,024\n"
	    "Cash rounding                          -24\n"
	    "To pay                              93,000\n"
	    "Cash                               100,000\n"
	    "Change                               7,000\n"
	    "------------------------------------------\n"
	    "Nguy\u1ec5n V\u0103n \u00c1nh                       *0001\n"
	    "Points earned                          +12\n"
	    "  One for 10,000                        +8\n"
	    "  Gold                                  +4\n"
	    "Points now                              12\n"
	    "------------------------------------------\n"
	    "                Thank you\n");
	free(text);
	receipt_fini(&r);
}

/* Each reason of a discount, each tender; of a card the last digits (rule D1, V4). */
static void
receipt_names_reasons_and_tenders(void **state)
{
	struct shop *s = *state;
	struct receipt r = { 0 };
	char *text;

	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'V','value':true,'points':true}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','type':'V','number':'4000010'}"));
	json_decref(shop_ok(s, "{'op':'topup','card':'4000010','amount':100000,'bonus':0,'tenders':[{'method':'cash'}]}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'4000010','points':10,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'promotion','fields':{'code':'P10','name':'Ten','discount_percent':10}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'coupon','fields':{'code':'C1','name':'Once','discount':2000}}"));
	json_decref(shop_ok(s, "{'op':'sale','key':'r2','card':'4000010','coupon':'C1','lines':[{'product':'A','qty':2}],"
	    "'discount':200,'tenders':[{'method':'points','points':5},{'method':'value','amount':20000},"
	    "{'method':'cash','amount':50000}]}"));
	build(s, "S1-A-000002", false, &r);
	text = receipt_text(&r, 42);
	assert_non_null(strstr(text,
	    "Coffee                              58,000\n"
	    "  2 cup x 29,000\n"
	    "  promotion P10                     -5,800\n"
	    "  discount of the receipt             -200\n"
	    "  coupon C1                         -2,000\n"
	    "------------------------------------------\n"
	    "Total                               50,000\n"
	    "Points: 5                            5,000\n"
	    "Stored value *0010                  20,000\n"
	    "Cash                                50,000\n"
	    "Change                              25,000\n"));
	free(text);
	receipt_fini(&r);
}

static void
receipt_fits_every_paper(void **state)
{
	static const int widths[] = { 24, 32, 42, 48, 80 };
	struct shop *s = *state;
	struct receipt r = { 0 };

	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'A','fields':{'name':"
	    "'\u83ca\u82b1\u8336 Chrysanthemum tea with a very long name that no paper can hold in one line'}}"));
	sell(s);
	build(s, "S1-A-000001", true, &r);
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		char *text = receipt_text(&r, widths[i]), *save = NULL;

		assert_non_null(strstr(text, "COPY"));
		for (char *l = strtok_r(text, "\n", &save); l != NULL; l = strtok_r(NULL, "\n", &save)) {
			if (utf8_width(l) > widths[i])
				fail_msg("%d columns: \"%s\"", widths[i], l);
		}
		free(text);
	}
	receipt_fini(&r);
}

/* Rule T2: data cannot open the drawer or leave the terminal's printer mode. */
static void
rule_T2_only_our_own_control_bytes_reach_the_printer(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct receipt r = { 0 };
	unsigned char *p, *wrapped;
	size_t n, m;

	sell(s);
	/* What input cleaning would have stopped: straight into the row. */
	shop_sql(s, "UPDATE sale_line SET name = 'x' || char(27) || 'p' || char(0x9b) || '4i' || char(27) || '[4i' || char(16)");
	build(s, "S1-A-000001", false, &r);
	receipt_escpos(&r, 32, &p, &n);
	for (size_t i = 0; i < n; i++) {
		if (p[i] == 0x1b) {
			assert_true(p[i + 1] == '@' || p[i + 1] == 'E');
			i += p[i + 1] == 'E' ? 2 : 1;
		} else if (p[i] == 0x1d) {
			assert_true(p[i + 1] == 'V' && p[i + 2] == 1);
			i += 2;
		} else {
			assert_true(p[i] == '\n' || (p[i] >= 0x20 && p[i] <= 0x7e));
		}
	}
	assert_int_equal(receipt_pass_through(p, n, &wrapped, &m, &note), ERR_OK);
	assert_int_equal(m, n + 8);
	assert_memory_equal(wrapped, "\033[5i", 4);
	assert_memory_equal(wrapped + m - 4, "\033[4i", 4);
	free(wrapped);
	free(p);
	receipt_fini(&r);
	assert_int_equal(receipt_pass_through((const unsigned char *)"a\033[4ib", 6, &wrapped, &m, &note), ERR_INVALID);
	assert_int_equal(receipt_pass_through((const unsigned char *)"a\2334i", 4, &wrapped, &m, &note), ERR_INVALID);
}

static void
receipt_goes_to_a_tcp_printer(void **state)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof sa;
	struct err_note note = { 0 };
	char address[32], got[16] = "";
	int l = socket(AF_INET, SOCK_STREAM, 0), c;

	(void)state;
	assert_int_equal(bind(l, (struct sockaddr *)&sa, sizeof sa), 0);
	assert_int_equal(listen(l, 1), 0);
	assert_int_equal(getsockname(l, (struct sockaddr *)&sa, &size), 0);
	snprintf(address, sizeof address, "127.0.0.1:%d", ntohs(sa.sin_port));
	assert_int_equal(receipt_send_tcp(address, (const unsigned char *)"hello", 5, &note), ERR_OK);
	c = accept(l, NULL, NULL);
	assert_int_equal(read(c, got, sizeof got), 5);
	assert_string_equal(got, "hello");
	close(c);
	close(l);
	assert_int_equal(receipt_send_tcp(address, (const unsigned char *)"x", 1, &note), ERR_IO);
	assert_int_equal(receipt_send_tcp("", (const unsigned char *)"x", 1, &note), ERR_INVALID);
	assert_int_equal(receipt_send_tcp("a:b", (const unsigned char *)"x", 1, &note), ERR_INVALID);
	assert_int_equal(receipt_send_tcp("[::1", (const unsigned char *)"x", 1, &note), ERR_INVALID);
}

/* Two sessions, two stores, in whatever order; what was taken back gave its number back. */
static void
rule_R5_numbers_follow_the_largest(void **state)
{
	static const char order[] = "0010110100111000", *const stores[] = { "S1", "S2" };
	struct shop *s = *state, g = *s;
	struct err_note note = { 0 };
	int given[2] = { 0, 0 };

	shop_open(&g);
	for (int i = 0; order[i] != '\0'; i++) {
		struct shop *who = order[i] == '0' ? s : &g;
		int at = i / 3 % 2;
		char wanted[32];
		struct sale sale;
		json_t *v;

		sale_init(&sale);
		sale_add_line(&sale, "A", 1000);
		str_copy(sale.store, sizeof sale.store, stores[at]);
		sale.tenders[sale.ntenders++] = (struct sale_tender){ .method = "cash", .amount = 50000 };
		assert_int_equal(store_begin(who->st, who->admin, true, &note), ERR_OK);
		assert_int_equal(sale_post(who->st, &sale, &note), ERR_OK);
		store_rollback(who->st);
		snprintf(wanted, sizeof wanted, "%s-A-%06d", stores[at], ++given[at]);
		assert_string_equal(sale.receipt, wanted);
		sale_fini(&sale);
		v = shop_ok(who, "{'op':'sale','key':'n%d','store':'%s','lines':[{'product':'A','qty':1}],"
		    "'tenders':[{'method':'cash','amount':50000}]}", i, stores[at]);
		assert_string_equal(text_at(v, "receipt"), wanted);
		json_decref(v);
		if (i % 5 == 4) {
			v = shop_ok(who, "{'op':'void','key':'v%d','receipt':'%s','reason':'wrong'}",
			    i, wanted);
			at = strncmp(text_at(v, "receipt"), "S2", 2) == 0;
			given[at]++;
			json_decref(v);
		}
	}
	shop_close(&g);
	assert_int_equal(shop_verify(s), 0);
}

static void
lan_sells(struct shop *s, const char *receipt)
{
	static int n;
	json_t *v = shop_post(s, s->lan, "{'op':'sale','key':'lan%d','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'cash','amount':50000}]}", n++);

	if (!str_eq(text_at(v, "receipt"), receipt))
		fail_msg("%s, not %s", json_text(v), receipt);
	json_decref(v);
}

/* The cashier's branch is remembered: not when another session changes it, or moves her. */
static void
rule_R5_the_branch_of_a_cashier_changes(void **state)
{
	struct shop *s = *state, g = *s;

	shop_open(&g);
	lan_sells(s, "S1-A-000001");
	json_decref(shop_ok(&g, "{'op':'edit','entity':'store','code':'S1','fields':{'code':'S9'}}"));
	lan_sells(s, "S9-A-000002");
	/* Another branch takes its old code. */
	json_decref(shop_ok(&g, "{'op':'edit','entity':'store','code':'S2','fields':{'code':'S1'}}"));
	lan_sells(s, "S9-A-000003");
	json_decref(shop_ok(&g, "{'op':'edit','entity':'user','code':'lan','fields':{'store':'S1'}}"));
	lan_sells(s, "S1-A-000001");
	json_decref(shop_ok(s, "{'op':'edit','entity':'user','code':'lan','fields':{'store':'S9'}}"));
	lan_sells(s, "S9-A-000004");
	shop_close(&g);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(receipt,
	SHOP_TEST(receipt_as_text_of_42_columns),
	SHOP_TEST(receipt_names_reasons_and_tenders),
	SHOP_TEST(receipt_fits_every_paper),
	SHOP_TEST(rule_T2_only_our_own_control_bytes_reach_the_printer),
	SHOP_TEST(rule_R5_numbers_follow_the_largest),
	SHOP_TEST(rule_R5_the_branch_of_a_cashier_changes),
	cmocka_unit_test(receipt_goes_to_a_tcp_printer));
