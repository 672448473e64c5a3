#include "config.h"

#include "report/query_def.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

static const struct { const char *name, *label; } does[] = {
	[DO_SHOW] = { "show", N_("show") }, [DO_MONTH] = { "month", N_("month") },
	[DO_YEAR] = { "year", N_("year") }, [DO_WEEKDAY] = { "weekday", N_("weekday") },
	[DO_AGE] = { "age", N_("age") }, [DO_COUNT] = { "count", N_("number") },
	[DO_DIFFERENT] = { "different", N_("different") }, [DO_SUM] = { "sum", N_("sum") },
	[DO_MIN] = { "min", N_("least") }, [DO_MAX] = { "max", N_("most") },
	[DO_AVERAGE] = { "average", N_("average") },
};

bool
query_do_is_figure(enum query_do d)
{
	return d >= DO_COUNT;
}

const char *
query_do_name(enum query_do d)
{
	return does[d].name;
}

const char *
query_do_label(enum query_do d)
{
	return tr(does[d].label);
}

bool
query_do_find(const char *name, enum query_do *d)
{
	for (size_t i = 0; i < sizeof(does) / sizeof(does[0]); i++)
		if (strcmp(does[i].name, name) == 0) {
			*d = (enum query_do)i;
			return true;
		}
	return false;
}

void
query_def_init(struct query_def *d, const char *about)
{
	*d = (struct query_def) { .title = "", .chart = "", .group = -1 };
	d->about = arena_strdup(&d->arena, about);
}

void
query_def_fini(struct query_def *d)
{
	arena_fini(&d->arena);
	*d = (struct query_def) { .about = "", .title = "", .chart = "", .group = -1 };
}

static enum err
bad(struct err_note *note, const char *member, const char *why)
{
	return err_set(note, ERR_INVALID, member, "%s: %s", member, why);
}

/* A text member; "" when it is not there. */
static enum err
text_of(struct query_def *d, const json_t *j, const char *member, bool must, const char **out,
    struct err_note *note)
{
	const json_t *t = json_object_get(j, member);
	const char *s = json_string_value(t);
	char *clean;

	*out = "";
	if (t == NULL && !must)
		return ERR_OK;
	if (s == NULL || json_string_length(t) > QUERY_TEXT_MAX || (must && s[0] == '\0'))
		return bad(note, member, _("a short text is needed"));
	if ((clean = utf8_clean(s, json_string_length(t), false)) == NULL)
		return bad(note, member, _("The text is not valid UTF-8."));
	*out = arena_strdup(&d->arena, clean);
	free(clean);
	return ERR_OK;
}

static enum err
do_of(struct query_def *d, const json_t *j, enum query_do *what, struct err_note *note)
{
	const char *s;
	enum err e = text_of(d, j, "do", false, &s, note);

	*what = DO_SHOW;
	if (e == ERR_OK && s[0] != '\0' && !query_do_find(s, what))
		return bad(note, "do", _("show, month, year, weekday, age, count, different, sum, min, max or average"));
	return e;
}

static enum err
int_of(const json_t *j, const char *member, int64_t least, int64_t most, int64_t preset, int64_t *out,
    struct err_note *note)
{
	const json_t *v = json_object_get(j, member);

	*out = preset;
	if (v == NULL)
		return ERR_OK;
	if (!json_is_integer(v) || json_integer_value(v) < least || json_integer_value(v) > most)
		return bad(note, member, _("a whole number within its bounds is needed"));
	*out = json_integer_value(v);
	return ERR_OK;
}

static enum err
read_column(struct query_def *d, const json_t *j, struct err_note *note)
{
	static const char *const allowed[] = { "field", "do", "sort", "label", NULL };
	struct query_column *c = &d->column[d->ncolumns];
	int64_t sort;
	enum err e = ERR_OK;

	*c = (struct query_column) { .label = "" };
	if (json_is_string(j)) {
		json_t *o = json_pack("{s:s}", "field", json_string_value(j));

		e = text_of(d, o, "field", true, &c->field, note);
		json_decref(o);
		d->ncolumns += e == ERR_OK;
		return e;
	}
	if (!json_is_object(j))
		return bad(note, "columns", _("names or objects are needed"));
	if ((e = json_only(j, allowed, note)) != ERR_OK ||
	    (e = text_of(d, j, "field", true, &c->field, note)) != ERR_OK ||
	    (e = text_of(d, j, "label", false, &c->label, note)) != ERR_OK ||
	    (e = do_of(d, j, &c->what, note)) != ERR_OK ||
	    (e = int_of(j, "sort", -QUERY_COLUMNS_MAX, QUERY_COLUMNS_MAX, 0, &sort, note)) != ERR_OK)
		return e;
	c->sort = (int)sort;
	d->ncolumns++;
	return ERR_OK;
}

