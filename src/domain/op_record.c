/* add, edit, delete, get of any entity. */
#include "domain/op_parts.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "store/record_store.h"

static enum err
find_entity(struct store *st, const json_t *rq, bool to_write, const struct entity **out,
    struct err_note *note)
{
	const char *name;
	enum err e = arg_need(rq, "entity", &name, note);

	if (e != ERR_OK)
		return e;
	*out = model_entity(store_model(st), name);
	if (*out == NULL)
		return err_set(note, ERR_INVALID, "entity",
		    _("There is no entity \"%s\"."), name);
	if (to_write && (*out)->readonly)
		return err_set(note, ERR_DENIED, "entity",
		    _("%s are made by their own operations, not by hand."), tr((*out)->plural));
	return ERR_OK;
}

static enum err
get_fields(const json_t *rq, const json_t **out, struct err_note *note)
{
	*out = json_object_get(rq, "fields");
	if (!json_is_object(*out))
		return err_set(note, ERR_INVALID, "fields",
		    _("\"fields\" must be an object."));
	return ERR_OK;
}

static void
put_record(json_t *reply, const struct record *r, bool with_fields)
{
	const struct field *key = r->entity->key;

	json_object_set_new(reply, "id", json_integer(r->id));
	if (key != NULL)
		json_object_set_new(reply, "code", json_string(record_text(r, key->name)));
	json_object_set_new(reply, "version", json_integer(r->version));
	if (with_fields)
		json_object_set_new(reply, "fields", record_to_json(r, true));
}

/* By id or code. */
static enum err
load_named(struct store *st, const struct entity *en, const json_t *rq,
    struct record **out, struct err_note *note)
{
	const char *code;
	int64_t id;
	enum err e = arg_text(rq, "code", &code, note);

	if (e == ERR_OK)
		e = arg_int(rq, "id", 1, 0, &id, note);
	if (e != ERR_OK)
		return e;
	if (id == 0 && code == NULL)
		return err_set(note, ERR_INVALID, "code", _("Say which: id or code."));
	if (id == 0)
		return record_load_code(st, en, code, out, note);
	e = record_load(st, en, id, out, note);
	if (e == ERR_OK && code != NULL && en->key != NULL &&
	    !str_eq(code, record_text(*out, en->key->name))) {
		record_free(*out);
		*out = NULL;
		return err_set(note, ERR_INVALID, "code", _("id and code name different rows."));
	}
	return e;
}

enum err
op_add(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const struct entity *en;
	const json_t *fields;
	struct record *r;
	enum err e = find_entity(st, rq, true, &en, note);

	if (e == ERR_OK)
		e = get_fields(rq, &fields, note);
	if (e != ERR_OK)
		return e;
	r = record_new(en);
	record_preset(r, store_format(st), clock_today());
	e = record_from_json(r, store_format(st), fields, note);
	if (e == ERR_OK)
		e = record_insert(st, r, note);
	if (e == ERR_OK)
		put_record(reply, r, true);
	record_free(r);
	return e;
}

enum err
op_edit(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct record *base = NULL, *edited = NULL;
	const struct entity *en;
	const json_t *fields;
	int64_t version;
	enum err e = find_entity(st, rq, true, &en, note);

	if (e == ERR_OK)
		e = get_fields(rq, &fields, note);
	if (e == ERR_OK)
		e = arg_int(rq, "version", 1, 0, &version, note);
	if (e == ERR_OK)
		e = load_named(st, en, rq, &base, note);
	if (e != ERR_OK)
		return e;
	if (version != 0 && version != base->version) {
		e = err_set(note, ERR_CONFLICT, "version",
		    _("Somebody else changed it: read it again."));
		goto out;
	}
	edited = record_copy(base);
	e = record_from_json(edited, store_format(st), fields, note);
	if (e == ERR_OK)
		e = record_update(st, base, edited, NULL, note);
	if (e == ERR_OK)
		put_record(reply, edited, true);
out:
	record_free(edited);
	record_free(base);
	return e;
}

enum err
op_delete(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const struct entity *en;
	struct record *r = NULL;
	int64_t version;
	enum err e = find_entity(st, rq, true, &en, note);

	if (e == ERR_OK)
		e = arg_int(rq, "version", 1, 0, &version, note);
	if (e == ERR_OK)
		e = load_named(st, en, rq, &r, note);
	if (e == ERR_OK)
		e = record_delete(st, en, r->id, version, note);
	if (e == ERR_OK) {
		json_object_set_new(reply, "id", json_integer(r->id));
		if (en->key != NULL)
			json_object_set_new(reply, "code",
			    json_string(record_text(r, en->key->name)));
	}
	record_free(r);
	return e;
}

enum err
op_get(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const struct entity *en;
	struct record *r = NULL;
	enum err e = find_entity(st, rq, false, &en, note);

	if (e == ERR_OK)
		e = load_named(st, en, rq, &r, note);
	if (e == ERR_OK)
		put_record(reply, r, true);
	record_free(r);
	return e;
}
