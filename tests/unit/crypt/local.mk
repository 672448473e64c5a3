check_PROGRAMS += tests/unit/crypt/test_crypt
TESTS += tests/unit/crypt/test_crypt
tests_unit_crypt_test_crypt_SOURCES = \
	tests/unit/crypt/test_crypt.c tests/unit/crypt/test_sealed.c tests/unit/crypt/test_crypt.h \
	tests/unit/store/fixture.c tests/unit/store/fixture.h
tests_unit_crypt_test_crypt_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/store -I$(top_srcdir)/tests/unit/crypt
tests_unit_crypt_test_crypt_LDADD = $(store_libs) $(CMOCKA_LIBS)
