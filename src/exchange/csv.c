#include "exchange/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/csv_text.h"

#define SNIFF_BYTES 65536
#define SNIFF_RECORDS 20
#define CSV_SHOWN 200		/* bytes kept of a cell that is broken anyway */

struct csv {
	struct csv_text *text;
	struct strbuf buf;		/* decoded, from the record in hand on */
	size_t at;			/* where the next record starts */
	bool at_end;			/* nothing more to decode */
	int64_t line;			/* of at */
	int64_t suspect_until;		/* last line of a record with broken quotes */
	char separator;
	struct strbuf out;		/* cells of the row, NUL after each */
	size_t *starts; size_t nstarts, starts_cap;
	const char **cells; size_t cells_cap;
};

const char *
csv_fault_text(enum csv_fault f)
{
	switch (f) {
	case CSV_FINE: return "";
	case CSV_QUOTE: return _("Broken quotes: a quote inside a quoted cell must be doubled.");
	case CSV_OPEN_QUOTE: return _("A quote is opened here and never closed.");
	case CSV_NUL: return _("The cell holds a zero byte.");
	case CSV_ENCODING: return _("The cell holds bytes that are no text in this encoding.");
	case CSV_LONG_LINE: return _("The line is longer than 1 MB.");
	case CSV_LONG_FIELD: return _("The cell is longer than 64 KB.");
	case CSV_MANY_COLUMNS: return _("More than 1,000 columns.");
	case CSV_WIDE_SHEET: return _("More than 200 columns.");
	case CSV_CELL_ERROR: return _("The cell holds an error of the spreadsheet.");
	case CSV_CELL_LOST: return _("The text of the cell is missing in the workbook.");
	}
	return "";
}

/* Makes sure that byte at exists. False at the end of the file. */
static bool
have(struct csv *c, size_t at, enum err *e, struct err_note *note)
{
	while (at >= c->buf.len) {
		if (c->at_end)
			return false;
		*e = csv_text_more(c->text, &c->buf, note);
		if (*e != ERR_OK) {
			c->at_end = true;
			if (*e == ERR_NOTFOUND)
				*e = ERR_OK;
			return at < c->buf.len;
		}
	}
	return true;
}

/* Past the line end at position at. */
static size_t
past_eol(struct csv *c, size_t at, enum err *e, struct err_note *note)
{
	if (c->buf.s[at] == '\r' && have(c, at + 1, e, note) && c->buf.s[at + 1] == '\n')
		return at + 2;
	return at + 1;
}

/* Candidates for the separator by how often they stand outside quotes, record
 * by record: one that stands equally often in every record wins. */
static char
sniff_separator(const char *s, size_t len, bool whole)
{
	static const char candidates[] = ",;\t";
	int count[3] = { 0 }, first[3] = { 0 }, same[3] = { 0 }, records = 0, best = 0, k;
	const char *p;
	bool quoted = false;
	size_t i;

	for (i = 0; i <= len && records < SNIFF_RECORDS; i++) {
		if (i == len && !whole)
			break;
		if (i < len && s[i] == '"')
			quoted = !quoted;
		else if (i < len && !quoted && s[i] != '\n' && s[i] != '\r') {
			p = s[i] != '\0' ? strchr(candidates, s[i]) : NULL;
			if (p != NULL)
				count[p - candidates]++;
		} else if (i == len || !quoted) {
			if (i == len || i == 0 || (s[i - 1] != '\n' && s[i - 1] != '\r')) {
				for (k = 0; k < 3; k++) {
					if (records == 0)
						first[k] = count[k];
					if (count[k] == first[k])
						same[k]++;
					count[k] = 0;
				}
				records++;
			}
		}
	}
	if (records == 0)		/* not one whole record: judge by what there is */
		for (k = 0; k < 3; k++)
			first[k] = count[k];
	for (k = 1; k < 3; k++) {
		if (first[k] == 0)
			continue;
		if (first[best] == 0 || same[k] > same[best] ||
		    (same[k] == same[best] && first[k] > first[best]))
			best = k;
	}
	return candidates[best];
}

