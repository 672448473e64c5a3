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

/* Is the rule for line i? Absent lines: for all. */
static bool
takes(const json_t *rule, size_t i)
{
	const json_t *list = json_object_get(rule, "lines"), *v;
	size_t k;

	if (list == NULL)
		return true;
	json_array_foreach((json_t *)list, k, v) {
		if (json_integer_value(v) == (json_int_t)i + 1)
			return true;
	}
	return false;
}

/* As earn_apply.c has it: what is left of the lines of both rules, in proportion when a
 * part was paid by points. two NULL: of one. */
static enum err
base_of(const struct earn_left *left, const json_t *one, const json_t *two, int64_t *base)
{
	int64_t all = 0, mine = 0;

	for (size_t i = 0; i < left->n; i++) {
		all += left->net[i];
		if (takes(one, i) && (two == NULL || takes(two, i)))
			mine += left->net[i];
	}
	*base = mine == all ? left->base : mine;
	return mine == all || all == left->base || all == 0 ? ERR_OK :
	    money_mul_div_floor(mine, left->base, all, base);
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

static enum err
add_amount(struct earn_sum *s, const json_t *rule, const json_t *times, int64_t factor,
    const struct earn_left *left)
{
	int64_t per = number(rule, "per", 0), amount = number(rule, "amount", 1), own, more;
	enum err e = base_of(left, rule, NULL, &own);

	if (e == ERR_OK)
		e = base_of(left, rule, times, &more);
	if (e == ERR_OK)
		e = earn_sum_add(s, more, per, amount, factor);
	if (e == ERR_OK && own > more)
		e = earn_sum_add(s, own - more, per, amount, 100);
	return e;
}

enum err
earn_again(const json_t *why, int64_t base, const struct earn_left *left, int64_t level_factor,
    int64_t *points)
{
	int64_t all = points_of(why), factor = 100, fixed = 0, mine;
	struct earn_sum s = EARN_SUM_INIT;
	const json_t *o, *times = NULL;
	enum err e = ERR_OK;
	size_t i;

	*points = left->base >= base ? all : 0;
	if (left->base >= base || left->base <= 0)
		return ERR_OK;
	json_array_foreach((json_t *)why, i, o) {
		bool holds = left->base >= number(o, "minimum", 0);

		if (has_effect(o, "multiplier")) {
			factor = holds ? number(o, "times", 100)
			    : number(o, "level_times", level_factor);
			times = holds ? o : NULL;
		} else if (has_effect(o, "fixed") && holds && e == ERR_OK) {
			e = base_of(left, o, NULL, &mine);
			fixed += e == ERR_OK && mine > 0 ? number(o, "points", 0) : 0;
		}
	}
	json_array_foreach((json_t *)why, i, o) {
		if (e == ERR_OK && has_effect(o, "per_amount") &&
		    left->base >= number(o, "minimum", 0))
			e = add_amount(&s, o, times, factor, left);
	}
	*points = s.whole + fixed < all ? s.whole + fixed : all;
	return e;
}
