noinst_LIBRARIES += src/exchange/libexchange.a
src_exchange_libexchange_a_SOURCES = \
	src/exchange/csv.c src/exchange/csv.h \
	src/exchange/csv_text.c src/exchange/csv_text.h
