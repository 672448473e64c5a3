check_PROGRAMS += tests/unit/domain_price/test_domain_price
TESTS += tests/unit/domain_price/test_domain_price
tests_unit_domain_price_test_domain_price_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain_price/prices.c tests/unit/domain_price/prices.h \
	tests/unit/domain_price/test_approval.c \
	tests/unit/domain_price/test_baskets.c \
	tests/unit/domain_price/test_coupon.c \
	tests/unit/domain_price/test_domain_price.c \
	tests/unit/domain_price/test_pay.c \
	tests/unit/domain_price/test_price_crowd.c \
	tests/unit/domain_price/test_price_fail.c \
	tests/unit/domain_price/test_price_rule.c \
	tests/unit/domain_price/test_product.c \
	tests/unit/domain_price/test_promotion.c
tests_unit_domain_price_test_domain_price_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/domain_price \
	-DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_domain_price_test_domain_price_LDADD = $(domain_libs) $(CMOCKA_LIBS)
