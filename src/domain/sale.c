#include "domain/sale.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/sale_parts.h"

void
sale_init(struct sale *s)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char key[16];
	int64_t now = clock_now_ms();

	*s = (struct sale){ .discount = -1, .discount_bp = -1 };
	s->member.level_factor = 100;
	/* Time first, so that the keys of a day lie side by side in their index (a
	 * sale costs the pages it touches); the rest by chance. */
	secret_random(key, sizeof key);
	for (int i = 0; i < 6; i++)
		key[i] = (unsigned char)(now >> (40 - 8 * i));
	for (size_t i = 0; i < sizeof key; i++) {
		s->key[2 * i] = hex[key[i] >> 4];
		s->key[2 * i + 1] = hex[key[i] & 15];
	}
	s->key[2 * sizeof key] = '\0';
}

void
sale_fini(struct sale *s)
{
	free(s->lines);
	json_decref(s->earn_why);
	s->lines = NULL;
	s->nlines = 0;
	s->earn_why = NULL;
}

void
sale_set_time(struct sale *s, int64_t at)
{
	s->at = at;
	s->day = instant_day(at);
}

struct sale_line *
sale_add_line(struct sale *s, const char *product, int64_t qty_milli)
{
	struct sale_line *l;

	if (s->nlines >= SALE_LINES_MAX)
		return NULL;
	s->lines = xrealloc(s->lines, (s->nlines + 1) * sizeof *s->lines);
	l = &s->lines[s->nlines++];
	*l = (struct sale_line){ .qty_milli = qty_milli, .price = -1, .discount = -1,
	    .discount_bp = -1 };
	str_copy(l->product, sizeof l->product, product);
	return l;
}

void
sale_remove_line(struct sale *s, size_t i)
{
	if (i >= s->nlines)
		return;
	memmove(&s->lines[i], &s->lines[i + 1], (s->nlines - i - 1) * sizeof *s->lines);
	s->nlines--;
}

char *
receipt_code(const char *store, const char *series, int64_t number, char *buf, size_t size)
{
	snprintf(buf, size, "%s-%s-%06" PRId64, store, series, number);
	return buf;
}

bool
receipt_split(const char *text, struct receipt_parts *p)
{
	char copy[64], *dash, *end;

	if (strlen(text) >= sizeof copy)
		return false;
	str_copy(copy, sizeof copy, text);
	dash = strrchr(copy, '-');
	if (dash == NULL || dash[1] < '0' || dash[1] > '9' || strlen(dash + 1) > 15)
		return false;
	p->number = strtoll(dash + 1, &end, 10);
	if (*end != '\0')
		return false;
	*dash = '\0';
	dash = strrchr(copy, '-');
	if (dash == NULL || dash == copy || dash[1] == '\0' ||
	    strlen(dash + 1) >= sizeof p->series)
		return false;
	str_copy(p->series, sizeof p->series, dash + 1);
	*dash = '\0';
	if (strlen(copy) >= sizeof p->store)
		return false;
	str_copy(p->store, sizeof p->store, copy);
	return true;
}

/* ---- a held cart ---- */

static void
put_if(json_t *o, const char *name, int64_t v)
{
	if (v >= 0)
		json_object_set_new(o, name, json_integer(v));
}

static void
put_text(json_t *o, const char *name, const char *s)
{
	if (s[0] != '\0')
		json_object_set_new(o, name, json_string(s));
}

json_t *
sale_to_json(const struct sale *s)
{
	json_t *o = json_object(), *lines = json_array();

	json_object_set_new(o, "key", json_string(s->key));
	if (s->member.card.number[0] != '\0')
		json_object_set_new(o, "card", json_string(s->member.card.number));
	else if (s->member.code[0] != '\0')
		json_object_set_new(o, "customer", json_string(s->member.code));
	put_if(o, "discount", s->discount);
	put_if(o, "discount_bp", s->discount_bp);
	put_text(o, "coupon", s->coupon);
	put_text(o, "salesperson", s->salesperson);
	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];
		json_t *v = json_object();

		json_object_set_new(v, "product", json_string(l->product));
		json_object_set_new(v, "qty", json_integer(l->qty_milli));
		put_if(v, "price", l->price);
		put_if(v, "discount", l->discount);
		put_if(v, "discount_bp", l->discount_bp);
		json_array_append_new(lines, v);
	}
	json_object_set_new(o, "lines", lines);
	return o;
}

static int64_t
get_or(const json_t *o, const char *name, int64_t otherwise)
{
	const json_t *v = json_object_get(o, name);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

static const char *
get_text(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s != NULL ? s : "";
}

enum err
sale_from_json(struct sale *s, const json_t *j, struct err_note *note)
{
	const json_t *lines = json_object_get(j, "lines"), *v;
	size_t i;

	sale_init(s);
	if (!json_is_array(lines) || json_array_size(lines) > SALE_LINES_MAX)
		return err_set(note, ERR_INVALID, "lines", _("This held sale does not read."));
	if (get_text(j, "key")[0] != '\0')
		str_copy(s->key, sizeof s->key, get_text(j, "key"));
	/* Who it is gets looked up again by sale_price() (rule P7). */
	str_copy(s->member.card.number, sizeof s->member.card.number, get_text(j, "card"));
	str_copy(s->member.code, sizeof s->member.code, get_text(j, "customer"));
	s->discount = get_or(j, "discount", -1);
	s->discount_bp = get_or(j, "discount_bp", -1);
	/* An approval is for the moment: taken up again it is asked again. */
	str_copy(s->coupon, sizeof s->coupon, get_text(j, "coupon"));
	str_copy(s->salesperson, sizeof s->salesperson, get_text(j, "salesperson"));
	json_array_foreach((json_t *)lines, i, v) {
		struct sale_line *l = sale_add_line(s, get_text(v, "product"),
		    get_or(v, "qty", 0));

		l->price = get_or(v, "price", -1);
		l->discount = get_or(v, "discount", -1);
		l->discount_bp = get_or(v, "discount_bp", -1);
	}
	return ERR_OK;
}
