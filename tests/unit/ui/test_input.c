#include "test_ui.h"

#include "base/str.h"
#include "ui/input.h"

static struct input *in;
static int64_t now;

static int
setup(void **state)
{
	(void)state;
	in = input_new(NULL);
	now = 10000;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	input_free(in);
	return 0;
}

static void
tell(struct strbuf *b, const struct ui_event *ev)
{
	char name[16];

	switch (ev->kind) {
	case EV_KEY:
		strbuf_addf(b, "<%s%s>", ukey_name(ev->key, name, sizeof name),
		    ev->burst ? "!" : "");
		break;
	case EV_TEXT:
		strbuf_add(b, ev->text);
		break;
	case EV_SCAN:
		strbuf_addf(b, "<scan %s/%d>", ev->text, ev->echoed);
		break;
	case EV_PASTE:
		strbuf_addf(b, "<paste %zu>", ev->len);
		break;
	default:
		break;
	}
}

/* All that comes out of these bytes, gap_ms apart (0: in one read), and of
 * 500 ms of silence, as words. */
static const char *
decode(const char *bytes, size_t len, int gap_ms)
{
	static char out[4000];
	struct strbuf b = { 0 };
	struct ui_event ev;
	size_t i;

	for (i = 0; i < len; i++) {
		input_feed(in, bytes + i, 1, now);
		while (gap_ms > 0 && input_next(in, now, &ev))
			tell(&b, &ev);
		now += gap_ms;
	}
	now += 500;
	while (input_next(in, now, &ev))
		tell(&b, &ev);
	str_copy(out, sizeof out, strbuf_str(&b));
	strbuf_fini(&b);
	return out;
}

#define DECODES(bytes, want) \
	assert_string_equal(decode(bytes, sizeof(bytes) - 1, 0), want)

static void
putty(void **state)
{
	(void)state;
	DECODES("\033[11~\033[12~\033[13~\033[14~\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~",
	    "<F1><F2><F3><F4><F5><F6><F7><F8><F9><F10><F11><F12>");
	DECODES("\033[1~\033[4~\033[2~\033[3~\033[5~\033[6~\033[Z",
	    "<Home><End><Ins><Del><PgUp><PgDn><Shift-Tab>");
	DECODES("\033[A\033[B\033[C\033[D\033OA\033OB\033OC\033OD",
	    "<Up><Down><Right><Left><Up><Down><Right><Left>");
	DECODES("\177\010\r\t", "<Backspace><Backspace><Enter><Tab>");
}

static void
linux_console(void **state)
{
	(void)state;
	DECODES("\033[[A\033[[B\033[[C\033[[D\033[[E\033[17~", "<F1><F2><F3><F4><F5><F6>");
	DECODES("\033\t\033[1~\033[4~", "<Shift-Tab><Home><End>");
}

static void
xterm_screen_rxvt_vt100(void **state)
{
	(void)state;
	DECODES("\033OP\033OQ\033OR\033OS\033[15~", "<F1><F2><F3><F4><F5>");
	DECODES("\033[H\033[F\033OH\033OF\033[7~\033[8~", "<Home><End><Home><End><Home><End>");
	DECODES("\033[1;5A\033[1;5C\033Oc\033[1;5H", "<Ctrl-Up><Ctrl-Right><Ctrl-Right><Ctrl-Home>");
	DECODES("\033OM\033Oj\033Ok", "<Enter>*+");
	/* a key nobody knows, and answers of the terminal, leave nothing behind */
	DECODES("a\033[57;5:3ub\033[?6c\033[24;80Rc\033P>|xterm\033\\d\033]0;x\007e", "abcde");
}

static void
escape_and_digits(void **state)
{
	(void)state;
	DECODES("\033" "1\033" "0\033-\033=\033?", "<Esc-1><Esc-0><Esc--><Esc-=><Esc-?>");
	DECODES("\033", "<Esc>");
	DECODES("\033\033", "<Esc>");
	DECODES("\033\033[A", "<Up>");
	DECODES("\033x", "<Esc-x>");
	/* by hand: a digit within 400 ms, a letter is a letter */
	assert_string_equal(decode("\033" "2", 2, 300), "<Esc-2>");
	assert_string_equal(decode("\033" "2", 2, 450), "<Esc>2");
	assert_string_equal(decode("\033n", 2, 200), "<Esc>n");
	/* a slow line cuts a sequence */
	assert_string_equal(decode("\033[15~", 5, 90), "<F5>");
	DECODES("\001\037\000\032", "<Ctrl-A><Ctrl-_><Ctrl-Space><Ctrl-Z>");
}

