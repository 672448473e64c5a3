/* served.h - a session of quen serve: its line may drop and come again, its screen may be looked
 * at, it may be locked or ended from outside. Who speaks to the keeper is handed in (struct
 * served_keeper): screens know nothing of sockets. On a terminal of its own there is none. */
#ifndef QUEN_SCREENS_SERVED_H
#define QUEN_SCREENS_SERVED_H

#include "screens/session.h"

#define LIVE_MAX 256
#define SERVED_BEAT_MS 1000

/* Somebody's session, as the keeper knows it. */
struct live {
	uint64_t session;
	char user[64], peer[64], how[96];	/* how: "password + code", translated */
	int64_t idle_s, age_s;
	bool attached, is_self;
};

/* What a session asks of its keeper. Nothing waits; the answers come to served_...(). */
struct served_keeper {
	/* Reads what is there and calls the functions below. false: the keeper is gone. */
	bool (*receive)(void *ctx, struct session *s);
	void (*started)(void *ctx, const char *user);
	void (*list)(void *ctx);
	void (*stop)(void *ctx, uint64_t session, const char *reason);
	void (*look)(void *ctx, uint64_t session);
	/* Of our screen, to who looks: a line; then that it is complete. */
	void (*line)(void *ctx, uint64_t to, int row, const char *bytes, size_t size);
	void (*looked)(void *ctx, uint64_t to, int rows, int cols, int cursor_row, int cursor_col);
};

#define PICTURE_ROWS 500

/* The screen of somebody else, as its session encoded it line by line. */
struct picture_lines { char *bytes[PICTURE_ROWS]; uint16_t size[PICTURE_ROWS]; };
struct picture {
	uint64_t session;		/* 0: none */
	struct picture_lines shown, coming;
	int rows, cols, cursor_row, cursor_col;
	bool is_over;			/* it ended */
};

struct served {
	const struct served_keeper *keeper;
	void *ctx;
	int fd;				/* readable: keeper->receive */
	char peer[64], how[96];		/* of the sign-in that has it now */
	int port;			/* of the server, to tell people */
	int64_t lock_seconds;		/* of the server's configuration, 0 never */
	struct live live[LIVE_MAX], coming[LIVE_MAX];
	size_t nlive, ncoming;
	bool shows_list;		/* the screen of them is open: draw every beat */
	unsigned live_version;		/* counts complete lists */
	struct picture picture;
	char watched_by[64];
	int64_t watched_until_ms;
	struct screen *lock;		/* is up */
	int64_t checked_ms;
	char goodbye[256];		/* for after the terminal is back */
};

/* ---- the app's hooks (desk.c) */
void served_outside(struct session *s);
void served_beat(struct session *s, int64_t idle_ms);
/* "watched by an", or nothing. */
void served_status(const struct session *s, struct strbuf *out);
/* Before the first screen, and at the end. */
void served_start(struct session *s);
void served_end(struct session *s);

/* ---- what the keeper tells */
struct served_again {
	const char *term, *peer, *how, *key;
	int64_t idle_s;			/* since the last key */
	bool with_password;		/* this very sign-in gave one */
};
void served_again(struct session *s, const struct served_again *a);
void served_redraw(struct session *s);
enum served_why { SERVED_STOPPED, SERVED_IDLE, SERVED_BY_ADMIN };
void served_leave(struct session *s, enum served_why why, const char *by, const char *reason);
void served_live(struct session *s, const struct live *l);
void served_live_end(struct session *s);
void served_look(struct session *s, uint64_t from, const char *by);
void served_line(struct session *s, int row, const char *bytes, size_t size);
void served_looked(struct session *s, int rows, int cols, int cursor_row, int cursor_col);

#endif
