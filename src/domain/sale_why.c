/* Why a line costs what it costs: for the screens, the receipt and later questions (H7). */
#include "domain/sale.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/sale_parts.h"

static const struct { const char *code, *name; } kinds[] = {
	[WHY_PRICE_HAND] = { "price", N_("price by hand") },
	[WHY_PRICE_RULE] = { "price_rule", N_("price rule") },
	[WHY_LEVEL] = { "level", N_("discount of the level") },
	[WHY_CARD] = { "card", N_("discount of the card") },
	[WHY_PROMOTION] = { "promotion", N_("promotion") },
	[WHY_LINE_HAND] = { "line", N_("discount by hand") },
	[WHY_RECEIPT] = { "receipt", N_("discount of the receipt") },
	[WHY_COUPON] = { "coupon", N_("coupon") },
};

const char *
sale_why_code(enum sale_why_kind k)
{
	return kinds[k].code;
}

const char *
sale_why_name(enum sale_why_kind k)
{
	return _(kinds[k].name);
}

void
sale_add_why(struct sale_line *l, const struct sale_why *w, const char *text)
{
	size_t n = strlen(l->why);

	if (l->nwhys < WHY_KINDS)
		l->whys[l->nwhys++] = *w;
	if (n > 0 && n + 2 < sizeof l->why) {
		str_copy(l->why + n, sizeof l->why - n, "; ");
		n += 2;
	}
	str_copy(l->why + n, sizeof l->why - n, text);
}

char *
sale_whys_text(const struct sale_line *l)
{
	json_t *list;
	char *text;

	if (l->nwhys == 0)
		return NULL;
	list = json_array();
	for (size_t i = 0; i < l->nwhys; i++) {
		const struct sale_why *w = &l->whys[i];
		json_t *o = json_pack("{s:s,s:I}", "kind", sale_why_code(w->kind),
		    "amount", (json_int_t)w->amount);

		if (w->code[0] != '\0')
			json_object_set_new(o, "code", json_string(w->code));
		if (w->name[0] != '\0')
			json_object_set_new(o, "name", json_string(w->name));
		if (w->bp >= 0)
			json_object_set_new(o, "bp", json_integer(w->bp));
		json_array_append_new(list, o);
	}
	text = json_text(list);
	json_decref(list);
	return text;
}

static bool
kind_of(const char *code, enum sale_why_kind *k)
{
	for (int i = 0; code != NULL && i < WHY_KINDS; i++) {
		if (strcmp(code, kinds[i].code) == 0) {
			*k = (enum sale_why_kind)i;
			return true;
		}
	}
	return false;
}

static void
text_of(const json_t *o, const char *name, char *buf, size_t size)
{
	const char *s = json_string_value(json_object_get(o, name));

	if (s != NULL)
		str_copy(buf, size, s);
}

void
sale_whys_read(struct sale_line *l, const char *text)
{
	json_t *list = text[0] != '\0' ? json_loads(text, 0, NULL) : NULL;
	const json_t *o, *bp;
	size_t i;

	l->nwhys = 0;
	json_array_foreach(list, i, o) {
		struct sale_why w = { .bp = -1 };

		if (l->nwhys == WHY_KINDS ||
		    !kind_of(json_string_value(json_object_get(o, "kind")), &w.kind))
			continue;
		w.amount = json_integer_value(json_object_get(o, "amount"));
		bp = json_object_get(o, "bp");
		if (json_is_integer(bp))
			w.bp = json_integer_value(bp);
		text_of(o, "code", w.code, sizeof w.code);
		text_of(o, "name", w.name, sizeof w.name);
		l->whys[l->nwhys++] = w;
		if (w.kind == WHY_COUPON)
			l->coupon_off = w.amount;
	}
	json_decref(list);
}
