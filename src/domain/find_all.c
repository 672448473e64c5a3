#include "config.h"

#include "domain/find_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"

/* What people look for most comes first among equals; the others follow by name. */
static const char *const order[] = { "customer", "card", "contact", "product", "document",
	"contract", "order", "quotation", "interaction", "suggestion", "appointment" };

enum { RANK_CODE, RANK_NAME, RANK_NAME_STARTS, RANK_WORD_STARTS, RANK_NAME_HAS, RANK_ELSEWHERE, RANKS };

struct finding {
	struct store *st;
	char *fold;
	struct find_hit *hits;
	size_t n, cap;
	bool more;
};

static int
place_of(const struct entity *e)
{
	int n = sizeof(order) / sizeof(order[0]);

	for (int i = 0; i < n; i++)
		if (strcmp(order[i], e->name) == 0)
			return i;
	return e->catalog ? n + 1 : n;
}

static bool
word_starts(const char *text, const char *want)
{
	size_t len = strlen(want);

	for (const char *p = strstr(text, want); p != NULL; p = strstr(p + 1, want))
		if (p == text || p[-1] == ' ')
			return len > 0;
	return false;
}

/* The words of a search, each of them somewhere. */
static bool
has_words(const char *text, const char *want)
{
	char word[64];

	while (str_next(&want, ' ', word, sizeof(word)))
		if (strstr(text, word) == NULL)
			return false;
	return true;
}

static int
rank_of(const struct finding *f, const char *code, const char *text)
{
	char *c = utf8_fold(code), *t = utf8_fold(text);
	int rank = strcmp(c, f->fold) == 0 ? RANK_CODE : strcmp(t, f->fold) == 0 ? RANK_NAME :
	    str_starts(t, f->fold) ? RANK_NAME_STARTS : word_starts(t, f->fold) ? RANK_WORD_STARTS :
	    has_words(t, f->fold) || strstr(c, f->fold) != NULL ? RANK_NAME_HAS : RANK_ELSEWHERE;

	free(c);
	free(t);
	return rank;
}

/* The field that holds the words, for a hit whose name does not. */
static void
where(const struct finding *f, const struct record *r, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0; i < r->entity->nfields && out[0] == '\0'; i++) {
		const struct value *v = &r->values[i];
		char *t;

		if (!r->entity->fields[i].search || v->kind != VALUE_TEXT ||
		    &r->entity->fields[i] == r->entity->title_field)
			continue;
		t = utf8_fold(v->s);
		if (has_words(t, f->fold))
			str_copy(out, size, v->s);
		free(t);
	}
}

/* One line, whatever the text was. */
static void
one_line(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n' || *s == '\t')
			*s = ' ';
}

static void
add(struct finding *f, const struct record *r)
{
	const struct entity *e = r->entity;
	struct find_hit *h;
	char *title, *key;

	f->hits = xgrow(f->hits, &f->cap, f->n + 1, sizeof(*f->hits));
	h = &f->hits[f->n++];
	*h = (struct find_hit) { .entity = e, .id = r->id };
	title = e->title_field != NULL ? field_to_text(e->title_field, &r->values[e->title_field->index]) : xstrdup("");
	key = e->key != NULL ? field_to_text(e->key, &r->values[e->key->index]) : xstrdup("");
	str_copy(h->code, sizeof(h->code), key);
	str_copy(h->text, sizeof(h->text), title);
	h->rank = rank_of(f, key, title) * 100 + place_of(e);
	if (h->rank / 100 == RANK_ELSEWHERE)
		where(f, r, h->more, sizeof(h->more));
	one_line(h->text);
	one_line(h->more);
	free(title);
	free(key);
}

static enum err
find_in(struct finding *f, const struct entity *e, const char *text, struct err_note *note)
{
	struct list_query q = { .entity = e, .search = xstrdup(text) };
	struct record *exact = NULL;
	struct record_page page;
	enum err err = ERR_NOTFOUND;

	/* A whole code is found however short it is, and however many rows hold its letters. */
	if (e->key != NULL && (e->key->type == FIELD_CODE || e->key->type == FIELD_CARD))
		err = record_load_code(f->st, e, text, &exact, note);
	if (err == ERR_OK)
		add(f, exact);
	if (err == ERR_OK || err == ERR_NOTFOUND)
		err = list_page(f->st, &q, NULL, true, FIND_EACH_MAX, &page, note);
	list_query_fini(&q);
	if (err != ERR_OK) {
		record_free(exact);
		return err;
	}
	for (size_t i = 0; i < page.nrows; i++)
		if (exact == NULL || exact->id != page.rows[i]->id)
			add(f, page.rows[i]);
	record_free(exact);
	f->more = f->more || page.more || page.capped;
	record_page_fini(&page);
	return ERR_OK;
}

/* S1-A-003222: not an entity, but what people type. */
static enum err
find_receipt(struct finding *f, const char *text, struct err_note *note)
{
	struct find_hit h = { .rank = RANK_CODE };
	struct receipt_parts part;
	struct db_stmt *q;
	enum db_step step;

	if (!receipt_split(text, &part) || !access_may(store_actor(f->st), "sale", VERB_VIEW))
		return ERR_OK;
	q = store_query(f->st, "find.receipt", DB_ARGS(DB_TEXT("store", part.store),
	    DB_TEXT("series", part.series), DB_INT("number", part.number)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		h.id = db_int(q, 0);
		receipt_code(part.store, part.series, part.number, h.code, sizeof(h.code));
		str_copy(h.text, sizeof(h.text), db_text(q, 1));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (h.id != 0) {
		f->hits = xgrow(f->hits, &f->cap, f->n + 1, sizeof(*f->hits));
		f->hits[f->n++] = h;
	}
	return ERR_OK;
}

static int
by_rank(const void *a, const void *b)
{
	const struct find_hit *x = a, *y = b;
	int d = x->rank - y->rank;

	return d != 0 ? d : strcmp(x->text, y->text);
}

static bool
is_long_enough(const char *fold)
{
	uint32_t cp = 0;
	int n = utf8_decode(fold, strlen(fold), &cp);

	return n > 0 && (utf8_is_han(cp) || strlen(fold) >= 2);
}

enum err
find_everywhere(struct store *st, const char *text, struct find_hit *hits, size_t cap, size_t *n,
    bool *more, struct err_note *note)
{
	const struct model *m = store_model(st);
	struct finding f = { .st = st, .fold = utf8_fold(text) };
	enum err err = ERR_OK;

	*n = 0;
	*more = false;
	if (is_long_enough(f.fold)) {
		err = find_receipt(&f, text, note);
		for (size_t i = 0; err == ERR_OK && i < model_count(m); i++) {
			const struct entity *e = model_at(m, i);

			if (entity_is_searchable(e) && access_may(store_actor(st), e->function, VERB_VIEW))
				err = find_in(&f, e, text, note);
		}
	}
	if (err == ERR_OK && f.n > 0) {
		qsort(f.hits, f.n, sizeof(*f.hits), by_rank);
		*n = f.n < cap ? f.n : cap;
		*more = f.more || f.n > cap;
		memcpy(hits, f.hits, *n * sizeof(*hits));
	}
	free(f.hits);
	free(f.fold);
	return err;
}
