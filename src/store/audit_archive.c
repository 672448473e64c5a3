/* Old parts of the trail in files: a line that says what it is, then the rows, sealed. In the
 * store a checkpoint keeps number and hash of the last of them, so that the chain goes on. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/durable.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/seal.h"
#include "base/seal_stream.h"
#include "store/audit_part.h"
#include "store/store_internal.h"

#define FORMAT "quen audit 1"
#define KEY_ID 2
#define HEAD_MAX 512
#define ROW_MAX (16 << 20)
#define NAMES 99

struct segment {
	struct audit_segment *s;
	unsigned char prev[HASH_SIZE], last[HASH_SIZE], hash[HASH_SIZE];
	char about[80];
	char salt[HASH_HEX_SIZE];
	struct seal_out *out;
	int fd;
};

static enum err
failed(struct err_note *note)
{
	return errno == ENOSPC || errno == EDQUOT ?
	    err_set(note, ERR_FULL, "", _("There is no room left on the disk.")) :
	    err_set(note, ERR_IO, "", _("The file of the trail cannot be written: %s"), strerror(errno));
}

/* A key of its own for every file. */
static enum err
file_key(struct store *st, const char *salt, unsigned char key[SEAL_KEY], struct err_note *note)
{
	unsigned char from[SEAL_KEY];
	enum err e = keyring_key(st->paths.db, KEYRING_AUDIT, KEY_ID, true, from, note);

	if (e == ERR_OK)
		seal_hash(from, "segment", salt, key);
	secret_wipe(from, sizeof(from));
	return e;
}

static char *
row_text(const struct db_stmt *q)
{
	struct audit_row r;
	char body_hash[HASH_HEX_SIZE] = "", reason_hash[HASH_HEX_SIZE] = "", prev[HASH_HEX_SIZE], hash[HASH_HEX_SIZE], *text;
	size_t len;
	json_t *v;

	audit_row_read(q, &r);
	if (r.body_len == HASH_SIZE)
		hash_hex(r.body_hash, body_hash);
	if (r.reason_hash != NULL && r.reason_len == HASH_SIZE)
		hash_hex(r.reason_hash, reason_hash);
	hash_hex(db_blob(q, AUDIT_COL_PREV, &len), prev);
	hash_hex(db_blob(q, AUDIT_COL_HASH, &len), hash);
	v = json_pack("{s:I,s:I,s:I,s:s,s:s,s:s,s:s,s:I,s:s,s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:s?}",
	    "seq", (json_int_t)r.seq, "at", (json_int_t)r.at, "user", (json_int_t)r.user,
	    "user_name", r.user_name, "function", r.function, "action", r.action, "entity", r.entity,
	    "row", (json_int_t)r.row, "code", r.row_code, "before", (json_int_t)r.before, "after",
	    (json_int_t)r.after, "reason", r.reason, "request", r.request, "body_hash", body_hash,
	    "reason_hash", reason_hash,
	    "prev", prev, "hash", hash, "body", db_is_null(q, AUDIT_COL_BODY) ? NULL :
	    db_text(q, AUDIT_COL_BODY));
	text = json_text(v);
	json_decref(v);
	return text;
}

static enum err
add_text(struct segment *g, const char *text, struct err_note *note)
{
	uint32_t len = (uint32_t)strlen(text);
	unsigned char size[4] = { (unsigned char)len, (unsigned char)(len >> 8),
		(unsigned char)(len >> 16), (unsigned char)(len >> 24) };
	enum err e = seal_out_add(g->out, size, sizeof(size), note);

	return e == ERR_OK ? seal_out_add(g->out, text, len, note) : e;
}

/* Only what holds is moved: afterwards nobody could look. */
static enum err
write_rows(struct store *st, struct segment *g, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	int64_t seq = g->s->first - 1;
	unsigned char hash[HASH_SIZE];
	int64_t size;
	char *text;
	enum err e = ERR_OK;

	memcpy(hash, g->prev, HASH_SIZE);
	q = store_query(st, "audit.upto", DB_ARGS(DB_INT("last", g->s->last)), note);
	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW) {
		e = audit_row_check(q, &seq, hash, note);
		text = row_text(q);
		if (e == ERR_OK)
			e = add_text(g, text, note);
		free(text);
	}
	db_reset(q);
	if (e == ERR_OK && step == DB_FAILED)
		return db_why(note);
	memcpy(g->last, hash, HASH_SIZE);
	return e == ERR_OK ? seal_out_end(g->out, g->hash, &size, note) : e;
}

