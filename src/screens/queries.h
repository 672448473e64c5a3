/* queries.h - the universal query on the screen (E3): saved questions, making one, its answer. */
#ifndef QUEN_SCREENS_QUERIES_H
#define QUEN_SCREENS_QUERIES_H

#include "report/query_kept.h"
#include "screens/session.h"
#include "store/draft.h"

/* args: the code of a saved question, which is asked at once; else the list of them. */
enum err queries_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* The answer. code "": a question that was not saved. */
enum err query_view_open(struct session *s, enum go_mode mode, const char *code,
    const struct query_def *d, struct err_note *note) MUST_CHECK;
/* Making one. code "": a new one. Needs the right to add queries. */
enum err query_edit_open(struct session *s, const char *code, const struct query_def *d,
    struct err_note *note) MUST_CHECK;

/* Goes on with a draft. */
enum err query_edit_draft(struct session *s, const struct draft *d, struct err_note *note) MUST_CHECK;

/* Fields to pick from, through references and related rows. pick: one, put into path. Else columns
 * of d are ticked and unticked; true when something changed. */
bool query_pick(struct session *s, const struct query_sources *all, const char *about, bool plain_rel,
    char *path, size_t size);
bool query_tick(struct session *s, const struct query_sources *all, struct query_def *d);
/* What a question is about: the name of an entity, "" when cancelled. */
void query_pick_entity(struct session *s, const struct query_sources *all, char *name, size_t size);
/* "Best of the year" to "best-of-the-year". */
void queries_code_of(const char *name, char *code, size_t size);
/* A copy that is ended on its own. */
void query_def_copy(struct query_def *to, const struct query_def *from);

#endif
