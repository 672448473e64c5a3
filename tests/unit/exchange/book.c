#include "book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "base/mem.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

const char book_types[] = HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
const char book_rels[] = HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const char book_workbook[] = HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" REL "\"><workbookPr/>"
    "<sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const char book_workbook_rels[] = HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" REL "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
    "<Relationship Id=\"rId9\" Type=\"" REL "/externalLink\" Target=\"http://example.invalid/x\" TargetMode=\"External\"/>"
    "</Relationships>";

void
book_write(const char *path, const struct book_part *parts, size_t n)
{
	int error;
	zip_t *z;

	unlink(path);
	z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error);
	assert_non_null(z);
	for (size_t i = 0; i < n; i++) {
		size_t len = parts[i].text == NULL || parts[i].len > 0 ? parts[i].len : strlen(parts[i].text);
		zip_source_t *s;

		if (parts[i].text == NULL)
			continue;
		s = zip_source_buffer(z, parts[i].text, len, 0);
		assert_non_null(s);
		assert_true(zip_file_add(z, parts[i].name, s, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) >= 0);
	}
	assert_int_equal(zip_close(z), 0);
}

void
book_write_sheet(const char *path, const struct book *b)
{
	char *workbook = xasprintf(HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" REL "\"><workbookPr %s/>"
	    "<sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>", b->pr ? b->pr : "");
	char *sheet = xasprintf(HEAD "<worksheet xmlns=\"" MAIN "\"><sheetData>%s</sheetData>%s</worksheet>",
	    b->rows, b->after ? b->after : "");
	char *styles = xasprintf(HEAD "<styleSheet xmlns=\"" MAIN "\"><numFmts>%s</numFmts>"
	    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>%s</cellXfs></styleSheet>",
	    b->formats ? b->formats : "", b->styles ? b->styles : "");
	char *strings = b->strings == NULL ? NULL :
	    xasprintf(HEAD "<sst xmlns=\"" MAIN "\">%s</sst>", b->strings);
	const struct book_part parts[] = {
		{ "[Content_Types].xml", book_types, 0 }, { "_rels/.rels", book_rels, 0 },
		{ "xl/workbook.xml", workbook, 0 }, { "xl/_rels/workbook.xml.rels", book_workbook_rels, 0 },
		{ "xl/worksheets/sheet1.xml", sheet, 0 }, { "xl/styles.xml", styles, 0 },
		{ "xl/sharedStrings.xml", strings, 0 },
	};

	book_write(path, parts, sizeof(parts) / sizeof(parts[0]));
	free(workbook);
	free(sheet);
	free(styles);
	free(strings);
}
