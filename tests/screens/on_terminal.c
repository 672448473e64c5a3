#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"

static struct scr *
start_with(struct stage *g, const char *term, enum scr_stream stream)
{
	struct scr_start st = { .home = g->shop.home, .user = "lan", .term = term,
		.stream = stream };

	return scr_new(&st);
}

/* PuTTY says TERM=xterm and sends ESC[11~ for F1, ESC[1~ for Home. */
void
terminal_key_streams(void **state)
{
	static const struct { const char *term; enum scr_stream stream; } terms[] = {
		{ "xterm", SCR_PUTTY }, { "linux", SCR_LINUX }, { "vt100", SCR_VT100 },
		{ "xterm-256color", SCR_XTERM },
	};
	struct stage *g = *state;

	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct scr *s = g->s = start_with(g, terms[i].term, terms[i].stream);

		scr_expect(s, "Go to:");
		scr_type(s, "CU");
		scr_keys(s, "Enter");
		scr_expect(s, "Find:");
		scr_type(s, "xan");
		scr_keys(s, "Home Del End BS BS BS");
		scr_type(s, "mai");
		scr_expect(s, "Find: mai");
		scr_expect(s, "Trần Thị Mai");
		scr_keys(s, "Enter");
		scr_expect(s, "KH0004");
		scr_expect(s, "Full name");
		scr_keys(s, "F1");
		scr_expect(s, "F3");
		scr_keys(s, "Esc");
		scr_keys(s, "F3");
		scr_expect(s, "Find:");
		scr_free(s);
		g->s = NULL;
	}
}

void
terminal_resize(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 60, 200, NULL);
	int row, col;

	scr_expect(s, "Go to:");
	scr_type(s, "CU mai");
	scr_keys(s, "Enter");
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "Enter");
	scr_expect(s, "Address");
	scr_keys(s, "Down Down");
	scr_keys(s, "^U");
	scr_type(s, "Mai Lan Anh");
	scr_expect(s, "Mai Lan Anh");
	scr_resize(s, 10, 30);
	scr_quiet(s);
	scr_expect(s, "Mai Lan Anh");
	scr_resize(s, 60, 200);
	scr_expect(s, "Address");
	scr_expect(s, "Mai Lan Anh");
	/* the cursor is back at the end of that field, and typing goes on */
	scr_quiet(s);
	scr_cursor(s, &row, &col);
	assert_int_equal(row, scr_row_of(s, "Mai Lan Anh"));
	scr_type(s, " Thi");
	scr_expect(s, "Mai Lan Anh Thi");
}

void
terminal_tiny(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 3, 10, NULL);

	scr_quiet(s);
	scr_keys(s, "F1 Down Enter Esc F10 Esc");
	scr_quiet(s);
	scr_resize(s, 24, 80);
	scr_expect(s, "14:32");
	assert_int_equal(scr_wait_end(s, 50), -1);
}

/* Other colours are another terminal to curses: the first is given back, which
 * LeakSanitizer tells at the end. */
void
terminal_other_colours(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "ME");
	scr_keys(s, "Enter");
	scr_expect(s, "Colours");
	scr_type(s, "3");
	scr_expect(s, "monochrome");
	scr_keys(s, "Down Enter");
	scr_expect(s, "TODAY");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	kill(scr_pid(s), SIGTERM);
	assert_int_equal(scr_wait_end(s, 30000), 0);
}

