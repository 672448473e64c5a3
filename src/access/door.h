/* door.h - the parts of `quen serve` and what they say to each other.
 *
 *   supervisor ── listener ── net (one per connection)      no files, no database
 *       │────────  broker  ── PAM children ── identity.sock  no network
 *       │────────  identity                                  the store side of signing in
 *       │────────  keeper  ── launcher, sessions on ptys     no files, no database of its own
 *       '────────  worker                                    scheduled work
 *
 * Every part is this program executed anew (`quen part NAME`), told its links by messages on
 * descriptor DOOR_CONTROL. All sockets between parts are SOCK_SEQPACKET pairs: one message, one
 * packet, one fixed struct. A message of another size, of an unknown type or with a text that is
 * not ended ends the link. A closed link says that its other side died.
 * Texts are UTF-8, NUL-ended, cleaned by the receiver. Design: TRUST.md 2, doc/DOOR.md. */
#ifndef QUEN_ACCESS_DOOR_H
#define QUEN_ACCESS_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define DOOR_CONTROL 3			/* a part's link to the supervisor */
#define DOOR_TEXT 256			/* paths, fingerprints, messages */
#define DOOR_USER 64
#define DOOR_TERM 32
#define DOOR_PEER 64			/* address as text */
#define DOOR_TICKET 32			/* random bytes */
#define DOOR_SECRET 1024		/* a password, a code, an answer; longer is refused */
#define DOOR_KEY 1400			/* a public key as SSH sends it */
#define DOOR_PROMPTS 4
#define DOOR_COMMAND 1024
#define DOOR_DATA 8192			/* bytes of a terminal or of a command's stream */

enum door_type {
	/* supervisor → part, with descriptors attached */
	DOOR_CONFIG = 1,		/* struct door_config: the first message of all; again after
					 * SIGHUP, with what serve.conf says now */
	DOOR_LINK,			/* struct door_link + 1 fd: the link to another part, which
					 * replaces an older one. The listener also gets its
					 * sockets (PART_LISTENER) and the host key in memory
					 * (PART_NET) this way */
	DOOR_STOP,			/* leave in order: no new work, sessions save drafts. The
					 * end of DOOR_CONTROL says the same */
	/* part → supervisor */
	DOOR_READY,			/* serving; from a net to its listener: keys are exchanged */
	/* listener → broker and keeper: struct door_connection + 1 fd, the link to its net */
	DOOR_CONNECTION,
	/* broker → listener: struct door_verdict */
	DOOR_VERDICT,
	/* net → broker */
	DOOR_AUTH,			/* struct door_auth */
	/* broker → net */
	DOOR_ANSWER,			/* struct door_answer */
	/* net (or `quen attach`) → keeper */
	DOOR_OPEN,			/* struct door_open */
	DOOR_WINDOW,			/* struct door_window */
	DOOR_INPUT,			/* struct door_data: keys, or a command's stdin; size 0: its end */
	DOOR_GONE,			/* the client left */
	/* keeper → net */
	DOOR_OPENED,			/* struct door_opened */
	DOOR_OUTPUT,			/* struct door_data */
	DOOR_ERRORS,			/* struct door_data: a command's stderr */
	DOOR_EXIT,			/* struct door_exit: the last message */
	/* keeper → broker, answered in order */
	DOOR_REDEEM,			/* struct door_redeem */
	DOOR_SUBJECT			/* struct door_subject */
};

enum door_part { PART_SUPERVISOR, PART_LISTENER, PART_NET, PART_BROKER, PART_IDENTITY,
	PART_KEEPER, PART_WORKER, PART_LAUNCHER };

/* How somebody proved to be who they say; a bit each. A session is re-attached only with at
 * least the factors that opened it. */
enum door_factor { FACTOR_PASSWORD = 1, FACTOR_KEY = 2, FACTOR_CODE = 4, FACTOR_PIN = 8,
	FACTOR_LOCAL = 16 /* signed in by the host's own sshd or login */ };

