/* money_parse.c - amounts, percentages and quantities as users type and read
 * them.  Rule N5: what could be read in two ways is refused. */
#include "base/money.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

#define TEXT_MAX 64		/* longest amount that is read */
#define DIGITS_MAX 18		/* of one number; they fit 64 bits */

/* A number as typed: mantissa / 10^decimals * 10^tens. */
struct number {
	int64_t mantissa;
	int decimals, tens;
};

/* Blanks around dropped, full-width forms halved, letters kept. */
static bool
simplify(const char *text, char *out, size_t size)
{
	size_t len = strlen(text), at = 0, n = 0;
	uint32_t cp;
	int used;

	for (; at < len; at += (size_t)used) {
		used = utf8_decode(text + at, len - at, &cp);
		if (used == 0 || n + 4 >= size)
			return false;
		if (cp >= 0xff01 && cp <= 0xff5e)
			cp -= 0xff01 - 0x21;
		if (cp == 0xd7)			/* × */
			cp = '*';
		if (cp == '\t' || cp == '\r' || cp == '\n' || cp == 0xa0 ||
		    cp == 0x3000)
			cp = ' ';
		if (cp == ' ' && n == 0)
			continue;
		if (cp >= 'A' && cp <= 'Z')
			cp += 32;
		n += (size_t)utf8_encode(cp, out + n);
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n > 0;
}

/* Reads "k" or "tr" at *s: 3, 6, or 0 when there is none. */
static int
take_word(const struct locale_rules *lr, const char **s)
{
	const struct { const char *list; int tens; } words[] = {
		{ lr->thousand_words, 3 }, { lr->million_words, 6 },
	};
	const char *word = *s + strspn(*s, " "), *rest;
	size_t n = strcspn(word, " +*"), i;
	char piece[32], typed[32];

	if (n == 0 || n >= sizeof typed)
		return 0;
	str_copy(typed, n + 1, word);
	for (i = 0; i < 2; i++) {
		for (rest = words[i].list; str_next(&rest, ',', piece,
		    sizeof piece);) {
			if (str_eq(piece, typed)) {
				*s = word + n;
				return words[i].tens;
			}
		}
	}
	return 0;
}

/* The runs of digits of one number and what stands between them. */
struct runs {
	int len[8];
	char sep[8];		/* before run i; sep[0] unused */
	int n;
	int64_t mantissa;
	bool too_long;
};

static bool
take_runs(const char **s, struct runs *r)
{
	int total = 0;

	*r = (struct runs) { .n = 0 };
	for (;;) {
		int len = 0;

		for (; **s >= '0' && **s <= '9'; (*s)++, len++) {
			if (total > 0 || **s != '0')
				total++;
			if (total <= DIGITS_MAX)
				r->mantissa = r->mantissa * 10 + (**s - '0');
			else
				r->too_long = true;
		}
		if (len == 0 || r->n == 8)
			return false;
		r->len[r->n++] = len;
		if ((**s != '.' && **s != ',') || r->n == 8)
			return r->n < 8 || (**s != '.' && **s != ',');
		r->sep[r->n] = *(*s)++;
	}
}

/* Are runs first .. last - 1 a number in groups of three? */
static bool
is_grouped(const struct runs *r, int last, bool starts_with_zero)
{
	int i;

	if (last > 1 && (r->len[0] > 3 || starts_with_zero))
		return false;
	for (i = 1; i < last; i++) {
		if (r->len[i] != 3)
			return false;
	}
	return true;
}

/* How many runs from the end are decimals: 0 or 1; -1 when the number could be
 * read in two ways or in none. */
static int
decimal_runs(const struct locale_rules *lr, const struct runs *r, int digits,
    bool has_word, bool starts_with_zero)
{
	char last = r->sep[r->n - 1];
	int i;

	if (r->n == 1)
		return 0;
	for (i = 2; i < r->n - 1; i++) {
		if (r->sep[i] != r->sep[1])
			return -1;
	}
	if (r->n > 2 && last != r->sep[1])
		return r->sep[1] == lr->thousands && last == lr->decimal ? 1 : -1;
	if (r->n > 2)		/* 1.234.567: where no decimals are, either sign */
		return last == lr->thousands || digits == 0 ? 0 : -1;
	if (r->len[1] == 3 && has_word)
		return -1;	/* 1.234k: 1234 or 1234000? */
	/* Three decimals by the point of the keypad look like a group where that is the point: 1.234. */
	if (r->len[1] == 3 && digits == 3 && last == '.' && last == lr->thousands)
		return starts_with_zero || r->len[0] > 3 ? 1 : -1;
	if (r->len[1] == 3 && (digits == 0 || last == lr->thousands))
		return 0;
	if (last == lr->decimal || last == '.' || has_word)
		return 1;	/* the keypad has a point only */
	return -1;
}

static enum err
take_number(const struct locale_rules *lr, int digits, const char **s,
    struct number *out)
{
	bool zero = **s == '0';
	struct runs r;
	int decimals;

	if (!take_runs(s, &r))
		return ERR_INVALID;
	out->tens = take_word(lr, s);
	decimals = decimal_runs(lr, &r, digits, out->tens > 0, zero);
	if (decimals < 0 || !is_grouped(&r, r.n - decimals, zero))
		return ERR_INVALID;
	out->mantissa = r.mantissa;
	out->decimals = decimals > 0 ? r.len[r.n - 1] : 0;
	if (out->decimals > digits + out->tens)
		return ERR_INVALID;
	return r.too_long ? ERR_LIMIT : ERR_OK;
}

/* v * 10^n, or v / 10^-n when nothing is lost. */
static enum err
scale(__int128 *v, int n)
{
	for (; n > 0; n--) {
		if (__builtin_mul_overflow(*v, (__int128)10, v))
			return ERR_LIMIT;
	}
	for (; n < 0; n++) {
		if (*v % 10 != 0)
			return ERR_INVALID;
		*v /= 10;
	}
	return ERR_OK;
}

/* "29000*2": the product in minor units. */
static enum err
take_term(const struct locale_rules *lr, int digits, const char **s,
    __int128 *minor)
{
	__int128 v = 1;
	int tens = digits;
	struct number f;
	enum err e;

	for (;;) {
		*s += strspn(*s, " ");
		e = take_number(lr, digits, s, &f);
		if (e != ERR_OK)
			return e;
		if (__builtin_mul_overflow(v, (__int128)f.mantissa, &v))
			return ERR_LIMIT;
		tens += f.tens - f.decimals;
		*s += strspn(*s, " ");
		if (**s != '*')
			break;
		(*s)++;
	}
	e = scale(&v, tens);
	*minor = v;
	return e;
}

static enum err
read_sum(const struct locale_rules *lr, int digits, const char *s,
    int64_t *minor)
{
	__int128 sum = 0, term;
	enum err e;

	for (;;) {
		e = take_term(lr, digits, &s, &term);
		if (e != ERR_OK)
			return e;
		if (term > MONEY_MAX || (sum += term) > MONEY_MAX)
			return ERR_LIMIT;
		if (*s == '\0')
			break;
		if (*s++ != '+')
			return ERR_INVALID;
	}
	*minor = (int64_t)sum;
	return ERR_OK;
}

enum err
money_parse(const struct locale_rules *lr, const struct currency *cur,
    const char *text, int64_t *minor, struct err_note *note)
{
	char s[TEXT_MAX], example[32];
	enum err e = ERR_INVALID;
	int64_t v;

	if (simplify(text, s, sizeof s))
		e = read_sum(lr, cur->digits, s, &v);
	if (e == ERR_LIMIT)
		return err_set(note, ERR_LIMIT, "", _("The amount is too large."));
	if (e != ERR_OK)
		return err_set(note, ERR_INVALID, "",
		    _("“%s” is not an amount. Type for example %s."), text,
		    money_format(lr, cur, 1234500, example, sizeof example));
	*minor = v;
	return ERR_OK;
}

/* Whole part grouped when asked, then exactly so many decimals. */
static char *
format_decimal(const struct locale_rules *lr, int64_t v, int decimals,
    bool grouped, char *buf, size_t size)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, unit = 1;
	struct strbuf b = { 0 };
	char whole[32];
	int i;

	for (i = 0; i < decimals; i++)
		unit *= 10;
	if (grouped)
		locale_format_int(lr, (int64_t)(u / unit), whole, sizeof whole);
	else
		snprintf(whole, sizeof whole, "%llu",
		    (unsigned long long)(u / unit));
	strbuf_addf(&b, "%s%s", v < 0 ? "-" : "", whole);
	if (decimals > 0)
		strbuf_add_char(&b, lr->decimal);
	for (u %= unit; decimals-- > 0; u %= unit) {
		unit /= 10;
		strbuf_add_char(&b, (char)('0' + u / unit));
	}
	str_copy(buf, size, strbuf_str(&b));
	strbuf_fini(&b);
	return buf;
}

