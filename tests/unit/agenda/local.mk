check_PROGRAMS += tests/unit/agenda/test_agenda tests/unit/agenda/test_jobs
TESTS += tests/unit/agenda/test_agenda tests/unit/agenda/test_jobs
tests_unit_agenda_test_agenda_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/agenda/test_agenda.c tests/unit/agenda/test_contract.c \
	tests/unit/agenda/test_reminder.c tests/unit/agenda/test_days.c tests/unit/agenda/test_ical.c \
	tests/unit/agenda/agenda.h
tests_unit_agenda_test_agenda_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_agenda_test_agenda_LDADD = $(exchange_libs) $(CMOCKA_LIBS)
tests_unit_agenda_test_jobs_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/agenda/test_jobs.c
tests_unit_agenda_test_jobs_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_agenda_test_jobs_LDADD = $(jobs_libs) $(CMOCKA_LIBS)
