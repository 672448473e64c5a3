noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/clock.c src/base/clock.h \
	src/base/conf.c src/base/conf.h \
	src/base/conf_scan.c src/base/conf_scan.h \
	src/base/date.c src/base/date.h \
	src/base/date_parse.c \
	src/base/durable.c src/base/durable.h \
	src/base/err.c src/base/err.h \
	src/base/formula.c src/base/formula.h \
	src/base/i18n.c src/base/i18n.h \
	src/base/json.c src/base/json.h \
	src/base/keyring.c src/base/keyring.h \
	src/base/locale.c src/base/locale.h \
	src/base/lockbox.c src/base/lockbox.h \
	src/base/log.c src/base/log.h \
	src/base/lunar.c src/base/lunar.h \
	src/base/luhn.c src/base/luhn.h \
	src/base/mem.c src/base/mem.h \
	src/base/module.c src/base/module.h \
	src/base/money.c src/base/money.h \
	src/base/money_parse.c \
	src/base/phone.c src/base/phone.h \
	src/base/rng.c src/base/rng.h \
	src/base/seal_stream.c src/base/seal_stream.h \
	src/base/seal.c src/base/seal.h \
	src/base/secret.c src/base/secret.h \
	src/base/str.c src/base/str.h \
	src/base/totp.c src/base/totp.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/utf8_fold.c

# The same for modules, which have their own copies of what they need of it (module.h).
noinst_LIBRARIES += src/base/libpic.a
src_base_libpic_a_SOURCES = $(src_base_libbase_a_SOURCES)
src_base_libpic_a_CFLAGS = $(PIC_CFLAGS)
