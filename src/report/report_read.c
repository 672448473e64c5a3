/* The head of a report's file. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "report/report.h"

struct reader {
	struct arena *a;
	struct report *r;
	const char *file;
	int line;
	struct err_note *note;
};

static enum err
wrong(struct reader *rd, const char *what, const char *word)
{
	return err_set(rd->note, ERR_SYNTAX, "", "%s:%d: %s: %s", rd->file, rd->line, what, word);
}

/* The next word of a line, "" at its end. Quotes are not needed: labels come last. */
static const char *
take_word(struct reader *rd, const char **rest)
{
	const char *s = *rest + strspn(*rest, " \t");
	size_t n = strcspn(s, " \t");
	char *word = xstrndup(s, n);
	const char *kept = arena_strdup(rd->a, word);

	free(word);
	*rest = s + n;
	return kept;
}

static const char *
take_rest(struct reader *rd, const char *rest)
{
	return arena_strdup(rd->a, rest + strspn(rest, " \t"));
}

static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n > 0 && s[n] == '\0' && !isdigit((unsigned char)s[0]);
}

static const struct { const char *word; enum report_kind kind; } kinds[] = {
	{ "text", REPORT_TEXT }, { "code", REPORT_CODE }, { "int", REPORT_INT },
	{ "money", REPORT_MONEY }, { "points", REPORT_POINTS }, { "percent", REPORT_PERCENT },
	{ "quantity", REPORT_QUANTITY }, { "day", REPORT_DAY }, { "birth", REPORT_BIRTH },
	{ "instant", REPORT_INSTANT }, { "phone", REPORT_PHONE }, { "month", REPORT_MONTH },
	{ "weekday", REPORT_WEEKDAY }, { "hour", REPORT_HOUR },
};
static const struct { const char *word; enum report_total total; } totals[] = {
	{ "sum", TOTAL_SUM }, { "min", TOTAL_MIN }, { "max", TOTAL_MAX }, { "count", TOTAL_COUNT },
};
static const struct { const char *word; enum report_chart chart; } charts[] = {
	{ "bar", CHART_BAR }, { "stacked", CHART_STACKED }, { "line", CHART_LINE },
	{ "heat", CHART_HEAT }, { "share", CHART_SHARE },
};

static enum err
column_kind(struct reader *rd, const char *word, struct report_column *c)
{
	if (str_starts(word, "word:") && is_name(word + 5)) {
		c->kind = REPORT_WORD;
		c->context = word + 5;
		return ERR_OK;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].word, word) == 0) {
			c->kind = kinds[i].kind;
			return ERR_OK;
		}
	return wrong(rd, _("not a kind of column"), word);
}

static enum err
read_column(struct reader *rd, const char *rest)
{
	struct report *r = rd->r;
	struct report_column *c = &r->column[r->ncolumns];
	const char *word, *after;
	enum err e;

	if (r->ncolumns == REPORT_COLUMNS_MAX)
		return wrong(rd, _("too many columns"), "");
	c->name = take_word(rd, &rest);
	if (!is_name(c->name))
		return wrong(rd, _("not a name"), c->name);
	if ((e = column_kind(rd, take_word(rd, &rest), c)) != ERR_OK)
		return e;
	word = take_word(rd, &rest);
	c->width = (int)strtol(word, NULL, 10);
	if (c->width < 1 || c->width > 60)
		return wrong(rd, _("a width from 1 to 60 is needed"), word);
	after = rest;
	word = take_word(rd, &after);
	for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++)
		if (strcmp(totals[i].word, word) == 0) {
			c->total = totals[i].total;
			rest = after;
		}
	c->label = take_rest(rd, rest);
	c->line = rd->line;
	if (c->label[0] == '\0')
		return wrong(rd, _("the column has no label"), c->name);
	r->ncolumns++;
	return ERR_OK;
}

