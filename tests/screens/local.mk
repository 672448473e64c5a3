check_PROGRAMS += tests/screens/test_screens
TESTS += tests/screens/test_screens
tests_screens_test_screens_SOURCES = \
	tests/screens/cases.h \
	tests/screens/on_agenda.c \
	tests/screens/on_ask.c \
	tests/screens/on_counter.c tests/screens/on_customer.c tests/screens/on_drafts.c \
	tests/screens/on_home.c tests/screens/on_money.c tests/screens/on_records.c tests/screens/on_relation.c tests/screens/on_terminal.c \
	tests/screens/on_till.c tests/screens/on_words.c \
	tests/screens/scr.c tests/screens/scr.h \
	tests/screens/shop.c tests/screens/shop.h \
	tests/screens/test_screens.c \
	tests/screens/till_keys.c tests/screens/till_keys.h
tests_screens_test_screens_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) \
	-I$(top_srcdir)/tests/screens
tests_screens_test_screens_LDADD = $(store_libs) $(CMOCKA_LIBS) $(VTERM_LIBS) -lutil

check_PROGRAMS += tests/screens/test_menus
TESTS += tests/screens/test_menus
tests_screens_test_menus_SOURCES = tests/screens/test_menus.c \
	tests/screens/scr.c tests/screens/scr.h tests/screens/shop.c tests/screens/shop.h
tests_screens_test_menus_CPPFLAGS = $(tests_screens_test_screens_CPPFLAGS)
tests_screens_test_menus_LDADD = $(all_libs) $(CMOCKA_LIBS) $(VTERM_LIBS) -lutil
