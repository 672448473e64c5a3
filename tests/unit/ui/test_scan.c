#include "test_ui.h"

#include "ui/scan.h"

static struct scan s;

/* Feeds bytes gap_ms apart; the verdict of the last one. */
static enum scan_verdict
feed(const char *bytes, int gap_ms, int64_t *at)
{
	enum scan_verdict v = SCAN_TYPED;

	for (; *bytes != '\0'; bytes++) {
		v = scan_byte(&s, (unsigned char)*bytes, *at);
		*at += gap_ms;
	}
	return v;
}

static bool
our_card(void *ctx, const char *text)
{
	(void)ctx;
	return strncmp(text, "8901", 4) == 0 && strlen(text) == 12;
}

static void
expect(const char *bytes, int gap, enum scan_verdict want, enum scan_kind kind, const char *text)
{
	struct scan_config config = { .prefix = "~", .is_code = our_card };
	int64_t at = 100000;

	scan_init(&s, &config);
	assert_int_equal(feed(bytes, gap, &at), want);
	if (want != SCAN_DONE)
		return;
	assert_int_equal(scan_take(&s), kind);
	assert_string_equal(scan_text(&s), text);
}

static void
barcodes_by_timing_and_check_digit(void **state)
{
	(void)state;
	expect("8934567890123\r", 5, SCAN_BURST, 0, "");	/* wrong check digit */
	expect("4006381333931\r", 5, SCAN_DONE, SCAN_CODE, "4006381333931");
	expect("4006381333931\n", 5, SCAN_DONE, SCAN_CODE, "4006381333931");
	expect("4006381333931\t", 0, SCAN_DONE, SCAN_CODE, "4006381333931");
	expect("96385074\r", 30, SCAN_DONE, SCAN_CODE, "96385074");
	expect("890100037241\r", 10, SCAN_DONE, SCAN_CODE, "890100037241");
	expect("(01)04006381333931\r", 3, SCAN_DONE, SCAN_CODE, "(01)04006381333931");
}

static void
typing_is_no_scan(void **state)
{
	(void)state;
	expect("4006381333931\r", 80, SCAN_TYPED, 0, "");	/* by hand */
	expect("12345\r", 5, SCAN_TYPED, 0, "");		/* too short */
	expect("nguyen\r", 20, SCAN_BURST, 0, "");		/* a fast typist */
	expect("\r", 5, SCAN_TYPED, 0, "");
	expect("400638133\b3931\r", 5, SCAN_TYPED, 0, "");
	expect("400638\xc3\xaa" "1333931\r", 5, SCAN_TYPED, 0, "");
}

/* UniKey types "vie", takes back and writes again, all at once (UX 15). */
static void
unikey_is_no_scan(void **state)
{
	(void)state;
	expect("vie\b\xc3\xaat\b\b\xe1\xbb\x87t\r", 0, SCAN_TYPED, 0, "");
	expect("\177\177\177tie\xcc\x82ng4006381333931\r", 0, SCAN_TYPED, 0, "");
}

static void
prefixes_and_frames(void **state)
{
	(void)state;
	expect("~ANY 1\r", 5, SCAN_DONE, SCAN_CODE, "ANY 1");
	expect("]E0" "4006381333931\r", 5, SCAN_DONE, SCAN_CODE, "4006381333931");
	expect("]C1AB12\r", 5, SCAN_DONE, SCAN_CODE, "AB12");
	expect("\002hello\003", 5, SCAN_DONE, SCAN_FRAME, "hello");
	expect("~", 5, SCAN_HOLD, 0, "");
	expect("]E0 by hand", 90, SCAN_TYPED, 0, "");
}

static void
stripes_of_our_cards(void **state)
{
	(void)state;
	expect(";890100037241?\r", 5, SCAN_DONE, SCAN_STRIPE, "890100037241");
	expect("%B890100037241^NGUYEN/VAN?\r", 3, SCAN_DONE, SCAN_STRIPE, "890100037241");
	expect("%QUEN890100037241?\r", 3, SCAN_DONE, SCAN_STRIPE, "QUEN890100037241");
}

/* A bank card is recognised, and nothing of it is kept (UX 8). */
static void
bank_cards_are_wiped(void **state)
{
	size_t i;

	(void)state;
	expect(";4111111111111111=27121010000?\r", 3, SCAN_DONE, SCAN_BANK, "");
	for (i = 0; i < sizeof s.buf; i++)
		assert_int_equal(s.buf[i], 0);
	expect("%B4111111111111111^DOE/JOHN^2712101?;4111111111111111=2712101?\r", 3,
	    SCAN_DONE, SCAN_BANK, "");
	for (i = 0; i < sizeof s.buf; i++)
		assert_int_equal(s.buf[i], 0);
}

static void
long_runs_end(void **state)
{
	struct scan_config config = { 0 };
	int64_t at = 0;
	int i;

	(void)state;
	scan_init(&s, &config);
	for (i = 0; i < 100000; i++)
		(void)scan_byte(&s, ';', at);
	assert_int_equal(scan_byte(&s, '\r', at), SCAN_TYPED);
	expect("4006381333931\r", 5, SCAN_DONE, SCAN_CODE, "4006381333931");
}

int
test_scan(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(barcodes_by_timing_and_check_digit),
		cmocka_unit_test(typing_is_no_scan),
		cmocka_unit_test(unikey_is_no_scan),
		cmocka_unit_test(prefixes_and_frames),
		cmocka_unit_test(stripes_of_our_cards),
		cmocka_unit_test(bank_cards_are_wiped),
		cmocka_unit_test(long_runs_end),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
