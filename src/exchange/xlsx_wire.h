/* xlsx_wire.h - what the process that reads a workbook says to the one that wants its rows, over
 * a pipe: frames of a type byte, a length of four bytes (little end first) and so many bytes.
 *
 *   S  hidden(1) name          a sheet of the workbook, in order, before any row
 *   R  line(4) fault(1) column(2) n(2), n times: kind(1) length(4) text
 *   M  areas(4)                merged cells; after the rows
 *   D  rows(4)                 the end: all is said
 *   E  fault(1)                the end: enum xlsx_fault, nothing more comes
 *
 * The reader of frames trusts nothing of it. Inside exchange/xlsx*. */
#ifndef QUEN_EXCHANGE_XLSX_WIRE_H
#define QUEN_EXCHANGE_XLSX_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* TRUST.md 3.C */
#define XLSX_ENTRIES_MAX 1000
#define XLSX_UNPACKED_MAX (50 * 1024 * 1024)
#define XLSX_RATIO_MAX 100
#define XLSX_RATIO_FROM (1024 * 1024)	/* below that no ratio does harm */
#define XLSX_SHARED_MAX (200 * 1024 * 1024)	/* bytes of all cells: shared texts count each time */
#define XLSX_DEPTH_MAX 32
#define XLSX_ROWS_MAX 100010		/* 100,000 and what stands above them */
#define XLSX_COLUMNS_MAX 200
#define XLSX_SHEETS_MAX 255
#define XLSX_NAME_MAX 31 * 4		/* bytes of a sheet's name */
#define XLSX_FRAME_MAX (2 * 1024 * 1024)

enum xlsx_fault {
	XLSX_FINE,
	XLSX_BROKEN,		/* no zip archive, or one that is cut off */
	XLSX_NO_BOOK,		/* a zip archive of something else */
	XLSX_XML,		/* not well-formed */
	XLSX_DOCTYPE,
	XLSX_BOMB,		/* unpacks to too much */
	XLSX_ENTRIES,
	XLSX_DEEP,
	XLSX_ROWS,
	XLSX_ORDER,		/* rows or cells that go back */
	XLSX_LOCKED,
	XLSX_NO_SHEET,		/* of that name */
	XLSX_MEMORY,
	XLSX_FENCE,		/* the sandbox could not be entered */
	XLSX_FAULTS
};

void xlsx_put_u16(struct strbuf *b, uint16_t v);
void xlsx_put_u32(struct strbuf *b, uint32_t v);
/* Starts a frame at the end of b; xlsx_frame_end() fills its length in. */
size_t xlsx_frame_begin(struct strbuf *b, char type);
void xlsx_frame_end(struct strbuf *b, size_t start);

/* Takes values from a frame, in order; *ok turns false when it is shorter. */
struct xlsx_cut { const unsigned char *p, *end; bool ok; };
uint32_t xlsx_take(struct xlsx_cut *c, int bytes);
const char *xlsx_take_text(struct xlsx_cut *c, uint32_t len);	/* not terminated */

#endif
