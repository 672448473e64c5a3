TESTS += tests/keep/restore.sh
EXTRA_DIST += tests/keep/restore.sh tests/keep/busy.py
