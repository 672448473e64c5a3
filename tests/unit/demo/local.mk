check_PROGRAMS += tests/unit/demo/test_demo
TESTS += tests/unit/demo/test_demo
tests_unit_demo_test_demo_SOURCES = tests/unit/demo/test_demo.c
tests_unit_demo_test_demo_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_demo_test_demo_LDADD = src/cli/libcli.a $(exchange_libs) $(CMOCKA_LIBS)
