/* Fields in which the one that stays takes the word of the one that goes. The two values change
 * places, so that nothing is kept twice and the way back finds both; the list of the merge holds
 * only keyed hashes of what was taken. Rule P15. */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/merge_parts.h"
#include "store/record_store.h"
#include "store/sealed.h"

/* Not what a merge moves or the store makes itself. */
bool
merge_may_take(const struct field *f)
{
	return !f->hidden && !f->readonly && f->type != FIELD_CODE && f->type != FIELD_REFS;
}

static void
swap(struct record *a, struct record *b, int i)
{
	struct value v = a->values[i];

	a->values[i] = b->values[i];
	b->values[i] = v;
}

static enum err
blind(struct store *st, const struct record *r, const struct field *f, char out[SEALED_HASH],
    struct err_note *note)
{
	char *text = field_to_text(f, &r->values[f->index]);
	enum err e = sealed_blind(st, r->entity, f, text, out, note);

	free(text);
	return e;
}

/* Both records as edited, the one that stays last. */
static enum err
save(struct store *st, const struct record *from, struct record *new_from,
    const struct record *into, struct record *new_into, struct err_note *note)
{
	enum err e = record_update(st, from, new_from, NULL, note);

	return e == ERR_OK ? record_update(st, into, new_into, NULL, note) : e;
}

enum err
merge_take(struct store *st, struct merge *m, struct record *gone, const char *take,
    struct err_note *note)
{
	struct record *into = NULL, *new_into, *new_gone;
	json_t *taken = json_object(), *v;
	const char *key;
	char name[40], hash[SEALED_HASH];
	enum err e = record_load(st, gone->entity, m->into, &into, note);

	json_object_set_new(m->body, "taken", taken);
	if (e != ERR_OK)
		return e;
	new_into = record_copy(into);
	new_gone = record_copy(gone);
	while (e == ERR_OK && str_next(&take, ',', name, sizeof(name))) {
		const struct field *f = entity_field(gone->entity, name);

		if (f == NULL || !merge_may_take(f))
			e = err_set(note, ERR_INVALID, "take", _("\"%s\" cannot be chosen in a merge."), name);
		else if (json_object_get(taken, name) == NULL &&
		    (e = blind(st, gone, f, hash, note)) == ERR_OK) {
			swap(new_into, new_gone, f->index);
			json_object_set_new(taken, name, json_string(hash));
		}
	}
	if (e == ERR_OK)
		e = save(st, gone, new_gone, into, new_into, note);
	/* What follows sees the one that goes as it is now. Its code stays where it is: m points there. */
	if (e == ERR_OK) {
		json_object_foreach(taken, key, v) {
			const struct field *f = entity_field(gone->entity, key);

			value_copy(&gone->values[f->index], &new_gone->values[f->index]);
		}
		gone->version = new_gone->version;
	}
	record_free(into);
	record_free(new_into);
	record_free(new_gone);
	return e;
}

enum err
merge_take_back(struct store *st, const struct merge *m, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "customer");
	json_t *taken = json_object_get(m->body, "taken"), *v;
	struct record *from = NULL, *into = NULL, *new_from = NULL, *new_into = NULL;
	char hash[SEALED_HASH];
	const char *name;
	bool any = false;
	enum err e;

	if (json_object_size(taken) == 0)
		return ERR_OK;
	if ((e = record_load(st, en, m->from, &from, note)) == ERR_OK)
		e = record_load(st, en, m->into, &into, note);
	if (e == ERR_OK) {
		new_from = record_copy(from);
		new_into = record_copy(into);
	}
	json_object_foreach(taken, name, v) {
		const struct field *f = entity_field(en, name);

		if (e != ERR_OK || f == NULL || (e = blind(st, into, f, hash, note)) != ERR_OK)
			continue;
		/* Changed since the merge: both stay as they are. */
		if (!str_eq(hash, json_string_value(v)))
			continue;
		swap(new_from, new_into, f->index);
		any = true;
	}
	if (e == ERR_OK && any)
		e = save(st, from, new_from, into, new_into, note);
	record_free(from);
	record_free(into);
	record_free(new_from);
	record_free(new_into);
	return e;
}
