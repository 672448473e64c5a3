TESTS += tests/layers/layers.sh
EXTRA_DIST += tests/layers/layers.sh
