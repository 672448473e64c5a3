/* One-time codes. The seed is sealed with a key that lies beside the store, in a file of its own:
 * a copy of the store alone gives nobody a code (TRUST.md 4). A code counts once: the step it
 * belongs to is stored, and on the disk, before anybody is let in. */
#include "domain/sign_in_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/totp.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

#define SEALED (TOTP_SEED + SEAL_EXTRA)
#define WRONG_MOST 10
#define MINUTE_MS INT64_C(60000)

struct code_row {
	bool is_there, is_confirmed;
	unsigned char seed[TOTP_SEED];
	bool is_readable;		/* the key beside the store fits */
	int64_t last_step, wrong, until;
};

/* The newest master key: by it codes are sealed. */
static enum err
newest_key(struct store *st, unsigned char key[SEAL_KEY], struct err_note *note)
{
	struct keyring k;
	enum err e = keyring_read(store_paths(st)->db, true, &k, note);

	memcpy(key, k.master[k.n > 0 ? k.n - 1 : 0], SEAL_KEY);
	secret_wipe(&k, sizeof(k));
	return e;
}

static const char *
about(int64_t user_id, char buf[48])
{
	snprintf(buf, 48, "user_code|%" PRId64 "|seed", user_id);
	return buf;
}

/* By whichever master key: only the right one opens it. */
static bool
open_seed(struct store *st, int64_t user_id, const unsigned char sealed[SEALED],
    unsigned char seed[TOTP_SEED])
{
	struct keyring k;
	char what[48];
	bool good = false;

	if (keyring_read(store_paths(st)->db, false, &k, NULL) != ERR_OK)
		return false;
	for (size_t i = k.n; i > 0 && !good; i--)
		good = secret_open(k.master[i - 1], about(user_id, what), sealed, SEALED, seed);
	secret_wipe(&k, sizeof(k));
	return good;
}

static enum err
read_row(struct store *st, int64_t user_id, struct code_row *r, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "sign.code", DB_ARGS(DB_INT("user", user_id)), note);
	unsigned char sealed[SEALED];
	enum db_step step;
	const void *p;
	size_t len = 0;

	*r = (struct code_row){ 0 };
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW) {
		p = db_blob(q, 0, &len);
		if (len == SEALED)
			memcpy(sealed, p, SEALED);
		r->is_there = true;
		r->is_confirmed = db_int(q, 1) != 0;
		r->last_step = db_int(q, 2);
		r->wrong = db_int(q, 3);
		r->until = db_int(q, 4);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (r->is_there && len == SEALED)
		r->is_readable = open_seed(st, user_id, sealed, r->seed);
	return ERR_OK;
}

enum err
sign_code_has(struct store *st, int64_t user_id, bool *has, struct err_note *note)
{
	struct code_row r = { 0 };
	enum err e = user_id == 0 ? ERR_OK : read_row(st, user_id, &r, note);

	*has = r.is_there && r.is_confirmed;
	secret_wipe(&r, sizeof(r));
	return e;
}

/* Wrong ones count; at the tenth the codes of the user rest, everywhere. */
static enum err
count_wrong(struct store *st, int64_t user_id, const struct code_row *r, struct err_note *note)
{
	int64_t wrong = r->wrong + 1, until = 0;

	if (wrong >= WRONG_MOST) {
		until = clock_now_ms() + setting_int(st, "signin.code_lock_minutes") * MINUTE_MS;
		wrong = 0;
	}
	return store_run(st, "sign.code_count", DB_ARGS(DB_INT("user", user_id),
	    DB_INT("wrong", wrong), DB_INT("until", until)), NULL, note);
}

/* Inside a write transaction. *good false: wrong, and counted. */
static enum err
take(struct store *st, int64_t user_id, const struct code_row *r, const char *typed, bool *good,
    struct err_note *note)
{
	int64_t step = 0, changed = 0;
	enum err e;