static enum err
read_cond(struct query_def *d, const json_t *j, struct err_note *note)
{
	static const char *const allowed[] = { "field", "do", "is", "ask", "or", NULL };
	struct query_cond *c = &d->cond[d->nconds];
	enum err e;

	if (!json_is_object(j))
		return bad(note, "where", _("objects are needed"));
	if ((e = json_only(j, allowed, note)) != ERR_OK ||
	    (e = text_of(d, j, "field", true, &c->field, note)) != ERR_OK ||
	    (e = text_of(d, j, "is", false, &c->is, note)) != ERR_OK ||
	    (e = text_of(d, j, "ask", false, &c->ask, note)) != ERR_OK ||
	    (e = do_of(d, j, &c->what, note)) != ERR_OK)
		return e;
	if (c->ask[0] != '\0' && (strlen(c->ask) > 30 ||
	    c->ask[strspn(c->ask, "abcdefghijklmnopqrstuvwxyz0123456789_-")] != '\0'))
		return bad(note, "ask", _("a name of small letters is needed"));
	if (json_object_get(j, "or") != NULL && !json_is_boolean(json_object_get(j, "or")))
		return bad(note, "or", _("true or false is needed"));
	c->is_or = json_is_true(json_object_get(j, "or")) && d->nconds > 0;
	d->nconds++;
	return ERR_OK;
}

static enum err
read_list(struct query_def *d, const json_t *j, const char *member, size_t most,
    enum err (*one)(struct query_def *, const json_t *, struct err_note *), struct err_note *note)
{
	const json_t *list = json_object_get(j, member);
	enum err e = ERR_OK;

	if (list == NULL)
		return ERR_OK;
	if (!json_is_array(list))
		return bad(note, member, _("a list is needed"));
	if (json_array_size(list) > most)
		return bad(note, member, _("too many of them"));
	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++)
		e = one(d, json_array_get(list, i), note);
	return e;
}

enum err
query_def_from_json(struct query_def *d, const json_t *j, struct err_note *note)
{
	static const char *const allowed[] = { "about", "title", "columns", "where", "limit", "chart",
		"group", NULL };
	int64_t group;
	enum err e;

	query_def_init(d, "");
	if (!json_is_object(j))
		return bad(note, "about", _("an object is needed"));
	if ((e = json_only(j, allowed, note)) != ERR_OK ||
	    (e = text_of(d, j, "about", true, &d->about, note)) != ERR_OK ||
	    (e = text_of(d, j, "title", false, &d->title, note)) != ERR_OK ||
	    (e = text_of(d, j, "chart", false, &d->chart, note)) != ERR_OK ||
	    (e = int_of(j, "limit", 0, QUERY_ROWS_MAX, 0, &d->limit, note)) != ERR_OK ||
	    (e = read_list(d, j, "columns", QUERY_COLUMNS_MAX, read_column, note)) != ERR_OK ||
	    (e = read_list(d, j, "where", QUERY_CONDS_MAX, read_cond, note)) != ERR_OK)
		return e;
	if (!str_in_list("bar,stacked,line,share", d->chart) && d->chart[0] != '\0')
		return bad(note, "chart", _("bar, stacked, line or share"));
	/* The first column is 1 for people. */
	if ((e = int_of(j, "group", 1, (int64_t)d->ncolumns, 0, &group, note)) != ERR_OK)
		return e;
	d->group = (int)group - 1;
	return ERR_OK;
}

enum err
query_def_read(struct query_def *d, const char *text, struct err_note *note)
{
	json_t *j = NULL;
	enum err e = json_parse_object(text, strlen(text), &j, note);

	if (e != ERR_OK) {
		query_def_init(d, "");
		return e;
	}
	e = query_def_from_json(d, j, note);
	json_decref(j);
	return e;
}

static void
set_text(json_t *j, const char *member, const char *s)
{
	if (!str_empty(s))
		json_object_set_new(j, member, json_string(s));
}

json_t *
query_def_to_json(const struct query_def *d)
{
	json_t *j = json_object(), *list = json_array();

	set_text(j, "about", d->about);
	set_text(j, "title", d->title);
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct query_column *c = &d->column[i];
		json_t *o = json_object();

		set_text(o, "field", c->field);
		set_text(o, "label", c->label);
		if (c->what != DO_SHOW)
			set_text(o, "do", query_do_name(c->what));
		if (c->sort != 0)
			json_object_set_new(o, "sort", json_integer(c->sort));
		json_array_append_new(list, o);
	}
	json_object_set_new(j, "columns", list);
	list = json_array();
	for (size_t i = 0; i < d->nconds; i++) {
		const struct query_cond *c = &d->cond[i];
		json_t *o = json_object();

		set_text(o, "field", c->field);
		set_text(o, "is", c->is);
		set_text(o, "ask", c->ask);
		if (c->what != DO_SHOW)
			set_text(o, "do", query_do_name(c->what));
		if (c->is_or)
			json_object_set_new(o, "or", json_true());
		json_array_append_new(list, o);
	}
	json_object_set_new(j, "where", list);
	if (d->limit > 0)
		json_object_set_new(j, "limit", json_integer(d->limit));
	set_text(j, "chart", d->chart);
	if (d->group >= 0)
		json_object_set_new(j, "group", json_integer(d->group + 1));
	return j;
}
