/* session.h - what the screens of one signed-in user share: the store, who
 * acts, the till, and the bracket around every piece of work on the store. */
#ifndef QUEN_SCREENS_SESSION_H
#define QUEN_SCREENS_SESSION_H

#include "store/actor.h"
#include "store/store.h"
#include "ui/app.h"

#define RECENT_MAX 6

struct background;

/* A line of "Recent here" at the card desk. */
struct recent { int64_t at; char name[96]; int64_t points; };

/* Asked for in a session that has the store for itself: a restore, or another key, for after it. */
struct keep_wish {
	char version[40];		/* "": none */
	char encrypt[16];		/* of quen encrypt; "": none */
	bool by_recovery;
	unsigned char recovery[32];
	char passphrase[256];
};

struct session {
	struct store *st;
	struct actor *a;
	struct app *app;
	struct format format;		/* as given to the app */
	char till[32];			/* code, "" until the cashier needs one */
	char clip_terminals[200];	/* parameter clipboard.terminals */
	char shop[192];			/* name of the branch for the title */
	int64_t branch;			/* its id; 0: none */
	struct recent recent[RECENT_MAX];
	size_t nrecent;
	unsigned carts;			/* carts open in this session, bit by bit */
	struct served *served;		/* of quen serve; NULL on a terminal of one's own */
	size_t due;			/* reminders, for the status line */
	int64_t due_ms;			/* when they were counted; 0: not yet */
	struct background *backgrounds;	/* background.h */
	int64_t noticed_ms;		/* when a coming restore was looked for */
	struct keep_wish *wish;		/* NULL: such wishes go to the worker */
	char goodbye[256];		/* for after the terminal is back */
	bool restart;			/* language, theme or keymap changed */
	struct keymap *keymap;		/* site_keys.h */
	int64_t site_mark, site_looked_ms;
};

struct session *session_of(const struct app *app);

/* A read. ERR_OK: end it with session_end(). */
enum err session_read(struct session *s, struct err_note *note) MUST_CHECK;
/* A change. Busy writers are waited for a little. */
enum err session_write(struct session *s, struct err_note *note) MUST_CHECK;
/* Ends either: commits and makes durable when e is ERR_OK, else rolls back.
 * Returns e, or why the commit failed. */
enum err session_end(struct session *s, enum err e, struct err_note *note) MUST_CHECK;
/* Ends a read whatever came of it. */
void session_done(struct session *s);

bool session_may(const struct session *s, const char *function, enum verb v);
/* Rights as forms write them, "cost.view". "" and NULL: yes. */
bool session_may_named(const struct session *s, const char *right);
/* Fills the branch and till shown in the title. */
void session_show_place(struct session *s);
/* The shop's money. */
char *session_money(const struct session *s, int64_t minor, char *buf, size_t size);
char *session_int(const struct session *s, int64_t n, char *buf, size_t size);

#endif
