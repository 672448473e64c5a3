check_PROGRAMS += tests/unit/base/test_base
TESTS += tests/unit/base/test_base
tests_unit_base_test_base_SOURCES = \
	tests/unit/base/test_base.c tests/unit/base/test_base.h \
	tests/unit/base/test_conf.c tests/unit/base/test_day.c \
	tests/unit/base/test_kit.c tests/unit/base/test_money.c \
	tests/unit/base/test_text.c
tests_unit_base_test_base_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_base_test_base_LDADD = $(base_libs) $(CMOCKA_LIBS)
