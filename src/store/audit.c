#include "store/audit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "store/query.h"
#include "store/audit_part.h"
#include "store/store_internal.h"

void
audit_row_hash(const struct audit_row *r, unsigned char hash[HASH_SIZE])
{
	struct hash_state h;

	hash_init(&h);
	hash_add_str(&h, r->reason_hash != NULL ? "quen-audit-v2" : "quen-audit-v1");
	hash_add_int(&h, r->seq);
	hash_add_int(&h, r->at);
	hash_add_int(&h, r->user);
	hash_add_str(&h, r->user_name);
	hash_add_str(&h, r->function);
	hash_add_str(&h, r->action);
	hash_add_str(&h, r->entity);
	hash_add_int(&h, r->row);
	hash_add_str(&h, r->row_code);
	hash_add_int(&h, r->before);
	hash_add_int(&h, r->after);
	if (r->reason_hash != NULL)
		hash_add(&h, r->reason_hash, r->reason_len);
	else
		hash_add_str(&h, r->reason);
	hash_add_str(&h, r->request);
	hash_add(&h, r->body_hash, r->body_len);
	hash_add(&h, r->prev, HASH_SIZE);
	hash_end(&h, hash);
}

static void
text_hash(const char *text, unsigned char hash[HASH_SIZE])
{
	struct hash_state h;

	hash_init(&h);
	hash_add_str(&h, text);
	hash_end(&h, hash);
}

enum err
audit_head(struct store *st, int64_t *seq, unsigned char hash[HASH_SIZE],
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "audit_head", DB_NO_ARGS, note);
	enum db_step step;
	const void *p;
	size_t len;

	*seq = 0;
	memset(hash, 0, HASH_SIZE);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*seq = db_int(q, 0);
		p = db_blob(q, 1, &len);
		if (len == HASH_SIZE)
			memcpy(hash, p, HASH_SIZE);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
audit_write(struct store *st, const struct audit_entry *en, struct err_note *note)
{
	unsigned char prev[HASH_SIZE], hash[HASH_SIZE], body_hash[HASH_SIZE];
	unsigned char reason_hash[HASH_SIZE];
	char *body = NULL;
	struct audit_row r = {
		.at = clock_now_ms(), .user = st->actor->id, .row = en->row_id,
		.before = en->version_before, .after = en->version_after,
		.user_name = st->actor->code, .function = en->function,
		.action = en->action, .entity = en->entity != NULL ? en->entity : "",
		.row_code = en->row_code != NULL ? en->row_code : "",
		.reason = en->reason != NULL ? en->reason : "",
		.request = en->request != NULL ? en->request : "", .prev = prev,
	};
	struct known *k = &st->known;
	enum err e = ERR_OK;

	if (k->audit_seq == 0)
		e = audit_head(st, &k->audit_seq, k->audit_hash, note);
	if (e != ERR_OK)
		return e;
	memcpy(prev, k->audit_hash, HASH_SIZE);
	r.seq = k->audit_seq + 1;
	k->audit_seq = 0;
	if (en->changes != NULL && json_object_size(en->changes) > 0) {
		body = json_text(en->changes);
		text_hash(body, body_hash);
		r.body_hash = body_hash;
		r.body_len = HASH_SIZE;
	}
	if (r.reason[0] != '\0') {
		text_hash(r.reason, reason_hash);
		r.reason_hash = reason_hash;
		r.reason_len = HASH_SIZE;
	}
	audit_row_hash(&r, hash);
	e = store_run(st, "audit_add", DB_ARGS(DB_INT("seq", r.seq), DB_INT("at", r.at),
	    DB_ID("user", r.user), DB_TEXT("user_name", r.user_name),
	    DB_TEXT("function", r.function), DB_TEXT("action", r.action),
	    DB_TEXT("entity", r.entity), DB_ID("row", r.row), DB_TEXT("row_code", r.row_code),
	    DB_ID("before", r.before), DB_ID("after", r.after),
	    DB_TEXT("reason", r.reason), DB_TEXT("request", r.request),
	    { "body_hash", r.body_hash != NULL ? DB_ARG_BLOB : DB_ARG_NULL, HASH_SIZE, r.body_hash },
	    DB_BLOB("prev", prev, HASH_SIZE), DB_BLOB("hash", hash, HASH_SIZE),
	    { "reason_hash", r.reason_hash != NULL ? DB_ARG_BLOB : DB_ARG_NULL, HASH_SIZE,
	    r.reason_hash }), NULL, note);
	if (e == ERR_OK && body != NULL)
		e = store_run(st, "audit_add_body",
		    DB_ARGS(DB_INT("seq", r.seq), DB_TEXT("body", body)), NULL, note);
	free(body);
	if (e != ERR_OK)
		return e;
	k->audit_seq = r.seq;
	memcpy(k->audit_hash, hash, HASH_SIZE);
	return ERR_OK;
}

