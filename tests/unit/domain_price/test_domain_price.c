#include "prices.h"

#include <stdlib.h>
#include <string.h>

#define RUN(name) bad += _cmocka_run_group_tests(#name, name##_tests, n_##name##_tests, NULL, NULL)

/* Some thousands; a million by "--baskets 1000000". */
long baskets_wanted = 10000;

int
main(int argc, char **argv)
{
	int bad = 0;

	if (argc == 3 && strcmp(argv[1], "--baskets") == 0) {
		baskets_wanted = strtol(argv[2], NULL, 10);
		RUN(baskets);
		return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	RUN(price_rule);
	RUN(product);
	RUN(promotion);
	RUN(coupon);
	RUN(approval);
	RUN(pay);
	RUN(baskets);
	RUN(price_fail);
	RUN(price_crowd);
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
