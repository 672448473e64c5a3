#include "test_base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/locale.h"
#include "base/log.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/rng.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"

static void
errors(void **state)
{
	struct err_note note;
	char longer[400] = "";
	int i;

	(void)state;
	assert_int_equal(err_set(&note, ERR_INVALID, "name", "%s %d", "x", 5), ERR_INVALID);
	assert_int_equal(note.code, ERR_INVALID);
	assert_string_equal(note.field, "name");
	assert_string_equal(note.text, "x 5");
	assert_int_equal(err_set(NULL, ERR_DB, NULL, "x"), ERR_DB);
	/* cut at a letter with its marks, 5 bytes each */
	for (i = 0; i < 60; i++)
		strcat(longer, "e\xcc\x82\xcc\x83");
	err_set(&note, ERR_IO, NULL, "%s", longer);
	assert_int_equal(strlen(note.text), 255);
	err_set(&note, ERR_IO, NULL, "a%s", longer);
	assert_int_equal(strlen(note.text), 251);
	assert_string_equal(err_name(ERR_OK), "OK");
	assert_string_equal(err_name(ERR_NOTFOUND), "NOTFOUND");
	assert_string_equal(err_name(ERR_CANCELLED), "CANCELLED");
	for (i = 0; i < ERR_COUNT; i++) {
		assert_true(err_text((enum err)i)[0] != '\0');
		assert_true(err_name((enum err)i)[0] != '\0');
	}
	assert_int_equal(err_exit_status(ERR_OK), 0);
	assert_int_equal(err_exit_status(ERR_INVALID), 65);
	assert_int_equal(err_exit_status(ERR_DB), 69);
	assert_int_equal(err_exit_status(ERR_FULL), 73);
	assert_int_equal(err_exit_status(ERR_BUSY), 75);
	assert_int_equal(err_exit_status(ERR_DENIED), 77);
	assert_int_equal(err_exit_status(ERR_CONFIG), 78);
}

static void
memory(void **state)
{
	struct arena a = { 0 };
	size_t cap = 0, i;
	int *v = NULL;
	char *big, *s;

	(void)state;
	v = xgrow(v, &cap, 100, sizeof *v);
	assert_true(cap >= 100);
	free(v);
	s = xasprintf("%d-%s", 7, "x");
	assert_string_equal(s, "7-x");
	free(s);
	assert_null(xstrdup(NULL));
	s = xstrndup("abc", 2);
	assert_string_equal(s, "ab");
	free(s);
	for (i = 0; i < 2000; i++) {
		unsigned char *p = arena_alloc(&a, i % 97);

		assert_true((uintptr_t)p % sizeof(void *) == 0);
		assert_true(i % 97 == 0 || (p[0] == 0 && p[i % 97 - 1] == 0));
		memset(p, 0xff, i % 97);
	}
	big = arena_alloc(&a, 100000);
	memset(big, 1, 100000);
	assert_string_equal(arena_printf(&a, "%s!", arena_strdup(&a, "hi")), "hi!");
	assert_null(arena_strdup(&a, NULL));
	arena_fini(&a);
	arena_fini(&a);
}

static void
strings(void **state)
{
	struct strbuf b = { 0 };
	const char *rest = " a, ,b b ,ế,";
	char piece[8], *s;

	(void)state;
	assert_string_equal(strbuf_str(&b), "");
	strbuf_add(&b, "ab");
	strbuf_add_char(&b, 'c');
	strbuf_addf(&b, "%05d", 42);
	assert_string_equal(strbuf_str(&b), "abc00042");
	strbuf_clear(&b);
	assert_string_equal(strbuf_str(&b), "");
	s = strbuf_take(&b);
	assert_string_equal(s, "");
	free(s);
	strbuf_fini(&b);
	assert_string_equal(str_copy(piece, 5, "aế"), "aế");
	assert_string_equal(str_copy(piece, 4, "aế"), "a");
	assert_true(str_next(&rest, ',', piece, sizeof piece));
	assert_string_equal(piece, "a");
	assert_true(str_next(&rest, ',', piece, sizeof piece));
	assert_string_equal(piece, "b b");
	assert_true(str_next(&rest, ',', piece, sizeof piece));
	assert_string_equal(piece, "ế");
	assert_false(str_next(&rest, ',', piece, sizeof piece));
	assert_true(str_in_list("a, b ,c", "b"));
	assert_false(str_in_list("ab,c", "b"));
	assert_false(str_in_list("a,,b", ""));
	assert_true(str_ieq_ascii("AbC", "aBc"));
	assert_false(str_ieq_ascii("AbC", "aB"));
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq(NULL, ""));
	assert_true(str_starts("abc", "ab") && str_ends("abc", "bc"));
	assert_false(str_ends("c", "bc"));
}

