# Tests of the sources, and those of a whole server whose processes are the same in either build:
# once is enough, so not again with sanitizers.
once_tests =
if !SANITIZE
TESTS += $(once_tests)
endif
include tests/layers/local.mk
include tests/po/local.mk
include tests/unit/exchange/local.mk
include tests/unit/base/local.mk
include tests/unit/model/local.mk
include tests/unit/db/local.mk
include tests/unit/store/local.mk
include tests/unit/ui/local.mk
include tests/crash/local.mk
include tests/bad/forms/local.mk
include tests/unit/domain/local.mk
include tests/unit/domain_returns/local.mk
include tests/unit/domain_cards/local.mk
include tests/unit/domain_price/local.mk
include tests/screens/local.mk
include tests/cli/local.mk
include tests/unit/demo/local.mk
include tests/sim/local.mk
include tests/unit/relation/local.mk
include tests/unit/domain_level/local.mk
include tests/unit/domain_earn/local.mk
include tests/unit/agenda/local.mk
include tests/unit/keep/local.mk
include tests/unit/audit/local.mk
include tests/unit/crypt/local.mk
include tests/keep/local.mk
include tests/unit/offer/local.mk
include tests/unit/paper/local.mk
include tests/door/local.mk
include tests/unit/query/local.mk
include tests/unit/report/local.mk
include tests/unit/access/local.mk
include tests/sessions/local.mk
include tests/unit/product/local.mk
include tests/upgrade/local.mk
include tests/product/local.mk
