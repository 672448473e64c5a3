/* Is a row of the file here already (A13): by code, else by another unique
 * field, else by phone, else by name and birth day. A row with nothing but a
 * name is the same as a record with nothing but that name, or importing a file
 * twice would add it twice. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/import_part.h"
#include "store/query.h"

#define RELATED_MAX 500

static const struct value *
value_of(const struct record *r, const struct field *f)
{
	return &r->values[f->index];
}

static bool
is_given(const struct record *r, const struct field *f)
{
	return f != NULL && value_of(r, f)->kind != VALUE_NULL;
}

/* First row of a list with these exact conditions. */
static enum err
first_of(struct store *st, struct list_query *q, int64_t *id, struct err_note *note)
{
	struct record_page page;
	enum err e = list_page(st, q, NULL, true, 1, &page, note);

	if (e != ERR_OK)
		return e;
	*id = page.nrows > 0 ? page.rows[0]->id : 0;
	record_page_fini(&page);
	return *id != 0 ? ERR_OK : ERR_NOTFOUND;
}

static enum err
by_field(struct store *st, const struct record *r, const struct field *f, int64_t *id,
    struct err_note *note)
{
	const struct entity *e = r->entity;
	struct list_query q = { .entity = e };
	char *text = NULL, *sort = NULL, *cond;
	enum err err;

	if (strcmp(e->name, "product") == 0 && strcmp(f->name, "barcode") == 0)
		return store_get_int(st, "import_same_barcode",
		    DB_ARGS(DB_TEXT("text", record_text(r, f->name))), id, note);
	if (f == e->title_field && (strcmp(e->name, "product") == 0 ||
	    strcmp(e->name, "customer") == 0)) {
		sort = utf8_sort_key(record_text(r, f->name));
		err = store_get_int(st, e->name[0] == 'c' ? "import_same_customer" :
		    "import_same_product", DB_ARGS(DB_TEXT("sort", sort)), id, note);
		free(sort);
		return err;
	}
	text = field_format(f, store_format(st), value_of(r, f));
	cond = xasprintf("==%s", text);
	err = list_query_add(&q, store_format(st), clock_today(), f, cond, note);
	if (err == ERR_OK)
		err = first_of(st, &q, id, note);
	list_query_fini(&q);
	free(cond);
	free(text);
	return err;
}

/* Entities without a key (contacts, rights): the same when all that is
 * required is the same. */
static bool
same_required(const struct record *a, const struct record *b)
{
	const struct entity *e = a->entity;
	size_t i;

	for (i = 0; i < e->nfields; i++)
		if (e->fields[i].required && e->fields[i].type != FIELD_VERBS &&
		    !value_eq(&a->values[i], &b->values[i]))
			return false;
	return true;
}

static enum err
by_required(struct store *st, const struct record *r, int64_t *id, struct err_note *note)
{
	const struct entity *e = r->entity, *target;
	struct list_query q = { .entity = e };
	struct record_page page;
	struct record *full;
	size_t i;
	enum err err = ERR_OK;

	for (i = 0; i < e->nfields && q.parent_field == NULL; i++)
		if (e->fields[i].required && e->fields[i].type == FIELD_REF)
			q.parent_field = &e->fields[i];
	if (q.parent_field == NULL)
		return ERR_NOTFOUND;
	target = model_entity(store_model(st), q.parent_field->entity);
	err = record_id(st, target, record_text(r, q.parent_field->name), &q.parent_id, note);
	if (err == ERR_OK)
		err = list_page(st, &q, NULL, true, RELATED_MAX, &page, note);
	if (err != ERR_OK)
		return err;
	err = ERR_NOTFOUND;
	/* The rows of a list hold its columns only. */
	for (i = 0; i < page.nrows && err == ERR_NOTFOUND; i++) {
		if ((err = record_load(st, e, page.rows[i]->id, &full, note)) != ERR_OK)
			break;
		if (same_required(r, full))
			*id = full->id;
		else
			err = ERR_NOTFOUND;
		record_free(full);
	}
	record_page_fini(&page);
	return err;
}

static const struct field *
birth_field(const struct entity *e)
{
	const struct field *f = entity_field(e, "birth");

	return f != NULL && f->type == FIELD_BIRTH ? f : NULL;
}

static bool
has_phone(const struct record *r)
{
	size_t i;

	for (i = 0; i < r->entity->nfields; i++)
		if (r->entity->fields[i].type == FIELD_PHONE && r->values[i].kind != VALUE_NULL)
			return true;
	return false;
}

/* Only a name to go by, and the entity is one where that is enough. */
static bool
by_name_alone(const struct record *r)
{
	const struct entity *e = r->entity;

	return e->title_field != NULL && is_given(r, e->title_field) && !has_phone(r) &&
	    !(birth_field(e) != NULL && is_given(r, birth_field(e)));
}

