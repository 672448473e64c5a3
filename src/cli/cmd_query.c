/* quen query: the universal query (E3). A saved question by its code, or one given as JSON. Its
 * parameters are options of its own, as those of a report are. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/out_file.h"
#include "report/query_kept.h"
#include "store/record_store.h"

#define ANSWERS_MAX QUERY_CONDS_MAX
#define DEFINITION_MAX 65536

const struct option_def query_options[] = {
	{ "file", 'F', "FILE", N_("The question as JSON (doc/QUERY.md); - reads standard input") },
	{ "format", 'f', "FORMAT", N_("text, csv, json, xlsx, pdf or docx; text by default, or by the end of the file's name") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ "param", 'p', "NAME=VALUE", N_("A parameter of the query; may be repeated. --NAME VALUE does the same") },
	{ "*", 0, NULL, "" },
	{ 0 }
};

struct asking {
	struct cli *c;
	const struct args *a;
	struct query_sources all;
	struct query_def d;
	struct err_note note;
	struct query_answer answer[ANSWERS_MAX + 1];
	size_t nanswers;
	struct arena arena;
};

/* ---- which there are ---- */

static enum err
list_page_of(struct asking *q, json_t *list)
{
	const struct entity *e = model_entity(store_model(q->c->store), "query");
	struct list_query lq = { .entity = e };
	struct list_anchor at = { 0 };
	struct record_page page = { .more = true };
	enum err err = ERR_OK;

	while (err == ERR_OK && page.more) {
		err = list_page(q->c->store, &lq, at.id != 0 ? &at : NULL, true, 200, &page, &q->note);
		for (size_t i = 0; err == ERR_OK && i < page.nrows; i++) {
			const struct record *r = page.rows[i];

			if (q->c->json)
				json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "code",
				    record_text(r, "code"), "name", record_text(r, "name"), "about",
				    record_text(r, "about"), "owner", r->owner));
			else
				tell("%-20s %-*s %s", record_text(r, "code"),
				    utf8_pad(record_text(r, "name"), 40), record_text(r, "name"),
				    record_text(r, "about"));
		}
		if (err == ERR_OK && page.nrows > 0)
			list_row_anchor(q->c->store, &lq, page.rows[page.nrows - 1], &at);
		page.more = err == ERR_OK && page.more && page.nrows > 0;
		if (err == ERR_OK) {
			bool more = page.more;

			record_page_fini(&page);
			page.more = more;
		}
	}
	value_fini(&at.key);
	return err;
}

static enum err
do_list(struct asking *q)
{
	json_t *list = json_array();
	enum err e = list_page_of(q, list);

	if (e == ERR_OK && q->c->json)
		tell_json(list);
	else
		json_decref(list);
	return e;
}

/* ---- names to ask with ---- */

static void
tell_field(const char *prefix, const char *name, const struct query_source *s, const struct field *f)
{
	char *path = xasprintf("%s%s", prefix, name);

	if (f->type == FIELD_REF || f->type == FIELD_REFS)
		tell("  %-34s %s  (%s: %s)", path, tr(f->label), field_kind(f->type)->name, f->entity);
	else
		tell("  %-34s %s  (%s)", path, tr(f->label),
		    s->quantity != NULL && s->quantity[f->index] ? "quantity" : field_kind(f->type)->name);
	free(path);
}

static enum err
do_fields(struct asking *q, const char *name)
{
	const struct actor *a = q->c->actor;
	const struct query_source *s = name != NULL ? query_source_find(&q->all, name) : NULL;

	for (size_t i = 0; name == NULL && i < q->all.n; i++)
		if (query_source_may(a, &q->all.s[i]))
			tell("%-20s %s", q->all.s[i].e->name, tr(q->all.s[i].e->plural));
	if (name == NULL)
		return ERR_OK;
	if (s == NULL)
		return err_set(&q->note, ERR_INVALID, "about", _("There is no entity \"%s\"."), name);
	if (!query_source_may(a, s))
		return access_need(q->c->store, s->e->function, VERB_VIEW, &q->note);
	tell("%s", tr(s->e->plural));
	for (size_t i = 0; i < s->e->nfields; i++)
		if (query_field_may(a, &s->e->fields[i]))
			tell_field("", s->e->fields[i].name, s, &s->e->fields[i]);
	for (size_t i = 0; i < q->all.n; i++) {
		const struct query_source *o = &q->all.s[i];

		for (size_t k = 0; k < o->e->nfields; k++) {
			const struct field *f = &o->e->fields[k];

			if (f->type == FIELD_REF && strcmp(f->entity, name) == 0 && query_source_may(a, o) &&
			    query_field_may(a, f))
				tell("  <%s/%s.count  %s", o->e->name, f->name, tr(o->e->plural));
		}
	}
	return ERR_OK;
}

/* ---- the question ---- */

static enum err
read_file(struct asking *q, const char *path)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char *text;
	size_t n;
	enum err e;

	if (f == NULL)
		return err_set(&q->note, ERR_IO, "file", _("%s cannot be read: %s"), path, strerror(errno));
	text = xmalloc(DEFINITION_MAX + 1);
	n = fread(text, 1, DEFINITION_MAX + 1, f);
	if (f != stdin)
		fclose(f);
	if (n > DEFINITION_MAX)
		e = err_set(&q->note, ERR_LIMIT, "file", _("The definition is too long."));
	else {
		json_t *j = NULL;

		e = json_parse_object(text, n, &j, &q->note);
		if (e == ERR_OK)
			e = query_def_from_json(&q->d, j, &q->note);
		json_decref(j);
	}
	free(text);
	return e;
}

