#include "domain/sign_in_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/card.h"
#include "domain/card_life.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define DAY_MS INT64_C(86400000)

struct sign_in *
sign_in_open(struct store *st)
{
	struct sign_in *si = xcalloc(1, sizeof(*si));
	struct err_note note;

	si->st = st;
	if (actor_open(st, NULL, &si->system, &note) != ERR_OK) {
		free(si);
		return NULL;
	}
	return si;
}

void
sign_in_close(struct sign_in *si)
{
	if (si == NULL)
		return;
	actor_close(si->system);
	free(si);
}

enum err
sign_user_load(struct store *st, const char *code, struct sign_user *u, struct err_note *note)
{
	char lower[64];
	struct db_stmt *q;
	enum db_step step;

	*u = (struct sign_user){ 0 };
	if (strlen(code) >= sizeof(lower))
		return ERR_OK;
	/* A sign-in in capital letters is meant all the same. */
	str_copy(lower, sizeof(lower), code);
	for (char *p = lower; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	q = store_query(st, "sign.user", DB_ARGS(DB_TEXT("code", code), DB_TEXT("lower", lower)), note);
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW) {
		u->id = db_int(q, 0);
		str_copy(u->code, sizeof(u->code), db_text(q, 1));
		str_copy(u->name, sizeof(u->name), db_text(q, 2));
		str_copy(u->hash, sizeof(u->hash), db_text(q, 3));
		u->password_at = db_int(q, 4);
		u->is_active = db_int(q, 5) != 0;
		u->until = (day_t)db_int(q, 6);
		u->from_minute = (int)db_int(q, 7);
		u->to_minute = (int)db_int(q, 8);
		u->needs_new = db_int(q, 9) != 0;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
sign_user_guard(struct store *st, const struct sign_user *u, struct err_note *note)
{
	int64_t is_admin = 0;
	enum err e;

	if (actor_is_admin(store_actor(st)) || u->id == actor_id(store_actor(st)))
		return ERR_OK;
	e = store_get_int(st, "sign.user_admin", DB_ARGS(DB_INT("user", u->id)), &is_admin, note);
	if (e == ERR_NOTFOUND)
		return ERR_OK;
	return e != ERR_OK ? e : err_set(note, ERR_DENIED, "user",
	    _("Only an administrator changes how an administrator signs in."));
}

/* The row and whether codes are asked of it, read together. */
static enum err
look(struct sign_in *si, const char *user, struct sign_user *u, bool *has_code,
    struct err_note *note)
{
	enum err e = store_begin(si->st, si->system, false, note);

	*has_code = false;
	if (e == ERR_OK)
		e = sign_user_load(si->st, user, u, note);
	if (e == ERR_OK)
		e = sign_code_has(si->st, u->id, has_code, note);
	store_rollback(si->st);
	return e;
}

static enum err
denied(struct err_note *note)
{
	return err_set(note, ERR_DENIED, "", _("Signing in was refused."));
}

/* A hash that nothing fits, so that unknown users cost the same time. */
static bool
password_fits(const struct sign_user *u, const char *password)
{
	static const char dummy[] =
	    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
	    "RdescudvJCsgt3ub+b+dWRWJTmaaJObG9Z2sF4qYv5Y";
	bool has = u->id != 0 && u->hash[0] != '\0';
	bool fits = password_verify(password != NULL ? password : "", has ? u->hash : dummy);

	return has && fits;
}

enum err
sign_in_try(struct sign_in *si, struct sign_try *t, struct err_note *note)
{
	struct sign_user u;
	bool has_code, ok;
	enum err e = look(si, t->user, &u, &has_code, note);

	if (e != ERR_OK)
		return e;
	ok = t->codes == SIGN_CODE_ONLY ? u.id != 0 : password_fits(&u, t->password);
	secret_wipe(u.hash, sizeof(u.hash));
	if (!ok)
		return denied(note);
	if (t->codes == SIGN_CODE_NEVER || (t->codes == SIGN_CODE_IF_SET && !has_code))
		return ERR_OK;
	if (!has_code)
		return denied(note);
	/* Only behind a right password: nobody else can lock the codes of a user. */
	e = sign_code_take(si, u.id, t->code != NULL ? t->code : "", note);
	t->took_code = e == ERR_OK;
	return e == ERR_DENIED ? denied(note) : e;
}

static bool
in_hours(const struct sign_user *u, int minute)
{
	if (u->from_minute < 0 || u->to_minute < 0 || u->from_minute == u->to_minute)
		return true;
	if (u->from_minute < u->to_minute)
		return minute >= u->from_minute && minute < u->to_minute;
	return minute >= u->from_minute || minute < u->to_minute;	/* over midnight */
}

enum sign_account
sign_user_account(struct store *st, const struct sign_user *u)
{
	int64_t now = clock_now_ms(), days = setting_int(st, "signin.password_days");

	if (u->id == 0)
		return SIGN_UNKNOWN;
	if (!u->is_active)
		return SIGN_LOCKED;
	if (u->until != 0 && instant_day(now) > u->until)
		return SIGN_EXPIRED;
	if (!in_hours(u, instant_minute(now)))
		return SIGN_HOURS;
	if (u->hash[0] != '\0' && (u->needs_new ||
	    (days > 0 && now - u->password_at > days * DAY_MS)))
		return SIGN_NEW_PASSWORD;
	return SIGN_ACCOUNT_OK;
}

enum err
sign_in_account(struct sign_in *si, const char *user, enum sign_account *out,
    struct err_note *note)
{
	struct sign_user u;
	enum err e = store_begin(si->st, si->system, false, note);

	if (e == ERR_OK)
		e = sign_user_load(si->st, user, &u, note);
	if (e == ERR_OK)
		*out = sign_user_account(si->st, &u);
	store_rollback(si->st);
	secret_wipe(&u, sizeof(u));
	return e;
}

enum err
sign_in_change(struct sign_in *si, const char *user, const char *old, const char *password,
    struct err_note *note)
{
	struct actor *self = NULL;
	struct sign_user u;
	bool has_code, ok;
	enum err e = look(si, user, &u, &has_code, note);

	if (e != ERR_OK)
		return e;
	ok = password_fits(&u, old);
	secret_wipe(u.hash, sizeof(u.hash));
	if (!ok || !u.is_active)
		return denied(note);
	if (strcmp(old, password) == 0)
		return err_set(note, ERR_INVALID, "password", _("The new password is the old one."));
	e = actor_open(si->st, u.code, &self, note);
	if (e == ERR_OK)
		e = store_begin(si->st, self, true, note);
	if (e == ERR_OK)
		e = actor_set_password(si->st, u.code, password, note);
	if (e == ERR_OK)
		e = store_commit(si->st, note);
	if (e == ERR_OK)
		e = store_durable(si->st, note);
	store_rollback(si->st);
	actor_close(self);
	return e;
}

enum err
sign_in_policy(struct sign_in *si, struct sign_policy *p, struct err_note *note)
{
	int64_t any = 0;
	enum err e = store_begin(si->st, si->system, false, note);

	*p = (struct sign_policy){ 0 };
	if (e == ERR_OK) {
		e = store_get_int(si->st, "sign.any_code", DB_NO_ARGS, &any, note);
		if (e == ERR_NOTFOUND)
			e = ERR_OK;
	}
	if (e == ERR_OK) {
		p->codes = any != 0;
		p->key_codes = setting_bool(si->st, "signin.key_code");
		p->key_alone = setting_bool(si->st, "signin.key_alone");
		p->card_door = setting_bool(si->st, "signin.card_door");
		str_copy(p->networks, sizeof(p->networks),
		    setting_text(si->st, "signin.till_networks"));
	}
	store_rollback(si->st);
	return e;
}

enum err
sign_in_has_code(struct sign_in *si, const char *user, bool *has, struct err_note *note)
{
	struct sign_user u;
	enum err e = look(si, user, &u, has, note);

	secret_wipe(&u, sizeof(u));
	return e;
}

enum err
sign_in_enter(struct sign_in *si, const char *user, const char *groups, bool own,
    char *code, size_t size, struct err_note *note)
{
	enum sign_account account = SIGN_UNKNOWN;
	struct sign_user u;
	bool has_map;
	enum err e = store_begin(si->st, si->system, true, note);

	if (e != ERR_OK)
		return e;
	has_map = !own && setting_text(si->st, "signin.group_map")[0] != '\0';
	e = sign_user_load(si->st, user, &u, note);
	if (e == ERR_OK && has_map) {
		e = sign_map_groups(si->st, u.id != 0 ? u.code : user, groups, u.id != 0, note);
		if (e == ERR_OK)
			e = sign_user_load(si->st, user, &u, note);
	}
	if (e == ERR_OK)
		account = sign_user_account(si->st, &u);
	if (e == ERR_OK && account != SIGN_ACCOUNT_OK && account != SIGN_NEW_PASSWORD)
		e = denied(note);
	/* Nothing asked for a right when nothing was written. */
	if (e == ERR_OK)
		e = access_need(si->st, "user", VERB_EDIT, note);
	if (e == ERR_OK)
		e = store_commit(si->st, note);
	store_rollback(si->st);
	if (e == ERR_OK)
		str_copy(code, size, u.code);
	secret_wipe(&u, sizeof(u));
	return e;
}

enum err
sign_in_card(struct sign_in *si, const char *scanned, const char *pin, char *number, size_t size,
    struct err_note *note)
{
	struct card c;
	enum err e = store_begin(si->st, si->system, false, note);

	if (e == ERR_OK)
		e = card_find(si->st, scanned, &c, note);
	if (e == ERR_OK && c.status != CARD_ACTIVE)
		e = ERR_DENIED;
	store_rollback(si->st);
	if (e == ERR_OK)
		e = card_check_pin(si->st, si->system, c.number, pin, note);
	else
		/* As long as a PIN takes to be looked at. */
		(void)password_fits(&(struct sign_user){ 0 }, pin);
	if (e == ERR_OK)
		str_copy(number, size, c.number);
	return e == ERR_OK || e == ERR_BUSY || e == ERR_DB ? e : denied(note);
}