/* Rule T5. */
void
terminal_restored(void **state)
{
	struct stage *g = *state;
	struct termios before, after;
	struct scr *s;

	for (int how = 0; how < 2; how++) {
		s = g->s = stage_start(g, "lan", 0, 0, NULL);
		assert_int_equal(tcgetattr(scr_fd(s), &before), 0);
		scr_expect(s, "Go to:");
		if (how == 0) {
			scr_keys(s, "F3");
			assert_int_equal(scr_wait_end(s, 10000), 0);
		} else {
			kill(scr_pid(s), SIGTERM);
			assert_int_not_equal(scr_wait_end(s, 10000), -1);
		}
		assert_true(scr_raw_has(s, "\033[?1049l"));
		assert_true(scr_raw_has(s, "\033[?2004l"));
		assert_int_equal(tcgetattr(scr_fd(s), &after), 0);
		assert_int_equal(before.c_lflag & (ICANON | ECHO | ISIG),
		    after.c_lflag & (ICANON | ECHO | ISIG));
		assert_int_equal(before.c_iflag, after.c_iflag);
		assert_int_equal(before.c_oflag, after.c_oflag);
		scr_free(s);
		g->s = NULL;
	}
}

void
terminal_big_paste(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);
	size_t n = 1 << 20;
	char *p = malloc(n + 16);

	assert_non_null(p);
	scr_expect(s, "Go to:");
	memcpy(p, "\033[200~", 6);
	for (size_t i = 0; i < n; i++)
		p[6 + i] = i % 64 == 63 ? '\n' : (char)('a' + i % 26);
	memcpy(p + 6 + n, "\033[201~", 6);
	scr_burst(s, p, n + 12);
	free(p);
	scr_expect(s, "pasted text was longer");
	/* still at work, nothing was run */
	scr_keys(s, "Esc");
	scr_type(s, "CU mai");
	scr_keys(s, "Enter");
	scr_expect(s, "Trần Thị Mai");
}

/* AD SCN: a till's user sees what the scanner sends; a bank card leaves no byte on the screen. */
void
terminal_scanner_test(void **state)
{
	static const char bank[] = "%B4111111111111111^NGUYEN/AN^25121010000?\r";
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "AD SCN");
	scr_keys(s, "Enter");
	scr_expect(s, "Ready. Nothing came yet.");
	scr_burst(s, SHOP_COFFEE "\r", 14);
	scr_expect(s, SHOP_COFFEE "<CR>");
	scr_expect(s, "a scan, by its speed and a known code");
	scr_expect(s, "EAN-13, by its digits");
	scr_burst(s, "]C0KH-99\r", 9);
	scr_expect(s, "a scan, by its AIM identifier");
	scr_expect(s, "Code 128 (]C0)");
	scr_burst(s, SHOP_CARD "\r", 17);
	scr_expect(s, "opens the card");
	scr_burst(s, bank, sizeof bank - 1);
	scr_expect(s, "a bank card: nothing of it is shown or kept");
	scr_burst(s, "4111111111111111\r", 17);
	scr_expect(s, "############1111<CR>");
	scr_expect(s, "It could be a bank card");
	assert_false(scr_raw_has(s, "41111111"));
	assert_false(scr_raw_has(s, "NGUYEN/AN"));
	/* a scanner without a suffix is the usual trouble */
	scr_burst(s, "ABCDEFGH", 8);
	scr_expect(s, "Set the suffix CR");
	scr_keys(s, "F5");
	scr_expect(s, "Ready. Nothing came yet.");
	scr_refuse(s, SHOP_COFFEE);
	scr_keys(s, "F3");
	scr_expect(s, "Go to:");
}

static int
sextet(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = strchr(digits, c);

	return c != '\0' && p != NULL ? (int)(p - digits) : -1;
}

/* What the program put on the clipboard last; "" for nothing. */
static const char *
clipboard(struct scr *s)
{
	static char text[8192];
	size_t len, n = 0, at = 0;
	const char *raw = scr_raw(s, &len), *begin = NULL;
	unsigned bits = 0;

	for (size_t i = 0; i + 7 < len; i++)
		if (memcmp(raw + i, "\033]52;c;", 7) == 0)
			begin = raw + i + 7;
	for (; begin != NULL && begin < raw + len && sextet(*begin) >= 0 && n + 1 < sizeof text; begin++) {
		bits = bits << 6 | (unsigned)sextet(*begin);
		if (++at % 4 != 1)
			text[n++] = (char)(bits >> (6 - 2 * ((at - 1) % 4)) & 0xff);
	}
	text[n] = '\0';
	return text;
}

