/* records.h - any entity on the screen: the callbacks of ui/browse.h over the
 * store, and what hangs on a record: commands of its form, drafts, deleted
 * rows, export. */
#ifndef QUEN_SCREENS_RECORDS_H
#define QUEN_SCREENS_RECORDS_H

#include "screens/session.h"
#include "ui/browse.h"

extern const struct browse_ops records_ops;	/* ctx: struct session * */
extern const struct form_ops records_form_ops;

/* The list of an entity; find may be NULL. ERR_DENIED says the right. */
enum err records_open_list(struct session *s, enum go_mode mode, const char *entity,
    const char *find, struct err_note *note) MUST_CHECK;
/* The form of one record (0: a new one). */
enum err records_open_form(struct session *s, const char *entity, int64_t id,
    struct err_note *note) MUST_CHECK;
/* Reads one record in a transaction of its own; the caller frees. */
enum err records_load(struct session *s, const char *entity, int64_t id,
    struct record **out, struct err_note *note) MUST_CHECK;

/* Asks for the name of a file in the user's own folder, preset given; path is where it goes.
 * false: cancelled, or a name that is none (said). */
bool records_ask_path(struct session *s, const char *preset, char *path, size_t size);
/* Says that it was written, and over SSH how the user gets it. text: translated. */
void records_say_written(struct session *s, const char *text, const char *path);

/* A pop-up list to pick a row of an entity from: its id, 0 when cancelled. */
int64_t records_pick(struct session *s, const char *entity, const char *title,
    const char *find);

/* Parts for other lists of records. records_query: the rows a list shows; end
 * it by list_query_fini() also after an error. */
struct list_query;
enum err records_query(struct session *s, struct list_query *q, const struct entity *e,
    const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const char *find, struct err_note *note) MUST_CHECK;
/* The order that a list has, into its query. */
void records_order(struct list_query *q, const struct browse_order *order);
size_t records_columns(const struct entity *e, struct list_col cols[LIST_COLUMNS_MAX]);
void records_add_row(struct session *s, struct list_page *page,
    const struct list_query *q, const struct record *r);

/* Key of a place in a list, as text: sort value and id. */
char *records_anchor(const struct value *key, int64_t id);
bool records_anchor_read(const char *text, struct value *key, int64_t *id);

#endif
