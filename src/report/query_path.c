#include "config.h"

#include "report/query_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

struct walk {
	struct store *st;
	const struct query_sources *all;
	const char *whole;
	struct err_note *note;
};

static enum err
no_such(const struct walk *w, const char *word)
{
	return err_set(w->note, ERR_INVALID, "field", _("%s: there is no field \"%s\"."), w->whole, word);
}

/* A field that may be asked about; ERR_DENIED says what it is called. */
static enum err
field_of(const struct walk *w, const struct query_source *s, const char *name, const struct field **out)
{
	const struct field *f = entity_field(s->e, name);

	*out = f;
	if (f == NULL || f->hidden || f->type == FIELD_VERBS)
		return no_such(w, name);
	if (!query_field_may(store_actor(w->st), f))
		return err_set(w->note, ERR_DENIED, "field", _("%s may not be used here."), tr(f->label));
	return ERR_OK;
}

/* "customer.region.name": all but the last word are references. */
static enum err
walk_fields(const struct walk *w, const struct query_source *at, const char *text,
    struct query_step *step, size_t *nsteps, const struct query_source **of, const struct field **field)
{
	const char *dot;
	char word[40];
	enum err e;

	for (;; text = dot + 1) {
		size_t n;

		dot = strchr(text, '.');
		n = dot != NULL ? (size_t)(dot - text) : strlen(text);
		if (n == 0 || n >= sizeof(word))
			return no_such(w, text);
		memcpy(word, text, n);
		word[n] = '\0';
		if ((e = field_of(w, at, word, field)) != ERR_OK)
			return e;
		*of = at;
		if (dot == NULL)
			return ERR_OK;
		if ((*field)->type != FIELD_REF)
			return err_set(w->note, ERR_INVALID, "field", _("%s: %s points at nothing."), w->whole, word);
		if (*nsteps == QUERY_STEPS_MAX)
			return err_set(w->note, ERR_LIMIT, "field", _("%s: at most %d steps."), w->whole,
			    QUERY_STEPS_MAX);
		at = query_source_find(w->all, (*field)->entity);
		if (at == NULL)
			return no_such(w, word);
		if ((e = access_need(w->st, at->e->function, VERB_VIEW, w->note)) != ERR_OK)
			return e;
		step[(*nsteps)++] = (struct query_step) { *field, at };
	}
}

/* "sale" or "sale/customer": which rows point here, by which field. */
static enum err
find_rel(const struct walk *w, const struct query_source *at, const char *text, size_t len,
    struct query_path *p)
{
	char word[80], *by;
	const struct field *first;
	size_t n;
	enum err e;

	if (len >= sizeof(word))
		return no_such(w, text);
	memcpy(word, text, len);
	word[len] = '\0';
	by = strchr(word, '/');
	if (by != NULL)
		*by++ = '\0';
	p->rel = query_source_find(w->all, word);
	if (p->rel == NULL)
		return no_such(w, word);
	if ((e = access_need(w->st, p->rel->e->function, VERB_VIEW, w->note)) != ERR_OK)
		return e;
	n = query_source_refs(p->rel, at->e, &first);
	if (by != NULL) {
		if ((e = field_of(w, p->rel, by, &p->by)) != ERR_OK)
			return e;
		if (p->by->type != FIELD_REF || strcmp(p->by->entity, at->e->name) != 0)
			return no_such(w, by);
		return ERR_OK;
	}
	if (n == 0)
		return err_set(w->note, ERR_INVALID, "field", _("%s: %s does not point at %s."), w->whole, word,
		    at->e->name);
	if (n > 1 && strcmp(first->name, at->e->name) != 0)
		return err_set(w->note, ERR_INVALID, "field", _("%s: write \"<%s/%s\", there are several."),
		    w->whole, word, first->name);
	return field_of(w, p->rel, first->name, &p->by);
}

