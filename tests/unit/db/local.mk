check_LIBRARIES += tests/unit/db/libdbtest.a
tests_unit_db_libdbtest_a_SOURCES = \
	tests/unit/db/errand_crew.c tests/unit/db/errand_crew.h \
	tests/unit/db/fixture.c tests/unit/db/fixture.h \
	tests/unit/db/shim.c tests/unit/db/shim.h
tests_unit_db_libdbtest_a_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)

dbtest_programs = \
	tests/unit/db/test_db \
	tests/unit/db/test_errand \
	tests/unit/db/test_errand_turn \
	tests/unit/db/test_query \
	tests/unit/db/test_race \
	tests/unit/db/test_turn \
	tests/unit/db/test_twins
check_PROGRAMS += $(dbtest_programs)
TESTS += $(dbtest_programs)

tests_unit_db_test_db_SOURCES = tests/unit/db/test_db.c
tests_unit_db_test_db_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_db_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_unit_db_test_errand_SOURCES = tests/unit/db/test_errand.c
tests_unit_db_test_errand_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_errand_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_unit_db_test_errand_turn_SOURCES = tests/unit/db/test_errand_turn.c
tests_unit_db_test_errand_turn_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_errand_turn_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_unit_db_test_query_SOURCES = tests/unit/db/test_query.c
tests_unit_db_test_query_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_query_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_unit_db_test_race_SOURCES = tests/unit/db/test_race.c
tests_unit_db_test_race_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_race_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_unit_db_test_turn_SOURCES = tests/unit/db/test_turn.c
tests_unit_db_test_turn_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_turn_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
tests_unit_db_test_twins_SOURCES = tests/unit/db/test_twins.c
tests_unit_db_test_twins_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_db_test_twins_LDADD = tests/unit/db/libdbtest.a $(db_libs) $(CMOCKA_LIBS)
