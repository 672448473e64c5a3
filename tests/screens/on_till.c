#include "config.h"

#include <setjmp.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"

static void
scan(struct scr *s, const char *code)
{
	char line[64];

	snprintf(line, sizeof line, "%s\r", code);
	scr_burst(s, line, strlen(line));
}

/* Opens the cashier on an empty cart. */
static struct scr *
open_till(struct stage *g, int rows, int cols)
{
	struct scr *s = stage_start(g, "lan", rows, cols, NULL);

	scr_expect(s, "Cashier");
	scr_keys(s, "2");
	scr_expect(s, "TOTAL");
	return s;
}

static void
assert_verify(const struct stage *g)
{
	assert_int_equal(shop_run(&g->shop, "verify", NULL), 0);
}

void
till_three_products(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_till(g, 0, 0);

	/* customer by card, articles by scanner and by hand */
	scan(s, SHOP_CARD);
	scr_expect(s, "Nguyễn Văn Ánh");
	scan(s, SHOP_COFFEE);
	scr_expect(s, "29,000");
	scan(s, SHOP_COFFEE);
	scr_expect(s, "58,000");
	scr_type(s, "3*TR");
	scr_keys(s, "Enter");
	scr_expect(s, "36,000");
	scan(s, SHOP_BREAD);
	scr_expect(s, "35,300");
	/* 58,000 + 36,000 + 35,300 less 5 % a line: 55,100 + 34,200 + 33,535 */
	scr_expect(s, "122,835");
	scr_expect(s, "level GOLD");
	scr_expect(s, "Points to earn +12");
	scr_keys(s, "F2");
	scr_expect(s, "DUE");
	scr_expect(s, "123,000");		/* cash is rounded to 500 (rule N1) */
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type(s, "150000");
	scr_expect(s, "27,000");		/* change */
	scr_keys(s, "Enter");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 27,000");
	scr_expect(s, "points +12, now 12");
	scr_expect(s, "Items 0");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"balance\",\"customer\":\"KH0001\"}\n"), "\"usable\":12"));
	assert_verify(g);
}

/* The same on 40 x 20 with digits and Esc keys only. */
void
till_on_a_phone(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_till(g, 20, 40);

	scr_type(s, "CF");
	scr_keys(s, "Enter");
	scr_expect(s, "29,000");
	scr_type(s, "BM");
	scr_keys(s, "Enter");
	scr_expect(s, "64,300");
	scr_keys(s, "^S");
	scr_expect(s, "64,500");
	scr_keys(s, "Wait Wait Wait Wait Enter Enter");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
	assert_verify(g);
}

void
till_refused(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "kho", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "PS");
	scr_keys(s, "Enter");
	scr_expect(s, "PS: not allowed for kho (needs sale.add)");
	scr_refuse(s, "TOTAL");
}

void
till_hold_recall(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_till(g, 0, 0);

	scan(s, SHOP_TEA);
	scr_expect(s, "12,000");
	scr_keys(s, "F8");
	scr_expect(s, "The sale is held");
	scr_expect(s, "Items 0");
	scan(s, SHOP_COFFEE);
	scr_expect(s, "29,000");
	scr_keys(s, "F2");
	scr_expect(s, "DUE");
	scr_keys(s, "Wait Wait Wait Wait Enter Enter");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "Items 0");
	scr_keys(s, "F8");
	scr_expect(s, "Held sales");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "TOTAL        12,000");
	scr_expect(s, "held 0");
	assert_verify(g);
}

/* Rule T3: a scan never answers a dialog. */
void
till_scan_during_payment(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_till(g, 0, 0);

	scan(s, SHOP_TEA);
	scr_expect(s, "12,000");
	scr_keys(s, "F2");
	scr_expect(s, "DUE");
	scr_keys(s, "Wait Wait Wait Wait");
	scan(s, SHOP_COFFEE);			/* known code */
	scr_expect(s, "A scan is no amount");
	scr_expect(s, "DUE");
	scan(s, "1234567890");			/* fast, but no code we know */
	scr_expect(s, "A scan is no amount");
	scr_expect(s, "DUE");
	scr_refuse(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "TOTAL        12,000");
}

