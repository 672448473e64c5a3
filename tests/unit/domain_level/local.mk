check_PROGRAMS += tests/unit/domain_level/test_level
TESTS += tests/unit/domain_level/test_level
tests_unit_domain_level_test_level_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain_level/test_level.c
tests_unit_domain_level_test_level_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_domain_level_test_level_LDADD = $(domain_libs) $(CMOCKA_LIBS)
