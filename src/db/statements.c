#include "config.h"

#include "db/statements.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "db/sqltext.h"

struct reader {
	struct queries *qs;
	const struct db_engine *engine;
	const char *file;
	bool own;			/* an engine's own folder */
};

static char *
copy(struct arena *a, const char *s, size_t len)
{
	char *text = arena_alloc(a, len + 1);

	memcpy(text, s, len);
	return text;
}

/* Splits "-- key: value" (len bytes at s) in copies; false when it is none. */
static bool
read_key(struct arena *a, const char *s, size_t len, struct query_header *h)
{
	size_t i = 2, k;

	if (len < 3 || s[0] != '-' || s[1] != '-')
		return false;
	while (i < len && s[i] == ' ')
		i++;
	for (k = i; k < len && (islower((unsigned char)s[k]) || isdigit((unsigned char)s[k]) ||
	    s[k] == '-' || s[k] == '_'); k++)
		;
	if (k == i || k >= len || s[k] != ':')
		return false;
	size_t v = k + 1, e = len;
	while (v < e && isspace((unsigned char)s[v]))
		v++;
	while (e > v && isspace((unsigned char)s[e - 1]))
		e--;
	h->key = copy(a, s + i, k - i);
	h->value = copy(a, s + v, e - v);
	return true;
}

/* Without copies: every line of every file is looked at when a program starts. */
static bool
is_name_line(const char *s)
{
	if (s[0] != '-' || s[1] != '-')
		return false;
	s += 2;
	s += strspn(s, " ");
	return strncmp(s, "name:", 5) == 0;
}

static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.-");

	return n > 0 && n <= QUERY_NAME_MAX && s[n] == '\0';
}

static bool
is_blank(const char *s, size_t len)
{
	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	return len == 0;
}

static size_t
line_length(const char *s)
{
	size_t n = strcspn(s, "\n");

	return s[n] == '\n' ? n + 1 : n;
}

/* The text of a statement from s to end, without its last semicolon. */
static const char *
take_sql(struct reader *r, const char *s, const char *end)
{
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	if (end > s && end[-1] == ';')
		end--;
	char *raw = xstrndup(s, (size_t)(end - s));
	char *sql = sqltext_expand(raw, r->engine->macros);
	const char *kept = arena_strdup(&r->qs->arena, sql);
	free(raw);
	free(sql);
	return kept;
}

static enum err
add_query(struct queries *qs, const struct query *q, struct err_note *note)
{
	if (is_blank(q->sql, strlen(q->sql)))
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: %s has no statement."),
		    q->file, q->line, q->name);
	qs->q = xgrow(qs->q, &qs->cap, qs->n + 1, sizeof *qs->q);
	qs->q[qs->n++] = *q;
	return ERR_OK;
}

/* Header lines after the name; returns where the statement begins. */
static const char *
read_header(struct reader *r, const char *s, struct query *q)
{
	struct query_header found[32];
	struct arena *a = &r->qs->arena;

	q->nheaders = 0;
	while (s[0] == '-' && s[1] == '-') {
		size_t len = line_length(s);
		struct query_header h;
		if (is_name_line(s))
			break;
		if (q->nheaders < sizeof found / sizeof found[0] && read_key(a, s, len, &h))
			found[q->nheaders++] = h;
		s += len;
		q->sql_line++;
	}
	q->header = arena_alloc(a, (q->nheaders + 1) * sizeof *q->header);
	memcpy(q->header, found, q->nheaders * sizeof *q->header);
	return s;
}

static const char *
find_next_name(const char *s)
{
	while (*s != '\0' && !is_name_line(s))
		s += line_length(s);
	return s;
}

