/* scan_sheet.h - one A4 page for setting a scanner up: what to switch on, and codes to try it with
 * at AD SCN. The codes that set a scanner are each maker's own; these only prove that it is set. */
#ifndef QUEN_REPORT_SCAN_SHEET_H
#define QUEN_REPORT_SCAN_SHEET_H

#include <stdio.h>

#include "base/err.h"

/* ERR_CONFIG: fonts or the module of papers are missing. */
enum err scan_sheet_write(FILE *f, struct err_note *note) MUST_CHECK;

#endif
