/* What comes in: the row that names the columns, then rows by the batch, each judged by its shape. */
#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "exchange/import_part.h"

#define HEAD_LOOK 10		/* records among which the row of names is looked for */

void
import_say(const struct import *im, const char *text)
{
	if (im->o->say != NULL)
		im->o->say(im->o->arg, text);
}

void
import_refuse(struct import *im, struct import_row *row, const char *column, const char *value,
    const char *reason)
{
	row->outcome = IMPORT_REFUSED;
	row->column = arena_strdup(&im->arena, column);
	row->value = arena_strdup(&im->arena, value);
	row->reason = arena_strdup(&im->arena, reason);
}

static void
refuse_fault(struct import *im, struct import_row *row, const struct csv_row *from)
{
	const char *head = from->fault_col >= 1 && from->fault_col <= im->map.n ?
	    im->map.columns[from->fault_col - 1].head : "";

	if (from->fault == CSV_ENCODING && im->o->encoding == NULL && !im->hinted) {
		im->hinted = true;
		import_say(im, _("The file is not all UTF-8. Perhaps: --encoding windows-1258 (Vietnamese) or GB18030 (Chinese)."));
	}
	import_refuse(im, row, head, from->fault_col >= 1 && from->fault_col <= from->n ?
	    from->cells[from->fault_col - 1] : "", csv_fault_text(from->fault));
	row->line = from->fault_line;
	row->is_final = true;
}

static void
check_shape(struct import *im, struct import_row *row, const struct csv_row *from)
{
	char text[160];
	size_t i;

	if (from->fault != CSV_FINE) {
		refuse_fault(im, row, from);
		return;
	}
	for (i = im->map.n; i < row->n && row->cells[i][0] == '\0'; i++)
		;
	if (i < row->n || (from->is_suspect && row->n != im->map.n)) {
		snprintf(text, sizeof(text), from->is_suspect ?
		    _("The row has %zu cells, the header %zu; a broken quote stands above.") :
		    _("The row has %zu cells, the header %zu."), row->n, im->map.n);
		import_refuse(im, row, "", i < row->n ? row->cells[i] : "", text);
		row->is_final = true;
	}
}

static bool
is_blank(const struct csv_row *row)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (row->cells[i][strspn(row->cells[i], " ")] != '\0')
			return false;
	return row->fault == CSV_FINE;
}

enum err
import_read_batch(struct import *im, struct err_note *note)
{
	struct csv_row from;
	struct import_row *row;
	size_t i, bytes = 0, most = IMPORT_BATCH_ROWS;
	enum err e = ERR_OK;

	if (im->o->most_rows > 0 && (int64_t)most > im->o->most_rows - im->r->rows)
		most = (size_t)(im->o->most_rows - im->r->rows);
	arena_fini(&im->arena);
	im->nrows = 0;
	while (im->nrows < most && bytes < IMPORT_BATCH_BYTES && rows_next(im->in, &from, &e, note)) {
		if (is_blank(&from))
			continue;
		row = &im->rows[im->nrows++];
		*row = (struct import_row) { .line = from.line, .n = from.n };
		row->cells = arena_alloc(&im->arena, from.n * sizeof(*row->cells));
		for (i = 0; i < from.n; i++) {
			row->cells[i] = arena_strdup(&im->arena, from.cells[i]);
			bytes += strlen(from.cells[i]);
		}
		if (from.kinds != NULL && from.n > 0) {
			row->kinds = arena_alloc(&im->arena, from.n);
			memcpy(row->kinds, from.kinds, from.n);
		}
		check_shape(im, row, &from);
	}
	return e;
}

enum err
import_open(struct import *im, const char *path, struct err_note *note)
{
	const struct import_options *o = im->o;
	struct rows_options ro = { .encoding = o->encoding, .separator = o->separator, .sheet = o->sheet };
	const char *slash = strrchr(path, '/');

	im->name = o->name != NULL ? o->name : slash != NULL ? slash + 1 : path;
	return o->fd > 0 ? rows_open_fd(o->fd, &ro, &im->in, note) : rows_open(path, &ro, &im->in, note);
}

/* Sheets made for people have a title or two above the names of the columns: among the first
 * records the one that names most fields, when the very first names none. */
static enum err
find_head(struct import *im, int64_t *line, struct err_note *note)
{
	struct csv_row row;
	size_t best = 0, known;
	enum err e = ERR_OK;

	*line = 0;
	for (int i = 0; i < HEAD_LOOK && rows_next(im->in, &row, &e, note); i++) {
		if (row.fault != CSV_FINE)
			break;
		known = import_map_known(im->e, &row);
		if (known > best) {
			best = known;
			*line = row.line;
		}
		if (i == 0 && known > 0)
			break;
	}
	return e == ERR_OK ? rows_again(im->in, note) : e;
}

enum err
import_read_head(struct import *im, struct csv_row *head, struct err_note *note)
{
	int64_t want = im->o->header;
	enum err e = ERR_OK;

	if (want == 0 && im->o->map == NULL && im->o->fields == NULL &&
	    (e = find_head(im, &want, note)) != ERR_OK)
		return e;
	do {
		if (!rows_next(im->in, head, &e, note))
			return e != ERR_OK ? e : err_set(note, ERR_SYNTAX, "", im->o->header > 0 ?
			    _("The file has no such line.") : _("The file is empty."));
	} while (head->line < want);
	im->header = head->line;
	if (head->fault == CSV_ENCODING && im->o->encoding == NULL)
		return err_set(note, ERR_SYNTAX, "",
		    _("The first row is not UTF-8. Perhaps: --encoding windows-1258 (Vietnamese) or GB18030 (Chinese)."));
	if (head->fault != CSV_FINE)
		return err_set(note, ERR_SYNTAX, "", _("line %lld: %s"), (long long)head->fault_line,
		    csv_fault_text(head->fault));
	return ERR_OK;
}