/* Takes text. */
static enum err
open_text(struct csv_text *text, const struct csv_options *o, struct csv **out, struct err_note *note)
{
	struct csv *c = xcalloc(1, sizeof(*c));
	enum err e = ERR_OK;

	c->text = text;
	c->line = 1;
	have(c, SNIFF_BYTES, &e, note);
	if (e != ERR_OK) {
		csv_close(c);
		return e;
	}
	c->separator = o->separator;
	if (c->buf.len >= 6 && strncmp(c->buf.s, "sep=", 4) == 0 &&
	    (c->buf.s[5] == '\r' || c->buf.s[5] == '\n')) {
		if (c->separator == 0)
			c->separator = c->buf.s[4];
		c->at = past_eol(c, 5, &e, note);
		c->line = 2;
	}
	if (c->separator == 0)
		c->separator = sniff_separator(strbuf_str(&c->buf) + c->at, c->buf.len - c->at, c->at_end);
	*out = c;
	return ERR_OK;
}

enum err
csv_open(const char *path, const struct csv_options *o, struct csv **out, struct err_note *note)
{
	struct csv_text *text;
	enum err e = csv_text_open(path, o->encoding, &text, note);

	return e == ERR_OK ? open_text(text, o, out, note) : e;
}

enum err
csv_open_fd(int fd, const struct csv_options *o, struct csv **out, struct err_note *note)
{
	struct csv_text *text;
	enum err e = csv_text_open_fd(fd, o->encoding, &text, note);

	return e == ERR_OK ? open_text(text, o, out, note) : e;
}

void
csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	csv_text_close(c->text);
	strbuf_fini(&c->buf);
	strbuf_fini(&c->out);
	free(c->starts);
	free(c->cells);
	free(c);
}

static void
fault(struct csv *c, struct csv_row *row, enum csv_fault f, int64_t line)
{
	if (row->fault != CSV_FINE)
		return;
	row->fault = f;
	row->fault_col = c->nstarts;
	row->fault_line = line;
}

static void
cell_begin(struct csv *c)
{
	c->starts = xgrow(c->starts, &c->starts_cap, c->nstarts + 1, sizeof(*c->starts));
	c->starts[c->nstarts++] = c->out.len;
}

/* Copies a finished cell's end and judges its bytes; bad ones become U+FFFD. */
static void
cell_end(struct csv *c, struct csv_row *row, int64_t line)
{
	size_t start = c->starts[c->nstarts - 1], len = c->out.len - start, i;
	const char *s = strbuf_str(&c->out) + start;
	char *copy;
	uint32_t cp;
	int n;

	if (len > CSV_FIELD_MAX)
		fault(c, row, CSV_LONG_FIELD, line);
	if (len > 0 && memchr(s, '\0', len) != NULL)
		fault(c, row, CSV_NUL, line);
	else if (len == 0 || utf8_is_valid(s, len)) {
		strbuf_add_n(&c->out, "", 1);
		return;
	} else
		fault(c, row, CSV_ENCODING, line);
	copy = xmalloc(len);
	memcpy(copy, s, len);
	c->out.len = start;
	for (i = 0; i < len; i += n == 0 ? 1 : (size_t)n) {
		n = utf8_decode(copy + i, len - i, &cp);
		if (n == 0 || cp == 0)
			strbuf_add(&c->out, "\xef\xbf\xbd");
		else
			strbuf_add_n(&c->out, copy + i, (size_t)n);
	}
	free(copy);
	strbuf_add_n(&c->out, "", 1);
}

/* After a fault that leaves the structure in doubt: on with the line after
 * the record's first one, so that one bad quote costs one row. */
static size_t
resync(struct csv *c, enum err *e, struct err_note *note)
{
	size_t at = c->at;

	c->line++;
	while (have(c, at, e, note)) {
		if (c->buf.s[at] == '\n' || c->buf.s[at] == '\r')
			return past_eol(c, at, e, note);
		at++;
		if (at - c->at > CSV_LINE_MAX) {	/* keeps memory bounded on the way */
			memmove(c->buf.s + c->at, c->buf.s + at, c->buf.len - at + 1);
			c->buf.len -= at - c->at;
			at = c->at;
		}
	}
	return at;
}

/* Copies what needs no thought: from at up to the next byte that does. */
static size_t
copy_run(struct csv *c, size_t at, bool quoted)
{
	size_t end = at, most = c->at + CSV_LINE_MAX;
	char ch;

	if (most > c->buf.len)
		most = c->buf.len;
	for (; end < most; end++) {
		ch = c->buf.s[end];
		if (ch == '"' || ch == '\n' || ch == '\r' || (!quoted && ch == c->separator))
			break;
	}
	strbuf_add_n(&c->out, c->buf.s + at, end - at);
	return end;
}

