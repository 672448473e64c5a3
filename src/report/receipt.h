/* receipt.h - a receipt as a device-neutral layout, built once, then rendered.
 * Source: Epson ESC/POS command reference (ESC @, ESC E, ESC a, GS V); ECMA-48
 * media copy (CSI 5 i, CSI 4 i) for printing through the terminal. Rule T2. */
#ifndef QUEN_REPORT_RECEIPT_H
#define QUEN_REPORT_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/sale.h"

#define RECEIPT_COLS_MIN 24
#define RECEIPT_COLS_MAX 80

enum receipt_kind { RECEIPT_TEXT, RECEIPT_PAIR, RECEIPT_RULE, RECEIPT_BLANK, RECEIPT_CUT };
struct receipt_line {
	enum receipt_kind kind;
	bool is_bold, is_centred;
	char *left, *right;		/* UTF-8, cleaned; right of PAIR: the amount */
};
struct receipt { struct receipt_line *lines; size_t n, cap; };	/* zeroes are a valid empty one */

/* From a posted receipt, in the receipt language (setting receipt.lang, else the
 * current one). Inside store_begin(). copy: marked as a copy. */
enum err receipt_build(struct store *st, const char *number, bool copy,
    struct receipt *r, struct err_note *note) MUST_CHECK;
/* For who gets a present: what was bought and when, no money, no customer; it comes back
 * with the number. ERR_INVALID when nothing was sold on it. */
enum err receipt_build_gift(struct store *st, const char *number, struct receipt *r,
    struct err_note *note) MUST_CHECK;
/* The same from a loaded sale, in the current language. Texts may be "". */
struct receipt_shop { const char *name, *address, *phone, *footer; };
void receipt_from_sale(const struct format *fm, const struct receipt_shop *shop,
    const struct sale *s, const struct sale_head *h, bool copy, struct receipt *r);
void receipt_fini(struct receipt *r);

/* Plain UTF-8, lines of at most cols columns, LF ends. The caller frees. */
char *receipt_text(const struct receipt *r, int cols);

/* Bytes for an ESC/POS printer: text is 0x20-0x7E only (accents are written
 * without their marks, other scripts as "?"), control sequences come from here
 * alone. The caller frees *out. */
void receipt_escpos(const struct receipt *r, int cols, unsigned char **out, size_t *len);

/* The same bytes for a printer on the user's side of the terminal (ESC[5i ... ESC[4i).
 * ERR_INVALID when the payload could end the mode itself. The caller frees *out. */
enum err receipt_pass_through(const unsigned char *p, size_t len,
    unsigned char **out, size_t *out_len, struct err_note *note) MUST_CHECK;

/* Sends to a raw TCP printer, "host:port" or "[v6]:port" (port 9100 when missing); at most
 * 3 s for each of connecting and writing. ERR_INVALID, ERR_IO, ERR_BUSY (timeout). */
enum err receipt_send_tcp(const char *address, const unsigned char *p, size_t len,
    struct err_note *note) MUST_CHECK;

#endif
