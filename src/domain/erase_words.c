/* What was typed and not posted: drafts, held sales, kept questions. They name a person by words,
 * with or without marks and capitals; a draft of one of its records also by the key. */
#include "domain/erase_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/query.h"
#include "store/sealed.h"

#define WORDS 6
#define WORD_MIN 3		/* bytes: a shorter name is no sign of anybody */
#define PHONE_DIGITS 9		/* of "+84912000111" what "0912000111" has too */
#define ID_NUMBER 4		/* column of erase.words */

struct words { char *w[WORDS]; size_t n; const json_t *rows; };

static void
add_word(struct store *st, int64_t customer, int col, const char *text, struct words *ws)
{
	const struct entity *e = model_entity(store_model(st), "customer");
	char *plain = col == ID_NUMBER ?
	    sealed_plain(st, e, entity_field(e, "id_number"), customer, text) : NULL;
	size_t len = strlen(text);

	if (plain != NULL)
		text = plain;
	else if (text[0] == '+' && len > PHONE_DIGITS)
		text += len - PHONE_DIGITS;
	if (strlen(text) > WORD_MIN)
		ws->w[ws->n++] = utf8_fold(text);
	free(plain);
}

static enum err
load(struct store *st, int64_t customer, struct words *ws, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "erase.words",
	    DB_ARGS(DB_INT("customer", customer)), note);
	enum db_step step;

	ws->n = 0;
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	for (int i = 0; step == DB_ROW && i < WORDS; i++) {
		add_word(st, customer, i, db_text(q, i), ws);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static bool
names(const struct words *ws, const char *text)
{
	char *fold = utf8_fold(text);
	bool found = false;

	for (size_t i = 0; i < ws->n && !found; i++)
		found = strstr(fold, ws->w[i]) != NULL;
	free(fold);
	return found;
}

/* "form:contact:77" */
static bool
is_of_row(const struct words *ws, const char *key)
{
	const char *end = strrchr(key, ':');
	int64_t id = strncmp(key, "form:", 5) == 0 ? strtoll(end + 1, NULL, 10) : 0;
	json_t *row;
	size_t i;

	json_array_foreach((json_t *)ws->rows, i, row) {
		if (id > 0 && json_integer_value(row) == id)
			return true;
	}
	return false;
}

/* Rows that name the person are gathered first: a statement that is read is not written behind. */
struct hit { int64_t a; char *b, *c; struct hit *next; };

static void
add_hit(struct hit **list, int64_t a, const char *b, const char *c)
{
	struct hit *h = xcalloc(1, sizeof *h);

	*h = (struct hit){ a, xstrdup(b), xstrdup(c), *list };
	*list = h;
}

static struct hit *
free_hit(struct hit *h)
{
	struct hit *next = h->next;

	free(h->b);
	free(h->c);
	free(h);
	return next;
}

/* title and body are the last two columns; the second, of a draft, is its key. */
static enum err
seek(struct store *st, const char *query, const struct words *ws, struct hit **list,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		int n = db_cols(q);

		if (names(ws, db_text(q, n - 1)) || names(ws, db_text(q, n - 2)) ||
		    is_of_row(ws, db_text(q, 1)))
			add_hit(list, db_int(q, 0), db_text(q, 1), db_text(q, 2));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
drop_drafts(struct store *st, const struct words *ws, struct erasure *out, struct err_note *note)
{
	struct hit *list = NULL;
	enum err e = seek(st, "erase.drafts", ws, &list, note);

	for (; list != NULL; list = free_hit(list)) {
		if (e == ERR_OK)
			e = store_run(st, "erase.draft", DB_ARGS(DB_INT("user", list->a),
			    DB_TEXT("key", list->b)), NULL, note);
		erase_count(out, "drafts", 1);
	}
	return e;
}

static enum err
drop_queries(struct store *st, const struct words *ws, struct erasure *out, struct err_note *note)
{
	struct hit *list = NULL;
	enum err e = seek(st, "erase.queries", ws, &list, note);

	for (; list != NULL; list = free_hit(list)) {
		if (e == ERR_OK)
			e = store_run(st, "erase.query", DB_ARGS(DB_INT("user", list->a),
			    DB_TEXT("entity", list->b), DB_TEXT("name", list->c)), NULL, note);
		erase_count(out, "queries", 1);
	}
	return e;
}

/* Questions and scheduled reports that ask for the person by a word go, with what the trail and
 * their shares say of them. */
static enum err
drop_asked(struct store *st, const struct words *ws, struct erasure *out, struct err_note *note)
{
	static const struct { const char *seek, *drop, *entity; } kept[] = {
		{ "erase.stored", "erase.stored_drop", "query" },
		{ "erase.sets", "erase.set_drop", "report_set" },
		{ "erase.schedules", "erase.schedule_drop", "report_schedule" },
	};
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof kept / sizeof *kept; i++) {
		struct hit *list = NULL;

		e = seek(st, kept[i].seek, ws, &list, note);
		for (; list != NULL; list = free_hit(list)) {
			if (e == ERR_OK)
				e = store_run(st, "erase.share_drop", DB_ARGS(
				    DB_TEXT("entity", kept[i].entity), DB_INT("id", list->a)), NULL, note);
			if (e == ERR_OK)
				e = store_run(st, kept[i].drop, DB_ARGS(DB_INT("id", list->a)), NULL, note);
			json_array_append_new((json_t *)ws->rows, json_integer(list->a));
			erase_count(out, "queries", 1);
		}
	}
	return e;
}

/* Goods that wait stay; whose they are does not: every text of the cart that names the person. */
static void
blank_texts(json_t *v, const struct words *ws)
{
	const char *key;
	json_t *sub;
	size_t i;
	void *tmp;

	json_object_foreach_safe(v, tmp, key, sub) {
		if (json_is_string(sub) && names(ws, json_string_value(sub)))
			json_object_set_new(v, key, json_string(""));
		else
			blank_texts(sub, ws);
	}
	json_array_foreach(v, i, sub) {
		if (json_is_string(sub) && names(ws, json_string_value(sub)))
			json_array_set_new(v, i, json_string(""));
		else
			blank_texts(sub, ws);
	}
}

static enum err
blank_holds(struct store *st, const struct words *ws, struct erasure *out, struct err_note *note)
{
	struct hit *list = NULL;
	enum err e = seek(st, "erase.holds", ws, &list, note);

	for (; list != NULL; list = free_hit(list)) {
		json_t *body = json_loads(list->c, JSON_DECODE_ANY, NULL);
		char *text;

		if (body == NULL)
			body = json_object();
		blank_texts(body, ws);
		text = json_text(body);
		if (e == ERR_OK)
			e = store_run(st, "erase.hold", DB_ARGS(DB_INT("id", list->a),
			    DB_TEXT("body", text)), NULL, note);
		free(text);
		json_decref(body);
		erase_count(out, "held", 1);
	}
	return e;
}

enum err
erase_typed(struct store *st, int64_t customer, json_t *rows, struct erasure *out,
    struct err_note *note)
{
	struct words ws = { .rows = rows };
	enum err e = load(st, customer, &ws, note);

	if (e == ERR_OK) {
		e = drop_drafts(st, &ws, out, note);
		if (e == ERR_OK)
			e = drop_asked(st, &ws, out, note);
		if (e == ERR_OK)
			e = drop_queries(st, &ws, out, note);
		if (e == ERR_OK)
			e = blank_holds(st, &ws, out, note);
	}
	for (size_t i = 0; i < ws.n; i++)
		free(ws.w[i]);
	return e;
}
