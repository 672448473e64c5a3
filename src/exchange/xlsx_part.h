/* xlsx_part.h - what the files of the parse process share: the module of workbooks (base/module.h). Nothing of
 * it runs in a process that holds the store. Inside exchange/xlsx*. */
#ifndef QUEN_EXCHANGE_XLSX_PART_H
#define QUEN_EXCHANGE_XLSX_PART_H

#include <stddef.h>
#include <stdio.h>
#include <zip.h>

#include "base/module.h"
#include "base/str.h"
#include "exchange/csv.h"
#include "exchange/xlsx_wire.h"

struct xlsx_sheet { char *name, *rid, *path; bool is_hidden; };
struct xlsx_book {
	zip_t *zip;
	int fd;				/* frames go there */
	struct strbuf out;
	enum xlsx_fault fault;		/* the first one ends it all */
	size_t unpacked;
	bool from_1904;			/* workbookPr date1904 */
	struct xlsx_sheet *sheets; size_t nsheets, sheets_cap;
	unsigned char *styles; size_t nstyles, styles_cap;	/* enum xlsx_style of a cell's s= */
	struct strbuf texts;		/* shared strings, NUL after each */
	size_t *starts; size_t nstarts, starts_cap;
};

/* ---- xlsx_zip.c ---- */
struct xlsx_xml;
struct xlsx_handler {
	void (*start)(struct xlsx_xml *x, const char *name, const char **atts);	/* local names */
	void (*end)(struct xlsx_xml *x, const char *name);
	void (*text)(struct xlsx_xml *x, const char *s, size_t len);
};
struct xlsx_xml { struct xlsx_book *b; void *ctx; int depth; void *parser; const struct xlsx_handler *h; };
bool xlsx_zip_open(struct xlsx_book *b, FILE *in);
bool xlsx_zip_has(struct xlsx_book *b, const char *path);
/* Runs an entry through the handler; false with b->fault set. */
bool xlsx_zip_each(struct xlsx_book *b, const char *path, const struct xlsx_handler *h, void *ctx);
/* Ends the parser in hand. */
void xlsx_fail(struct xlsx_xml *x, enum xlsx_fault f);
const char *xlsx_local(const char *name);
/* An attribute by its local name, or NULL. */
const char *xlsx_att(const char **atts, const char *name);

/* ---- xlsx_book.c: workbook, styles, shared strings ---- */
bool xlsx_book_read(struct xlsx_book *b);
void xlsx_book_fini(struct xlsx_book *b);
/* The path of another part, seen from the folder of base; owned. */
char *xlsx_book_path(const char *base, const char *target);

/* ---- xlsx_sheet.c ---- */
bool xlsx_sheet_read(struct xlsx_book *b, const char *path);
bool xlsx_flush(struct xlsx_book *b, size_t above);

/* ---- xlsx_number.c ---- */
enum xlsx_style { STYLE_PLAIN, STYLE_PERCENT, STYLE_DAY, STYLE_TIME, STYLE_BOTH };
enum xlsx_style xlsx_style_builtin(long id);
enum xlsx_style xlsx_style_code(const char *code);
/* A number of a sheet as text: "1250.5", "2026-11-21", "14:30". Gives its kind. */
enum csv_kind xlsx_number(const char *v, enum xlsx_style style, bool from_1904,
    char *out, size_t size);

/* The whole work of the parse process: frames for the file on fd. sheet: name, number from 1,
 * or "" for the first that is not hidden. */
void xlsx_parse(FILE *in, int fd, const char *sheet);
struct xlsx_module { void (*parse)(FILE *in, int fd, const char *sheet); };

#endif
