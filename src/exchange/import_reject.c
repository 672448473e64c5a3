/* Refused rows as a CSV file that can be mended and imported again: its first
 * four columns are unknown to every entity and passed over then. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/str.h"
#include "exchange/import_part.h"
#include "report/out_file.h"
#include "report/write_csv.h"

struct import_rejects {
	struct out_file file;
	struct csv_style style;
};

enum err
import_rejects_open(const char *path, const struct csv_row *head, char separator,
    struct import_rejects **out, struct err_note *note)
{
	static const char *const own[] = { "line", "column", "value", "reason" };
	struct import_rejects *rj = xcalloc(1, sizeof(*rj));
	size_t i;
	enum err e;

	if ((e = out_open(&rj->file, path, note)) != ERR_OK) {
		free(rj);
		return e;
	}
	rj->style.separator = separator == ';' ? ';' : ',';
	csv_write_begin(rj->file.f, &rj->style);
	for (i = 0; i < 4; i++)
		csv_write_cell(rj->file.f, &rj->style, i == 0, own[i], false);
	for (i = 0; i < head->n; i++)
		csv_write_cell(rj->file.f, &rj->style, false, csv_unguard(head->cells[i]), false);
	csv_write_end_row(rj->file.f, &rj->style);
	*out = rj;
	return ERR_OK;
}

void
import_rejects_add(struct import_rejects *rj, int64_t line, const char *column,
    const char *value, const char *reason, const char *const *cells, size_t n)
{
	char number[24];
	size_t i;

	snprintf(number, sizeof(number), "%lld", (long long)line);
	csv_write_cell(rj->file.f, &rj->style, true, number, true);
	csv_write_cell(rj->file.f, &rj->style, false, column, false);
	csv_write_cell(rj->file.f, &rj->style, false, csv_unguard(value), false);
	csv_write_cell(rj->file.f, &rj->style, false, reason, false);
	for (i = 0; i < n; i++)
		csv_write_cell(rj->file.f, &rj->style, false, csv_unguard(cells[i]), false);
	csv_write_end_row(rj->file.f, &rj->style);
}

enum err
import_rejects_close(struct import_rejects *rj, struct err_note *note)
{
	enum err e = ERR_OK;

	if (rj != NULL)
		e = out_commit(&rj->file, note);
	free(rj);
	return e;
}
