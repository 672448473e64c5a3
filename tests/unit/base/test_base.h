/* test_base.h - the groups of tests of base, one a file. Each returns the
 * number of tests that failed. */
#ifndef QUEN_TEST_BASE_H
#define QUEN_TEST_BASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int test_money(void);
int test_day(void);
int test_text(void);
int test_conf(void);
int test_kit(void);

#endif
