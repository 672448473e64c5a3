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
#include "ui/popups.h"

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

/* The code when there is room for it; what can be typed instead, always. */
static void
show(struct session *s, const char *user, const unsigned char *seed, const char *uri)
{
	struct strbuf out = { 0 }, qr = { 0 };
	const struct canvas *c = app_canvas(s->app);
	struct err_note note;
	int cols = 0;

	strbuf_add(&out, _("Type this into an authenticator on the telephone:"));
	strbuf_add(&out, "\n\n");
	add_secret(&out, seed);
	strbuf_add(&out, "\n");
	if (qr_text(uri, 0, &qr, &cols, &note) == ERR_OK && cols + 4 <= canvas_cols(c)) {
		strbuf_addf(&out, "\n%s\n\n", _("Or scan this (arrows scroll):"));
		strbuf_add(&out, strbuf_str(&qr));
	}
	(void)viewer_run(s->app, user, strbuf_str(&out), true, NULL);
	secret_wipe(out.s, out.len);
	secret_wipe(qr.s, qr.len);
	strbuf_fini(&out);
	strbuf_fini(&qr);
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

	while (dialog_prompt(s->app, user, _("The code that it shows now"), false, typed, sizeof typed)) {
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
		show(s, user, seed, uri);
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
	const char *const answers[] = { _("Set up with a telephone"), _("Confirm a code"), _("Take away") };

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
