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

/* What the migrations call in English, for who never reads English. */
static const struct { const char *entity, *code, *name; } first_words[] = {
	{ "channel", "CALL", NC_("first word", "Call") },
	{ "channel", "MAIL", NC_("first word", "E-mail") },
	{ "channel", "MEET", NC_("first word", "Meeting") },
	{ "channel", "VISIT", NC_("first word", "Visit") },
	{ "channel", "CHAT", NC_("first word", "Message") },
	{ "suggestion_kind", "COMPLAINT", NC_("first word", "Complaint") },
	{ "suggestion_kind", "SUGGESTION", NC_("first word", "Suggestion") },
	{ "suggestion_kind", "PRAISE", NC_("first word", "Praise") },
	{ "churn_kind", "STOPPED", NC_("first word", "Stopped buying") },
	{ "churn_kind", "COMPETITOR", NC_("first word", "Went to a competitor") },
	{ "churn_kind", "MOVED", NC_("first word", "Moved away") },
	{ "churn_kind", "CLOSED", NC_("first word", "Closed down") },
	{ "churn_reason", "PRICE", NC_("first word", "Price") },
	{ "churn_reason", "SERVICE", NC_("first word", "Service") },
	{ "churn_reason", "PRODUCT", NC_("first word", "Product") },
	{ "churn_reason", "OTHER", NC_("first word", "Other") },
	{ "reminder_rule", "APPOINTMENT", NC_("first word", "Appointments") },
	{ "reminder_rule", "CONTRACT", NC_("first word", "Contracts that end") },
	{ "reminder_rule", "CALLBACK", NC_("first word", "Contact again") },
	{ "reminder_rule", "BIRTHDAY", NC_("first word", "Birthdays") },
	{ "reminder_rule", "HOLIDAY", NC_("first word", "Holidays") },
	{ "reminder_rule", "ORDER", NC_("first word", "Late orders") },
	{ "reminder_rule", "GIFT", NC_("first word", "Gifts running out") },
	{ "reminder_rule", "POINTS", NC_("first word", "Points that expire") },
	{ "reminder_rule", "IDLE", NC_("first word", "No purchase for long") },
	{ "label_format", "A4-24", NC_("first word", "A4, 3 x 8 of 70 x 37 mm") },
	{ "label_format", "A4-65", NC_("first word", "A4, 5 x 13 of 38.1 x 21.2 mm") },
	{ "label_format", "A4-21", NC_("first word", "A4, 3 x 7 of 63.5 x 38.1 mm") },
	{ "label_format", "A4-14", NC_("first word", "A4, 2 x 7 of 99.1 x 38.1 mm") },
	{ "label_format", "A4-10", NC_("first word", "A4, 2 x 5 cards of 85.6 x 54 mm") },
	{ "label_format", "LETTER-30", NC_("first word", "Letter, 3 x 10 of 66.7 x 25.4 mm") },
	{ "label_format", "R40X30", NC_("first word", "Roll, 40 x 30 mm") },
	{ "label_format", "R50X30", NC_("first word", "Roll, 50 x 30 mm") },
	{ "label_format", "R70X40", NC_("first word", "Roll, 70 x 40 mm") },
};

static enum err
translate_first_words(struct store *st, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof first_words / sizeof *first_words; i++) {
		const struct entity *en = model_entity(st->model, first_words[i].entity);
		const char *name = tr_ctx("first word", first_words[i].name);
		struct record *base = NULL, *r;

		if (str_eq(name, first_words[i].name))
			continue;
		e = record_load_code(st, en, first_words[i].code, &base, note);
		if (e != ERR_OK)
			break;
		r = record_copy(base);
		record_set_text(r, "name", name);
		e = record_update(st, base, r, NULL, note);
		record_free(r);
		record_free(base);
	}
	return e;
}

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
	bool own = in->lang != NULL;	/* the shop's own words, not the program's */
	const char *group[] = { "code", "admin", "name", own ? _("Administrators") : "Administrators",
		"admin", "true", NULL };
	const char *till[] = { "code", "T1", "name", own ? _("Till 1") : "Till 1", "store", "S1", NULL };
	const char *user[] = { "code", "admin", "name", own ? _("Administrator") : "Administrator",
		"groups", "admin", "store", "S1", "active", "true", NULL };
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
	if (e == ERR_OK && own)
		e = translate_first_words(st, note);
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
