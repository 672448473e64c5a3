#include "base/phone.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

#define DIGITS_MIN 6
#define DIGITS_MAX 15		/* ITU-T E.164, 6.2 */

/* Country codes of two digits (E.164 list of 2016); 1 and 7 have one, all
 * others three. */
static const char two_digit_codes[] =
    "20,27,30,31,32,33,34,36,39,40,41,43,44,45,46,47,48,49,51,52,53,54,55,56,"
    "57,58,60,61,62,63,64,65,66,81,82,84,86,90,91,92,93,94,95,98";

static enum err
refuse(struct err_note *note, const char *text)
{
	return err_set(note, ERR_INVALID, "",
	    _("“%s” is not a telephone number. Type for example 0901 234 567 or +84 901 234 567."),
	    text);
}

/* Digits of text; *plus when a + leads. False on any other character. */
static bool
collect(const char *text, char *digits, size_t size, bool *plus)
{
	size_t len = strlen(text), at = 0, n = 0;
	uint32_t cp;
	int used;

	*plus = false;
	for (; at < len; at += (size_t)used) {
		used = utf8_decode(text + at, len - at, &cp);
		if (used == 0)
			return false;
		if (cp >= 0xff01 && cp <= 0xff5e)	/* full width */
			cp -= 0xff01 - 0x21;
		if (cp == '+' && n == 0 && !*plus) {
			*plus = true;
		} else if (cp >= '0' && cp <= '9') {
			if (n + 1 >= size)
				return false;
			digits[n++] = (char)cp;
		} else if (cp >= 0x80 ? cp != 0xa0 && cp != 0x3000 :
		    strchr(" \t.-()/", (int)cp) == NULL) {
			return false;
		}
	}
	digits[n] = '\0';
	return true;
}

enum err
phone_normalise(const char *text, const char *country, char *e164,
    size_t size, struct err_note *note)
{
	char digits[40], full[48];
	const char *rest = digits;
	size_t cc = strlen(country), n;
	bool plus;

	if (!collect(text, digits, sizeof digits, &plus))
		return refuse(note, text);
	if (!plus && str_starts(rest, "00")) {
		rest += 2;
		plus = true;
	}
	/* 84901234567: too long to be a number of the country itself. */
	if (!plus && strlen(rest) >= 11 && str_starts(rest, country))
		plus = true;
	if (plus && str_starts(rest, country))
		rest += cc;
	else if (plus)
		cc = 0;
	if (cc > 0 && *rest == '0')
		rest++;			/* the trunk prefix, also in +84 (0)901 */
	if (*rest == '0')
		return refuse(note, text);
	snprintf(full, sizeof full, "+%s%s", cc > 0 ? country : "", rest);
	n = strlen(full) - 1;
	if (n < DIGITS_MIN || strlen(rest) < 3 || n > DIGITS_MAX || n + 2 > size)
		return refuse(note, text);
	str_copy(e164, size, full);
	return ERR_OK;
}

static size_t
country_length(const char *digits)
{
	char two[3] = "";

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	str_copy(two, sizeof two, digits);
	return str_in_list(two_digit_codes, two) ? 2 : 3;
}

/* Sizes of groups as they are printed in Vietnam and China; "" elsewhere. */
static const char *
groups_of(const char *code, size_t n)
{
	static const char *const sizes[] = { [7] = "34", [8] = "44",
		[9] = "333", [10] = "244", [11] = "344" };

	if (str_eq(code, "1") && n == 10)
		return "334";
	return n >= 7 && n <= 11 ? sizes[n] : "";
}

static void
group(struct strbuf *b, const char *digits, const char *sizes)
{
	size_t left = strlen(digits), n;

	while (left > 0) {
		if (*sizes != '\0')
			n = (size_t)(*sizes++ - '0');
		else
			n = left == 4 || left == 2 ? left : 3;
		if (n > left)
			n = left;
		strbuf_add_n(b, digits, n);
		digits += n;
		left -= n;
		if (left > 0)
			strbuf_add_char(b, ' ');
	}
}

/* Is the number dialled with a 0 before it at home?  Not in America, not the
 * mobiles of China, not the 1800 and 1900 services of Vietnam. */
static bool
has_trunk(const char *code, const char *rest)
{
	if (str_eq(code, "86"))
		return rest[0] != '1' || strlen(rest) != 11;
	return !str_eq(code, "1") && rest[0] != '1';
}

char *
phone_format(const char *e164, const char *country, char *buf, size_t size)
{
	struct strbuf b = { 0 };
	char code[4] = "";
	const char *rest;
	size_t n;

	if (e164[0] != '+')
		return str_copy(buf, size, e164);
	n = str_starts(e164 + 1, country) && *country != '\0' ?
	    strlen(country) : country_length(e164 + 1);
	if (strlen(e164 + 1) <= n || n >= sizeof code)
		return str_copy(buf, size, e164);
	memcpy(code, e164 + 1, n);
	rest = e164 + 1 + n;
	n = strlen(rest);
	if (!str_eq(code, country))
		strbuf_addf(&b, "+%s ", code);
	else if (has_trunk(code, rest))
		strbuf_add_char(&b, '0');
	group(&b, rest, groups_of(code, n));
	str_copy(buf, size, strbuf_str(&b));
	strbuf_fini(&b);
	return buf;
}

char *
phone_reverse(const char *e164, char *buf, size_t size)
{
	size_t n = strlen(e164), at = 0;

	while (n-- > 0 && at + 1 < size) {
		if (e164[n] >= '0' && e164[n] <= '9')
			buf[at++] = e164[n];
	}
	buf[at] = '\0';
	return buf;
}
