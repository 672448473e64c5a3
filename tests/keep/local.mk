TESTS += tests/keep/restore.sh tests/keep/encrypt.sh
once_tests += tests/keep/sixteen.py
EXTRA_DIST += tests/keep/restore.sh tests/keep/encrypt.sh tests/keep/busy.py tests/keep/sixteen.py
