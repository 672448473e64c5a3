/* The relation with customers: A5, A7-A10, B1, B3; rules S1, P15. */
#include "relation.h"

int
main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int bad = 0;

#define RUN(name) bad += _cmocka_run_group_tests(#name, name##_tests, n_##name##_tests, NULL, NULL)
	RUN(contact);
	RUN(lost);
	RUN(document);
	RUN(story);
	RUN(unseen);
	return bad != 0;
}
