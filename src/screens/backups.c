#include "config.h"

#include "screens/backups.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "jobs/restore.h"
#include "screens/backups_restore.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/menu.h"
#include "ui/popups.h"
#include "ui/progress.h"

#define HOUR_MS INT64_C(3600000)

#define MORE 6

struct backups {
	struct session *s;
	struct backup_info *all;
	size_t n;
	struct list *list;
	struct menu_item more[MORE];
};

enum { DO_MAKE, DO_KEY, DO_TEST, DO_WORDS, DO_AFTER, DO_CRYPT };

static const char *const more_names[MORE] = {
	[DO_MAKE] = N_("Make a backup now"), [DO_KEY] = N_("New recovery key"),
	[DO_TEST] = N_("Test the recovery key"), [DO_WORDS] = N_("Passphrase"),
	[DO_AFTER] = N_("After a restore"), [DO_CRYPT] = N_("Encryption of the store"),
};

static void
size_text(int64_t bytes, char *buf, size_t size)
{
	if (bytes < 10 * 1024 * 1024)
		snprintf(buf, size, "%" PRId64 " KB", (bytes + 1023) / 1024);
	else
		snprintf(buf, size, "%" PRId64 " MB", bytes / (1024 * 1024));
}

static enum err
load(struct backups *x, struct err_note *note)
{
	enum err e = session_read(x->s, note);

	if (e != ERR_OK)
		return e;
	e = access_need(x->s->st, "backup", VERB_VIEW, note);
	session_done(x->s);
	free(x->all);
	x->all = NULL;
	x->n = 0;
	return e == ERR_OK ? backup_list(store_paths(x->s->st), NULL, &x->all, &x->n, note) : e;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct backups *x = ctx;
	char at[48], size[32], key[24];
	enum err e;

	if (rq->anchor != NULL)
		return ERR_OK;
	e = load(x, note);
	for (size_t i = 0; e == ERR_OK && i < x->n; i++) {
		const struct backup_info *b = &x->all[i];
		const char *cells[5] = { at, backup_kind_name(b->kind), size, backup_state_name(b->state),
			b->made_by };

		snprintf(at, sizeof at, "-");
		if (b->made_at > 0)
			instant_format(x->s->format.locale, b->made_at, at, sizeof at);
		size_text(b->bytes, size, sizeof size);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 5,
		    b->state == BACKUP_GOOD ? ROLE_ROW : ROLE_WARNING);
	}
	return e;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct backups *x = ctx;
	const struct backup_info *b = id > 0 && (size_t)id <= x->n ? &x->all[id - 1] : NULL;

	if (b == NULL)
		return;
	if (b->id[0] == '\0') {
		strbuf_addf(out, "%s\n%s", b->path, b->why);
		return;
	}
	strbuf_addf(out, _("%s: %lld customers, %lld cards, %lld receipts, %lld documents"), b->id,
	    (long long)b->customers, (long long)b->cards, (long long)b->sales, (long long)b->documents);
	strbuf_addf(out, "\n%s %s%s%s%s%s", _("Opens with:"), b->server_key_here ? _("this server") : "",
	    b->server_key_here && b->for_recovery ? ", " : "", b->for_recovery ? _("recovery key") : "",
	    b->for_passphrase ? ", " : "", b->for_passphrase ? _("passphrase") : "");
	if (b->why[0] != '\0')
		strbuf_addf(out, "\n%s", b->why);
}

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[5] = {
		{ .title = _("Made"), .width = 16, .priority = 1, .grow = true },
		{ .title = _("Kind"), .width = 15, .priority = 2 },
		{ .title = _("Size"), .width = 9, .priority = 3, .right = true },
		{ .title = _("State"), .width = 13, .priority = 1 },
		{ .title = _("By"), .width = 12, .priority = 4 },
	};
	struct backups *x = xcalloc(1, sizeof *x);
	enum err e;

	(void)arg;
	x->s = session_of(sc->app);
	e = load(x, note);
	if (e != ERR_OK) {
		free(x);
		return e;
	}
	x->list = list_new(cols, 5, &source, x);
	list_set_marks(x->list, false);
	list_set_searchable(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", x->n == 0 ? _("No backup yet. F6 makes one; F10 for the recovery key.") :
	    _("Enter: compare, verify, restore. F6: a new one. F10: keys and more."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct backups *x = sc->data;

	list_draw(x->list, c, body, true);
}

/* ---- making ---- */

static bool
tell_progress(void *arg, int percent, const char *what)
{
	(void)what;
	return !progress_step(arg, percent);
}

static void
make(struct screen *sc)
{
	struct backups *x = sc->data;
	struct progress *p = progress_begin(sc->app, _("Backup"), 100);
	struct backup_order o = { .kind = "hand", .by = actor_code(x->s->a), .progress = tell_progress,
		.arg = p };
	struct err_note note = { 0 }, copy = { 0 };
	struct backup_info b;
	enum err e = backup_make_as(x->s->st, x->s->a, &o, &b, &copy, &note);

	progress_end(p);
	if (list_reload(x->list, NULL) != ERR_OK)
		screen_close(sc);
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
	else if (copy.text[0] != '\0')
		app_error(sc->app, _("Made, but the copy in the second folder failed: %s"), copy.text);
	else
		app_message(sc->app, _("Backup %s is made and verified."), b.id);
}

/* ---- one version ---- */

static void
verify(struct screen *sc, const struct backup_info *b)
{
	struct backups *x = sc->data;
	struct backups_secret secret = { 0 };
	struct err_note note = { 0 };
	enum err e = backup_fail(b, &note);

	if (e == ERR_OK && !backups_ask_key(x->s, b, &secret))
		return;
	if (e == ERR_OK)
		e = backup_verify(store_paths(x->s->st), b, &secret.opener, &note);
	secret_wipe(&secret, sizeof secret);
	if (e != ERR_OK)
		dialog_error(sc->app, &note);
	else
		app_message(sc->app, _("Every byte of %s is as it was made."), b->id);
}

static void
choose(struct screen *sc, const struct backup_info *b)
{
	const char *const answers[] = { _("Verify"), _("Compare"),
		_("Restore") };
	struct backups *x = sc->data;
	int i;

	if (b->state != BACKUP_GOOD) {
		dialog_message(sc->app, b->id[0] != '\0' ? b->id : _("Backup"), b->why);
		return;
	}
	i = dialog_choose(sc->app, b->id, backup_kind_name(b->kind), answers, 3, 0);
	if (i == 0)
		verify(sc, b);
	else if (i > 0)
		backups_restore(x->s, b, i == 2);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct backups *x = sc->data;
	struct err_note note = { 0 };
	int64_t id;
	bool open, used;

	if (ev->action == ACT_NEW) {
		make(sc);
		return true;
	}
	if (ev->action == ACT_REFRESH) {
		if (list_reload(x->list, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open) {
		id = list_selected(x->list);
		if (id > 0 && (size_t)id <= x->n) {
			struct backup_info b = x->all[id - 1];

			choose(sc, &b);
		}
	}
	return used;
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct backups *x = sc->data;

	for (int i = 0; i < MORE; i++)
		x->more[i] = (struct menu_item) { .code = "", .label = _(more_names[i]), .note = "",
			.value = i };
	*items = x->more;
	return MORE;
}

static void
run_more(struct screen *sc, int value)
{
	struct backups *x = sc->data;
	struct err_note note = { 0 };

	switch (value) {
	case DO_MAKE:
		make(sc);
		break;
	case DO_KEY:
		backups_new_key(x->s);
		break;
	case DO_TEST:
		backups_test_key(x->s);
		break;
	case DO_WORDS:
		backups_passphrase(x->s);
		break;
	case DO_AFTER:
		if (backups_after_open(x->s, GO_PUSH, NULL, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		break;
	case DO_CRYPT:
		backups_encrypt(x->s);
		break;
	default:
		break;
	}
}

static void
fini(struct screen *sc)
{
	struct backups *x = sc->data;

	list_free(x->list);
	free(x->all);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_NEW, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class backups_class = {
	.name = "backups", .code = "BK", .title = N_("Backups"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_list, .draw = draw, .event = event, .more = more,
	.run_more = run_more, .fini = fini,
};

enum err
backups_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &backups_class, NULL, note);
}

/* ---- the alarm ---- */

void
backups_alarm(struct session *s, char *text, size_t size, enum role *role)
{
	struct backup_health h;
	enum err e;

	text[0] = '\0';
	*role = ROLE_WARNING;
	if (!session_may(s, "backup", VERB_VIEW) || session_read(s, NULL) != ERR_OK)
		return;
	e = backup_health(s->st, &h, NULL);
	session_done(s);
	if (e != ERR_OK)
		return;
	if (h.is_late) {
		*role = ROLE_ERROR;
		if (h.has_any)
			snprintf(text, size, _("Backup: none for %d hours (BK)"), (int)(h.age_ms / HOUR_MS));
		else
			str_copy(text, size, _("Backup: there is none (BK)"));
	} else if (h.no_recovery_key) {
		str_copy(text, size, _("Backup: no recovery key (BK)"));
	} else if (h.recovery_untested || h.recovery_old) {
		str_copy(text, size, _("Backup: test the recovery key (BK)"));
	}
}
