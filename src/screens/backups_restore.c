#include "config.h"

#include "screens/backups_restore.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "jobs/restore.h"
#include "screens/served.h"
#include "ui/dialog.h"
#include "ui/popups.h"

#define DAYS_SHOWN 14

bool
backups_ask_key(struct session *s, const struct backup_info *b, struct backups_secret *secret)
{
	const char *const answers[] = { _("Recovery key"), _("Passphrase") };
	struct err_note note = { 0 };
	char text[256] = "";
	int i;

	if (b->server_key_here)
		return true;
	i = dialog_choose(s->app, b->id, _("The server has no key of this version any more. Open it with"),
	    answers, 2, 0);
	if (i < 0 || !dialog_prompt(s->app, b->id, answers[i], true, text, sizeof text))
		return false;
	if (i == 1) {
		str_copy(secret->passphrase, sizeof secret->passphrase, text);
		secret->opener.passphrase = secret->passphrase;
	} else if (lockbox_read_text(text, secret->recovery, &note) == ERR_OK) {
		secret->opener.recovery = secret->recovery;
	} else {
		app_error_note(s->app, &note);
		return false;
	}
	secret_wipe(text, sizeof text);
	return true;
}

static void
row(struct strbuf *out, const char *what, int64_t then, int64_t now)
{
	strbuf_addf(out, "%-*s %12" PRId64 " %12" PRId64 " %+12" PRId64 "\n", utf8_pad(what, 14), what,
	    then, now, then - now);
}

static void
head(struct strbuf *out, const char *then, const char *now, const char *change)
{
	strbuf_addf(out, "%-14s %*s %*s %*s\n", "", utf8_pad(then, 12), then, utf8_pad(now, 12), now,
	    utf8_pad(change, 12), change);
}

static const struct backup_day *
day_of(const struct backup_facts *f, int day)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->day[i].day == day)
			return &f->day[i];
	return NULL;
}

static void
days(const struct session *s, struct strbuf *out, const struct backup_facts *then,
    const struct backup_facts *now)
{
	static const struct backup_day none;
	char day[32], a_money[48], b_money[48];
	int shown = 0;

	for (size_t i = 0; i < now->n && shown < DAYS_SHOWN; i++) {
		const struct backup_day *b = &now->day[i], *a = day_of(then, b->day);

		a = a != NULL ? a : &none;
		if (a->tickets == b->tickets && a->total == b->total)
			continue;
		if (shown++ == 0)
			strbuf_addf(out, "\n%s\n", _("Days that differ: receipts and total then, and now"));
		strbuf_addf(out, "%s %6" PRId64 " %14s   %6" PRId64 " %14s\n",
		    day_format(s->format.locale, b->day, day, sizeof day), a->tickets,
		    session_money(s, a->total, a_money, sizeof a_money), b->tickets,
		    session_money(s, b->total, b_money, sizeof b_money));
	}
	if (shown == 0)
		strbuf_addf(out, "\n%s\n", _("No day differs in its sales."));
}

static enum err
comparison(struct session *s, const struct backup_info *b, const struct backups_secret *secret,
    struct strbuf *out, struct err_note *note)
{
	struct backup_facts then, here;
	struct backup_info now = { 0 };
	char at[48];
	enum err e = session_read(s, note);

	if (e != ERR_OK)
		return e;
	e = access_need(s->st, "backup", VERB_EDIT, note);
	session_done(s);
	if (e == ERR_OK)
		e = backup_facts(store_paths(s->st), b, &secret->opener, &then, note);
	if (e == ERR_OK)
		e = backup_facts_now(store_db(s->st), &now, &here, note);
	if (e != ERR_OK)
		return e;
	strbuf_addf(out, "%s  %s  %s\n\n", b->id, instant_format(s->format.locale, b->made_at, at, sizeof at),
	    backup_kind_name(b->kind));
	head(out, _("then"), _("now"), _("change"));
	row(out, _("customers"), b->customers, now.customers);
	row(out, _("cards"), b->cards, now.cards);
	row(out, _("products"), b->products, now.products);
	row(out, _("receipts"), b->sales, now.sales);
	row(out, _("users"), b->users, now.users);
	row(out, _("audit rows"), b->audit_rows, now.audit_rows);
	days(s, out, &then, &here);
	return ERR_OK;
}

/* Shut in, a session asks the worker; on a terminal of its own it ends, and quen desk does it when
 * nobody has the store open any more. */
static void
go(struct session *s, const struct backup_info *b, const struct backups_secret *secret)
{
	struct err_note note = { 0 };
	int64_t id = 0;
	enum err e;

	if (s->served == NULL && s->wish != NULL) {
		str_copy(s->wish->version, sizeof s->wish->version, b->id);
		s->wish->by_recovery = secret->opener.recovery != NULL;
		memcpy(s->wish->recovery, secret->recovery, sizeof s->wish->recovery);
		str_copy(s->wish->passphrase, sizeof s->wish->passphrase, secret->passphrase);
		app_quit(s->app);
		return;
	}
	if (!b->server_key_here) {
		app_error(s->app, "%s",
		    _("The key of this version is not on the server: restore it there, with quen restore."));
		return;
	}
	e = session_write(s, &note);
	if (e == ERR_OK)
		e = session_end(s, keep_order_put(s->st, "restore", b->id, &id, &note), &note);
	if (e != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, "%s", _("The worker restores it: all sessions end in a moment, this one too."));
}

void
backups_restore(struct session *s, const struct backup_info *b, bool restore)
{
	struct backups_secret secret = { 0 };
	struct strbuf out = { 0 };
	struct err_note note = { 0 };
	enum err e = ERR_OK;

	if (!backups_ask_key(s, b, &secret))
		return;
	e = comparison(s, b, &secret, &out, &note);
	if (restore)
		strbuf_addf(&out, "\n%s\n", _("What was entered since then goes. What is there now is backed up first, and kept. F3 goes on."));
	if (e == ERR_OK)
		(void)viewer_run(s->app, b->id, strbuf_str(&out), true, NULL);
	else
		dialog_error(s->app, &note);
	strbuf_fini(&out);
	if (e == ERR_OK && restore && dialog_confirm_word(s->app, _("Restore this version?"),
	    _("All sessions are told and end; drafts are kept."), b->id))
		go(s, b, &secret);
	secret_wipe(&secret, sizeof secret);
}
