#include "config.h"

#include "screens/who.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/served.h"
#include "screens/watch.h"
#include "store/audit.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/menu.h"

enum { COL_USER, COL_FROM, COL_ON, COL_IDLE, COL_HOW, COL_STATE, COLS };
#define ASK_MS 2000

struct who {
	struct list *list;
	unsigned version;		/* of the lines shown */
	int64_t asked_ms;
};

static char *
span(int64_t s, char *buf, size_t size)
{
	if (s < 60)
		snprintf(buf, size, "%d s", (int)s);
	else if (s < 3600)
		snprintf(buf, size, "%d min", (int)(s / 60));
	else
		snprintf(buf, size, "%d:%02d h", (int)(s / 3600), (int)(s / 60 % 60));
	return buf;
}

/* All at once: there is no second page. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	const struct served *v = ((struct session *)ctx)->served;
	char on[24], idle[24], key[32];

	(void)note;
	for (size_t i = 0; i < v->nlive && rq->anchor == NULL; i++) {
		const struct live *l = &v->live[i];
		const char *cells[COLS] = { l->user, l->peer, span(l->age_s, on, sizeof on),
			span(l->idle_s, idle, sizeof idle), l->how,
			l->is_self ? _("you") : l->attached ? _("connected") : _("line lost") };

		snprintf(key, sizeof key, "%" PRIu64, l->session);
		list_page_add(page, (int64_t)l->session, key, cells, COLS,
		    l->attached ? ROLE_ROW : ROLE_DIM);
	}
	return ERR_OK;
}

static const struct list_source source = { .fetch = fetch };

/* The right counts here, in the store; then the keeper is asked. */
static enum err
may_see(struct session *s, struct err_note *note)
{
	enum err e = session_read(s, note);

	if (e == ERR_OK)
		e = access_need(s->st, "session", VERB_VIEW, note);
	session_done(s);
	return e;
}

static enum err
open_who(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_col cols[COLS] = {
		[COL_USER] = { .title = N_("User"), .width = 14, .priority = 1 },
		[COL_FROM] = { .title = N_("From"), .width = 18, .priority = 1, .grow = true },
		[COL_ON] = { .title = N_("Since"), .width = 9, .priority = 3, .right = true },
		[COL_IDLE] = { .title = N_("Last key"), .width = 9, .priority = 2, .right = true },
		[COL_HOW] = { .title = N_("Signed in by"), .width = 24, .priority = 4 },
		[COL_STATE] = { .title = N_("State"), .width = 11, .priority = 2 },
	};
	struct session *s = session_of(sc->app);
	struct list_col shown[COLS];
	struct who *w;
	enum err e = may_see(s, note);

	(void)arg;
	if (e != ERR_OK)
		return e;
	for (int i = 0; i < COLS; i++) {
		shown[i] = cols[i];
		shown[i].title = tr(cols[i].title);
	}
	w = xcalloc(1, sizeof *w);
	w->list = list_new(shown, COLS, &source, s);
	list_set_marks(w->list, false);
	list_set_searchable(w->list, false);
	sc->data = w;
	w->version = s->served->live_version;
	s->served->shows_list = true;
	s->served->keeper->list(s->served->ctx);
	screen_set_hint(sc, "%s", _("Enter: what to do with a session"));
	return ERR_OK;
}

/* A new list came, or it is time to ask for one. */
static void
refresh(struct screen *sc)
{
	struct who *w = sc->data;
	struct session *s = session_of(sc->app);
	struct err_note note;

	if (w->version != s->served->live_version) {
		w->version = s->served->live_version;
		if (list_reload(w->list, &note) != ERR_OK)
			app_error_note(sc->app, &note);
	}
	if (app_now_ms(sc->app) - w->asked_ms < ASK_MS)
		return;
	w->asked_ms = app_now_ms(sc->app);
	s->served->keeper->list(s->served->ctx);
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct who *w = sc->data;

	refresh(sc);
	list_draw(w->list, c, body, true);
	screen_set_status(sc, ngettext("%zu session", "%zu sessions",
	    (unsigned long)session_of(sc->app)->served->nlive),
	    session_of(sc->app)->served->nlive);
}

