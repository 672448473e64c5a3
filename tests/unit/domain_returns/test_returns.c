/* Returns, exchanges, voids, late members, till sessions. An argument is the number of
 * random baskets: 1000000 for the long run. */
#include "counter.h"

#include <stdlib.h>

#define RUN(name) bad += _cmocka_run_group_tests(#name, name##_tests, n_##name##_tests, NULL, NULL)

int
main(int argc, char **argv)
{
	int bad = 0;

	if (argc > 1)
		n_baskets = strtol(argv[1], NULL, 10);
	RUN(money);
	RUN(refund);
	RUN(refund_points);
	RUN(exchange);
	RUN(undo);
	RUN(till);
	RUN(parallel);
	RUN(whole);
	RUN(basket);
	RUN(mixed);
	return bad != 0;
}
