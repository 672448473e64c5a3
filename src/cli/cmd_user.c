#include "cli/cmd_user.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/record_store.h"

#define PASSWORD_MAX 256

const struct option_def user_options[] = {
	{ "groups", 'g', "CODE,...", N_("add: groups of the new user") },
	{ "store", 0, "CODE", N_("add: home store") },
	{ "department", 0, "CODE", N_("add: department") },
	{ "user-lang", 0, "LANG", N_("add: language of the new user") },
	{ "remove", 0, "FINGERPRINT", N_("key: take this key away") },
	{ "fingerprint", 0, "FINGERPRINT", N_("keys: this key alone") },
	{ "confirm", 0, "CODE", N_("totp: a code of the telephone; from then on codes count") },
	{ "off", 0, NULL, N_("totp: take the codes away") },
	{ 0 }
};

static const struct entity *
users(const struct cli *c)
{
	return model_entity(store_model(c->store), "user");
}

static enum err
set(struct cli *c, struct record *r, const char *field, const char *text, struct err_note *note)
{
	if (text == NULL)
		return ERR_OK;
	return field_from_text(entity_field(r->entity, field), store_format(c->store), text,
	    record_value(r, field), note);
}

static enum err
add(struct cli *c, void *arg, struct err_note *note)
{
	const struct args *a = arg;
	struct record *r = record_new(users(c));
	enum err e;

	record_preset(r, store_format(c->store), clock_today());
	e = set(c, r, "code", a->words[1], note);
	if (e == ERR_OK)
		e = set(c, r, "name", a->words[2], note);
	if (e == ERR_OK)
		e = set(c, r, "groups", args_get(a, "groups"), note);
	if (e == ERR_OK)
		e = set(c, r, "store", args_get(a, "store"), note);
	if (e == ERR_OK)
		e = set(c, r, "department", args_get(a, "department"), note);
	if (e == ERR_OK)
		e = set(c, r, "lang", args_get(a, "user-lang"), note);
	if (e == ERR_OK)
		e = record_check(r, note);
	if (e == ERR_OK)
		e = record_insert(c->store, r, note);
	record_free(r);
	return e;
}

struct lock { const char *code; bool active; };

static enum err
lock(struct cli *c, void *arg, struct err_note *note)
{
	const struct lock *l = arg;
	struct record *base, *edited;
	enum err e;

	if ((e = record_load_code(c->store, users(c), l->code, &base, note)) != ERR_OK)
		return e;
	edited = record_copy(base);
	record_set_int(edited, "active", l->active);
	e = record_update(c->store, base, edited, NULL, note);
	record_free(base);
	record_free(edited);
	return e;
}

struct passwd { const char *code; char password[PASSWORD_MAX + 2]; };

static enum err
set_password(struct cli *c, void *arg, struct err_note *note)
{
	struct passwd *p = arg;

	return actor_set_password(c->store, p->code, p->password, note);
}

