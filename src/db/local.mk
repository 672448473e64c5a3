noinst_LIBRARIES += src/db/libdb.a
src_db_libdb_a_SOURCES = \
	src/db/check.c \
	src/db/copy.h \
	src/db/db.c src/db/db.h \
	src/db/engine.h \
	src/db/handle.h \
	src/db/migrate.c src/db/migrate.h \
	src/db/statements.c src/db/statements.h \
	src/db/sqlite.c src/db/sqlite_conn.h \
	src/db/crypt.h \
	src/db/sqlite_crypt.c src/db/sqlite_crypt.h \
	src/db/sqlite_crypt_convert.c \
	src/db/sqlite_crypt_scan.c \
	src/db/sqlite_copy.c \
	src/db/sqlite_err.c src/db/sqlite_errand.c \
	src/db/sqlite_fold.c \
	src/db/sqlite_open.c \
	src/db/sqlite_sums.c src/db/sqlite_sums.h \
	src/db/sqlite_vfs.c src/db/sqlite_vfs.h src/db/sqlite_vfs_log.c src/db/sqlite_vfs_part.h \
	src/db/sqlite_wal.c \
	src/db/sqltext.c src/db/sqltext.h \
	src/db/stmt.c \
	src/db/turn.c src/db/turn.h src/db/turn_page.h src/db/turn_checkpoint.c src/db/turn_errand.c \
	src/db/yardstick.c src/db/yardstick.h
