#include "store/sealed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/utf8.h"
#include "store/record_store.h"
#include "store/store_internal.h"

#define MARK "~%u~"			/* by which master key */
#define MARK_SIZE 8
#define KEY_ID 1
#define BATCH 500
#define ABOUT_SIZE 160

/* Of that master key; read once, wiped with the store. */
static enum err
column_key(struct store *st, unsigned master, bool make, struct err_note *note)
{
	enum err e;

	if (st->column_master == master)
		return ERR_OK;
	st->column_master = 0;
	e = keyring_key(st->paths.db, KEYRING_COLUMNS, KEYRING_ID(master, KEY_ID), make, st->column_key,
	    note);
	if (e == ERR_OK)
		st->column_master = master;
	return e;
}

/* The master key by which fields are sealed and looked up now: said by the store itself, so that
 * it changes together with all of them. */
enum err
sealed_master(struct store *st, unsigned *master, struct err_note *note)
{
	struct db_stmt *q = db_query(st->db, "sealed.master", DB_NO_ARGS, note);
	enum db_step step;

	*master = 1;
	if (q == NULL)
		return db_why(note);
	if ((step = db_step(q, note)) == DB_ROW)
		*master = (unsigned)db_int(q, 0);
	db_reset(q);
	if (step != DB_FAILED && (*master < 1 || *master > KEYRING_MOST))
		return err_set(note, ERR_DB, "", _("The number of the key of sealed fields was changed."));
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
current_key(struct store *st, struct err_note *note)
{
	unsigned master;
	enum err e = sealed_master(st, &master, note);

	return e == ERR_OK ? column_key(st, master, true, note) : e;
}

/* The master key that a kept text names; *len: of the mark. 0: it is not sealed. */
static unsigned
read_mark(const char *kept, size_t *len)
{
	char *end;
	unsigned long n;

	if (kept[0] != '~' || kept[1] < '1' || kept[1] > '9')
		return 0;
	n = strtoul(kept + 1, &end, 10);
	*len = (size_t)(end + 1 - kept);
	return *end == '~' && n <= KEYRING_MOST ? (unsigned)n : 0;
}

static const char *
about(const struct entity *e, const struct field *f, int64_t id, char buf[ABOUT_SIZE])
{
	char col[72];

	snprintf(buf, ABOUT_SIZE, "%s|%" PRId64 "|%s", e->table, id, field_column(f, col, sizeof(col)));
	return buf;
}

char *
sealed_text(struct store *st, const struct entity *e, const struct field *f, int64_t id,
    const char *plain, struct err_note *note)
{
	size_t len = strlen(plain), size = (len + SEAL_EXTRA) * 4 / 3 + 8;
	unsigned char *sealed;
	char what[ABOUT_SIZE], mark[MARK_SIZE], *out;
	size_t mark_len;

	if (current_key(st, note) != ERR_OK)
		return NULL;
	mark_len = (size_t)snprintf(mark, sizeof(mark), MARK, st->column_master);
	sealed = xmalloc(len + SEAL_EXTRA);
	secret_seal(st->column_key, about(e, f, id, what), plain, len, sealed);
	out = xmalloc(mark_len + size);
	memcpy(out, mark, mark_len);
	base64_write(sealed, len + SEAL_EXTRA, out + mark_len, size);
	/* base64_read() wants it filled up */
	for (size = strlen(out); (size - mark_len) % 4 != 0; size++)
		memcpy(out + size, "=", 2);
	free(sealed);
	return out;
}

char *
sealed_plain(struct store *st, const struct entity *e, const struct field *f, int64_t id,
    const char *kept)
{
	size_t size = strlen(kept), len = 0, mark_len = 0;
	unsigned master = read_mark(kept, &mark_len);
	unsigned char *sealed;
	char what[ABOUT_SIZE], *plain = NULL;

	if (master == 0)
		return xstrdup(kept);
	sealed = xmalloc(size);
	if (column_key(st, master, false, NULL) == ERR_OK &&
	    base64_read(kept + mark_len, size - mark_len, sealed, size, &len) && len >= SEAL_EXTRA) {
		plain = xcalloc(1, len - SEAL_EXTRA + 1);
		if (!secret_open(st->column_key, about(e, f, id, what), sealed, len, plain)) {
			free(plain);
			plain = NULL;
		}
	}
	if (plain == NULL)
		log_write(LOG_LEVEL_ERROR, "%s %" PRId64 ": %s does not open with the key beside the store",
		    e->name, id, f->name);
	free(sealed);
	return plain;
}

/* In hex: enough of the hash to tell all texts apart that a shop may have. */
static void
keyed(const struct store *st, const char *use, const struct entity *e, const struct field *f,
    const char *plain, char out[SEALED_HASH])
{
	unsigned char hash[HASH_SIZE];
	char hex[HASH_HEX_SIZE], what[ABOUT_SIZE];
	struct strbuf same = { 0 };
	char *fold = utf8_fold(plain);

	for (const char *p = fold; *p != '\0'; p++)
		if (*p != ' ')
			strbuf_add_char(&same, *p);
	snprintf(what, sizeof(what), "%s|%s|%s", use, e->table, f->name);
	seal_hash(st->column_key, what, strbuf_str(&same), hash);
	hash_hex(hash, hex);
	str_copy(out, SEALED_HASH, hex);
	strbuf_fini(&same);
	free(fold);
}

enum err
sealed_blind(struct store *st, const struct entity *e, const struct field *f, const char *plain,
    char out[SEALED_HASH], struct err_note *note)
{
	enum err rc = current_key(st, note);

	if (rc == ERR_OK)
		keyed(st, "blind", e, f, plain, out);
	return rc;
}

void
sealed_mark(struct store *st, const struct entity *e, const struct field *f, const char *plain,
    char out[SEALED_HASH + 2])
{
	char hash[SEALED_HASH];

	out[0] = '\0';
	if (str_empty(plain))
		return;
	if (current_key(st, NULL) != ERR_OK) {
		str_copy(out, SEALED_HASH + 2, "~");
		return;
	}
	/* another hash than the column's: who reads the trail cannot look up rows by it */
	keyed(st, "trail", e, f, plain, hash);
	hash[16] = '\0';
	snprintf(out, SEALED_HASH + 2, "~%s", hash);
}

/* Text and hash of field i stand for $fi and $bi. */
enum err
sealed_bind(struct store *st, struct sql_args *sa, const struct record *r, const struct field *f,
    struct err_note *note)
{
	const struct value *v = &r->values[f->index];
	char text_name[16], hash_name[16], hash[SEALED_HASH], *text;
	enum err rc;

	snprintf(text_name, sizeof(text_name), "f%d", f->index);
	snprintf(hash_name, sizeof(hash_name), "b%d", f->index);
	if (v->kind != VALUE_TEXT) {
		sql_arg_null(sa, text_name);
		sql_arg_null(sa, hash_name);
		return ERR_OK;
	}
	text = sealed_text(st, r->entity, f, r->id, v->s, note);
	rc = text != NULL ? sealed_blind(st, r->entity, f, v->s, hash, note) : ERR_CONFIG;
	if (rc == ERR_OK) {
		sql_arg_text(sa, text_name, text);
		sql_arg_text(sa, hash_name, hash);
	}
	free(text);
	return rc;
}

/* ---- all rows of a field */

struct clear_row { int64_t id; char *plain; };

/* The next rows for which cond holds. */
static enum err
read_rows(struct store *st, const struct entity *e, const struct field *f, const char *cond,
    const struct db_arg *args, struct clear_row rows[BATCH], int *n, struct err_note *note)
{
	char col[72], *sql;
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	field_column(f, col, sizeof(col));
	sql = xasprintf("SELECT id, %s FROM %s WHERE %s IS NOT NULL AND %s ORDER BY id LIMIT %d",
	    col, e->table, col, cond, BATCH);
	q = db_query_text(st->db, sql, args, note);
	*n = 0;
	while (q != NULL && (step = db_step(q, note)) == DB_ROW)
		rows[(*n)++] = (struct clear_row){ db_int(q, 0), xstrdup(db_text(q, 1)) };
	db_reset(q);
	free(sql);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
clear_rows(struct store *st, const struct entity *e, const struct field *f,
    struct clear_row rows[BATCH], int *n, struct err_note *note)
{
	char col[72], cond[96];

	field_column(f, col, sizeof(col));
	snprintf(cond, sizeof(cond), "%s_blind IS NULL", col);
	return read_rows(st, e, f, cond, DB_NO_ARGS, rows, n, note);
}

static enum err
seal_row(struct store *st, const struct entity *e, const struct field *f,
    const struct clear_row *r, struct err_note *note)
{
	char col[72], blind[SEALED_HASH], *sql, *text = NULL;
	enum err rc = sealed_blind(st, e, f, r->plain, blind, note);

	if (rc == ERR_OK && (text = sealed_text(st, e, f, r->id, r->plain, note)) == NULL)
		rc = ERR_CONFIG;
	field_column(f, col, sizeof(col));
	sql = xasprintf("UPDATE %s SET %s = $text, %s_blind = $blind WHERE id = $id", e->table, col, col);
	if (rc == ERR_OK)
		rc = db_run_text(st->db, sql, DB_ARGS(DB_TEXT("text", text), DB_TEXT("blind", blind),
		    DB_INT("id", r->id)), NULL, note);
	free(sql);
	free(text);
	/* the words of its search hold it no more */
	if (rc == ERR_OK && f->search && entity_has_fold(e))
		rc = record_reindex(st, e, r->id, note);
	return rc == ERR_NOTFOUND ? ERR_OK : rc;
}

static enum err
seal_batch(struct store *st, struct actor *system, const struct entity *e, const struct field *f,
    int *n, struct err_note *note)
{
	struct clear_row rows[BATCH];
	enum err rc = store_begin(st, system, true, note);

	*n = 0;
	if (rc != ERR_OK)
		return rc;
	rc = access_need(st, e->function, VERB_EDIT, note);
	if (rc == ERR_OK)
		rc = clear_rows(st, e, f, rows, n, note);
	for (int i = 0; i < *n; i++) {
		if (rc == ERR_OK)
			rc = seal_row(st, e, f, &rows[i], note);
		secret_wipe(rows[i].plain, strlen(rows[i].plain));
		free(rows[i].plain);
	}
	if (rc == ERR_OK)
		return store_commit(st, note);
	store_rollback(st);
	return rc;
}

/* ---- another master key */

static enum err
rekey_row(struct store *st, const struct entity *e, const struct field *f,
    const struct clear_row *kept, struct err_note *note)
{
	struct clear_row r = { kept->id, sealed_plain(st, e, f, kept->id, kept->plain) };
	enum err rc;

	if (r.plain == NULL)
		return err_set(note, ERR_CONFLICT, f->name, _("%s %" PRId64 ": %s does not open; quen verify "
		    "names such fields. Nothing was changed."), e->name, kept->id, f->name);
	rc = seal_row(st, e, f, &r, note);
	secret_wipe(r.plain, strlen(r.plain));
	free(r.plain);
	return rc;
}

static enum err
rekey_field(struct store *st, const struct entity *e, const struct field *f, int64_t *rows,
    struct err_note *note)
{
	struct clear_row kept[BATCH];
	int64_t after = INT64_MIN;
	int n = BATCH;
	enum err rc = access_need(st, e->function, VERB_EDIT, note);

	while (rc == ERR_OK && n == BATCH) {
		rc = read_rows(st, e, f, "id > $after", DB_ARGS(DB_INT("after", after)), kept, &n,
		    note);
		for (int i = 0; i < n; i++) {
			if (rc == ERR_OK)
				rc = rekey_row(st, e, f, &kept[i], note);
			*rows += rc == ERR_OK;
			after = kept[i].id;
			free(kept[i].plain);
		}
	}
	return rc;
}

enum err
sealed_rekey(struct store *st, unsigned master, int64_t *rows, struct err_note *note)
{
	enum err rc = access_need(st, "setting", VERB_EDIT, note);

	*rows = 0;
	if (rc == ERR_OK)
		rc = db_run(st->db, "sealed.master_put", DB_ARGS(DB_INT("master", master),
		    DB_INT("at", clock_now_ms())), NULL, note);
	for (size_t i = 0; rc == ERR_OK && i < model_count(st->model); i++) {
		const struct entity *e = model_at(st->model, i);

		for (size_t k = 0; rc == ERR_OK && k < e->nfields; k++)
			if (e->fields[k].sealed)
				rc = rekey_field(st, e, &e->fields[k], rows, note);
	}
	return rc;
}

/* What an index of fragments has forgotten stays in it until it is made anew. */
static enum err
tidy_index(struct store *st, struct actor *system, const struct entity *e, struct err_note *note)
{
	char *sql;
	enum err rc;

	if (!e->trigram)
		return ERR_OK;
	rc = store_begin(st, system, true, note);
	if (rc != ERR_OK)
		return rc;
	rc = access_need(st, e->function, VERB_EDIT, note);
	sql = xasprintf("INSERT INTO %s_fts (%s_fts) VALUES ('optimize')", e->table, e->table);
	if (rc == ERR_OK)
		rc = db_run_text(st->db, sql, DB_NO_ARGS, NULL, note);
	free(sql);
	if (rc == ERR_OK)
		return store_commit(st, note);
	store_rollback(st);
	return rc;
}

enum err
sealed_settle(struct store *st, struct actor *system, int64_t *rows, struct err_note *note)
{
	enum err rc = ERR_OK;

	*rows = 0;
	for (size_t i = 0; rc == ERR_OK && i < model_count(st->model); i++) {
		const struct entity *e = model_at(st->model, i);
		int64_t before = *rows;

		for (size_t k = 0; rc == ERR_OK && k < e->nfields; k++) {
			int n = BATCH;

			while (rc == ERR_OK && e->fields[k].sealed && n == BATCH) {
				rc = seal_batch(st, system, e, &e->fields[k], &n, note);
				*rows += n;
			}
		}
		if (rc == ERR_OK && *rows > before)
			rc = tidy_index(st, system, e, note);
	}
	return rc == ERR_OK ? store_durable(st, note) : rc;
}

static enum err
verify_field(struct store *st, const struct entity *e, const struct field *f,
    void (*bad)(void *arg, const char *line), void *arg, int64_t *rows, struct err_note *note)
{
	char col[72], line[160], blind[SEALED_HASH], *sql, *plain;
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	field_column(f, col, sizeof(col));
	sql = xasprintf("SELECT t.id, t.%s, coalesce(t.%s_blind, ''), t.%s FROM %s t WHERE t.%s IS NOT NULL",
	    col, col, e->key != NULL ? e->key->name : "id", e->table, col);
	q = db_query_text(st->db, sql, DB_NO_ARGS, note);
	while (q != NULL && (step = db_step(q, note)) == DB_ROW) {
		plain = sealed_plain(st, e, f, db_int(q, 0), db_text(q, 1));
		(*rows)++;
		blind[0] = '\0';
		if (plain != NULL && sealed_blind(st, e, f, plain, blind, NULL) == ERR_OK &&
		    str_eq(blind, db_text(q, 2))) {
			free(plain);
			continue;
		}
		snprintf(line, sizeof(line), "%s %s: %s", e->name, db_text(q, 3), plain == NULL ?
		    _("a sealed field does not open") : _("a sealed field is not found by its hash"));
		bad(arg, line);
		free(plain);
	}
	db_reset(q);
	free(sql);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
sealed_verify(struct store *st, void (*bad)(void *arg, const char *line), void *arg,
    int64_t *rows, struct err_note *note)
{
	enum err rc = ERR_OK;

	*rows = 0;
	for (size_t i = 0; rc == ERR_OK && i < model_count(st->model); i++) {
		const struct entity *e = model_at(st->model, i);

		for (size_t k = 0; rc == ERR_OK && k < e->nfields; k++)
			if (e->fields[k].sealed)
				rc = verify_field(st, e, &e->fields[k], bad, arg, rows, note);
	}
	return rc;
}