char *
money_format(const struct locale_rules *lr, const struct currency *cur,
    int64_t minor, char *buf, size_t size)
{
	return format_decimal(lr, minor, cur->digits, true, buf, size);
}

/* A plain number without grouping, in units of 10^-decimals. */
static enum err
read_decimal(const struct locale_rules *lr, const char *s, int decimals,
    int64_t *v)
{
	struct runs r;
	__int128 x;
	enum err e;
	int typed = 0;

	if (!take_runs(&s, &r) || *s != '\0' || r.n > 2 ||
	    (r.n == 2 && r.sep[1] != lr->decimal && r.sep[1] != '.'))
		return ERR_INVALID;
	if (r.n == 2) {
		typed = r.len[1];
		/* 1.234 where the point groups: 1234 or 1.234? */
		if (r.sep[1] == lr->thousands && typed == 3)
			return ERR_INVALID;
	}
	if (r.too_long)
		return ERR_LIMIT;
	x = r.mantissa;
	e = scale(&x, decimals - typed);
	if (e == ERR_OK && x > MONEY_MAX)
		e = ERR_LIMIT;
	if (e == ERR_OK)
		*v = (int64_t)x;
	return e;
}

enum err
percent_parse(const struct locale_rules *lr, const char *text, int64_t *bp,
    struct err_note *note)
{
	char s[TEXT_MAX];
	enum err e = ERR_INVALID;
	int64_t v = 0;
	size_t n;

