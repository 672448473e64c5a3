/* What a store holds, read past the gate: of a copy that nobody works in, or of the live one for
 * whoever may see backups. Numbers and hashes, no names. */
#include "jobs/backup_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"

#define SCHEMA_DOCUMENTS 7
#define SCHEMA_LOCKS 15

/* The first row of a query; *row NULL when it has none. Ends with db_reset(). */
static enum err
first(struct db *d, const char *query, const struct db_arg *args, struct db_stmt **row,
    struct err_note *note)
{
	struct db_stmt *q = db_query(d, query, args, note);
	enum db_step s;

	*row = NULL;
	if (q == NULL)
		return db_why(note);
	s = db_step(q, note);
	if (s == DB_ROW)
		*row = q;
	return s == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
read_counts(struct db *d, struct backup_info *b, struct err_note *note)
{
	struct db_stmt *q;
	enum err e = first(d, "keep.counts", DB_NO_ARGS, &q, note);

	if (e != ERR_OK || q == NULL)
		return e;
	b->customers = db_int(q, 0);
	b->cards = db_int(q, 1);
	b->products = db_int(q, 2);
	b->sales = db_int(q, 3);
	b->users = db_int(q, 4);
	db_reset(q);
	return ERR_OK;
}

static enum err
read_heads(struct db *d, struct backup_info *b, struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	struct hash_state h;
	struct db_stmt *q;
	const void *p;
	size_t len = 0;
	enum err e = first(d, "keep.audit_head", DB_NO_ARGS, &q, note);

	b->audit_rows = 0;
	b->audit_head[0] = '\0';
	if (e == ERR_OK && q != NULL) {
		b->audit_rows = db_int(q, 0);
		p = db_blob(q, 1, &len);
		if (len == HASH_SIZE)
			hex_write(p, len, b->audit_head);
		db_reset(q);
	}
	if (e == ERR_OK)
		e = first(d, "keep.ledgers", DB_NO_ARGS, &q, note);
	if (e != ERR_OK || q == NULL)
		return e;
	hash_init(&h);
	for (int i = 0; i < db_cols(q); i++)
		hash_add_int(&h, db_int(q, i));
	hash_end(&h, hash);
	db_reset(q);
	hex_write(hash, sizeof hash, b->ledgers);
	return ERR_OK;
}

static enum err
read_days(struct db *d, struct backup_facts *f, struct err_note *note)
{
	struct db_stmt *q = db_query(d, "keep.days", DB_ARGS(DB_INT("most", BACKUP_DAYS)), note);
	enum db_step s;

	f->n = 0;
	if (q == NULL)
		return db_why(note);
	while ((s = db_step(q, note)) == DB_ROW && f->n < BACKUP_DAYS)
		f->day[f->n++] = (struct backup_day) { (int)db_int(q, 0), db_int(q, 1), db_int(q, 2) };
	db_reset(q);
	return s == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
backup_facts_now(struct db *d, struct backup_info *b, struct backup_facts *f, struct err_note *note)
{
	enum err e = db_begin(d, DB_READ, note);

	if (e != ERR_OK)
		return e;
	e = read_counts(d, b, note);
	if (e == ERR_OK)
		e = read_heads(d, b, note);
	if (e == ERR_OK)
		e = read_days(d, f, note);
	db_rollback(d);
	return e;
}

char *
backup_facts_text(const struct backup_facts *f)
{
	json_t *days = json_array(), *j;
	char *text;

	for (size_t i = 0; i < f->n; i++)
		json_array_append_new(days, json_pack("[I, I, I]", (json_int_t)f->day[i].day,
		    (json_int_t)f->day[i].tickets, (json_int_t)f->day[i].total));
	j = json_pack("{s:o}", "days", days);
	text = json_text(j);
	json_decref(j);
	return text;
}

bool
backup_facts_read(struct backup_facts *f, const char *text, size_t len)
{
	json_t *j = NULL, *one;
	size_t i;

	f->n = 0;
	if (json_parse_object(text, len, &j, NULL) != ERR_OK)
		return false;
	json_array_foreach(json_object_get(j, "days"), i, one) {
		if (f->n == BACKUP_DAYS)
			break;
		f->day[f->n++] = (struct backup_day) { (int)json_integer_value(json_array_get(one, 0)),
		    json_integer_value(json_array_get(one, 1)), json_integer_value(json_array_get(one, 2)) };
	}
	json_decref(j);
	return true;
}

enum err
backup_facts_documents(struct db *d, const struct store_paths *p, struct backup_info *b,
    struct document_list *l, struct err_note *note)
{
	char home[sizeof p->db], path[BACKUP_PATH];
	struct db_stmt *q;
	enum db_step s;

	if (b->schema < SCHEMA_DOCUMENTS)
		return ERR_OK;
	q = db_query(d, "keep.documents", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	home_of(p, home, sizeof home);
	while ((s = db_step(q, note)) == DB_ROW) {
		const char *hash = db_text(q, 0);

		snprintf(path, sizeof path, "%s/documents/%.2s/%.2s/%s", home, hash,
		    strlen(hash) == 64 ? hash + 2 : "", hash);
		if (strlen(hash) != 64 || access(path, R_OK) != 0) {
			log_write(LOG_LEVEL_WARN, "backup: the content of a document is missing: %s", hash);
			continue;
		}
		document_list_add(l, hash, db_int(q, 1));
		b->documents++;
		b->document_bytes += db_int(q, 1);
	}
	db_reset(q);
	return s == DB_FAILED ? db_why(note) : ERR_OK;
}

void
backup_lock_of(const struct db_stmt *q, struct backup_lock *l)
{
	const void *p;
	size_t len = 0;

	*l = (struct backup_lock) { .passes = db_int(q, 3), .memory = db_int(q, 4),
		.made_at = db_int(q, 5), .tested_at = db_int(q, 7) };
	str_copy(l->kind, sizeof l->kind, db_text(q, 0));
	str_copy(l->made_by, sizeof l->made_by, db_text(q, 6));
	str_copy(l->tested_by, sizeof l->tested_by, db_text(q, 8));
	p = db_blob(q, 1, &len);
	if (len == LOCKBOX_KEY)
		memcpy(l->pub, p, len);
	p = db_blob(q, 2, &len);
	if (len == LOCKBOX_SALT)
		memcpy(l->salt, p, len);
}

enum err
backup_facts_locks(struct db *d, int64_t schema, struct backup_lock *l, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q;
	enum db_step s;

	*n = 0;
	if (schema < SCHEMA_LOCKS)
		return ERR_OK;
	q = db_query(d, "keep.locks", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	while ((s = db_step(q, note)) == DB_ROW && *n < BACKUP_LOCKS)
		backup_lock_of(q, &l[(*n)++]);
	db_reset(q);
	return s == DB_FAILED ? db_why(note) : ERR_OK;
}
