check_PROGRAMS += tests/upgrade/test_upgrade
TESTS += tests/upgrade/test_upgrade
tests_upgrade_test_upgrade_SOURCES = tests/upgrade/test_upgrade.c
tests_upgrade_test_upgrade_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-DTEST_DATA='"$(abs_top_srcdir)"'
tests_upgrade_test_upgrade_LDADD = $(domain_libs) $(CMOCKA_LIBS)
EXTRA_DIST += \
	tests/upgrade/0001_seed.sql tests/upgrade/0002_seed.sql tests/upgrade/0003_seed.sql \
	tests/upgrade/0004_seed.sql tests/upgrade/0005_seed.sql tests/upgrade/0007_seed.sql \
	tests/upgrade/0008_seed.sql tests/upgrade/0009_seed.sql tests/upgrade/0011_seed.sql \
	tests/upgrade/0012_seed.sql