static bool
same_hash(const struct db_stmt *q, int col, const unsigned char hash[HASH_SIZE])
{
	size_t len;
	const void *p = db_blob(q, col, &len);

	return len == HASH_SIZE && memcmp(p, hash, HASH_SIZE) == 0;
}

/* A body may have been blanked by erasing a person: then only its hash stands. */
static bool
body_fits(const struct db_stmt *q)
{
	unsigned char hash[HASH_SIZE];

	if (db_is_null(q, 16))
		return true;
	if (db_is_null(q, 13))
		return false;
	text_hash(db_text(q, 16), hash);
	return same_hash(q, 13, hash);
}

/* Likewise a reason. */
static bool
reason_fits(const struct db_stmt *q)
{
	unsigned char hash[HASH_SIZE];

	if (db_is_null(q, 17) || db_text(q, 11)[0] == '\0')
		return true;
	text_hash(db_text(q, 11), hash);
	return same_hash(q, 17, hash);
}

void
audit_row_read(const struct db_stmt *q, struct audit_row *r)
{
	*r = (struct audit_row) {
		.seq = db_int(q, 0), .at = db_int(q, 1), .user = db_int(q, 2),
		.user_name = db_text(q, 3), .function = db_text(q, 4),
		.action = db_text(q, 5), .entity = db_text(q, 6), .row = db_int(q, 7),
		.row_code = db_text(q, 8), .before = db_int(q, 9), .after = db_int(q, 10),
		.reason = db_text(q, 11), .request = db_text(q, 12),
	};
	r->body_hash = db_blob(q, AUDIT_COL_BODY_HASH, &r->body_len);
	if (!db_is_null(q, AUDIT_COL_REASON))
		r->reason_hash = db_blob(q, AUDIT_COL_REASON, &r->reason_len);
}

enum err
audit_row_check(const struct db_stmt *q, int64_t *seq, unsigned char prev[HASH_SIZE],
    struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	struct audit_row r;
	enum err e = ERR_OK;

	audit_row_read(q, &r);
	r.prev = prev;
	audit_row_hash(&r, hash);
	if (r.seq != *seq + 1)
		e = err_set(note, ERR_CONFLICT, "",
		    _("audit row %" PRId64 ": %" PRId64 " is missing before it"), r.seq, *seq + 1);
	else if (!same_hash(q, AUDIT_COL_PREV, prev))
		e = err_set(note, ERR_CONFLICT, "",
		    _("audit row %" PRId64 ": it does not follow the row before it"), r.seq);
	else if (!same_hash(q, AUDIT_COL_HASH, hash) || !body_fits(q) || !reason_fits(q))
		e = err_set(note, ERR_CONFLICT, "",
		    _("audit row %" PRId64 ": it was changed after it was written"), r.seq);
	*seq = r.seq;
	memcpy(prev, hash, HASH_SIZE);
	return e;
}

enum err
audit_start(struct store *st, int64_t *seq, unsigned char hash[HASH_SIZE], struct err_note *note)
{
	struct db_stmt *q = store_query(st, "audit.archived", DB_NO_ARGS, note);
	enum db_step step;
	const void *p;
	size_t len;

	*seq = 0;
	memset(hash, 0, HASH_SIZE);
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW) {
		*seq = db_int(q, 0);
		p = db_blob(q, 1, &len);
		if (len == HASH_SIZE)
			memcpy(hash, p, HASH_SIZE);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
audit_verify(struct store *st, int64_t *rows, struct err_note *note)
{
	unsigned char prev[HASH_SIZE];
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	int64_t seq = 0, first = 0, anchors;
	enum err e = audit_start(st, &seq, prev, note);

	*rows = 0;
	first = seq;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "audit_all", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW)
		e = audit_row_check(q, &seq, prev, note);
	db_reset(q);
	*rows = seq - first;
	if (e == ERR_OK && step == DB_FAILED)
		return db_why(note);
	return e == ERR_OK ? audit_anchors_verify(st, &anchors, note) : e;
}
