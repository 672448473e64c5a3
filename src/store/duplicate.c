/* Other rows that may be the same person (A13, rule S3). */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/phone.h"
#include "store/record_store.h"
#include "store/sealed.h"
#include "store/store_internal.h"

/* Ids of other customers with one of these phones: seen, or hidden (rule S3). */
enum err
phone_twins(struct store *st, const struct record *r, int64_t *ids, size_t cap, size_t *n,
    bool *hidden, struct err_note *note)
{
	const struct entity *e = r->entity;
	char rev[PHONE_SIZE + 2];
	int64_t found[16];
	size_t nfound = 0;

	*n = 0;
	*hidden = false;
	for (size_t i = 0; i < e->nfields; i++) {
		struct db_stmt *q;
		enum db_step step;

		if (e->fields[i].type != FIELD_PHONE || r->values[i].kind != VALUE_TEXT)
			continue;
		phone_reverse(r->values[i].s, rev, sizeof(rev));
		q = db_query(st->db, "phone_same",
		    DB_ARGS(DB_TEXT("rev", rev), DB_INT("id", r->id)), note);
		if (q == NULL)
			return db_why(note);
		while ((step = db_step(q, note)) == DB_ROW && nfound < 16)
			found[nfound++] = db_int(q, 0);
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
	}
	for (size_t i = 0; i < nfound; i++) {
		enum err rc = record_see(st, e, found[i], NULL);

		if (rc == ERR_NOTFOUND)
			*hidden = true;
		else if (rc != ERR_OK)
			return err_set(note, rc, "", "%s", err_text(rc));
		else if (*n < cap)
			ids[(*n)++] = found[i];
	}
	return ERR_OK;
}

static enum err
add_duplicate(struct store *st, const struct entity *e, int64_t id, const char *why,
    struct record_duplicate out[5], int *n, struct err_note *note)
{
	struct record *r;
	enum err rc;

	for (int i = 0; i < *n; i++) {
		if (out[i].id == id)
			return ERR_OK;
	}
	if (*n == 5)
		return ERR_OK;
	rc = record_load(st, e, id, &r, note);
	if (rc == ERR_NOTFOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	out[*n].id = id;
	str_copy(out[*n].code, sizeof(out[*n].code), record_text(r, "code"));
	str_copy(out[*n].name, sizeof(out[*n].name), record_text(r, "name"));
	str_copy(out[*n].why, sizeof(out[*n].why), why);
	(*n)++;
	record_free(r);
	return ERR_OK;
}

static enum err
add_from(struct store *st, const struct entity *e, const char *query,
    const struct db_arg *args, const char *why, struct record_duplicate out[5], int *n,
    struct err_note *note)
{
	struct db_stmt *q = db_query(st->db, query, args, note);
	int64_t ids[8];
	int count = 0;
	enum db_step step;
	enum err rc = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && count < 8)
		ids[count++] = db_int(q, 0);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	for (int i = 0; rc == ERR_OK && i < count; i++)
		rc = add_duplicate(st, e, ids[i], why, out, n, note);
	return rc;
}

static enum err
add_same_id(struct store *st, const struct record *r, struct record_duplicate out[5], int *n,
    struct err_note *note)
{
	const struct field *f = entity_field(r->entity, "id_number");
	char hash[SEALED_HASH];
	enum err rc = sealed_blind(st, r->entity, f, record_text(r, "id_number"), hash, note);

	if (rc == ERR_OK)
		rc = add_from(st, r->entity, "customer_same_id", DB_ARGS(DB_TEXT("hash", hash),
		    DB_INT("id", r->id)), _("same ID number"), out, n, note);
	return rc;
}

enum err
record_duplicates(struct store *st, const struct record *r, struct record_duplicate out[5],
    int *n, bool *hidden, struct err_note *note)
{
	const struct entity *e = r->entity;
	int64_t ids[5];
	size_t nids = 0;
	char *sort;
	enum err rc = own_card_only(st, note);

	*n = 0;
	*hidden = false;
	if (rc != ERR_OK || strcmp(e->name, "customer") != 0)
		return rc;
	rc = phone_twins(st, r, ids, 5, &nids, hidden, note);
	for (size_t i = 0; rc == ERR_OK && i < nids; i++)
		rc = add_duplicate(st, e, ids[i], _("same phone"), out, n, note);
	if (rc == ERR_OK && record_int(r, "birth") != 0) {
		sort = search_sort_of(r);
		rc = add_from(st, e, "customer_same_birth", DB_ARGS(DB_INT("birth", record_int(r, "birth")),
		    DB_TEXT("sort", sort), DB_INT("id", r->id)),
		    _("same name and birthday"), out, n, note);
		free(sort);
	}
	if (rc == ERR_OK && !str_empty(record_text(r, "id_number")))
		rc = add_same_id(st, r, out, n, note);
	return rc;
}
