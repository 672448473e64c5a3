TESTS += tests/product/man.sh tests/product/wizard.py
EXTRA_DIST += tests/product/man.sh tests/product/wizard.py tests/package/prove.sh
