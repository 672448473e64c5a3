#include "exchange/xlsx_wire.h"

void
xlsx_put_u16(struct strbuf *b, uint16_t v)
{
	char s[2] = { (char)(v & 0xff), (char)(v >> 8) };

	strbuf_add_n(b, s, sizeof(s));
}

void
xlsx_put_u32(struct strbuf *b, uint32_t v)
{
	xlsx_put_u16(b, (uint16_t)(v & 0xffff));
	xlsx_put_u16(b, (uint16_t)(v >> 16));
}

size_t
xlsx_frame_begin(struct strbuf *b, char type)
{
	size_t start = b->len;

	strbuf_add_char(b, type);
	xlsx_put_u32(b, 0);
	return start;
}

void
xlsx_frame_end(struct strbuf *b, size_t start)
{
	uint32_t len = (uint32_t)(b->len - start - 5);

	for (int i = 0; i < 4; i++)
		b->s[start + 1 + (size_t)i] = (char)(len >> (8 * i) & 0xff);
}

uint32_t
xlsx_take(struct xlsx_cut *c, int bytes)
{
	uint32_t v = 0;

	if (!c->ok || c->end - c->p < bytes) {
		c->ok = false;
		return 0;
	}
	for (int i = 0; i < bytes; i++)
		v |= (uint32_t)*c->p++ << (8 * i);
	return v;
}

const char *
xlsx_take_text(struct xlsx_cut *c, uint32_t len)
{
	const char *s = (const char *)c->p;

	if (!c->ok || (uint64_t)(c->end - c->p) < len) {
		c->ok = false;
		return "";
	}
	c->p += len;
	return s;
}
