/* app.h - the screen stack and the event loop.
 *
 * A task is a stack of screens; up to nine tasks, ^T switches.  A screen draws
 * the body; the app draws title, message, hint, status and key bar around it
 * (UX 1).  Pop-ups are screens too, run by app_modal until they end.  Events
 * come with their action resolved in the screen's context. */
#ifndef QUEN_UI_APP_H
#define QUEN_UI_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/field.h"
#include "ui/canvas.h"
#include "ui/clip.h"
#include "ui/driver.h"
#include "ui/keymap.h"
#include "ui/keys.h"
#include "ui/scan.h"

struct app;
struct input;
struct screen;
struct menu_item;

#define TASK_MAX 9
#define SCREEN_DEPTH_MAX 20

/* A screen is one const table. Only name, draw and event are needed. */
struct screen_class {
	const char *name;	/* for tests and logs */
	const char *code;	/* Go code shown at the left of the title, or ""; see screen.code */
	const char *title;	/* msgid for the breadcrumb until screen_set_title */
	enum context context;
	const enum act *bar;	/* key bar and F10, ends with ACT_NONE */
	bool is_cover;		/* alone on the whole screen, nothing of the others shows: a lock */
	int hold_ms;		/* input_set_hold: 80 where digits act at once */
	/* arg is the caller's; keeps what it needs in s->data. An error: nothing
	 * is pushed, fini is not called. */
	enum err (*open)(struct screen *s, void *arg, struct err_note *note);
	void (*draw)(struct screen *s, struct canvas *c, struct rect body);
	/* false: not used; the app then does the global actions (help, go, back
	 * tasks, menu, repaint). */
	bool (*event)(struct screen *s, const struct ui_event *ev);
	/* What the terminal sent, before it is read as keys and scans; for the scanner test only:
	 * whoever asks for it must not keep bank cards. */
	void (*bytes)(struct screen *s, const char *bytes, size_t len, int64_t at_ms);
	/* Nothing typed for IDLE_MS, and before leaving by hangup: write drafts. */
	void (*tick)(struct screen *s);
	/* Asked by Back, =code and log off: false stays (unsaved changes). */
	bool (*may_close)(struct screen *s);
	/* On top again after a screen above was closed: reload. */
	void (*resume)(struct screen *s);
	/* F1: text about the focus; the app adds the keys. */
	void (*help)(struct screen *s, struct strbuf *out);
	/* F10: more lines for the action list, and what they do. */
	size_t (*more)(struct screen *s, const struct menu_item **items);
	void (*run_more)(struct screen *s, int value);
	/* F10, Copy: what it is (clip.h); never asked for CLIP_SCREEN. NULL: only the screen. */
	enum err (*copy)(struct screen *s, enum clip_what what, struct clip *out, struct err_note *note);
	/* Another context than the class's (query mode). */
	enum context (*context_now)(struct screen *s);
	/* Back does more here than to leave: msgid of its label in the key bar, or NULL. */
	const char *(*back_label)(struct screen *s);
	/* Other keys than bar (query mode), or NULL. */
	const enum act *(*bar_now)(struct screen *s);
	void (*fini)(struct screen *s);
};

struct screen {
	const struct screen_class *class;
	struct app *app;
	void *data;		/* the screen's own */
	char code[16];		/* at first the class's */
	char title[128];	/* breadcrumb part */
	char hint[256], mode[32], status[128];
	bool has_changes;	/* the star in the task list */
	bool is_touched;	/* used since it was last told of a pause */
	bool is_closing;	/* the app's: see screen_close */
};

enum go_mode { GO_PUSH, GO_NEW_TASK, GO_REPLACE };

struct app_config {
	struct driver driver;
	const struct keymap *keymap;	/* borrowed */
	struct format format;
	struct scan_config scan;
	/* Go prompt (F9): pushes a screen or says why not. text without + = ?. */
	enum err (*go)(void *ctx, struct app *app, const char *text,
	    enum go_mode mode, struct err_note *note);
	/* Help of a screen by code ("?CU"), or NULL. */
	void (*go_help)(void *ctx, const char *code, struct strbuf *out);
	/* Right half of the status line: "db ok | print ok". NULL: none. */
	void (*status)(void *ctx, struct strbuf *out);
	/* The descriptor of term_config.outside has something to say. NULL: none. */
	void (*outside)(void *ctx, struct app *app);
	/* Every beat_ms while nothing else happens, with the time since the last key. May run a
	 * pop-up. NULL or 0: never. */
	void (*beat)(void *ctx, struct app *app, int64_t idle_ms);
	int beat_ms;
	/* Rows leave by the clipboard: refuses, or notes it. NULL: nobody minds. */
	enum err (*leaves)(void *ctx, const char *function, const char *entity, size_t rows,
	    struct err_note *note);
	const char *clip_terminals;	/* more types that take OSC 52: "tmux,rxvt"; NULL none; borrowed */
	/* The last screen was closed, one of that class: may push another. NULL: the end. */
	void (*emptied)(void *ctx, struct app *app, const struct screen_class *last);
	/* Everything was drawn and shown. NULL: nobody cares. */
	void (*shown)(void *ctx, struct app *app);
	void *ctx;
	const char *shop, *who;		/* "Q1 Store", "lan@till-2"; copied */
	bool is_training;		/* ROLE_TITLE_ALERT and the word */
};

