/* The text of a quotation or an order: filled from its template, frozen when it goes out.
 * Rule C3: what was issued stays as it was, whatever becomes of template, customer, product. */
#include "domain/offer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/template.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"

#define BODY_VERSION 1

struct filling {
	struct store *st;
	const struct offer *o;
	struct format fm;		/* of the template's language */
	const struct template *t;
	json_t *fields;			/* texts by name */
	json_t *blocks;
	json_t *table;			/* of the block that is being made, or NULL; borrowed */
	json_t *pairs;			/* likewise */
};

/* ---- fields ---- */

static void
put(json_t *fields, const char *name, const char *text)
{
	if (!str_empty(text))
		json_object_set_new(fields, name, json_string(text));
}

static void
put_day(struct filling *f, const char *name, day_t day)
{
	char buf[40];

	if (day != 0)
		put(f->fields, name, day_format(f->fm.locale, day, buf, sizeof buf));
}

static void
put_money(struct filling *f, const char *name, int64_t minor)
{
	char buf[64];

	put(f->fields, name, money_format(f->fm.locale, f->fm.currency, minor, buf, sizeof buf));
}

static enum err
put_customer(struct filling *f, struct err_note *note)
{
	static const char *const names[][2] = { { "customer.code", "code" },
		{ "customer.name", "name" }, { "customer.address", "address" },
		{ "customer.phone", "phone" }, { "customer.email", "email" },
		{ "customer.id_number", "id_number" } };
	const struct entity *en = model_entity(store_model(f->st), "customer");
	struct record *r = NULL;
	enum err e = record_load_code(f->st, en, f->o->customer, &r, note);

	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		put(f->fields, names[i][0], record_text(r, names[i][1]));
	record_free(r);
	return ERR_OK;
}

/* What was typed into the head of the document. */
static enum err
put_document(struct filling *f, struct err_note *note)
{
	static const char *const names[] = { "subject", "contact", "address", "terms", "note" };
	const struct entity *en = offer_entity(f->st, f->o->kind);
	const struct field *store = entity_field(en, "store");
	struct record *r = NULL;
	enum err e = record_load(f->st, en, f->o->id, &r, note);

	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (entity_field(en, names[i]) != NULL)
			put(f->fields, names[i], record_text(r, names[i]));
	put(f->fields, "store.name", r->labels[store->index]);
	record_free(r);
	return ERR_OK;
}

static enum err
gather(struct filling *f, struct err_note *note)
{
	const struct offer *o = f->o;
	char num[32];
	enum err e;

	put(f->fields, "shop.name", setting_text(f->st, "shop.name"));
	put(f->fields, "shop.address", setting_text(f->st, "shop.address"));
	put(f->fields, "shop.phone", setting_text(f->st, "shop.phone"));
	put(f->fields, "currency", f->fm.currency->code);
	put(f->fields, "number", o->number);
	put(f->fields, "user.name", actor_name(store_actor(f->st)));
	put_day(f, "day", o->day);
	put_day(f, o->kind == OFFER_QUOTATION ? "valid_until" : "due_day", o->until);
	put_money(f, "gross", o->sale.gross);
	put_money(f, "discount", o->sale.off);
	put_money(f, "total", o->sale.total);
	put(f->fields, "lines", locale_format_int(f->fm.locale, (int64_t)o->sale.nlines, num, sizeof num));
	e = put_document(f, note);
	return e == ERR_OK ? put_customer(f, note) : e;
}

/* Of a sample: every field shows its name. */
static enum err
name_fields(struct filling *f)
{
	const char *name;
	char text[64];

	for (size_t i = 0; (name = template_field_at(i)) != NULL; i++) {
		snprintf(text, sizeof text, "[%s]", name);
		put(f->fields, name, text);
	}
	return ERR_OK;
}

/* ---- the table ---- */

static const struct { const char *key, *kind; int width; bool grow; } column_kinds[] = {
	{ "n", "int", 3, false }, { "code", "text", 9, false }, { "name", "text", 18, true },
	{ "unit", "text", 6, false }, { "qty", "quantity", 5, false },
	{ "list_price", "money", 10, false }, { "price", "money", 10, false },
	{ "gross", "money", 11, false }, { "discount", "money", 9, false },
	{ "net", "money", 11, false },
};