struct door_head { uint32_t type; uint32_t size; /* of the whole message */ };

struct door_config {
	struct door_head head;
	char home[DOOR_TEXT];		/* --home, "" for an installed Quen */
	char config_dir[DOOR_TEXT];	/* pam.d/ and ssh/ are in it */
	char run_dir[DOOR_TEXT];	/* identity.sock, keeper.sock */
	char state_dir[DOOR_TEXT];	/* the broker's counters */
	char host_key[DOOR_TEXT];	/* path of the private host key */
	int32_t port;
	uint32_t kex_seconds, auth_seconds;	/* 10, 60 */
	uint32_t tries;			/* requests a connection, 6 */
	uint32_t start, rate, full;	/* MaxStartups 10:30:60 */
	uint32_t per_source;		/* not signed in, from one address: 8 */
	char exempt[DOOR_TEXT];		/* networks without limits by source: "127.0.0.0/8 ::1" */
	uint32_t floor_ms;		/* every failure answers on this grid, 400 */
	uint32_t idle_lock_seconds;	/* a session asks for the password again, 0 never */
	uint32_t idle_end_seconds;	/* a session nobody is attached to ends, draft kept */
	uint32_t keepalive_seconds;	/* 15; dead after three */
	uint32_t net_uid, net_gid;	/* 0: no change of user (not started by root) */
	uint32_t data_uid, data_gid;
	uint8_t card_door;		/* customers may sign in as "card" */
	uint8_t commands;		/* commands over SSH are allowed */
	uint8_t worker;			/* start the worker too */
	uint8_t test;			/* QUEN_TEST=1 was set: hooks of the tests */
};
struct door_link { struct door_head head; uint32_t part; };
struct door_connection {
	struct door_head head;
	uint64_t id;			/* of the connection; never used again */
	char peer[DOOR_PEER];		/* "192.0.2.7", no port */
	uint16_t peer_port;
};
/* What the listener learns of a connection: for its limits and penalties. */
enum door_fate { FATE_FAILED = 1, FATE_SIGNED_IN, FATE_ABUSE };
struct door_verdict { struct door_head head; uint64_t id; uint32_t fate; };

enum door_auth_kind {
	AUTH_NONE = 1,			/* counted, refused */
	AUTH_PASSWORD,			/* secret */
	AUTH_KEY_OFFER,			/* key; the answer decides nothing */
	AUTH_KEY,			/* key; net has verified the signature */
	AUTH_TALK,			/* keyboard-interactive starts */
	AUTH_REPLY,			/* answers to the last prompts */
	AUTH_OTHER			/* any other method: counted, refused */
};
struct door_auth {
	struct door_head head;
	uint32_t kind;
	char user[DOOR_USER];		/* fixed by the first request: another one ends the link */
	uint32_t size;			/* bytes of key, or number of answers */
	union {
		char secret[DOOR_SECRET];
		unsigned char key[DOOR_KEY];
		char answer[DOOR_PROMPTS][DOOR_SECRET];
	} u;
};
enum door_answer_kind { ANSWER_FAIL = 1, ANSWER_PARTIAL, ANSWER_SUCCESS, ANSWER_PROMPT,
	ANSWER_KEY_OK, ANSWER_DISCONNECT };
/* methods that may go on, for ANSWER_FAIL and ANSWER_PARTIAL; the same for every user. */
enum door_method { METHOD_PASSWORD = 1, METHOD_KEY = 2, METHOD_TALK = 4 };
struct door_answer {
	struct door_head head;
	uint32_t kind, methods;
	unsigned char ticket[DOOR_TICKET];	/* ANSWER_SUCCESS */
	uint32_t prompts;			/* ANSWER_PROMPT; 0 is legal */
	uint8_t echo[DOOR_PROMPTS];
	char instruction[DOOR_TEXT];
	char prompt[DOOR_PROMPTS][DOOR_TEXT];
};

