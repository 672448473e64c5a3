#include "base/luhn.h"

#include <string.h>

static bool
only_digits(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

char
luhn_digit(const char *digits)
{
	size_t n = strlen(digits), i;
	int sum = 0;

	for (i = 0; i < n; i++) {
		int d = digits[n - 1 - i] - '0';

		if (i % 2 == 0 && (d *= 2) > 9)
			d -= 9;
		sum += d;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

bool
luhn_is_valid(const char *digits)
{
	size_t n = strlen(digits), i;
	int sum = 0;

	if (!only_digits(digits) || n < 2)
		return false;
	for (i = 0; i < n; i++) {
		int d = digits[n - 1 - i] - '0';

		if (i % 2 == 1 && (d *= 2) > 9)
			d -= 9;
		sum += d;
	}
	return sum % 10 == 0;
}

bool
gtin_is_valid(const char *digits)
{
	size_t n = strlen(digits), i;
	int sum = 0;

	if (!only_digits(digits) || (n != 8 && n != 12 && n != 13))
		return false;
	for (i = 0; i < n; i++)
		sum += (digits[n - 1 - i] - '0') * (i % 2 == 1 ? 3 : 1);
	return sum % 10 == 0;
}

bool
card_number_clean(const char *scanned, char *out, size_t size)
{
	size_t n = 0;

	for (; *scanned != '\0'; scanned++) {
		if (strchr(" -\r\n\t", *scanned) != NULL)
			continue;
		if (*scanned < '0' || *scanned > '9' || n + 1 >= size)
			return false;
		out[n++] = *scanned;
	}
	if (n == 0)
		return false;
	out[n] = '\0';
	return true;
}
