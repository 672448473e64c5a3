#include "test_base.h"

#include "base/secret.h"

int
main(void)
{
	if (secret_init() != ERR_OK)
		return 1;
	return test_kit() + test_text() + test_day() + test_money() +
	    test_conf() != 0;
}
