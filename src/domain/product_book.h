/* product_book.h - products by what was scanned or typed, read once per change of the catalogs. */
#ifndef QUEN_DOMAIN_PRODUCT_BOOK_H
#define QUEN_DOMAIN_PRODUCT_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct product {
	int64_t id, category_id, price;
	char code[32], name[192], unit[24];	/* UTF-8 */
	bool no_points, no_discount, is_active;
};
/* By code, then barcode, then code in any case. In a transaction; *out lives until the next one
 * begins or another product is asked for. ERR_NOTFOUND "product". */
enum err product_find(struct store *st, const char *typed, const struct product **out,
    struct err_note *note) MUST_CHECK;

#endif
