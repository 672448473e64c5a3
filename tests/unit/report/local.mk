check_PROGRAMS += tests/unit/report/test_reports
TESTS += tests/unit/report/test_reports
EXTRA_DIST += tests/unit/report/raw.sql
tests_unit_report_test_reports_SOURCES = tests/unit/report/test_reports.c
tests_unit_report_test_reports_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_report_test_reports_LDADD = src/cli/libcli.a $(exchange_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/report/test_find
TESTS += tests/unit/report/test_find
tests_unit_report_test_find_SOURCES = tests/unit/report/test_find.c
tests_unit_report_test_find_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_report_test_find_LDADD = src/cli/libcli.a $(exchange_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/report/test_letters
TESTS += tests/unit/report/test_letters
tests_unit_report_test_letters_SOURCES = tests/unit/report/test_letters.c \
	tests/unit/paper/paper.c tests/unit/paper/paper.h
tests_unit_report_test_letters_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/unit/paper
tests_unit_report_test_letters_LDADD = $(report_libs) $(domain_libs) $(CMOCKA_LIBS)
