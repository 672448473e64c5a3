#include "report/write_csv.h"

#include <string.h>

#include "base/formula.h"

void
csv_write_begin(FILE *f, const struct csv_style *s)
{
	if (!s->plain)
		fputs("\xef\xbb\xbf", f);
}

const char *
csv_unguard(const char *text)
{
	return text[0] == '\'' && text_is_formula(text + 1) ? text + 1 : text;
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
	bool is_guarded = !is_number && !s->plain && text_is_formula(text);

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
