#include "config.h"

#include "screens/sharing.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/records.h"
#include "store/share.h"
#include "ui/dialog.h"
#include "ui/menu.h"

/* Values of the menu: what to do; shares to take away follow. */
enum { DO_SCOPE, DO_USER, DO_GROUP, DO_STORE, DO_REMOVE };

static const char *
scope_name(int scope)
{
	switch (scope) {
	case SCOPE_PRIVATE:
		return _("its owner");
	case SCOPE_BRANCH:
		return _("the branch");
	default:
		return _("everybody");
	}
}

static const char *
kind_name(char kind)
{
	return kind == 'u' ? _("User") : kind == 'g' ? _("Group") : _("Store");
}

static enum err
set_scope(struct session *s, const struct record *r, int *scope, struct err_note *note)
{
	const char *const names[3] = { scope_name(0), scope_name(1), scope_name(2) };
	int at = dialog_choose(s->app, _("Who sees it?"), "", names, 3, (size_t)*scope);
	enum err err;

	if (at < 0)
		return ERR_OK;
	err = session_write(s, note);
	if (err == ERR_OK)
		err = session_end(s, share_set_scope(s->st, r->entity, r->id,
		    (enum scope)at, note), note);
	if (err == ERR_OK)
		*scope = at;
	return err;
}

static enum err
add(struct session *s, const struct record *r, int what, struct err_note *note)
{
	static const struct { char kind; const char *entity, *title; } kinds[] = {
		[DO_USER] = { 'u', "user", N_("Share with a user") },
		[DO_GROUP] = { 'g', "group", N_("Share with a group") },
		[DO_STORE] = { 's', "store", N_("Share with a store") },
	};
	const struct entity *e = model_entity(store_model(s->st), kinds[what].entity);
	struct record *target;
	char code[64] = "";
	int64_t id;
	enum err err;

	/* Who may not look at the list of users still may name one. */
	if (e && session_may(s, e->function, VERB_VIEW)) {
		id = records_pick(s, kinds[what].entity, _(kinds[what].title), "");
		if (id == 0)
			return ERR_OK;
		err = records_load(s, kinds[what].entity, id, &target, note);
		if (err != ERR_OK)
			return err;
		str_copy(code, sizeof code, record_text(target, "code"));
		record_free(target);
	} else if (!dialog_prompt(s->app, _(kinds[what].title), _("Code"), false, code,
	    sizeof code) || !code[0])
		return ERR_OK;
	err = session_write(s, note);
	if (err != ERR_OK)
		return err;
	return session_end(s, share_add(s->st, r->entity, r->id, kinds[what].kind, code,
	    note), note);
}

static enum err
take_away(struct session *s, const struct record *r, const struct share *sh,
    struct err_note *note)
{
	enum err err = session_write(s, note);

	if (err != ERR_OK)
		return err;
	return session_end(s, share_remove(s->st, r->entity, r->id, sh->kind, sh->code,
	    note), note);
}

/* One round of the menu. False: done. */
static bool
once(struct session *s, const struct record *r, int *scope)
{
	struct share *shares = NULL;
	struct menu_item *items;
	struct err_note note = { 0 };
	char **labels, *title, *seen;
	size_t n = 0;
	int at;
	enum err err = session_read(s, &note);

	if (err == ERR_OK) {
		err = share_list(s->st, r->entity, r->id, &shares, &n, &note);
		session_done(s);
	}
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	items = xcalloc(n + DO_REMOVE, sizeof *items);
	labels = xcalloc(n + 1, sizeof *labels);
	seen = xasprintf("%s: %s", _("Seen by"), scope_name(*scope));
	items[DO_SCOPE] = (struct menu_item) { "", seen, "", DO_SCOPE };
	items[DO_USER] = (struct menu_item) { "", _("Share with a user"), "", DO_USER };
	items[DO_GROUP] = (struct menu_item) { "", _("Share with a group"), "", DO_GROUP };
	items[DO_STORE] = (struct menu_item) { "", _("Share with a store"), "", DO_STORE };
	for (size_t i = 0; i < n; i++) {
		labels[i] = xasprintf("%s: %s %s %s", _("Take away"), kind_name(shares[i].kind),
		    shares[i].code, shares[i].name);
		items[DO_REMOVE + i] = (struct menu_item) { "", labels[i], "",
			DO_REMOVE + (int)i };
	}
	title = xasprintf(_("Owner: %s"), str_empty(r->owner) ? "-" : r->owner);
	at = menu_run(s->app, title, items, n + DO_REMOVE);
	if (at == DO_SCOPE)
		err = set_scope(s, r, scope, &note);
	else if (at >= DO_REMOVE)
		err = take_away(s, r, &shares[at - DO_REMOVE], &note);
	else if (at >= 0)
		err = add(s, r, at, &note);
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	for (size_t i = 0; i < n; i++)
		free(labels[i]);
	free(labels);
	free(items);
	free(title);
	free(seen);
	free(shares);
	return at >= 0 && !app_is_leaving(s->app);
}

void
sharing_run(struct session *s, const struct record *r)
{
	struct record *now;
	struct err_note note;
	int scope;

	if (r->id == 0 || r->entity->privacy != PRIVACY_OWNER) {
		app_error(s->app, "%s", _("Save it first: then it can be shared."));
		return;
	}
	/* What the form holds may be older than the last sharing. */
	if (records_load(s, r->entity->name, r->id, &now, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	scope = now->scope;
	while (once(s, now, &scope))
		;
	record_free(now);
}
