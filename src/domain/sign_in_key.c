/* Public keys: lines as OpenSSH writes them. One fingerprint is one user's. */
#include "domain/sign_in_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"

#define BLOB 1400			/* an RSA key of 8192 bits has 1,050 bytes */
#define TYPE 64
#define TEXT 1900			/* BLOB in base64 */
#define COMMENT 81

struct key { char type[TYPE], base64[TEXT], comment[COMMENT]; unsigned char blob[BLOB]; size_t len; };

/* RSA below 2048 bits is refused by its length. */
static const struct { const char *type; size_t least; } types[] = {
	{ "ssh-ed25519", 51 }, { "ecdsa-sha2-nistp256", 104 }, { "ecdsa-sha2-nistp384", 136 },
	{ "ecdsa-sha2-nistp521", 172 }, { "ssh-rsa", 275 },
	{ "sk-ssh-ed25519@openssh.com", 60 }, { "sk-ecdsa-sha2-nistp256@openssh.com", 120 },
};

/* The blob begins with its type, length first. */
static bool
blob_names(const struct key *k, const char *type)
{
	size_t n = strlen(type);

	return k->len > 4 + n && k->blob[0] == 0 && k->blob[1] == 0 && k->blob[2] == 0 &&
	    k->blob[3] == n && memcmp(k->blob + 4, type, n) == 0;
}

static bool
is_known(const struct key *k)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i].type, k->type) == 0)
			return k->len >= types[i].least && blob_names(k, k->type);
	return false;
}

static enum err
key_read(const char *line, struct key *k, struct err_note *note)
{
	size_t type, base64;

	*k = (struct key){ 0 };
	line += strspn(line, " \t");
	type = strcspn(line, " \t");
	if (type > 0 && type < TYPE && line[type] != '\0') {
		memcpy(k->type, line, type);
		line += type + strspn(line + type, " \t");
		base64 = strcspn(line, " \t\r\n");
		if (base64 < TEXT && base64_read(line, base64, k->blob, BLOB, &k->len) && is_known(k)) {
			memcpy(k->base64, line, base64);
			line += base64 + strspn(line + base64, " \t");
			str_copy(k->comment, sizeof(k->comment), line);
			k->comment[strcspn(k->comment, "\r\n")] = '\0';
			return ERR_OK;
		}
	}
	return err_set(note, ERR_INVALID, "public_key",
	    _("This is no public key. Copy the one line of a file like id_ed25519.pub; RSA needs 2048 bits."));
}

/* A private key must never land in the store, whoever pastes it. */
static bool
is_private(const char *text)
{
	return strstr(text, "PRIVATE KEY") != NULL;
}

enum err
user_key_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	char fingerprint[FINGERPRINT_SIZE];
	struct sign_user u;
	int64_t other = 0;
	struct key k;
	char *text;
	enum err e = sign_user_load(st, record_text(r != NULL ? r : old, "user"), &u, note);

	secret_wipe(u.hash, sizeof(u.hash));
	if (e == ERR_OK)
		e = sign_user_guard(st, &u, note);
	/* Nor is a key taken from an administrator by giving it to somebody else. */
	if (e == ERR_OK && r != NULL && old != NULL &&
	    strcmp(record_text(old, "user"), record_text(r, "user")) != 0)
		e = err_set(note, ERR_INVALID, "user", _("A key stays with its user: delete it and add it there."));
	if (e != ERR_OK || r == NULL)
		return e;
	if (is_private(record_text(r, "public_key")))
		return err_set(note, ERR_INVALID, "public_key",
		    _("This is the private key, which never leaves your computer. Take the file that ends in .pub."));
	if ((e = key_read(record_text(r, "public_key"), &k, note)) != ERR_OK)
		return e;
	key_fingerprint(k.blob, k.len, fingerprint);
	e = store_get_int(st, "sign.key_owner", DB_ARGS(DB_TEXT("fingerprint", fingerprint),
	    DB_INT("id", r->id)), &other, note);
	if (e == ERR_OK)
		return err_set(note, ERR_CONFLICT, "public_key", other == u.id ?
		    _("This key is there already.") : _("This key is another user's."));
	if (e != ERR_NOTFOUND)
		return e;
	if (str_empty(record_text(r, "name")))
		record_set_text(r, "name", k.comment);
	text = xasprintf("%s %s", k.type, k.base64);
	record_set_text(r, "public_key", text);
	record_set_text(r, "fingerprint", fingerprint);
	free(text);
	return ERR_OK;
}

enum err
sign_in_key(struct sign_in *si, const char *user, const void *blob, size_t len,
    struct sign_key *k, struct err_note *note)
{
	struct sign_user u = { 0 };
	struct db_stmt *q = NULL;
	struct key mine;
	bool fits = false;
	enum db_step step = DB_DONE;
	enum err e = store_begin(si->st, si->system, false, note);

	*k = (struct sign_key){ 0 };
	key_fingerprint(blob, len, k->fingerprint);
	if (e == ERR_OK)
		e = sign_user_load(si->st, user, &u, note);
	secret_wipe(u.hash, sizeof(u.hash));
	if (e == ERR_OK) {
		q = store_query(si->st, "sign.key", DB_ARGS(DB_INT("user", u.id),
		    DB_TEXT("fingerprint", k->fingerprint)), note);
		step = q != NULL ? db_step(q, note) : DB_FAILED;
		if (step == DB_FAILED)
			e = db_why(note);
	}
	if (step == DB_ROW && key_read(db_text(q, 1), &mine, NULL) == ERR_OK) {
		fits = u.id != 0 && mine.len == len && memcmp(mine.blob, blob, len) == 0;
		if (fits)
			str_copy(k->till, sizeof(k->till), db_text(q, 2));
	}
	db_reset(q);
	store_rollback(si->st);
	if (e != ERR_OK)
		return e;
	return fits ? ERR_OK : err_set(note, ERR_DENIED, "", _("Signing in was refused."));
}

/* A key that the door would refuse is not given to another door either. */
static enum err
add_line(struct store *st, const char *user, const char *command, const char *key,
    struct strbuf *b, struct err_note *note)
{
	enum sign_account account;
	struct sign_user u;
	enum err e = sign_user_load(st, user, &u, note);

	if (e != ERR_OK)
		return e;
	account = sign_user_account(st, &u);
	secret_wipe(u.hash, sizeof(u.hash));
	if (account == SIGN_ACCOUNT_OK || account == SIGN_NEW_PASSWORD)
		strbuf_addf(b, "command=\"%s %s\",restrict,pty %s\n", command, user, key);
	return ERR_OK;
}

enum err
sign_key_lines(struct store *st, const char *user, const char *fingerprint,
    const char *command, char **out, struct err_note *note)
{
	struct strbuf b = { 0 };
	struct sign_user u = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	enum err e = access_need(st, "user", VERB_VIEW, note);

	*out = NULL;
	if (e == ERR_OK && user != NULL)
		e = sign_user_load(st, user, &u, note);
	if (e != ERR_OK)
		return e;
	secret_wipe(u.hash, sizeof(u.hash));
	if (user != NULL && u.id == 0) {
		*out = xstrdup("");
		return ERR_OK;
	}
	q = store_query(st, "sign.keys", DB_ARGS(DB_ID("user", u.id),
	    DB_TEXT("fingerprint", fingerprint)), note);
	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW)
		e = add_line(st, db_text(q, 0), command, db_text(q, 1), &b, note);
	db_reset(q);
	if (e == ERR_OK && step == DB_FAILED)
		e = db_why(note);
	if (e == ERR_OK)
		*out = strbuf_take(&b);
	strbuf_fini(&b);
	return e;
}