	if (simplify(text, s, sizeof s)) {
		n = strlen(s);
		if (s[n - 1] == '%')
			s[--n] = '\0';
		while (n > 0 && s[n - 1] == ' ')
			s[--n] = '\0';
		e = read_decimal(lr, s, 2, &v);
	}
	if (e != ERR_OK || v > 10000)
		return err_set(note, ERR_INVALID, "",
		    _("“%s” is not a percentage. Type 0 to 100, for example 12%c5."),
		    text, lr->decimal);
	*bp = v;
	return ERR_OK;
}

char *
decimal_format(const struct locale_rules *lr, int64_t v, int decimals,
    char *buf, size_t size)
{
	while (decimals > 0 && v % 10 == 0) {
		v /= 10;
		decimals--;
	}
	return format_decimal(lr, v, decimals, false, buf, size);
}

char *
percent_format(const struct locale_rules *lr, int64_t bp, char *buf, size_t size)
{
	return decimal_format(lr, bp, 2, buf, size);
}

enum err
decimal_parse(const struct locale_rules *lr, const char *text, int decimals,
    int64_t *v)
{
	char s[TEXT_MAX];

	return simplify(text, s, sizeof s) ?
	    read_decimal(lr, s, decimals, v) : ERR_INVALID;
}

enum err
quantity_parse(const struct locale_rules *lr, const char *text, int64_t *milli,
    struct err_note *note)
{
	int64_t v = 0;
	enum err e = decimal_parse(lr, text, 3, &v);

	if (e == ERR_LIMIT)
		return err_set(note, ERR_LIMIT, "", _("The quantity is too large."));
	if (e != ERR_OK || v == 0)
		return err_set(note, ERR_INVALID, "",
		    _("“%s” is not a quantity. Type for example 2 or 2%c5."),
		    text, lr->decimal);
	*milli = v;
	return ERR_OK;
}

char *
quantity_format(const struct locale_rules *lr, int64_t milli, char *buf,
    size_t size)
{
	return decimal_format(lr, milli, 3, buf, size);
}