static enum err
param_type(struct reader *rd, const char *word, struct field *f)
{
	if (str_starts(word, "ref:") && is_name(word + 4)) {
		f->type = FIELD_REF;
		f->entity = word + 4;
	} else if (str_starts(word, "choice:")) {
		f->type = FIELD_CHOICE;
		f->choices = word + 7;
	} else if (!field_type_find(word, &f->type) || f->type == FIELD_REF ||
	    f->type == FIELD_REFS || f->type == FIELD_CHOICE || f->type == FIELD_NOTE) {
		return wrong(rd, _("not a kind of parameter"), word);
	}
	f->width = f->type == FIELD_REF ? 14 : field_kind(f->type)->width;
	f->max_len = f->type == FIELD_REF ? 32 : field_kind(f->type)->max_len;
	return ERR_OK;
}

static enum err
read_param(struct reader *rd, const char *rest)
{
	struct report *r = rd->r;
	struct report_param *p = &r->param[r->nparams];
	struct field *f = &p->field;
	enum err e;

	if (r->nparams == REPORT_PARAMS_MAX)
		return wrong(rd, _("too many parameters"), "");
	*f = (struct field) { .hint = "", .help = "", .entity = "", .filter = "", .choices = "",
		.preset = "", .valid = "", .when = "", .right = "", .column = "" };
	f->name = take_word(rd, &rest);
	if (!is_name(f->name) || strchr(f->name, '-') != NULL)
		return wrong(rd, _("not a name"), f->name);
	if ((e = param_type(rd, take_word(rd, &rest), f)) != ERR_OK)
		return e;
	p->preset = take_word(rd, &rest);
	f->label = take_rest(rd, rest);
	f->line = rd->line;
	f->index = (int)r->nparams;
	if (f->label[0] == '\0')
		return wrong(rd, _("the parameter has no label"), f->name);
	r->nparams++;
	return ERR_OK;
}

