/* qr.h - a QR code (ISO 18004) as text for terminals: two modules a character, light ones drawn,
 * so that a dark screen shows it as paper does. */
#ifndef QUEN_REPORT_QR_H
#define QUEN_REPORT_QR_H

#include "base/err.h"
#include "base/str.h"

/* Adds the code's lines to out, each ended by LF, indented by blanks; *cols is their width. */
enum err qr_text(const char *content, int indent, struct strbuf *out, int *cols,
    struct err_note *note) MUST_CHECK;

#endif
