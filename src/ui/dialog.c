#include "ui/dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"

#define IGNORE_MS 300
#define ANSWERS_MAX 9

struct dialog {
	const char *title, *text;
	const char *answers[ANSWERS_MAX];
	size_t n, at;
	bool has_edit;
	const char *label;
	struct edit edit;
	const char *word;	/* must be typed, or NULL */
	bool is_strict;		/* the key that opened it answers nothing */
	int opener;
	int result;		/* index, or -1 */
};

static enum err
dialog_open(struct screen *s, void *arg, struct err_note *note)
{
	struct dialog *d = arg;

	(void)note;
	s->data = d;
	d->opener = app_last_key(s->app);
	screen_set_mode(s, _("QUESTION"));
	if (d->word != NULL)
		screen_set_hint(s, _("Type %s, then F2. Esc keeps everything as it is."), d->word);
	else if (d->has_edit)
		screen_set_hint(s, "%s", _("Enter accepts, Esc cancels."));
	else if (d->n > 1)
		screen_set_hint(s, "%s", _("A digit answers; or arrows and Enter. Esc cancels."));
	else
		screen_set_hint(s, "%s", _("Enter or Esc closes."));
	return ERR_OK;
}

static int
answer_label(const struct dialog *d, size_t i, char *buf, size_t size)
{
	if (d->n > 1)
		snprintf(buf, size, " %zu %s ", i + 1, d->answers[i]);
	else
		snprintf(buf, size, " %s ", d->answers[i]);
	return canvas_width(buf);
}

/* Beside each other when all of them fit, else one below the other: half an answer is none. */
static bool
answers_in_a_row(const struct dialog *d, int cols)
{
	char label[120];
	int need = 0;

	for (size_t i = 0; i < d->n; i++)
		need += answer_label(d, i, label, sizeof label) + (i > 0 ? 1 : 0);
	return need <= cols;
}

static void
draw_answers(const struct dialog *d, struct canvas *c, struct rect in, bool is_row)
{
	int row = in.row + in.rows - (is_row ? 1 : (int)d->n), col = in.col + 1, w;
	char label[120];

	for (size_t i = 0; i < d->n; i++) {
		w = answer_label(d, i, label, sizeof label);
		if (col + w > in.col + in.cols)
			w = in.col + in.cols - col;
		if (w <= 0)
			break;
		canvas_text(c, row, col, w, i == d->at ? ROLE_BUTTON_ON : ROLE_BUTTON, label);
		if (i == d->at)
			canvas_cursor(c, row, col + 1);
		if (is_row)
			col += w + 1;
		else
			row++;
	}
}

static void
dialog_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct dialog *d = s->data;
	int cols = body.cols > 64 ? 60 : body.cols, row, col, lines, below = d->has_edit ? 1 : 0;
	struct rect r, in, text = { 0, 0, 0, cols - 4 };
	bool is_row = answers_in_a_row(d, cols - 3);

	lines = canvas_wrap(c, text, ROLE_POPUP, d->text, 0, false);
	if (!is_row && lines + 3 + (int)d->n > body.rows)
		is_row = true;
	if (!is_row)
		below = (int)d->n - 1;
	r = rect_centre(body, lines + 4 + below, cols);
	canvas_box(c, r, ROLE_RULE, d->title);
	in = rect_inner(r);
	/* on a tiny window the answers are what must be seen */
	text = (struct rect){ in.row, in.col + 1, in.rows - 1 - below, in.cols - 2 };
	canvas_wrap(c, text, ROLE_POPUP, d->text, 0, true);
	row = in.row + in.rows - 1;
	col = in.col + 1;
	if (d->has_edit) {
		int y = d->n > 0 ? row - 1 : row;

		col += canvas_text(c, y, col, -1, ROLE_LABEL, d->label) + 1;
		edit_draw(&d->edit, c, y, col, in.col + in.cols - col - 1,
		    ROLE_FIELD_FOCUS, true);
		return;
	}
	draw_answers(d, c, in, is_row);
}

static void
answer(struct screen *s, int result)
{
	struct dialog *d = s->data;

	d->result = result;
	screen_close(s);
}

/* A typed word, or a line of text. */
static bool
edit_answer(struct screen *s, const struct ui_event *ev)
{
	struct dialog *d = s->data;

	if (ev->action == ACT_SAVE || (ev->action == ACT_ENTER && d->word == NULL)) {
		if (d->word != NULL && strcmp(edit_text(&d->edit), d->word) != 0)
			app_error(s->app, _("Type %s to go on, or Esc."), d->word);
		else if (ev->key == UKEY_NONE || ev->key != d->opener || d->word == NULL)
			answer(s, 0);
		else
			app_error(s->app, "%s", _("Use another key than the one that asked: Ctrl-S."));
		return true;
	}
	if (ev->action == ACT_ENTER) {
		app_error(s->app, _("Enter does not confirm this: type %s, then F2."), d->word);
		return true;
	}
	return edit_event(&d->edit, ev) != EDIT_PASS;
}