/* F5, 2, Enter are two, not the twelve that a 2 behind the old 1 would be. */
void
till_figures_are_overtyped(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_till(g, 0, 0);

	scan(s, SHOP_TEA);
	scr_expect(s, "12,000");
	scr_keys(s, "F5");
	scr_expect(s, "Quantity 1");
	scr_type(s, "2");
	scr_expect(s, "Quantity 2");
	scr_keys(s, "Enter");
	scr_expect(s, "24,000");
	scr_keys(s, "F5");
	scr_expect(s, "Quantity 2");
	scr_keys(s, "End");		/* a cursor key says: change what is there */
	scr_type(s, "0");
	scr_keys(s, "Enter");
	scr_expect(s, "240,000");
}

/* Rule T1: a killed session loses no cart. */
void
till_cart_survives_kill(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_till(g, 0, 0);

	scan(s, SHOP_TEA);
	scan(s, SHOP_COFFEE);
	scr_expect(s, "41,000");
	kill(scr_pid(s), SIGKILL);
	scr_wait_end(s, 5000);
	g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(g->t, "Draft: Cart at T1");
	scr_keys(g->t, "2");
	scr_expect(g->t, "taken up where it was left");
	scr_expect(g->t, "41,000");
	/* A second session of the same user never gets the same cart. */
	scr_free(g->s);
	g->s = open_till(g, 0, 0);
	scr_expect(g->s, "Items 0");
	assert_verify(g);
}

/* Rule T1: the session was killed between "posted" and saying so; asked again,
 * the same payment is answered, not made twice. */
void
till_unsettled(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	shop_post(&g->shop, "lan", "{\"op\":\"sale\",\"key\":\"0123456789abcdef0123456789abcdef\","
	    "\"till\":\"T1\",\"lines\":[{\"product\":\"CF\",\"qty\":1}],"
	    "\"tenders\":[{\"method\":\"cash\",\"amount\":50000}]}\n");
	shop_draft(&g->shop, "lan", "cart:T1", "{\"pid\":1,\"sale\":{"
	    "\"key\":\"0123456789abcdef0123456789abcdef\","
	    "\"lines\":[{\"product\":\"CF\",\"qty\":1000}]},"
	    "\"tenders\":[{\"method\":\"cash\",\"amount\":50000}]}");
	s = g->s = open_till(g, 0, 0);
	scr_expect(s, "not settled");
	scan(s, SHOP_TEA);
	scr_expect(s, "F2 asks again");		/* nothing may change now */
	scr_refuse(s, "12,000");
	scr_keys(s, "F2");
	scr_expect(s, "sent before");
	scr_keys(s, "Wait Wait Wait Wait Wait F2");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 21,000");
	scr_expect(s, "Items 0");
	assert_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000002\"}\n"), "\"ok\":true"));
	assert_verify(g);
}

/* Sells one coffee for exact cash. */
static void
sell_coffee(struct scr *s)
{
	scan(s, SHOP_COFFEE);
	scr_expect(s, "29,000");
	scr_keys(s, "F2");
	scr_expect(s, "DUE");
	scr_keys(s, "Wait Wait Wait Wait Enter Enter");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
}

/* A network printer gets the receipt as it was posted. */
void
till_prints_by_tcp(void **state)
{
	struct stage *g = *state;
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	char line[256], paper[4096] = "";
	size_t n = 0;
	ssize_t got;
	int fd = socket(AF_INET, SOCK_STREAM, 0), c;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	snprintf(line, sizeof line, "{\"op\":\"edit\",\"entity\":\"till\",\"code\":\"T1\","
	    "\"fields\":{\"printer_route\":\"tcp\",\"printer\":\"127.0.0.1:%d\"}}\n",
	    ntohs(a.sin_port));
	assert_non_null(strstr(shop_post(&g->shop, "admin", line), "\"ok\":true"));
	g->s = open_till(g, 0, 0);
	sell_coffee(g->s);
	c = accept(fd, NULL, NULL);
	assert_true(c >= 0);
	while (n + 1 < sizeof paper && (got = read(c, paper + n, sizeof paper - 1 - n)) > 0)
		n += (size_t)got;
	close(c);
	close(fd);
	assert_memory_equal(paper, "\033@", 2);
	assert_non_null(memmem(paper, n, "S1-A-000001", 11));
	assert_non_null(memmem(paper, n, "29,000", 6));
}

