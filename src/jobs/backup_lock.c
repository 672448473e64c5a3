/* To whom backups are locked, the alarm, and making one as somebody. */
#include "jobs/backup_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define MONTH_MS (31 * DAY_MS)
#define WORDS_LEAST 10

static enum err
read_locks(struct store *st, struct backup_lock *l, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "keep.locks", DB_NO_ARGS, note);
	size_t room = *n;
	enum db_step s;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((s = db_step(q, note)) == DB_ROW && *n < room)
		backup_lock_of(q, &l[(*n)++]);
	db_reset(q);
	return s == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
backup_locks(struct store *st, struct backup_lock *l, size_t *n, struct err_note *note)
{
	enum err e = access_need(st, "backup", VERB_VIEW, note);

	return e == ERR_OK ? read_locks(st, l, n, note) : e;
}

static enum err
trail(struct store *st, const char *action, const char *code, const char *reason,
    struct err_note *note)
{
	return audit_write(st, &(struct audit_entry) { .function = "backup", .action = action,
	    .entity = "backup", .row_code = code, .reason = reason, .request = "" }, note);
}

void
backup_recovery_make(char text[LOCKBOX_TEXT])
{
	unsigned char secret[LOCKBOX_KEY];

	secret_random(secret, sizeof secret);
	lockbox_text(secret, text);
	secret_wipe(secret, sizeof secret);
}

static enum err
put_lock(struct store *st, const char *kind, const unsigned char secret[LOCKBOX_KEY],
    const unsigned char *salt, int64_t passes, int64_t memory, struct err_note *note)
{
	unsigned char pub[LOCKBOX_KEY];
	int64_t now = clock_now_ms();

	lockbox_public(secret, pub);
	return store_run(st, "keep.lock_put", DB_ARGS(DB_TEXT("kind", kind),
	    DB_BLOB("public", pub, sizeof pub), DB_BLOB("salt", salt, salt != NULL ? LOCKBOX_SALT : 0),
	    DB_INT("passes", passes), DB_INT("memory", memory), DB_INT("at", now),
	    DB_TEXT("by", actor_code(store_actor(st))), DB_INT("tested", now)), NULL, note);
}

enum err
backup_recovery_put(struct store *st, const char *typed, struct err_note *note)
{
	unsigned char secret[LOCKBOX_KEY];
	enum err e = access_need(st, "backup", VERB_EDIT, note);

	if (e == ERR_OK)
		e = lockbox_read_text(typed, secret, note);
	if (e == ERR_OK)
		e = put_lock(st, "recovery", secret, NULL, 0, 0, note);
	secret_wipe(secret, sizeof secret);
	return e == ERR_OK ? trail(st, "backup.key", "recovery", "", note) : e;
}

enum err
backup_recovery_test(struct store *st, const char *typed, struct err_note *note)
{
	struct backup_lock l[BACKUP_LOCKS];
	unsigned char secret[LOCKBOX_KEY], pub[LOCKBOX_KEY];
	size_t n = BACKUP_LOCKS;
	bool fits = false;
	enum err e = access_need(st, "backup", VERB_EDIT, note);

	if (e == ERR_OK)
		e = lockbox_read_text(typed, secret, note);
	if (e == ERR_OK)
		e = read_locks(st, l, &n, note);
	if (e != ERR_OK)
		return e;
	lockbox_public(secret, pub);
	secret_wipe(secret, sizeof secret);
	for (size_t i = 0; i < n; i++)
		fits |= str_eq(l[i].kind, "recovery") && memcmp(l[i].pub, pub, sizeof pub) == 0;
	if (!fits)
		return err_set(note, ERR_DENIED, "key", _("This is a recovery key, but not the one of this shop."));
	e = store_run(st, "keep.lock_tested", DB_ARGS(DB_TEXT("kind", "recovery"),
	    DB_INT("at", clock_now_ms()), DB_TEXT("by", actor_code(store_actor(st)))), NULL, note);
	return e == ERR_OK ? trail(st, "backup.key_test", "recovery", "", note) : e;
}

