/* background.h - work that goes on while the screen is used: a thread with a store of its own, so
 * that nothing waits for it (PERFORMANCE.md, UX 9). Everything but the run function is called by
 * the session's own thread. Threads, because a session may start no other program (TRUST.md E3) and
 * SQLite's locks do not outlive a fork. */
#ifndef QUEN_SCREENS_BACKGROUND_H
#define QUEN_SCREENS_BACKGROUND_H

#include "screens/session.h"

#define BACKGROUND_PATIENCE_MS 2000	/* so long a key waits for its answer */

struct background;
struct background_work {
	const char *title;		/* translated; what is announced */
	/* In the thread, with the session's user; outside of a transaction. What it leaves in arg is
	 * read after background_is_over(). */
	enum err (*run)(struct background *b, struct store *st, struct actor *a, void *arg,
	    struct err_note *note);
	/* When it is over, from the app's beat or background_wait(): takes the result. May free b. */
	void (*over)(struct background *b, void *arg);
	void *arg;
};
/* The thread is started, or over() is called before it returns: too many at once. */
struct background *background_start(struct session *s, const struct background_work *w);

/* ---- in the thread */
bool background_stop_asked(void *b);
void background_count(struct background *b, int64_t done);	/* for people to see */

/* ---- outside of it */
/* Gives it up to ms, ^C and Esc stop it; true: over() was called. Draws after a while. */
bool background_wait(struct background *b, int ms);
void background_stop(struct background *b);	/* the statement too; over() follows */
bool background_is_over(struct background *b);
enum err background_result(struct background *b, struct err_note *note);
int64_t background_done(struct background *b);
int64_t background_age_ms(const struct background *b);
const char *background_title(const struct background *b);
struct session *background_session(const struct background *b);
/* Stops it, waits for its end and frees it without calling over(). NULL is fine. */
void background_free(struct background *b);

/* ---- the session's (desk.c) */
void background_beat(struct session *s);
void background_end(struct session *s);		/* all of them */
size_t background_running(const struct session *s);

#endif
