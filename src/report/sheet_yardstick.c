#include "report/sheet_yardstick.h"

#include <xlsxwriter.h>

#include "report/papers.h"

bool
papers_yardstick(const char *path, int64_t rows,
    void (*texts)(int64_t row, char *code, char *name, size_t size))
{
	lxw_workbook_options o = { .constant_memory = LXW_TRUE };
	lxw_workbook *book = workbook_new_opt(path, &o);
	lxw_worksheet *sheet = book != NULL ? workbook_add_worksheet(book, NULL) : NULL;
	char code[64], name[64];

	if (sheet == NULL)
		return false;
	for (int64_t i = 0; i < rows; i++) {
		lxw_row_t at = (lxw_row_t)i;

		texts(i, code, name, sizeof(code));
		worksheet_write_string(sheet, at, 0, code, NULL);
		worksheet_write_string(sheet, at, 1, name, NULL);
		worksheet_write_number(sheet, at, 2, (double)(i * 1000), NULL);
		worksheet_write_number(sheet, at, 3, (double)(i % 40), NULL);
		worksheet_write_number(sheet, at, 4, (double)(i % 9000) / 1000, NULL);
		worksheet_write_number(sheet, at, 5, (double)(i % 700), NULL);
	}
	return workbook_close(book) == LXW_NO_ERROR;
}
