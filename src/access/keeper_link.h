/* keeper_link.h - what the keeper and a session say to each other, on descriptor DOOR_CONTROL of
 * the session. SOCK_SEQPACKET, one message one packet, as between the other parts (door.h).
 * A session learns from it who it works for; nothing of that stands in argv or environment. */
#ifndef QUEN_ACCESS_KEEPER_LINK_H
#define QUEN_ACCESS_KEEPER_LINK_H

#include "access/door.h"

#define KEEP_ROW 4000			/* bytes of one line of a watched screen */

enum keep_type {
	/* keeper → session */
	KEEP_HELLO = 1,			/* struct keep_hello: the first message of all */
	KEEP_ATTACH,			/* struct keep_attach: somebody signed in to this session again */
	KEEP_DETACH,			/* struct keep_plain: nobody looks at the moment */
	KEEP_REDRAW,			/* struct keep_plain: output was dropped, paint everything */
	KEEP_LEAVE,			/* struct keep_leave: save drafts and leave */
	KEEP_LIVE,			/* struct keep_live: one line of the answer to KEEP_LIST */
	KEEP_LIVE_END,			/* struct keep_plain: all were told */
	/* session → keeper */
	KEEP_SELF,			/* struct keep_self: started */
	KEEP_LIST,			/* struct keep_plain: who is on? */
	KEEP_STOP,			/* struct keep_leave: end the session `session` */
	/* session → keeper → the other session */
	KEEP_LOOK,			/* struct keep_look: show me your screen, this once */
	KEEP_LINE,			/* struct keep_line: one line of it */
	KEEP_LOOKED			/* struct keep_look: the screen is complete; rows 0: it is gone */
};

struct keep_hello {
	struct door_head head;
	char home[DOOR_TEXT];		/* as --home, "" for an installed Quen */
	char command[DOOR_COMMAND];	/* "" for a session on a terminal */
	struct door_subject subject;
	uint32_t lock_seconds;		/* of the server's configuration, 0 never */
	int32_t port;			/* of the server, to tell people */
	uint8_t test;
};
struct keep_attach {
	struct door_head head;
	struct door_subject subject;
	char term[DOOR_TERM];
	uint32_t idle_seconds;		/* since the last key */
};
struct keep_plain { struct door_head head; };
enum keep_why { LEAVE_STOPPED = 1, LEAVE_IDLE, LEAVE_BY_ADMIN };
struct keep_leave {
	struct door_head head;
	uint64_t session;		/* KEEP_STOP: which one */
	uint32_t why;
	char by[DOOR_USER];
	char reason[DOOR_TEXT];
};
struct keep_self { struct door_head head; char user[DOOR_USER]; /* as the store writes it */ };
struct keep_live {
	struct door_head head;
	uint64_t session;		/* the keeper's number; never used again */
	char user[DOOR_USER], peer[DOOR_PEER];
	uint32_t factors, idle_seconds, age_seconds;
	uint8_t attached, is_self;
};
struct keep_look {
	struct door_head head;
	uint64_t session;		/* whose screen; in the answer: who asked */
	uint64_t from;			/* filled by the keeper */
	char by[DOOR_USER];
	uint16_t rows, cols, cursor_row, cursor_col;	/* of the answer */
};
struct keep_line {
	struct door_head head;
	uint64_t session;		/* who asked */
	uint16_t row, size;
	char data[KEEP_ROW];		/* as the session's canvas encodes it */
};

union keep_message {
	struct door_head head;
	struct keep_hello hello;
	struct keep_attach attach;
	struct keep_plain plain;
	struct keep_leave leave;
	struct keep_self self;
	struct keep_live live;
	struct keep_look look;
	struct keep_line line;
};

/* "password + code", translated. */
char *keep_factor_text(uint32_t factors, char *buf, size_t size);

size_t keep_size(enum keep_type type);
/* As door_send() and door_receive(), without descriptors; never blocks when the link does not. */
enum err keep_send(int link, enum keep_type type, void *message) MUST_CHECK;
enum err keep_receive(int link, union keep_message *m) MUST_CHECK;

#endif
