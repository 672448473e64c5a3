#include "counter.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

long n_baskets = 60;

const char *
sell(struct shop *s, const char *key, const char *lines, const char *tenders, const char *more)
{
	static char receipt[48];
	json_t *v = shop_ok(s, "{'op':'sale','key':'%s','lines':[%s],'tenders':[%s]%s}", key,
	    lines, tenders, more);

	str_copy(receipt, sizeof receipt, text_at(v, "receipt"));
	json_decref(v);
	return receipt;
}

json_t *
take_back(struct shop *s, const char *key, const char *receipt, const char *lines)
{
	if (lines == NULL)
		return shop_ok(s, "{'op':'refund','key':'%s','receipt':'%s','all':true}", key,
		    receipt);
	return shop_ok(s, "{'op':'refund','key':'%s','receipt':'%s','lines':[%s]}", key,
	    receipt, lines);
}

int64_t
back_by(const json_t *v, const char *method)
{
	const json_t *list = json_object_get(v, "back"), *b;
	int64_t sum = 0;
	size_t i;

	json_array_foreach((json_t *)list, i, b) {
		if (strcmp(text_at(b, "method"), method) == 0)
			sum += at(b, strcmp(method, "points") == 0 ? "points" : "amount");
	}
	return sum;
}

void
days_later(int days)
{
	clock_fix(SHOP_NOW + days * DAY_MS);
}
