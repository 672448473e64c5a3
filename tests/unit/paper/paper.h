/* paper.h - documents written to a folder of the test, looked at as text and as pixels. */
#ifndef QUEN_TEST_PAPER_H
#define QUEN_TEST_PAPER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "report/page.h"

extern const struct CMUnitTest font_tests[], sheet_tests[];
extern const size_t n_font_tests, n_sheet_tests;

/* The folder; made when first asked for, removed by paper_end(). */
const char *paper_dir(void);
void paper_end(void);
struct format paper_format(const char *lang, const char *currency);
/* DIR/NAME written by fill in the format of its ending. */
void paper_write(const char *name, const char *lang, const char *currency,
    void (*fill)(struct page *p));
/* What a program says about the file: argv ends with NULL; "%" stands for DIR/NAME. Owned.
 * NULL: the program is not installed. */
char *paper_run(const char *name, const char *const *argv);
/* A part of a zip file (docx, xlsx) as text; owned. */
char *paper_part(const char *name, const char *part);

/* Grey pixels of the first page of a PDF at 100 dots an inch. */
struct picture { int w, h; unsigned char *p; };
struct picture paper_picture(const char *name, int dpi);

#endif
