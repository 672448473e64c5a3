check_PROGRAMS += tests/unit/paper/test_paper
TESTS += tests/unit/paper/test_paper
tests_unit_paper_test_paper_SOURCES = \
	tests/unit/paper/paper.c tests/unit/paper/paper.h \
	tests/unit/paper/test_font.c tests/unit/paper/test_paper.c tests/unit/paper/test_sheet.c
tests_unit_paper_test_paper_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/unit/paper
tests_unit_paper_test_paper_LDADD = $(report_libs) $(domain_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/paper/test_print
TESTS += tests/unit/paper/test_print
tests_unit_paper_test_print_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/paper/paper.c tests/unit/paper/paper.h \
	tests/unit/paper/test_label.c tests/unit/paper/test_print.c tests/unit/paper/test_print.h \
	tests/unit/paper/test_statement.c
tests_unit_paper_test_print_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/paper -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_paper_test_print_LDADD = $(report_libs) $(domain_libs) $(CMOCKA_LIBS)
