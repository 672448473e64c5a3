#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/seal.h"
#include "store/audit_part.h"
#include "store/store_internal.h"

#define LETTERS 16			/* 80 bits of the hash */
#define KEY_ID 1

static void
write_code(int64_t seq, const unsigned char hash[HASH_SIZE], char code[AUDIT_CODE])
{
	static const char letter[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	size_t n = (size_t)snprintf(code, AUDIT_CODE, "%" PRId64, seq);

	for (int i = 0; i < LETTERS; i++) {
		int bit = i * 5;
		unsigned v = (unsigned)hash[bit / 8] << 8 | hash[bit / 8 + 1];

		if (i % 4 == 0)
			code[n++] = '-';
		code[n++] = letter[v >> (11 - bit % 8) & 31];
	}
	code[n] = '\0';
}

enum err
audit_code(struct store *st, char code[AUDIT_CODE], struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	int64_t seq;
	enum err e = audit_head(st, &seq, hash, note);

	code[0] = '\0';
	if (e == ERR_OK)
		write_code(seq, hash, code);
	return e;
}

/* So that who has the store without its key cannot make one up. */
static enum err
sign(struct store *st, int64_t seq, const void *hash, int64_t at, const char *why,
    const char *figures, unsigned char out[HASH_SIZE], struct err_note *note)
{
	unsigned char key[SEAL_KEY];
	char hex[HASH_HEX_SIZE], *text;
	enum err e = keyring_key(st->paths.db, KEYRING_AUDIT, KEY_ID, true, key, note);

	if (e != ERR_OK)
		return e;
	text = xasprintf("%" PRId64 "|%s|%" PRId64 "|%s|%s", seq, hash_hex(hash, hex), at, why, figures);
	seal_hash(key, "anchor", text, out);
	secret_wipe(key, sizeof(key));
	free(text);
	return ERR_OK;
}

enum err
audit_anchor(struct store *st, const char *why, char code[AUDIT_CODE], struct err_note *note)
{
	unsigned char hash[HASH_SIZE], mac[HASH_SIZE];
	int64_t seq, id = 0, at = clock_now_ms();
	enum err e = audit_head(st, &seq, hash, note);

	if (e == ERR_OK)
		e = sign(st, seq, hash, at, why, "{}", mac, note);
	if (e == ERR_OK)
		e = store_new_id(st, &id, note);
	if (e == ERR_OK)
		e = store_run(st, "audit.anchor_add", DB_ARGS(DB_INT("id", id), DB_INT("seq", seq),
		    DB_BLOB("hash", hash, HASH_SIZE), DB_INT("at", at), DB_TEXT("why", why),
		    DB_TEXT("figures", "{}"), DB_BLOB("sign", mac, HASH_SIZE)), NULL, note);
	if (e == ERR_OK && code != NULL)
		write_code(seq, hash, code);
	return e;
}

enum err
audit_code_of_day(struct store *st, int64_t at, char code[AUDIT_CODE], struct err_note *note)
{
	struct db_stmt *q = store_query(st, "audit.anchor_near", DB_ARGS(DB_INT("at", at)), note);
	unsigned char hash[HASH_SIZE];
	enum db_step step;
	const void *p;
	size_t len;

	code[0] = '\0';
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW) {
		p = db_blob(q, 1, &len);
		if (len == HASH_SIZE) {
			memcpy(hash, p, HASH_SIZE);
			write_code(db_int(q, 0), hash, code);
		}
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
hash_at(struct store *st, const char *query, int64_t seq, unsigned char hash[HASH_SIZE], bool *found,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_ARGS(DB_INT("seq", seq)), note);
	enum db_step step;
	const void *p;
	size_t len;

	*found = false;
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW) {
		p = db_blob(q, 0, &len);
		*found = len == HASH_SIZE;
		if (*found)
			memcpy(hash, p, HASH_SIZE);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Blanks and small letters do not matter. */
static bool
read_code(const char *typed, int64_t *seq, char code[AUDIT_CODE])
{
	size_t n = 0;
	char *end;

	while (isspace((unsigned char)*typed))
		typed++;
	for (; *typed != '\0' && n < AUDIT_CODE - 1; typed++)
		if (!isspace((unsigned char)*typed))
			code[n++] = (char)toupper((unsigned char)*typed);
	code[n] = '\0';
	*seq = strtoll(code, &end, 10);
	return *seq > 0 && *end == '-' && strlen(end) == LETTERS + LETTERS / 4;
}

/* The hash of a row, also of one that went to a file, when it was anchored. */
static enum err
hash_of_row(struct store *st, int64_t seq, unsigned char hash[HASH_SIZE], struct err_note *note)
{
	unsigned char start[HASH_SIZE];
	int64_t first, head;
	bool found;
	enum err e;

	if ((e = access_need(st, "audit", VERB_VIEW, note)) != ERR_OK ||
	    (e = audit_start(st, &first, start, note)) != ERR_OK ||
	    (e = audit_head(st, &head, hash, note)) != ERR_OK ||
	    (e = hash_at(st, "audit.hash", seq, hash, &found, note)) != ERR_OK)
		return e;
	if (!found && seq == first) {
		memcpy(hash, start, HASH_SIZE);
		found = true;
	}
	/* of rows that went to a file the anchors are left */
	if (!found && seq < first)
		e = hash_at(st, "audit.anchor_hash", seq, hash, &found, note);
	if (e != ERR_OK)
		return e;
	if (!found && seq < first)
		return err_set(note, ERR_NOTFOUND, "head",
		    _("audit row %" PRId64 " went to a file, and was not anchored"), seq);
	if (!found)
		return err_set(note, ERR_CONFLICT, "head", _("the trail ends at row %" PRId64 ", the code is of "
		    "row %" PRId64 ": its end was cut off, or an older store was put in place"), head, seq);
	return ERR_OK;
}

enum err
audit_check_hash(struct store *st, int64_t seq, const unsigned char hash[HASH_SIZE],
    struct err_note *note)
{
	unsigned char now[HASH_SIZE];
	enum err e = hash_of_row(st, seq, now, note);

	if (e != ERR_OK)
		return e;
	return memcmp(now, hash, HASH_SIZE) == 0 ? ERR_OK : err_set(note, ERR_CONFLICT, "head",
	    _("the trail up to row %" PRId64 " is not the one that was shown"), seq);
}

enum err
audit_check_code(struct store *st, const char *typed, struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	char code[AUDIT_CODE], now[AUDIT_CODE];
	int64_t seq;
	enum err e;

	if (!read_code(typed, &seq, code))
		return err_set(note, ERR_INVALID, "head",
		    _("\"%s\" is not a code of the trail. It is like 12345-ABCD-EFGH-JKLM-NPQR."), typed);
	if ((e = hash_of_row(st, seq, hash, note)) != ERR_OK)
		return e;
	write_code(seq, hash, now);
	return str_eq(now, code) ? ERR_OK : err_set(note, ERR_CONFLICT, "head",
	    _("the trail up to row %" PRId64 " is not the one that was shown"), seq);
}

static enum err
anchor_check(struct store *st, const struct db_stmt *q, int64_t first, struct err_note *note)
{
	unsigned char mac[HASH_SIZE];
	size_t len, sign_len, now_len;
	const void *hash = db_blob(q, 1, &len), *kept, *now;
	int64_t seq = db_int(q, 0);
	enum err e = ERR_OK;

	if (len == HASH_SIZE)
		e = sign(st, seq, hash, db_int(q, 2), db_text(q, 3), db_text(q, 4), mac, note);
	if (e != ERR_OK)
		return e;
	kept = db_blob(q, 5, &sign_len);
	if (len != HASH_SIZE || sign_len != HASH_SIZE || !secret_equal(kept, mac, HASH_SIZE))
		return err_set(note, ERR_CONFLICT, "",
		    _("anchor of audit row %" PRId64 ": it was changed after it was written"), seq);
	now = db_blob(q, 6, &now_len);
	if (seq > first && (now_len != HASH_SIZE || memcmp(now, hash, HASH_SIZE) != 0))
		return err_set(note, ERR_CONFLICT, "",
		    _("audit row %" PRId64 ": it is not the one that was anchored"), seq);
	return ERR_OK;
}

enum err
audit_anchors_verify(struct store *st, int64_t *n, struct err_note *note)
{
	unsigned char start[HASH_SIZE];
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	int64_t first;
	enum err e = audit_start(st, &first, start, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "audit.anchors", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	for (; e == ERR_OK && (step = db_step(q, note)) == DB_ROW; (*n)++)
		e = anchor_check(st, q, first, note);
	db_reset(q);
	return e == ERR_OK && step == DB_FAILED ? db_why(note) : e;
}