struct app *app_new(const struct app_config *config);
void app_free(struct app *app);
void *app_ctx(const struct app *app);			/* config.ctx */
const struct format *app_format(const struct app *app);
const struct keymap *app_keymap(const struct app *app);
void app_set_keymap(struct app *app, const struct keymap *km);	/* borrowed, from the next key on */
void app_set_who(struct app *app, const char *shop, const char *who);
enum size_class app_size(const struct app *app);

/* Runs until the last screen is closed and emptied() opened no other, app_quit, or the terminal
 * is gone. */
void app_run(struct app *app);
/* After the current event; asks nobody, but every screen writes its draft. */
void app_quit(struct app *app);
bool app_is_leaving(const struct app *app);	/* hangup or quit: end soon */

/* A screen on top of the current task; in a new task; instead of this task. */
enum err app_push(struct app *app, const struct screen_class *class, void *arg,
    struct err_note *note) MUST_CHECK;
enum err app_push_task(struct app *app, const struct screen_class *class, void *arg,
    struct err_note *note) MUST_CHECK;
enum err app_replace(struct app *app, const struct screen_class *class, void *arg,
    struct err_note *note) MUST_CHECK;
/* As app_push, app_push_task or app_replace by mode. */
enum err app_open(struct app *app, enum go_mode mode, const struct screen_class *class,
    void *arg, struct err_note *note) MUST_CHECK;
/* Closes a screen when the event is over. */
void screen_close(struct screen *s);
/* Runs a pop-up until it calls screen_close; arg as for open. The class draws
 * into its own rectangle on what is there: its body is the whole screen minus
 * the bottom lines. data stays the caller's: fini is called before return. */
void app_modal(struct app *app, const struct screen_class *class, void *arg);
struct screen *app_top(const struct app *app);		/* NULL when none */
/* Tasks for a home screen: title of task i (from 0), NULL beyond. */
/* Does a task begin with this screen, so that leaving it closes the task? */
bool app_is_base(const struct screen *s);
const char *app_task_title(const struct app *app, size_t i, bool *has_changes);
/* Does an action on the top screen as if its key was pressed (from F10). */
void app_act(struct app *app, enum act act);
/* F9 with a text: as typed at the Go prompt. */
enum err app_go(struct app *app, const char *text, struct err_note *note) MUST_CHECK;

void screen_set_title(struct screen *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void screen_set_hint(struct screen *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void screen_set_status(struct screen *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void screen_set_mode(struct screen *s, const char *word);	/* translated: "EDIT" */

/* The message line, until the next key. */
void app_message(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_error(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_error_note(struct app *app, const struct err_note *note);
void app_bell(struct app *app);
/* A terminal of that type stands there anew, or (type "") the same one lost what it showed. */
void app_terminal_again(struct app *app, const char *type);
/* What is on the screen now; borrowed until the next draw. */
const struct canvas *app_canvas(const struct app *app);
/* Draw anew before waiting. */
void app_touch(struct app *app);
/* Draws now (before long work). */
void app_refresh(struct app *app);
/* Bytes past the screen to a printer at the terminal; false = cannot. */
bool app_print_through(struct app *app, const char *bytes, size_t len);
/* Does the terminal's answer to DA1 have that number? Asked once, waits up to 400 ms. */
bool app_terminal_has(struct app *app, int feature);
/* Monotonic time of the driver. */
int64_t app_now_ms(const struct app *app);
/* An input of its own that reads bytes as the app's does; the caller frees. */
struct input *app_input_like(const struct app *app);
const char *app_scan_prefix(const struct app *app);
/* Drops typed-ahead keys and ignores keys for that long. */
void app_flush_input(struct app *app, int ignore_ms);
/* The key that led to the current event (a dialog refuses the key that
 * opened it). */
int app_last_key(const struct app *app);
/* For progress: looks for ^C and hangup without dispatching anything else. */
bool app_poll_stop(struct app *app);

/* A screen as text, without a terminal: opens, draws once, closes. */
enum err app_render_text(const struct app_config *config, int rows, int cols,
    const struct screen_class *class, void *arg, FILE *to, struct err_note *note) MUST_CHECK;

#endif
