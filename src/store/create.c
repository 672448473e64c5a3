#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "db/migrate.h"
#include "store/query.h"
#include "store/store_internal.h"

/* Series of codes: prefix and digits. */
static const struct { const char *name, *prefix; int digits; } series_table[] = {
	{ "customer", "KH", 6 },
	{ "product", "SP", 5 },
	{ "user", "NV", 3 },
	{ "store", "CH", 2 },
};

static enum err
make_folder(const char *db_path, struct err_note *note)
{
	char dir[512];
	char *slash;

	str_copy(dir, sizeof(dir), db_path);
	slash = strrchr(dir, '/');
	if (slash == NULL || slash == dir)
		return ERR_OK;
	*slash = '\0';
	for (char *p = dir + 1; ; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		{
			char keep = *p;

			*p = '\0';
			if (mkdir(dir, 0700) != 0 && errno != EEXIST)
				return err_set(note, ERR_IO, "",
				    _("The folder %s cannot be made: %s"), dir, strerror(errno));
			*p = keep;
		}
		if (*p == '\0')
			return ERR_OK;
	}
}

static enum err
add_row(struct store *st, const char *entity, const char *const *pairs, struct err_note *note)
{
	const struct entity *e = model_entity(st->model, entity);
	struct record *r = record_new(e);
	enum err rc = ERR_OK;

	record_preset(r, &st->format, clock_today());
	for (; rc == ERR_OK && pairs[0] != NULL; pairs += 2)
		rc = field_from_text(entity_field(e, pairs[0]), &st->format, pairs[1],
		    record_value(r, pairs[0]), note);
	if (rc == ERR_OK)
		rc = record_insert(st, r, note);
	record_free(r);
	return rc;
}

static enum err
fill(struct store *st, const struct store_init *in, struct err_note *note)
{
	static const char *const group[] = { "code", "admin", "name", "Administrators", "admin", "true", NULL };
	static const char *const till[] = { "code", "T1", "name", "Till 1", "store", "S1", NULL };
	static const char *const user[] = { "code", "admin", "name", "Administrator", "groups", "admin",
		"store", "S1", "active", "true", NULL };
	const char *shop[] = { "code", "S1", "name", in->name != NULL ? in->name : "Quen", "kind", "shop", NULL };
	const char *currency = in->currency != NULL ? in->currency : "VND";
	const struct currency *c = currency_find(currency);
	char unit[16];
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof(series_table) / sizeof(*series_table); i++) {
		st->asked = true;
		e = store_run(st, "number_series_add", DB_ARGS(DB_TEXT("name", series_table[i].name),
		    DB_TEXT("prefix", series_table[i].prefix),
		    DB_INT("digits", series_table[i].digits)), NULL, note);
	}
	if (e == ERR_OK)
		e = setting_set(st, "shop.currency", currency, note);
	if (e == ERR_OK && in->zone != NULL)
		e = setting_set(st, "shop.zone", in->zone, note);
	if (e == ERR_OK && in->name != NULL)
		e = setting_set(st, "shop.name", in->name, note);
	if (e == ERR_OK && in->lang != NULL)
		e = setting_set(st, "shop.lang", in->lang, note);
	if (e == ERR_OK && in->lang != NULL)
		e = setting_set(st, "receipt.lang", in->lang, note);
	if (e == ERR_OK && c != NULL) {
		snprintf(unit, sizeof(unit), "%d", c->cash_unit);
		e = setting_set(st, "cash.rounding", unit, note);
	}
	if (e == ERR_OK)
		e = add_row(st, "store", shop, note);
	if (e == ERR_OK)
		e = add_row(st, "till", till, note);
	if (e == ERR_OK)
		e = add_row(st, "group", group, note);
	if (e == ERR_OK)
		e = add_row(st, "user", user, note);
	return e;
}

enum err
store_create(const struct store_paths *p, const struct store_init *in, struct err_note *note)
{
	struct db_options o = { .sql_dir = p->sql, .create = true,
	    .sealed = in->encrypt || str_eq(getenv("QUEN_ENCRYPT"), "1") };
	struct store *st = NULL;
	struct actor *a = NULL;
	struct db *d = NULL;
	int version;
	enum err e = make_folder(p->db, note);

	if (e == ERR_OK)
		e = db_open(p->db, &o, &d, note);
	if (e == ERR_OK)
		e = migrate_version(d, &version, note);
	if (e == ERR_OK && version != 0)
		e = err_set(note, ERR_CONFLICT, "",
		    _("There is a store at %s already; it was left alone."), p->db);
	if (e == ERR_OK)
		e = migrate_run(d, note);
	db_close(d);
	if (e != ERR_OK)
		return e;
	e = store_open(p, &st, note);
	if (e == ERR_OK)
		e = actor_open(st, NULL, &a, note);
	if (e == ERR_OK)
		e = store_begin(st, a, true, note);
	if (e == ERR_OK) {
		e = fill(st, in, note);
		if (e == ERR_OK)
			e = store_commit(st, note);
		else
			store_rollback(st);
	}
	if (e == ERR_OK)
		e = store_durable(st, note);
	actor_close(a);
	store_close(st);
	return e;
}
