/* print_paper.h - any paper that has a number of its own, made and sent on its way: receipts,
 * statements, quotations, orders. By right, on the trail. */
#ifndef QUEN_REPORT_PRINT_PAPER_H
#define QUEN_REPORT_PRINT_PAPER_H

#include "base/date.h"
#include "model/entity.h"
#include "report/page.h"
#include "report/print_out.h"

enum paper_kind { PAPER_RECEIPT, PAPER_STATEMENT, PAPER_QUOTATION, PAPER_ORDER, PAPER_RECORD };
struct paper {
	enum paper_kind kind;
	const char *code;		/* number of the document; whose statement; of a record */
	const struct entity *entity; int64_t id;	/* of a record; id 0: by its code */
	const struct page_format *format;	/* printers take PDF */
	const char *roll;		/* of a receipt; NULL: the setting receipt.paper */
	bool is_gift;			/* receipt without prices */
	day_t from, to;			/* of a statement */
	/* found */
	char where[192];
	bool was_copy;			/* a receipt that was on paper before: it says COPY */
};
/* To path, or printer, or what the till has (receipts: its receipt printer, by its route; a route
 * through a terminal is ERR_INVALID here). Opens transactions of its own. */
enum err paper_print(struct store *st, struct actor *a, struct paper *p, const char *path,
    const char *printer, const char *till, struct err_note *note) MUST_CHECK;

/* The receipt of a till on its way out, by its route. The terminal's is given back as *bytes
 * (owned; NULL otherwise), which the caller sends there. The first one of a sale with cash opens
 * the drawer. *copy may be NULL. Nothing happens on the route "screen". Opens transactions of its
 * own. */
enum err paper_receipt(struct store *st, struct actor *a, const char *number, bool is_gift,
    const struct printers *p, unsigned char **bytes, size_t *len, bool *copy,
    struct err_note *note) MUST_CHECK;
/* The drawer without a sale: needs sale.add and a reason, and stands on the trail (D6). */
enum err paper_drawer(struct store *st, struct actor *a, const char *till, const char *reason,
    const struct printers *p, unsigned char **bytes, size_t *len, struct err_note *note) MUST_CHECK;

#endif
