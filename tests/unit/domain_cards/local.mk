check_PROGRAMS += tests/unit/domain_cards/test_domain_cards
TESTS += tests/unit/domain_cards/test_domain_cards
tests_unit_domain_cards_test_domain_cards_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain_cards/cards.c tests/unit/domain_cards/cards.h \
	tests/unit/domain_cards/test_card_fail.c \
	tests/unit/domain_cards/test_card_life.c \
	tests/unit/domain_cards/test_card_storm.c \
	tests/unit/domain_cards/test_domain_cards.c \
	tests/unit/domain_cards/test_gift.c \
	tests/unit/domain_cards/test_own_card.c \
	tests/unit/domain_cards/test_card_sheet.c \
	tests/unit/domain_cards/test_pin.c \
	tests/unit/domain_cards/test_value.c \
	tests/unit/domain_cards/test_visit.c
tests_unit_domain_cards_test_domain_cards_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/domain_cards \
	-DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_domain_cards_test_domain_cards_LDADD = $(report_libs) $(domain_libs) $(CMOCKA_LIBS)
