# fail.so: a disk that fails, preloaded by fail.sh.
check_PROGRAMS += tests/keep/fail.so
tests_keep_fail_so_SOURCES = tests/keep/fail.c
tests_keep_fail_so_CFLAGS = $(MODULE_CFLAGS)
tests_keep_fail_so_LDFLAGS = -shared
TESTS += tests/keep/restore.sh tests/keep/encrypt.sh tests/keep/fail.sh
once_tests += tests/keep/sixteen.py
EXTRA_DIST += tests/keep/restore.sh tests/keep/encrypt.sh tests/keep/fail.sh tests/keep/busy.py \
	tests/keep/sixteen.py
