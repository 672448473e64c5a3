#include "domain/contact.h"

#include "store/query.h"
#include "store/record_store.h"

enum err
contact_before(struct store *st, const struct record *old, struct record *r, struct err_note *note)
{
	(void)st;
	(void)old;
	(void)note;
	if (r != NULL && record_int(r, "former") != 0)
		record_set_int(r, "main", 0);
	return ERR_OK;
}

/* The other main contact of this customer, 0: none. Rows are changed one by one, through the gate:
 * each has its version and its line on the trail. */
static enum err
other_main(struct store *st, const struct record *r, int64_t *id, struct err_note *note)
{
	enum err e = store_get_int(st, "contact.other_main", DB_ARGS(DB_INT("id", r->id)), id, note);

	if (e != ERR_NOTFOUND)
		return e;
	*id = 0;
	return ERR_OK;
}

enum err
contact_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	struct record *base, *edited;
	int64_t id = 0;
	enum err e;

	(void)old;
	if (r == NULL || record_int(r, "main") == 0)
		return ERR_OK;
	e = other_main(st, r, &id, note);
	while (e == ERR_OK && id != 0) {
		e = record_load(st, r->entity, id, &base, note);
		if (e != ERR_OK)
			return e;
		edited = record_copy(base);
		record_set_int(edited, "main", 0);
		e = record_update(st, base, edited, NULL, note);
		record_free(edited);
		record_free(base);
		if (e == ERR_OK)
			e = other_main(st, r, &id, note);
	}
	return e;
}
