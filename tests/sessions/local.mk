# Sessions that outlive their line: a real keeper, real sessions, real terminals.
check_PROGRAMS += tests/sessions/test_sessions
TESTS += tests/sessions/test_sessions
tests_sessions_test_sessions_SOURCES = \
	tests/screens/scr.c tests/screens/scr.h \
	tests/screens/shop.c tests/screens/shop.h \
	tests/sessions/cases.h \
	tests/sessions/keep.c tests/sessions/keep.h \
	tests/sessions/on_admin.c tests/sessions/on_command.c tests/sessions/on_line.c \
	tests/sessions/on_upgrade.c \
	tests/sessions/test_sessions.c
tests_sessions_test_sessions_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) \
	-I$(top_srcdir)/tests/screens -I$(top_srcdir)/tests/sessions
tests_sessions_test_sessions_LDADD = src/cli/libcli.a src/access/libaccess.a $(store_libs) \
	$(CMOCKA_LIBS) $(VTERM_LIBS) -lutil

TESTS += tests/sessions/sshd.sh
EXTRA_DIST += tests/sessions/sshd.sh
