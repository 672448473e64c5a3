/* entity.h - what a record of one kind is: read from forms/<name>.form. */
#ifndef QUEN_MODEL_ENTITY_H
#define QUEN_MODEL_ENTITY_H

#include "model/field.h"

enum privacy {
	PRIVACY_NONE,		/* whoever has the right sees all rows */
	PRIVACY_OWNER,		/* rows have owner_id, store_id, scope and shares (rule S1) */
	PRIVACY_PARENT		/* a row is seen by who sees the row its field parent points at */
};

struct list_column { const struct field *field; int priority; bool grow; };
struct form_group {		/* one row of a page */
	const struct field **fields;
	size_t nfields;
};
struct form_page {
	const char *name, *title;
	struct form_group *rows;
	size_t nrows;
};
struct related {		/* a list of another entity below or on its own page */
	const char *name, *title, *entity, *by;
	int lines;
};
struct form_action { const char *name, *title, *command; bool of_new; /* also before it is stored */ };
struct scan_route { const char *kind, *command; };

struct entity {
	const char *name;		/* "customer" = the table */
	const char *table;		/* default: name; "group" has "user_group" */
	const char *title, *plural;	/* msgids: "Customer" "Customers" */
	const char *code;		/* Go code: "CU" */
	const char *function;		/* the right that guards it */
	const char *series;		/* number series of the code field, "" */
	const char *rules;		/* name of the rule set in domain (hooks), "" */
	enum privacy privacy;
	const char *parent;		/* PRIVACY_PARENT: field name */
	const char *guard;		/* column with the function whose view right a row needs too, "" */
	const char *people;		/* "" or a field of users: a row marked private is seen by who
					 * made it and by them, on top of privacy */
	bool trigram;			/* has <table>_fts over column fold */
	bool catalog;			/* small: listed under Catalogs, cached */
	bool readonly;			/* rows are made by rules only: no add/edit/delete by hand */
	struct field *fields;
	size_t nfields;
	const struct field *key;	/* first unique field of type code or card; NULL when it has none */
	const struct field *title_field;	/* shown beside a code: name, else key */
	const struct field *sort;	/* of the list */
	bool sort_desc;
	const char *sorts;		/* comma list: other fields that an index of the table serves, "" */
	struct list_column *columns;	size_t ncolumns;
	struct form_page *pages;	size_t npages;
	struct related *related;	size_t nrelated;
	struct form_action *actions;	size_t nactions;
	struct scan_route *scans;	size_t nscans;
	const char *path;		/* of the form file */
};

/* All entities of an installation. */
struct model;
/* Reads *.form of dir, then an overlay of the same names under site_dir (may
 * be NULL) which may add fields, columns, pages. Checks names, types, refs,
 * rows, columns. ERR_SYNTAX: "customer.form:12: ..." */
enum err model_load(const char *dir, const char *site_dir, struct model **out,
    struct err_note *note) MUST_CHECK;
void model_free(struct model *m);
const struct entity *model_entity(const struct model *m, const char *name);	/* NULL */
const struct entity *model_by_code(const struct model *m, const char *go_code);
size_t model_count(const struct model *m);
const struct entity *model_at(const struct model *m, size_t i);	/* by name order */

const struct field *entity_field(const struct entity *e, const char *name);	/* NULL */
bool entity_is_searchable(const struct entity *e);

#endif