static void
whole_numbers(void **state)
{
	const struct locale_rules *vi = locale_find("vi"), *en = locale_find(NULL);
	int64_t v = 7;
	char buf[32];

	(void)state;
	assert_string_equal(vi->lang, "vi");
	assert_string_equal(en->lang, "en");
	assert_string_equal(locale_find("zh")->lang, "zh_CN");
	assert_string_equal(locale_find("fr")->lang, "en");
	assert_string_equal(locale_format_int(vi, -1234567, buf, sizeof buf), "-1.234.567");
	assert_string_equal(locale_format_int(en, 999, buf, sizeof buf), "999");
	assert_string_equal(locale_format_int(en, INT64_MIN, buf, sizeof buf),
	    "-9,223,372,036,854,775,808");
	assert_true(locale_parse_int(vi, " -1.234 ", &v) && v == -1234);
	assert_true(locale_parse_int(en, "１２", &v) && v == 12);
	assert_false(locale_parse_int(en, "1.234", &v));
	assert_false(locale_parse_int(en, "1,23", &v));
	assert_false(locale_parse_int(en, "", &v));
	assert_false(locale_parse_int(en, "-", &v));
	assert_false(locale_parse_int(en, "1000000000000001", &v));
	assert_int_equal(v, 12);
}

static void
rule_V7_card_numbers(void **state)
{
	char out[20];

	(void)state;
	assert_true(card_number_clean(" 0012-3456 7890\r\n", out, sizeof out));
	assert_string_equal(out, "001234567890");
	assert_true(card_number_clean("0099\t", out, sizeof out));
	assert_string_equal(out, "0099");
	assert_false(card_number_clean("12a4", out, sizeof out));
	assert_false(card_number_clean("", out, sizeof out));
	assert_false(card_number_clean(" - ", out, sizeof out));
	assert_false(card_number_clean("12345678901234567890", out, sizeof out));
	assert_true(luhn_is_valid("79927398713"));
	assert_false(luhn_is_valid("79927398710"));
	assert_false(luhn_is_valid(""));
	assert_false(luhn_is_valid("7992739871x"));
	assert_int_equal(luhn_digit("7992739871"), '3');
	assert_true(luhn_is_valid("0000000000000000"));
	assert_true(gtin_is_valid("4006381333931"));
	assert_true(gtin_is_valid("73513537"));
	assert_true(gtin_is_valid("036000291452"));
	assert_false(gtin_is_valid("4006381333932"));
	assert_false(gtin_is_valid("400638133393"));
}

