/* A receipt as text and as ESC/POS. Every byte of data passes one of the two
 * encoders here (rule T2). */
#include "report/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

/* What an encoder does with a text: the same layout serves both. */
struct out {
	struct strbuf b;
	int cols;
	bool is_printer;		/* ASCII and control sequences */
};

static void
pad(struct out *o, int n, char c)
{
	for (; n > 0; n--)
		strbuf_add_char(&o->b, c);
}

/* The text as the device takes it: cleaned UTF-8, or printable ASCII. The caller frees. */
static char *
encode(const struct out *o, const char *s)
{
	char *clean = utf8_clean(s != NULL ? s : "", s != NULL ? strlen(s) : 0, false), *ascii;
	size_t lead = s != NULL ? strspn(s, " ") : 0, at = 0;
	struct strbuf b = { 0 };

	for (; lead > 0; lead--)		/* cleaning trims what is indented */
		strbuf_add_char(&b, ' ');
	strbuf_add(&b, clean != NULL ? clean : "?");
	free(clean);
	if (!o->is_printer)
		return strbuf_take(&b);
	ascii = utf8_to_ascii(strbuf_str(&b));
	strbuf_fini(&b);
	for (size_t i = 0; ascii[i] != '\0'; i++) {
		if (ascii[i] >= 0x20 && ascii[i] <= 0x7e)
			ascii[at++] = ascii[i];
	}
	ascii[at] = '\0';
	return ascii;
}

static void
end_line(struct out *o)
{
	while (o->b.len > 0 && o->b.s[o->b.len - 1] == ' ')
		o->b.s[--o->b.len] = '\0';
	strbuf_add_char(&o->b, '\n');
}

/* A long text goes on in the next line. */
static void
put_text(struct out *o, const char *s, bool is_centred)
{
	do {
		size_t n = utf8_fit(s, o->cols);

		if (n == 0)
			n = strlen(s);
		if (s[n] != '\0') {		/* break between words where there is one */
			size_t word = n;

			while (word > 0 && s[word] != ' ')
				word--;
			if (word > n / 2)
				n = word;
		}
		if (is_centred)
			pad(o, (o->cols - utf8_width_n(s, n)) / 2, ' ');
		strbuf_add_n(&o->b, s, n);
		end_line(o);
		s += n;
		s += strspn(s, " ");
	} while (*s != '\0');
}

/* An amount is never cut: a long name takes a line of its own. */
static void
put_pair(struct out *o, const char *left, const char *right)
{
	int room = o->cols - utf8_width(right);

	if (utf8_width(left) >= room) {
		put_text(o, left, false);
		left = "";
	}
	strbuf_add(&o->b, left);
	pad(o, room - utf8_width(left), ' ');
	strbuf_add(&o->b, right);
	end_line(o);
}

static void
put_line(struct out *o, const struct receipt_line *l)
{
	char *left = encode(o, l->left), *right = encode(o, l->right);

	switch (l->kind) {
	case RECEIPT_TEXT:
		put_text(o, left, l->is_centred);
		break;
	case RECEIPT_PAIR:
		put_pair(o, left, right);
		break;
	case RECEIPT_RULE:
		pad(o, o->cols, '-');
		strbuf_add_char(&o->b, '\n');
		break;
	case RECEIPT_BLANK:
		strbuf_add_char(&o->b, '\n');
		break;
	case RECEIPT_CUT:
		break;
	}
	free(left);
	free(right);
}

static int
clamp_cols(int cols)
{
	return cols < RECEIPT_COLS_MIN ? RECEIPT_COLS_MIN
	    : cols > RECEIPT_COLS_MAX ? RECEIPT_COLS_MAX : cols;
}

char *
receipt_text(const struct receipt *r, int cols)
{
	struct out o = { .cols = clamp_cols(cols) };

	for (size_t i = 0; i < r->n; i++)
		put_line(&o, &r->lines[i]);
	return strbuf_take(&o.b);
}

void
receipt_escpos(const struct receipt *r, int cols, unsigned char **out, size_t *len)
{
	struct out o = { .cols = clamp_cols(cols), .is_printer = true };

	strbuf_add(&o.b, "\033@");			/* ESC @: initialise */
	for (size_t i = 0; i < r->n; i++) {
		const struct receipt_line *l = &r->lines[i];

		if (l->kind == RECEIPT_CUT) {
			strbuf_add(&o.b, "\n\n\n\n");
			strbuf_add_n(&o.b, "\035V\001", 3);	/* GS V 1: partial cut */
			continue;
		}
		if (l->is_bold)
			strbuf_add_n(&o.b, "\033E\001", 3);	/* ESC E 1 */
		put_line(&o, l);
		if (l->is_bold)
			strbuf_add_n(&o.b, "\033E\000", 3);	/* ESC E 0 */
	}
	*len = o.b.len;
	*out = (unsigned char *)strbuf_take(&o.b);
}
