#include "domain/template.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"

#define SHIPPED_MAX 20000		/* as the field body of forms/template.form */
#define FIELD_NAME_MAX 48

static const char *const fields[] = {
	"shop.name", "shop.address", "shop.phone", "store.name", "currency", "number", "day",
	"valid_until", "due_day", "subject", "contact", "address", "terms", "note", "user.name",
	"customer.code", "customer.name", "customer.address", "customer.phone", "customer.email",
	"customer.id_number", "gross", "discount", "total", "lines", NULL
};
static const char *const columns[] = { "n", "code", "name", "unit", "qty", "list_price", "price",
	"gross", "discount", "net", NULL };
static const char *const totals[] = { "gross", "discount", "total", NULL };

static const struct { const char *word; enum template_line_kind kind; } commands[] = {
	{ "title", TEMPLATE_TITLE }, { "header", TEMPLATE_HEADER }, { "footer", TEMPLATE_FOOTER },
	{ "field", TEMPLATE_FIELD }, { "column", TEMPLATE_COLUMN }, { "total", TEMPLATE_TOTAL },
	{ "sign", TEMPLATE_SIGN }, { "strong", TEMPLATE_STRONG }, { "small", TEMPLATE_SMALL },
};

static bool
is_in(const char *const *list, const char *word)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

bool
template_knows(const char *field)
{
	return is_in(fields, field);
}

const char *
template_field_at(size_t i)
{
	return i < sizeof fields / sizeof *fields ? fields[i] : NULL;
}

static enum err PRINTF_LIKE(2, 3)
wrong(struct err_note *note, const char *fmt, ...)
{
	char text[1024];	/* longer than a note: that cuts between letters */
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_set(note, ERR_INVALID, "body", "%s", text);
}

/* "{{name}}" or "{{name?}}" at s; the place after it, NULL when it never ends. */
static const char *
read_field(const char *s, char *name, size_t size, bool *optional)
{
	const char *end = strstr(s, "}}"), *from = s + 2;
	size_t len;

	if (end == NULL)
		return NULL;
	from += strspn(from, " ");
	len = (size_t)(end - from);
	while (len > 0 && from[len - 1] == ' ')
		len--;
	*optional = len > 0 && from[len - 1] == '?';
	len -= *optional;
	if (len >= size)
		for (len = size - 1; len > 0 && ((unsigned char)from[len] & 0xc0) == 0x80; len--)
			;
	memcpy(name, from, len);
	name[len] = '\0';
	return end + 2;
}

static enum err
check_fields(const char *text, struct err_note *note)
{
	char name[FIELD_NAME_MAX];
	bool optional;

	for (const char *s = strstr(text, "{{"); s != NULL; s = strstr(s, "{{")) {
		s = read_field(s, name, sizeof name, &optional);
		if (s == NULL)
			return wrong(note, _("{{ without }}"));
		if (!template_knows(name))
			return wrong(note, _("there is no field {{%s}}"), name);
	}
	return ERR_OK;
}

/* "key = Heading". */
static bool
split(struct template *t, struct template_line *l)
{
	const char *eq = strchr(l->text, '=');
	size_t len = eq != NULL ? (size_t)(eq - l->text) : 0;
	char *key;

	while (len > 0 && l->text[len - 1] == ' ')
		len--;
	if (len == 0)
		return false;
	key = arena_alloc(&t->arena, len + 1);
	memcpy(key, l->text, len);
	l->key = key;
	l->label = eq + 1 + strspn(eq + 1, " ");
	return true;
}

