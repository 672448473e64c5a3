#include "config.h"

#include "screens/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/query.h"
#include "store/setting.h"
#include "ui/dialog.h"
#include "ui/list.h"

#define CHOICES_MAX 12

struct settings { struct list *list; struct session *s; };

static bool
fits(const struct setting_def *d, const char *find)
{
	char *want = utf8_fold(find), *help = utf8_fold(tr(d->help));
	bool ok = strstr(d->key, want) || strstr(help, want);

	free(want);
	free(help);
	return ok;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct settings *t = ctx;
	enum err err;
	char key[24];

	if (rq->anchor)
		return ERR_OK;
	err = session_read(t->s, note);	/* so that the newest values show */
	if (err != ERR_OK)
		return err;
	for (int i = 0; setting_table[i].key; i++) {
		const struct setting_def *d = &setting_table[i];
		const char *value = setting_text(t->s->st, d->key);
		const char *cells[3] = { d->key, value, tr(d->help) };

		if (!str_empty(rq->find) && !fits(d, rq->find))
			continue;
		snprintf(key, sizeof key, "%d", i);
		list_page_add(page, i + 1, key, cells, 3,
		    str_eq(value, d->preset) ? ROLE_ROW : ROLE_MARK);
	}
	session_done(t->s);
	return ERR_OK;
}

static void
add_changed(struct settings *t, const char *key, struct strbuf *out)
{
	struct db_stmt *q;
	char at[48];

	if (session_read(t->s, NULL) != ERR_OK)
		return;
	q = store_query(t->s->st, "setting_changed", DB_ARGS(DB_TEXT("key", key)), NULL);
	if (q != NULL && db_step(q, NULL) == DB_ROW)
		strbuf_addf(out, _("; changed %s by %s"),
		    instant_format(t->s->format.locale, db_int(q, 0), at, sizeof at),
		    str_empty(db_text(q, 1)) ? "quen init" : db_text(q, 1));
	db_reset(q);
	session_done(t->s);
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	const struct setting_def *d = &setting_table[id - 1];

	strbuf_addf(out, "%s\n", tr(d->help));
	if (d->type == SETTING_INT)
		strbuf_addf(out, _("%lld to %lld; as installed: %s"), (long long)d->min,
		    (long long)d->max, d->preset);
	else if (d->type == SETTING_CHOICE)
		strbuf_addf(out, _("one of %s; as installed: %s"), d->choices, d->preset);
	else if (d->type == SETTING_BOOL)
		strbuf_addf(out, _("yes or no; as installed: %s"), d->preset);
	else if (!str_empty(d->preset))
		strbuf_addf(out, _("as installed: %s"), d->preset);
	add_changed(ctx, d->key, out);
}

static enum err
open_settings(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[3] = {
		{ .title = _("Parameter"), .width = 24, .priority = 1 },
		{ .title = _("Value"), .width = 18, .priority = 1 },
		{ .title = _("What it does"), .width = 30, .priority = 3, .grow = true },
	};
	struct settings *t = xcalloc(1, sizeof *t);

	(void)note;
	t->s = session_of(sc->app);
	t->list = list_new(cols, 3, &source, t);
	list_set_marks(t->list, false);
	list_set_preview(t->list, true);
	if (!str_empty(arg))
		list_set_find(t->list, arg);
	sc->data = t;
	screen_set_hint(sc, "%s", _("Enter changes a value. Type to search."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct settings *t = sc->data;

	list_draw(t->list, c, body, true);
}

static void
store_value(struct screen *sc, const struct setting_def *d, const char *value)
{
	struct settings *t = sc->data;
	struct err_note note;
	enum err err = session_write(t->s, &note);

	if (err == ERR_OK)
		err = session_end(t->s, setting_set(t->s->st, d->key, value, &note), &note);
	if (err == ERR_OK)
		err = list_reload(t->list, &note);
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	else
		app_message(sc->app, "%s = %s", d->key, value);
}

/* Picks one of "a,b,c" in buf; false for Esc. */
static bool
choose(struct screen *sc, const struct setting_def *d, const char *list, char *buf,
    size_t size)
{
	char words[CHOICES_MAX][32];
	const char *answers[CHOICES_MAX];
	size_t n = 0, at = 0;
	int picked;

	while (n < CHOICES_MAX && str_next(&list, ',', words[n], sizeof words[n])) {
		if (str_eq(words[n], buf))
			at = n;
		answers[n] = words[n];
		n++;
	}
	picked = dialog_choose(sc->app, d->key, tr(d->help), answers, n, at);
	if (picked < 0)
		return false;
	str_copy(buf, size, words[picked]);
	return true;
}

static void
change(struct screen *sc, const struct setting_def *d)
{
	struct settings *t = sc->data;
	char value[256];
	bool ok;

	if (!session_may(t->s, "setting", VERB_EDIT)) {
		app_error(sc->app, _("Not allowed for %s (needs %s.%s)."),
		    actor_code(t->s->a), "setting", "edit");
		return;
	}
	str_copy(value, sizeof value, setting_text(t->s->st, d->key));
	switch (d->type) {
	case SETTING_BOOL:
		ok = choose(sc, d, "yes,no", value, sizeof value);
		break;
	case SETTING_CHOICE:
		ok = choose(sc, d, d->choices, value, sizeof value);
		break;
	default:
		ok = d->type == SETTING_INT ?
		    dialog_prompt_figure(sc->app, d->key, _("Value"), value, sizeof value) :
		    dialog_prompt(sc->app, d->key, _("Value"), false, value, sizeof value);
	}
	if (ok)
		store_value(sc, d, value);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct settings *t = sc->data;
	int64_t at;
	bool open, used;

	used = list_take(t->list, sc->app, ev, &open);
	if (open) {
		at = list_selected(t->list);
		if (at > 0)
			change(sc, &setting_table[at - 1]);
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct settings *t = sc->data;

	list_free(t->list);
	free(t);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class settings_class = {
	.name = "settings", .code = "PA", .title = N_("Parameters"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_settings, .draw = draw, .event = event, .fini = fini,
};

enum err
settings_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	char find[64];

	str_copy(find, sizeof find, args);
	return app_open(s->app, mode, &settings_class, find, note);
}
