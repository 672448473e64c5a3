/* Query by example: what was typed into a cell becomes a condition (UX.md 6). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "store/list_internal.h"

void
list_query_fini(struct list_query *q)
{
	for (size_t i = 0; i < q->nconds; i++) {
		value_fini(&q->conds[i].a);
		value_fini(&q->conds[i].b);
	}
	free(q->conds);
	free(q->search);
	free(q->ids);
	if (q->also != NULL) {
		list_query_fini(q->also);
		free(q->also);
	}
	memset(q, 0, sizeof(*q));
}

static bool
is_free_text(const struct field *f)
{
	return f->type == FIELD_TEXT || f->type == FIELD_NOTE || f->type == FIELD_EMAIL ||
	    f->type == FIELD_REF || f->type == FIELD_REFS;
}

bool
cond_in_sql(const struct cond *c)
{
	if (c->op == COND_EMPTY || c->op == COND_FILLED)
		return true;
	return c->field->type == FIELD_REF || c->field->type == FIELD_REFS ||
	    !is_free_text(c->field);
}

static day_t
month_start(day_t today, int back)
{
	return day_make(day_year(day_add_months(today, -back)),
	    day_month(day_add_months(today, -back)), 1);
}

/* "m" "m-1": a month; gives its first and last day. */
static bool
read_month(const char *s, day_t today, day_t *from, day_t *to)
{
	int back = 0;

	if (s[0] != 'm')
		return false;
	if (s[1] == '-' && isdigit((unsigned char)s[2]))
		back = atoi(s + 2);
	else if (s[1] != '\0')
		return false;
	if (back > 1200)
		return false;
	*from = month_start(today, back);
	*to = day_add(day_add_months(*from, 1), -1);
	return true;
}

/* One operand as a stored value; free text and references stay as typed, folded. */
static enum err
operand(const struct field *f, const struct format *fm, day_t today, const char *text,
    struct value *v, struct err_note *note)
{
	enum err rc;
	day_t day;
	char *fold;

	if (is_free_text(f)) {
		fold = utf8_fold(text);
		value_set_text(v, fold);
		free(fold);
		return ERR_OK;
	}
	if (f->type == FIELD_DAY || f->type == FIELD_BIRTH) {
		if (text[0] == '-' && isdigit((unsigned char)text[1])) {
			value_set_int(v, day_add(today, -atoi(text + 1)));
			return ERR_OK;
		}
		rc = day_parse(fm->locale, text, today, &day, note);
		if (rc == ERR_OK)
			value_set_int(v, day);
	} else if (f->type == FIELD_INSTANT) {
		rc = day_parse(fm->locale, text, today, &day, note);
		if (rc == ERR_OK)
			value_set_int(v, instant_make(day, 0));
	} else if ((f->type == FIELD_CODE || f->type == FIELD_PHONE || f->type == FIELD_CARD) &&
	    strpbrk(text, "*?") != NULL) {
		value_set_text(v, text);
		rc = ERR_OK;
	} else {
		rc = field_parse(f, fm, text, v, note);
	}
	if (rc != ERR_OK && note != NULL)
		str_copy(note->field, sizeof(note->field), f->name);
	return rc;
}

static struct cond *
add_cond(struct list_query *q, const struct field *f, enum cond_op op, bool negate)
{
	struct cond *c;

	q->conds = xrealloc(q->conds, (q->nconds + 1) * sizeof(*q->conds));
	c = &q->conds[q->nconds++];
	memset(c, 0, sizeof(*c));
	c->field = f;
	c->op = op;
	c->negate = negate;
	return c;
}

/* "a..b" "a:b" "a.." "..b"; returns where the separator stands. */
static const char *
find_range(const struct field *f, const char *s, size_t *len)
{
	const char *p = strstr(s, "..");

	*len = 2;
	if (p != NULL || is_free_text(f) || f->type == FIELD_MINUTE)
		return is_free_text(f) ? NULL : p;
	*len = 1;
	return strchr(s, ':');
}