struct door_open {
	struct door_head head;
	unsigned char ticket[DOOR_TICKET];	/* zeros from `quen attach` */
	char user[DOOR_USER];			/* only from `quen attach` */
	char term[DOOR_TERM];			/* letters, digits and -+. only; "" no terminal */
	char lang[DOOR_TERM];			/* "" unless the client said LANG */
	char till[DOOR_TERM];			/* a hint, "" unless the client said LC_QUEN_TILL */
	char command[DOOR_COMMAND];		/* "" for a session on a terminal */
	uint16_t cols, rows;			/* 0: 80x24 */
};
struct door_window { struct door_head head; uint16_t cols, rows; };
struct door_data { struct door_head head; uint32_t size; char data[DOOR_DATA]; };
enum door_open_result { OPEN_NEW = 1, OPEN_AGAIN, OPEN_REFUSED };
struct door_opened { struct door_head head; uint32_t result; char message[DOOR_TEXT]; };
enum door_exit_reason { EXIT_STATUS = 1, EXIT_TAKEN_OVER, EXIT_ENDED_BY_ADMIN, EXIT_STOPPED };
struct door_exit { struct door_head head; uint32_t reason; int32_t status; char message[DOOR_TEXT]; };

struct door_redeem { struct door_head head; unsigned char ticket[DOOR_TICKET]; uint64_t connection; };
enum door_subject_kind { SUBJECT_NONE = 0 /* no such ticket */, SUBJECT_USER, SUBJECT_CARD };
struct door_subject {
	struct door_head head;
	uint32_t kind, factors;
	char name[DOOR_USER];		/* code of the user, or number of the card */
	char peer[DOOR_PEER];
	char key[DOOR_TEXT];		/* fingerprint of the key used, or "" */
	char till[DOOR_USER];		/* "" or a hint from the key's options */
};

/* ---- door.c: sending and receiving. No copies, no allocation. */
union door_message {
	struct door_head head;
	struct door_config config;
	struct door_link link;
	struct door_connection connection;
	struct door_verdict verdict;
	struct door_auth auth;
	struct door_answer answer;
	struct door_open open;
	struct door_window window;
	struct door_data data;
	struct door_opened opened;
	struct door_exit exit;
	struct door_redeem redeem;
	struct door_subject subject;
};
/* The size a message of this type must have; 0 unknown. DOOR_INPUT, OUTPUT and ERRORS may be
 * shorter: head, size and that many bytes. */
size_t door_size(enum door_type type);
/* Fills the head. fd -1: none attached. ERR_BUSY would block, ERR_NOTFOUND the other side is
 * gone. */
enum err door_send(int link, enum door_type type, void *message, int fd) MUST_CHECK;
/* One message; checks size, type and the ends of texts. *fd is -1 or owned by the caller (and
 * close-on-exec). ERR_BUSY nothing there (non-blocking), ERR_NOTFOUND the other side is gone,
 * ERR_INVALID not a message of ours: close the link. */
enum err door_receive(int link, union door_message *m, int *fd) MUST_CHECK;
/* A pair of connected links, both close-on-exec. */
enum err door_pair(int link[2]) MUST_CHECK;
const char *door_part_name(enum door_part p);

/* ---- what `quen part NAME` runs; each returns an exit status. The configuration is the first
 * message on DOOR_CONTROL (door_config_read). */
enum err door_config_read(struct door_config *c, struct err_note *note) MUST_CHECK;
/* SIGCHLD, SIGTERM and SIGINT as bytes of a descriptor (signalfd), so that no handler runs between
 * a test and a wait; SIGPIPE and SIGHUP are passed over. -1 when there is none. */
int door_signals(void);
int listener_main(void);
int net_main(void);
int broker_main(void);
int keeper_main(void);
int launcher_main(void);	/* access/launcher.h */

#endif
