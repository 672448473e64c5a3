#include "base/money.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Reading and showing amounts is in money_parse.c. */

/* Only VND is rounded in cash from the start (rule N1). */
static const struct currency currencies[] = {
	{ "VND", 0, "₫", 500, 500000 },
	{ "CNY", 2, "¥", 1, 500 },
	{ "USD", 2, "$", 1, 500 },
	{ "EUR", 2, "€", 1, 500 },
	/* East and south-east Asia */
	{ "BND", 2, "B$", 1, 10000 },
	{ "HKD", 2, "HK$", 1, 1000 },
	{ "IDR", 2, "Rp", 1, 100000 },
	{ "JPY", 0, "¥", 1, 10000 },
	{ "KHR", 2, "៛", 1, 100000 },
	{ "KRW", 0, "₩", 1, 50000 },
	{ "LAK", 2, "₭", 1, 100000 },
	{ "MMK", 2, "K", 1, 10000 },
	{ "MOP", 2, "MOP$", 1, 1000 },
	{ "MYR", 2, "RM", 1, 500 },
	{ "PHP", 2, "₱", 1, 1000 },
	{ "SGD", 2, "S$", 1, 10000 },
	{ "THB", 2, "฿", 1, 1000 },
	{ "TWD", 2, "NT$", 1, 2000 },
	/* elsewhere */
	{ "AED", 2, "AED", 1, 1000 },
	{ "AUD", 2, "A$", 1, 500 },
	{ "BDT", 2, "৳", 1, 1000 },
	{ "BHD", 3, "BD", 1, 20 },
	{ "CAD", 2, "C$", 1, 500 },
	{ "CHF", 2, "CHF", 1, 1000 },
	{ "CZK", 2, "Kč", 1, 5000 },
	{ "DKK", 2, "kr", 1, 1000 },
	{ "GBP", 2, "£", 1, 500 },
	{ "INR", 2, "₹", 1, 2000 },
	{ "IQD", 3, "IQD", 1, 50000 },
	{ "ISK", 0, "kr", 1, 10000 },
	{ "JOD", 3, "JD", 1, 50 },
	{ "KWD", 3, "KD", 1, 20 },
	{ "LKR", 2, "Rs", 1, 5000 },
	{ "LYD", 3, "LD", 1, 50 },
	{ "NOK", 2, "kr", 1, 1000 },
	{ "NPR", 2, "Rs", 1, 1000 },
	{ "NZD", 2, "NZ$", 1, 500 },
	{ "OMR", 3, "OMR", 1, 50 },
	{ "PKR", 2, "Rs", 1, 5000 },
	{ "PLN", 2, "zł", 1, 500 },
	{ "QAR", 2, "QR", 1, 500 },
	{ "RUB", 2, "₽", 1, 5000 },
	{ "SAR", 2, "SR", 1, 500 },
	{ "SEK", 2, "kr", 1, 1000 },
	{ "TND", 3, "DT", 1, 50 },
	{ "TRY", 2, "₺", 1, 500 },
};

const struct currency *
currency_find(const char *code)
{
	size_t i;

	for (i = 0; i < sizeof currencies / sizeof *currencies; i++) {
		if (str_eq(code, currencies[i].code))
			return &currencies[i];
	}
	return NULL;
}

static enum err
checked(__int128 v, int64_t *r)
{
	if (v > MONEY_MAX || v < -MONEY_MAX)
		return ERR_LIMIT;
	*r = (int64_t)v;
	return ERR_OK;
}

enum err
money_add(int64_t a, int64_t b, int64_t *r)
{
	return checked((__int128)a + b, r);
}

enum err
money_mul(int64_t a, int64_t b, int64_t *r)
{
	return checked((__int128)a * b, r);
}

static __int128
div_half_up(__int128 p, __int128 den)
{
	__int128 size = p < 0 ? -p : p, q = size / den;

	if (size % den >= den - size % den)
		q++;
	return p < 0 ? -q : q;
}

enum err
money_mul_div(int64_t a, int64_t num, int64_t den, int64_t *r)
{
	assert(den > 0);
	return checked(div_half_up((__int128)a * num, den), r);
}

enum err
money_mul_div_floor(int64_t a, int64_t num, int64_t den, int64_t *r)
{
	__int128 p = (__int128)a * num;

	assert(den > 0);
	return checked(p / den - (p % den < 0), r);
}

int64_t
money_round_to(int64_t a, int64_t unit)
{
	assert(unit >= 1);
	return (int64_t)(div_half_up(a, unit) * unit);
}

struct share {
	unsigned __int128 rest;
	size_t index;
};

static int
by_rest(const void *x, const void *y)
{
	const struct share *a = x, *b = y;

	if (a->rest != b->rest)
		return a->rest > b->rest ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

enum err
money_split(int64_t whole, const int64_t *weight, size_t n, int64_t *part)
{
	unsigned __int128 sum = 0, p;
	uint64_t size = whole < 0 ? 0 - (uint64_t)whole : (uint64_t)whole, left;
	struct share *shares;
	size_t i;

	assert(n > 0);
	if (size > (uint64_t)MONEY_MAX)
		return ERR_LIMIT;
	for (i = 0; i < n; i++) {
		assert(weight[i] >= 0);
		sum += (uint64_t)weight[i];
	}
	if (sum == 0) {
		memset(part, 0, n * sizeof *part);
		part[0] = whole;
		return ERR_OK;
	}
	shares = xcalloc(n, sizeof *shares);
	left = size;
	for (i = 0; i < n; i++) {
		p = (unsigned __int128)size * (uint64_t)weight[i];
		part[i] = (int64_t)(p / sum);
		left -= (uint64_t)part[i];
		shares[i] = (struct share) { p % sum, i };
	}
	/* What is left is less than the number of rests that are not 0. */
	qsort(shares, n, sizeof *shares, by_rest);
	for (i = 0; i < left; i++)
		part[shares[i].index]++;
	free(shares);
	for (i = 0; whole < 0 && i < n; i++)
		part[i] = -part[i];
	return ERR_OK;
}
