#include "product.h"

int
main(void)
{
	int bad = _cmocka_run_group_tests("erase", erase_tests, n_erase_tests, NULL, NULL);

	return bad + _cmocka_run_group_tests("erase_walk", erase_walk_tests, n_erase_walk_tests, NULL, NULL);
}