	*good = false;
	if (!r->is_readable || r->until > clock_now_ms())
		return ERR_OK;
	step = totp_find(r->seed, TOTP_SEED, typed, totp_step(clock_now_ms()), r->last_step);
	if (step == 0)
		return count_wrong(st, user_id, r, note);
	e = store_run(st, "sign.code_take", DB_ARGS(DB_INT("user", user_id), DB_INT("step", step)),
	    &changed, note);
	*good = e == ERR_OK && changed == 1;
	return e;
}

enum err
sign_code_take(struct sign_in *si, int64_t user_id, const char *typed, struct err_note *note)
{
	struct code_row r;
	bool good = false;
	enum err e = store_begin(si->st, si->system, true, note);

	if (e != ERR_OK)
		return e;
	e = access_need(si->st, "user", VERB_EDIT, note);
	if (e == ERR_OK)
		e = read_row(si->st, user_id, &r, note);
	if (e == ERR_OK && r.is_there && !r.is_readable)
		log_write(LOG_LEVEL_ERROR, "one-time codes: the key beside the store is missing or not its own");
	if (e == ERR_OK && r.is_confirmed)
		e = take(si->st, user_id, &r, typed, &good, note);
	secret_wipe(&r, sizeof(r));
	if (e == ERR_OK)
		e = store_commit(si->st, note);
	if (e == ERR_OK)
		e = store_durable(si->st, note);
	store_rollback(si->st);
	return e != ERR_OK ? e : good ? ERR_OK : ERR_DENIED;
}

/* The user of a code, who is the actor or whom the actor may change. */
static enum err
own_or_edit(struct store *st, const char *user, struct sign_user *u, struct err_note *note)
{
	enum err e;

	if (str_eq(user, actor_code(store_actor(st))))
		access_own(st);
	else if ((e = access_need(st, "user", VERB_EDIT, note)) != ERR_OK)
		return e;
	e = sign_user_load(st, user, u, note);
	secret_wipe(u->hash, sizeof(u->hash));
	if (e == ERR_OK && u->id == 0)
		e = err_set(note, ERR_NOTFOUND, "user", _("There is no user \"%s\"."), user);
	return e == ERR_OK ? sign_user_guard(st, u, note) : e;
}

enum err
sign_audit(struct store *st, const char *action, const struct sign_user *u, struct err_note *note)
{
	return audit_write(st, &(struct audit_entry) { .function = "user", .action = action,
	    .entity = "user", .row_id = u->id, .row_code = u->code, .reason = "",
	    .request = "" }, note);
}

enum err
sign_code_make(struct store *st, const char *user, unsigned char *seed, struct err_note *note)
{
	unsigned char key[SEAL_KEY], sealed[SEALED];
	struct sign_user u;
	struct code_row r;
	char what[48];
	enum err e = own_or_edit(st, user, &u, note);

	if (e == ERR_OK)
		e = read_row(st, u.id, &r, note);
	secret_wipe(r.seed, sizeof(r.seed));
	if (e == ERR_OK && r.is_confirmed)
		e = err_set(note, ERR_CONFLICT, "",
		    _("%s has one-time codes already. Who may edit users takes them away first."), u.code);
	if (e == ERR_OK)
		e = newest_key(st, key, note);
	if (e != ERR_OK)
		return e;
	secret_random(seed, TOTP_SEED);
	secret_seal(key, about(u.id, what), seed, TOTP_SEED, sealed);
	secret_wipe(key, sizeof(key));
	e = store_run(st, "sign.code_put", DB_ARGS(DB_INT("user", u.id),
	    DB_BLOB("seed", sealed, SEALED), DB_INT("at", clock_now_ms()),
	    DB_ID("by", actor_id(store_actor(st)))), NULL, note);
	return e == ERR_OK ? sign_audit(st, "codes.new", &u, note) : e;
}

