/* A sale as bytes and back, whole: for who posts it in another session's place (store/errand.h).
 * Sessions of two versions may share a store: what another layout packed does not read. */
#include "domain/sale_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Numbers of any width, and texts. Whatever is not here stays behind; tests/unit/domain/test_errand.c
 * finds what is missing. */
struct part { size_t at, size; bool is_text; };
#define NUMBER(s, f) { offsetof(struct s, f), sizeof(((struct s *)0)->f), false }
#define TEXT(s, f) { offsetof(struct s, f), sizeof(((struct s *)0)->f), true }
#define PARTS(p) (p), sizeof(p) / sizeof((p)[0])

static const struct part sale_part[] = {
	TEXT(sale, key), TEXT(sale, store), TEXT(sale, till), TEXT(sale, coupon), TEXT(sale, approver),
	TEXT(sale, reason), TEXT(sale, salesperson), TEXT(sale, receipt), TEXT(sale, level),
	NUMBER(sale, discount), NUMBER(sale, discount_bp), NUMBER(sale, is_agreed), NUMBER(sale, gross),
	NUMBER(sale, off), NUMBER(sale, total), NUMBER(sale, rounding), NUMBER(sale, due),
	NUMBER(sale, paid), NUMBER(sale, change), NUMBER(sale, coupon_off), NUMBER(sale, coupon_id),
	NUMBER(sale, approver_id), NUMBER(sale, salesperson_id), NUMBER(sale, points_base),
	NUMBER(sale, points_usable), NUMBER(sale, by_points), NUMBER(sale, earn_base),
	NUMBER(sale, earned), NUMBER(sale, id), NUMBER(sale, at), NUMBER(sale, again), NUMBER(sale, day),
	NUMBER(sale, points_after), NUMBER(sale, nlines), NUMBER(sale, ntenders),
};
static const struct part member_part[] = {
	NUMBER(member, holder_id), NUMBER(member, customer_id), NUMBER(member, is_hidden),
	TEXT(member, code), TEXT(member, name), TEXT(member, phone), TEXT(member, level_code),
	TEXT(member, level_name), NUMBER(member, level_until), NUMBER(member, level_id),
	NUMBER(member, level_discount_bp), NUMBER(member, level_factor), NUMBER(member, balance),
	NUMBER(member, usable), NUMBER(member, pending), NUMBER(member, debt), NUMBER(member, expiring),
	NUMBER(member, expiring_day), NUMBER(member, spent), NUMBER(member, sales),
	NUMBER(member, last_day), NUMBER(member, birthday_soon), NUMBER(member, birthday_in),
};
static const struct part card_part[] = {
	NUMBER(card, id), NUMBER(card, customer_id), NUMBER(card, type_id), NUMBER(card, holder_id),
	TEXT(card, number), TEXT(card, type_code), TEXT(card, type_name), NUMBER(card, status),
	NUMBER(card, issued_day), NUMBER(card, expires_day), NUMBER(card, is_expired),
	NUMBER(card, has_points), NUMBER(card, has_value), NUMBER(card, has_visits),
	NUMBER(card, discount_bp), TEXT(card, replaced_by),
};
static const struct part line_part[] = {
	TEXT(sale_line, product), NUMBER(sale_line, qty_milli), NUMBER(sale_line, price),
	NUMBER(sale_line, discount), NUMBER(sale_line, discount_bp), NUMBER(sale_line, product_id),
	NUMBER(sale_line, category_id), NUMBER(sale_line, unit_price), NUMBER(sale_line, list_price),
	TEXT(sale_line, code), TEXT(sale_line, name), TEXT(sale_line, unit), NUMBER(sale_line, gross),
	NUMBER(sale_line, off), NUMBER(sale_line, net), NUMBER(sale_line, receipt_off),
	NUMBER(sale_line, coupon_off), NUMBER(sale_line, nwhys), NUMBER(sale_line, no_points),
	NUMBER(sale_line, no_discount), TEXT(sale_line, why),
};
static const struct part why_part[] = {
	NUMBER(sale_why, kind), TEXT(sale_why, code), TEXT(sale_why, name), NUMBER(sale_why, bp),
	NUMBER(sale_why, amount),
};
static const struct part tender_part[] = {
	TEXT(sale_tender, method), NUMBER(sale_tender, amount), NUMBER(sale_tender, points),
	TEXT(sale_tender, card), NUMBER(sale_tender, pin_ok), NUMBER(sale_tender, card_id),
	NUMBER(sale_tender, principal), NUMBER(sale_tender, bonus),
};

static const struct { const struct part *part; size_t n; } parts[] = {
	{ PARTS(sale_part) }, { PARTS(member_part) }, { PARTS(card_part) }, { PARTS(line_part) },
	{ PARTS(why_part) }, { PARTS(tender_part) },
};

