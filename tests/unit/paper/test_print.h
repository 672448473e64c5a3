/* test_print.h - the groups of test_print. */
#ifndef QUEN_TEST_PRINT_H
#define QUEN_TEST_PRINT_H

#include "shop.h"

GROUP(label);
GROUP(statement);

#endif
