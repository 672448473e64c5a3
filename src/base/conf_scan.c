#include "base/conf_scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

#define DEPTH_MAX 16

enum token { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_SIGN, TOKEN_OPEN_QUOTE };

struct reader {
	struct conf_scan *scan;
	struct err_note *note;
	const char *path;
	char *text;			/* comments blanked */
	size_t at, copied;
	int line;
	/* the token just read */
	size_t from;
	int token_line;
	int open[DEPTH_MAX];		/* sections that are not closed */
	int depth;
};

static enum err PRINTF_LIKE(3, 4)
fail(struct reader *r, int line, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_set(r->note, ERR_SYNTAX, "", "%s:%d: %s", r->path, line, text);
}

/* Length of the quoted string at s, both quotes included; 0 when it does not
 * end. */
static size_t
quoted_length(const char *s)
{
	size_t i;

	for (i = 1; s[i] != '\0' && s[i] != s[0]; i++) {
		if (s[i] == '\\' && s[i + 1] != '\0')
			i++;
	}
	return s[i] == '\0' ? 0 : i + 1;
}

static void
blank(char *s, size_t n)
{
	for (; n > 0; n--, s++) {
		if (*s != '\n')
			*s = ' ';
	}
}

static int
line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* libConfuse counts lines wrongly behind comments and fails on comments inside
 * of lists: it never sees one. */
static enum err
blank_comments(struct reader *r)
{
	char *s = r->text, *end;
	size_t n;

	while (*s != '\0') {
		if (*s == '\'' || *s == '"') {
			n = quoted_length(s);
			if (n == 0)
				return fail(r, line_of(r->text, s),
				    _("this quotation mark is not closed"));
			s += n;
		} else if (*s == '#' || (s[0] == '/' && s[1] == '/')) {
			n = strcspn(s, "\n");
			blank(s, n);
			s += n;
		} else if (s[0] == '/' && s[1] == '*') {
			end = strstr(s + 2, "*/");
			if (end == NULL)
				return fail(r, line_of(r->text, s),
				    _("this comment is not closed"));
			n = (size_t)(end + 2 - s);
			blank(s, n);
			s += n;
		} else {
			s++;
		}
	}
	return ERR_OK;
}

static enum err
check_bytes(struct reader *r, const char *text, size_t len)
{
	const char *env;
	uint32_t cp;
	size_t at;
	int n;

	for (at = 0; at < len; at += (size_t)n) {
		n = 1;
		if (text[at] > 0 && text[at] < 0x7f)
			continue;
		n = utf8_decode(text + at, len - at, &cp);
		if (n == 0 || cp == 0)
			return fail(r, line_of(text, text + at),
			    _("this line is not UTF-8"));
	}
	/* It would put the environment into the text. Comments may name it. */
	env = strstr(r->text, "${");
	if (env != NULL)
		return fail(r, line_of(r->text, env),
		    _("“${” is not allowed here"));
	return ERR_OK;
}

static enum token
next_token(struct reader *r)
{
	const char *s = r->text;
	size_t n;

	for (; s[r->at] != '\0' && strchr(" \t\r\n", s[r->at]) != NULL; r->at++)
		r->line += s[r->at] == '\n';
	r->from = r->at;
	r->token_line = r->line;
	if (s[r->at] == '\0')
		return TOKEN_END;
	if (s[r->at] == '\'' || s[r->at] == '"') {
		n = quoted_length(s + r->at);
		for (; n > 0; n--, r->at++)
			r->line += s[r->at] == '\n';
		return TOKEN_QUOTED;
	}
	n = strcspn(s + r->at, " \t\r\n'\"{}()=+,");
	if (n > 0) {
		r->at += n;
		return TOKEN_WORD;
	}
	r->at += s[r->at] == '+' && s[r->at + 1] == '=' ? 2 : 1;
	return TOKEN_SIGN;
}

static char
sign(const struct reader *r)
{
	return r->text[r->from];
}

static char *
token_text(struct reader *r, size_t cut)
{
	size_t len = r->at - r->from - 2 * cut;
	char *text = arena_alloc(&r->scan->arena, len + 1);

	/* every word of every form at every start: no printf */
	memcpy(text, r->text + r->from + cut, len);
	return text;
}

static void
not_plain(struct reader *r)
{
	r->scan->is_plain = false;
}

/* The token just read as a value of the item. */
static void
add_value(struct reader *r, struct conf_item *item, enum token t)
{
	bool quoted = t == TOKEN_QUOTED;
	char *text = token_text(r, quoted ? 1 : 0);

	if (strpbrk(text, "\\\n") != NULL || (!quoted && t != TOKEN_WORD) ||
	    (item->nvalues > 0 && quoted != item->is_quoted))
		not_plain(r);
	item->is_quoted = quoted;
	if (item->nvalues == item->values_cap) {
		const char **more;

		item->values_cap = item->values_cap == 0 ? 4 : 2 * item->values_cap;
		more = arena_alloc(&r->scan->arena, item->values_cap * sizeof *more);
		if (item->nvalues > 0)
			memcpy(more, item->values, item->nvalues * sizeof *more);
		item->values = more;
	}
	item->values[item->nvalues++] = text;
}

/* Takes values up to the closing sign; the grammar inside is libConfuse's, and plain only
 * when values and commas take turns. */