/* Reads the record at c->at; returns where the next one starts. */
static size_t
scan(struct csv *c, struct csv_row *row, enum err *e, struct err_note *note)
{
	enum { START, PLAIN, QUOTED, CLOSED } state = START;
	int64_t line = c->line, quote_line = 0;
	size_t at = c->at, next, quote_col = 0;
	char ch;

	cell_begin(c);
	for (;; at++) {
		if (!have(c, at, e, note)) {
			if (*e == ERR_OK && state == QUOTED)
				break;
			cell_end(c, row, line);
			row->last_line = line;
			return at;
		}
		ch = c->buf.s[at];
		if (at - c->at >= CSV_LINE_MAX)
			break;
		if (state == QUOTED) {
			if (ch == '"') {
				if (have(c, at + 1, e, note) && c->buf.s[at + 1] == '"') {
					strbuf_add_char(&c->out, '"');
					at++;
				} else
					state = CLOSED;
			} else {
				strbuf_add_char(&c->out, ch);
				if (ch == '\n' || (ch == '\r' &&
				    !(have(c, at + 1, e, note) && c->buf.s[at + 1] == '\n')))
					line++;
				at = copy_run(c, at + 1, true) - 1;
			}
		} else if (ch == c->separator) {
			cell_end(c, row, line);
			if (c->nstarts >= CSV_COLUMNS_MAX) {
				fault(c, row, CSV_MANY_COLUMNS, line);
				row->last_line = c->line;
				return resync(c, e, note);
			}
			cell_begin(c);
			state = START;
		} else if (ch == '\n' || ch == '\r') {
			cell_end(c, row, line);
			row->last_line = line;
			next = past_eol(c, at, e, note);
			c->line = line + 1;
			return next;
		} else if (ch == '"' && state == START) {
			state = QUOTED;
			quote_line = line;
			quote_col = c->nstarts;
		} else if (state == CLOSED && ch != ' ') {
			fault(c, row, CSV_QUOTE, line);
			break;
		} else if (state != CLOSED) {
			/* A quote within an unquoted cell is kept, as spreadsheets do: 5" pipe. */
			strbuf_add_char(&c->out, ch);
			at = copy_run(c, at + 1, false) - 1;
			state = PLAIN;
		}
	}
	/* Broken: the cells so far are what can be shown of it. */
	if (row->fault == CSV_FINE && state == QUOTED) {
		fault(c, row, CSV_OPEN_QUOTE, quote_line);
		row->fault_col = quote_col;
	} else if (row->fault == CSV_FINE)
		fault(c, row, CSV_LONG_LINE, line);
	if (c->out.len - c->starts[c->nstarts - 1] > CSV_SHOWN)
		c->out.len = c->starts[c->nstarts - 1] + CSV_SHOWN;
	cell_end(c, row, line);
	row->last_line = c->line;
	if (row->fault == CSV_QUOTE && line > c->suspect_until)
		c->suspect_until = line;
	return resync(c, e, note);
}

bool
csv_next(struct csv *c, struct csv_row *row, enum err *e, struct err_note *note)
{
	size_t next, i;

	*e = ERR_OK;
	for (;;) {
		/* Room is made only now and then: moving is not free. */
		if (c->at > 4 * SNIFF_BYTES || c->at == c->buf.len) {
			if (c->buf.s != NULL)
				memmove(c->buf.s, c->buf.s + c->at, c->buf.len - c->at + 1);
			c->buf.len -= c->at;
			c->at = 0;
		}
		if (!have(c, c->at, e, note))
			return false;
		*row = (struct csv_row) { .line = c->line };
		row->is_suspect = c->line <= c->suspect_until;
		strbuf_clear(&c->out);
		c->nstarts = 0;
		next = scan(c, row, e, note);
		c->at = next;
		if (*e != ERR_OK)
			return false;
		if (c->nstarts > 1 || row->fault != CSV_FINE || strbuf_str(&c->out)[0] != '\0')
			break;
	}
	c->cells = xgrow(c->cells, &c->cells_cap, c->nstarts, sizeof(*c->cells));
	for (i = 0; i < c->nstarts; i++)
		c->cells[i] = c->out.s + c->starts[i];
	row->cells = c->cells;
	row->n = c->nstarts;
	return true;
}

const char *
csv_encoding(const struct csv *c)
{
	return csv_text_encoding(c->text);
}

char
csv_separator(const struct csv *c)
{
	return c->separator;
}
