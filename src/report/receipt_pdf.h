/* receipt_pdf.h - a receipt as PDF: to show, to send, or for a queue of CUPS. */
#ifndef QUEN_REPORT_RECEIPT_PDF_H
#define QUEN_REPORT_RECEIPT_PDF_H

#include <stdio.h>

#include "report/receipt.h"

/* paper: "roll80" "roll58" "a5" "a4". number: drawn as bars at the end, or "". */
enum err receipt_pdf(const struct receipt *rc, const char *paper, const char *number, FILE *f,
    struct err_note *note) MUST_CHECK;

#endif
