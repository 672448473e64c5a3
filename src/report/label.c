/* What stands on labels, and whose. */
#include "report/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define PAGE_ROWS 500
#define DOWN_MAX 200
#define SIZE_MAX_MM 1000		/* of a page, either way */

static const struct { const char *entity; enum label_kind kind; enum label_code code; const char *format; }
kinds[] = {
	{ "product", LABEL_OF_PRODUCT, LABEL_BARS, "A4-24" },
	{ "card", LABEL_OF_CARD, LABEL_QR, "A4-10" },
	{ "customer", LABEL_OF_CUSTOMER, LABEL_BARS, "A4-14" },
};

bool
label_kind_of(const char *entity, enum label_kind *kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (str_eq(kinds[i].entity, entity)) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

/* ---- papers ---- */

enum err
label_format_list(struct store *st, struct label_format **out, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "label_formats", DB_NO_ARGS, note);
	struct label_format *all = NULL;
	enum db_step step;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct label_format *f;

		all = xgrow(all, &cap, *n + 1, sizeof *all);
		f = &all[(*n)++];
		*f = (struct label_format){ .page_width = db_int(q, 2), .page_height = db_int(q, 3),
			.across = db_int(q, 4), .down = db_int(q, 5), .width = db_int(q, 6),
			.height = db_int(q, 7), .left = db_int(q, 8), .top = db_int(q, 9),
			.gap_across = db_int(q, 10), .gap_down = db_int(q, 11) };
		str_copy(f->code, sizeof f->code, db_text(q, 0));
		str_copy(f->name, sizeof f->name, db_text(q, 1));
	}
	db_reset(q);
	*out = all;
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Written by hand into a catalog: what would print beside the paper is refused here. */
static enum err
check_format(const struct label_format *f, struct err_note *note)
{
	int64_t wide = f->left + f->across * f->width + (f->across - 1) * f->gap_across;
	int64_t high = f->top + f->down * f->height + (f->down - 1) * f->gap_down;

	if (f->across < 1 || f->down < 1 || f->across > DOWN_MAX || f->down > DOWN_MAX ||
	    f->width < 1000 || f->height < 800 || f->page_width > SIZE_MAX_MM * 100 ||
	    f->page_height > SIZE_MAX_MM * 100)
		return err_set(note, ERR_INVALID, "format",
		    _("Label paper %s: a label is at least 10 x 8 mm, a page at most 1 m."), f->code);
	if (wide > f->page_width || high > f->page_height)
		return err_set(note, ERR_INVALID, "format",
		    _("Label paper %s: its labels do not fit on the page."), f->code);
	return ERR_OK;
}

enum err
label_format_load(struct store *st, const char *code, enum label_kind kind,
    struct label_format *f, struct err_note *note)
{
	const char *want = str_empty(code) ? kinds[kind].format : code;
	struct label_format *all;
	size_t n, i;
	enum err e = label_format_list(st, &all, &n, note);

	for (i = 0; e == ERR_OK && i < n && !str_ieq_ascii(all[i].code, want); i++)
		continue;
	/* The usual one may have been deleted. */
	if (e == ERR_OK && i == n && str_empty(code) && n > 0)
		i = 0;
	if (e == ERR_OK && i == n)
		e = err_set(note, ERR_NOTFOUND, "format",
		    _("There is no label paper \"%s\". quen label papers lists them."), want);
	if (e == ERR_OK) {
		*f = all[i];
		e = check_format(f, note);
	}
	free(all);
	return e;
}

int64_t
label_format_page(const struct label_format *f)
{
	return f->across * f->down;
}

/* ---- what stands on one ---- */

void
label_set_init(struct label_set *s, struct store *st, enum label_kind kind)
{
	*s = (struct label_set){ .kind = kind, .code = kinds[kind].code };
	str_copy(s->shop, sizeof s->shop, setting_text(st, "shop.name"));
}

static void
label_fini(struct label *l)
{
	for (size_t i = 0; i < l->nlines; i++)
		free(l->line[i]);
}

void
label_set_fini(struct label_set *s)
{
	for (size_t i = 0; i < s->n; i++)
		label_fini(&s->labels[i]);
	free(s->labels);
	s->labels = NULL;
	s->n = 0;
}

static void
line(struct label *l, const char *text)
{
	if (!str_empty(text) && l->nlines < LABEL_LINES)
		l->line[l->nlines++] = xstrdup(text);
}

static const char *
label_of(const struct record *r, const char *field)
{
	const struct field *f = entity_field(r->entity, field);

	return r->labels != NULL && !str_empty(r->labels[f->index]) ? r->labels[f->index]
	    : record_text(r, field);
}

static void
of_product(struct label *l, const struct format *fm, const struct record *r)
{
	const char *barcode = record_text(r, "barcode");

	line(l, record_text(r, "name"));
	line(l, record_text(r, "specification"));
	money_format(fm->locale, fm->currency, record_int(r, "price"), l->price, sizeof l->price);
	str_copy(l->code, sizeof l->code, barcode[0] != '\0' ? barcode : record_text(r, "code"));
}

