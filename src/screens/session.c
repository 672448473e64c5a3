#include "config.h"

#include "screens/session.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "store/query.h"
#include "store/setting.h"

struct session *
session_of(const struct app *app)
{
	return app_ctx(app);
}

enum err
session_read(struct session *s, struct err_note *note)
{
	return store_begin(s->st, s->a, false, note);
}

enum err
session_write(struct session *s, struct err_note *note)
{
	enum err e = ERR_BUSY;

	for (int tries = 0; tries < 3 && e == ERR_BUSY; tries++)
		e = store_begin(s->st, s->a, true, note);
	return e;
}

/* Moved to another branch while at work: the title says so, and a till is chosen anew. */
static void
follow_branch(struct session *s)
{
	if (s->app == NULL || s->branch == actor_store_id(s->a))
		return;
	s->till[0] = '\0';
	session_show_place(s);
}

enum err
session_end(struct session *s, enum err e, struct err_note *note)
{
	if (e == ERR_OK) {
		e = store_commit(s->st, note);
		if (e == ERR_OK)
			e = store_durable(s->st, note);
	} else {
		store_rollback(s->st);
	}
	follow_branch(s);
	return e;
}

void
session_done(struct session *s)
{
	store_rollback(s->st);
	follow_branch(s);
}

bool
session_may(const struct session *s, const char *function, enum verb v)
{
	return str_empty(function) || access_may(s->a, function, v);
}

static enum verb
verb_of(const char *name)
{
	for (int v = VERB_VIEW; v <= VERB_EXPORT; v <<= 1)
		if (str_eq(verb_name((enum verb)v), name))
			return (enum verb)v;
	return VERB_VIEW;
}

bool
session_may_named(const struct session *s, const char *right)
{
	char function[64];
	const char *dot;

	if (str_empty(right))
		return true;
	dot = strrchr(right, '.');
	if (!dot)
		return access_may(s->a, right, VERB_VIEW);
	if ((size_t)(dot - right) >= sizeof function)
		return false;
	memcpy(function, right, (size_t)(dot - right));
	function[dot - right] = '\0';
	return access_may(s->a, function, verb_of(dot + 1));
}

/* Name of the actor's branch, whatever the rights on stores are; else of the shop. */
static void
find_place(struct session *s)
{
	struct db_stmt *q;

	s->branch = actor_store_id(s->a);
	str_copy(s->shop, sizeof s->shop, actor_store_code(s->a));
	if (session_read(s, NULL) != ERR_OK)
		return;
	if (actor_store_id(s->a) == 0)
		str_copy(s->shop, sizeof s->shop, setting_text(s->st, "shop.name"));
	else {
		q = store_query(s->st, "place_store",
		    DB_ARGS(DB_INT("store", actor_store_id(s->a))), NULL);
		if (q && db_step(q, NULL) == DB_ROW)
			str_copy(s->shop, sizeof s->shop, db_text(q, 0));
		db_reset(q);
	}
	session_done(s);
}

void
session_show_place(struct session *s)
{
	char who[96];

	find_place(s);
	if (s->till[0])
		snprintf(who, sizeof who, "%s@%s", actor_code(s->a), s->till);
	else
		str_copy(who, sizeof who, actor_code(s->a));
	if (s->app)
		app_set_who(s->app, s->shop, who);
}

char *
session_money(const struct session *s, int64_t minor, char *buf, size_t size)
{
	return money_format(s->format.locale, s->format.currency, minor, buf, size);
}

char *
session_int(const struct session *s, int64_t n, char *buf, size_t size)
{
	return locale_format_int(s->format.locale, n, buf, size);
}
