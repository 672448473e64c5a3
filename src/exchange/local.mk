noinst_LIBRARIES += src/exchange/libexchange.a
src_exchange_libexchange_a_SOURCES =
