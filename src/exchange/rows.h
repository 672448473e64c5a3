/* rows.h - records of a table that somebody sends, CSV or Excel workbook: the file's first bytes
 * tell which. */
#ifndef QUEN_EXCHANGE_ROWS_H
#define QUEN_EXCHANGE_ROWS_H

#include "exchange/csv.h"

struct rows_options {
	const char *encoding;		/* of CSV; NULL: sniffed */
	char separator;			/* of CSV; 0: sniffed */
	const char *sheet;		/* of a workbook: name or number; NULL: the first */
};
struct rows;
/* path "-": standard input, which is kept in a file without a name first. ERR_SYNTAX also for the
 * formats that are no longer, or not, read: .xls, .ods. */
enum err rows_open(const char *path, const struct rows_options *o, struct rows **out,
    struct err_note *note) MUST_CHECK;
/* A plain file that is open; borrowed, read from its start. */
enum err rows_open_fd(int fd, const struct rows_options *o, struct rows **out,
    struct err_note *note) MUST_CHECK;
void rows_close(struct rows *r);
bool rows_next(struct rows *r, struct csv_row *row, enum err *e, struct err_note *note);
/* From the start once more. */
enum err rows_again(struct rows *r, struct err_note *note) MUST_CHECK;

bool rows_is_workbook(const struct rows *r);
const char *rows_encoding(const struct rows *r);	/* "" of a workbook */
char rows_separator(const struct rows *r);		/* ',' of a workbook */
size_t rows_sheet_count(const struct rows *r);		/* 0 of CSV */
const char *rows_sheet_name(const struct rows *r, size_t i, bool *is_hidden);
uint32_t rows_merged(const struct rows *r);

#endif
