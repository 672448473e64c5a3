/* form.h - a record on the screen, drawn from its entity: pages as tabs, rows
 * flowing to the width, one column on a phone, two on a wide screen. The same
 * form turns into a query by example. Data comes through form_ops. */
#ifndef QUEN_UI_FORM_H
#define QUEN_UI_FORM_H

#include "model/record.h"
#include "ui/app.h"
#include "ui/canvas.h"
#include "ui/list.h"

/* All members may be NULL, and the table too. */
struct form_ops {
	/* REF: typed text to a row. Exact code > exact name > unique prefix; then
	 * *code and *label (both for the caller to free). ERR_NOTFOUND: none or
	 * several: the pop-up opens pre-filtered. r: the record as typed so far. */
	enum err (*resolve)(void *ctx, const struct field *f, const struct record *r,
	    const char *text, char **code, char **label, struct err_note *note);
	/* REF, REFS: rows of the pop-up; two columns, code and name. */
	enum err (*lookup)(void *ctx, const struct field *f, const struct record *r,
	    const struct list_request *rq, struct list_page *page, struct err_note *note);
	/* F6 in the pop-up: makes the missing record; false = not made. */
	bool (*create)(void *ctx, const struct field *f, const char *text, char **code);
	/* May this actor see the field (field.right)? NULL: all. */
	bool (*may_see)(void *ctx, const struct field *f);
	/* After the field's own check, on leave and on save: *is_warning for what
	 * one more Save overrides (a duplicate phone). */
	enum err (*check)(void *ctx, const struct field *f, const struct record *r,
	    bool *is_warning, struct err_note *note);
	/* After a field changed and was left: may set others (price of a product). */
	void (*changed)(void *ctx, const struct field *f, struct record *r);
};

enum form_result {
	FORM_PASS,	/* not for a form: the screen's turn (Save, Back ...) */
	FORM_USED,
	FORM_END	/* Enter or Tab beyond the last field: offer to save */
};
enum form_mode { FORM_VIEW, FORM_EDIT, FORM_QUERY };

struct form;
/* app may be NULL (no pop-ups: tests, text rendering). */
struct form *form_new(struct app *app, const struct entity *e,
    const struct format *fm, const struct form_ops *ops, void *ctx);
/* A form without an entity file: one row a field, for dialogs. The fields are
 * copied, their texts borrowed; NULL texts mean "". Records of it stay valid as
 * long as the app. */
struct form *form_new_fields(struct app *app, const struct field *fields, size_t n,
    const struct format *fm, const struct form_ops *ops, void *ctx);
void form_free(struct form *f);
/* Takes a copy; the form is clean afterwards. r NULL: an empty record with presets. */
void form_load(struct form *f, const struct record *r);
/* As form_load, but what differs from base counts as changed (drafts). */
void form_load_draft(struct form *f, const struct record *base, const struct record *draft);
/* For ^R: values of the record entered before. Copied. */
void form_set_previous(struct form *f, const struct record *r);
void form_set_mode(struct form *f, enum form_mode mode);
enum form_mode form_mode(const struct form *f);
/* More tabs after the pages (related lists); drawn by the owner when
 * form_tab >= number of pages. Titles are copied. */
void form_set_tabs(struct form *f, const char *const *titles, size_t n);
size_t form_tab(const struct form *f);
size_t form_page_count(const struct form *f);

/* Returns the rows it would need on this page. */
int form_draw(struct form *f, struct canvas *c, struct rect r, bool focus);
enum form_result form_event(struct form *f, const struct ui_event *ev);
/* What stands on the form, typed values committed where they read; borrowed,
 * changes with the form. Its id and version are those that were loaded. */
const struct record *form_record(struct form *f);
const struct record *form_stored(const struct form *f);	/* as loaded */
/* What was typed and does not read as its field's type, so that form_record lacks it: at most
 * max; borrowed until the form changes. */
struct query_term { const struct field *field; const char *text; };
size_t form_unread(struct form *f, struct query_term *texts, size_t max);
bool form_is_dirty(const struct form *f);
/* Checks all; jumps to the first problem, note has it. Warnings pass when
 * they were shown once already. */
enum err form_validate(struct form *f, struct err_note *note) MUST_CHECK;
int form_problems(const struct form *f);
/* Jumps to a field and shows a problem there (from the store). */
void form_show_problem(struct form *f, const struct err_note *note);
const struct field *form_focus(const struct form *f);	/* NULL on a foreign tab */
void form_focus_name(struct form *f, const char *name);
/* Values from a callback or a scan, as a user would type them. */
void form_set_text(struct form *f, const char *name, const char *text);
/* "Phone: 6 digits so far, needs 10" or "" ; hint of the focused field. */
const char *form_message(struct form *f);
const char *form_hint(const struct form *f);
/* FORM_QUERY: what was entered, one term a field; borrowed. */
size_t form_query(struct form *f, struct query_term *terms, size_t max);
void form_query_clear(struct form *f);
/* Help of the focused field for F1: label, hint, help, values, example. */
void form_help(const struct form *f, struct strbuf *out);
/* A field as it stands there, formatted for the user; borrowed. */
const char *form_text(struct form *f, const char *name);

#endif