static enum err
skip_to(struct reader *r, struct conf_item *item, char close)
{
	bool wants_value = true;
	int line = item->line;
	enum token t;

	item->is_list = true;
	for (;;) {
		t = next_token(r);
		if (t == TOKEN_SIGN && sign(r) == close) {
			if (wants_value)
				not_plain(r);
			return ERR_OK;
		}
		if (t == TOKEN_QUOTED || t == TOKEN_WORD) {
			if (!wants_value || t == TOKEN_WORD)
				not_plain(r);
			add_value(r, item, t);
			wants_value = false;
			continue;
		}
		if (t == TOKEN_SIGN && sign(r) == ',') {
			if (wants_value)
				not_plain(r);
			wants_value = true;
		}
		if (t == TOKEN_END || (t == TOKEN_SIGN && sign(r) != ','))
			return fail(r, line, close == ')' ?
			    _("this call is not closed by )") :
			    _("this list is not closed by }"));
	}
}

static void
copy_until(struct reader *r, size_t end)
{
	strbuf_add_n(&r->scan->text, r->text + r->copied, end - r->copied);
	r->copied = end;
}

/* Opens a section; its title, if any, stands at title .. title_end. */
static enum err
open_section(struct reader *r, int item, size_t title, size_t title_end)
{
	char number[16];
	int at = sizeof number;

	/* " '12' " by hand: a section is opened some three hundred times at every start */
	number[--at] = ' ';
	number[--at] = '\'';
	for (int left = item; left > 0 || at == (int)sizeof number - 2; left /= 10)
		number[--at] = (char)('0' + left % 10);
	number[--at] = '\'';
	number[--at] = ' ';
	copy_until(r, title);
	strbuf_add_n(&r->scan->text, number + at, sizeof number - (size_t)at);
	r->copied = title_end;
	if (r->depth == DEPTH_MAX)
		return fail(r, r->token_line, _("sections stand too deep"));
	r->open[r->depth++] = item;
	return ERR_OK;
}

static struct conf_item *
add_item(struct reader *r)
{
	struct conf_scan *s = r->scan;
	struct conf_item *item;

	s->items = xgrow(s->items, &s->cap, s->n + 1, sizeof *s->items);
	item = &s->items[s->n++];
	*item = (struct conf_item) { .name = token_text(r, 0), .title = "",
		.line = r->token_line,
		.parent = r->depth > 0 ? r->open[r->depth - 1] : -1 };
	return item;
}

/* What follows a name: = value, (values), [title] { */
static enum err
read_item(struct reader *r)
{
	struct conf_item *item = add_item(r);
	int index = (int)r->scan->n - 1;
	enum token t = next_token(r);
	size_t title = r->from, title_end;

	if (t == TOKEN_SIGN && (sign(r) == '=' || sign(r) == '+')) {
		item->shape = SHAPE_VALUE;
		if (sign(r) == '+')
			not_plain(r);
		t = next_token(r);
		if (t == TOKEN_SIGN && sign(r) == '{')
			return skip_to(r, item, '}');
		if (t == TOKEN_END || t == TOKEN_SIGN)
			return fail(r, item->line,
			    _("there is no value for “%s”"), item->name);
		add_value(r, item, t);
		return ERR_OK;
	}
	if (t == TOKEN_SIGN && sign(r) == '(') {
		item->shape = SHAPE_CALL;
		return skip_to(r, item, ')');
	}
	item->shape = SHAPE_SECTION;
	if (t == TOKEN_SIGN && sign(r) == '{')
		return open_section(r, index, title, title);
	if (t == TOKEN_WORD || t == TOKEN_QUOTED) {
		item->title = token_text(r, t == TOKEN_QUOTED ? 1 : 0);
		title_end = r->at;
		t = next_token(r);
		if (t == TOKEN_SIGN && sign(r) == '{')
			return open_section(r, index, title, title_end);
	}
	return fail(r, item->line, _("“%s” is not followed by = or ( or {"), item->name);
}

static enum err
read_all(struct reader *r)
{
	enum token t;
	enum err e;

	for (;;) {
		t = next_token(r);
		if (t == TOKEN_WORD) {
			e = read_item(r);
			if (e != ERR_OK)
				return e;
		} else if (t == TOKEN_SIGN && sign(r) == '}' && r->depth > 0) {
			r->depth--;
		} else if (t != TOKEN_END) {
			return fail(r, r->token_line,
			    _("“%s” does not belong here"), token_text(r, 0));
		} else {
			break;
		}
	}
	if (r->depth > 0) {
		const struct conf_item *item =
		    &r->scan->items[r->open[r->depth - 1]];

		return fail(r, item->line, _("“%s” is not closed by }"),
		    item->title[0] != '\0' ? item->title : item->name);
	}
	copy_until(r, r->at);
	return ERR_OK;
}

enum err
conf_scan_text(struct conf_scan *s, const char *path, const char *text,
    size_t len, struct err_note *note)
{
	struct reader r = { .scan = s, .note = note, .path = path, .line = 1 };
	enum err e;

	*s = (struct conf_scan) { .is_plain = true };
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	r.text = xstrndup(text, len);
	e = blank_comments(&r);
	if (e == ERR_OK)
		e = check_bytes(&r, text, len);
	if (e == ERR_OK)
		e = read_all(&r);
	free(r.text);
	return e;
}

void
conf_scan_fini(struct conf_scan *s)
{
	free(s->items);
	strbuf_fini(&s->text);
	arena_fini(&s->arena);
	*s = (struct conf_scan) { .n = 0 };
}
