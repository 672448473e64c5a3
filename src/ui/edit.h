/* edit.h - one line of text being typed: by grapheme, never half of one.
 *
 * What UniKey does (BackSpaces and the word again in one burst) is ordinary
 * editing here: deletes always pass, whatever the mask says (UX 7). */
#ifndef QUEN_UI_EDIT_H
#define QUEN_UI_EDIT_H

#include "base/str.h"
#include "ui/canvas.h"
#include "ui/keys.h"

struct edit {
	struct strbuf text;	/* UTF-8 */
	size_t at;		/* cursor, byte offset at a grapheme boundary */
	int scroll;		/* first column shown */
	int max_len;		/* characters; 0 = EDIT_MAX */
	const char *allowed;	/* ASCII that may be typed, NULL = all; see edit_mask */
	bool clear_on_type;	/* the next character replaces all */
	bool is_secret;		/* shows stars */
	bool is_upper;		/* ASCII letters to upper case */
	struct strbuf before;	/* text before the run of typing that goes on */
	size_t before_at;
	int run;		/* characters of that run */
	int64_t run_ms;		/* its last one */
};
#define EDIT_MAX 8192

enum edit_result { EDIT_PASS, EDIT_USED, EDIT_CHANGED, EDIT_REFUSED };

void edit_init(struct edit *e, int max_len);	/* e may hold garbage before */
void edit_fini(struct edit *e);			/* wipes secrets */
void edit_set(struct edit *e, const char *text);	/* cursor at the end */
const char *edit_text(const struct edit *e);	/* borrowed */
bool edit_is_empty(const struct edit *e);
/* EDIT_PASS: not for a line of text. EDIT_REFUSED: the mask or the length says
 * no: show it. SCAN takes back what was echoed and passes. PASTE: line ends
 * become blanks. */
enum edit_result edit_event(struct edit *e, const struct ui_event *ev);
enum edit_result edit_insert(struct edit *e, const char *text, size_t len);
/* Draws into cols columns and, with focus, parks the cursor. */
void edit_draw(struct edit *e, struct canvas *c, int row, int col, int cols,
    enum role role, bool focus);
size_t edit_length(const struct edit *e);	/* characters (code points) */

#endif
