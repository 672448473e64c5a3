noinst_LIBRARIES += src/access/libaccess.a
src_access_libaccess_a_SOURCES = \
	src/access/door.c src/access/door.h
