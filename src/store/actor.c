#include "store/actor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "store/query.h"
#include "store/store_internal.h"

static int
function_count(void)
{
	int n = 0;

	while (function_table[n].name != NULL)
		n++;
	return n;
}

static enum err
load_rights(struct store *st, struct actor *a, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;

	a->is_admin = false;
	memset(a->verbs, 0, (size_t)function_count() * sizeof(*a->verbs));
	q = db_query(st->db, "actor_groups", DB_ARGS(DB_INT("user", a->id)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		if (db_int(q, 0) != 0)
			a->is_admin = true;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	q = db_query(st->db, "actor_rights", DB_ARGS(DB_INT("user", a->id)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		const struct function *f = function_find(db_text(q, 0));

		if (f != NULL)
			a->verbs[f - function_table] |= (int)db_int(q, 1) & f->verbs;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* By its code, or by its id when the code is NULL: a code may be another branch's by now. */
static enum err
read_branch(struct store *st, struct actor *a, const char *store_code,
    struct err_note *note)
{
	struct db_stmt *q = db_query(st->db, "actor_store", DB_ARGS(DB_TEXT("code", store_code),
	    DB_ID("id", store_code == NULL ? a->store_id : 0)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		a->store_id = db_int(q, 0);
		str_copy(a->store_code, sizeof(a->store_code), db_text(q, 1));
		a->store_closed = db_int(q, 2) != 0;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "store", _("There is no store \"%s\"."),
		    store_code != NULL ? store_code : a->store_code);
	return ERR_OK;
}

/* The user's row: name, branch, profile. ERR_NOTFOUND when locked or gone. */
static enum err
load_user(struct store *st, struct actor *a, const char *code, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	char lower[32];
	enum err e;

	/* A sign-in in capital letters is meant all the same. */
	str_copy(lower, sizeof(lower), code);
	for (char *p = lower; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	q = db_query(st->db, "actor_user", DB_ARGS(DB_TEXT("code", code),
	    DB_TEXT("lower", lower), DB_ID("id", a->id)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step != DB_ROW) {
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
		return err_set(note, ERR_NOTFOUND, "user",
		    _("There is no active user \"%s\"."), code);
	}
	a->id = db_int(q, 0);
	str_copy(a->code, sizeof(a->code), db_text(q, 1));
	str_copy(a->name, sizeof(a->name), db_text(q, 2));
	str_copy(a->lang, sizeof(a->lang), db_text(q, 3));
	str_copy(a->theme, sizeof(a->theme), db_text(q, 4));
	str_copy(a->keymap, sizeof(a->keymap), db_text(q, 5));
	/* Who works at another branch stays there until moved to a new one. */
	if (a->store_id == 0 || a->home_id != db_int(q, 6)) {
		a->store_id = a->home_id = db_int(q, 6);
		str_copy(a->store_code, sizeof(a->store_code), db_text(q, 7));
		a->store_closed = false;
	}
	db_reset(q);
	/* It may have another code since, or be closed, or gone; then the user is not. */
	if (a->store_id == 0)
		return ERR_OK;
	e = read_branch(st, a, NULL, note);
	return e != ERR_NOTFOUND ? e :
	    err_set(note, ERR_DENIED, "store", _("There is no store \"%s\"."), a->store_code);
}

enum err
actor_open(struct store *st, const char *user_code, struct actor **out,
    struct err_note *note)
{
	struct actor *a = xcalloc(1, sizeof(*a));
	enum err e;

	a->verbs = xcalloc((size_t)function_count(), sizeof(*a->verbs));
	a->epoch = -1;
	if (user_code == NULL) {
		a->is_system = true;
		str_copy(a->code, sizeof(a->code), "system");
		str_copy(a->name, sizeof(a->name), "system");
		*out = a;
		return ERR_OK;
	}
	e = load_user(st, a, user_code, note);
	if (e == ERR_OK)
		e = load_rights(st, a, note);
	if (e != ERR_OK) {
		actor_close(a);
		return e;
	}
	*out = a;
	return ERR_OK;
}

void
actor_close(struct actor *a)
{
	if (a == NULL)
		return;
	free(a->verbs);
	free(a);
}

/* Rule S5: rights, shares and the lock of a user work with the next action. */
enum err
actor_refresh(struct store *st, struct actor *a, int64_t rights_epoch,
    struct err_note *note)
{
	enum err e;

	if (a->is_holder)
		return own_card_refresh(st, a, note);
	if (a->is_system || a->epoch == rights_epoch)
		return ERR_OK;
	e = load_user(st, a, a->code, note);
	if (e == ERR_NOTFOUND)
		return err_set(note, ERR_DENIED, "user",
		    _("The user %s was locked. Nothing more can be done here."), a->code);
	if (e == ERR_OK)
		e = load_rights(st, a, note);
	if (e == ERR_OK)
		a->epoch = rights_epoch;
	return e;
}

int64_t
actor_id(const struct actor *a)
{
	return a->id;
}

const char *
actor_code(const struct actor *a)
{
	return a->code;
}

const char *
actor_name(const struct actor *a)
{
	return a->name;
}

const char *
actor_lang(const struct actor *a)
{
	return a->lang;
}

const char *
actor_theme(const struct actor *a)
{
	return a->theme;
}

const char *
actor_keymap(const struct actor *a)
{
	return a->keymap;
}

bool
actor_is_admin(const struct actor *a)
{
	return a->is_admin || a->is_system;
}

int64_t
actor_store_id(const struct actor *a)
{
	return a->store_id;
}

const char *
actor_store_code(const struct actor *a)
{
	return a->store_code;
}

enum err
actor_set_store(struct store *st, struct actor *a, const char *store_code,
    struct err_note *note)
{
	return read_branch(st, a, store_code, note);
}

enum err
actor_work_at(struct store *st, struct actor *a, int64_t store_id, struct err_note *note)
{
	a->store_id = store_id;
	return read_branch(st, a, NULL, note);
}

/* Who may edit users is not for that an administrator. */
static enum err
spare_admins(struct store *st, const char *user_code, struct err_note *note)
{
	int64_t is_admin = 0;
	enum err e;

	if (actor_is_admin(st->actor))
		return ERR_OK;
	e = store_get_int(st, "user_is_admin", DB_ARGS(DB_TEXT("code", user_code)), &is_admin, note);
	if (e == ERR_NOTFOUND)
		return ERR_OK;
	return e != ERR_OK ? e : err_set(note, ERR_DENIED, "user",
	    _("Only an administrator changes how an administrator signs in."));
}

enum err
actor_set_password(struct store *st, const char *user_code, const char *password,
    struct err_note *note)
{
	char hash[PASSWORD_HASH_SIZE];
	int64_t changed;
	enum err e;

	if (!str_eq(user_code, st->actor->code)) {
		e = access_need(st, "user", VERB_EDIT, note);
		if (e == ERR_OK)
			e = spare_admins(st, user_code, note);
		if (e != ERR_OK)
			return e;
	}
	st->asked = true;
	if (strlen(password) < 8)
		return err_set(note, ERR_INVALID, "password",
		    _("A password needs at least 8 characters."));
	if (strlen(password) > 512)
		return err_set(note, ERR_LIMIT, "password", _("The password is too long."));
	e = password_hash(password, hash);
	if (e != ERR_OK)
		return err_set(note, e, "password", _("The password could not be kept."));
	e = store_run(st, "user_set_password", DB_ARGS(DB_TEXT("code", user_code),
	    DB_TEXT("hash", hash), DB_INT("at", clock_now_ms())), &changed, note);
	secret_wipe(hash, sizeof(hash));
	if (e != ERR_OK)
		return e;
	if (changed == 0)
		return err_set(note, ERR_NOTFOUND, "user",
		    _("There is no user \"%s\"."), user_code);
	return audit_write(st, &(struct audit_entry) { .function = "user",
	    .action = "password", .entity = "user", .row_code = user_code,
	    .reason = "", .request = "" }, note);
}

bool
actor_check_password(struct store *st, const char *user_code, const char *password)
{
	/* A hash that nothing fits, so that unknown users cost the same time. */
	static const char dummy[] =
	    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
	    "RdescudvJCsgt3ub+b+dWRWJTmaaJObG9Z2sF4qYv5Y";
	struct db_stmt *q = db_query(st->db, "user_password",
	    DB_ARGS(DB_TEXT("code", user_code)), NULL);
	char hash[PASSWORD_HASH_SIZE] = "";
	bool ok;

	if (q != NULL && db_step(q, NULL) == DB_ROW)
		str_copy(hash, sizeof(hash), db_text(q, 0));
	db_reset(q);
	ok = password_verify(password, hash[0] != '\0' ? hash : dummy);
	secret_wipe(hash, sizeof(hash));
	return ok;
}

bool
actor_has_password(struct store *st, const char *user_code)
{
	struct db_stmt *q = db_query(st->db, "user_password",
	    DB_ARGS(DB_TEXT("code", user_code)), NULL);
	bool has = q != NULL && db_step(q, NULL) == DB_ROW && db_text(q, 0)[0] != '\0';

	db_reset(q);
	return has;
}
