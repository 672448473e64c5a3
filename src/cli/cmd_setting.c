#include "cli/cli.h"

#include <sysexits.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "store/setting.h"

static void
put(const struct cli *c, json_t *all, const struct setting_def *d)
{
	const char *value = setting_text(c->store, d->key);

	if (all == NULL)
		tell("%-28s %-*s %s", d->key, utf8_pad(value, 16), value, tr(d->help));
	else if (d->type == SETTING_INT)
		json_object_set_new(all, d->key, json_integer(setting_int(c->store, d->key)));
	else if (d->type == SETTING_BOOL)
		json_object_set_new(all, d->key, json_boolean(setting_bool(c->store, d->key)));
	else
		json_object_set_new(all, d->key, json_string(value));
}

static int
unknown(const struct cli *c, const char *key)
{
	struct err_note note = { 0 };
	enum err e = err_set(&note, ERR_NOTFOUND, "key",
	    _("There is no parameter \"%s\". quen get lists them all."), key);

	return say_failed(c, e, &note);
}

int
cmd_get(struct cli *c, const struct args *a)
{
	const struct setting_def *d = NULL;
	struct err_note note = { 0 };
	json_t *all;
	enum err e;

	if (a->nwords == 1 && (d = setting_find(a->words[0])) == NULL)
		return unknown(c, a->words[0]);
	if ((e = store_begin(c->store, c->actor, false, &note)) == ERR_OK) {
		e = access_need(c->store, "setting", VERB_VIEW, &note);
		store_rollback(c->store);
	}
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (d != NULL && !c->json) {
		tell("%s", setting_text(c->store, d->key));
		return EX_OK;
	}
	all = c->json ? json_object() : NULL;
	if (d != NULL)
		put(c, all, d);
	else
		for (d = setting_table; d->key != NULL; d++)
			put(c, all, d);
	if (all != NULL)
		tell_json(all);
	return EX_OK;
}

int
cmd_set(struct cli *c, const struct args *a)
{
	struct err_note note = { 0 };
	enum err e;

	if (setting_find(a->words[0]) == NULL)
		return unknown(c, a->words[0]);
	if ((e = store_begin(c->store, c->actor, true, &note)) != ERR_OK)
		return say_failed(c, e, &note);
	e = setting_set(c->store, a->words[0], a->words[1], &note);
	if (e == ERR_OK)
		e = store_commit(c->store, &note);
	else
		store_rollback(c->store);
	if (e == ERR_OK)
		e = store_durable(c->store, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (c->json)
		tell_json(json_pack("{s:b}", "ok", 1));
	return EX_OK;
}
