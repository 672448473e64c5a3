check_PROGRAMS += tests/unit/store/test_store
TESTS += tests/unit/store/test_store
tests_unit_store_test_store_SOURCES = \
	tests/unit/store/fixture.c tests/unit/store/fixture.h \
	tests/unit/store/test_audit.c tests/unit/store/test_known.c tests/unit/store/test_list.c \
	tests/unit/store/test_main.c tests/unit/store/test_privacy.c \
	tests/unit/store/test_record.c tests/unit/store/test_rights.c
tests_unit_store_test_store_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/store
tests_unit_store_test_store_LDADD = $(store_libs) $(CMOCKA_LIBS)
