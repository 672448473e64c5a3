#include "report/write_csv.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

void
csv_write_begin(FILE *f, const struct csv_style *s)
{
	if (!s->plain)
		fputs("\xef\xbb\xbf", f);
}

/* Looks past what a spreadsheet may strip. The apostrophe is among it, so that
 * guarding and taking the guard off are exact opposites. */
bool
csv_is_formula(const char *text)
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

const char *
csv_unguard(const char *text)
{
	return text[0] == '\'' && csv_is_formula(text + 1) ? text + 1 : text;
}

/* Rows that import refused are shown as they came; a terminal must not obey
 * them when somebody looks at the file (TRUST.md F). */
static size_t
control_len(const char *p)
{
	unsigned char c = (unsigned char)p[0], d = c != '\0' ? (unsigned char)p[1] : 0;

	if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f)
		return 1;
	return c == 0xc2 && d >= 0x80 && d <= 0x9f ? 2 : 0;
}

static void
put_text(FILE *f, const char *p)
{
	size_t n;

	while (*p != '\0') {
		if ((n = control_len(p)) > 0) {
			fputs("\xef\xbf\xbd", f);
			p += n;
			continue;
		}
		if (*p == '"')
			fputc('"', f);
		fputc(*p++, f);
	}
}

void
csv_write_cell(FILE *f, const struct csv_style *s, bool is_first, const char *text,
    bool is_number)
{
	bool is_guarded = !is_number && !s->plain && csv_is_formula(text);

	if (!is_first)
		fputc(s->separator, f);
	if (!is_guarded && strpbrk(text, "\",;\t\r\n") == NULL && text[0] != ' ' &&
	    (text[0] == '\0' || text[strlen(text) - 1] != ' ')) {
		put_text(f, text);
		return;
	}
	fputc('"', f);
	if (is_guarded)
		fputc('\'', f);
	put_text(f, text);
	fputc('"', f);
}

void
csv_write_end_row(FILE *f, const struct csv_style *s)
{
	fputs(s->plain ? "\n" : "\r\n", f);
}
