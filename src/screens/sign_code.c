#include "config.h"

#include "screens/sign_code.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/secret.h"
#include "base/totp.h"
#include "domain/sign_in.h"
#include "report/qr.h"
#include "ui/dialog.h"

/* Eight groups of four, as one types them. */
static void
add_secret(struct strbuf *b, const unsigned char *seed)
{
	char base32[TOTP_BASE32_SIZE];

	totp_base32(seed, base32);
	for (size_t i = 0; base32[i] != '\0'; i++)
		strbuf_addf(b, "%s%c", i % 4 == 0 && i > 0 ? " " : "", base32[i]);
	secret_wipe(base32, sizeof base32);
}

/* Alone on the screen: a telephone reads it whole or not at all. */
struct card { struct strbuf secret, qr; int rows, cols; };

static enum err
open_card(struct screen *sc, void *arg, struct err_note *note)
{
	(void)note;
	sc->data = arg;
	return ERR_OK;
}

static void
draw_card(struct screen *sc, struct canvas *c, struct rect body)
{
	const struct card *k = sc->data;
	const char *line = strbuf_str(&k->qr), *end;
	char row[512];
	int at = body.row;

	canvas_fill(c, body, ROLE_TEXT);
	/* With the code what is around it is left out where there is no room. */
	if (body.rows < k->rows + 2 || body.cols < k->cols || k->rows == 0) {
		at += canvas_wrap(c, (struct rect) { at, body.col, 3, body.cols }, ROLE_TEXT,
		    _("Type this into an authenticator on the telephone, then press Enter:"), 0, true);
		canvas_wrap(c, (struct rect) { at + 1, body.col, 3, body.cols }, ROLE_MARK,
		    strbuf_str(&k->secret), 0, true);
		return;
	}
	canvas_text(c, at++, body.col, body.cols, ROLE_HINT,
	    _("Scan it, or type what stands below; then Enter"));
	for (; (end = strchr(line, '\n')) != NULL && (size_t)(end - line) < sizeof row; line = end + 1) {
		memcpy(row, line, (size_t)(end - line));
		row[end - line] = '\0';
		canvas_text(c, at++, body.col, -1, ROLE_TEXT, row);
	}
	canvas_text(c, at, body.col, body.cols, ROLE_MARK, strbuf_str(&k->secret));
	canvas_cursor(c, at, body.col);
}

static bool
event_card(struct screen *sc, const struct ui_event *ev)
{
	if (ev->action == ACT_BACK || ev->action == ACT_CANCEL || ev->key == UKEY_ENTER)
		screen_close(sc);
	return true;
}

static const struct screen_class card_class = {
	.name = "sign_code", .code = "", .title = N_("One-time codes"), .context = CONTEXT_DIALOG,
	.is_cover = true, .open = open_card, .draw = draw_card, .event = event_card,
};

static void
show(struct session *s, const unsigned char *seed, const char *uri)
{
	struct card k = { 0 };
	struct err_note note;

	add_secret(&k.secret, seed);
	if (qr_text(uri, 0, &k.qr, &k.cols, &note) == ERR_OK)
		for (const char *p = strbuf_str(&k.qr); (p = strchr(p, '\n')) != NULL; p++)
			k.rows++;
	app_modal(s->app, &card_class, &k);
	secret_wipe(k.secret.s, k.secret.len);
	secret_wipe(k.qr.s, k.qr.len);
	strbuf_fini(&k.secret);
	strbuf_fini(&k.qr);
}

static enum err
make(struct session *s, const char *user, unsigned char *seed, char **uri, struct err_note *note)
{
	enum err e = session_write(s, note);

	if (e == ERR_OK) {
		e = sign_code_make(s->st, user, seed, note);
		if (e == ERR_OK)
			*uri = sign_code_uri(s->st, user, seed);
		e = session_end(s, e, note);
	}
	return e;
}

/* Codes count only once one of them was right: nobody shuts himself out. */
static void
confirm(struct session *s, const char *user)
{
	char typed[16] = "";
	struct err_note note;
	enum err e;

	while (dialog_prompt(s->app, user, _("Code shown now"), false, typed, sizeof typed)) {
		e = session_write(s, &note);
		if (e == ERR_OK)
			e = session_end(s, sign_code_confirm(s->st, user, typed, &note), &note);
		if (e == ERR_OK) {
			app_message(s->app, _("From now on %s signs in with one-time codes."), user);
			return;
		}
		dialog_error(s->app, &note);
		typed[0] = '\0';
	}
	app_message(s->app, "%s", _("Not confirmed: the codes do not count."));
}

static void
set_up(struct session *s, const char *user)
{
	unsigned char seed[TOTP_SEED];
	struct err_note note;
	char *uri = NULL;
	enum err e = make(s, user, seed, &uri, &note);

	if (e == ERR_OK) {
		show(s, seed, uri);
		confirm(s, user);
	} else
		app_error_note(s->app, &note);
	secret_wipe(seed, sizeof seed);
	if (uri != NULL)
		secret_wipe(uri, strlen(uri));
	free(uri);
}

static void
take_away(struct session *s, const char *user)
{
	struct err_note note;
	enum err e;

	if (!dialog_confirm(s->app, user, _("Take the one-time codes away? The password alone will do then.")))
		return;
	e = session_write(s, &note);
	if (e == ERR_OK)
		e = session_end(s, sign_code_drop(s->st, user, &note), &note);
	if (e != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, _("%s signs in without one-time codes."), user);
}

void
sign_code_run(struct session *s, const char *user)
{
	const char *const answers[] = { _("Set up"), _("Confirm"), _("Take away") };

	switch (dialog_choose(s->app, _("One-time codes"), user, answers, 3, 0)) {
	case 0:
		set_up(s, user);
		break;
	case 1:
		confirm(s, user);
		break;
	case 2:
		take_away(s, user);
		break;
	default:
		break;
	}
}
