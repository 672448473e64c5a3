#include "fixture.h"

#include <stdlib.h>

/* cmocka's own runner takes arrays only; each group is one. */
static int
run(const char *name, const struct CMUnitTest *tests, size_t n)
{
	return _cmocka_run_group_tests(name, tests, n, NULL, NULL);
}

int
main(void)
{
	int bad = 0;

	bad += run("record", record_tests, n_record_tests);
	bad += run("rights", rights_tests, n_rights_tests);
	bad += run("privacy", privacy_tests, n_privacy_tests);
	bad += run("list", list_tests, n_list_tests);
	bad += run("known", known_tests, n_known_tests);
	bad += run("audit", audit_tests, n_audit_tests);
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
