#include "test_ui.h"

#include "ui/scan_trace.h"

static bool
our_code(void *ctx, const char *text)
{
	(void)ctx;
	return strcmp(text, "8901000372410053") == 0;
}

static struct scan_trace *
fresh(const char *prefix)
{
	struct scan_config config = { .prefix = prefix, .is_code = our_code };

	return scan_trace_new(input_new(&config), prefix, our_code, NULL);
}

/* Bytes gap ms apart, then a pause; the newest that was made of them. */
static const struct trace *
feed(struct scan_trace *t, const char *bytes, int gap, int64_t *at)
{
	const struct trace *e;

	for (; *bytes != '\0'; bytes++, *at += gap)
		scan_trace_feed(t, bytes, 1, *at);
	*at += IDLE_MS + 1;
	scan_trace_pause(t, *at);
	e = scan_trace_at(t, 0);
	assert_non_null(e);
	return e;
}

static void
classes(void **state)
{
	static const struct {
		const char *bytes;
		int gap;
		enum trace_class class;
		const char *shown, *code, *aim;
	} cases[] = {
		{ "8934567890120\r", 5, TRACE_TIMING, "8934567890120<CR>", "8934567890120", "" },
		{ "]E08934567890120\r", 5, TRACE_AIM, "]E08934567890120<CR>", "8934567890120", "]E0" },
		{ "]C1ABC1290\t", 90, TRACE_TYPED, "]C1ABC1290<TAB>", "", "]C1" },
		{ "~ABC12\r", 5, TRACE_PREFIX, "~ABC12<CR>", "ABC12", "" },
		{ "\002OPEN\003", 5, TRACE_FRAME, "<STX>OPEN<ETX>", "OPEN", "" },
		{ "8901000372410053\r", 5, TRACE_TIMING, "8901000372410053<CR>", "8901000372410053", "" },
		{ ";8901000372410053?\r", 5, TRACE_STRIPE, ";8901000372410053?<CR>", "8901000372410053", "" },
		{ "ABCDEF12\r", 5, TRACE_BURST, "ABCDEF12<CR>", "", "" },
		{ "ABCDEF12", 5, TRACE_NO_END, "ABCDEF12", "", "" },
		{ "lan", 200, TRACE_TYPED, "lan", "", "" },
		{ "vi\x7f\xc3\xaa\r", 20, TRACE_TYPED, "vi<DEL>\xc3\xaa<CR>", "", "" },
		{ "\033[15~", 0, TRACE_KEY, "<ESC>[15~", "", "" },
		{ "\033[99~", 0, TRACE_KEY, "<ESC>[99~", "", "" },
		{ "\033[200~8934567890120\r\033[201~", 0, TRACE_PASTE,
		  "<ESC>[200~8934567890120<CR><ESC>[201~", "", "" },
	};
	struct scan_trace *t = fresh("~");
	int64_t at = 100000;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct trace *e = feed(t, cases[i].bytes, cases[i].gap, &at);

		assert_string_equal(e->bytes, cases[i].shown);
		assert_int_equal(e->class, cases[i].class);
		assert_string_equal(e->code, cases[i].code);
		assert_false(e->is_hidden);
		if (cases[i].aim[0] != '\0')
			assert_string_equal(e->aim, cases[i].aim);
		assert_int_equal(e->len, strlen(cases[i].bytes));
	}
	assert_null(scan_trace_at(t, TRACE_KEPT));
	scan_trace_clear(t);
	assert_null(scan_trace_at(t, 0));
	scan_trace_free(t);
}

static void
pace(void **state)
{
	struct scan_trace *t = fresh("");
	const struct trace *e;

	(void)state;
	scan_trace_feed(t, "893", 3, 1000);
	scan_trace_feed(t, "4567890120\r", 11, 1012);
	e = scan_trace_at(t, 0);
	assert_non_null(e);
	assert_int_equal(e->class, TRACE_TIMING);
	assert_int_equal(e->total_ms, 12);
	assert_int_equal(e->gap_min, 0);
	assert_int_equal(e->gap_max, 12);
	assert_int_equal(e->ngaps, 13);
	assert_int_equal(e->gaps[2], 12);
	assert_true(e->has_end);
	/* two in one read */
	scan_trace_feed(t, "8934567890120\r]C0AB12\r", 22, 9000);
	assert_int_equal(scan_trace_at(t, 0)->class, TRACE_AIM);
	assert_string_equal(scan_trace_at(t, 1)->code, "8934567890120");
	scan_trace_free(t);
}

/* UX 8: a bank card is never shown or kept, however it comes: whole, slow, cut in two, misread,
 * behind something typed, typed by hand, pasted. */
static void
bank_cards(void **state)
{
	static const char *const ways[] = {
		"%B4111111111111111^NGUYEN/AN^2512101?\r", ";4111111111111111=2512101?\r",
		"abc%B4111111111111111^NGUYEN/AN^2512101?\r", ";4111111111111111=2512101?",
		"4111111111111111\r", "4111 1111 1111 1111\r", "4111-1111-1111-1111", "~4111111111111111\r",
		"]Q04111111111111111\r", "\0024111111111111111\003", "%B4111111111111112^NGUYEN/AN^2512?\r",
		"\033[200~pay 4111 1111 1111 1111\n\033[201~", "%B41111111111111",
	};
	static const int gaps[] = { 0, 5, 60, 300 };

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
			struct scan_trace *t = fresh("~");
			int64_t at = 100000;
			const struct trace *e = feed(t, ways[i], gaps[g], &at);

			for (size_t k = 0; (e = scan_trace_at(t, k)) != NULL; k++) {
				assert_null(strstr(e->bytes, "411"));
				assert_null(strstr(e->bytes, "111111"));
				assert_null(strstr(e->bytes, "NGUYEN"));
				assert_string_equal(e->code, "");
				assert_true(e->is_hidden || e->class == TRACE_BANK || strlen(e->bytes) < 16);
			}
			scan_trace_free(t);
		}
}

/* The line stalls in the middle of a swipe for longer than any scan takes. */
static void
stripe_cut_in_two(void **state)
{
	struct scan_trace *t = fresh("");
	int64_t at = 100000;
	const struct trace *e = feed(t, "%B41111111", 5, &at);

	(void)state;
	assert_true(e->is_hidden);
	e = feed(t, "11111111^NGUYEN/AN^2512101?\r", 5, &at);
	assert_true(e->is_hidden);
	assert_null(strstr(e->bytes, "1"));
	at += 10000;
	e = feed(t, "8934567890120\r", 5, &at);
	assert_string_equal(e->code, "8934567890120");
	scan_trace_free(t);
}

static void
symbologies(void **state)
{
	(void)state;
	assert_string_equal(aim_symbology("]E0"), "EAN/UPC");
	assert_string_equal(aim_symbology("]E4"), "EAN-8");
	assert_string_equal(aim_symbology("]C1"), "GS1-128");
	assert_string_equal(aim_symbology("]Q3"), "GS1 QR");
	assert_string_equal(aim_symbology("]Y0"), "");
}

int
test_trace(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes), cmocka_unit_test(pace), cmocka_unit_test(bank_cards),
		cmocka_unit_test(stripe_cut_in_two), cmocka_unit_test(symbologies),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
