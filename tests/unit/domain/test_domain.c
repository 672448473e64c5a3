#include "shop.h"

#include <stdlib.h>

#define RUN(name) bad += _cmocka_run_group_tests(#name, name##_tests, n_##name##_tests, NULL, NULL)

int
main(void)
{
	int bad = 0;

	RUN(points);
	RUN(earn);
	RUN(price);
	RUN(tender);
	RUN(sale);
	RUN(ops);
	RUN(hooks);
	RUN(verify);
	RUN(receipt);
	RUN(fail);
	RUN(crowd);
	RUN(errand);
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