/* "8901 2345 6789 0128", as one reads it out. */
static void
of_card(struct label *l, const struct label_set *s, const struct record *r)
{
	const char *number = record_text(r, "number");
	struct strbuf b = { 0 };

	for (size_t i = 0; number[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			strbuf_add_char(&b, ' ');
		strbuf_add_char(&b, number[i]);
	}
	line(l, s->shop);
	line(l, strbuf_str(&b));
	line(l, label_of(r, "type"));
	strbuf_fini(&b);
	str_copy(l->code, sizeof l->code, number);
}

static void
of_customer(struct label *l, const struct record *r)
{
	const char *postcode = record_text(r, "postcode");
	char *last;

	line(l, record_text(r, "name"));
	line(l, record_text(r, "address"));
	last = xasprintf("%s%s%s", postcode, postcode[0] != '\0' ? " " : "", label_of(r, "region"));
	line(l, last);
	free(last);
}

static enum err
add(struct store *st, struct label_set *s, const struct record *r, bool *given, struct err_note *note)
{
	struct label l = { 0 };

	*given = s->kind != LABEL_OF_CUSTOMER || record_text(r, "address")[0] != '\0';
	if (!*given)
		return ERR_OK;
	if (s->n == LABELS_MAX)
		return err_set(note, ERR_LIMIT, "count",
		    _("More than %d labels in one print: choose fewer."), LABELS_MAX);
	if (s->kind == LABEL_OF_PRODUCT)
		of_product(&l, store_format(st), r);
	else if (s->kind == LABEL_OF_CARD)
		of_card(&l, s, r);
	else
		of_customer(&l, r);
	s->labels = xgrow(s->labels, &s->cap, s->n + 1, sizeof *s->labels);
	s->labels[s->n++] = l;
	return ERR_OK;
}

/* ---- whose ---- */

static const struct entity *
entity_of(struct store *st, const struct label_set *s)
{
	return model_entity(store_model(st), kinds[s->kind].entity);
}

static enum err
need(struct store *st, const struct entity *en, struct err_note *note)
{
	enum err e = access_need(st, en->function, VERB_VIEW, note);

	return e == ERR_OK ? access_need(st, en->function, VERB_PRINT, note) : e;
}

static enum err
no_address(const struct record *r, struct err_note *note)
{
	return err_set(note, ERR_INVALID, "address", _("%s has no address."), record_text(r, "name"));
}

enum err
label_add_id(struct store *st, struct label_set *s, int64_t id, struct err_note *note)
{
	const struct entity *en = entity_of(st, s);
	struct record *r = NULL;
	bool given = true;
	enum err e = need(st, en, note);

	if (e == ERR_OK)
		e = record_load(st, en, id, &r, note);
	if (e == ERR_OK)
		e = add(st, s, r, &given, note);
	if (e == ERR_OK && !given)
		e = no_address(r, note);
	record_free(r);
	return e;
}

enum err
label_add_code(struct store *st, struct label_set *s, const char *code, struct err_note *note)
{
	const struct entity *en = entity_of(st, s);
	int64_t id = 0;
	enum err e = need(st, en, note);

	if (e == ERR_OK)
		e = record_id(st, en, code, &id, note);
	return e == ERR_OK ? label_add_id(st, s, id, note) : e;
}

/* A page of a list holds what lists show; a label may need more. */
static enum err
add_page(struct store *st, struct label_set *s, const struct record_page *page, size_t *without,
    struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < page->nrows; i++) {
		struct record *r = NULL;
		bool given = true;

		e = record_load(st, page->rows[i]->entity, page->rows[i]->id, &r, note);
		if (e == ERR_OK)
			e = add(st, s, r, &given, note);
		if (e == ERR_OK && !given) {
			s->without++;
			if (without != NULL)
				(*without)++;
		}
		record_free(r);
	}
	return e;
}

enum err
label_add_list(struct store *st, struct label_set *s, const struct list_query *q, size_t *without,
    struct err_note *note)
{
	struct list_anchor at = { 0 };
	bool more = true;
	enum err e = need(st, q->entity, note);

	while (e == ERR_OK && more) {
		struct record_page page = { 0 };

		e = list_page(st, q, &at, true, PAGE_ROWS, &page, note);
		if (e != ERR_OK)
			break;
		more = page.more && page.nrows > 0;
		if (page.nrows > 0)
			list_row_anchor(st, q, page.rows[page.nrows - 1], &at);
		if (page.capped)
			e = err_set(note, ERR_LIMIT, "search",
			    _("The search finds too much to be printed: narrow it down."));
		if (e == ERR_OK)
			e = add_page(st, s, &page, without, note);
		record_page_fini(&page);
	}
	value_fini(&at.key);
	return e;
}

enum err
label_check(const struct label_set *s, const struct label_order *o, struct err_note *note)
{
	if (s->n == 0)
		return err_set(note, ERR_NOTFOUND, "", s->without > 0
		    ? _("None of them has an address.") : _("There is nothing to print."));
	if (o->copies < 1 || o->copies > LABELS_MAX || (int64_t)s->n * o->copies > LABELS_MAX)
		return err_set(note, ERR_LIMIT, "copies",
		    _("More than %d labels in one print: choose fewer."), LABELS_MAX);
	if (o->first < 1 || o->first > label_format_page(o->format))
		return err_set(note, ERR_LIMIT, "first",
		    ngettext("The paper has %lld label: say which is the first free one.",
		    "The paper has %lld labels: say which is the first free one.",
		    (unsigned long)label_format_page(o->format)),
		    (long long)label_format_page(o->format));
	return ERR_OK;
}