static json_t *
cell(const struct sale_line *l, size_t i, const char *key)
{
	if (strcmp(key, "n") == 0)
		return json_integer((json_int_t)i + 1);
	if (strcmp(key, "code") == 0)
		return json_string(l->code);
	if (strcmp(key, "name") == 0)
		return json_string(l->name);
	if (strcmp(key, "unit") == 0)
		return json_string(l->unit);
	if (strcmp(key, "qty") == 0)
		return json_integer(l->qty_milli);
	if (strcmp(key, "list_price") == 0)
		return json_integer(l->list_price);
	if (strcmp(key, "price") == 0)
		return json_integer(l->unit_price);
	if (strcmp(key, "gross") == 0)
		return json_integer(l->gross);
	if (strcmp(key, "discount") == 0)
		return l->off != 0 ? json_integer(l->off) : json_null();
	return json_integer(l->net);
}

/* The first @column starts the table with all of its rows; the others have been seen then. */
static void
start_table(struct filling *f)
{
	json_t *columns = json_array(), *rows = json_array();

	for (size_t i = 0; i < f->t->n; i++) {
		const struct template_line *l = &f->t->lines[i];

		for (size_t k = 0; l->kind == TEMPLATE_COLUMN &&
		    k < sizeof column_kinds / sizeof *column_kinds; k++)
			if (strcmp(column_kinds[k].key, l->key) == 0)
				json_array_append_new(columns, json_pack("{s:s, s:s, s:s, s:i, s:b}",
				    "key", l->key, "title", l->label, "kind", column_kinds[k].kind,
				    "width", column_kinds[k].width, "grow", column_kinds[k].grow));
	}
	for (size_t i = 0; i < f->o->sale.nlines; i++) {
		json_t *row = json_array(), *c;
		size_t k;

		json_array_foreach(columns, k, c)
			json_array_append_new(row, cell(&f->o->sale.lines[i], i,
			    json_string_value(json_object_get(c, "key"))));
		json_array_append_new(rows, row);
	}
	f->table = json_pack("{s:s, s:o, s:o, s:[]}", "is", "table", "columns", columns,
	    "rows", rows, "totals");
	json_array_append_new(f->blocks, f->table);
}

static void
add_total(struct filling *f, const struct template_line *l)
{
	const struct sale *s = &f->o->sale;
	int64_t v = strcmp(l->key, "gross") == 0 ? s->gross :
	    strcmp(l->key, "discount") == 0 ? s->off : s->total;

	if (f->table == NULL)
		start_table(f);
	/* Without discounts the total says it all. */
	if (s->off == 0 && strcmp(l->key, "total") != 0)
		return;
	json_array_append_new(json_object_get(f->table, "totals"), json_pack("{s:s, s:s, s:I}",
	    "key", l->key, "label", l->label, "amount", (json_int_t)v));
}

/* ---- lines ---- */

static void
add_pair(struct filling *f, const char *label, const char *value)
{
	if (f->pairs == NULL) {
		f->pairs = json_array();
		json_array_append_new(f->blocks, json_pack("{s:s, s:o}", "is", "pairs", "pairs", f->pairs));
	}
	json_array_append_new(f->pairs, json_pack("[s,s]", label, value));
}

static const char *
name_of(enum template_line_kind k)
{
	switch (k) {
	case TEMPLATE_TITLE:
		return "title";
	case TEMPLATE_STRONG:
		return "strong";
	case TEMPLATE_SMALL:
		return "small";
	case TEMPLATE_SIGN:
		return "sign";
	case TEMPLATE_GAP:
		return "gap";
	default:
		return "text";
	}
}

