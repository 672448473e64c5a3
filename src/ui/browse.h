/* browse.h - list and form of any entity: search, query by example, new, edit,
 * delete, drafts, conflicts, related lists. Only callbacks are needed. */
#ifndef QUEN_UI_BROWSE_H
#define QUEN_UI_BROWSE_H

#include "model/record.h"
#include "ui/app.h"
#include "ui/form.h"
#include "ui/list.h"
#include "ui/menu.h"

/* What the rows stand by; sort NULL: as the entity's list begins. */
struct browse_order { const struct field *sort; bool desc; };
/* How a user has the list of an entity. */
struct browse_view {
	struct browse_order order;
	const struct field *hidden[LIST_COLUMNS_MAX];
	size_t nhidden;
};

/* ctx is browse_spec.ctx. Every call checks rights itself (the gate). */
struct browse_ops {
	/* Rows of the list; cells in the order of e->columns. terms: query by
	 * example (n 0 = all); one without a field stands between two of which either may
	 * fit. parent: rows of a related list: by = id of its record (0 = all). The find text and the anchor are in rq. */
	enum err (*fetch)(void *ctx, const struct entity *e, const struct query_term *terms,
	    size_t nterms, const char *by, int64_t parent, const struct browse_order *order,
	    const struct list_request *rq, struct list_page *page, struct err_note *note);
	/* The anchor of one row in an order, as fetch would give it; owned. NULL: it is not there. NULL
	 * with can_sort NULL: the list has one order. */
	char *(*place)(void *ctx, const struct entity *e, const struct browse_order *order, int64_t id);
	bool (*can_sort)(void *ctx, const struct entity *e, const struct field *f);
	/* How this user has the list, kept from one sign-in to the next; an empty view is forgotten. Both
	 * may be NULL. */
	void (*view_load)(void *ctx, const struct entity *e, struct browse_view *v);
	enum err (*view_save)(void *ctx, const struct entity *e, const struct browse_view *v,
	    struct err_note *note);
	enum err (*count)(void *ctx, const struct entity *e, const struct query_term *terms,
	    size_t nterms, const char *by, int64_t parent, const char *find, int64_t cap,
	    int64_t *n, struct err_note *note);
	void (*preview)(void *ctx, const struct entity *e, int64_t id, struct strbuf *out);
	enum err (*load)(void *ctx, const struct entity *e, int64_t id, struct record **out,
	    struct err_note *note);
	/* A new record with presets ("next:customer" may stay for save). parent as
	 * in fetch: the field by is set. */
	enum err (*fresh)(void *ctx, const struct entity *e, const char *by, int64_t parent,
	    struct record **out, struct err_note *note);
	/* Stores r (id 0 = new) and fills id, version and made codes. base: as it
	 * was read. ERR_CONFLICT with *theirs (owned): the conflict view runs and
	 * saves again. ERR_INVALID with note.field: shown at that field. */
	enum err (*save)(void *ctx, struct record *r, const struct record *base,
	    struct record **theirs, struct err_note *note);
	enum err (*remove)(void *ctx, const struct entity *e, int64_t id, int64_t version,
	    struct err_note *note);
	/* Drafts, by entity and id (0 = new): what the form holds, and what was typed there and does
	 * not read yet; f NULL drops it. load gives the record (owned) or NULL; unread puts the rest
	 * back on the form that was loaded from it. All three may be NULL. */
	void (*draft_save)(void *ctx, const struct entity *e, int64_t id, struct form *f);
	struct record *(*draft_load)(void *ctx, const struct entity *e, int64_t id);
	void (*draft_unread)(void *ctx, const struct entity *e, int64_t id, struct form *f);
	/* A record in a few figures, an item a line, what matters most first; nothing for most
	 * entities. Shown below the first page of a form, as much as fits. May be NULL. */
	void (*summary)(void *ctx, const struct entity *e, int64_t id, struct strbuf *out);
	/* Rights: may this actor do it at all? verb: "view" "add" "edit" "delete". */
	bool (*may)(void *ctx, const struct entity *e, const char *verb);
	/* form_action of the .form, F10 line or scan route: does it. */
	void (*command)(void *ctx, struct app *app, const struct record *r,
	    const char *command, const char *text);
	const struct entity *(*entity)(void *ctx, const char *name);	/* of a related list */
	const struct form_ops *form;	/* resolve, lookup ...; ctx as here */
	/* ^P in a list: prints or writes the marked rows (n ids), or with n 0 all that it shows. NULL:
	 * not offered. */
	void (*export_rows)(void *ctx, struct app *app, const struct entity *e, const int64_t *ids,
	    size_t n, const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
	    const struct browse_order *order, const char *find);
	/* ^P in a form: prints the record as it is stored. NULL: not offered. */
	void (*print_record)(void *ctx, struct app *app, const struct record *r);
	/* F10 in a list or an example: keeps the example under a name and a code. NULL: not offered. */
	void (*keep_example)(void *ctx, struct app *app, const struct entity *e,
	    const struct query_term *terms, size_t nterms);
	/* F10 in a list: rows that were deleted, to restore them. NULL: not offered. */
	void (*deleted)(void *ctx, struct app *app, const struct entity *e);
	/* F10 in a list: labels of the marked rows (n ids), or with n 0 of all that the list shows.
	 * NULL, or has_labels false: not offered. */
	bool (*has_labels)(void *ctx, const struct entity *e);
	void (*labels)(void *ctx, struct app *app, const struct entity *e, const int64_t *ids,
	    size_t n, const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
	    const struct browse_order *order, const char *find);
};

struct browse_spec {
	const struct entity *entity;
	const struct browse_ops *ops;
	void *ctx;
	const struct format *fm;	/* NULL: app_format */
	const char *find;		/* "CU nguyen": starts with that search; or NULL */
	const char *by;			/* related list: field and record */
	int64_t parent;
	int64_t id;			/* form: the record; 0 = a new one */
	struct record *preset;		/* form, id 0: taken over (owned by the form); or NULL */
	/* form: out, id after a save, which then closes the form (a record made
	 * from a lookup); or NULL */
	int64_t *saved_id;
	struct list *list;		/* form: F8 steps through it; it must outlive the form; or NULL */
};

/* Screens; arg is a struct browse_spec *, copied. */
extern const struct screen_class browse_list_class;
extern const struct screen_class browse_form_class;
/* Pushes a list (title and code of the entity), or the form of one record. */
enum err browse_open_list(struct app *app, enum go_mode mode,
    const struct browse_spec *spec, struct err_note *note) MUST_CHECK;
enum err browse_open_form(struct app *app, enum go_mode mode,
    const struct browse_spec *spec, struct err_note *note) MUST_CHECK;

#endif
