check_PROGRAMS += tests/unit/audit/test_trail
TESTS += tests/unit/audit/test_trail
tests_unit_audit_test_trail_SOURCES = \
	tests/unit/audit/test_trail.c \
	tests/unit/store/fixture.c tests/unit/store/fixture.h
tests_unit_audit_test_trail_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/store
tests_unit_audit_test_trail_LDADD = $(store_libs) $(CMOCKA_LIBS)
