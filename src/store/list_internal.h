/* list_internal.h - between list_page.c, list_query.c and list_sql.c. */
#ifndef QUEN_STORE_LIST_INTERNAL_H
#define QUEN_STORE_LIST_INTERNAL_H

#include "store/store_internal.h"

#define SEARCH_HITS_MAX 1000

/* Can the engine decide it; else cond_holds() does, on the record. */
bool cond_in_sql(const struct cond *c);
bool cond_holds(const struct cond *c, const struct record *r);

/* The column that sorts; never NULL, so that a page has a place to go on from. The caller frees. */
char *list_sort_column(const struct list_query *q);

/* The statement of a list while it is put together. */
struct list_sql {
	struct strbuf text;
	struct sql_args args;
	int nargs;			/* for fresh names: $a0 $a1 ... */
	bool filter;			/* some condition is left to cond_holds() */
};
/* " WHERE …": deleted, privacy, parent, conditions. */
void list_where(struct list_sql *ls, struct store *st, const struct list_query *q);
const char *list_arg_int(struct list_sql *ls, int64_t v);	/* adds it, gives "$a3" */
const char *list_arg_text(struct list_sql *ls, const char *s);
void list_sql_fini(struct list_sql *ls);

/* list_search.c: " AND …" that folded text holds every word, or starts with the whole. */
void list_add_verify(struct list_sql *ls, const struct search *s, const char *fold);
void list_add_prefix(struct list_sql *ls, const struct search *s);
/* Ids of the hits of q->search, at most SEARCH_HITS_MAX; *capped: there are more. The caller
 * frees *out. */
enum err list_search_ids(struct store *st, const struct list_query *q, int64_t **out, size_t *n,
    bool *capped, struct err_note *note) MUST_CHECK;

#endif
