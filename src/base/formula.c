#include "base/formula.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* Looks past what a spreadsheet may strip. The apostrophe is among it, so that
 * guarding and taking the guard off are exact opposites. */
bool
text_is_formula(const char *text)
{
	size_t len = strlen(text), at;
	uint32_t cp;
	int n;

	for (at = 0; at < len; at += (size_t)n) {
		if ((n = utf8_decode(text + at, len - at, &cp)) == 0)
			return false;
		switch (cp) {
		case '\'': case '"': case ' ': case ';': case 0xa0: case 0x3000: case 0xfeff:
			continue;
		case '=': case '+': case '-': case '@': case '\t': case '\r': case '\n':
		case 0x2212:				/* minus sign */
		case 0xfe62: case 0xfe63: case 0xfe66: case 0xfe6b:	/* small + - = @ */
		case 0xff0b: case 0xff0d: case 0xff1d: case 0xff20:	/* full-width + - = @ */
			return true;
		default:
			return false;
		}
	}
	return false;
}
