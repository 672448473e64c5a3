check_PROGRAMS += tests/unit/report/test_reports
TESTS += tests/unit/report/test_reports
EXTRA_DIST += tests/unit/report/raw.sql
tests_unit_report_test_reports_SOURCES = tests/unit/report/test_reports.c
tests_unit_report_test_reports_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_report_test_reports_LDADD = src/cli/libcli.a $(exchange_libs) $(CMOCKA_LIBS)
