#include "domain/earn_sum.h"

#include "base/money.h"
#include "base/str.h"

#define FACTOR_MAX 1000000		/* hundredths */

static int64_t
gcd(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t t = a % b;

		a = b;
		b = t;
	}
	return a;
}

/* Adds base * points * factor / (amount * 100). Fractions whose common
 * denominator would not fit stay below one point in all and are left out. */
enum err
earn_sum_add(struct earn_sum *s, int64_t base, int64_t points, int64_t amount, int64_t factor)
{
	int64_t den, num = 0, whole = 0, g;
	__int128 top, common;

	if (amount <= 0 || amount > MONEY_MAX || points > MONEY_MAX || factor > FACTOR_MAX)
		return ERR_LIMIT;
	den = amount * 100;
	top = base;
	top *= points;
	top *= factor;
	if (top / den > MONEY_MAX)
		return ERR_LIMIT;
	whole = (int64_t)(top / den);
	num = (int64_t)(top % den);
	if (money_add(s->whole, whole, &s->whole) != ERR_OK)
		return ERR_LIMIT;
	if (num == 0)
		return ERR_OK;
	g = gcd(den, num);
	den /= g;
	num /= g;
	g = gcd((int64_t)s->den, den);
	common = s->den / g * den;
	if (common > INT64_MAX / 2)
		return ERR_OK;
	s->num = s->num * (common / s->den) + common / den * num;
	s->den = common;
	s->whole += (int64_t)(s->num / s->den);
	s->num %= s->den;
	return ERR_OK;
}

/* ---- what came back (rule P3) ---- */

static int64_t
number(const json_t *o, const char *name, int64_t otherwise)
{
	const json_t *v = json_object_get(o, name);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

static bool
has_effect(const json_t *o, const char *effect)
{
	const char *s = json_string_value(json_object_get(o, "effect"));

	return s != NULL && str_eq(s, effect);
}

/* A rule that held for some lines only: its share of what is left. */
static enum err
share_left(const json_t *o, int64_t base, int64_t left, int64_t *mine)
{
	int64_t own = number(o, "base", base);

	*mine = left;
	if (own == base || base == 0)
		return ERR_OK;
	return money_mul_div_floor(own, left, base, mine);
}

static int64_t
points_of(const json_t *why)
{
	int64_t sum = 0;
	const json_t *o;
	size_t i;

	json_array_foreach((json_t *)why, i, o)
		sum += number(o, "points", 0);
	return sum;
}

enum err
earn_again(const json_t *why, int64_t base, int64_t left, int64_t level_factor, int64_t *points)
{
	int64_t all = points_of(why), factor = 100, fixed = 0, mine;
	struct earn_sum s = EARN_SUM_INIT;
	enum err e = ERR_OK;
	const json_t *o;
	size_t i;

	*points = left >= base ? all : 0;
	if (left >= base || left <= 0)
		return ERR_OK;
	json_array_foreach((json_t *)why, i, o) {
		bool holds = left >= number(o, "minimum", 0);

		if (has_effect(o, "multiplier"))
			factor = holds ? number(o, "times", 100) : level_factor;
		else if (has_effect(o, "fixed") && holds)
			fixed += number(o, "points", 0);
	}
	json_array_foreach((json_t *)why, i, o) {
		if (!has_effect(o, "per_amount") || left < number(o, "minimum", 0))
			continue;
		if (e == ERR_OK)
			e = share_left(o, base, left, &mine);
		if (e == ERR_OK)
			e = earn_sum_add(&s, mine, number(o, "per", 0), number(o, "amount", 1), factor);
	}
	*points = s.whole + fixed < all ? s.whole + fixed : all;
	return e;
}
