#include "report/issue_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/actor.h"

#define BODY_VERSION 1

static const char *
text_of(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s != NULL ? s : "";
}

static void
put_pairs(struct page *p, const json_t *list)
{
	size_t n = json_array_size(list);
	struct page_pair *pairs = xcalloc(n + 1, sizeof *pairs);

	for (size_t i = 0; i < n; i++) {
		const json_t *v = json_array_get(list, i);

		pairs[i].label = json_string_value(json_array_get(v, 0));
		pairs[i].value = json_string_value(json_array_get(v, 1));
	}
	page_pairs(p, pairs, n);
	free(pairs);
}

static enum page_kind
kind_of(const char *name)
{
	return str_eq(name, "int") ? PAGE_INT : str_eq(name, "money") ? PAGE_MONEY :
	    str_eq(name, "quantity") ? PAGE_QUANTITY : PAGE_TEXT;
}

/* Borrows the texts. */
static void
read_cell(const json_t *v, struct value *out)
{
	*out = (struct value){ .kind = VALUE_NULL };
	if (json_is_integer(v))
		*out = (struct value){ .kind = VALUE_INT, .i = json_integer_value(v) };
	else if (json_is_string(v))
		*out = (struct value){ .kind = VALUE_TEXT, .s = (char *)json_string_value(v) };
}

/* Totals stand under the amounts, else under the last column with money. */
static size_t
column_of(const json_t *columns)
{
	size_t last = 0, i;
	const json_t *c;

	json_array_foreach((json_t *)columns, i, c) {
		if (str_eq(text_of(c, "key"), "net"))
			return i;
		if (str_eq(text_of(c, "kind"), "money"))
			last = i;
	}
	return last;
}

static void
put_table(struct page *p, const json_t *t)
{
	const json_t *columns = json_object_get(t, "columns"), *rows = json_object_get(t, "rows");
	const json_t *totals = json_object_get(t, "totals"), *v;
	struct page_column cols[PAGE_COLUMNS_MAX];
	struct value cells[PAGE_COLUMNS_MAX];
	size_t n = json_array_size(columns), i;

	n = n < PAGE_COLUMNS_MAX ? n : PAGE_COLUMNS_MAX;
	for (i = 0; i < n; i++) {
		v = json_array_get(columns, i);
		cols[i] = (struct page_column){ .title = text_of(v, "title"),
		    .kind = kind_of(text_of(v, "kind")),
		    .width = (int)json_integer_value(json_object_get(v, "width")),
		    .grow = json_is_true(json_object_get(v, "grow")) };
	}
	page_table(p, cols, n);
	json_array_foreach((json_t *)rows, i, v) {
		for (size_t k = 0; k < n; k++)
			read_cell(json_array_get(v, k), &cells[k]);
		page_row(p, cells);
	}
	json_array_foreach((json_t *)totals, i, v) {
		size_t at = column_of(columns);

		memset(cells, 0, sizeof cells);
		if (at < n)
			read_cell(json_object_get(v, "amount"), &cells[at]);
		page_total(p, text_of(v, "label"), cells);
	}
	page_table_end(p);
}

/* "Customer | Seller". */
static void
put_sign(struct page *p, const char *text)
{
	char names[4][96];
	const char *list[4], *rest = text;
	size_t n = 0;

	while (n < 4 && str_next(&rest, '|', names[n], sizeof names[n])) {
		list[n] = names[n];
		n++;
	}
	page_sign(p, list, n);
}

static void
put_block(struct page *p, const json_t *b)
{
	const char *is = text_of(b, "is"), *text = text_of(b, "text");

	if (str_eq(is, "pairs"))
		put_pairs(p, json_object_get(b, "pairs"));
	else if (str_eq(is, "table"))
		put_table(p, b);
	else if (str_eq(is, "sign"))
		put_sign(p, text);
	else if (str_eq(is, "gap"))
		page_gap(p);
	else
		page_text(p, str_eq(is, "title") ? PAGE_TITLE : str_eq(is, "strong") ? PAGE_STRONG :
		    str_eq(is, "small") ? PAGE_SMALL : PAGE_BODY, text);
}

enum err
issue_page_write(const json_t *body, const struct page_format *pf, FILE *f, struct err_note *note)
{
	struct format fm = { .locale = locale_find(text_of(body, "lang")),
	    .currency = currency_find(text_of(body, "currency")), .country = "" };
	struct page_head h = { .title = text_of(body, "title"), .header = text_of(body, "header"),
	    .footer = text_of(body, "footer"), .fm = &fm, .lang = text_of(body, "lang") };
	const json_t *b;
	struct page *p;
	size_t i;
	enum err e;

	if (json_integer_value(json_object_get(body, "v")) != BODY_VERSION || fm.currency == NULL)
		return err_set(note, ERR_CONFLICT, "", _("The kept text does not read."));
	e = page_open(&p, pf, f, &h, note);
	if (e != ERR_OK)
		return e;
	json_array_foreach(json_object_get(body, "blocks"), i, b)
		put_block(p, b);
	return page_close(p, note);
}

/* ---- in transactions of their own ---- */

enum err
issue_print(struct store *st, struct actor *a, enum offer_kind k, const char *number,
    const struct page_format *pf, FILE *f, struct err_note *note)
{
	struct offer o = { 0 };
	json_t *body = NULL;
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	e = access_need(st, offer_name(k), VERB_PRINT, note);
	if (e == ERR_OK)
		e = offer_load(st, k, number, &o, note);
	if (e == ERR_OK)
		e = offer_issued(st, &o, &body, note);
	offer_fini(&o);
	store_rollback(st);
	if (e == ERR_OK)
		e = issue_page_write(body, pf, f, note);
	json_decref(body);
	return e;
}

static enum err
as_text(const json_t *body, char **out, struct err_note *note)
{
	size_t size = 0;
	FILE *f = open_memstream(out, &size);
	enum err e;

	if (f == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	e = issue_page_write(body, page_format_find("txt"), f, note);
	fclose(f);
	if (e != ERR_OK) {
		free(*out);
		*out = NULL;
	}
	return e;
}

enum err
issue_preview(struct store *st, struct actor *a, enum offer_kind k, const char *number,
    char **out, struct err_note *note)
{
	char template[32];
	struct offer o = { 0 };
	json_t *body = NULL;
	enum err e = store_begin(st, a, false, note);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	e = offer_load(st, k, number, &o, note);
	if (e == ERR_OK)
		e = str_eq(o.state, "draft") ? offer_fill(st, &o, template, &body, note) :
		    offer_issued(st, &o, &body, note);
	offer_fini(&o);
	store_rollback(st);
	if (e == ERR_OK)
		e = as_text(body, out, note);
	json_decref(body);
	return e;
}

enum err
issue_try(struct store *st, struct actor *a, const char *template, char **out, struct err_note *note)
{
	json_t *body = NULL;
	enum err e = store_begin(st, a, false, note);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	e = offer_sample(st, template, &body, note);
	store_rollback(st);
	if (e == ERR_OK)
		e = as_text(body, out, note);
	json_decref(body);
	return e;
}
