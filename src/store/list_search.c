/* Ids of what a search finds: bounded ways, the best for what was typed (PERFORMANCE.md,
 * "Search, lists, reports"). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "store/list_internal.h"
#include "store/sealed.h"

static bool
is_digits(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n >= 3 && s[n] == '\0';
}

void
list_add_verify(struct list_sql *ls, const struct search *s, const char *fold)
{
	for (int i = 0; i < s->nwords; i++)
		strbuf_addf(&ls->text, " AND instr(%s, %s) > 0", fold, list_arg_text(ls, s->words[i]));
}

/* Rows that the trigrams of a search let through but that must be read to be sure. Words
 * of two letters have no trigram: beside a common word ("nguyen an") only this bounds them. */
#define CANDIDATES_MAX 4000
/* With so many hits of the words together, short words are not looked for apart. */
#define PHRASE_ENOUGH 100

/* One way to gather ids of hits. Each is bounded: what comes first is shown, and more is said to be more. */
enum way { WAY_SUFFIX, WAY_PHRASE, WAY_TRIGRAM, WAY_PREFIX, WAY_SCAN, WAY_BLIND };

/* " AND …": the folded text starts with what was typed. */
void
list_add_prefix(struct list_sql *ls, const struct search *s)
{
	char *prefix = xstrndup(s->fold, utf8_fit(s->fold, 11));

	strbuf_addf(&ls->text, " AND substr(t.fold, 1, 12) >= %s", list_arg_text(ls, prefix));
	strbuf_addf(&ls->text, " AND substr(t.fold, 1, 12) < %s",
	    list_arg_text(ls, arena_printf(&ls->args.arena, "%s\xF4\x8F\xBF\xBF", prefix)));
	free(prefix);
}

/* " AND …": a sealed field is what was typed, as a whole. */
static void
add_blind(struct list_sql *ls, struct store *st, const struct list_query *q)
{
	char col[72], hash[SEALED_HASH];
	const char *before = " AND (";

	for (size_t i = 0; i < q->entity->nfields; i++) {
		const struct field *f = &q->entity->fields[i];

		if (!f->sealed || !f->search || field_hidden_from(st->actor, f) ||
		    sealed_blind(st, q->entity, f, q->search, hash, NULL) != ERR_OK)
			continue;
		strbuf_addf(&ls->text, "%st.%s_blind = %s", before, field_column(f, col, sizeof(col)),
		    list_arg_text(ls, hash));
		before = " OR ";
	}
	/* Nothing that always holds or never does beside them: no index would serve. */
	strbuf_add(&ls->text, strcmp(before, " OR ") == 0 ? ")" : " AND 1 = 0");
}

static bool
may_be_sealed(const struct list_query *q)
{
	for (size_t i = 0; i < q->entity->nfields; i++)
		if (q->entity->fields[i].sealed && q->entity->fields[i].search)
			return strlen(q->search) >= 5 && strpbrk(q->search, "0123456789") != NULL;
	return false;
}

static void
gather_sql(struct list_sql *ls, struct store *st, const struct list_query *q,
    const struct search *s, enum way way)
{
	const struct entity *e = q->entity;
	char rev[64], high[64];
	size_t n;

	switch (way) {
	case WAY_SUFFIX:
		n = strlen(s->words[0]);
		for (size_t i = 0; i < n && i < sizeof(rev) - 1; i++)
			rev[i] = s->words[0][n - 1 - i];
		rev[n < sizeof(rev) ? n : sizeof(rev) - 1] = '\0';
		snprintf(high, sizeof(high), "%.60s:", rev);	/* ':' follows '9' */
		strbuf_addf(&ls->text, "SELECT t.id FROM customer_phone p JOIN customer t ON t.id = p.id");
		list_where(ls, st, q);
		strbuf_addf(&ls->text, " AND p.rev >= %s", list_arg_text(ls, rev));
		strbuf_addf(&ls->text, " AND p.rev < %s", list_arg_text(ls, high));
		break;
	case WAY_PHRASE:
	case WAY_TRIGRAM:
		strbuf_addf(&ls->text, "SELECT t.id, t.fold FROM %s_fts x JOIN %s t ON t.id = x.rowid",
		    e->table, e->table);
		list_where(ls, st, q);
		strbuf_addf(&ls->text, " AND x.%s_fts MATCH %s", e->table,
		    list_arg_text(ls, way == WAY_PHRASE ? s->phrase_match : s->match));
		strbuf_addf(&ls->text, " LIMIT %d", CANDIDATES_MAX + 1);
		sql_args_actor(&ls->args, st->actor, strbuf_str(&ls->text));
		return;
	case WAY_PREFIX:
		strbuf_addf(&ls->text, "SELECT t.id FROM %s t", e->table);
		list_where(ls, st, q);
		list_add_prefix(ls, s);
		break;
	case WAY_BLIND:
		strbuf_addf(&ls->text, "SELECT t.id FROM %s t", e->table);
		list_where(ls, st, q);
		add_blind(ls, st, q);
		break;
	case WAY_SCAN:
		strbuf_addf(&ls->text, "SELECT t.id FROM %s t", e->table);
		list_where(ls, st, q);
		list_add_verify(ls, s, "t.fold");
		break;
	}
	strbuf_addf(&ls->text, " LIMIT %d", SEARCH_HITS_MAX + 1);
	sql_args_actor(&ls->args, st->actor, strbuf_str(&ls->text));
}

