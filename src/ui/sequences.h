/* sequences.h - what terminals send for keys, all of them under every TERM. */
#ifndef QUEN_UI_SEQUENCES_H
#define QUEN_UI_SEQUENCES_H

#include <stddef.h>

enum { UKEY_PASTE_BEGIN = 600, UKEY_PASTE_END };

struct sequence { const char *seq; int key; };
/* Borrowed, const; *n entries, each seq starts with ESC. */
const struct sequence *sequences(size_t *n);

#endif
