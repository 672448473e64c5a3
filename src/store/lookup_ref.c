#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "store/list_internal.h"

/* Rows that a reference field may name. */
static enum err
query_of(struct store *st, const struct field *f, const char *typed, struct list_query *q,
    struct err_note *note)
{
	const char *eq;
	char name[32];

	memset(q, 0, sizeof(*q));
	q->entity = model_entity(st->model, f->entity);
	if (!str_empty(typed))
		q->search = xstrdup(typed);
	if (str_empty(f->filter))
		return ERR_OK;
	eq = strchr(f->filter, '=');
	str_copy(name, sizeof(name), f->filter);
	name[eq - f->filter] = '\0';
	return list_query_add(q, &st->format, 0, entity_field(q->entity, name), eq + 1, note);
}

static const char *
text_of(const struct record *r, const struct field *f)
{
	return f != NULL && r->values[f->index].kind == VALUE_TEXT ? r->values[f->index].s : "";
}

static void
hit_of(const struct record *r, struct lookup_hit *h)
{
	str_copy(h->code, sizeof(h->code), text_of(r, r->entity->key));
	str_copy(h->name, sizeof(h->name), text_of(r, r->entity->title_field));
}

enum err
lookup_find(struct store *st, const struct field *f, const char *typed, struct lookup_hit *hits,
    size_t cap, size_t *n, struct err_note *note)
{
	struct list_query q;
	struct record_page page;
	enum err rc = query_of(st, f, typed, &q, note);

	*n = 0;
	if (rc == ERR_OK)
		rc = list_page(st, &q, NULL, true, cap, &page, note);
	if (rc == ERR_OK) {
		for (size_t i = 0; i < page.nrows; i++)
			hit_of(page.rows[i], &hits[(*n)++]);
		record_page_fini(&page);
	}
	list_query_fini(&q);
	return rc;
}

/* The one row among the hits that the text means: exact name, else the only one that starts so. */
static int
pick(const struct lookup_hit *hits, size_t n, const char *typed, bool *several)
{
	char *want = utf8_fold(typed);
	int exact = -1, prefix = -1, nexact = 0, nprefix = 0;

	for (size_t i = 0; i < n; i++) {
		char *fold = utf8_fold(hits[i].name);
		char *code = utf8_fold(hits[i].code);

		if (strcmp(fold, want) == 0) {
			exact = (int)i;
			nexact++;
		}
		if (str_starts(fold, want) || str_starts(code, want)) {
			prefix = (int)i;
			nprefix++;
		}
		free(fold);
		free(code);
	}
	free(want);
	*several = nexact > 1 || (nexact == 0 && nprefix > 1);
	if (nexact == 1)
		return exact;
	return nexact == 0 && nprefix == 1 ? prefix : -1;
}

enum err
lookup_resolve(struct store *st, const struct field *f, const char *typed,
    struct lookup_hit *hit, struct err_note *note)
{
	const struct entity *e = model_entity(st->model, f->entity);
	struct lookup_hit hits[50];
	struct record *r;
	bool several;
	size_t n;
	int i;
	enum err rc = record_load_code(st, e, typed, &r, note);

	if (rc == ERR_OK) {
		hit_of(r, hit);
		record_free(r);
		return ERR_OK;
	}
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = lookup_find(st, f, typed, hits, 50, &n, note);
	if (rc != ERR_OK)
		return rc;
	i = pick(hits, n, typed, &several);
	if (i >= 0) {
		*hit = hits[i];
		return ERR_OK;
	}
	if (several || n > 0)
		return err_set(note, ERR_CONFLICT, f->name, _("%s: several fit \"%s\"."), tr(f->label), typed);
	return err_set(note, ERR_NOTFOUND, f->name, _("%s: there is no \"%s\"."), tr(f->label), typed);
}