static enum err
add_line(struct filling *f, json_t *body, const struct template_line *l, struct err_note *note)
{
	char *text = NULL;
	enum err e;

	if (l->kind == TEMPLATE_COLUMN) {
		if (f->table == NULL)
			start_table(f);
		return ERR_OK;
	}
	if (l->kind == TEMPLATE_TOTAL) {
		add_total(f, l);
		return ERR_OK;
	}
	if (l->kind != TEMPLATE_FIELD)
		f->pairs = NULL;
	e = template_fill(l->text, f->fields, &text, note);
	if (e != ERR_OK || text == NULL)
		return e;
	if (l->kind == TEMPLATE_FIELD)
		add_pair(f, l->label, text);
	else if (l->kind == TEMPLATE_HEADER || l->kind == TEMPLATE_FOOTER)
		json_object_set_new(body, l->kind == TEMPLATE_HEADER ? "header" : "footer",
		    json_string(text));
	else
		json_array_append_new(f->blocks, json_pack("{s:s, s:s}", "is", name_of(l->kind),
		    "text", text));
	if (l->kind == TEMPLATE_TITLE)
		json_object_set_new(body, "title", json_string(text));
	free(text);
	return ERR_OK;
}

static enum err
fill(struct store *st, const struct offer *o, const char *lang, const char *text, json_t *body,
    struct err_note *note)
{
	struct template *t = xcalloc(1, sizeof *t);
	struct filling f = { .st = st, .o = o, .t = t, .fm = *store_format(st) };
	enum err e = template_read(text, t, note);

	f.fm.locale = locale_find(lang);
	f.fields = json_object();
	f.blocks = json_array();
	if (e == ERR_OK)
		e = o->id != 0 ? gather(&f, note) : name_fields(&f);
	json_object_set_new(body, "v", json_integer(BODY_VERSION));
	json_object_set_new(body, "document", json_string(offer_name(o->kind)));
	json_object_set_new(body, "number", json_string(o->number));
	json_object_set_new(body, "lang", json_string(lang));
	json_object_set_new(body, "currency", json_string(f.fm.currency->code));
	json_object_set_new(body, "total", json_integer(o->sale.total));
	for (size_t i = 0; e == ERR_OK && i < t->n; i++)
		e = add_line(&f, body, &t->lines[i], note);
	json_object_set_new(body, "blocks", f.blocks);
	json_decref(f.fields);
	template_fini(t);
	free(t);
	return e;
}

/* ---- which template ---- */

