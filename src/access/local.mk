noinst_LIBRARIES += src/access/libaccess.a
src_access_libaccess_a_SOURCES = \
	src/access/door.c src/access/door.h \
	src/access/keeper.c src/access/keeper_part.h \
	src/access/keeper_env.c src/access/keeper_env.h \
	src/access/keeper_guest.c \
	src/access/keeper_host.c \
	src/access/keeper_link.c src/access/keeper_link.h \
	src/access/keeper_local.c \
	src/access/keeper_pump.c \
	src/access/keeper_talk.c \
	src/access/sandbox.c src/access/sandbox.h src/access/sandbox_part.h \
	src/access/sandbox_calls.c \
	src/access/sandbox_files.c
