/* csv_text.h - the bytes of a file as UTF-8, whatever its encoding. Inside
 * exchange/csv. What is no character becomes the byte 0xFF. */
#ifndef QUEN_EXCHANGE_CSV_TEXT_H
#define QUEN_EXCHANGE_CSV_TEXT_H

#include "base/err.h"
#include "base/str.h"

struct csv_text;
enum err csv_text_open(const char *path, const char *encoding, struct csv_text **out,
    struct err_note *note) MUST_CHECK;
/* fd is borrowed. */
enum err csv_text_open_fd(int fd, const char *encoding, struct csv_text **out,
    struct err_note *note) MUST_CHECK;
void csv_text_close(struct csv_text *t);
/* Appends some more text; ERR_NOTFOUND (no note) at the end. */
enum err csv_text_more(struct csv_text *t, struct strbuf *to, struct err_note *note) MUST_CHECK;
const char *csv_text_encoding(const struct csv_text *t);

#endif