static bool
dialog_event(struct screen *s, const struct ui_event *ev)
{
	struct dialog *d = s->data;

	/* neither a scan, nor its Enter, nor what is pasted answers (rule T3) */
	if (ev->kind == EV_SCAN || (ev->burst && !d->has_edit))
		return true;
	if (ev->burst && ev->kind == EV_KEY)
		return true;
	if (d->has_edit)
		return edit_answer(s, ev) || ev->kind != EV_KEY;
	if (ev->kind == EV_TEXT && d->n > 1 && ev->text[0] >= '1' &&
	    ev->text[0] < (char)('1' + d->n)) {
		answer(s, ev->text[0] - '1');
		return true;
	}
	switch (ev->action) {
	case ACT_LEFT:
	case ACT_UP:
	case ACT_PREV:
		d->at = d->at > 0 ? d->at - 1 : d->n - 1;
		return true;
	case ACT_RIGHT:
	case ACT_DOWN:
	case ACT_NEXT:
		d->at = d->at + 1 < d->n ? d->at + 1 : 0;
		return true;
	case ACT_ENTER:
		/* Yes is never said by the key that asked */
		if (d->is_strict && d->at > 0 && ev->key == d->opener)
			app_error(s->app, _("Press %zu to answer."), d->at + 1);
		else
			answer(s, (int)d->at);
		return true;
	case ACT_BACK:
	case ACT_CANCEL:
	case ACT_STOP:
	case ACT_HELP:
	case ACT_KEYS:
	case ACT_REPAINT:
		return false;
	default:
		return true;
	}
}

static const enum act dialog_bar[] = { ACT_HELP, ACT_SAVE, ACT_CANCEL, ACT_NONE };
static const struct screen_class question_class = {
	.name = "dialog", .code = "", .title = "", .context = CONTEXT_DIALOG,
	.bar = dialog_bar, .hold_ms = 80, .open = dialog_open, .draw = dialog_draw,
	.event = dialog_event,
};
/* In a line of text each letter is shown at once. */
static const struct screen_class prompt_class = {
	.name = "prompt", .code = "", .title = "", .context = CONTEXT_DIALOG,
	.bar = dialog_bar, .open = dialog_open, .draw = dialog_draw,
	.event = dialog_event,
};

void
dialog_message(struct app *app, const char *title, const char *text)
{
	struct dialog d = {
		.title = title, .text = text, .answers = { _("OK") }, .n = 1, .result = -1,
	};

	app_modal(app, &question_class, &d);
}

void
dialog_error(struct app *app, const struct err_note *note)
{
	if (note->code != ERR_CANCELLED)
		dialog_message(app, _("Not done"),
		    note->text[0] != '\0' ? note->text : err_text(note->code));
}

bool
dialog_confirm(struct app *app, const char *title, const char *text)
{
	struct dialog d = {
		.title = title, .text = text, .answers = { _("No"), _("Yes") }, .n = 2,
		.is_strict = true, .result = -1,
	};

	app_modal(app, &question_class, &d);
	return d.result == 1;
}

bool
dialog_confirm_word(struct app *app, const char *title, const char *text, const char *word)
{
	struct dialog d = {
		.title = title, .text = text, .has_edit = true, .label = _("Type it here:"),
		.word = word, .result = -1,
	};

	edit_init(&d.edit, 40);
	app_flush_input(app, IGNORE_MS);
	app_modal(app, &prompt_class, &d);
	edit_fini(&d.edit);
	return d.result == 0;
}

int
dialog_choose(struct app *app, const char *title, const char *text,
    const char *const *answers, size_t n, size_t preset)
{
	struct dialog d = { .title = title, .text = text, .at = preset, .result = -1 };

	d.n = n < ANSWERS_MAX ? n : ANSWERS_MAX;
	memcpy(d.answers, answers, d.n * sizeof *answers);
	app_modal(app, &question_class, &d);
	return d.result;
}

enum answer
dialog_unsaved(struct app *app, const char *what)
{
	const char *const answers[] = { _("Stay"), _("Save"), _("Discard") };
	char text[256];

	snprintf(text, sizeof text, _("%s has changes that are not saved."), what);
	switch (dialog_choose(app, _("Unsaved changes"), text, answers, 3, 0)) {
	case 1:
		return ANSWER_SAVE;
	case 2:
		return ANSWER_DISCARD;
	default:
		return ANSWER_STAY;
	}
}

static bool
prompt(struct app *app, const char *title, const char *label, bool is_secret, bool is_figure,
    char *buf, size_t size)
{
	struct dialog d = {
		.title = title, .text = "", .has_edit = true, .label = label, .result = -1,
	};
	char *clean;

	edit_init(&d.edit, (int)size - 1);
	d.edit.is_secret = is_secret;
	edit_set(&d.edit, buf);
	d.edit.clear_on_type = is_figure;
	app_modal(app, &prompt_class, &d);
	if (d.result == 0) {
		clean = utf8_clean(edit_text(&d.edit), d.edit.text.len, false);
		str_copy(buf, size, clean != NULL ? clean : "");
		if (clean != NULL && is_secret)
			secret_wipe(clean, strlen(clean));
		free(clean);
	}
	edit_fini(&d.edit);
	return d.result == 0;
}