static enum err
open_file(struct store *st, struct segment *g, const char *path, struct err_note *note)
{
	unsigned char key[SEAL_KEY], salt[HASH_SIZE];
	char head[HEAD_MAX];
	enum err e;

	secret_random(salt, sizeof(salt));
	hash_hex(salt, g->salt);
	snprintf(g->about, sizeof(g->about), "audit|%" PRId64 "|%" PRId64, g->s->first, g->s->last);
	snprintf(head, sizeof(head), "%s %" PRId64 " %" PRId64 " %s\n", FORMAT, g->s->first, g->s->last,
	    g->salt);
	/* what is there was left by one that was killed: it had the turn that we have now */
	g->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (g->fd < 0 || write(g->fd, head, strlen(head)) != (ssize_t)strlen(head))
		return failed(note);
	e = file_key(st, g->salt, key, note);
	if (e == ERR_OK)
		e = seal_out_new(g->fd, key, g->about, &g->out, note);
	secret_wipe(key, sizeof(key));
	return e;
}

/* A name that no file has yet: one may be there of an attempt that was killed before its rows went,
 * or of a trail that a restore left behind. Then it is on the disk, whole. */
static enum err
give_name(struct segment *g, const char *dir, const char *part, char **path, struct err_note *note)
{
	if (fsync(g->fd) != 0)
		return failed(note);
	for (int n = 1; n <= NAMES; n++) {
		char more[16] = "";

		if (n > 1)
			snprintf(more, sizeof(more), "-%d", n);
		snprintf(g->s->file, sizeof(g->s->file), "audit-%010" PRId64 "-%010" PRId64 "%s.quen",
		    g->s->first, g->s->last, more);
		free(*path);
		*path = xasprintf("%s/%s", dir, g->s->file);
		if (link(part, *path) == 0)
			return durable_path(dir) ? ERR_OK : failed(note);
		if (errno != EEXIST)
			break;
	}
	free(*path);
	*path = NULL;
	return failed(note);
}

/* The last row before that moment; never the newest one, which the next one follows. */
static enum err
find_last(struct store *st, int64_t before, struct audit_segment *s, struct err_note *note)
{
	struct audit_item it;
	struct audit_filter f = { .to = before };
	unsigned char hash[HASH_SIZE];
	int64_t head;
	int n = 0;
	enum err e = audit_head(st, &head, hash, note);

	if (e == ERR_OK)
		e = audit_page(st, &f, head, false, 1, &it, &n, note);
	s->last = n == 1 ? it.seq : 0;
	return e;
}

static enum err
checkpoint(struct store *st, const struct segment *g, struct err_note *note)
{
	json_t *changes = json_pack("{s:[n,I],s:[n,I]}", "first", (json_int_t)g->s->first, "last",
	    (json_int_t)g->s->last);
	enum err e = store_run(st, "audit.archive_add", DB_ARGS(DB_INT("last", g->s->last),
	    DB_INT("first", g->s->first), DB_INT("at", g->s->at), DB_BLOB("prev", g->prev, HASH_SIZE),
	    DB_BLOB("last_hash", g->last, HASH_SIZE), DB_TEXT("file", g->s->file),
	    DB_BLOB("file_hash", g->hash, HASH_SIZE)), NULL, note);

	if (e == ERR_OK)
		e = store_run(st, "audit.drop_bodies", DB_ARGS(DB_INT("last", g->s->last)), NULL, note);
	if (e == ERR_OK)
		e = store_run(st, "audit.drop", DB_ARGS(DB_INT("last", g->s->last)), NULL, note);
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry) { .function = "audit", .action = "archive",
		    .entity = "", .row_code = g->s->file, .reason = "", .request = "",
		    .changes = changes }, note);
	json_decref(changes);
	return e;
}

static enum err
move_rows(struct store *st, struct segment *g, const char *dir, int64_t before, char **path,
    struct err_note *note)
{
	char *part = xasprintf("%s/audit.part", dir);
	enum err e = access_need(st, "audit", VERB_DELETE, note);

