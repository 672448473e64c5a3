noinst_LIBRARIES += src/access/libaccess.a
src_access_libaccess_a_SOURCES = \
	src/access/broker.c src/access/broker_part.h \
	src/access/broker_ask.c src/access/broker_caller.c src/access/broker_try.c \
	src/access/counters.c src/access/counters.h \
	src/access/identity_wire.h \
	src/access/pam_child.c src/access/pam_child.h src/access/pam_files.c \
	src/access/pam_talk.c src/access/pam_talk.h \
	src/access/ticket.c src/access/ticket.h \
	src/access/door.c src/access/door.h \
	src/access/host_key.c src/access/host_key.h src/access/host_key_file.c \
	src/access/keeper.c src/access/keeper_part.h \
	src/access/keeper_env.c src/access/keeper_env.h \
	src/access/keeper_guest.c \
	src/access/keeper_host.c \
	src/access/keeper_link.c src/access/keeper_link.h \
	src/access/keeper_local.c \
	src/access/keeper_pump.c \
	src/access/keeper_talk.c \
	src/access/launcher.c src/access/launcher.h \
	src/access/listener.c src/access/listener_part.h \
	src/access/listener_guest.c \
	src/access/listener_limit.c src/access/listener_limit.h \
	src/access/net.c src/access/net_part.h \
	src/access/net_auth.c \
	src/access/net_channel.c \
	src/access/net_stream.c \
	src/access/sandbox.c src/access/sandbox.h src/access/sandbox_part.h \
	src/access/sandbox_calls.c \
	src/access/sandbox_files.c \
	src/access/supervisor.c src/access/supervisor.h src/access/supervisor_part.h \
	src/access/supervisor_child.c \
	src/access/supervisor_listen.c

# What reads the network, beside quen.
pkglibexec_PROGRAMS += quen-net
quen_net_SOURCES = src/access/net_program.c
quen_net_LDFLAGS = $(AM_LDFLAGS) -Wl,--as-needed
quen_net_LDADD = $(access_libs)

# The module of the host key (base/module.h): libssh, which brings OpenSSL and Kerberos.
module_PROGRAMS += modules/hostkey.so
modules_hostkey_so_SOURCES = src/access/host_key_file.c
modules_hostkey_so_CFLAGS = $(PIC_CFLAGS)
modules_hostkey_so_LDFLAGS = $(PIC_LDFLAGS)
modules_hostkey_so_LDADD = $(pic_libs) $(LIBSSH_LIBS)
