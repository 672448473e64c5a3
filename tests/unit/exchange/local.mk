check_PROGRAMS += tests/unit/exchange/test_csv
TESTS += tests/unit/exchange/test_csv
tests_unit_exchange_test_csv_SOURCES = tests/unit/exchange/test_csv.c
tests_unit_exchange_test_csv_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_exchange_test_csv_LDADD = $(exchange_libs) $(CMOCKA_LIBS)
