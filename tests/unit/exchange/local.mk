check_PROGRAMS += tests/unit/exchange/test_csv tests/unit/exchange/test_import
TESTS += tests/unit/exchange/test_csv tests/unit/exchange/test_import
tests_unit_exchange_test_csv_SOURCES = tests/unit/exchange/test_csv.c
tests_unit_exchange_test_csv_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_exchange_test_csv_LDADD = $(exchange_libs) $(CMOCKA_LIBS)
tests_unit_exchange_test_import_SOURCES = tests/unit/exchange/test_import.c
tests_unit_exchange_test_import_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_exchange_test_import_LDADD = $(exchange_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/exchange/test_xlsx
TESTS += tests/unit/exchange/test_xlsx
tests_unit_exchange_test_xlsx_SOURCES = tests/unit/exchange/test_xlsx.c tests/unit/exchange/book.c \
	tests/unit/exchange/book.h
tests_unit_exchange_test_xlsx_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_exchange_test_xlsx_LDADD = $(exchange_libs) $(LIBZIP_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/exchange/test_past
TESTS += tests/unit/exchange/test_past
tests_unit_exchange_test_past_SOURCES = tests/unit/exchange/test_past.c tests/unit/exchange/book.c \
	tests/unit/exchange/book.h
tests_unit_exchange_test_past_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_exchange_test_past_LDADD = $(exchange_libs) $(LIBZIP_LIBS) $(CMOCKA_LIBS)