static enum err
in_store(struct store *st, const struct record *r, enum import_why *why, int64_t *id,
    struct err_note *note)
{
	struct record_duplicate dup[5];
	const struct entity *e = r->entity;
	bool has_code = e->key != NULL && is_given(r, e->key), hidden;
	const char *same_phone = _("same phone"), *same_birth = _("same name and birthday");
	enum err err;
	size_t i;
	int n, k;

	*why = WHY_CODE;
	if (has_code && (err = record_id(st, e, record_text(r, e->key->name), id, note)) != ERR_NOTFOUND)
		return err;
	for (i = 0; i < e->nfields; i++)
		if (e->fields[i].unique && &e->fields[i] != e->key && is_given(r, &e->fields[i]) &&
		    (err = by_field(st, r, &e->fields[i], id, note)) != ERR_NOTFOUND)
			return err;
	if ((err = record_duplicates(st, r, dup, &n, &hidden, note)) != ERR_OK)
		return err;
	for (k = 0; k < n; k++) {
		if (strcmp(dup[k].why, same_phone) == 0) {
			*why = WHY_PHONE;
			*id = dup[k].id;
			return ERR_OK;
		}
	}
	*why = WHY_NAME;
	for (k = 0; k < n && !has_code; k++) {
		if (strcmp(dup[k].why, same_birth) == 0) {
			*id = dup[k].id;
			return ERR_OK;
		}
	}
	if (has_code)
		return ERR_NOTFOUND;
	if (e->key == NULL)
		return by_required(st, r, id, note);
	return by_name_alone(r) ? by_field(st, r, e->title_field, id, note) : ERR_NOTFOUND;
}

/* ---- the same among the rows that a dry run would have added ---- */

/* all: what later rows may know it by; else what this row would be looked for by. */
static void
each_key(const struct record *r, bool all,
    bool (*each)(void *arg, enum import_why why, const char *key), void *arg)
{
	const struct entity *e = r->entity;
	const struct field *birth = birth_field(e);
	bool has_code = e->key != NULL && is_given(r, e->key), go = true;
	struct strbuf b = { 0 };
	char *text;
	size_t i;

	for (i = 0; i < e->nfields && go; i++) {
		if (!is_given(r, &e->fields[i]) || !(e->fields[i].unique ||
		    (e->fields[i].type == FIELD_PHONE && strcmp(e->name, "customer") == 0)))
			continue;
		text = field_to_text(&e->fields[i], &r->values[i]);
		strbuf_clear(&b);
		strbuf_addf(&b, "%s\t%s", e->fields[i].unique ? e->fields[i].name : "phone", text);
		free(text);
		go = each(arg, e->fields[i].unique ? WHY_CODE : WHY_PHONE, strbuf_str(&b));
	}
	strbuf_clear(&b);
	if (e->key == NULL) {
		strbuf_add(&b, "all");
		for (i = 0; i < e->nfields; i++) {
			if (!e->fields[i].required || e->fields[i].type == FIELD_VERBS)
				continue;
			text = field_to_text(&e->fields[i], &r->values[i]);
			strbuf_addf(&b, "\t%s", text);
			free(text);
		}
	} else if (e->title_field != NULL && (all || !has_code) && is_given(r, e->title_field)) {
		text = utf8_sort_key(record_text(r, e->title_field->name));
		if (birth != NULL && is_given(r, birth))
			strbuf_addf(&b, "birth\t%lld\t%s", (long long)value_of(r, birth)->i, text);
		else if (by_name_alone(r))
			strbuf_addf(&b, "name\t%s", text);
		free(text);
	}
	if (go && b.len > 0)
		each(arg, WHY_NAME, strbuf_str(&b));
	strbuf_fini(&b);
}

struct looking { const struct import_seen *seen; enum import_why why; };

static bool
look(void *arg, enum import_why why, const char *key)
{
	struct looking *l = arg;

	if (import_text_find(l->seen->buckets, key) == NULL)
		return true;
	l->why = why;
	return false;
}

static bool
keep(void *arg, enum import_why why, const char *key)
{
	struct import_seen *seen = arg;

	(void)why;
	import_text_put(&seen->buckets, &seen->n, key, "");
	return true;
}

void
import_seen_add(struct import_seen *seen, const struct record *r)
{
	each_key(r, true, keep, seen);
}

void
import_seen_fini(struct import_seen *seen)
{
	import_text_fini(&seen->buckets, &seen->n);
}

enum err
import_match(struct store *st, const struct record *r, const struct import_seen *seen,
    enum import_why *why, int64_t *id, struct err_note *note)
{
	struct looking l = { .seen = seen, .why = WHY_NEW };
	enum err e;

	*id = 0;
	if ((e = in_store(st, r, why, id, note)) != ERR_NOTFOUND)
		return e;
	if (note != NULL)
		*note = (struct err_note) { 0 };
	if (seen->n > 0)
		each_key(r, false, look, &l);
	*why = l.why;
	return ERR_OK;
}
