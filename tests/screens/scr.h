/* scr.h - a terminal for tests: starts quen on a pty, feeds it keys by name
 * and shows the screen as text (libvterm). */
#ifndef QUEN_TESTS_SCR_H
#define QUEN_TESTS_SCR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Whose key bytes are typed. */
enum scr_stream { SCR_XTERM, SCR_PUTTY, SCR_LINUX, SCR_VT100 };

struct scr_start {
	const char *home;		/* installation folder */
	const char *user;		/* code of the user */
	const char *lang;		/* NULL: the user's own */
	bool attach;			/* joins the session that a keeper has */
	const char *term;		/* NULL: xterm-256color */
	const char *now;		/* NULL: SCR_NOW */
	int rows, cols;			/* 0: 24x80 */
	int margin;			/* columns more than the program is told of */
	enum scr_stream stream;
};
#define SCR_NOW "2026-11-21T14:32:00+07:00"

struct scr;
struct scr *scr_new(const struct scr_start *start);
/* Ends the program when it still runs (SIGKILL) and frees all. NULL is fine. */
void scr_free(struct scr *s);

/* Names separated by blanks: F1 .. F12, Enter Esc Tab BackTab Up Down Left
 * Right Home End PgUp PgDn Ins Del BS ^A .. ^Z, Wait (80 ms); anything else
 * is typed as it stands. */
void scr_keys(struct scr *s, const char *names);
/* Types every byte of text as it is: blanks too. One key after another, as fast
 * fingers do: with a short pause after each. */
void scr_type(struct scr *s, const char *text);
/* As an unhurried hand: pop-ups take machine-fast text for a scan (rule T3). */
void scr_type_slowly(struct scr *s, const char *text);
/* One burst, as a scanner or a paste. */
void scr_burst(struct scr *s, const void *bytes, size_t len);
void scr_resize(struct scr *s, int rows, int cols);

/* Reads until the text is on the screen. False after timeout_ms. */
bool scr_wait(struct scr *s, const char *text, int timeout_ms);
bool scr_wait_gone(struct scr *s, const char *text, int timeout_ms);
/* The same for one row, which begins with the text. */
bool scr_wait_row(struct scr *s, int row, const char *text, int timeout_ms);
/* Reads until nothing came for 60 ms. */
void scr_quiet(struct scr *s);
/* Reads until the program ended; returns its exit status, 128 + signal, or -1
 * when it still runs after timeout_ms. */
int scr_wait_end(struct scr *s, int timeout_ms);

/* The line as text, trailing blanks cut; borrowed until the next call. */
const char *scr_line(struct scr *s, int row);
bool scr_has(struct scr *s, const char *text);
/* Something on the row is written in the colour of errors. */
bool scr_is_red(struct scr *s, int row);
/* The first row on which something stands past the edge, -1: none. For start.margin. */
int scr_past_edge(struct scr *s);
int scr_row_of(struct scr *s, const char *text);	/* -1: nowhere */
void scr_cursor(struct scr *s, int *row, int *col);
pid_t scr_pid(const struct scr *s);
int scr_fd(const struct scr *s);		/* master side */
const char *scr_tty(const struct scr *s);
/* Everything the program wrote; *len bytes. */
const char *scr_raw(const struct scr *s, size_t *len);
bool scr_raw_has(const struct scr *s, const char *bytes);
void scr_dump(struct scr *s);			/* to stderr */

/* Fails the test with the screen printed. */
#define scr_expect(s, text) scr_expect_at((s), (text), __FILE__, __LINE__)
void scr_expect_at(struct scr *s, const char *text, const char *file, int line);
#define scr_refuse(s, text) scr_refuse_at((s), (text), __FILE__, __LINE__)
void scr_refuse_at(struct scr *s, const char *text, const char *file, int line);

#endif