static enum err
settle(struct template *t, struct template_line *l, struct err_note *note)
{
	switch (l->kind) {
	case TEMPLATE_FIELD:
		if (!split(t, l))
			return wrong(note, _("@field is written @field Label = text"));
		l->text = l->label;
		l->label = l->key;
		break;
	case TEMPLATE_COLUMN:
		if (!split(t, l) || !is_in(columns, l->key))
			return wrong(note, _("@column is written @column KEY = Heading, with a KEY of: %s"),
			    "n code name unit qty list_price price gross discount net");
		return ERR_OK;
	case TEMPLATE_TOTAL:
		if (!split(t, l) || !is_in(totals, l->key))
			return wrong(note, _("@total is written @total KEY = Label, with a KEY of: %s"),
			    "gross discount total");
		return ERR_OK;
	default:
		break;
	}
	return check_fields(l->text, note);
}

static enum err
add_line(struct template *t, int line, char *s, struct err_note *note)
{
	struct template_line *l = &t->lines[t->n];
	size_t len = strlen(s);

	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\r'))
		s[--len] = '\0';
	if (s[0] == '#')
		return ERR_OK;
	if (t->n == TEMPLATE_LINES_MAX)
		return wrong(note, _("a template has at most %d lines"), TEMPLATE_LINES_MAX);
	*l = (struct template_line){ .kind = len == 0 ? TEMPLATE_GAP : TEMPLATE_TEXT, .line = line,
	    .text = s };
	t->n++;
	if (s[0] != '@')
		return settle(t, l, note);
	len = strcspn(++s, " ");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strlen(commands[i].word) != len || strncmp(commands[i].word, s, len) != 0)
			continue;
		l->kind = commands[i].kind;
		l->text = s + len + strspn(s + len, " ");
		return settle(t, l, note);
	}
	return wrong(note, _("there is no command @%.*s"), (int)len, s);
}

enum err
template_read_at(const char *body, struct template *t, int *line, struct err_note *note)
{
	char *s, *next;
	bool table = false;
	enum err e = ERR_OK;

	*t = (struct template){ 0 };
	*line = 0;
	s = arena_strdup(&t->arena, body);
	for (; e == ERR_OK && s != NULL; s = next) {
		next = strchr(s, '\n');
		if (next != NULL)
			*next++ = '\0';
		e = add_line(t, ++*line, s, note);
	}
	for (size_t i = 0; i < t->n; i++)
		table = table || t->lines[i].kind == TEMPLATE_COLUMN;
	if (e == ERR_OK && !table) {
		*line = 0;
		e = err_set(note, ERR_INVALID, "body", _("There is no @column: the lines would not be printed."));
	}
	if (e != ERR_OK)
		template_fini(t);
	return e;
}

enum err
template_read(const char *body, struct template *t, struct err_note *note)
{
	struct err_note bare = { 0 };
	int line;
	enum err e = template_read_at(body, t, &line, &bare);

	if (e == ERR_OK || line == 0)
		return e == ERR_OK ? e : err_set(note, e, bare.field, "%s", bare.text);
	return err_set(note, e, bare.field, _("line %d: %s"), line, bare.text);
}

void
template_fini(struct template *t)
{
	arena_fini(&t->arena);
	t->n = 0;
}

enum err
template_fill(const char *text, const json_t *values, char **out, struct err_note *note)
{
	struct strbuf b = { 0 };
	char name[FIELD_NAME_MAX];
	bool optional, any = false, filled = false;
	const char *s = text, *at;

	*out = NULL;
	while ((at = strstr(s, "{{")) != NULL) {
		const char *v;

		strbuf_add_n(&b, s, (size_t)(at - s));
		s = read_field(at, name, sizeof name, &optional);
		if (s == NULL) {
			strbuf_fini(&b);
			return err_set(note, ERR_INVALID, "template", _("{{ without }}"));
		}
		v = json_string_value(json_object_get(values, name));
		if (str_empty(v) && !optional) {
			strbuf_fini(&b);
			return err_set(note, ERR_INVALID, "template",
			    _("The template needs {{%s}}, which is empty here."), name);
		}
		any = true;
		filled = filled || !str_empty(v);
		strbuf_add(&b, v != NULL ? v : "");
	}
	strbuf_add(&b, s);
	if (any && !filled) {
		strbuf_fini(&b);
		return ERR_OK;
	}
	*out = strbuf_take(&b);
	return ERR_OK;
}

