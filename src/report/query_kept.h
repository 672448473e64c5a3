/* query_kept.h - saved questions (forms/query.form): private to who made them until shared. */
#ifndef QUEN_REPORT_QUERY_KEPT_H
#define QUEN_REPORT_QUERY_KEPT_H

#include "report/query_run.h"

/* By code, among those that may be seen. title: the name of the record, for heads. Inside
 * store_begin(); d has to be ended after ERR_OK. */
enum err query_kept_load(struct store *st, const char *code, struct query_def *d,
    struct err_note *note) MUST_CHECK;
/* Adds it, or changes the one of that code (which its rights allow). Inside a write transaction. */
enum err query_kept_save(struct store *st, const char *code, const char *name,
    const struct query_def *d, struct err_note *note) MUST_CHECK;
/* A question of one's own, not of a record: needs the right to add queries. */
enum err query_own_need(struct store *st, struct err_note *note) MUST_CHECK;

/* The rows of a saved question as a selection of its entity (q->ids of list_query). ERR_INVALID when
 * it is about another one, ERR_LIMIT beyond what a selection holds. */
#define QUERY_SELECTION_MAX 20000
enum err query_kept_ids(struct store *st, const char *code, const struct entity *e,
    int64_t **ids, size_t *n, struct err_note *note) MUST_CHECK;

#endif
