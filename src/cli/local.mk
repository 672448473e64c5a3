noinst_LIBRARIES += src/cli/libcli.a
src_cli_libcli_a_SOURCES = \
	src/cli/args.c src/cli/args.h \
	src/cli/cli.h \
	src/cli/cmd_help.c \
	src/cli/say.c \
	src/cli/session.c \
	src/cli/stop.c
