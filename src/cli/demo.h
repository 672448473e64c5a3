/* demo.h - a believable shop for trying out, tests and measurements: the same
 * seed on the same day gives the same shop, to the byte of every document. */
#ifndef QUEN_CLI_DEMO_H
#define QUEN_CLI_DEMO_H

#include <stdint.h>

#include "store/store.h"

#define DEMO_SEED UINT64_C(20170314)
#define DEMO_SCALE_MAX 10000
/* Beyond this scale customers go on growing, receipts do not. */
#define DEMO_SALES_SCALE_MAX 50

/* Fills a store that init has just made: branches, people and rights,
 * catalogs, products, scale x 1,000 customers with cards, and a year of sales
 * until now (scale x about 8,000, at most 50 x). Every sale is a real
 * sale_post() under the clock of its moment; durable on return.
 *   progress  may be NULL; what is translated, done <= all
 * ERR_CONFLICT when the store has customers already. */
enum err demo_fill(struct store *st, int scale, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all),
    struct err_note *note) MUST_CHECK;

/* The shop alone, without customers and sales: what benches start from. */
enum err demo_fill_shop(struct store *st, struct err_note *note) MUST_CHECK;
/* n customers more, by number from first; cards for most. Needs the shop. */
enum err demo_fill_people(struct store *st, int64_t first, int64_t n, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all),
    struct err_note *note) MUST_CHECK;
/* The card number of customer i, whether or not it has a card. */
char *demo_card_number(uint64_t seed, int64_t i, char buf[20]);

#endif
