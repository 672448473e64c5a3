/* net_part.h - the parts of a net: the process that talks SSH with one client.
 *
 * net.c starts and turns, net_auth.c carries the sign-in to the broker, net_channel.c answers
 * requests about the one channel, net_stream.c moves bytes both ways with bounded memory. */
#ifndef QUEN_ACCESS_NET_PART_H
#define QUEN_ACCESS_NET_PART_H

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <stdbool.h>
#include <stdint.h>

#include "access/door.h"

/* Descriptors a net is born with; NET_CONTROL leads to its listener. */
enum net_fd { NET_CONTROL = DOOR_CONTROL, NET_SOCKET, NET_BROKER, NET_KEEPER, NET_HOST_KEY };
#define NET_FDS 5

#define NET_RING (128 * 1024)	/* output that waits for the client */
#define NET_ROOM DOOR_DATA	/* read from the keeper only when one whole message fits */
#define NET_INPUT_MOST (2 * 1024 * 1024)	/* a client that sends beyond its window */
#define NET_USERAUTHS 32	/* requests about signing in, whatever the broker says */

struct ring { char *bytes; size_t at, len; };

enum net_state {
	NET_SIGNING_IN,		/* until the broker's ticket */
	NET_CHANNEL,		/* signed in: one channel, one pty, one shell or command */
	NET_OPENING,		/* DOOR_OPEN is sent */
	NET_OPEN,
	NET_LEAVING		/* what is in the rings goes out, then the exit status */
};

struct net {
	struct door_config config;
	enum net_state state;
	ssh_session session;
	ssh_event event;
	ssh_channel channel;
	struct ssh_server_callbacks_struct server_calls;
	struct ssh_channel_callbacks_struct channel_calls;
	/* signing in */
	char user[DOOR_USER];
	bool talking;			/* keyboard-interactive is under way */
	unsigned requests;
	bool broken;			/* leave at once */
	unsigned char ticket[DOOR_TICKET];
	/* the channel */
	struct door_open open;
	bool has_pty, has_start, client_eof, eof_told;
	bool input_waits;		/* the link to the keeper is full */
	bool window_waits;		/* so does the size in open */
	char *input;			/* what the client sent and the keeper has not, or NULL */
	size_t input_at, input_len;
	struct ring out, errors;
	bool keeper_deaf, keeper_gone;	/* nothing more goes to it; nothing more comes */
	bool exit_sent;
	int32_t exit_status;
	/* times, CLOCK_MONOTONIC microseconds */
	int64_t began_us, heard_us, asked_us, leave_by_us;
};

/* ---- net_auth.c */
void net_auth_prepare(struct net *n);
/* Messages that no callback takes: keyboard-interactive, and all that is refused. */
int net_on_message(ssh_session session, ssh_message message, void *net);

/* ---- net_channel.c */
ssh_channel net_on_channel(ssh_session session, void *net);

/* ---- net_stream.c */
void net_stream_init(struct net *n);
void net_stream_fini(struct net *n);
/* A line to the client: on its terminal, or on a command's stderr. */
void net_tell(struct net *n, const char *text);
/* Ends the channel with this status once everything is written. */
void net_leave(struct net *n, int32_t status);
/* May a message of the keeper be read? */
bool net_has_room(const struct net *n);
void net_from_keeper(struct net *n);
/* Moves what can be moved; call after every turn. */
void net_pump(struct net *n);

#endif
