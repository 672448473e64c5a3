/* test_print.c - papers to printers: IPP against a server that answers as told, ESC/POS against a
 * socket, copies, the drawer, the trail. */
#include "shop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "report/print_paper.h"
#include "test_print.h"

/* ---- a printer ---- */

struct printer { pid_t pid; int port, out; };

static const char accepted[] = "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 48\r\n\r\n"
	"\1\1\0\0\0\0\0\1\2\x21\0\6job-id\0\4\0\0\0\x11\x41\0\016status-message\0\2ok\3";

static size_t
body_of(const char *got, size_t n, size_t *need)
{
	const char *end = n > 0 ? strstr(got, "\r\n\r\n") : NULL;
	const char *length = end != NULL ? strstr(got, "Content-Length: ") : NULL;

	*need = length != NULL ? strtoul(length + 16, NULL, 10) : 0;
	return end != NULL ? (size_t)(end + 4 - got) : 0;
}

/* Takes one connection, answers when the request is whole (or at once the end with answer NULL),
 * and gives what it got to the parent. */
static struct printer
printer_start(const char *answer, size_t len)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof a;
	int s = socket(AF_INET, SOCK_STREAM, 0), ends[2];
	struct printer p;

	assert_int_equal(bind(s, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(s, 1), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&a, &size), 0);
	assert_int_equal(pipe(ends), 0);
	p.port = ntohs(a.sin_port);
	p.out = ends[0];
	p.pid = fork();
	if (p.pid == 0) {
		char *got = calloc(1, 1 << 20);
		size_t n = 0, head, need;
		ssize_t k;
		int c = accept(s, NULL, NULL);

		while ((k = read(c, got + n, (1 << 20) - n - 1)) > 0) {
			n += (size_t)k;
			head = body_of(got, n, &need);
			if (answer != NULL && head > 0 && n >= head + need)
				break;
		}
		if (answer != NULL && write(c, answer, len) < 0)
			_exit(1);
		close(c);
		for (size_t at = 0; at < n && (k = write(ends[1], got + at, n - at)) > 0;)
			at += (size_t)k;
		_exit(0);
	}
	close(s);
	close(ends[1]);
	return p;
}

/* What it got; the caller frees. */
static char *
printer_stop(struct printer *p, size_t *n)
{
	char *got = xcalloc(1, 1 << 20);
	ssize_t k;

	*n = 0;
	while ((k = read(p->out, got + *n, (1 << 20) - *n - 1)) > 0)
		*n += (size_t)k;
	close(p->out);
	waitpid(p->pid, NULL, 0);
	return got;
}

static bool
holds(const char *p, size_t n, const char *what, size_t len)
{
	return memmem(p, n, what, len) != NULL;
}
#define HOLDS(p, n, s) holds(p, n, s, sizeof(s) - 1)

/* ---- IPP ---- */

static void
a_job_reaches_its_queue(void **state)
{
	struct printer p = printer_start(accepted, sizeof accepted - 1);
	char server[40], *got;
	struct print_job j = { .server = server, .printer = "office", .user = "lan", .title = "S1-A-1" };
	struct err_note note = { 0 };
	int64_t job = 0;
	size_t n;

	(void)state;
	snprintf(server, sizeof server, "127.0.0.1:%d", p.port);
	assert_int_equal(printer_ipp(&j, (const unsigned char *)"%PDF-1.4 x", 10, &job, &note), ERR_OK);
	assert_int_equal(job, 17);
	got = printer_stop(&p, &n);
	assert_true(str_starts(got, "POST /printers/office HTTP/1.1\r\n"));
	assert_true(HOLDS(got, n, "Content-Type: application/ipp\r\n"));
	assert_true(HOLDS(got, n, "\r\n\r\n\1\1\0\2\0\0\0\1\1"));	/* 1.1, Print-Job, request 1 */
	assert_true(HOLDS(got, n, "\0\013printer-uri"));
	assert_true(HOLDS(got, n, "requesting-user-name\0\3lan"));
	assert_true(HOLDS(got, n, "job-name\0\6S1-A-1"));
	assert_true(HOLDS(got, n, "application/pdf\3%PDF-1.4 x"));
	free(got);
}

