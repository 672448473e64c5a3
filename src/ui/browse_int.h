/* browse_int.h - what the list and the form of browse.h share. */
#ifndef QUEN_UI_BROWSE_INT_H
#define QUEN_UI_BROWSE_INT_H

#include "ui/browse.h"
#include "ui/menu.h"

#define TERMS_MAX 64

/* The rows of a list screen or of a related list on a form. */
struct browse_rows {
	const struct browse_spec *spec;	/* ops and ctx */
	const struct entity *entity;
	const char *by;
	int64_t parent;
	struct browse_order order;
	struct query_term terms[TERMS_MAX];
	size_t nterms;
	char *texts[TERMS_MAX];		/* of the terms, owned */
};
extern const struct list_source browse_source;	/* ctx: struct browse_rows * */
void browse_rows_clear(struct browse_rows *r);

/* Examples in a row of terms: one without a field stands before each further one. */
size_t browse_examples(const struct browse_rows *r);

#define RELATED_MAX 12
#define TAB_COUNT_CAP 99		/* rows of a related list that are counted */

/* The form screen. */
struct browse_form {
	struct browse_spec spec;
	struct form *form;
	struct record *previous;	/* for ^R */
	struct list *lists[RELATED_MAX];
	struct browse_rows rows[RELATED_MAX];
	const char *titles[RELATED_MAX];	/* of the lists, translated */
	size_t nlists;
	struct menu_item more[40];
	bool has_draft;
	int64_t draft_at;
	bool follows_draft;		/* what is typed here is what the draft has: not one that F12 left */
	struct strbuf summary;
	struct record *before;		/* as it was before the last save: to take that back */
	int64_t saved_ms;
};
/* Beside the record: related lists with how many rows they have, and the summary. here: the list of
 * the tab that shows, NULL on a page. */
struct list *browse_related_here(const struct browse_form *b);
void browse_set_related(struct browse_form *b);
void browse_set_tabs(struct browse_form *b);
void browse_set_summary(struct browse_form *b);
/* need: the rows that the form's page takes of body. */
void browse_draw_summary(struct browse_form *b, struct canvas *c, struct rect body, int need);
bool browse_related_event(struct screen *s, struct list *l, const struct ui_event *ev);
int browse_why_at(const struct entity *e);	/* the action that explains the figures; -1: none */
bool browse_why(struct screen *s);
/* F10 within ten minutes of a save: is there something to take back, and doing it (UX 7). The saved
 * record is given back for the form, owned; NULL: it failed, and was said. */
bool browse_can_undo(const struct browse_form *b);
struct record *browse_undo_save(struct screen *s);
void browse_note_saved(struct browse_form *b, const struct record *base);

/* The list screen. */
struct browse_list {
	struct browse_spec spec;
	struct browse_rows rows;
	struct list *list;
	struct form *query;	/* made when first asked for */
	struct browse_rows next;	/* terms only: the examples before the one on the form */
	char **last;		/* texts of the last example, a field each */
	bool is_query;
	struct menu_item more[6];
};
void browse_list_texts(struct screen *s);	/* mode, hint and status */
void browse_query_begin(struct browse_list *b, struct app *app);
void browse_query_also(struct browse_list *b, struct app *app);
void browse_query_run(struct browse_list *b);	/* the examples are what the list shows */
bool browse_query_event(struct screen *s, const struct ui_event *ev);
/* Asks for a field and its value, and puts it into what is marked. */
void browse_change_marked(struct screen *s);
void browse_drop_last(struct browse_list *b);	/* the texts of the last example */

/* browse_order.c: the order and the columns that the user chose (UX 5). */
bool browse_can_order(const struct browse_list *b);
bool browse_view_is_own(const struct browse_list *b);	/* something differs from how lists begin */
void browse_view_open(struct browse_list *b);	/* as it was kept */
void browse_sort(struct screen *s);
void browse_columns(struct screen *s);
void browse_view_reset(struct screen *s);

/* The rows of a list, or those that are marked, to a printer or a file. */
void browse_print(struct screen *s, const struct browse_rows *r, const struct list *l);

bool browse_may(const struct browse_spec *spec, const struct entity *e, const char *verb);
/* What a scan means here by the entity's scan routes; false: no route. */
bool browse_scan(struct screen *s, const struct browse_spec *spec,
    const struct record *r, const struct ui_event *ev);
/* Asks, deletes, says what happened; false: nothing was deleted. */
bool browse_remove(struct screen *s, const struct browse_spec *spec,
    const struct entity *e, int64_t id);

#endif
