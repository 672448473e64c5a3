# A PAM module that misbehaves, for TRUST.md D7 and D8.
check_PROGRAMS += tests/unit/access/pam_bad.so
tests_unit_access_pam_bad_so_SOURCES = tests/unit/access/pam_bad.c
tests_unit_access_pam_bad_so_CPPFLAGS = -include config.h
tests_unit_access_pam_bad_so_CFLAGS = $(MODULE_CFLAGS)
tests_unit_access_pam_bad_so_LDFLAGS = -shared
tests_unit_access_pam_bad_so_LDADD = $(PAM_LIBS)

check_PROGRAMS += tests/unit/access/test_access
TESTS += tests/unit/access/test_access
tests_unit_access_test_access_SOURCES = \
	tests/unit/domain/shop.c tests/unit/domain/shop.h \
	tests/unit/domain_cards/cards.c tests/unit/domain_cards/cards.h \
	tests/unit/access/access.h tests/unit/access/test_access.c \
	tests/unit/access/rig.c tests/unit/access/rig.h \
	tests/unit/access/test_broker.c \
	tests/unit/access/test_counters.c \
	tests/unit/access/test_factors.c \
	tests/unit/access/test_keys.c \
	tests/unit/access/test_pam.c \
	tests/unit/access/test_sign_in.c
tests_unit_access_test_access_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	-I$(top_srcdir)/tests/unit/domain -I$(top_srcdir)/tests/unit/domain_cards \
	-I$(top_srcdir)/tests/unit/access -DTEST_DATA='"$(abs_top_srcdir)"'
tests_unit_access_test_access_LDADD = src/report/libreport.a $(domain_libs) \
	src/access/libaccess.a $(base_libs) $(PAM_LIBS) $(SECCOMP_LIBS) $(CMOCKA_LIBS)