/* rule M1: 0903 and +84 903 are one. */
static void
rule_M1_phones_are_one_number(void **state)
{
	static const struct { const char *country, *text, *e164, *shown; } same[] = {
		{ "84", "0901 234.567", "+84901234567", "0901 234 567" },
		{ "84", "+84 901234567", "+84901234567", "0901 234 567" },
		{ "84", "0084901234567", "+84901234567", "0901 234 567" },
		{ "84", "84901234567", "+84901234567", "0901 234 567" },
		{ "84", "+84 (0)901-234-567", "+84901234567", "0901 234 567" },
		{ "84", "０９０１２３４５６７", "+84901234567", "0901 234 567" },
		{ "84", "(028) 3822 1234", "+842838221234", "028 3822 1234" },
		{ "84", "1900 1234", "+8419001234", "1900 1234" },
		{ "84", "+86 138 0013 8000", "+8613800138000", "+86 138 0013 8000" },
		{ "86", "138 0013 8000", "+8613800138000", "138 0013 8000" },
		{ "86", "010-6552 9988", "+861065529988", "010 6552 9988" },
		{ "84", "+1 212 555 1234", "+12125551234", "+1 212 555 1234" },
	};
	static const char *const bad[] = { "", "12", "0", "abc", "090123456x",
		"+", "++84901234567", "0901 234 567 ext 5", "1234567890123456789",
		"+0901234567", "090'1234567" };
	char e164[PHONE_SIZE], buf[40];
	struct err_note note;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof same / sizeof *same; i++) {
		assert_int_equal(phone_normalise(same[i].text, same[i].country,
		    e164, sizeof e164, &note), ERR_OK);
		assert_string_equal(e164, same[i].e164);
		assert_string_equal(phone_format(e164, same[i].country, buf,
		    sizeof buf), same[i].shown);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(phone_normalise(bad[i], "84", e164,
		    sizeof e164, &note), ERR_INVALID);
	assert_string_equal(phone_reverse("+84901234567", buf, sizeof buf), "76543210948");
}

static void
json(void **state)
{
	static const char *const bad[] = { "", "[]", "5", "{", "{\"a\":1,\"a\":2}",
		"{\"a\":1} x", "{\"a\":\"\\u0000\"}", "{\"a\":NaN}",
		"{\"a\":99999999999999999999}", "{'a':1}", "{\"a\":\"\xff\"}" };
	static const char *const names[] = { "a", "b", NULL };
	static const char good[] = "{\"b\":12.34,\"a\":[true,null,\"ế\"]}";
	struct err_note note;
	json_t *v = NULL;
	char *text, *theirs;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(json_parse_object(bad[i], strlen(bad[i]), &v,
		    &note), ERR_INVALID);
	assert_null(v);
	assert_int_equal(json_parse_object(good, strlen(good), &v, &note), ERR_OK);
	text = json_text(v);
	assert_string_equal(text, "{\"a\":[true,null,\"ế\"],\"b\":12.34}");
	free(text);
	assert_int_equal(json_only(v, names, &note), ERR_OK);
	assert_int_equal(json_only(v, names + 1, &note), ERR_INVALID);
	assert_string_equal(note.field, "a");
	json_decref(v);
	assert_int_equal(json_parse_object(good, JSON_LINE_MAX + 1, &v, &note), ERR_LIMIT);
	/* our writer and jansson's give the same bytes */
	v = json_pack("{s:s, s:[i,[],{},f,b], s:{s:n, s:s}}", "z", "a\"\\/\b\f\n\r\t\x01\x1f\x7f ế中",
	    "a", -5, 0.1, 1, "Z", "k", "\t", "");
	text = json_text(v);
	theirs = json_dumps(v, JSON_SORT_KEYS | JSON_COMPACT | JSON_REAL_PRECISION(15));
	assert_string_equal(text, theirs);
	free(theirs);
	free(text);
	json_decref(v);
	/* quantities and factors as large as they may be */
	v = json_pack("[f,f,f,o,o]", 1234.567, 999999.999, 0.001, json_hundredths(9999999999999),
	    json_hundredths(1000000));
	text = json_text(v);
	assert_string_equal(text, "[1234.567,999999.999,0.001,99999999999.99,10000]");
	free(text);
	json_decref(v);
}

static void
secrets(void **state)
{
	/* RFC 7693 has BLAKE2b-512; this is BLAKE2b-256 of 8 zero bytes, the
	 * length of an empty part. */
	unsigned char a[HASH_SIZE], b[HASH_SIZE];
	char hash[PASSWORD_HASH_SIZE], hex[HASH_HEX_SIZE];
	struct hash_state h;

	(void)state;
	hash_init(&h);
	hash_add_str(&h, "ab");
	hash_add_str(&h, "c");
	hash_end(&h, a);
	hash_init(&h);
	hash_add_str(&h, "a");
	hash_add_str(&h, "bc");
	hash_end(&h, b);
	assert_memory_not_equal(a, b, HASH_SIZE);
	hash_init(&h);
	hash_add_str(&h, NULL);
	hash_end(&h, a);
	hash_init(&h);
	hash_add_str(&h, "");
	hash_end(&h, b);
	assert_memory_not_equal(a, b, HASH_SIZE);
	assert_int_equal(strlen(hash_hex(a, hex)), 64);
	assert_int_equal(password_hash("Mật khẩu", hash), ERR_OK);
	assert_true(str_starts(hash, "$argon2id$"));
	assert_true(password_verify("Mật khẩu", hash));
	assert_false(password_verify("mat khau", hash));
	assert_false(password_verify("x", "not a hash"));
	assert_true(secret_random_below(5) < 5);
	secret_wipe(hash, sizeof hash);
	assert_int_equal(hash[0], 0);
}