bool
dialog_prompt(struct app *app, const char *title, const char *label, bool is_secret,
    char *buf, size_t size)
{
	return prompt(app, title, label, is_secret, false, buf, size);
}

bool
dialog_prompt_figure(struct app *app, const char *title, const char *label, char *buf, size_t size)
{
	return prompt(app, title, label, false, true, buf, size);
}

/* A small form */

struct small_form {
	const struct dialog_form *spec;
	struct form *form;
	bool is_done;
};

static void
small_texts(struct screen *s)
{
	struct small_form *d = s->data;
	const char *message = form_message(d->form);

	screen_set_hint(s, "%s", form_hint(d->form));
	if (message[0] != '\0')
		app_error(s->app, "%s", message);
}

static enum err
small_open(struct screen *s, void *arg, struct err_note *note)
{
	(void)note;
	s->data = arg;
	screen_set_mode(s, _("EDIT"));
	small_texts(s);
	return ERR_OK;
}

static void
small_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct small_form *d = s->data;
	const char *text = d->spec->text != NULL ? d->spec->text : "";
	int cols = body.cols > 76 ? 70 : body.cols, lines;
	struct rect r, in;

	lines = canvas_wrap(c, (struct rect){ 0, 0, 0, cols - 4 }, ROLE_POPUP, text, 0, false);
	/* on a phone each field may need two lines */
	r = rect_centre(body, lines + 2 + (lines > 0 ? 1 : 0) +
	    (int)d->spec->nfields * (cols < 60 ? 2 : 1), cols);
	canvas_box(c, r, ROLE_RULE, d->spec->title);
	in = rect_inner(r);
	canvas_wrap(c, (struct rect){ in.row, in.col + 1, lines, in.cols - 2 }, ROLE_POPUP, text,
	    0, true);
	if (lines > 0)
		lines++;
	if (lines > in.rows - 1)
		lines = in.rows - 1;
	in.row += lines;
	in.rows -= lines;
	(void)form_draw(d->form, c, in, true);
}

static void
small_accept(struct screen *s)
{
	struct small_form *d = s->data;
	struct err_note note = { 0 };
	enum err err = form_validate(d->form, &note);

	if (err == ERR_OK && d->spec->accept != NULL) {
		err = d->spec->accept(d->spec->ctx, form_record(d->form), &note);
		if (err != ERR_OK) {
			note.code = err;
			form_show_problem(d->form, &note);
		}
	}
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	d->is_done = true;
	screen_close(s);
}

static bool
small_event(struct screen *s, const struct ui_event *ev)
{
	struct small_form *d = s->data;
	enum form_result result = form_event(d->form, ev);

	small_texts(s);
	if (result == FORM_END && ev->action == ACT_NEXT)
		return true;		/* only Enter and F2 accept */
	if (result == FORM_END || (result == FORM_PASS && ev->action == ACT_SAVE)) {
		if (!ev->burst)
			small_accept(s);
		return true;
	}
	return result == FORM_USED || ev->kind == EV_SCAN;
}

static void
small_keep(struct screen *s)
{
	struct small_form *d = s->data;

	if (d->spec->keep == NULL || d->is_done)
		return;
	if (form_is_dirty(d->form))
		(void)form_record(d->form);
	d->spec->keep(d->spec->ctx, form_is_dirty(d->form) ? d->form : NULL);
}

static void
small_help(struct screen *s, struct strbuf *out)
{
	form_help(((struct small_form *)s->data)->form, out);
}

static const enum act small_bar[] = {
	ACT_HELP, ACT_SAVE, ACT_LOOKUP, ACT_RESET, ACT_CANCEL, ACT_NONE
};
static const struct screen_class small_class = {
	.name = "dialog_form", .code = "", .title = "", .context = CONTEXT_FORM,
	.bar = small_bar, .open = small_open, .draw = small_draw,
	.event = small_event, .tick = small_keep, .help = small_help,
};

bool
dialog_form_run(struct app *app, const struct dialog_form *spec,
    const char *const *values, struct record **out)
{
	struct small_form d = { .spec = spec };

	d.form = form_new_fields(app, spec->fields, spec->nfields,
	    spec->fm != NULL ? spec->fm : app_format(app), spec->ops, spec->ctx);
	for (; values != NULL && values[0] != NULL; values += 2)
		form_set_text(d.form, values[0], values[1]);
	if (spec->begin != NULL)
		spec->begin(spec->ctx, d.form);
	app_modal(app, &small_class, &d);
	if (spec->keep != NULL)
		spec->keep(spec->ctx, !d.is_done && form_is_dirty(d.form) ? d.form : NULL);
	if (d.is_done)
		*out = record_copy(form_record(d.form));
	form_free(d.form);
	return d.is_done;
}
