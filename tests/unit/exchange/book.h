/* book.h - workbooks for tests, made of parts written by hand: also those that no program makes. */
#ifndef QUEN_TESTS_BOOK_H
#define QUEN_TESTS_BOOK_H

#include <stddef.h>

struct book_part { const char *name, *text; size_t len; /* 0: strlen */ };

/* Writes the parts as an archive to path. Parts whose text is NULL are left out. */
void book_write(const char *path, const struct book_part *parts, size_t n);
/* A workbook of one sheet: what stands inside <sheetData>, behind it, inside <sst>, in cellXfs
 * and numFmts, as attributes of workbookPr; each may be NULL. */
struct book { const char *rows, *after, *strings, *formats, *styles, *pr; };
void book_write_sheet(const char *path, const struct book *b);

/* Parts that hardly ever differ. */
extern const char book_types[], book_rels[], book_workbook[], book_workbook_rels[];

#endif
