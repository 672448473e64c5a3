/* piece.h - text cut into what takes columns on a terminal; the encoder of
 * rule T2.  Only canvas.c draws with it. */
#ifndef QUEN_UI_PIECE_H
#define QUEN_UI_PIECE_H

#include "ui/canvas.h"

/* One base and at most four marks. */
struct piece {
	char text[CELL_TEXT];
	int width;		/* columns: 0, 1 or 2 */
	size_t used;		/* bytes of the source, at least 1 */
};
/* s is not "". What steers a terminal, and invalid bytes, give "?"; plain
 * gives ASCII only (one letter a column). */
struct piece piece_next(const char *s, bool plain);

#endif
