noinst_LIBRARIES += src/access/libaccess.a
src_access_libaccess_a_SOURCES = \
	src/access/door.c src/access/door.h \
	src/access/sandbox.c src/access/sandbox.h src/access/sandbox_part.h \
	src/access/sandbox_calls.c \
	src/access/sandbox_files.c
