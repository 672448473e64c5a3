TESTS += tests/po/po.sh
EXTRA_DIST += tests/po/po.sh
