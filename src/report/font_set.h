/* font_set.h - which font draws which character on paper. libharu has no fallback of its own
 * and draws some letters without their marks, so that every letter is asked for here.
 *
 * libharu 2.3.0 subsets composite glyphs one level deep and reads their components' numbers
 * as signed: a letter made of letters ("ễ" = "ê" + tilde in DejaVu) or of a component above
 * 32,767 prints incompletely, while the text of the file stays right. A glyph is admitted
 * only when its outline has neither. Noto Sans and WenQuanYi Zen Hei pass as a whole. */
#ifndef QUEN_REPORT_FONT_SET_H
#define QUEN_REPORT_FONT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum font_face { FONT_LATIN, FONT_LATIN_BOLD, FONT_HAN, FONT_MORE, FONT_FACES };

struct font_set;
/* Looks in the system's folders, or only in the folder named by QUEN_FONTS. ERR_CONFIG when
 * the letters of English and Vietnamese have no font: the text names the package. */
enum err font_set_open(struct font_set **out, struct err_note *note) MUST_CHECK;
void font_set_close(struct font_set *fs);
/* The file of a face, NULL when it is not installed; *index: its place in a collection. */
const char *font_set_path(const struct font_set *fs, enum font_face face, int *index);

/* Who draws it; FONT_FACES: nobody here. */
enum font_face font_set_find(struct font_set *fs, uint32_t cp, bool bold);
/* Width in thousandths of the letter size. */
int font_set_advance(struct font_set *fs, enum font_face face, uint32_t cp);

/* May this letter of this face be given to libharu; false also when it has none. */
bool font_set_admits(struct font_set *fs, enum font_face face, uint32_t cp);

#endif
