#include "test_ui.h"

int
test_app(void)
{
	return 0;
}
