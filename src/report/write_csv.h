/* write_csv.h - CSV for spreadsheets and for programs. Source: RFC 4180.
 *
 * For spreadsheets: UTF-8 with a mark (Excel trusts nothing else), CRLF, and no
 * text that a spreadsheet would take for a formula: such text gets a leading
 * apostrophe, which csv_unguard() takes off again (TRUST.md F, formula set). */
#ifndef QUEN_REPORT_WRITE_CSV_H
#define QUEN_REPORT_WRITE_CSV_H

#include <stdbool.h>
#include <stdio.h>

struct csv_style {
	char separator;			/* ',' or ';' */
	bool plain;			/* for programs: no mark, no apostrophes, LF */
};

void csv_write_begin(FILE *f, const struct csv_style *s);
/* is_number: written as it is; else quoted and guarded where it needs to be. */
void csv_write_cell(FILE *f, const struct csv_style *s, bool is_first, const char *text,
    bool is_number);
void csv_write_end_row(FILE *f, const struct csv_style *s);

/* The text without the apostrophe of csv_write_cell(), if it has one. */
const char *csv_unguard(const char *text);

#endif