enum err
sign_code_confirm(struct store *st, const char *user, const char *typed, struct err_note *note)
{
	struct sign_user u;
	struct code_row r;
	bool good = false;
	enum err e = own_or_edit(st, user, &u, note);

	if (e == ERR_OK)
		e = read_row(st, u.id, &r, note);
	if (e == ERR_OK && !r.is_there)
		e = err_set(note, ERR_NOTFOUND, "", _("No one-time codes were set up for %s."), u.code);
	if (e == ERR_OK && r.is_confirmed)
		e = err_set(note, ERR_CONFLICT, "", _("The one-time codes of %s count already."), u.code);
	if (e == ERR_OK)
		e = take(st, u.id, &r, typed, &good, note);
	secret_wipe(&r, sizeof(r));
	if (e == ERR_OK && !good)
		return err_set(note, ERR_INVALID, "code",
		    _("This is not the code of now. Is the clock of the telephone right?"));
	return e == ERR_OK ? sign_audit(st, "codes.on", &u, note) : e;
}

enum err
sign_code_drop(struct store *st, const char *user, struct err_note *note)
{
	struct sign_user u;
	int64_t changed = 0;
	enum err e = access_need(st, "user", VERB_EDIT, note);

	if (e == ERR_OK)
		e = own_or_edit(st, user, &u, note);
	if (e == ERR_OK)
		e = store_run(st, "sign.code_drop", DB_ARGS(DB_INT("user", u.id)), &changed, note);
	if (e == ERR_OK && changed == 0)
		return err_set(note, ERR_NOTFOUND, "", _("No one-time codes were set up for %s."), u.code);
	return e == ERR_OK ? sign_audit(st, "codes.off", &u, note) : e;
}

/* RFC 3986: what is not plain is %XX. */
static void
add_escaped(struct strbuf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    strchr("-._~", c) != NULL)
			strbuf_add_char(b, *s);
		else
			strbuf_addf(b, "%%%02X", c);
	}
}

char *
sign_code_uri(struct store *st, const char *user, const unsigned char *seed)
{
	char base32[TOTP_BASE32_SIZE];
	struct strbuf b = { 0 };

	totp_base32(seed, base32);
	strbuf_add(&b, "otpauth://totp/");
	add_escaped(&b, setting_text(st, "shop.name"));
	strbuf_add(&b, ":");
	add_escaped(&b, user);
	strbuf_addf(&b, "?secret=%s&issuer=", base32);
	add_escaped(&b, setting_text(st, "shop.name"));
	secret_wipe(base32, sizeof(base32));
	return strbuf_take(&b);
}

/* ---- another master key */

static enum err
rekey_one(struct store *st, int64_t user_id, const unsigned char key[SEAL_KEY], struct err_note *note)
{
	unsigned char sealed[SEALED];
	struct code_row r;
	char what[48];
	enum err e = read_row(st, user_id, &r, note);

	/* what did not open before stays as it is: its owner gets a new one */
	if (e == ERR_OK && r.is_readable) {
		secret_seal(key, about(user_id, what), r.seed, TOTP_SEED, sealed);
		e = store_run(st, "sign.code_seal", DB_ARGS(DB_INT("user", user_id),
		    DB_BLOB("seed", sealed, SEALED)), NULL, note);
	}
	secret_wipe(&r, sizeof(r));
	return e;
}

enum err
sign_codes_rekey(struct store *st, int64_t *codes, struct err_note *note)
{
	unsigned char key[SEAL_KEY];
	int64_t user = 0;
	enum err e = access_need(st, "user", VERB_EDIT, note);

	*codes = 0;
	if (e == ERR_OK)
		e = newest_key(st, key, note);
	while (e == ERR_OK &&
	    (e = store_get_int(st, "sign.code_after", DB_ARGS(DB_INT("user", user)), &user, note)) == ERR_OK) {
		e = rekey_one(st, user, key, note);
		(*codes)++;
	}
	secret_wipe(key, sizeof(key));
	return e == ERR_NOTFOUND ? ERR_OK : e;
}
