/* The rows of a sheet, one at a time: memory does not grow with them. Formulas are passed over,
 * what they last gave is taken. Source: ECMA-376-1 18.3 (worksheets). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "exchange/xlsx_part.h"

#define OUT_BYTES 65536
#define ROW_BYTES_MAX (1024 * 1024)

enum type { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_BOOL, TYPE_ERROR, TYPE_ISO };
struct cell { size_t start, len; unsigned char kind; };

struct sheet {
	uint32_t line;			/* r= of the row in hand */
	uint32_t rows, areas;
	struct cell cells[XLSX_COLUMNS_MAX];
	size_t n;			/* cells up to the last one that holds something */
	struct strbuf texts;		/* of the row */
	enum csv_fault fault; size_t fault_col;
	/* the cell in hand */
	size_t col, last_col;
	enum type type;
	long style;
	bool in_data, in_row, in_cell, in_value, in_text, in_sound;
	struct strbuf value;
};

/* Writes what waits when it is more than above. false: nobody reads any more. */
bool
xlsx_flush(struct xlsx_book *b, size_t above)
{
	size_t at = 0;
	ssize_t n;

	if (b->out.len <= above)
		return true;
	while (at < b->out.len) {
		n = write(b->fd, b->out.s + at, b->out.len - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	strbuf_clear(&b->out);
	return true;
}

/* "AB12" gives 27 and 12; false when it is no such thing. */
static bool
cell_ref(const char *ref, size_t *col)
{
	size_t n = 0;

	for (; *ref >= 'A' && *ref <= 'Z' && n < 100000; ref++)
		n = n * 26 + (size_t)(*ref - 'A' + 1);
	*col = n - 1;
	return n > 0 && *ref >= '1' && *ref <= '9';
}

static void
row_begin(struct xlsx_xml *x, struct sheet *s, const char **atts)
{
	const char *r = xlsx_att(atts, "r");
	long line = r != NULL ? strtol(r, NULL, 10) : (long)s->line + 1;

	if (line <= (long)s->line || line > 1048576) {
		xlsx_fail(x, XLSX_ORDER);
		return;
	}
	s->line = (uint32_t)line;
	s->n = s->last_col = 0;
	s->fault = CSV_FINE;
	s->in_row = true;
	strbuf_clear(&s->texts);
}

static void
cell_begin(struct xlsx_xml *x, struct sheet *s, const char **atts)
{
	const char *ref = xlsx_att(atts, "r"), *t = xlsx_att(atts, "t"), *style = xlsx_att(atts, "s");

	s->col = s->last_col;
	if ((ref != NULL && !cell_ref(ref, &s->col)) || s->col < s->last_col) {
		xlsx_fail(x, XLSX_ORDER);
		return;
	}
	s->last_col = s->col + 1;
	s->type = t == NULL || strcmp(t, "n") == 0 ? TYPE_NUMBER : strcmp(t, "s") == 0 ? TYPE_SHARED :
	    strcmp(t, "b") == 0 ? TYPE_BOOL : strcmp(t, "e") == 0 ? TYPE_ERROR :
	    strcmp(t, "d") == 0 ? TYPE_ISO : TYPE_TEXT;
	s->style = style != NULL ? strtol(style, NULL, 10) : 0;
	s->in_cell = true;
	strbuf_clear(&s->value);
}

static void
start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct sheet *s = x->ctx;

	if (strcmp(name, "c") == 0 && s->in_row)
		cell_begin(x, s, atts);
	else if (strcmp(name, "v") == 0 && s->in_cell)
		s->in_value = true;
	else if (strcmp(name, "t") == 0 && s->in_cell)
		s->in_text = !s->in_sound;
	else if (strcmp(name, "rPh") == 0)
		s->in_sound = true;
	else if (strcmp(name, "row") == 0 && s->in_data)
		row_begin(x, s, atts);
	else if (strcmp(name, "sheetData") == 0)
		s->in_data = true;
	else if (strcmp(name, "mergeCell") == 0)
		s->areas++;
}

static void
row_fault(struct sheet *s, enum csv_fault f, size_t col)
{
	if (s->fault != CSV_FINE)
		return;
	s->fault = f;
	s->fault_col = col + 1;
}

/* "_x000D_" stands for a character that XML cannot hold (18.18.103). */
static void
add_text(struct strbuf *to, const char *s, size_t len)
{
	char hex[5] = { 0 }, out[4], *end;
	unsigned long cp;

	for (size_t i = 0; i < len; i++) {
		if (len - i >= 7 && s[i] == '_' && s[i + 1] == 'x' && s[i + 6] == '_') {
			memcpy(hex, s + i + 2, 4);
			cp = strtoul(hex, &end, 16);
			if (end == hex + 4 && cp > 0 && (cp < 0xd800 || cp > 0xdfff)) {
				strbuf_add_n(to, out, (size_t)utf8_encode((uint32_t)cp, out));
				i += 6;
				continue;
			}
		}
		strbuf_add_char(to, s[i]);
	}
}

static void
cell_end(struct xlsx_book *b, struct sheet *s)
{
	const char *v = strbuf_str(&s->value);
	size_t start = s->texts.len, i;
	enum csv_kind kind = CSV_KIND_TEXT;
	char number[512];

	s->in_cell = s->in_value = s->in_text = false;
	if (s->value.len == 0)
		return;
	if (s->col >= XLSX_COLUMNS_MAX) {
		row_fault(s, CSV_WIDE_SHEET, XLSX_COLUMNS_MAX - 1);
		return;
	}
	if (s->value.len > CSV_FIELD_MAX || s->texts.len > ROW_BYTES_MAX) {
		row_fault(s, s->value.len > CSV_FIELD_MAX ? CSV_LONG_FIELD : CSV_LONG_LINE, s->col);
		return;
	}
	switch (s->type) {
	case TYPE_SHARED:
		i = strtoul(v, NULL, 10);
		if (i < b->nstarts)
			add_text(&s->texts, b->texts.s + b->starts[i], strlen(b->texts.s + b->starts[i]));
		else
			row_fault(s, CSV_CELL_LOST, s->col);
		break;
	case TYPE_NUMBER:
		if (s->value.len < 64) {
			kind = xlsx_number(v, s->style >= 0 && (size_t)s->style < b->nstyles ?
			    (enum xlsx_style)b->styles[s->style] : STYLE_PLAIN, b->from_1904, number,
			    sizeof(number));
			v = number;
		}
		strbuf_add(&s->texts, v);
		break;
	case TYPE_BOOL:
		strbuf_add(&s->texts, v[0] == '1' || v[0] == 't' ? "1" : "0");
		break;
	case TYPE_ERROR:
		row_fault(s, CSV_CELL_ERROR, s->col);
		/* FALLTHROUGH */
	default:
		add_text(&s->texts, v, s->value.len);
		kind = s->type == TYPE_ISO ? CSV_KIND_DAY : CSV_KIND_TEXT;
	}
	for (; s->n <= s->col; s->n++)
		s->cells[s->n] = (struct cell) { start, 0, CSV_KIND_TEXT };
	s->cells[s->col] = (struct cell) { start, s->texts.len - start, (unsigned char)kind };
	if (s->cells[s->col].len > CSV_FIELD_MAX) {
		row_fault(s, CSV_LONG_FIELD, s->col);
		s->cells[s->col].len = 0;
	}
}

static void
row_end(struct xlsx_xml *x, struct sheet *s)
{
	struct xlsx_book *b = x->b;
	size_t frame;

	s->in_row = false;
	if (s->n == 0 && s->fault == CSV_FINE)
		return;
	if (++s->rows > XLSX_ROWS_MAX) {
		xlsx_fail(x, XLSX_ROWS);
		return;
	}
	frame = xlsx_frame_begin(&b->out, 'R');
	xlsx_put_u32(&b->out, s->line);
	strbuf_add_char(&b->out, (char)s->fault);
	xlsx_put_u16(&b->out, (uint16_t)s->fault_col);
	xlsx_put_u16(&b->out, (uint16_t)s->n);
	for (size_t i = 0; i < s->n; i++) {
		strbuf_add_char(&b->out, (char)s->cells[i].kind);
		xlsx_put_u32(&b->out, (uint32_t)s->cells[i].len);
		strbuf_add_n(&b->out, strbuf_str(&s->texts) + s->cells[i].start, s->cells[i].len);
	}
	xlsx_frame_end(&b->out, frame);
	if (!xlsx_flush(b, OUT_BYTES))
		_exit(0);			/* the reader has seen enough */
}

static void
end(struct xlsx_xml *x, const char *name)
{
	struct sheet *s = x->ctx;

	if (strcmp(name, "v") == 0)
		s->in_value = false;
	else if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		s->in_sound = false;
	else if (strcmp(name, "c") == 0 && s->in_cell)
		cell_end(x->b, s);
	else if (strcmp(name, "row") == 0 && s->in_row)
		row_end(x, s);
	else if (strcmp(name, "sheetData") == 0)
		s->in_data = false;
}

static void
text(struct xlsx_xml *x, const char *s, size_t len)
{
	struct sheet *sheet = x->ctx;

	if ((sheet->in_value || sheet->in_text) && sheet->value.len <= CSV_FIELD_MAX)
		strbuf_add_n(&sheet->value, s, len);
}

bool
xlsx_sheet_read(struct xlsx_book *b, const char *path)
{
	static const struct xlsx_handler h = { start, end, text };
	struct sheet *s = xcalloc(1, sizeof(*s));
	bool ok = xlsx_zip_each(b, path, &h, s);
	size_t frame;

	if (ok && s->areas > 0) {
		frame = xlsx_frame_begin(&b->out, 'M');
		xlsx_put_u32(&b->out, s->areas);
		xlsx_frame_end(&b->out, frame);
	}
	if (ok) {
		frame = xlsx_frame_begin(&b->out, 'D');
		xlsx_put_u32(&b->out, s->rows);
		xlsx_frame_end(&b->out, frame);
	}
	strbuf_fini(&s->texts);
	strbuf_fini(&s->value);
	free(s);
	return ok;
}

/* ---- the whole work ---- */

static const struct xlsx_sheet *
find_sheet(const struct xlsx_book *b, const char *want)
{
	char *end;
	unsigned long n = strtoul(want, &end, 10);

	for (size_t i = 0; i < b->nsheets; i++)
		if (want[0] == '\0' ? !b->sheets[i].is_hidden : strcmp(b->sheets[i].name, want) == 0)
			return &b->sheets[i];
	return want[0] != '\0' && *end == '\0' && n >= 1 && n <= b->nsheets ? &b->sheets[n - 1] : NULL;
}

static bool
parse(struct xlsx_book *b, FILE *in, const char *want)
{
	const struct xlsx_sheet *sheet;
	size_t frame;

	if (!xlsx_zip_open(b, in) || !xlsx_book_read(b))
		return false;
	for (size_t i = 0; i < b->nsheets; i++) {
		frame = xlsx_frame_begin(&b->out, 'S');
		strbuf_add_char(&b->out, (char)b->sheets[i].is_hidden);
		strbuf_add(&b->out, b->sheets[i].name);
		xlsx_frame_end(&b->out, frame);
	}
	sheet = find_sheet(b, want);
	if (sheet == NULL || sheet->path == NULL) {
		b->fault = XLSX_NO_SHEET;
		return false;
	}
	return xlsx_sheet_read(b, sheet->path);
}

void
xlsx_parse(FILE *in, int fd, const char *sheet)
{
	struct xlsx_book b = { .fd = fd };
	size_t frame;

	if (!parse(&b, in, sheet)) {
		frame = xlsx_frame_begin(&b.out, 'E');
		strbuf_add_char(&b.out, (char)b.fault);
		xlsx_frame_end(&b.out, frame);
	}
	(void)xlsx_flush(&b, 0);
	xlsx_book_fini(&b);
}

static const struct xlsx_module table = { xlsx_parse };
extern const struct module quen_workbook;
const struct module quen_workbook MODULE_SEEN = { PACKAGE_VERSION, &table, mem_set_hook };
