# tests
include tests/layers/local.mk
include tests/po/local.mk
include tests/unit/exchange/local.mk
include tests/unit/db/local.mk
include tests/unit/store/local.mk
include tests/crash/local.mk
