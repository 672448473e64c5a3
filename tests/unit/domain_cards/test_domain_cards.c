#include "cards.h"

#define RUN(name) _cmocka_run_group_tests(#name, name##_tests, n_##name##_tests, NULL, NULL)

int
main(void)
{
	return RUN(value) + RUN(card_life) + RUN(pin) + RUN(visit) + RUN(gift) + RUN(own_card) + RUN(card_sheet) +
	    RUN(card_fail) + RUN(card_storm);
}
