/* query_source.h - what the universal query can be asked about (E3): every entity of the forms, and
 * the documents and ledgers that no form types in, as sql/sources/NAME.sql describes them:
 *
 *	-- source: sale
 *	-- title:  Receipt
 *	-- plural: Receipts
 *	-- right:  sale
 *	-- field: day       day           Day
 *	-- field: kind      word:kind     Kind
 *	-- field: customer  ref:customer  Customer
 *	SELECT s.id, s.day, s.kind, s.customer_id FROM sale s WHERE s.store_id IN @visible_stores;
 *
 * The statement gives id and a column of each field's name, NAME_id of a reference, and shows the rows
 * that this actor may see: it is written as a report is (report.h). A site adds its own. */
#ifndef QUEN_REPORT_QUERY_SOURCE_H
#define QUEN_REPORT_QUERY_SOURCE_H

#include "base/mem.h"
#include "model/entity.h"
#include "store/actor.h"

struct query_source {
	const struct entity *e;		/* of a form, or made from the head of the file */
	const char *sql;		/* NULL: rows are @name */
	bool *quantity;			/* a field: thousandths, kept as FIELD_FACTOR; NULL: none is */
	const char **words;		/* a field: its texts are words of the program with this context */
};
struct query_sources {
	struct arena arena;
	struct query_source *s;		/* by name */
	size_t n, cap;
};
/* ERR_SYNTAX "sources/sale.sql:3: …". */
enum err query_sources_load(struct store *st, struct query_sources *all,
    struct err_note *note) MUST_CHECK;
void query_sources_fini(struct query_sources *all);
const struct query_source *query_source_find(const struct query_sources *all, const char *name);

/* May this actor look into it, as the rights in memory say. */
bool query_source_may(const struct actor *a, const struct query_source *s);
/* May this field be in a question of the actor: not hidden by the form, not sealed in the store,
 * seen by right (rule S4). */
bool query_field_may(const struct actor *a, const struct field *f);
/* "@card" or "(SELECT … )": for FROM. The caller frees. */
char *query_source_rows(const struct query_source *s);
/* How many fields of s point at e, and the first of them. */
size_t query_source_refs(const struct query_source *s, const struct entity *e,
    const struct field **first);

#endif