static enum err
ask(const char *answer, size_t len, const char *printer, struct err_note *note)
{
	struct printer p = printer_start(answer, len);
	char server[40], direct[80];
	struct print_job j = { .server = server, .printer = printer, .user = "lan", .title = "t" };
	int64_t job;
	size_t n;
	enum err e;

	snprintf(server, sizeof server, "127.0.0.1:%d", p.port);
	snprintf(direct, sizeof direct, "ipp://127.0.0.1:%d/ipp/print", p.port);
	if (str_eq(printer, "direct"))
		j.printer = direct;
	e = printer_ipp(&j, (const unsigned char *)"x", 1, &job, note);
	free(printer_stop(&p, &n));
	return e;
}

static void
what_the_printer_says_is_told(void **state)
{
	static const char missing[] = "HTTP/1.1 200 OK\r\n\r\n\1\1\4\6\0\0\0\1\3";
	static const char refused[] = "HTTP/1.1 200 OK\r\n\r\n\1\1\5\2\0\0\0\1\1\x41\0\016status-message\0\5tired\3";
	static const char broken[] = "HTTP/1.1 200 OK\r\n\r\n\1\1\0\0\0\0\0\1\1\x41\xff\xff";
	static const char again[] = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
		"\1\1\0\0\0\0\0\1\3";
	struct err_note note = { 0 };
	struct print_job j = { .server = "127.0.0.1:1", .printer = "office", .user = "l", .title = "t" };
	int64_t job;

	(void)state;
	assert_int_equal(ask(missing, sizeof missing - 1, "nowhere", &note), ERR_NOTFOUND);
	assert_int_equal(ask(refused, sizeof refused - 1, "office", &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "tired"));
	assert_int_equal(ask("HTTP/1.1 401 Unauthorized\r\n\r\n", 29, "office", &note), ERR_CONFLICT);
	assert_int_equal(ask("220 mail\r\n\r\n", 12, "direct", &note), ERR_CONFLICT);
	assert_int_equal(ask(broken, sizeof broken - 1, "direct", &note), ERR_OK);
	assert_int_equal(ask(again, sizeof again - 1, "direct", &note), ERR_OK);
	assert_int_equal(ask("", 0, "office", &note), ERR_IO);
	assert_int_equal(printer_ipp(&j, (const unsigned char *)"x", 1, &job, &note), ERR_IO);
	j.printer = "a/b";
	assert_int_equal(printer_ipp(&j, (const unsigned char *)"x", 1, &job, &note), ERR_INVALID);
	j.printer = "a b\r\nX: y";
	assert_int_equal(printer_ipp(&j, (const unsigned char *)"x", 1, &job, &note), ERR_INVALID);
}

static void
a_device_is_a_device(void **state)
{
	struct err_note note = { 0 };
	const unsigned char x[] = "x";

	(void)state;
	assert_int_equal(printer_device("/dev/null", x, 1, &note), ERR_OK);
	assert_int_equal(printer_device("/etc/passwd", x, 1, &note), ERR_IO);
	assert_int_equal(printer_device("/dev/../etc/passwd", x, 1, &note), ERR_IO);
	assert_int_equal(printer_device("/dev/shm", x, 1, &note), ERR_IO);
}

/* ---- receipts ---- */

static void
sell(struct shop *s, const char *key, char number[48])
{
	json_t *r = shop_ok(s, "{'op':'sale','key':'%s','till':'T1','card':'" CARD "','lines':[{'product':'A',"
	    "'qty':2}],'tenders':[{'method':'cash','amount':100000}]}", key);

	str_copy(number, 48, text_at(r, "receipt"));
	json_decref(r);
}