static int
column_index(const struct report *r, const char *name)
{
	for (size_t i = 0; i < r->ncolumns; i++)
		if (strcmp(r->column[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* Columns stand before the lines that name them. */
static enum err
need_column(struct reader *rd, const char *name, int *at)
{
	*at = column_index(rd->r, name);
	return *at < 0 ? wrong(rd, _("there is no such column"), name) : ERR_OK;
}

static enum err
read_chart(struct reader *rd, const char *rest)
{
	struct report *r = rd->r;
	const char *word = take_word(rd, &rest);
	enum err e;

	for (size_t i = 0; i < sizeof(charts) / sizeof(charts[0]); i++)
		if (strcmp(charts[i].word, word) == 0)
			r->chart = charts[i].chart;
	if (r->chart == CHART_NONE)
		return wrong(rd, _("not a kind of chart"), word);
	if ((e = need_column(rd, take_word(rd, &rest), &r->chart_label)) != ERR_OK)
		return e;
	if (r->chart == CHART_HEAT &&
	    (e = need_column(rd, take_word(rd, &rest), &r->chart_across)) != ERR_OK)
		return e;
	for (word = take_word(rd, &rest); word[0] != '\0'; word = take_word(rd, &rest)) {
		if (r->nseries == REPORT_SERIES_MAX)
			return wrong(rd, _("too many series"), word);
		if ((e = need_column(rd, word, &r->chart_series[r->nseries++])) != ERR_OK)
			return e;
	}
	return r->nseries > 0 ? ERR_OK : wrong(rd, _("the chart has no figures"), "");
}

static enum err
read_drill(struct reader *rd, const char *rest)
{
	struct report_drill *d = &rd->r->drill;
	const char *word = take_word(rd, &rest), *from;
	int at;
	enum err e;

	d->target = str_starts(word, "open:") ? "" : word;
	d->open = str_starts(word, "open:") ? word + 5 : "";
	d->line = rd->line;
	for (word = take_word(rd, &rest); word[0] != '\0'; word = take_word(rd, &rest)) {
		if (d->n == REPORT_DRILL_MAX)
			return wrong(rd, _("too many parameters"), word);
		from = strchr(word, '=');
		if (from == NULL)
			return wrong(rd, _("parameter=column is needed"), word);
		d->param[d->n] = arena_printf(rd->a, "%.*s", (int)(from - word), word);
		d->from[d->n] = from + 1;
		if (from[1] != '$' && (e = need_column(rd, from + 1, &at)) != ERR_OK)
			return e;
		d->n++;
	}
	rd->r->has_drill = true;
	return ERR_OK;
}

static enum err
read_key(struct reader *rd, const char *key, const char *value)
{
	struct report *r = rd->r;

	if (strcmp(key, "report") == 0)
		r->name = take_rest(rd, value);
	else if (strcmp(key, "title") == 0)
		r->title = take_rest(rd, value);
	else if (strcmp(key, "help") == 0)
		r->help = take_rest(rd, value);
	else if (strcmp(key, "words") == 0)
		return ERR_OK;			/* for the translators: values of a word column */
	else if (strcmp(key, "menu") == 0)
		r->menu = take_rest(rd, value);
	else if (strcmp(key, "right") == 0) {
		r->right = take_rest(rd, value);
		r->right_line = rd->line;
	} else if (strcmp(key, "param") == 0)
		return read_param(rd, value);
	else if (strcmp(key, "column") == 0)
		return read_column(rd, value);
	else if (strcmp(key, "chart") == 0)
		return read_chart(rd, value);
	else if (strcmp(key, "group") == 0)
		return need_column(rd, take_word(rd, &value), &r->group);
	else if (strcmp(key, "drill") == 0)
		return read_drill(rd, value);
	else
		return wrong(rd, _("not known in the head of a report"), key);
	return ERR_OK;
}

/* "-- key: value": a comment that is no such line is one for people. */
static enum err
read_line(struct reader *rd, const char *s, size_t len)
{
	char *line = xstrndup(s, len), *colon;
	const char *key = line + 2 + strspn(line + 2, " ");
	enum err e = ERR_OK;

	while (len > 0 && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	colon = strchr(line, ':');
	if (colon != NULL && colon > key && strcspn(key, " :") == (size_t)(colon - key) &&
	    islower((unsigned char)key[0])) {
		*colon = '\0';
		e = read_key(rd, key, colon + 1);
	}
	free(line);
	return e;
}

static enum err
check_head(struct reader *rd)
{
	struct report *r = rd->r;
	size_t i, k;

	rd->line = 1;
	if (!is_name(r->name))
		return wrong(rd, _("\"-- report: NAME\" is needed"), r->name);
	if (r->title[0] == '\0' || r->menu[0] == '\0' || r->right[0] == '\0')
		return wrong(rd, _("title, menu and right are needed"), r->name);
	if (r->ncolumns == 0)
		return wrong(rd, _("there are no columns"), r->name);
	for (i = 0; i < r->ncolumns; i++)
		for (k = i + 1; k < r->ncolumns; k++)
			if (strcmp(r->column[i].name, r->column[k].name) == 0)
				return wrong(rd, _("twice the same name"), r->column[i].name);
	if (r->sql[0] == '\0')
		return wrong(rd, _("there is no statement"), r->name);
	/* A report reads. */
	if (strncmp(r->sql, "SELECT", 6) != 0 && strncmp(r->sql, "WITH", 4) != 0)
		return wrong(rd, _("the statement begins with SELECT or WITH"), r->name);
	return ERR_OK;
}

enum err
report_read(struct arena *a, const char *shown, const char *text, struct report *r,
    struct err_note *note)
{
	struct reader rd = { .a = a, .r = r, .file = arena_strdup(a, shown), .line = 1, .note = note };
	const char *s = text, *end;
	char *sql;
	enum err e;

	*r = (struct report) { .name = "", .title = "", .help = "", .menu = "", .right = "",
		.group = -1, .chart_label = -1, .chart_across = -1, .drill = { .target = "", .open = "" } };
	r->file = rd.file;
	while (*s == '-' || *s == '\n' || *s == '\r') {
		size_t len = strcspn(s, "\n");

		if (s[0] == '-' && s[1] == '-' && (e = read_line(&rd, s, len)) != ERR_OK)
			return e;
		if (s[0] == '-' && s[1] != '-')
			break;
		s += len + (s[len] == '\n');
		rd.line++;
	}
	end = s + strlen(s);
	while (end > s && (isspace((unsigned char)end[-1]) || end[-1] == ';'))
		end--;
	sql = xstrndup(s, (size_t)(end - s));
	r->sql = arena_strdup(a, sql);
	r->sql_line = rd.line;
	free(sql);
	return check_head(&rd);
}
