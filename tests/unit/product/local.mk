check_PROGRAMS += tests/unit/product/test_product
TESTS += tests/unit/product/test_product
tests_unit_product_test_product_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/product/product.h tests/unit/product/test_erase.c \
	tests/unit/product/test_erase_walk.c tests/unit/product/test_product.c
tests_unit_product_test_product_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/product \
	-DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_product_test_product_LDADD = $(domain_libs) $(CMOCKA_LIBS)