/* A printer that is not there never undoes a sale. */
void
till_printer_is_off(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	shop_post(&g->shop, "admin", "{\"op\":\"edit\",\"entity\":\"till\",\"code\":\"T1\","
	    "\"fields\":{\"printer_route\":\"tcp\",\"printer\":\"127.0.0.1:1\"}}\n");
	s = g->s = open_till(g, 0, 0);
	scan(s, SHOP_COFFEE);
	scr_expect(s, "29,000");
	scr_keys(s, "F2");
	scr_expect(s, "DUE");
	scr_keys(s, "Wait Wait Wait Wait Enter Enter");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "is posted, but was not printed");
	scr_expect(s, "Items 0");
	assert_verify(g);
}

/* Pass-through printing by the terminal, once it is switched on at the till. */
void
till_prints_by_terminal(void **state)
{
	struct stage *g = *state;
	struct scr_start st = { .home = g->shop.home, .user = "lan", .term = "xterm" };
	struct scr *s;

	shop_post(&g->shop, "admin", "{\"op\":\"edit\",\"entity\":\"till\",\"code\":\"T1\","
	    "\"fields\":{\"printer_route\":\"terminal\"}}\n");
	s = g->s = scr_new(&st);
	scr_expect(s, "Cashier");
	scr_keys(s, "2");
	scr_expect(s, "TOTAL");
	sell_coffee(s);
	assert_true(scr_raw_has(s, "\033[5i"));
	assert_true(scr_raw_has(s, "\033[4i"));
}

void
desk_scan_points(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	/* a card scanned on the home screen opens the desk */
	scr_expect(s, "Go to:");
	scan(s, SHOP_CARD);
	scr_expect(s, "BALANCE  0 points");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_keys(s, "1");
	scr_expect(s, "Earn points");
	scr_keys(s, "Wait");
	scr_type(s, "50");
	scr_keys(s, "Enter Enter");
	scr_type(s, "sorry");
	scr_keys(s, "F2");
	scr_expect(s, "Points before: 0, now: 50");
	scr_expect(s, "BALANCE  50 points");
	/* H7: the lot and the ledger line behind the figure */
	scr_keys(s, "^X");
	scr_expect(s, "lot 50 / 50");
	scr_keys(s, "F3");
	scr_expect(s, "BALANCE  50 points");
	scr_keys(s, "2");
	scr_expect(s, "Deduct points");
	scr_keys(s, "Wait");
	scr_type(s, "80");
	scr_keys(s, "Enter");
	scr_type(s, "too much");
	scr_keys(s, "F2 Wait");
	scr_expect(s, "Deduct points");		/* refused, still open */
	scr_keys(s, "Esc");
	scr_expect(s, "BALANCE  50 points  = 50,000");
	/* C8: what this user gave and took off today */
	scr_keys(s, "F10");
	scr_expect(s, "My points of today");
	scr_type_slowly(s, "my points");
	scr_keys(s, "Enter");
	scr_expect(s, "RP");
	scr_expect(s, "added");
	scr_refuse(s, "deducted");
	assert_verify(g);
}

void
desk_scan_during_dialog(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scan(s, SHOP_CARD);
	scr_expect(s, "BALANCE  0 points");
	scr_keys(s, "1");
	scr_expect(s, "Earn points");
	scr_keys(s, "Wait");
	scan(s, SHOP_CARD);
	scr_quiet(s);
	scr_expect(s, "Earn points");
	scr_keys(s, "Esc");
	scr_expect(s, "BALANCE  0 points");
}
