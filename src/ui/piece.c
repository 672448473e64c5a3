#include "ui/piece.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* Characters that steer instead of showing (rule T2). */
static bool
is_steering(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	    cp == 0xad || cp == 0x61c || cp == 0x180e ||
	    (cp >= 0x200b && cp <= 0x200f) ||
	    (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2060 && cp <= 0x206f) ||
	    cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xfffb) ||
	    (cp >= 0xe0000 && cp <= 0xe0fff) || cp >= 0x110000;
}

/* ZWJ and ZWNJ join letters; alone they show nothing and are left out. */
static bool
is_joiner(uint32_t cp)
{
	return cp == 0x200c || cp == 0x200d;
}

struct piece
piece_next(const char *s, bool plain)
{
	struct piece p = { "", 1, 1 };
	size_t len = strnlen(s, 256), out, end;
	uint32_t cp;
	int n, marks = 0;

	n = utf8_decode(s, len < 8 ? len : 8, &cp);
	if (n == 0 || is_steering(cp)) {
		p.text[0] = '?';
		p.text[1] = '\0';
		p.used = n == 0 ? 1 : (size_t)n;
		if (n > 0 && is_joiner(cp)) {
			p.text[0] = '\0';
			p.width = 0;
		}
		return p;
	}
	p.width = utf8_cp_width(cp);
	out = 0;
	if (p.width <= 0) {		/* a mark without a base */
		p.text[out++] = ' ';
		p.width = 1;
	}
	memcpy(p.text + out, s, (size_t)n);
	out += (size_t)n;
	end = (size_t)n;
	for (; end < len; end += (size_t)n) {
		size_t left = len - end;

		n = utf8_decode(s + end, left < 8 ? left : 8, &cp);
		if (n == 0 || cp < 0x300)
			break;
		if (is_joiner(cp))
			continue;
		if (is_steering(cp) || utf8_cp_width(cp) != 0)
			break;
		if (marks < 4 && out + (size_t)n < CELL_TEXT) {
			memcpy(p.text + out, s + end, (size_t)n);
			out += (size_t)n;
			marks++;
		}
	}
	p.text[out] = '\0';
	p.used = end;
	if (plain && (unsigned char)s[0] >= 0x80) {
		char *ascii = utf8_to_ascii(p.text);

		/* one letter for one column: widths stay what they were */
		p.text[0] = ascii[0] != '\0' ? ascii[0] : '?';
		p.text[1] = '\0';
		if (p.width == 2) {
			p.text[1] = ascii[0] != '\0' && ascii[1] != '\0' ? ascii[1] : ' ';
			p.text[2] = '\0';
		}
		free(ascii);
	}
	return p;
}

int
canvas_width(const char *text)
{
	int cols = 0;

	while (*text != '\0') {
		struct piece p;

		if ((unsigned char)*text >= 0x20 && (unsigned char)*text < 0x7f &&
		    (unsigned char)text[1] < 0x80) {
			cols++;
			text++;
			continue;
		}
		p = piece_next(text, false);
		cols += p.width;
		text += p.used;
	}
	return cols;
}

size_t
canvas_fit(const char *text, int cols)
{
	size_t at = 0;

	while (text[at] != '\0') {
		struct piece p = piece_next(text + at, false);

		if (p.width > cols)
			break;
		cols -= p.width;
		at += p.used;
	}
	return at;
}
