check_PROGRAMS += tests/unit/domain/test_domain
TESTS += tests/unit/domain/test_domain
tests_unit_domain_test_domain_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain/test_crowd.c tests/unit/domain/test_domain.c \
	tests/unit/domain/test_earn.c tests/unit/domain/test_errand.c tests/unit/domain/test_fail.c \
	tests/unit/domain/test_hooks.c tests/unit/domain/test_ops.c \
	tests/unit/domain/test_points.c tests/unit/domain/test_price.c \
	tests/unit/domain/test_receipt.c tests/unit/domain/test_sale.c \
	tests/unit/domain/test_tender.c tests/unit/domain/test_verify.c
tests_unit_domain_test_domain_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_domain_test_domain_LDADD = src/report/libreport.a $(domain_libs) \
	$(CMOCKA_LIBS)