static void
numbers_of_a_seed_are_always_the_same(void **state)
{
	struct rng r = { 0 };
	int i;

	(void)state;
	/* the first value of SplitMix64 for seed 0 */
	assert_true(rng_next(&r) == UINT64_C(0xe220a8397b1dcdaf));
	for (i = 0; i < 1000; i++)
		assert_true(rng_below(&r, 3) < 3);
}

/* TRUST F: the number of lines in the log is the number of messages. */
static void
the_log_is_encoded(void **state)
{
	char path[] = "log-test-XXXXXX", text[600];
	int fd = mkstemp(path);
	ssize_t n;

	(void)state;
	assert_true(fd >= 0);
	log_open(path);
	log_write(LOG_LEVEL_WARN, "a\r\nfake \033[2J %s \xc2\x9b \xff \xe2\x80\xae ế", "%n%s");
	log_write(LOG_LEVEL_INFO, "not wanted");
	log_open(NULL);
	n = read(fd, text, sizeof text - 1);
	assert_true(n > 0);
	text[n] = '\0';
	assert_non_null(strstr(text, "warning: a\\u000d\\u000afake \\u001b[2J %n%s \\u009b \\xff \\u202e ế\n"));
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	close(fd);
	unlink(path);
}

static void
languages(void **state)
{
	(void)state;
	unsetenv("QUEN_LANG");
	i18n_set(NULL, "vi_VN.UTF-8");
	assert_string_equal(i18n_lang(), "vi");
	i18n_set(NULL, "zh-Hans");
	assert_string_equal(i18n_lang(), "zh_CN");
	i18n_set(NULL, "view");
	assert_string_equal(i18n_lang(), "en");
	setenv("QUEN_LANG", "vi", 1);
	i18n_set(NULL, NULL);
	assert_string_equal(i18n_lang(), "vi");
	unsetenv("QUEN_LANG");
	i18n_set(NULL, "en");
	assert_string_equal(tr(""), "");
	assert_string_equal(tr(NULL), "");
	assert_string_equal(tr_ctx("sex", "no such text"), "no such text");
}

static void
names_on_the_disk(void **state)
{
	char far[5000];

	(void)state;
	memset(far, 'a', sizeof far - 1);
	far[sizeof far - 1] = '\0';
	far[4990] = '/';
	assert_true(durable_path("/tmp"));
	assert_true(durable_name("/tmp/not-there"));
	assert_true(durable_name("not-there"));
	assert_true(durable_name("/not-there"));
	assert_false(durable_path("/tmp/not-there"));
	assert_int_equal(errno, ENOENT);
	assert_false(durable_name("/not-there/at-all"));
	assert_int_equal(errno, ENOENT);
	assert_false(durable_name(far));
	assert_int_equal(errno, ENAMETOOLONG);
}

int
test_kit(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors),
		cmocka_unit_test(memory),
		cmocka_unit_test(strings),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(rule_V7_card_numbers),
		cmocka_unit_test(rule_M1_phones_are_one_number),
		cmocka_unit_test(json),
		cmocka_unit_test(secrets),
		cmocka_unit_test(numbers_of_a_seed_are_always_the_same),
		cmocka_unit_test(the_log_is_encoded),
		cmocka_unit_test(languages),
		cmocka_unit_test(names_on_the_disk),
	};

	return cmocka_run_group_tests_name("kit", tests, NULL, NULL);
}
