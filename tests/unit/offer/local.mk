check_PROGRAMS += tests/unit/offer/test_offer
TESTS += tests/unit/offer/test_offer
tests_unit_offer_test_offer_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/paper/paper.c tests/unit/paper/paper.h \
	tests/unit/offer/test_issue.c tests/unit/offer/test_offer.c tests/unit/offer/test_offer.h \
	tests/unit/offer/test_order.c tests/unit/offer/test_template.c
tests_unit_offer_test_offer_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/offer \
	-I$(top_srcdir)/tests/unit/paper -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_offer_test_offer_LDADD = $(report_libs) $(domain_libs) $(CMOCKA_LIBS)