static char *
print_tcp(struct shop *s, struct actor *a, const char *number, enum err want, size_t *n, bool *copy)
{
	struct printer p = printer_start(NULL, 0);
	struct printers to = { .route = "tcp", .cols = 42, .drawer = "pin2" };
	struct err_note note = { 0 };
	enum err e;

	snprintf(to.receipt, sizeof to.receipt, "127.0.0.1:%d", p.port);
	e = paper_receipt(s->st, a, number, false, &to, NULL, NULL, copy, &note);
	if (e != want)
		fail_msg("%s: %s", err_name(e), note.text);
	if (e != ERR_OK)
		kill(p.pid, SIGTERM);
	return printer_stop(&p, n);
}

static void
the_second_print_is_a_copy(void **state)
{
	struct shop *s = *state;
	char number[48], *got, *trail;
	bool copy = true;
	size_t n;

	sell(s, "p1", number);
	/* Lan may sell, so she prints what she sold; without the right to print that is all. */
	got = print_tcp(s, s->lan, number, ERR_OK, &n, &copy);
	assert_false(copy);
	assert_true(holds(got, n, "\033p\0\031\372", 5));
	assert_false(HOLDS(got, n, "COPY"));
	free(got);
	free(print_tcp(s, s->lan, number, ERR_DENIED, &n, &copy));
	got = print_tcp(s, s->admin, number, ERR_OK, &n, &copy);
	assert_true(copy);
	assert_false(holds(got, n, "\033p\0\031\372", 5));	/* the drawer stays shut */
	assert_true(HOLDS(got, n, "COPY"));
	free(got);
	trail = shop_dump(s, "SELECT user_id IS NOT NULL, action, row_code FROM audit"
	    " WHERE action = 'print' ORDER BY seq");
	assert_int_equal(shop_int(s, "SELECT count(*) FROM audit WHERE action = 'print'"), 2);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM audit WHERE action = 'denied'"), 1);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM receipt_print"), 2);
	free(trail);
	assert_int_equal(shop_verify(s), 0);
}

static void
a_gift_receipt_is_no_copy(void **state)
{
	struct shop *s = *state;
	struct paper p = { .kind = PAPER_RECEIPT, .is_gift = true, .format = page_format_find("txt") };
	struct err_note note = { 0 };
	char number[48], path[160], *got;
	size_t n;
	bool copy = true;

	sell(s, "g1", number);
	p.code = number;
	snprintf(path, sizeof path, "%s/gift.txt", s->home);
	assert_int_equal(paper_print(s->st, s->lan, &p, path, NULL, NULL, &note), ERR_OK);
	unlink(path);
	got = print_tcp(s, s->lan, number, ERR_OK, &n, &copy);
	assert_false(copy);
	free(got);
}

/* A printer that is off: the sale stands, the print is on the trail, the next one is a copy. */
static void
a_printer_that_is_off_is_said(void **state)
{
	struct shop *s = *state;
	struct printers to = { .route = "tcp", .receipt = "127.0.0.1:1", .cols = 42, .drawer = "none" };
	struct err_note note = { 0 };
	char number[48];

	sell(s, "o1", number);
	assert_int_equal(paper_receipt(s->st, s->admin, number, false, &to, NULL, NULL, NULL, &note), ERR_IO);
	assert_non_null(strstr(note.text, "127.0.0.1:1"));
	str_copy(to.route, sizeof to.route, "terminal");
	assert_int_equal(paper_receipt(s->st, s->admin, number, false, &to, NULL, NULL, NULL, &note), ERR_INVALID);
}

