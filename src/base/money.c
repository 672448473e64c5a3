#include "base/money.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Reading and showing amounts is in money_parse.c. */

static const struct currency currencies[] = {
	{ "VND", 0, "₫", 500 },
	{ "CNY", 2, "¥", 1 },
	{ "USD", 2, "$", 1 },
	{ "EUR", 2, "€", 1 },
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