static enum err
add_range(struct list_query *q, const struct format *fm, day_t today, const struct field *f,
    const char *text, const char *sep, size_t len, bool negate, struct err_note *note)
{
	char *left = xstrndup(text, (size_t)(sep - text));
	const char *right = sep + len;
	struct value a = { 0 }, b = { 0 };
	struct cond *c;
	enum err rc = ERR_OK;

	if (left[0] != '\0')
		rc = operand(f, fm, today, left, &a, note);
	if (rc == ERR_OK && right[0] != '\0')
		rc = operand(f, fm, today, right, &b, note);
	if (rc == ERR_OK && a.kind == VALUE_NULL && b.kind == VALUE_NULL)
		rc = err_set(note, ERR_INVALID, f->name, _("A range needs a value on one side."));
	if (rc == ERR_OK) {
		c = add_cond(q, f, a.kind == VALUE_NULL ? COND_LE :
		    b.kind == VALUE_NULL ? COND_GE : COND_BETWEEN, negate);
		c->a = a.kind == VALUE_NULL ? b : a;
		if (a.kind != VALUE_NULL)
			c->b = b;
	} else {
		value_fini(&a);
		value_fini(&b);
	}
	free(left);
	return rc;
}

/* The typed values of "x|y|z", checked one by one, joined again. */
static enum err
add_in(struct list_query *q, const struct format *fm, day_t today, const struct field *f,
    const char *text, bool negate, struct err_note *note)
{
	struct strbuf list = { 0 };
	const char *rest = text;
	char piece[256];
	enum err rc = ERR_OK;
	int n = 0;

	while (rc == ERR_OK && str_next(&rest, '|', piece, sizeof(piece))) {
		struct value v = { 0 };
		char *s;

		if (++n > 20) {
			rc = err_set(note, ERR_LIMIT, f->name, _("At most 20 values between |."));
			break;
		}
		rc = operand(f, fm, today, piece, &v, note);
		if (rc == ERR_OK) {
			s = v.kind == VALUE_INT ? xasprintf("%lld", (long long)v.i)
						: xstrdup(v.s != NULL ? v.s : "");
			if (list.len > 0)
				strbuf_add_char(&list, '|');
			strbuf_add(&list, s);
			free(s);
		}
		value_fini(&v);
	}
	if (rc == ERR_OK && list.len > 0)
		value_set_text(&add_cond(q, f, COND_IN, negate)->a, strbuf_str(&list));
	strbuf_fini(&list);
	return rc;
}

enum err
list_query_add(struct list_query *q, const struct format *fm, day_t today,
    const struct field *f, const char *text, struct err_note *note)
{
	static const struct { const char *sign; enum cond_op op; bool negate; } ops[] = {
		{ ">=", COND_GE, false }, { "<=", COND_LE, false }, { "<>", COND_EQ, true },
		{ "==", COND_EQ, false }, { ">", COND_GT, false }, { "<", COND_LT, false },
		{ "=", COND_EQ, false },
	};
	struct value v = { 0 };
	enum cond_op op;
	const char *sep;
	day_t from, to;
	bool negate = false;
	size_t len;
	char *s = utf8_clean(text, strlen(text), false);
	const char *p = s;
	enum err rc = ERR_OK;

	if (s == NULL)
		return err_set(note, ERR_INVALID, f->name, _("The text is not valid UTF-8."));
	if (*p == '\0')
		goto out;
	if (strcmp(p, "=") == 0 || strcmp(p, "<>") == 0) {
		add_cond(q, f, *p == '=' ? COND_EMPTY : COND_FILLED, false);
		goto out;
	}
	if (*p == '!') {
		negate = true;
		p++;
	}
	op = is_free_text(f) || strpbrk(p, "*?") != NULL ? COND_LIKE : COND_EQ;
	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		if (!str_starts(p, ops[i].sign))
			continue;
		p += strlen(ops[i].sign);
		op = ops[i].op;
		negate = negate != ops[i].negate;
		rc = operand(f, fm, today, p, &v, note);
		if (rc == ERR_OK)
			add_cond(q, f, op, negate)->a = v;
		goto out;
	}
	if ((f->type == FIELD_DAY || f->type == FIELD_INSTANT) && read_month(p, today, &from, &to)) {
		struct cond *c = add_cond(q, f, COND_BETWEEN, negate);

		value_set_int(&c->a, f->type == FIELD_DAY ? from : instant_make(from, 0));
		value_set_int(&c->b, f->type == FIELD_DAY ? to : instant_make(day_add(to, 1), 0) - 1);
		goto out;
	}
	if (strchr(p, '|') != NULL) {
		rc = add_in(q, fm, today, f, p, negate, note);
		goto out;
	}
	sep = find_range(f, p, &len);
	if (sep != NULL) {
		rc = add_range(q, fm, today, f, p, sep, len, negate, note);
		goto out;
	}
	rc = operand(f, fm, today, p, &v, note);
	if (rc == ERR_OK)
		add_cond(q, f, op, negate)->a = v;
