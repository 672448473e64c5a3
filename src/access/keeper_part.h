/* keeper_part.h - the inside of the keeper, for keeper*.c only.
 *
 * Guests are links to whoever sits at a terminal: a net process, or `quen attach`. Hosts are
 * children: a session on a pty, or a command on pipes. A host of a session lives on without a
 * guest. Nothing here waits: every descriptor is non-blocking, what does not go out at once is
 * held (one message a guest, one block of keys a host) and not read anew until it is gone. */
#ifndef QUEN_ACCESS_KEEPER_PART_H
#define QUEN_ACCESS_KEEPER_PART_H

#include <poll.h>
#include <sys/types.h>

#include "access/door.h"
#include "access/keeper_link.h"

#define GUESTS_MAX 512
#define HOSTS_MAX 256
#define COMMANDS_PER_USER 8
#define OPEN_MS 90000			/* from the link to DOOR_OPEN: sign-in lies between */
#define BYE_MS 5000			/* a guest that does not take its last message */
#define STALL_MS 2000			/* then output is dropped and painted anew later */
#define HOST_POLLS 4			/* descriptors of a host */
#define LEAVE_MS 8000			/* from "leave" to SIGKILL */
#define END_SECONDS 1800		/* without a guest, when nothing else is said */

struct host;

enum guest_state { GUEST_NEW, GUEST_ASKED, GUEST_ON, GUEST_BYE };
struct guest {
	int link;
	uint64_t id;
	char peer[DOOR_PEER];
	bool is_local;			/* `quen attach` */
	unsigned uid;			/* of it */
	enum guest_state state;
	int64_t since_ms, stalled_ms;	/* of the state; since when out waits */
	struct door_open open;
	struct door_subject subject;
	struct host *host;		/* GUEST_ON */
	struct door_data out;		/* not sent yet */
	enum door_type out_type;	/* 0: nothing */
	struct door_exit exit;		/* GUEST_BYE: the last message */
	bool exit_sent;
	size_t poll_at;			/* of the round: see keeper.c */
};

struct host {
	uint64_t id;
	pid_t pid;			/* 0: reaped */
	bool is_command;
	int pty;			/* a session */
	int in, out, err;		/* a command; -1 closed */
	int link;			/* to the child */
	struct door_subject subject;	/* as it was opened */
	struct guest *guest;		/* NULL: nobody looks */
	int64_t started_ms, input_ms, detached_ms, leave_ms, reaped_ms;
	int signals;			/* sent so far, once it was asked to leave */
	char keys[DOOR_DATA];		/* not written to the child yet */
	size_t nkeys, keys_at;
	bool is_input_over;		/* a command's stdin ends after the keys */
	bool is_stale;			/* output was dropped: repaint when the guest takes again */
	int status;			/* once reaped */
	enum door_exit_reason why;
	char message[DOOR_TEXT];
	size_t poll_at, npolls;		/* of the round */
};

struct keeper {
	struct door_config config;
	int listener, broker, local, signals, launcher;
	pid_t launcher_pid;
	struct guest *guests[GUESTS_MAX];
	size_t nguests;
	struct host *hosts[HOSTS_MAX];
	size_t nhosts;
	struct guest *asked[GUESTS_MAX];	/* redeeming, in the order of asking; NULL: left */
	size_t nasked;
	uint64_t next_id;
	bool stopping, abandoned;
	int64_t stop_ms;
};

int64_t keeper_now_ms(void);

/* ---- keeper_guest.c: takes link. */
void guest_add(struct keeper *k, int link, const struct door_connection *c, bool is_local,
    unsigned uid);
void guest_free(struct keeper *k, struct guest *g);
short guest_events(const struct guest *g);
/* What the link has to say; may free nothing: the state becomes GUEST_BYE. */
void guest_read(struct keeper *k, struct guest *g);
/* The link is closed on the other side: said even when nothing is read from it. */
void guest_hung_up(struct keeper *k, struct guest *g);
void guest_write(struct keeper *k, struct guest *g);
/* Output for the terminal or of a command; false: held, ask again when it is gone. */
bool guest_put(struct keeper *k, struct guest *g, enum door_type type, const char *bytes,
    size_t size);
/* Says the last word and lets go of the host. */
void guest_bye(struct keeper *k, struct guest *g, enum door_exit_reason why, int status,
    const char *message);
void guest_refuse(struct keeper *k, struct guest *g, const char *message);
void guest_opened(struct keeper *k, struct guest *g, enum door_open_result result,
    const char *message);
/* The broker's answer to the first that asked; the broker is gone. */
void guest_redeemed(struct keeper *k, const struct door_subject *s);
void guests_unredeemed(struct keeper *k);

/* ---- keeper_host.c */
/* A session or a command for the guest; says so to it, or why not. */
void host_start(struct keeper *k, struct guest *g);
struct host *host_of_user(struct keeper *k, const struct door_subject *s);
void host_detach(struct keeper *k, struct host *h);
void host_keys(struct keeper *k, struct host *h, const char *bytes, size_t size);
void host_window(struct host *h, uint16_t cols, uint16_t rows);
void host_leave(struct keeper *k, struct host *h, enum keep_why why, const char *by,
    const char *reason);
/* Everything that has to happen without being asked: idle ends, kills. */
void host_tick(struct keeper *k, struct host *h, int64_t now);
void host_reaped(struct keeper *k, pid_t pid, int status);
/* true: over and let go of. */
bool host_settle(struct keeper *k, struct host *h);
void host_free(struct keeper *k, struct host *h);

/* ---- keeper_pump.c: bytes between a host and its guest */
/* Adds up to four descriptors; returns how many. */
size_t host_polls(const struct host *h, struct pollfd *p);
void host_ready(struct keeper *k, struct host *h, const struct pollfd *p, size_t n);
void host_flush_keys(struct host *h);

/* ---- keeper_talk.c: what sessions say */
void host_talk(struct keeper *k, struct host *h);

/* ---- keeper_local.c: RUNDIR/keeper.sock */
int local_listen(const char *run_dir);
void local_accept(struct keeper *k);
/* Whose session a local guest may have; refuses it otherwise. */
bool local_subject(struct keeper *k, struct guest *g);

#endif
