/* card_sheet.h - numbered cards to print and cut: A4, ten cards of the usual size a page
 * (ISO/IEC 7810 ID-1), each with its number, a Code 128 bar code (ISO/IEC 15417) and a
 * QR code (ISO/IEC 18004) of it. */
#ifndef QUEN_REPORT_CARD_SHEET_H
#define QUEN_REPORT_CARD_SHEET_H

#include <stddef.h>

#include "domain/card.h"

#define CARD_SHEET_PAGE 10
#define CARD_SHEET_MAX 1000
/* A PDF file, there whole or not at all. Inside store_begin(); needs card.print.
 *   numbers  borrowed, digits; at most CARD_SHEET_MAX
 *   path     NULL or "-": standard output
 * ERR_DENIED, ERR_LIMIT, ERR_INVALID a number that makes no code, ERR_IO. */
enum err card_sheet_write(struct store *st, const char (*numbers)[CARD_NUMBER_SIZE], size_t n,
    const char *path, struct err_note *note) MUST_CHECK;

#endif
