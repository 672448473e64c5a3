/* xlsx.h - rows of an Excel workbook, a record at a time.
 *
 * The file is read by a process of its own, made for it and shut in (no files, no network, 256 MB,
 * 20 s of processor; sandbox.h), which sends rows over a pipe; what comes is checked again here.
 * Limits: xlsx_wire.h. Source: ECMA-376-1 (Office Open XML). */
#ifndef QUEN_EXCHANGE_XLSX_H
#define QUEN_EXCHANGE_XLSX_H

#include "exchange/csv.h"

struct xlsx;
/* fd: a plain file, borrowed (read from its start). sheet: name, or number from 1; NULL or "":
 * the first that is not hidden. The sheets are known when this returns. ERR_SYNTAX: no
 * workbook; ERR_LIMIT: beyond a limit; ERR_NOTFOUND: no such sheet. */
enum err xlsx_open(int fd, const char *sheet, struct xlsx **out, struct err_note *note) MUST_CHECK;
/* As csv_next(): a row that holds something. Cells also have kinds. */
bool xlsx_next(struct xlsx *x, struct csv_row *row, enum err *e, struct err_note *note);
void xlsx_close(struct xlsx *x);

size_t xlsx_sheet_count(const struct xlsx *x);
const char *xlsx_sheet_name(const struct xlsx *x, size_t i);	/* borrowed */
bool xlsx_sheet_is_hidden(const struct xlsx *x, size_t i);
/* Merged areas of the sheet, known after the last row: only their first cell holds a value. */
uint32_t xlsx_merged(const struct xlsx *x);

#endif
