check_PROGRAMS += tests/unit/keep/test_keep
TESTS += tests/unit/keep/test_keep
tests_unit_keep_test_keep_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/keep/test_keep.c tests/unit/keep/test_keys.c tests/unit/keep/test_drills.c \
	tests/unit/keep/keep.h
tests_unit_keep_test_keep_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_keep_test_keep_LDADD = $(jobs_libs) $(CMOCKA_LIBS)
