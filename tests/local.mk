# tests
include tests/layers/local.mk
