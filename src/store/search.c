/* Search columns of a row, and what was typed into a search (PERFORMANCE.md, "Search"). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/phone.h"
#include "base/utf8.h"
#include "store/store_internal.h"

/* Home numbers as people say them ("0901234567"), others as digits. */
static void
phone_digits(const char *e164, const char *country, char *out, size_t size)
{
	size_t n = 0, clen = strlen(country);

	if (*e164 == '+')
		e164++;
	if (strncmp(e164, country, clen) == 0) {
		out[n++] = '0';
		e164 += clen;
	}
	for (; *e164 != '\0' && n < size - 1; e164++) {
		if (isdigit((unsigned char)*e164))
			out[n++] = *e164;
	}
	out[n] = '\0';
}

static void
add_word(struct strbuf *b, const char *text)
{
	char *fold;

	if (str_empty(text))
		return;
	fold = utf8_fold(text);
	if (b->len > 0)
		strbuf_add_char(b, ' ');
	strbuf_add(b, fold);
	free(fold);
}

static void
add_cards(struct store *st, const struct record *r, struct strbuf *b)
{
	struct db_stmt *q;

	if (r->id == 0 || strcmp(r->entity->name, "customer") != 0)
		return;
	q = db_query(st->db, "search_cards", DB_ARGS(DB_INT("customer", r->id)), NULL);
	while (q != NULL && db_step(q, NULL) == DB_ROW)
		add_word(b, db_text(q, 0));
	db_reset(q);
}

char *
search_fold_of(struct store *st, const struct record *r)
{
	const struct entity *e = r->entity;
	struct strbuf b = { 0 };
	char digits[PHONE_SIZE + 2];

	if (e->title_field != NULL && r->values[e->title_field->index].kind == VALUE_TEXT)
		add_word(&b, r->values[e->title_field->index].s);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const struct value *v = &r->values[i];

		if (f == e->title_field || (!f->search && f != e->key) || f->sealed ||
		    v->kind != VALUE_TEXT)
			continue;
		if (f->type == FIELD_PHONE) {
			phone_digits(v->s, st->country, digits, sizeof(digits));
			add_word(&b, digits);
		} else if (f->type != FIELD_REF && f->type != FIELD_REFS) {
			add_word(&b, v->s);
		}
	}
	add_cards(st, r, &b);
	return strbuf_take(&b);
}

char *
search_stored_fold(struct store *st, const struct entity *e, int64_t id)
{
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	char *sql, *fold = NULL;

	if (!entity_has_fold(e))
		return NULL;
	sql = xasprintf("SELECT fold FROM %s WHERE id = $id", e->table);
	sql_arg_int(&sa, "id", id);
	q = db_query_text(st->db, sql, sa.a, NULL);
	if (q != NULL && db_step(q, NULL) == DB_ROW)
		fold = xstrdup(db_text(q, 0));
	db_reset(q);
	free(sql);
	sql_args_fini(&sa);
	return fold;
}

char *
search_sort_of(const struct record *r)
{
	const struct field *f = r->entity->title_field;

	if (f == NULL || r->values[f->index].kind != VALUE_TEXT)
		return xstrdup("");
	return utf8_sort_key(r->values[f->index].s);
}

static enum err
index_text(struct store *st, const struct entity *e, int64_t id, const char *fold,
    bool remove, struct err_note *note)
{
	struct sql_args sa = { 0 };
	char *text = utf8_index_text(fold);
	char *sql = remove
	    ? xasprintf("INSERT INTO %s_fts (%s_fts, rowid, text) VALUES ('delete', $id, $text)",
	          e->table, e->table)
	    : xasprintf("INSERT INTO %s_fts (rowid, text) VALUES ($id, $text)", e->table);
	enum err rc;

	sql_arg_int(&sa, "id", id);
	sql_arg_text(&sa, "text", text);
	rc = db_run_text(st->db, sql, sa.a, NULL, note);
	sql_args_fini(&sa);
	free(sql);
	free(text);
	return rc;
}

enum err
search_index(struct store *st, const struct entity *e, int64_t id, const char *old_fold,
    const char *new_fold, struct err_note *note)
{
	enum err rc = ERR_OK;

	if (!e->trigram || str_eq(old_fold, new_fold))
		return ERR_OK;
	if (old_fold != NULL)
		rc = index_text(st, e, id, old_fold, true, note);
	if (rc == ERR_OK && new_fold != NULL)
		rc = index_text(st, e, id, new_fold, false, note);
	return rc;
}

enum err
search_phones(struct store *st, const struct record *r, bool gone, struct err_note *note)
{
	const struct entity *e = r->entity;
	char rev[PHONE_SIZE + 2];
	enum err rc = ERR_OK;

	if (strcmp(e->name, "customer") != 0)
		return ERR_OK;
	for (size_t i = 0; rc == ERR_OK && i < e->nfields; i++) {
		if (e->fields[i].type != FIELD_PHONE || r->values[i].kind != VALUE_TEXT)
			continue;
		phone_reverse(r->values[i].s, rev, sizeof(rev));
		rc = db_run(st->db, gone ? "phone_drop" : "phone_add",
		    DB_ARGS(DB_TEXT("rev", rev), DB_INT("id", r->id)), NULL, note);
	}
	return rc;
}

