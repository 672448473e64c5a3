#include "product.h"

int
main(void)
{
	return _cmocka_run_group_tests("erase", erase_tests, n_erase_tests, NULL, NULL);
}
