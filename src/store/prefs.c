#include "store/actor.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "store/query.h"
#include "store/store_internal.h"

static bool
is_choice(struct store *st, const char *field, const char *value)
{
	const struct entity *e = model_entity(st->model, "user");
	const struct field *f = e != NULL ? entity_field(e, field) : NULL;

	return str_empty(value) || (f != NULL && str_in_list(f->choices, value));
}

enum err
actor_set_prefs(struct store *st, const struct actor_prefs *p, struct err_note *note)
{
	struct actor *a = st->actor;
	int64_t changed;
	enum err e;

	st->asked = true;		/* one's own row */
	if (!is_choice(st, "lang", p->lang))
		return err_set(note, ERR_INVALID, "lang", _("There is no such language."));
	if (!is_choice(st, "theme", p->theme))
		return err_set(note, ERR_INVALID, "theme", _("There are no such colours."));
	if (!is_choice(st, "keymap", p->keymap))
		return err_set(note, ERR_INVALID, "keymap", _("There is no such keymap."));
	e = store_run(st, "user_set_prefs", DB_ARGS(DB_INT("user", a->id),
	    DB_TEXT("lang", str_empty(p->lang) ? NULL : p->lang),
	    DB_TEXT("theme", str_empty(p->theme) ? NULL : p->theme),
	    DB_TEXT("keymap", str_empty(p->keymap) ? NULL : p->keymap),
	    DB_INT("at", clock_now_ms())), &changed, note);
	if (e == ERR_OK && changed == 0)
		return err_set(note, ERR_NOTFOUND, "user", _("Only users have settings of their own."));
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry) { .function = "user",
		    .action = "prefs", .entity = "user", .row_id = a->id,
		    .row_code = a->code, .reason = "", .request = "" }, note);
	if (e == ERR_OK) {
		str_copy(a->lang, sizeof a->lang, p->lang);
		str_copy(a->theme, sizeof a->theme, p->theme);
		str_copy(a->keymap, sizeof a->keymap, p->keymap);
	}
	return e;
}

enum err
actor_view_load(struct store *st, const char *name, char **body, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;

	*body = NULL;
	if (st->actor->id == 0)
		return ERR_OK;
	q = store_query(st, "user_view", DB_ARGS(DB_INT("user", st->actor->id), DB_TEXT("name", name)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		*body = xstrdup(db_text(q, 0));
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
actor_view_save(struct store *st, const char *name, const char *body, struct err_note *note)
{
	int64_t user = st->actor->id;

	access_own(st);
	if (user == 0)
		return ERR_OK;
	if (body == NULL)
		return store_run(st, "user_view_drop", DB_ARGS(DB_INT("user", user), DB_TEXT("name", name)),
		    NULL, note);
	if (strlen(body) > VIEW_BODY_MAX)
		return err_set(note, ERR_LIMIT, "", _("Too much to keep of a list."));
	return store_run(st, "user_view_put", DB_ARGS(DB_INT("user", user), DB_TEXT("name", name),
	    DB_TEXT("body", body)), NULL, note);
}
