#include "domain/approval.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

static enum err
find_user(struct store *st, const char *user, int64_t *id, char *code, size_t size,
    struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, user);
	q = store_query(st, "price.user", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	*id = step == DB_ROW ? db_int(q, 0) : 0;
	str_copy(code, size, step == DB_ROW ? db_text(q, 1) : cc.code);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* The same words whether the user, the password or the right is wrong. */
static enum err
refused(struct err_note *note)
{
	return err_set(note, ERR_DENIED, "approver",
	    _("The approval was refused: user, password or right does not fit."));
}

static enum err
has_right(struct store *st, const char *code, const char *function, struct err_note *note)
{
	struct actor *approver = NULL;
	enum err e = actor_open(st, code, &approver, note);

	if (e == ERR_NOTFOUND)
		return refused(note);
	if (e == ERR_OK && function != NULL && !access_may(approver, function, VERB_EDIT))
		e = refused(note);
	actor_close(approver);
	return e;
}

/* Guessing goes no further than with a card's PIN (rule V4). */
static enum err
check_tries(struct store *st, const char *code, struct err_note *note)
{
	int64_t minutes = setting_int(st, "pin.lock_minutes"), n = 0;
	enum err e = store_get_int(st, "approval.refused", DB_ARGS(DB_TEXT("code", code),
	    DB_INT("since", clock_now_ms() - minutes * 60000)), &n, note);

	if (e == ERR_OK && n >= setting_int(st, "pin.tries"))
		return err_set(note, ERR_DENIED, "approver",
		    _("Too many refused approvals of %s; try again later."), code);
	return e;
}

static enum err
look(struct store *st, struct actor *a, const char *user, const char *password,
    const char *function, char *code, size_t size, bool *is_refused, struct err_note *note)
{
	int64_t id;
	enum err e = store_begin(st, a, false, note);

	*is_refused = false;
	if (e != ERR_OK)
		return e;
	e = find_user(st, user, &id, code, size, note);
	if (e == ERR_OK)
		e = check_tries(st, code, note);
	if (e == ERR_OK && !actor_check_password(st, code, password)) {
		e = refused(note);
		*is_refused = true;
	}
	if (e == ERR_OK) {
		e = has_right(st, code, function, note);
		*is_refused = e == ERR_DENIED;
	}
	store_rollback(st);
	return e;
}

/* The trail knows who asked in whose name; losing that line must not change the answer. */
static void
keep_refusal(struct store *st, struct actor *a, const char *code, const char *function)
{
	struct err_note ignored;
	enum err e = store_begin(st, a, true, &ignored);

	if (e != ERR_OK)
		return;
	e = access_need(st, "sale", access_may(a, "sale", VERB_ADD) ? VERB_ADD : VERB_VIEW,
	    &ignored);
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry){ .function = "user",
		    .action = "approval.refused", .entity = "user", .row_code = code,
		    .reason = function != NULL ? function : "", .request = "" }, &ignored);
	if (e == ERR_OK)
		e = store_commit(st, &ignored);
	if (e != ERR_OK)
		store_rollback(st);
}

enum err
approval_check(struct store *st, struct actor *a, const char *user, const char *password,
    const char *function, struct err_note *note)
{
	char code[64];
	bool is_refused;
	enum err e;

	if (str_empty(user))
		return err_set(note, ERR_INVALID, "approver", _("Say who approves."));
	e = look(st, a, user, password != NULL ? password : "", function, code, sizeof code,
	    &is_refused, note);
	if (is_refused)
		keep_refusal(st, a, code, function);
	return e;
}

enum err
approval_user(struct store *st, const char *user, const char *function, int64_t *id,
    struct err_note *note)
{
	char code[64];
	int64_t found;
	enum err e = find_user(st, user, &found, code, sizeof code, note);

	if (e == ERR_OK && found == 0)
		e = refused(note);
	if (e == ERR_OK)
		e = has_right(st, code, function, note);
	if (e == ERR_OK && id != NULL)
		*id = found;
	return e;
}
