TESTS += tests/product/man.sh
EXTRA_DIST += tests/product/man.sh
