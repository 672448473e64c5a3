check_LIBRARIES += tests/crash/libcrash.a
tests_crash_libcrash_a_SOURCES = \
	tests/crash/disk.c tests/crash/disk.h \
	tests/crash/journal.c tests/crash/journal.h
tests_crash_libcrash_a_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)

crash_programs = tests/crash/test_kill tests/crash/test_power
check_PROGRAMS += $(crash_programs)
TESTS += $(crash_programs)

crash_libs = tests/crash/libcrash.a tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_crash_test_kill_SOURCES = tests/crash/test_kill.c
tests_crash_test_kill_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_crash_test_kill_LDADD = $(crash_libs)
tests_crash_test_power_SOURCES = tests/crash/test_power.c
tests_crash_test_power_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_crash_test_power_LDADD = $(crash_libs)