/* ---- what was typed ---- */

static void
match_add(struct strbuf *m, const char *gram, size_t len)
{
	if (m->len > 0)
		strbuf_add(m, " AND ");
	strbuf_add_char(m, '"');
	for (size_t i = 0; i < len; i++) {
		if (gram[i] == '"')
			strbuf_add_char(m, '"');
		strbuf_add_char(m, gram[i]);
	}
	strbuf_add_char(m, '"');
}

/* Trigrams of a word without Han; Han letters through the words that
 * utf8_index_text() makes of them. */
static void
match_word(struct strbuf *m, const char *word)
{
	size_t at[3] = { 0, 0, 0 };
	size_t pos = 0, len = strlen(word);
	bool han = false;
	uint32_t cp;
	int n = 0, step;

	for (size_t i = 0; i < len; i += (size_t)step) {
		step = utf8_decode(word + i, len - i, &cp);
		if (step <= 0)
			return;
		han = han || utf8_is_han(cp);
	}
	while (!han && pos < len) {
		at[0] = at[1];
		at[1] = at[2];
		at[2] = pos;
		step = utf8_decode(word + pos, len - pos, &cp);
		pos += (size_t)step;
		if (++n >= 3)
			match_add(m, word + at[0], pos - at[0]);
	}
	if (han) {
		char *text = utf8_index_text(word);
		const char *p = text;
		size_t mark = 0;
		bool has_pair = false;

		/* Words after the fold itself start with U+E000 (EE 80 80). */
		for (int pass = 0; pass < 2; pass++) {
			for (p = text; (p = strstr(p, "\xEE\x80\x80")) != NULL; p += mark) {
				bool pair;

				mark = strcspn(p, " ");
				pair = strncmp(p + 3, "\xEE\x80\x80", 3) != 0;
				has_pair = has_pair || pair;
				/* Pairs say more than singles. */
				if (pass == 1 && pair == has_pair)
					match_add(m, p, mark);
			}
		}
		free(text);
	}
}

/* The words as they were typed, one after the other. Han has its own pairs. */
static void
phrase_add(struct search *s)
{
	struct strbuf text = { 0 }, match = { 0 };

	for (int i = 0; i < s->nwords; i++)
		strbuf_addf(&text, "%s%s", i > 0 ? " " : "", s->words[i]);
	for (const char *p = strbuf_str(&text); *p != '\0'; p++) {
		if ((unsigned char)*p >= 0x80) {
			strbuf_fini(&text);
			return;
		}
	}
	match_word(&match, strbuf_str(&text));
	s->phrase = strbuf_take(&text);
	s->phrase_match = strbuf_take(&match);
}

void
search_parse(struct search *s, const char *typed, const char *country)
{
	struct strbuf match = { 0 };
	char *fold = utf8_fold(typed);
	char *rest = fold, *word, *save = NULL;
	size_t clen = strlen(country);

	memset(s, 0, sizeof(*s));
	s->fold = xstrdup(fold);
	while ((word = strtok_r(rest, " ", &save)) != NULL && s->nwords < SEARCH_WORDS_MAX) {
		rest = NULL;
		/* "+84901…" is kept as "0901…". */
		if (word[0] == '+' && strncmp(word + 1, country, clen) == 0)
			s->words[s->nwords] = xasprintf("0%s", word + 1 + clen);
		else
			s->words[s->nwords] = xstrdup(word[0] == '+' ? word + 1 : word);
		match_word(&match, s->words[s->nwords]);
		s->nwords++;
	}
	if (match.len > 0)
		s->match = strbuf_take(&match);
	else
		strbuf_fini(&match);
	if (s->nwords > 1 && s->match != NULL)
		phrase_add(s);
	free(fold);
}

void
search_fini(struct search *s)
{
	free(s->fold);
	free(s->match);
	free(s->phrase);
	free(s->phrase_match);
	for (int i = 0; i < s->nwords; i++)
		free(s->words[i]);
	memset(s, 0, sizeof(*s));
}

bool
search_hit(const struct search *s, const char *fold)
{
	for (int i = 0; i < s->nwords; i++) {
		if (strstr(fold, s->words[i]) == NULL)
			return false;
	}
	return true;
}

enum err
record_reindex(struct store *st, const struct entity *e, int64_t id, struct err_note *note)
{
	struct sql_args sa = { 0 };
	struct record *r;
	char *old_fold, *fold, *sql;
	enum err rc = record_load(st, e, id, &r, note);

	if (rc != ERR_OK)
		return rc;
	old_fold = search_stored_fold(st, e, id);
	fold = search_fold_of(st, r);
	record_free(r);
	sql = xasprintf("UPDATE %s SET fold = $fold WHERE id = $id", e->table);
	sql_arg_text(&sa, "fold", fold);
	sql_arg_int(&sa, "id", id);
	rc = db_run_text(st->db, sql, sa.a, NULL, note);
	if (rc == ERR_OK)
		rc = search_index(st, e, id, old_fold, fold, note);
	free(sql);
	sql_args_fini(&sa);
	free(old_fold);
	free(fold);
	return rc;
}
