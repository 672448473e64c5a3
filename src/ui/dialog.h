/* dialog.h - questions. A scan never answers one, nor does the key that
 * opened it; what destroys is never confirmed by Enter (UX 7, rule T3).
 * All of them return as if cancelled when the terminal goes away. */
#ifndef QUEN_UI_DIALOG_H
#define QUEN_UI_DIALOG_H

#include "model/record.h"
#include "ui/app.h"
#include "ui/form.h"

void dialog_message(struct app *app, const char *title, const char *text);
/* Shows a note: its text, or the general sentence of its code. */
void dialog_error(struct app *app, const struct err_note *note);
/* Yes or no for something that can be taken back; No is the default. */
bool dialog_confirm(struct app *app, const char *title, const char *text);
/* For what destroys: the word must be typed ("DELETE 3"), then F2. Keys typed
 * ahead are dropped and nothing counts for 300 ms. */
bool dialog_confirm_word(struct app *app, const char *title, const char *text,
    const char *word);
/* One of n answers by digit, arrows and Enter: its index, -1 for Esc. */
int dialog_choose(struct app *app, const char *title, const char *text,
    const char *const *answers, size_t n, size_t preset);
enum answer { ANSWER_STAY, ANSWER_SAVE, ANSWER_DISCARD };
enum answer dialog_unsaved(struct app *app, const char *what);
/* One line of text; secret shows stars. buf holds the preset and takes the
 * answer, cleaned (NFC). false for Esc. */
bool dialog_prompt(struct app *app, const char *title, const char *label,
    bool is_secret, char *buf, size_t size);
/* The same for a figure: the first key takes the place of what stands there, as in a field
 * with clear_on_type. A "2" behind a "1" is not twelve. */
bool dialog_prompt_figure(struct app *app, const char *title, const char *label, char *buf,
    size_t size);
/* A small form (amount, note ...) in a pop-up; F2 or Enter on the last field
 * accepts. r comes in with presets and goes out with what was entered.
 * accept (may be NULL) runs on F2 with the checked record: an error is shown
 * and the form stays (so a refused PIN can be typed again). */
struct dialog_form {
	const char *title, *text;	/* text above the fields, may be "" */
	const struct field *fields;
	size_t nfields;
	const struct format *fm;
	const struct form_ops *ops;
	void *ctx;
	enum err (*accept)(void *ctx, const struct record *r, struct err_note *note);
	/* Drafts; both may be NULL. begin: before it shows, may put back what was typed once. keep: after
	 * a pause, when the line drops and when it is cancelled, with changes; f NULL: nothing is left
	 * to keep, it was accepted or changed back. */
	void (*begin)(void *ctx, struct form *f);
	void (*keep)(void *ctx, struct form *f);
};
/* On true *out is the record, for the caller to free. values: pairs "name",
 * "text" ending with NULL, or NULL. */
bool dialog_form_run(struct app *app, const struct dialog_form *d,
    const char *const *values, struct record **out);

#endif
