#include "access.h"

#include <stdlib.h>

#include "base/secret.h"

#define RUN(name) bad += _cmocka_run_group_tests(#name, name##_tests, n_##name##_tests, NULL, NULL)

int
main(int argc, char **argv)
{
	int bad = 0;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	if (secret_init() != ERR_OK)
		return EXIT_FAILURE;
	RUN(counters);
	RUN(sign_in);
	RUN(keys);
	RUN(broker);
	RUN(factors);
	RUN(pam);
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
