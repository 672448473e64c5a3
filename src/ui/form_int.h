/* form_int.h - the inside of a form, for form*.c only. */
#ifndef QUEN_UI_FORM_INT_H
#define QUEN_UI_FORM_INT_H

#include "base/mem.h"
#include "ui/edit.h"
#include "ui/form.h"

#define FORM_TABS_MAX 16
#define FORM_UNDO_MAX 200

/* One field of the record on the form. */
struct slot {
	const struct field *field;
	bool is_placed;		/* on a page, and this actor may see it */
	size_t page;
	struct edit edit, query;	/* as typed; in query mode */
	char *shown;		/* the committed value as text */
	char *problem;		/* "" never: NULL or a sentence */
	bool is_warning;
	char *passed;		/* text whose warning was shown once */
	/* where it was drawn last, in the page's own rows */
	int label_row, label_col, label_cols;
	int row, col, cols;
	int name_col, name_cols;
};

struct undo { size_t slot; char *text; int64_t at_ms; bool is_typing; };
struct undo_stack { struct undo items[FORM_UNDO_MAX]; size_t n; };

struct form {
	struct app *app;
	const struct entity *entity;
	struct entity *own;		/* made by form_new_fields without an app */
	const struct format *fm;
	const struct form_ops *ops;
	void *ctx;
	enum form_mode mode;
	struct record *rec, *stored, *previous;
	struct slot *slots;
	size_t *order;			/* slots in the order of the pages */
	size_t norder;
	size_t focus;			/* index into order */
	size_t tab;
	char *tabs[FORM_TABS_MAX];
	size_t ntabs;
	int scroll, page_rows;
	struct undo_stack undo, redo;
	int resets;			/* F5 in a row on this field */
	char message[300];
	char hint[300];
};

struct slot *form_slot(struct form *f, const char *name);	/* NULL */
struct slot *form_focused(const struct form *f);		/* NULL */
struct edit *slot_edit(struct form *f, struct slot *s);	/* of the mode */
/* Can it be typed into now (mode, readonly, when)? */
bool slot_is_open(const struct form *f, const struct slot *s);
/* Somebody has to fill it in; a number that comes by itself may stay empty. */
bool field_is_asked(const struct field *f);
void form_move_focus(struct form *f, size_t at);
size_t form_order_of(const struct form *f, const struct slot *s);

/* form_value.c: between text and value. */
void slot_set_problem(struct slot *s, const char *text, bool is_warning);
/* The value of the record as text, and as label of a reference. */
void slot_sync(struct form *f, struct slot *s);
void form_sync(struct form *f);
/* Typed text into the record. ERR_NOTFOUND: a reference that is not clear. */
enum err slot_commit(struct form *f, struct slot *s, struct err_note *note);
/* Commit, checks, problem mark; what follows a change. */
enum err slot_leave(struct form *f, struct slot *s, struct err_note *note);
bool slot_is_changed(const struct form *f, const struct slot *s);
void slot_cycle(struct form *f, struct slot *s, int by);
/* A typed letter: the next choice that starts with it. */
bool slot_type_choice(struct form *f, struct slot *s, const char *text);

void entity_free(struct entity *e);	/* made by form_new_fields */

/* form_event.c */
void undo_push(struct form *f, struct slot *s, const char *text, int64_t at_ms, bool typing);
void undo_clear(struct form *f);
/* form_pick.c: F4. false: nothing to choose from. */
bool form_pick(struct form *f, struct slot *s);

#endif