static enum err
read_template(struct db_stmt *q, char code[32], char lang[8], char **text, struct err_note *note)
{
	enum db_step step = q != NULL ? db_step(q, note) : DB_FAILED;

	if (step == DB_ROW) {
		str_copy(code, 32, db_text(q, 1));
		str_copy(lang, 8, db_text(q, 2));
		*text = xstrdup(db_text(q, 3));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* The one that was chosen, the shop's own in the user's language, the shipped one. */
static enum err
find_template(struct store *st, const struct offer *o, char code[32], char lang[8], char **text,
    struct err_note *note)
{
	enum err e = ERR_OK;

	*text = NULL;
	str_copy(lang, 8, store_format(st)->locale->lang);
	if (o->template_id != 0)
		e = read_template(store_query(st, "offer.template", DB_ARGS(DB_INT("id", o->template_id)),
		    note), code, lang, text, note);
	if (e == ERR_OK && *text == NULL)
		e = read_template(store_query(st, "offer.template_for", DB_ARGS(
		    DB_TEXT("kind", offer_name(o->kind)), DB_TEXT("lang", lang)), note),
		    code, lang, text, note);
	if (e != ERR_OK || *text != NULL)
		return e;
	str_copy(code, 32, "-");
	return template_shipped(st, offer_name(o->kind), lang, text, note);
}

enum err
offer_fill(struct store *st, const struct offer *o, char template[32], json_t **out,
    struct err_note *note)
{
	char lang[8], *text;
	json_t *body = json_object();
	enum err e = find_template(st, o, template, lang, &text, note);

	if (e == ERR_OK)
		e = fill(st, o, lang, text, body, note);
	free(text);
	if (e != ERR_OK) {
		json_decref(body);
		body = NULL;
	}
	*out = body;
	return e;
}

enum err
offer_sample(struct store *st, const char *template, json_t **out, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "template");
	struct offer o = { .number = "[number]" };
	struct record *r = NULL;
	struct sale_line *l;
	enum err e = record_load_code(st, en, template, &r, note);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	o.kind = str_eq(record_text(r, "kind"), "order") ? OFFER_ORDER : OFFER_QUOTATION;
	sale_init(&o.sale);
	for (int i = 1; i <= 2; i++) {
		l = sale_add_line(&o.sale, "P1", 1000 * i);
		snprintf(l->code, sizeof l->code, "P%d", i);
		snprintf(l->name, sizeof l->name, "[name %d]", i);
		str_copy(l->unit, sizeof l->unit, "[unit]");
		l->list_price = l->unit_price = 100000;
		l->gross = 100000 * i;
		l->off = 10000 * (i - 1);
		l->net = l->gross - l->off;
	}
	o.sale.gross = 300000;
	o.sale.off = 10000;
	o.sale.total = 290000;
	*out = json_object();
	e = fill(st, &o, record_text(r, "lang"), record_text(r, "body"), *out, note);
	sale_fini(&o.sale);
	record_free(r);
	if (e != ERR_OK) {
		json_decref(*out);
		*out = NULL;
	}
	return e;
}

/* ---- frozen ---- */

static void
hash_of(const char *text, char hex[HASH_HEX_SIZE])
{
	unsigned char hash[HASH_SIZE];
	struct hash_state h;

	hash_init(&h);
	hash_add_str(&h, text);
	hash_end(&h, hash);
	hash_hex(hash, hex);
}

enum err
offer_freeze(struct store *st, const struct offer *o, char hash[65], struct err_note *note)
{
	char template[32], hex[HASH_HEX_SIZE], *text;
	json_t *body;
	enum err e = offer_fill(st, o, template, &body, note);

	if (e != ERR_OK)
		return e;
	text = json_text(body);
	hash_of(text, hex);
	e = store_run(st, "offer.issue_add", DB_ARGS(DB_TEXT("entity", offer_name(o->kind)),
	    DB_INT("id", o->id), DB_INT("at", clock_now_ms()), DB_INT("day", clock_today()),
	    DB_ID("user", actor_id(store_actor(st))), DB_TEXT("template", template),
	    DB_TEXT("lang", json_string_value(json_object_get(body, "lang"))),
	    DB_TEXT("body", text), DB_TEXT("hash", hex)), NULL, note);
	if (hash != NULL)
		str_copy(hash, 65, hex);
	free(text);
	json_decref(body);
	return e;
}

static enum err
check_hash(const char *number, const char *body, const char *hash, struct err_note *note)
{
	char hex[HASH_HEX_SIZE];

	hash_of(body, hex);
	if (strcmp(hex, hash) == 0)
		return ERR_OK;
	return err_set(note, ERR_CONFLICT, "", _("The issued text of %s was changed behind the program's back."),
	    number);
}

enum err
offer_issued(struct store *st, const struct offer *o, json_t **out, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	enum err e = access_need(st, offer_name(o->kind), VERB_VIEW, note);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "offer.issue_last", DB_ARGS(DB_TEXT("entity", offer_name(o->kind)),
	    DB_INT("id", o->id)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		e = check_hash(o->number, db_text(q, 0), db_text(q, 1), note);
		if (e == ERR_OK)
			*out = json_loads(db_text(q, 0), 0, NULL);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (e == ERR_OK && *out == NULL)
		return err_set(note, ERR_NOTFOUND, "", _("%s has not gone out yet."), o->number);
	return e;
}

enum err
offer_verify(struct store *st, int64_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "offer.issues", DB_NO_ARGS, note);
	enum db_step step;
	enum err e = ERR_OK;
	char name[64];

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW) {
		snprintf(name, sizeof name, "%s %lld", db_text(q, 0), (long long)db_int(q, 1));
		e = check_hash(name, db_text(q, 3), db_text(q, 4), note);
		(*n)++;
	}
	db_reset(q);
	return e == ERR_OK && step == DB_FAILED ? db_why(note) : e;
}