	if (e == ERR_OK)
		e = audit_start(st, &g->s->first, g->prev, note);
	g->s->first++;
	if (e == ERR_OK)
		e = find_last(st, before, g->s, note);
	if (e == ERR_OK && g->s->last != 0) {
		e = open_file(st, g, part, note);
		if (e == ERR_OK)
			e = write_rows(st, g, note);
		if (e == ERR_OK)
			e = give_name(g, dir, part, path, note);
		unlink(part);
		/* the file is whole before a row goes */
		if (e == ERR_OK)
			e = checkpoint(st, g, note);
	}
	free(part);
	return e;
}

enum err
audit_archive(struct store *st, struct actor *a, const char *dir, int64_t before,
    struct audit_segment *s, struct err_note *note)
{
	struct segment g = { .s = s, .fd = -1 };
	char *path = NULL;
	enum err e;

	*s = (struct audit_segment) { .at = clock_now_ms() };
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return failed(note);
	e = store_begin(st, a, true, note);
	if (e != ERR_OK)
		return e;
	e = move_rows(st, &g, dir, before, &path, note);
	if (e == ERR_OK && s->last != 0) {
		/* From here on the file stays, also when this fails: the rows may be gone all the same. */
		e = store_commit(st, note);
		if (e == ERR_OK)
			e = store_durable(st, note);
	} else {
		store_rollback(st);
		if (path != NULL)
			unlink(path);
	}
	seal_out_free(g.out);
	if (g.fd >= 0)
		close(g.fd);
	free(path);
	return e;
}

/* ---- reading one */

static enum err
no_segment(struct err_note *note)
{
	return err_set(note, ERR_SYNTAX, "", _("This is not a file of the trail."));
}

/* A line, byte by byte: what follows is sealed. */
static enum err
read_head(int fd, struct segment *g, struct err_note *note)
{
	char line[HEAD_MAX], salt[HASH_HEX_SIZE] = "";
	size_t n = 0;

	while (n < sizeof(line) - 1 && read(fd, line + n, 1) == 1 && line[n] != '\n')
		n++;
	line[n] = '\0';
	if (sscanf(line, FORMAT " %" SCNd64 " %" SCNd64 " %64s", &g->s->first, &g->s->last, salt) != 3 ||
	    strlen(salt) != HASH_HEX_SIZE - 1 || g->s->first < 1 || g->s->last < g->s->first)
		return no_segment(note);
	str_copy(g->salt, sizeof(g->salt), salt);
	snprintf(g->about, sizeof(g->about), "audit|%" PRId64 "|%" PRId64, g->s->first, g->s->last);
	return ERR_OK;
}

static const char *
text_of(const json_t *v, const char *name)
{
	const char *s = json_string_value(json_object_get(v, name));

	return s != NULL ? s : "";
}

static bool
from_hex(const char *hex, unsigned char out[HASH_SIZE])
{
	if (strlen(hex) != HASH_HEX_SIZE - 1)
		return false;
	for (int i = 0; i < HASH_SIZE; i++) {
		unsigned v;

		if (sscanf(hex + 2 * i, "%2x", &v) != 1)
			return false;
		out[i] = (unsigned char)v;
	}
	return true;
}

static int64_t
int_of(const json_t *v, const char *name)
{
	return json_integer_value(json_object_get(v, name));
}

/* The row as it was hashed, after the one before it. */
static enum err
check_text(const char *text, int64_t seq, unsigned char prev[HASH_SIZE], struct err_note *note)
{
	json_t *v = json_loads(text, 0, NULL);
	unsigned char body_hash[HASH_SIZE], reason_hash[HASH_SIZE], hash[HASH_SIZE], kept[HASH_SIZE];
	struct audit_row r = { .seq = int_of(v, "seq"), .at = int_of(v, "at"), .user = int_of(v, "user"),
	    .user_name = text_of(v, "user_name"), .function = text_of(v, "function"),
	    .action = text_of(v, "action"), .entity = text_of(v, "entity"), .row = int_of(v, "row"),
	    .row_code = text_of(v, "code"), .before = int_of(v, "before"), .after = int_of(v, "after"),
	    .reason = text_of(v, "reason"), .request = text_of(v, "request"), .prev = prev,
	    .body_hash = "" };
	bool good = v != NULL && r.seq == seq && from_hex(text_of(v, "hash"), kept);

	if (from_hex(text_of(v, "body_hash"), body_hash)) {
		r.body_hash = body_hash;
		r.body_len = HASH_SIZE;
	}
	if (from_hex(text_of(v, "reason_hash"), reason_hash)) {
		r.reason_hash = reason_hash;
		r.reason_len = HASH_SIZE;
	}
	audit_row_hash(&r, hash);
	good = good && memcmp(hash, kept, HASH_SIZE) == 0;
	memcpy(prev, hash, HASH_SIZE);
	json_decref(v);
	return good ? ERR_OK : err_set(note, ERR_CONFLICT, "",
	    _("audit row %" PRId64 ": it was changed after it was written"), seq);
}

