TESTS += tests/cli/sign.sh
EXTRA_DIST += tests/cli/sign.sh
TESTS += tests/cli/files.sh
EXTRA_DIST += tests/cli/files.sh
TESTS += tests/cli/modules.sh
EXTRA_DIST += tests/cli/modules.sh
TESTS += tests/cli/basics.sh tests/cli/people.sh tests/cli/post.sh tests/cli/exchange.sh
EXTRA_DIST += tests/cli/lib.sh tests/cli/basics.sh tests/cli/people.sh tests/cli/post.sh \
	tests/cli/exchange.sh
EXTRA_DIST += \
	tests/bad/imports/all-wrong.csv tests/bad/imports/all-wrong.want \
	tests/bad/imports/bytes.csv tests/bad/imports/bytes.want \
	tests/bad/imports/cells.csv tests/bad/imports/cells.want \
	tests/bad/imports/empty.csv tests/bad/imports/empty.want \
	tests/bad/imports/header-bytes.csv tests/bad/imports/header-bytes.want \
	tests/bad/imports/header-quote.csv tests/bad/imports/header-quote.want \
	tests/bad/imports/no-name.csv tests/bad/imports/no-name.want \
	tests/bad/imports/nul.csv tests/bad/imports/nul.want \
	tests/bad/imports/quotes.csv tests/bad/imports/quotes.want \
	tests/bad/imports/shape.csv tests/bad/imports/shape.want \
	tests/bad/imports/unknown-columns.csv tests/bad/imports/unknown-columns.want \
	tests/bad/imports/windows-1258.csv tests/bad/imports/windows-1258.want