/* ---- shipped ---- */

enum err
template_shipped(struct store *st, const char *kind, const char *lang, char **out,
    struct err_note *note)
{
	char path[700], *text;
	size_t n;
	FILE *f;

	*out = NULL;
	snprintf(path, sizeof path, "%s/templates/%s_%s.txt", store_paths(st)->forms, kind, lang);
	f = fopen(path, "re");
	if (f == NULL)
		return err_set(note, ERR_NOTFOUND, "template", _("The template %s_%s.txt is missing: %s"),
		    kind, lang, strerror(errno));
	text = xmalloc(SHIPPED_MAX + 1);
	n = fread(text, 1, SHIPPED_MAX, f);
	fclose(f);
	text[n] = '\0';
	*out = utf8_clean(text, n, true);
	free(text);
	return *out != NULL ? ERR_OK : err_set(note, ERR_SYNTAX, "template",
	    _("%s_%s.txt is not valid UTF-8."), kind, lang);
}

static enum err
install(struct store *st, const char *kind, const char *lang, const char *code, const char *name,
    int *added, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "template");
	struct record *r;
	char *body;
	int64_t has = 0;
	enum err e = store_get_int(st, "offer.template_has", DB_ARGS(DB_TEXT("code", code)), &has, note);

	if (e != ERR_OK || has != 0)
		return e;
	e = template_shipped(st, kind, lang, &body, note);
	if (e != ERR_OK)
		return e;
	r = record_new(en);
	record_set_text(r, "code", code);
	record_set_text(r, "name", name);
	record_set_text(r, "kind", kind);
	record_set_text(r, "lang", lang);
	record_set_text(r, "body", body);
	record_set_int(r, "active", 1);
	e = record_insert(st, r, note);
	if (e == ERR_OK)
		(*added)++;
	record_free(r);
	free(body);
	return e;
}

enum err
template_install(struct store *st, int *added, struct err_note *note)
{
	/* Names in their own language: that is how they are told apart in the list. */
	static const struct { const char *kind, *lang, *code, *name; } all[] = {
		{ "quotation", "en", "QUOTE-EN", "Quotation (English)" },
		{ "quotation", "vi", "QUOTE-VI", "Báo giá (tiếng Việt)" },
		{ "quotation", "zh_CN", "QUOTE-ZH", "报价单（中文）" },
		{ "order", "en", "ORDER-EN", "Order confirmation (English)" },
		{ "order", "vi", "ORDER-VI", "Xác nhận đơn hàng (tiếng Việt)" },
		{ "order", "zh_CN", "ORDER-ZH", "订单确认（中文）" },
	};
	int n = 0;
	enum err e = access_need(st, "template", VERB_ADD, note);

	for (size_t i = 0; e == ERR_OK && i < sizeof all / sizeof *all; i++)
		e = install(st, all[i].kind, all[i].lang, all[i].code, all[i].name, &n, note);
	if (added != NULL)
		*added = n;
	return e;
}

enum err
template_before(struct store *st, const struct record *old, struct record *r, struct err_note *note)
{
	struct template t;
	char *text;
	enum err e;

	if (!actor_is_admin(store_actor(st)))
		return err_set(note, ERR_DENIED, "", _("Only an administrator changes templates."));
	if (r == NULL)
		return ERR_OK;
	/* A new one starts as the shipped text of its kind and language. */
	if (old == NULL && record_text(r, "body")[0] == '\0') {
		e = template_shipped(st, record_text(r, "kind"), record_text(r, "lang"), &text, note);
		if (e != ERR_OK)
			return e;
		record_set_text(r, "body", text);
		free(text);
	}
	e = template_read(record_text(r, "body"), &t, note);
	template_fini(&t);
	return e;
}