enum err
backup_passphrase_put(struct store *st, const char *words, struct err_note *note)
{
	unsigned char secret[LOCKBOX_KEY], salt[LOCKBOX_SALT];
	int64_t passes = 0, memory = 0;
	enum err e = access_need(st, "backup", VERB_EDIT, note);

	if (e != ERR_OK)
		return e;
	if (words[0] == '\0') {
		e = store_run(st, "keep.lock_drop", DB_ARGS(DB_TEXT("kind", "passphrase")), NULL, note);
		return e == ERR_OK ? trail(st, "backup.key_drop", "passphrase", "", note) : e;
	}
	if (strlen(words) < WORDS_LEAST)
		return err_set(note, ERR_INVALID, "passphrase", _("A passphrase has at least %d characters."),
		    WORDS_LEAST);
	secret_random(salt, sizeof salt);
	e = lockbox_stretch(words, salt, &passes, &memory, secret, note);
	if (e == ERR_OK)
		e = put_lock(st, "passphrase", secret, salt, passes, memory, note);
	secret_wipe(secret, sizeof secret);
	return e == ERR_OK ? trail(st, "backup.key", "passphrase", "", note) : e;
}

/* ---- the alarm */

enum err
backup_health(struct store *st, struct backup_health *h, struct err_note *note)
{
	struct backup_lock l[BACKUP_LOCKS];
	struct backup_info *all = NULL;
	int64_t now = clock_now_ms();
	size_t n = 0, nlocks = BACKUP_LOCKS;
	enum err e = backup_list(store_paths(st), NULL, &all, &n, note);

	*h = (struct backup_health) { .no_recovery_key = true };
	for (size_t i = 0; e == ERR_OK && i < n && !h->has_any; i++)
		if (all[i].state == BACKUP_GOOD) {
			h->has_any = true;
			h->newest = all[i];
			h->age_ms = now - all[i].made_at;
		}
	free(all);
	h->is_late = !h->has_any || h->age_ms > setting_int(st, "backup.alarm_hours") * HOUR_MS;
	if (e == ERR_OK)
		e = read_locks(st, l, &nlocks, note);
	for (size_t i = 0; e == ERR_OK && i < nlocks; i++)
		if (str_eq(l[i].kind, "recovery")) {
			h->no_recovery_key = false;
			h->recovery_untested = l[i].tested_at == 0;
			h->recovery_old = l[i].tested_at > 0 && now - l[i].tested_at > MONTH_MS;
		}
	return e;
}

/* ---- as somebody */

static enum err
write_trail(struct store *st, struct actor *a, const struct backup_info *b, struct err_note *note)
{
	enum err e = store_begin(st, a, true, note);

	if (e != ERR_OK)
		return e;
	access_own(st);
	e = trail(st, "backup", b->id, b->kind, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK) {
		store_rollback(st);
		return e;
	}
	return store_durable(st, note);
}

enum err
backup_make_as(struct store *st, struct actor *a, const struct backup_order *o,
    struct backup_info *out, struct err_note *copy_note, struct err_note *note)
{
	struct backup_keep k;
	size_t gone;
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	e = access_need(st, "backup", VERB_ADD, note);
	k = (struct backup_keep) { setting_int(st, "backup.keep_daily"),
		setting_int(st, "backup.keep_weekly"), setting_int(st, "backup.keep_other") };
	store_rollback(st);
	if (e == ERR_OK)
		e = backup_make(store_paths(st), store_db(st), o, out, copy_note, note);
	if (e == ERR_OK)
		e = write_trail(st, a, out, note);
	if (e == ERR_OK)
		e = backup_rotate(store_paths(st), &k, &gone, note);
	return e;
}

enum err
backup_before_upgrade(const struct store_paths *p, struct db *d, struct backup_info *out,
    struct err_note *note)
{
	struct backup_order o = { .kind = "upgrade", .by = "upgrade" };

	return backup_make(p, d, &o, out, NULL, note);
}