static bool
is_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
}

/* Adds to ids; *capped: there are or may be more than were looked at. */
static enum err
gather(struct store *st, const struct list_query *q, const struct search *s, enum way way,
    int64_t *ids, size_t *n, bool *capped, struct err_note *note)
{
	struct list_sql ls = { 0 };
	struct db_stmt *stmt;
	enum db_step step = DB_FAILED;
	size_t before = *n;
	int looked = 0;

	gather_sql(&ls, st, q, s, way);
	stmt = db_query_text(st->db, strbuf_str(&ls.text), ls.args.a, note);
	while (stmt != NULL && (step = db_step(stmt, note)) == DB_ROW) {
		int64_t id = db_int(stmt, 0);

		if ((way == WAY_PHRASE || way == WAY_TRIGRAM) && ++looked > CANDIDATES_MAX) {
			*capped = true;
			break;
		}
		if (way == WAY_PHRASE && strstr(db_text(stmt, 1), s->phrase) == NULL)
			continue;
		if (way == WAY_TRIGRAM && !search_hit(s, db_text(stmt, 1)))
			continue;
		if (is_among(ids, before, id))
			continue;
		if (*n > SEARCH_HITS_MAX)
			break;
		ids[(*n)++] = id;
	}
	db_reset(stmt);
	list_sql_fini(&ls);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* What stands together as typed comes first: a blank makes trigrams that the words alone
 * have not. Then the words in any order and place. */
static enum err
gather_text(struct store *st, const struct list_query *q, const struct search *s,
    int64_t *ids, size_t *n, bool *capped, struct err_note *note)
{
	bool is_short = false;
	enum err rc = ERR_OK;

	if (s->phrase_match != NULL)
		rc = gather(st, q, s, WAY_PHRASE, ids, n, capped, note);
	for (int i = 0; i < s->nwords; i++)
		is_short = is_short || strlen(s->words[i]) < 3;
	if (is_short && *n >= PHRASE_ENOUGH)
		*capped = true;
	else if (rc == ERR_OK && *n <= SEARCH_HITS_MAX)
		rc = gather(st, q, s, WAY_TRIGRAM, ids, n, capped, note);
	return rc;
}

enum err
list_search_ids(struct store *st, const struct list_query *q, int64_t **out, size_t *n,
    bool *capped, struct err_note *note)
{
	struct search s;
	int64_t *ids = xmalloc((SEARCH_HITS_MAX + 2) * sizeof(*ids));
	bool phone;
	enum err rc = ERR_OK;

	*n = 0;
	*capped = false;
	search_parse(&s, q->search, st->country);
	phone = strcmp(q->entity->name, "customer") == 0 && s.nwords == 1 && is_digits(s.words[0]);
	if (phone) {
		rc = gather(st, q, &s, WAY_SUFFIX, ids, n, capped, note);
		/* The rest of the hits follow; what ends in the digits comes first. */
		if (rc == ERR_OK && *n > 64) {
			*capped = true;
			goto out;
		}
	}
	if (rc == ERR_OK && may_be_sealed(q))
		rc = gather(st, q, &s, WAY_BLIND, ids, n, capped, note);
	if (rc == ERR_OK && !q->entity->trigram)
		rc = gather(st, q, &s, WAY_SCAN, ids, n, capped, note);
	else if (rc == ERR_OK && s.match != NULL)
		rc = gather_text(st, q, &s, ids, n, capped, note);
	else if (rc == ERR_OK)
		rc = gather(st, q, &s, WAY_PREFIX, ids, n, capped, note);
out:
	search_fini(&s);
	if (rc != ERR_OK) {
		free(ids);
		return rc;
	}
	if (*n > SEARCH_HITS_MAX) {
		*n = SEARCH_HITS_MAX;
		*capped = true;
	}
	*out = ids;
	return ERR_OK;
}