/* A question of one's own needs the right to make them; a saved one the right to see it. */
static enum err
read_question(struct asking *q, const char *code)
{
	const char *path = args_get(q->a, "file");
	enum err e;

	if (path == NULL && strcmp(code, "-") != 0)
		return query_kept_load(q->c->store, code, &q->d, &q->note);
	e = query_own_need(q->c->store, &q->note);
	return e == ERR_OK ? read_file(q, path != NULL ? path : "-") : e;
}

static enum err
add_answer(struct asking *q, const char *name, size_t len, const char *is)
{
	if (q->nanswers == ANSWERS_MAX)
		return err_set(&q->note, ERR_LIMIT, "param", _("Too many parameters."));
	q->answer[q->nanswers].name = arena_printf(&q->arena, "%.*s", (int)len, name);
	q->answer[q->nanswers++].is = is;
	return ERR_OK;
}

/* -p NAME=VALUE, and what args_read() gave back as words: --NAME VALUE, --NAME=VALUE. */
static enum err
read_answers(struct asking *q, size_t first)
{
	const struct args *a = q->a;
	const char *text, *eq;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && (text = args_nth(a, "param", i)) != NULL; i++) {
		eq = strchr(text, '=');
		if (eq == NULL)
			return err_set(&q->note, ERR_INVALID, "param", _("-p %s: write NAME=VALUE."), text);
		e = add_answer(q, text, (size_t)(eq - text), eq + 1);
	}
	for (size_t i = first; e == ERR_OK && i < a->nwords; i++) {
		text = a->words[i];
		if (!str_starts(text, "--"))
			return err_set(&q->note, ERR_INVALID, "param",
			    _("What is \"%s\"? Parameters are given as --NAME VALUE."), text);
		eq = strchr(text, '=');
		if (eq != NULL)
			e = add_answer(q, text + 2, (size_t)(eq - text - 2), eq + 1);
		else if (i + 1 < a->nwords)
			e = add_answer(q, text + 2, strlen(text + 2), a->words[++i]);
		else
			return err_set(&q->note, ERR_INVALID, "param", _("%s needs a value."), text);
	}
	return e;
}

static enum err
do_run(struct asking *q)
{
	const char *path = args_get(q->a, "output");
	const char *format = q->c->json ? "json" : args_get(q->a, "format");
	const struct report_format *fmt = report_format_find(format, path);
	bool has_code = q->a->nwords > 1 && !str_starts(q->a->words[1], "--");
	struct query_result res;
	enum err e;

	if (fmt == NULL)
		return err_set(&q->note, ERR_INVALID, "format", _("--format: there is no format \"%s\"."), format);
	if (!has_code && args_get(q->a, "file") == NULL)
		return err_set(&q->note, ERR_INVALID, "query", _("Which one? quen query run CODE, or --file FILE."));
	e = read_question(q, has_code ? q->a->words[1] : "-");
	if (e == ERR_OK)
		e = read_answers(q, has_code ? 2 : 1);
	if (e == ERR_OK)
		e = query_run(q->c->store, &q->all, &q->d, q->answer, 0, &res, &q->note);
	if (e != ERR_OK)
		return e;
	e = query_write(q->c->store, &res, fmt, path, &q->note);
	query_result_fini(&res);
	return e;
}

static enum err
do_show(struct asking *q, const char *code)
{
	char *text;
	json_t *j;
	enum err e = query_kept_load(q->c->store, code, &q->d, &q->note);

	if (e != ERR_OK)
		return e;
	j = query_def_to_json(&q->d);
	text = json_text(j);
	tell("%s", text);
	free(text);
	json_decref(j);
	return ERR_OK;
}

/* Only what runs is saved: asked for one row first. */
static enum err
do_save(struct asking *q, const char *code, const char *name)
{
	struct query_result res;
	enum err e = read_question(q, "-");

	if (e == ERR_OK)
		e = query_run(q->c->store, &q->all, &q->d, NULL, 1, &res, &q->note);
	if (e != ERR_OK)
		return e;
	query_result_fini(&res);
	return query_kept_save(q->c->store, code, name, &q->d, &q->note);
}

static enum err
do_word(struct asking *q, const char *word)
{
	const struct args *a = q->a;
	const char *second = a->nwords > 1 ? a->words[1] : NULL;

	if (strcmp(word, "list") == 0)
		return do_list(q);
	if (strcmp(word, "fields") == 0)
		return do_fields(q, second);
	if (strcmp(word, "run") == 0)
		return do_run(q);
	if (strcmp(word, "show") == 0 && second != NULL)
		return do_show(q, second);
	if (strcmp(word, "save") == 0 && a->nwords == 3)
		return do_save(q, second, a->words[2]);
	return err_set(&q->note, ERR_INVALID, "query",
	    _("quen query list, run CODE, show CODE, save CODE NAME or fields ENTITY."));
}

int
cmd_query(struct cli *c, const struct args *a)
{
	struct asking q = { .c = c, .a = a };
	const char *word = a->nwords > 0 ? a->words[0] : args_get(a, "file") != NULL ? "run" : "list";
	bool save = strcmp(word, "save") == 0;
	enum err e;

	stop_watch();
	e = query_sources_load(c->store, &q.all, &q.note);
	if (e == ERR_OK)
		e = store_begin(c->store, c->actor, save, &q.note);
	if (e == ERR_OK) {
		e = do_word(&q, word);
		if (e == ERR_OK && save)
			e = store_commit(c->store, &q.note);
		store_rollback(c->store);
		if (e == ERR_OK && save)
			e = store_durable(c->store, &q.note);
	}
	query_def_fini(&q.d);
	query_sources_fini(&q.all);
	arena_fini(&q.arena);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &q.note);
}