static void
utf8_with_resync(void **state)
{
	(void)state;
	DECODES("Đ中\xf0\x9f\x98\x80", "Đ中\xf0\x9f\x98\x80");
	DECODES("a\xff" "b\xe9" "c\xc0\x80" "d\xed\xa0\x80" "e", "abcde");
	DECODES("\xe1\xbbx\xe1\xbb\x87", "x\xe1\xbb\x87");
	DECODES("\xc2\x9b" "31mok", "31mok");		/* C1 never gets in */
	assert_string_equal(decode("\xe4\xb8\xad", 3, 90), "中");
}

static void
scans_are_one_event(void **state)
{
	(void)state;
	DECODES("4006381333931\r", "<scan 4006381333931/0>");
	/* one packet a character: what was echoed is told */
	assert_string_equal(decode("4006381333931\r", 14, 4), "4006381333931<scan 4006381333931/13>");
	DECODES("nguyen\r", "nguyen<Enter!>");
	DECODES(";4111111111111111=2712101?\r", "<scan /0>");
	DECODES(";4111111111111111=2712101?", "<scan /0>");
	DECODES("ab;890100037241?\r", "ab<scan 890100037241/0>");
	DECODES("; typed", "; typed");
	DECODES("\0024711\003", "<scan 4711/0>");
}

static void
held_where_digits_act(void **state)
{
	struct ui_event ev;

	(void)state;
	input_set_hold(in, 80);
	input_feed(in, "4", 1, now);
	assert_false(input_next(in, now + 60, &ev));
	assert_true(input_deadline(in) > now + 80);
	assert_true(input_next(in, now + 82, &ev));
	assert_string_equal(ev.text, "4");
	now += 1000;
	assert_string_equal(decode("4006381333931\r", 14, 4), "<scan 4006381333931/0>");
	assert_string_equal(decode("12", 2, 10), "12");
}

static void
unikey_stream(void **state)
{
	(void)state;
	DECODES("vie\b\xc3\xaat\b\b\xe1\xbb\x87t",
	    "vie<Backspace>\xc3\xaat<Backspace><Backspace>\xe1\xbb\x87t");
}

static void
pastes(void **state)
{
	struct ui_event ev;
	char *big = malloc(1100000);
	size_t i;

	(void)state;
	DECODES("\033[200~4006381333931\r\033[201~x", "<paste 13>x");
	input_feed(in, "\033[200~a\rb\033[31m\377c\033[201~", 22, now);
	assert_true(input_next(in, now, &ev));
	assert_int_equal(ev.kind, EV_PASTE);
	assert_string_equal(ev.text, "a\nb[31mc");
	/* a megabyte: cut, said, and the next key works */
	memset(big, 'x', 1100000);
	input_feed(in, "\033[200~", 6, now);
	for (i = 0; i < 1048576; i += 4096)
		input_feed(in, big, 4096, now);
	input_feed(in, "\033[201~q", 7, now);
	assert_true(input_next(in, now, &ev));
	assert_int_equal(ev.kind, EV_PASTE);
	assert_true(ev.was_cut);
	assert_int_equal(ev.len, PASTE_MAX);
	assert_true(input_next(in, now, &ev));
	assert_string_equal(ev.text, "q");
	/* an end that never comes */
	input_feed(in, "\033[200~abc", 9, now);
	assert_false(input_next(in, now + 100, &ev));
	assert_true(input_next(in, now + 3000, &ev));
	assert_string_equal(ev.text, "abc");
	free(big);
}

static void
nothing_ever_overflows(void **state)
{
	struct ui_event ev;
	unsigned seed = 1;
	char c;
	int i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		seed = seed * 1103515245 + 12345;
		c = (char)(seed >> 16);
		if (i % 7 == 0)
			c = '\033';
		input_feed(in, &c, 1, now);
		now += (seed >> 8) % 3;
		while (i % 5 == 0 && input_next(in, now, &ev))
			assert_non_null(ev.text);
	}
	now += 5000;
	while (input_next(in, now, &ev))
		;
	DECODES("ok\r", "ok<Enter>");
}

int
test_input(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(putty, setup, teardown),
		cmocka_unit_test_setup_teardown(linux_console, setup, teardown),
		cmocka_unit_test_setup_teardown(xterm_screen_rxvt_vt100, setup, teardown),
		cmocka_unit_test_setup_teardown(escape_and_digits, setup, teardown),
		cmocka_unit_test_setup_teardown(utf8_with_resync, setup, teardown),
		cmocka_unit_test_setup_teardown(scans_are_one_event, setup, teardown),
		cmocka_unit_test_setup_teardown(held_where_digits_act, setup, teardown),
		cmocka_unit_test_setup_teardown(unikey_stream, setup, teardown),
		cmocka_unit_test_setup_teardown(pastes, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_ever_overflows, setup, teardown),
	};

	return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