static enum err
read_rows(struct seal_in *in, struct segment *g, void (*each)(void *arg, const char *row), void *arg,
    struct err_note *note)
{
	enum err e = ERR_OK;

	for (int64_t seq = g->s->first; e == ERR_OK && seq <= g->s->last; seq++) {
		unsigned char size[4];
		uint32_t len = 0;
		char *text;

		e = seal_in_read(in, size, sizeof(size), note);
		if (e == ERR_OK)
			len = (uint32_t)size[0] | (uint32_t)size[1] << 8 | (uint32_t)size[2] << 16 |
			    (uint32_t)size[3] << 24;
		if (e == ERR_OK && len > ROW_MAX)
			return no_segment(note);
		text = xcalloc(1, (size_t)len + 1);
		if (e == ERR_OK)
			e = seal_in_read(in, text, len, note);
		if (e == ERR_OK)
			e = check_text(text, seq, g->last, note);
		if (e == ERR_OK && each != NULL)
			each(arg, text);
		free(text);
	}
	return e == ERR_OK ? seal_in_end(in, note) : e;
}

/* What the store says of it: where it begins and ends. */
static enum err
find_checkpoint(struct store *st, struct segment *g, unsigned char last[HASH_SIZE],
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "audit.archives", DB_NO_ARGS, note);
	enum db_step step = DB_DONE;
	bool found = false;
	size_t len[2];

	if (q == NULL)
		return db_why(note);
	while (!found && (step = db_step(q, note)) == DB_ROW) {
		const void *prev = db_blob(q, 3, &len[0]), *end = db_blob(q, 4, &len[1]);

		found = db_int(q, 0) == g->s->first && db_int(q, 1) == g->s->last &&
		    len[0] == HASH_SIZE && len[1] == HASH_SIZE;
		if (found) {
			memcpy(g->last, prev, HASH_SIZE);
			memcpy(last, end, HASH_SIZE);
			g->s->at = db_int(q, 2);
			str_copy(g->s->file, sizeof(g->s->file), db_text(q, 5));
		}
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return found ? ERR_OK : err_set(note, ERR_NOTFOUND, "",
	    _("No part of this trail was moved to such a file."));
}

enum err
audit_segment_read(struct store *st, const char *path, struct audit_segment *s,
    void (*each)(void *arg, const char *row), void *arg, struct err_note *note)
{
	struct segment g = { .s = s, .fd = open(path, O_RDONLY | O_CLOEXEC) };
	unsigned char key[SEAL_KEY], last[HASH_SIZE];
	struct seal_in *in = NULL;
	enum err e = access_need(st, "audit", VERB_VIEW, note);

	*s = (struct audit_segment) { 0 };
	if (g.fd < 0)
		return err_set(note, ERR_IO, "", _("%s cannot be opened: %s"), path, strerror(errno));
	if (e == ERR_OK)
		e = read_head(g.fd, &g, note);
	if (e == ERR_OK)
		e = find_checkpoint(st, &g, last, note);
	if (e == ERR_OK)
		e = file_key(st, g.salt, key, note);
	if (e == ERR_OK)
		e = seal_in_new(g.fd, key, g.about, &in, note);
	secret_wipe(key, sizeof(key));
	if (e == ERR_OK)
		e = read_rows(in, &g, each, arg, note);
	if (e == ERR_OK && memcmp(g.last, last, HASH_SIZE) != 0)
		e = err_set(note, ERR_CONFLICT, "", _("The file does not end where the trail goes on."));
	seal_in_free(in);
	close(g.fd);
	return e;
}
