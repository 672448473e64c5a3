#include "earning.h"

int
main(void)
{
	int bad = _cmocka_run_group_tests("rules", rules_tests, n_rules_tests, NULL, NULL);

	return bad + _cmocka_run_group_tests("merge", merge_tests, n_merge_tests, NULL, NULL);
}
