#include "report/qr.h"

#include <stdbool.h>
#include <string.h>

#include <zint.h>

#include "base/i18n.h"
#include "report/papers.h"

#define QUIET 1				/* light modules around it: it must fit 24 lines, and 20 */

static bool
is_light(const struct zint_symbol *z, int row, int col)
{
	if (row < 0 || col < 0 || row >= z->rows || col >= z->width)
		return true;
	return (z->encoded_data[row][col / 8] >> (col % 8) & 1) == 0;
}

static void
add_line(const struct zint_symbol *z, int row, int indent, struct strbuf *out)
{
	static const char *const halves[] = { " ", "▄", "▀", "█" };

	for (int i = 0; i < indent; i++)
		strbuf_add(out, " ");
	for (int col = -QUIET; col < z->width + QUIET; col++)
		strbuf_add(out, halves[2 * is_light(z, row, col) + is_light(z, row + 1, col)]);
	strbuf_add(out, "\n");
}

enum err
papers_qr(const char *content, int indent, struct strbuf *out, int *cols, struct err_note *note)
{
	struct zint_symbol *z = ZBarcode_Create();
	enum err e = ERR_OK;

	if (z == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	z->symbology = BARCODE_QRCODE;
	z->option_1 = 1;		/* least correction: it must fit 24 lines */
	if (ZBarcode_Encode(z, (const unsigned char *)content, (int)strlen(content)) >= ZINT_ERROR)
		e = err_set(note, ERR_INVALID, "", _("No code can be made of \"%s\"."), content);
	for (int row = -QUIET; e == ERR_OK && row < z->rows + QUIET; row += 2)
		add_line(z, row, indent, out);
	*cols = indent + z->width + 2 * QUIET;
	ZBarcode_Delete(z);
	return e;
}
