/* label.h - labels of products (name, price, barcode), cards (number, QR code) and customers
 * (address), on the sheets and rolls of the catalog of label papers. Inside store_begin(). */
#ifndef QUEN_REPORT_LABEL_H
#define QUEN_REPORT_LABEL_H

#include <stdio.h>

#include "base/str.h"
#include "report/label_paper.h"
#include "store/record_store.h"

#define LABELS_MAX 5000			/* labels of one print, copies counted */
#define LABEL_LINES 8

enum label_kind { LABEL_OF_PRODUCT, LABEL_OF_CARD, LABEL_OF_CUSTOMER };
/* By the name of the entity; false: there are no labels of it. */
bool label_kind_of(const char *entity, enum label_kind *kind);

/* In hundredths of a millimetre. A roll is a page of one label. */
struct label_format {
	char code[64], name[96];
	int64_t page_width, page_height, across, down, width, height, left, top, gap_across, gap_down;
};
/* code "": the first one of the list that suits the kind. ERR_NOTFOUND; ERR_INVALID when the
 * labels do not fit on the page. */
enum err label_format_load(struct store *st, const char *code, enum label_kind kind,
    struct label_format *f, struct err_note *note) MUST_CHECK;
/* All of them by name; the caller frees *out. */
enum err label_format_list(struct store *st, struct label_format **out, size_t *n,
    struct err_note *note) MUST_CHECK;
int64_t label_format_page(const struct label_format *f);	/* labels on a page */

/* What stands on one. The first line is the large one, price stands alone. */
struct label { char *line[LABEL_LINES]; size_t nlines; char price[48], code[80]; };
struct label_set {
	enum label_kind kind;
	enum label_code code;		/* how codes are drawn */
	char shop[96];
	struct label *labels; size_t n, cap;
	size_t without;			/* customers of a list that have no address */
};
/* Zeroes and a kind, with its usual code. */
void label_set_init(struct label_set *s, struct store *st, enum label_kind kind);
void label_set_fini(struct label_set *s);
/* Adds one record by its code or id, or those of a list. Needs print and view of its function;
 * ERR_LIMIT beyond LABELS_MAX, or when a search is too wide to be found whole. A customer
 * without an address gives none: *without counts them (may be NULL). */
enum err label_add_code(struct store *st, struct label_set *s, const char *code,
    struct err_note *note) MUST_CHECK;
enum err label_add_id(struct store *st, struct label_set *s, int64_t id,
    struct err_note *note) MUST_CHECK;
enum err label_add_list(struct store *st, struct label_set *s, const struct list_query *q,
    size_t *without, struct err_note *note) MUST_CHECK;

/* first: the first free label of the sheet, from 1; copies of each. */
struct label_order { const struct label_format *format; int64_t first, copies; };
enum err label_check(const struct label_set *s, const struct label_order *o,
    struct err_note *note) MUST_CHECK;
/* As PDF. *pages may be NULL. */
enum err label_write(const struct label_set *s, const struct label_order *o, FILE *f,
    int64_t *pages, struct err_note *note) MUST_CHECK;
/* The first sheet as text, at most cols wide: what would be printed where. The caller frees. */
char *label_preview(const struct label_set *s, const struct label_order *o, int cols);

#endif