/* FNV-1a of where everything is and how it is kept. */
static int64_t
layout(void)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		for (size_t k = 0; k < parts[i].n; k++) {
			const struct part *p = &parts[i].part[k];

			h = (h ^ (p->at << 16 ^ p->size << 1 ^ p->is_text)) * UINT64_C(1099511628211);
		}
	}
	return (int64_t)h;
}

/* ---- numbers: seven bits a byte, the sign lowest */

static void
put_number(struct strbuf *b, int64_t v)
{
	uint64_t u = (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
	char out[10];
	size_t n = 0;

	for (; u >= 128; u >>= 7)
		out[n++] = (char)(u | 128);
	out[n++] = (char)u;
	strbuf_add_n(b, out, n);
}

struct reader { const char *p, *end; bool is_bad; };

static int64_t
get_number(struct reader *r)
{
	uint64_t u = 0;
	unsigned char c = 128;

	for (int shift = 0; shift < 64 && c >= 128 && r->p < r->end; shift += 7) {
		c = (unsigned char)*r->p++;
		u |= (uint64_t)(c & 127) << shift;
	}
	r->is_bad = r->is_bad || c >= 128;
	return (int64_t)(u >> 1 ^ (u & 1 ? UINT64_MAX : 0));
}

static int64_t
load_number(const void *p, size_t size)
{
	switch (size) {
	case 1:
		return *(const bool *)p;
	case 4:
		return *(const int32_t *)p;
	default:
		return *(const int64_t *)p;
	}
}

static void
store_number(void *p, size_t size, int64_t v)
{
	switch (size) {
	case 1:
		*(bool *)p = v != 0;
		break;
	case 4:
		*(int32_t *)p = (int32_t)v;
		break;
	default:
		*(int64_t *)p = v;
	}
}

static void
put(struct strbuf *b, const void *of, const struct part *part, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *p = (const char *)of + part[i].at;
		size_t len = part[i].is_text ? strnlen(p, part[i].size - 1) : 0;

		put_number(b, part[i].is_text ? (int64_t)len : load_number(p, part[i].size));
		strbuf_add_n(b, p, len);
	}
}

static void
get(struct reader *r, void *of, const struct part *part, size_t n)
{
	for (size_t i = 0; i < n && !r->is_bad; i++) {
		char *p = (char *)of + part[i].at;
		int64_t v = get_number(r);

		if (!part[i].is_text) {
			store_number(p, part[i].size, v);
			continue;
		}
		if (v < 0 || (uint64_t)v >= part[i].size || v > r->end - r->p) {
			r->is_bad = true;
			return;
		}
		memcpy(p, r->p, (size_t)v);
		p[v] = '\0';
		r->p += v;
	}
}

void
sale_pack(const struct sale *s, struct strbuf *b)
{
	char *why = s->earn_why != NULL ? json_dumps(s->earn_why, JSON_COMPACT) : NULL;

	put_number(b, layout());
	put(b, s, PARTS(sale_part));
	put(b, &s->member, PARTS(member_part));
	put(b, &s->member.card, PARTS(card_part));
	for (size_t i = 0; i < s->ntenders; i++)
		put(b, &s->tenders[i], PARTS(tender_part));
	for (size_t i = 0; i < s->nlines; i++) {
		put(b, &s->lines[i], PARTS(line_part));
		for (size_t k = 0; k < s->lines[i].nwhys; k++)
			put(b, &s->lines[i].whys[k], PARTS(why_part));
	}
	put_number(b, why != NULL ? (int64_t)strlen(why) : 0);
	strbuf_add(b, why != NULL ? why : "");
	free(why);
}

bool
sale_unpack(struct sale *s, const char *p, size_t len)
{
	struct reader r = { p, p + len, false };
	size_t nlines;
	int64_t why;

	*s = (struct sale){ 0 };
	if (get_number(&r) != layout())
		return false;
	get(&r, s, PARTS(sale_part));
	nlines = s->nlines;
	s->nlines = 0;
	get(&r, &s->member, PARTS(member_part));
	get(&r, &s->member.card, PARTS(card_part));
	if (r.is_bad || nlines > SALE_LINES_MAX || s->ntenders > SALE_TENDERS_MAX)
		return false;
	for (size_t i = 0; i < s->ntenders; i++)
		get(&r, &s->tenders[i], PARTS(tender_part));
	s->lines = xcalloc(nlines + 1, sizeof(*s->lines));
	for (s->nlines = 0; s->nlines < nlines && !r.is_bad; s->nlines++) {
		struct sale_line *l = &s->lines[s->nlines];

		get(&r, l, PARTS(line_part));
		r.is_bad = r.is_bad || l->nwhys > WHY_KINDS;
		for (size_t k = 0; k < l->nwhys && !r.is_bad; k++)
			get(&r, &l->whys[k], PARTS(why_part));
	}
	why = get_number(&r);
	if (r.is_bad || why != r.end - r.p)
		return false;
	if (why > 0)
		s->earn_why = json_loadb(r.p, (size_t)why, 0, NULL);
	return why == 0 || s->earn_why != NULL;
}
