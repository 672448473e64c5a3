#include "paper.h"

#include <stdlib.h>

#include "base/mem.h"

int
main(void)
{
	struct CMUnitTest *all = xcalloc(n_font_tests + n_sheet_tests, sizeof *all);
	size_t n = 0;
	int failed;

	for (size_t i = 0; i < n_font_tests; i++)
		all[n++] = font_tests[i];
	for (size_t i = 0; i < n_sheet_tests; i++)
		all[n++] = sheet_tests[i];
	failed = _cmocka_run_group_tests("paper", all, n, NULL, NULL);
	paper_end();
	free(all);
	return failed;
}
