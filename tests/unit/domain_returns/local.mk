check_PROGRAMS += tests/unit/domain_returns/test_returns
TESTS += tests/unit/domain_returns/test_returns
tests_unit_domain_returns_test_returns_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain_returns/counter.c tests/unit/domain_returns/counter.h \
	tests/unit/domain_returns/test_basket.c tests/unit/domain_returns/test_exchange.c \
	tests/unit/domain_returns/test_mixed.c \
	tests/unit/domain_returns/test_money.c tests/unit/domain_returns/test_parallel.c \
	tests/unit/domain_returns/test_refund.c tests/unit/domain_returns/test_refund_points.c \
	tests/unit/domain_returns/test_returns.c tests/unit/domain_returns/test_till.c \
	tests/unit/domain_returns/test_undo.c tests/unit/domain_returns/test_whole.c
tests_unit_domain_returns_test_returns_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_domain_returns_test_returns_LDADD = $(domain_libs) $(CMOCKA_LIBS)