static void
a_till_has_its_printers(void **state)
{
	struct shop *s = *state;
	struct printers p;
	struct err_note note = { 0 };

	json_decref(shop_ok(s, "{'op':'edit','entity':'store','code':'S1','fields':{'page_printer':'office',"
	    "'label_printer':'ipp://10.0.0.9/ipp/print'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'till','code':'T1','fields':{'page_printer':'counter',"
	    "'printer_route':'device','printer':'/dev/usb/lp0','drawer':'pin5'}}"));
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(printers_of(s->st, "T1", &p, &note), ERR_OK);
	assert_string_equal(p.page, "counter");
	assert_string_equal(p.label, "ipp://10.0.0.9/ipp/print");
	assert_string_equal(p.drawer, "pin5");
	assert_string_equal(p.receipt, "/dev/usb/lp0");
	assert_int_equal(printers_of(s->st, "", &p, &note), ERR_OK);
	assert_string_equal(p.page, "office");
	assert_int_equal(printers_of(s->st, "T9", &p, &note), ERR_NOTFOUND);
	store_rollback(s->st);
}

static void
the_drawer_opens_by_right_and_reason(void **state)
{
	struct shop *s = *state;
	struct printers to = { .route = "terminal", .cols = 42, .drawer = "pin5" };
	struct err_note note = { 0 };
	unsigned char *bytes = NULL;
	size_t n;

	assert_int_equal(paper_drawer(s->st, s->lan, "T1", "", &to, &bytes, &n, &note), ERR_INVALID);
	assert_int_equal(paper_drawer(s->st, s->lan, "T1", "change", &to, &bytes, &n, &note), ERR_OK);
	assert_int_equal(n, 13);
	assert_memory_equal(bytes, "\033[5i\033p\1\031\372\033[4i", 13);
	free(bytes);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM audit WHERE action = 'till.drawer'"), 1);
	str_copy(to.drawer, sizeof to.drawer, "none");
	assert_int_equal(paper_drawer(s->st, s->lan, "T1", "change", &to, &bytes, &n, &note), ERR_INVALID);
}

/* A statement to the queue of the till: whole, as PDF, and on the trail before it went. */
static void
a_statement_goes_to_the_printer(void **state)
{
	struct shop *s = *state;
	struct printer of = printer_start(accepted, sizeof accepted - 1);
	struct paper p = { .kind = PAPER_STATEMENT, .code = "KH000001", .from = 20260101, .to = 20261231 };
	struct err_note note = { 0 };
	char address[80], *got;
	size_t n;

	snprintf(address, sizeof address, "ipp://127.0.0.1:%d/ipp/print", of.port);
	json_decref(shop_ok(s, "{'op':'edit','entity':'till','code':'T1','fields':{'page_printer':'%s'}}", address));
	shop_sql(s, "UPDATE customer SET scope = 2");
	assert_int_equal(paper_print(s->st, s->lan, &p, NULL, NULL, "T1", &note), ERR_DENIED);
	if (paper_print(s->st, s->admin, &p, NULL, NULL, "T1", &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_non_null(strstr(p.where, "17"));
	got = printer_stop(&of, &n);
	assert_true(HOLDS(got, n, "application/pdf\3%PDF-"));
	assert_true(HOLDS(got, n, "%%EOF"));
	free(got);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM audit WHERE action = 'print' AND entity = 'customer'"), 1);
}

int
main(void)
{
	const struct CMUnitTest own[] = {
		cmocka_unit_test(a_job_reaches_its_queue),
		cmocka_unit_test(what_the_printer_says_is_told),
		cmocka_unit_test(a_device_is_a_device),
		SHOP_TEST(the_second_print_is_a_copy),
		SHOP_TEST(a_gift_receipt_is_no_copy),
		SHOP_TEST(a_printer_that_is_off_is_said),
		SHOP_TEST(a_till_has_its_printers),
		SHOP_TEST(the_drawer_opens_by_right_and_reason),
		SHOP_TEST(a_statement_goes_to_the_printer),
	};
	int failed;

	signal(SIGPIPE, SIG_IGN);
	failed = cmocka_run_group_tests_name("print", own, NULL, NULL);
	failed += _cmocka_run_group_tests("label", label_tests, n_label_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("statement", statement_tests, n_statement_tests, NULL, NULL);
	return failed;
}