out:
	free(s);
	return rc;
}

/* Whole match of folded text against a pattern with * and ? (one character). */
static bool
glob(const char *p, const char *s)
{
	for (; *p != '\0'; p++) {
		if (*p == '*') {
			while (*p == '*')
				p++;
			if (*p == '\0')
				return true;
			for (; *s != '\0'; s++) {
				if (glob(p, s))
					return true;
			}
			return false;
		}
		if (*s == '\0')
			return false;
		if (*p == '?') {
			s += utf8_next(s, 0);
			continue;
		}
		if (*p != *s)
			return false;
		s++;
	}
	return *s == '\0';
}

static bool
like(const char *pattern, const char *fold)
{
	const char *rest = pattern;
	char word[256];

	if (strpbrk(pattern, "*?") != NULL)
		return glob(pattern, fold);
	while (str_next(&rest, ' ', word, sizeof(word))) {
		if (strstr(fold, word) == NULL)
			return false;
	}
	return true;
}

static bool
in_list(const char *list, const char *fold)
{
	const char *rest = list;
	char piece[256];

	while (str_next(&rest, '|', piece, sizeof(piece))) {
		if (like(piece, fold))
			return true;
	}
	return false;
}

static bool
int_in_list(const char *list, int64_t v)
{
	const char *rest = list;
	char piece[256];

	while (str_next(&rest, '|', piece, sizeof(piece))) {
		if (strtoll(piece, NULL, 10) == v)
			return true;
	}
	return false;
}

static bool
int_holds(const struct cond *c, int64_t v)
{
	switch (c->op) {
	case COND_NE:
		return v != c->a.i;
	case COND_LT:
		return v < c->a.i;
	case COND_LE:
		return v <= c->a.i;
	case COND_GT:
		return v > c->a.i;
	case COND_GE:
		return v >= c->a.i;
	case COND_BETWEEN:
		return v >= c->a.i && v <= c->b.i;
	case COND_IN:
		return int_in_list(c->a.s != NULL ? c->a.s : "", v);
	default:
		return v == c->a.i;
	}
}

static bool
text_holds(const struct cond *c, const char *fold, const char *a, const char *b)
{
	int order = strcmp(fold, a);

	switch (c->op) {
	case COND_EQ:
		return order == 0;
	case COND_NE:
		return order != 0;
	case COND_LT:
		return order < 0;
	case COND_LE:
		return order <= 0;
	case COND_GT:
		return order > 0;
	case COND_GE:
		return order >= 0;
	case COND_BETWEEN:
		return order >= 0 && strcmp(fold, b) <= 0;
	case COND_IN:
		return in_list(a, fold);
	default:
		return like(a, fold);
	}
}

bool
cond_holds(const struct cond *c, const struct record *r)
{
	const struct value *v = &r->values[c->field->index];
	const char *label = r->labels[c->field->index];
	char *text, *fold, *a, *b;
	bool yes;

	if (c->op == COND_EMPTY || c->op == COND_FILLED)
		return (v->kind == VALUE_NULL) == (c->op == COND_EMPTY);
	if (v->kind == VALUE_INT)
		return int_holds(c, v->i) != c->negate;
	text = xasprintf("%s%s%s", v->kind == VALUE_TEXT ? v->s : "", label != NULL ? " " : "",
	    label != NULL ? label : "");
	fold = utf8_fold(text);
	a = utf8_fold(c->a.s != NULL ? c->a.s : "");
	b = utf8_fold(c->b.s != NULL ? c->b.s : "");
	/* A reference is meant by its code or by any part of its name. */
	if (c->field->type == FIELD_REF || c->field->type == FIELD_REFS)
		yes = c->op == COND_IN ? in_list(a, fold) : like(a, fold);
	else
		yes = v->kind == VALUE_TEXT && text_holds(c, fold, a, b);
	free(text);
	free(fold);
	free(a);
	free(b);
	return yes != c->negate;
}
