/* csv.h - reads CSV files of other programs, a record at a time.
 *
 * Source: RFC 4180, and what spreadsheets do beside it: UTF-8 or UTF-16 with
 * or without a mark, comma, semicolon or TAB, CRLF, LF or CR, "sep=;".
 * Memory is bounded: a record is at most CSV_LINE_MAX bytes. */
#ifndef QUEN_EXCHANGE_CSV_H
#define QUEN_EXCHANGE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define CSV_LINE_MAX (1024 * 1024)	/* bytes of a record, as UTF-8 */
#define CSV_FIELD_MAX (64 * 1024)
#define CSV_COLUMNS_MAX 1000

enum csv_fault {
	CSV_FINE,
	CSV_QUOTE,		/* text before an opening or after a closing quote */
	CSV_OPEN_QUOTE,		/* a quote that nothing closes */
	CSV_NUL,		/* a zero byte or U+0000 */
	CSV_ENCODING,		/* bytes that are no character in the file's encoding */
	CSV_LONG_LINE, CSV_LONG_FIELD, CSV_MANY_COLUMNS,
	/* of workbooks only (xlsx.h) */
	CSV_WIDE_SHEET, CSV_CELL_ERROR, CSV_CELL_LOST
};
const char *csv_fault_text(enum csv_fault f);	/* a sentence, translated */

/* What a workbook knows of a cell; all cells of a CSV file are texts. A number is written with a
 * point ("1250.5"), a day as "2026-11-21" or "2026-11-21 14:30". */
enum csv_kind { CSV_KIND_TEXT, CSV_KIND_NUMBER, CSV_KIND_DAY, CSV_KIND_TIME, CSV_KINDS };

/* A record. Cells are NUL-terminated UTF-8, borrowed until the next csv_next();
 * in a faulty record bad bytes are U+FFFD and cells may be missing. */
struct csv_row {
	int64_t line, last_line;	/* physical lines, from 1 */
	size_t n;
	const char **cells;
	const unsigned char *kinds;	/* enum csv_kind of each cell; NULL: all texts */
	enum csv_fault fault;		/* the first one */
	size_t fault_col;		/* from 1 */
	int64_t fault_line;
	/* The rest of a record whose quotes are broken: may not be a record at all. */
	bool is_suspect;
};

struct csv_options {
	const char *encoding;		/* a name of iconv(3); NULL: sniffed */
	char separator;			/* 0: sniffed */
};

struct csv;
/* path "-": standard input. ERR_NOTFOUND, ERR_IO; ERR_INVALID for an unknown encoding. */
enum err csv_open(const char *path, const struct csv_options *o, struct csv **out,
    struct err_note *note) MUST_CHECK;
/* The same of an open file, from where it stands; fd is borrowed. */
enum err csv_open_fd(int fd, const struct csv_options *o, struct csv **out,
    struct err_note *note) MUST_CHECK;
void csv_close(struct csv *c);
/* true with a record, faulty or not; blank lines are passed over. false at the end, or
 * when reading failed: *e then says which. */
bool csv_next(struct csv *c, struct csv_row *row, enum err *e, struct err_note *note);
const char *csv_encoding(const struct csv *c);	/* "UTF-8" "UTF-16LE" ... */
char csv_separator(const struct csv *c);

#endif
