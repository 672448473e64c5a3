/* site.h - the shop's own forms, keymaps and reports. What is wrong now is not taken: what was
 * right last, kept in the folder site beside the database, holds until it is mended. doc/FORMS.md.
 *
 * rel names a file below both folders: "sql/reports/sales.sql". Forms are right or wrong as a whole:
 * theirs is "forms". */
#ifndef QUEN_STORE_SITE_H
#define QUEN_STORE_SITE_H

#include "store/store.h"

struct db;

/* The site's file itself; false: there is none, what comes with Quen holds. */
bool site_live(const struct store_paths *p, const char *rel, char *path, size_t size);
/* What was right last; false: nothing. */
bool site_kept(const struct store_paths *p, const char *rel, char *path, size_t size);
/* It was read and is right: text is kept, when it is not kept already. */
void site_right(const struct store_paths *p, const char *rel, const char *text);
/* It was read and is wrong: site_wrong_next() tells. Not the log: a screen may be on its terminal. */
void site_wrong(const struct store_paths *p, const char *rel, const char *why);
void site_log(const struct store_paths *p, const char *rel, const char *why);
/* What is wrong now, one after the other from *at = 0; false: that was all. */
bool site_wrong_next(const struct store_paths *p, size_t *at, char *rel, size_t rel_size, char *why,
    size_t why_size);

/* The site's forms over ours; the site's kept ones, or ours alone, when they are wrong or ask for
 * columns that d has not. The log tells, once. */
enum err site_model(const struct store_paths *p, struct db *d, struct model **out,
    struct err_note *note) MUST_CHECK;

/* Whatever was said of the site's files: each is looked at anew by who reads it next. */
void site_forget(const struct store_paths *p);
/* All were read anew (SIGHUP): sessions see another mark, which is 0 before the first time. */
void site_tell(const struct store_paths *p);
int64_t site_mark(const struct store_paths *p);

#endif