/* One line of the terminal, not shown. */
static bool
ask_hidden(const char *prompt, char *buf, size_t size)
{
	struct termios old, quiet;
	bool ok;

	if (tcgetattr(STDIN_FILENO, &old) != 0)
		return false;
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	fputs(prompt, stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	ok = fgets(buf, (int)size, stdin) != NULL;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
	fputc('\n', stderr);
	return ok;
}

static enum err
read_password(char *buf, size_t size, struct err_note *note)
{
	char again[PASSWORD_MAX + 2];
	bool ok, same = true;

	/* Nothing of it stays in a buffer of stdio. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (isatty(STDIN_FILENO)) {
		stop_watch();
		ok = ask_hidden(_("New password: "), buf, size) &&
		    ask_hidden(_("Once more: "), again, sizeof(again));
		same = ok && strcmp(buf, again) == 0;
		secret_wipe(again, sizeof(again));
	} else
		ok = fgets(buf, (int)size, stdin) != NULL;
	if (!ok)
		return err_set(note, ERR_INVALID, "password", _("No password was given."));
	if (!same)
		return err_set(note, ERR_INVALID, "password", _("The two are not the same; nothing was changed."));
	if (strlen(buf) > PASSWORD_MAX)
		return err_set(note, ERR_LIMIT, "password", _("A password has at most %d bytes."), PASSWORD_MAX);
	buf[strcspn(buf, "\r\n")] = '\0';
	return ERR_OK;
}

static enum err
passwd(struct cli *c, const char *code, struct err_note *note)
{
	struct passwd p = { .code = code };
	enum err e = read_password(p.password, sizeof(p.password), note);

	if (e == ERR_OK)
		e = cli_write(c, set_password, &p, note);
	secret_wipe(&p, sizeof(p));
	return e;
}

static enum err
list(struct cli *c, struct err_note *note)
{
	struct list_query q = { .entity = users(c), .sort = users(c)->key };
	struct list_anchor from = { 0 };
	struct record_page page = { 0 };
	json_t *all = c->json ? json_array() : NULL;
	struct record *r;
	bool more = true;
	size_t i;
	enum err e = store_begin(c->store, c->actor, false, note);

	while (e == ERR_OK && more) {
		if ((e = list_page(c->store, &q, &from, true, 200, &page, note)) != ERR_OK)
			break;
		for (i = 0; i < page.nrows && e == ERR_OK; i++) {
			if ((e = record_load(c->store, q.entity, page.rows[i]->id, &r, note)) != ERR_OK)
				break;
			if (all != NULL)
				json_array_append_new(all, record_to_json(r, true));
			else
				tell("%-16s %-*s %-20s %-8s %s", record_text(r, "code"),
				    utf8_pad(record_text(r, "name"), 24), record_text(r, "name"),
				    record_text(r, "groups"), record_text(r, "store"),
				    record_int(r, "active") ? "" : _("locked"));
			from.id = r->id;
			value_copy(&from.key, record_value(r, q.sort->name));
			record_free(r);
		}
		more = page.more;
		record_page_fini(&page);
	}
	value_fini(&from.key);
	store_rollback(c->store);
	if (all != NULL && e == ERR_OK)
		tell_json(json_incref(all));
	json_decref(all);
	return e;
}

/* How people sign in: those answer for themselves. */
static enum err
sign(struct cli *c, const struct args *a, bool *quiet, struct err_note *note)
{
	*quiet = true;
	if (strcmp(a->words[0], "keys") == 0)
		return user_keys(c, a, note);
	if (strcmp(a->words[0], "totp") == 0) {
		*quiet = !args_has(a, "off") && !args_has(a, "confirm");
		return user_totp(c, a, note);
	}
	*quiet = a->nwords < 3 && !args_has(a, "remove");
	return user_key(c, a, note);
}

int
cmd_user(struct cli *c, const struct args *a)
{
	static const struct { const char *name; size_t words, most; bool signs; } verbs[] = {
		{ "add", 3, 3, false }, { "passwd", 2, 2, false }, { "list", 1, 1, false },
		{ "lock", 2, 2, false }, { "unlock", 2, 2, false },
		{ "key", 2, 3, true }, { "keys", 1, 2, true }, { "totp", 2, 2, true },
	};
	bool quiet = false;
	struct err_note note = { 0 };
	const char *verb = a->words[0];
	size_t i;
	enum err e;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]) && strcmp(verbs[i].name, verb) != 0; i++)
		;
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		return say_usage(c, "user", _("Unknown: quen user %s"), verb);
	if (a->nwords < verbs[i].words || a->nwords > verbs[i].most)
		return say_usage(c, "user", a->nwords < verbs[i].words ?
		    _("Something is missing after: quen user %s") : _("Too much after: quen user %s"), verb);
	if (strcmp(verb, "list") == 0) {
		e = list(c, &note);
		return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
	}
	if (verbs[i].signs)
		e = sign(c, a, &quiet, &note);
	else if (strcmp(verb, "add") == 0)
		e = cli_write(c, add, (void *)a, &note);
	else if (strcmp(verb, "passwd") == 0)
		e = passwd(c, a->words[1], &note);
	else
		e = cli_write(c, lock, &(struct lock) { a->words[1], verb[0] == 'u' }, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (quiet)
		return EX_OK;
	if (c->json)
		tell_json(json_pack("{s:b}", "ok", 1));
	else
		say(_("Done: %s %s"), verb, a->words[1]);
	return EX_OK;
}
