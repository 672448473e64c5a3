/* sqltext.h - reading files of SQL: folders, macros, line numbers. */
#ifndef QUEN_DB_SQLTEXT_H
#define QUEN_DB_SQLTEXT_H

#include "db/engine.h"

#define SQLTEXT_MAX_BYTES (1 << 20)	/* of one file */

/* The whole file; the caller frees. shown: its name in messages. ERR_IO;
 * ERR_SYNTAX when it is too long or not UTF-8; ERR_CONFIG when others could
 * change it, as for the folder below. */
enum err sqltext_read(const char *path, const char *shown, char **text,
    struct err_note *note) MUST_CHECK;
/* Names ending in ".sql", sorted; free with sqltext_list_free. A missing folder
 * has none. */
struct sqltext_list { char **name; size_t n; };
enum err sqltext_list(const char *dir, struct sqltext_list *l,
    struct err_note *note) MUST_CHECK;
void sqltext_list_free(struct sqltext_list *l);
/* Replaces "@int64" and the like outside of strings and comments; other names
 * after an @ stay. Keeps the lines. The caller frees. */
char *sqltext_expand(const char *sql, const struct db_macro *macros);
/* Offset of the first "@name" outside of strings and comments, or -1. */
int sqltext_find_macro(const char *sql);
/* Which line (from 1) offset at is on. */
int sqltext_line(const char *text, int at);

#endif
