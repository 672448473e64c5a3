#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/import_part.h"

#define BUCKETS 4096
#define TEXTS_MAX 200000		/* more than any catalog: then it starts afresh */
#define REFS_MAX 200
#define CODE_MAX 12

static size_t
bucket(const char *key)
{
	return str_hash(key) % BUCKETS;
}

struct import_ref *
import_text_find(struct import_ref *const *buckets, const char *key)
{
	struct import_ref *r;

	if (buckets == NULL)
		return NULL;
	for (r = buckets[bucket(key)]; r != NULL; r = r->next)
		if (strcmp(r->key, key) == 0)
			return r;
	return NULL;
}

void
import_text_put(struct import_ref ***buckets, size_t *n, const char *key, const char *value)
{
	struct import_ref *r = xmalloc(sizeof(*r));
	size_t b = bucket(key);

	if (*buckets == NULL)
		*buckets = xcalloc(BUCKETS, sizeof(**buckets));
	*r = (struct import_ref) { (*buckets)[b], xstrdup(key), xstrdup(value) };
	(*buckets)[b] = r;
	(*n)++;
}

void
import_text_fini(struct import_ref ***buckets, size_t *n)
{
	struct import_ref *r, *next;
	size_t b;

	for (b = 0; *buckets != NULL && b < BUCKETS; b++) {
		for (r = (*buckets)[b]; r != NULL; r = next) {
			next = r->next;
			free(r->key);
			free(r->value);
			free(r);
		}
	}
	free(*buckets);
	*buckets = NULL;
	*n = 0;
}

void
import_refs_forget(struct import_refs *refs)
{
	import_text_fini(&refs->buckets, &refs->n);
	refs->added = 0;
}

static bool
same_text(const char *a, const char *b)
{
	char *x = utf8_fold(a), *y = utf8_fold(b);
	bool same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

/* Letters and digits of the name as a code: "Du lịch" gives DU-LICH. Names
 * without any (Chinese) are numbered after the catalog's own code. */
static void
make_code(const struct entity *e, const char *name, int attempt, char *code, size_t size)
{
	char *fold = utf8_fold(name);
	size_t n = 0, i, most = CODE_MAX;

	if (e->key->max_len > 0 && (size_t)e->key->max_len < most)
		most = (size_t)e->key->max_len;
	if (attempt > 0)
		most = most > 4 ? most - 4 : 1;
	for (i = 0; fold[i] != '\0' && n < most; i++) {
		if ((fold[i] >= 'a' && fold[i] <= 'z') || (fold[i] >= '0' && fold[i] <= '9'))
			code[n++] = fold[i] >= 'a' ? (char)(fold[i] - 32) : fold[i];
		else if (strchr(" -_./", fold[i]) != NULL && n > 0 && code[n - 1] != '-')
			code[n++] = '-';
	}
	while (n > 0 && code[n - 1] == '-')
		n--;
	code[n] = '\0';
	if (n == 0)
		snprintf(code, size, "%s-%d", e->code, attempt + 1);
	else if (attempt > 0)
		snprintf(code + n, size - n, "-%d", attempt + 1);
	free(fold);
}

static enum err
create(struct store *st, const struct entity *e, const char *name, char *code, size_t size,
    struct err_note *note)
{
	struct record *r;
	int64_t id;
	int attempt;
	enum err err = ERR_CONFLICT;

	for (attempt = 0; attempt < 999 && err == ERR_CONFLICT; attempt++) {
		make_code(e, name, attempt, code, size);
		err = record_id(st, e, code, &id, note);
		err = err == ERR_OK ? ERR_CONFLICT : err;
	}
	if (err != ERR_NOTFOUND)
		return err;
	r = record_new(e);
	record_preset(r, store_format(st), clock_today());
	record_set_text(r, e->key->name, code);
	record_set_text(r, e->title_field->name, name);
	if ((err = record_check(r, note)) == ERR_OK)
		err = record_insert(st, r, note);
	record_free(r);
	return err;
}

static enum err
look_up(struct import_refs *refs, struct store *st, const struct field *f, const char *text,
    char *code, struct err_note *note)
{
	const struct entity *e = model_entity(store_model(st), f->entity);
	struct lookup_hit hit;
	enum err err;

	err = lookup_resolve(st, f, text, &hit, note);
	/* A unique beginning is enough on the screen, where it is seen, not here. */
	if (err == ERR_OK && (str_ieq_ascii(hit.code, text) || same_text(hit.name, text))) {
		str_copy(code, 64, hit.code);
		return ERR_OK;
	}
	if (err != ERR_OK && err != ERR_NOTFOUND && err != ERR_CONFLICT)
		return err;
	if (refs->create && e->catalog && e->key != NULL && e->title_field != NULL &&
	    e->key != e->title_field) {
		if ((err = create(st, e, text, code, 64, note)) == ERR_OK) {
			char *key = xasprintf("%s\t%s", e->name, text);

			refs->added++;
			if (import_text_find(refs->made, key) == NULL)
				import_text_put(&refs->made, &refs->nmade, key, "");
			free(key);
		}
		return err;
	}
	return err_set(note, ERR_NOTFOUND, f->name, e->catalog
	    ? _("%s \"%s\" is not in the list; add it, or import with --create-refs.")
	    : _("%s \"%s\" does not exist."), tr(e->title), text);
}

enum err
import_ref_code(struct import_refs *refs, struct store *st, const struct field *f,
    const char *text, char *code, struct err_note *note)
{
	struct import_ref *r;
	char *key = xasprintf("%s\t%s", f->entity, text);
	enum err e = ERR_OK;

	if ((r = import_text_find(refs->buckets, key)) != NULL) {
		str_copy(code, 64, r->value);
	} else if ((e = look_up(refs, st, f, text, code, note)) == ERR_OK) {
		if (refs->n >= TEXTS_MAX)
			import_text_fini(&refs->buckets, &refs->n);
		import_text_put(&refs->buckets, &refs->n, key, code);
	}
	free(key);
	return e;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum err
import_ref_codes(struct import_refs *refs, struct store *st, const struct field *f,
    const char *text, char **codes, struct err_note *note)
{
	struct strbuf b = { 0 };
	char *copy = xstrdup(text), *p, *list[REFS_MAX], piece[256], code[64];
	const char *rest;
	size_t n = 0, i;
	enum err e = ERR_OK;

	for (p = copy; *p != '\0'; p++)
		if (*p == ';' || *p == '|' || *p == '\n' || *p == '\r')
			*p = ',';
	for (rest = copy; e == ERR_OK && str_next(&rest, ',', piece, sizeof(piece)); ) {
		if (n == REFS_MAX)
			e = err_set(note, ERR_LIMIT, f->name, _("Too many in one cell."));
		else if ((e = import_ref_code(refs, st, f, piece, code, note)) == ERR_OK)
			list[n++] = xstrdup(code);
	}
	qsort(list, n, sizeof(list[0]), by_text);
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(list[i], list[i - 1]) != 0)
			strbuf_addf(&b, "%s%s", b.len > 0 ? "," : "", list[i]);
	for (i = 0; i < n; i++)
		free(list[i]);
	free(copy);
	*codes = strbuf_take(&b);
	return e;
}