static const struct live *
selected(struct screen *sc)
{
	struct who *w = sc->data;
	const struct served *v = session_of(sc->app)->served;

	for (size_t i = 0; i < v->nlive; i++)
		if ((int64_t)v->live[i].session == list_selected(w->list))
			return &v->live[i];
	return NULL;
}

static enum err
end_session(struct session *s, const struct live *l, const char *reason, struct err_note *note)
{
	enum err e = session_write(s, note);

	if (e != ERR_OK)
		return e;
	e = access_need(s->st, "session", VERB_DELETE, note);
	if (e == ERR_OK)
		e = audit_write(s->st, &(struct audit_entry) { .function = "session",
		    .action = "session.stop", .entity = "user", .row_code = l->user,
		    .reason = reason, .request = "" }, note);
	e = session_end(s, e, note);
	if (e == ERR_OK)
		s->served->keeper->stop(s->served->ctx, l->session, reason);
	return e;
}

static void
ask_end(struct screen *sc, const struct live *at)
{
	struct session *s = session_of(sc->app);
	const struct live l = *at;	/* the list may change while we ask */
	char reason[128] = "", title[128];
	struct err_note note;

	snprintf(title, sizeof title, _("End the session of %s"), l.user);
	if (!dialog_prompt(sc->app, title, _("Reason, shown to the user"), false,
	    reason, sizeof reason))
		return;
	if (end_session(s, &l, reason, &note) != ERR_OK)
		app_error_note(sc->app, &note);
	else
		app_message(sc->app, _("The session of %s ends; drafts are kept."), l.user);
	s->served->keeper->list(s->served->ctx);
}

static void
act_on(struct screen *sc, const struct live *at)
{
	struct session *s = session_of(sc->app);
	const struct live l = *at;
	const char *const answers[] = { _("Look at the screen"), _("End the session") };
	char title[160];
	struct err_note note;

	if (l.is_self) {
		app_message(sc->app, "%s", _("This is you. LO logs off."));
		return;
	}
	snprintf(title, sizeof title, _("%s on %s"), l.user, l.peer);
	switch (dialog_choose(sc->app, title, "", answers, 2, 0)) {
	case 0:
		if (watch_open(s, &l, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		break;
	case 1:
		ask_end(sc, &l);
		break;
	default:
		break;
	}
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct who *w = sc->data;
	bool open, used;

	if (ev->action == ACT_REFRESH) {
		w->asked_ms = 0;
		return true;
	}
	used = list_take(w->list, sc->app, ev, &open);
	if (open && selected(sc))
		act_on(sc, selected(sc));
	return used;
}

static void
help(struct screen *sc, struct strbuf *out)
{
	(void)sc;
	strbuf_add(out, _("Everybody who is signed in over quen serve. A session whose line was lost "
	    "waits for its user. Enter on a line looks at the screen of that session, read-only "
	    "(the user is told), or ends it (the user is told why, drafts are kept). Both stand in "
	    "the audit trail.\n"));
}

static void
fini(struct screen *sc)
{
	struct who *w = sc->data;

	session_of(sc->app)->served->shows_list = false;
	list_free(w->list);
	free(w);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_GO, ACT_MENU, ACT_TASKS,
	ACT_NONE };

static const struct screen_class who_class = {
	.name = "who", .code = "WO", .title = N_("Who is on"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_who, .draw = draw, .event = event, .help = help, .fini = fini,
};

enum err
who_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	if (!s->served)
		return err_set(note, ERR_CONFIG, "",
		    _("Only a session of quen serve knows who else is on."));
	return app_open(s->app, mode, &who_class, NULL, note);
}