static enum err
read_text(struct reader *r, const char *text, struct err_note *note)
{
	const char *s = text, *counted = text;
	int line = 1;

	while (*s != '\0') {
		size_t len = line_length(s);
		struct query_header h;

		for (; counted < s; counted++)
			line += *counted == '\n';
		if (!is_name_line(s) || !read_key(&r->qs->arena, s, len, &h)) {
			if (!is_blank(s, len) && !str_starts(s, "--"))
				return err_set(note, ERR_SYNTAX, "",
				    _("%s:%d: a statement begins with a line \"-- name: ...\"."),
				    r->file, line);
			s += len;
			continue;
		}
		if (!is_name(h.value))
			return err_set(note, ERR_SYNTAX, "",
			    _("%s:%d: \"%s\" is no name: small letters, digits, \"_\", \".\" and \"-\"."),
			    r->file, line, h.value);
		struct query q = { .name = h.value, .file = r->file, .line = line,
		    .sql_line = line + 1, .own = r->own };
		const char *begin = read_header(r, s + len, &q);
		s = find_next_name(begin);
		q.sql = take_sql(r, begin, s);
		enum err e = add_query(r->qs, &q, note);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

static enum err
read_folder(struct reader *r, const char *sql_dir, const char *shown, struct err_note *note)
{
	struct sqltext_list l;
	char *dir = xasprintf("%s/%s", sql_dir, shown);
	enum err e = sqltext_list(dir, &l, note);

	for (size_t i = 0; e == ERR_OK && i < l.n; i++) {
		char *path = xasprintf("%s/%s", dir, l.name[i]), *text = NULL;
		r->file = arena_printf(&r->qs->arena, "%s/%s", shown, l.name[i]);
		e = sqltext_read(path, r->file, &text, note);
		if (e == ERR_OK)
			e = read_text(r, text, note);
		free(text);
		free(path);
	}
	sqltext_list_free(&l);
	free(dir);
	return e;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct query *)a)->name, ((const struct query *)b)->name);
}

static int
by_name_own_last(const void *a, const void *b)
{
	const struct query *p = a, *q = b;
	int r = strcmp(p->name, q->name);

	if (r == 0)
		r = p->own - q->own;
	if (r == 0)
		r = strcmp(p->file, q->file);
	return r != 0 ? r : p->line - q->line;
}

/* Sorts; an engine's own text takes the place of the common one. */
static enum err
settle(struct queries *qs, struct err_note *note)
{
	size_t n = 0;

	if (qs->n > 0)
		qsort(qs->q, qs->n, sizeof *qs->q, by_name_own_last);
	for (size_t i = 0; i < qs->n; i++) {
		const struct query *q = &qs->q[i];
		struct query *last = n > 0 ? &qs->q[n - 1] : NULL;
		if (last == NULL || !str_eq(last->name, q->name))
			qs->q[n++] = *q;
		else if (q->own && !last->own)
			*last = *q;
		else
			return err_set(note, ERR_SYNTAX, "", _("%s:%d: %s is in %s:%d already."),
			    q->file, q->line, q->name, last->file, last->line);
	}
	qs->n = n;
	return ERR_OK;
}

enum err
queries_load(struct queries *qs, const char *sql_dir, const struct db_engine *engine,
    struct err_note *note)
{
	struct reader r = { .qs = qs, .engine = engine };

	if (sql_dir == NULL)
		return ERR_OK;
	enum err e = read_folder(&r, sql_dir, "queries", note);
	if (e == ERR_OK) {
		char *shown = xasprintf("%s/queries", engine->name);
		r.own = true;
		e = read_folder(&r, sql_dir, shown, note);
		free(shown);
	}
	return e == ERR_OK ? settle(qs, note) : e;
}

void
queries_fini(struct queries *qs)
{
	free(qs->q);
	arena_fini(&qs->arena);
	*qs = (struct queries){ 0 };
}

struct query *
queries_find(const struct queries *qs, const char *name)
{
	struct query key = { .name = name };

	if (qs->n == 0)
		return NULL;
	return bsearch(&key, qs->q, qs->n, sizeof *qs->q, by_name);
}

const char *
query_header(const struct query *q, const char *key)
{
	for (size_t i = 0; i < q->nheaders; i++)
		if (str_eq(q->header[i].key, key))
			return q->header[i].value;
	return "";
}
