TESTS += tests/keep/restore.sh tests/keep/sixteen.py tests/keep/encrypt.sh
EXTRA_DIST += tests/keep/restore.sh tests/keep/encrypt.sh tests/keep/busy.py tests/keep/sixteen.py
