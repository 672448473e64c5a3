/* document_type.h - what a file is, by its content and not by its name: media type (RFC 2046) and,
 * of pictures, the size in pixels. Formats by their own specifications: PNG (RFC 2083), GIF89a,
 * JPEG (ITU T.81), WebP (RFC 9649), BMP; office files by the names inside their zip. */
#ifndef QUEN_DOMAIN_DOCUMENT_TYPE_H
#define QUEN_DOMAIN_DOCUMENT_TYPE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct document_type {
	const char *type;		/* "application/pdf"; never NULL */
	const char *suffix;		/* "pdf"; "bin" when nothing better is known */
	int64_t width, height;		/* 0: no picture, or one that does not say */
};
/* Reads f from its start, and seeks in it. A wrong or short file is no error: it is what it is. */
void document_type_of(FILE *f, struct document_type *t);
/* Can it be read on a terminal: UTF-8 text. */
bool document_type_is_text(const char *type);

#endif