static void
pick(struct scr *s, const char *what)
{
	scr_keys(s, "F10");
	scr_expect(s, "Actions");
	scr_type_slowly(s, what);
	scr_keys(s, "Enter");
}

/* F10, Copy: the terminal is asked once what it can do; a table takes the right to export. */
void
terminal_copy(void **state)
{
	static const char da1[] = "\033[?61;6;7;14;21;22;23;24;28;32;42;52c";
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "KH0004");
	scr_type(s, "mai");
	scr_expect(s, "Find: mai");
	assert_false(scr_raw_has(s, "\033[c"));
	/* Before it is asked and after: the emulator of the tests answers too, that it cannot. */
	scr_burst(s, da1, sizeof da1 - 1);
	scr_quiet(s);
	pick(s, "Copy row");
	scr_expect(s, "Copied.");
	scr_quiet(s);
	scr_burst(s, da1, sizeof da1 - 1);
	scr_quiet(s);
	assert_true(scr_raw_has(s, "\033[c"));
	assert_non_null(strstr(clipboard(s), "Trần Thị Mai"));
	assert_non_null(strchr(clipboard(s), '\t'));
	scr_keys(s, "Esc");
	scr_expect(s, "KH0001");
	pick(s, "Copy table");
	scr_expect(s, "Copied: ");
	assert_non_null(strstr(clipboard(s), "Code\t"));
	assert_non_null(strstr(clipboard(s), "\nKH0001\t"));
	assert_non_null(strstr(shop_says(&g->shop, "audit", "list", NULL), "export"));
	/* a form: the field with the cursor */
	scr_type(s, "mai");
	scr_expect(s, "Find: mai");
	scr_keys(s, "Enter");
	scr_expect(s, "Full name");
	pick(s, "Copy value");
	scr_expect(s, "Copied.");
	assert_null(strchr(clipboard(s), '\t'));
	pick(s, "Copy table");
	scr_expect(s, "Copied.");
	assert_non_null(strstr(clipboard(s), "Full name\tTrần Thị Mai\n"));
	/* a list that is no entity, by who may export it */
	setenv("QUEN_CLIPBOARD", "on", 1);
	s = g->t = stage_start(g, "admin", 0, 0, NULL);
	unsetenv("QUEN_CLIPBOARD");
	scr_expect(s, "Go to:");
	scr_type(s, "AU");
	scr_keys(s, "Enter");
	scr_expect(s, "Audit trail");
	pick(s, "Copy table");
	scr_expect(s, "Copied: ");
	assert_non_null(strstr(clipboard(s), "\t"));
}

void
terminal_copy_refused(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "PR");
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	/* PuTTY answers without 52 */
	pick(s, "Copy row");
	scr_burst(s, "\033[?6c", 5);
	scr_expect(s, "This terminal takes no copies");
	assert_string_equal(clipboard(s), "");
	/* the screen as text: no lines, no key bar */
	pick(s, "Copy screen");
	scr_expect(s, "Select with the mouse");
	scr_expect(s, SHOP_COFFEE);
	scr_refuse(s, "F10");
	scr_refuse(s, "\xe2\x94\x80");
	scr_keys(s, "Esc");
	scr_expect(s, "Find:");
	scr_expect(s, "F10");
	scr_free(s);
	/* lan may see products and not export them */
	setenv("QUEN_CLIPBOARD", "on", 1);
	s = g->s = stage_start(g, "lan", 0, 0, NULL);
	unsetenv("QUEN_CLIPBOARD");
	scr_expect(s, "Go to:");
	scr_type(s, "PR");
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	pick(s, "Copy table");
	scr_expect(s, "export");
	assert_string_equal(clipboard(s), "");
	pick(s, "Copy row");
	scr_expect(s, "Copied.");
	assert_false(scr_raw_has(s, "\033[c"));
}
