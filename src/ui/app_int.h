/* app_int.h - the inside of the app, for app.c, frame.c, tasks.c, go.c and
 * help.c only. */
#ifndef QUEN_UI_APP_INT_H
#define QUEN_UI_APP_INT_H

#include "model/entity.h"
#include "ui/app.h"
#include "ui/edit.h"
#include "ui/input.h"

#define MODAL_MAX 12
#define GO_HISTORY 20

struct task {
	struct screen *stack[SCREEN_DEPTH_MAX];
	int depth;
};

struct app {
	struct app_config config;
	struct driver drv;
	struct canvas *canvas;
	struct input *input;
	struct task tasks[TASK_MAX];
	size_t ntasks, current;
	struct screen *modals[MODAL_MAX];
	int nmodals;
	char shop[64], who[64];
	char message[256];
	enum role message_role;
	bool go_active;
	struct edit go_edit;
	char *go_history[GO_HISTORY];	/* newest first */
	int go_at;			/* -1 = what is being typed */
	bool owes_drafts;		/* the line dropped in the middle of work */
	bool is_leaving, is_dirty, wants_repaint, was_idle;
	bool asked_da1;
	bool in_hurry;			/* the last key came right after the one before */
	int last_key;
	const struct screen_class *last_closed;
	struct entity **entities;	/* of forms made from a table of fields */
	size_t nentities, cap_entities;
	int64_t last_input_ms, ignore_until_ms, beat_ms, drawn_ms;
};

/* stack.c */
enum err screen_new(struct app *app, const struct screen_class *class, void *arg,
    struct screen **out, struct err_note *note) MUST_CHECK;
void screen_free(struct screen *s);
/* Removes what was closed during an event; whoever comes up is told. */
void screens_reap(struct app *app);

enum context screen_context(struct screen *s);
const enum act *screen_bar(struct screen *s);	/* NULL: the usual keys */
void frame_draw(struct app *app);
/* The body of screens at this size. */
struct rect frame_body(const struct canvas *c);

void go_open(struct app *app);
/* true: the prompt used it. */
bool go_event(struct app *app, const struct ui_event *ev);
void go_draw(struct app *app, int row);
void go_free(struct app *app);

void tasks_run(struct app *app);	/* the switcher */
void actions_run(struct app *app);	/* F10 */
void help_run(struct app *app, struct screen *s);
void keys_run(struct app *app, struct screen *s);

void entity_free(struct entity *e);	/* form_fields.c */

/* Asks every screen of the current task, then closes them. */
bool task_close_all(struct app *app);
void app_dispatch(struct app *app, struct ui_event *ev);

#endif