/* "count", "sum(total)", or a field of the related rows, for conditions. */
static enum err
read_figure(const struct walk *w, const char *text, struct query_path *p)
{
	const char *open = strchr(text, '(');
	size_t len = strlen(text);
	char word[24], inner[QUERY_TEXT_MAX + 1];

	if (strcmp(text, "count") == 0) {
		p->what = DO_COUNT;
		return ERR_OK;
	}
	if (open == NULL)
		return walk_fields(w, p->rel, text, p->rel_step, &p->nrel_steps, &p->of, &p->field);
	if ((size_t)(open - text) >= sizeof(word) || text[len - 1] != ')')
		return no_such(w, text);
	memcpy(word, text, (size_t)(open - text));
	word[open - text] = '\0';
	if (!query_do_find(word, &p->what) || !query_do_is_figure(p->what))
		return no_such(w, word);
	str_copy(inner, sizeof(inner), open + 1);
	inner[strlen(inner) - 1] = '\0';
	return walk_fields(w, p->rel, inner, p->rel_step, &p->nrel_steps, &p->of, &p->field);
}

enum err
query_path_read(struct store *st, const struct query_sources *all, const struct query_source *base,
    const char *text, struct query_path *p, struct err_note *note)
{
	struct walk w = { st, all, text, note };
	const char *arrow = strchr(text, '<'), *dot;
	char head[QUERY_TEXT_MAX + 1];
	const struct query_source *of;
	const struct field *f;
	enum err e;

	*p = (struct query_path) { .what = DO_SHOW };
	if (strlen(text) > QUERY_TEXT_MAX)
		return no_such(&w, "");
	if (arrow == NULL)
		return walk_fields(&w, base, text, p->step, &p->nsteps, &p->of, &p->field);
	if (arrow > text) {
		/* "customer.<sale.count": the reference before the arrow is a step. */
		if (arrow[-1] != '.' || arrow - text < 2)
			return no_such(&w, text);
		str_copy(head, sizeof(head), text);
		head[arrow - text - 1] = '\0';
		if ((e = walk_fields(&w, base, head, p->step, &p->nsteps, &of, &f)) != ERR_OK)
			return e;
		if (f->type != FIELD_REF || p->nsteps == QUERY_STEPS_MAX)
			return no_such(&w, head);
		base = query_source_find(all, f->entity);
		if (base == NULL)
			return no_such(&w, head);
		if ((e = access_need(st, base->e->function, VERB_VIEW, note)) != ERR_OK)
			return e;
		p->step[p->nsteps++] = (struct query_step) { f, base };
	}
	dot = strchr(arrow, '.');
	if (dot == NULL || dot[1] == '\0' || strchr(arrow + 1, '<') != NULL)
		return no_such(&w, arrow);
	if ((e = find_rel(&w, base, arrow + 1, (size_t)(dot - arrow - 1), p)) != ERR_OK)
		return e;
	return read_figure(&w, dot + 1, p);
}

static void
add_piece(struct strbuf *b, const char *label)
{
	strbuf_addf(b, "%s%s", b->len > 0 ? " › " : "", label);
}

const char *
query_path_label(struct arena *a, const struct query_path *p, enum query_do what)
{
	struct strbuf b = { 0 };
	const char *label;

	for (size_t i = 0; i < p->nsteps; i++)
		add_piece(&b, tr(p->step[i].ref->label));
	if (p->rel != NULL)
		add_piece(&b, tr(p->rel->e->plural));
	for (size_t i = 0; i < p->nrel_steps; i++)
		add_piece(&b, tr(p->rel_step[i].ref->label));
	if (p->field != NULL)
		add_piece(&b, tr(p->field->label));
	if (p->what != DO_SHOW)
		strbuf_addf(&b, ", %s", query_do_label(p->what));
	if (what != DO_SHOW)
		strbuf_addf(&b, ", %s", query_do_label(what));
	label = arena_strdup(a, strbuf_str(&b));
	strbuf_fini(&b);
	return label;
}
