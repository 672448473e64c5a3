check_PROGRAMS += tests/unit/domain_earn/test_earning
TESTS += tests/unit/domain_earn/test_earning
tests_unit_domain_earn_test_earning_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain_earn/earning.h tests/unit/domain_earn/test_earning.c \
	tests/unit/domain_earn/test_merge.c tests/unit/domain_earn/test_rules.c
tests_unit_domain_earn_test_earning_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_domain_earn_test_earning_LDADD = $(domain_libs) $(CMOCKA_LIBS)
