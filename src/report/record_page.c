#include "report/record_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/actor.h"
#include "store/setting.h"

#define PAIRS_MAX 64
#define COLUMNS 32
#define COLUMN_COLS 30

/* Names instead of codes, words instead of letters; "" when nothing is there. The caller frees. */
static char *
shown(const struct format *fm, const struct record *r, const struct field *f)
{
	const struct value *v = &r->values[f->index];
	char *text, *aged;
	int age;

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	if (f->type == FIELD_REF && r->labels != NULL && !str_empty(r->labels[f->index]))
		return xstrdup(r->labels[f->index]);
	if (f->type == FIELD_CHOICE && v->kind == VALUE_TEXT)
		return xstrdup(field_choice_label(f, v->s));
	text = field_format(f, fm, v);
	age = f->type == FIELD_BIRTH ? day_age((day_t)v->i, clock_today()) : -1;
	if (age < 0)
		return text;
	aged = xasprintf(_("%s (age %d)"), text, age);
	free(text);
	return aged;
}

/* The fields of one page of the form; its title only when there are any. */
static void
put_fields(struct page *p, const struct record *r, const struct form_page *of)
{
	struct page_pair pairs[PAIRS_MAX];
	char *texts[PAIRS_MAX];
	size_t n = 0, i, k;

	for (i = 0; i < of->nrows; i++) {
		for (k = 0; k < of->rows[i].nfields && n < PAIRS_MAX; k++) {
			const struct field *f = of->rows[i].fields[k];
			char *text = f->hidden ? xstrdup("") : shown(page_fm(p), r, f);

			if (text[0] == '\0') {
				free(text);
				continue;
			}
			texts[n] = text;
			pairs[n++] = (struct page_pair){ tr(f->label), text };
		}
	}
	if (n > 0) {
		if (of != r->entity->pages)
			page_text(p, PAGE_HEAD, tr(of->title));
		page_pairs(p, pairs, n);
	}
	for (i = 0; i < n; i++)
		free(texts[i]);
}

static void
put_row(struct page *p, const struct field *const *fields, size_t n, const struct record *r)
{
	struct value cells[COLUMNS] = { 0 };

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct value){ .kind = VALUE_TEXT, .s = shown(page_fm(p), r, fields[i]) };
	page_row(p, cells);
	for (size_t i = 0; i < n; i++)
		value_fini(&cells[i]);
}

/* One related list as a table: its columns but the one that names this record. */
static enum err
put_related(struct page *p, struct store *st, const struct record *r, const struct related *of,
    struct err_note *note)
{
	const struct entity *e = model_entity(store_model(st), of->entity);
	const struct field *fields[COLUMNS];
	struct page_column cols[COLUMNS];
	struct list_query q = { .entity = e, .parent_id = r->id };
	struct list_anchor from = { 0 };
	struct record_page rows = { 0 };
	size_t n = 0;
	int head;
	enum err err;

	if (e == NULL || !access_may(store_actor(st), e->function, VERB_VIEW))
		return ERR_OK;
	q.parent_field = entity_field(e, of->by);
	for (size_t i = 0; i < e->ncolumns && n < COLUMNS; i++) {
		const struct field *f = e->columns[i].field;

		if (f == q.parent_field || f->hidden)
			continue;
		fields[n] = f;
		head = utf8_width(tr(f->label));
		cols[n] = (struct page_column){ .title = tr(f->label), .kind = PAGE_TEXT,
		    .width = f->width < COLUMN_COLS ? f->width : COLUMN_COLS,
		    .grow = e->columns[i].grow };
		if (cols[n].width < head)
			cols[n].width = head;
		n++;
	}
	err = list_page(st, &q, &from, true, RECORD_PAGE_ROWS, &rows, note);
	if (err == ERR_OK && rows.nrows > 0) {
		page_text(p, PAGE_HEAD, tr(of->title));
		page_table(p, cols, n);
		for (size_t i = 0; i < rows.nrows; i++)
			put_row(p, fields, n, rows.rows[i]);
		page_table_end(p);
		if (rows.more)
			page_text(p, PAGE_SMALL, _("There are more; these are the first of the list."));
	}
	record_page_fini(&rows);
	return err;
}

static enum err
put_all(struct store *st, const struct record *r, const struct page_format *pf, FILE *f,
    struct err_note *note)
{
	const struct entity *e = r->entity;
	const struct field *named = e->title_field != NULL ? e->title_field : e->key;
	const struct format *fm = store_format(st);
	char *name = named != NULL ? shown(fm, r, named) : xstrdup("");
	char *title = xasprintf("%s%s%s", tr(e->title), name[0] != '\0' ? ": " : "", name), day[32];
	struct page_head h = { .title = title, .header = setting_text(st, "shop.name"), .fm = fm,
		.footer = day_format(fm->locale, clock_today(), day, sizeof day) };
	struct page *p = NULL;
	enum err err = page_open(&p, pf, f, &h, note);

	if (err == ERR_OK) {
		page_text(p, PAGE_TITLE, title);
		for (size_t i = 0; i < e->npages; i++)
			put_fields(p, r, &e->pages[i]);
		for (size_t i = 0; i < e->nrelated && err == ERR_OK; i++)
			err = put_related(p, st, r, &e->related[i], note);
		if (err == ERR_OK)
			err = page_close(p, note);
		else
			page_drop(p);
	}
	free(title);
	free(name);
	return err;
}

enum err
record_page_write(struct store *st, struct actor *a, const struct entity *e, int64_t id,
    const struct page_format *pf, FILE *f, struct err_note *note)
{
	struct record *r = NULL;
	enum err err = store_begin(st, a, false, note);

	if (err != ERR_OK)
		return err;
	err = record_load(st, e, id, &r, note);
	if (err == ERR_OK)
		err = put_all(st, r, pf, f, note);
	record_free(r);
	store_rollback(st);
	return err;
}
