once_tests += tests/layers/layers.sh tests/layers/globals.sh
EXTRA_DIST += tests/layers/layers.sh tests/layers/globals.sh
