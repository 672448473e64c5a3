/* demo_words.h - names of people, streets and goods for the demo shop.
 * Lists end with NULL; a name that stands twice comes twice as often. */
#ifndef QUEN_CLI_DEMO_WORDS_H
#define QUEN_CLI_DEMO_WORDS_H

#include <stdbool.h>
#include <stdint.h>

extern const char *const word_vi_family[];
extern const char *const word_vi_middle_m[], *const word_vi_middle_f[];
extern const char *const word_vi_given_m[], *const word_vi_given_f[];
extern const char *const word_zh_family[], *const word_zh_given[];
extern const char *const word_en_family[];
extern const char *const word_en_given_m[], *const word_en_given_f[];
extern const char *const word_vi_company[], *const word_vi_brand[];
extern const char *const word_zh_company[], *const word_zh_brand[];
extern const char *const word_position[];
extern const char *const word_street[], *const word_zh_street[];
extern const char *const word_note[];

/* Wards of a branch's town, in the order of demo_branches. */
struct demo_town { const char *region, *name, *postcode, *wards[9]; };
extern const struct demo_town demo_towns[];	/* ends with a NULL name */

struct demo_code { const char *code, *name; };
/* A catalog: entity and its rows. */
struct demo_catalog { const char *entity; const struct demo_code *rows; };
extern const struct demo_catalog demo_catalogs[];	/* ends with a NULL entity */
/* How many rows the list of that entity has; row gives the n-th code. */
int demo_catalog_count(const char *entity);
const char *demo_catalog_code(const char *entity, int n);

struct demo_product {
	const char *code, *category, *name, *unit, *specification;
	int price;		/* dong */
	int weight;		/* how often it is bought */
	bool hot, cold;		/* sells better in the morning / in the hot months */
};
extern const struct demo_product demo_products[];	/* ends with a NULL code */
extern const struct demo_code demo_product_categories[];

int word_count(const char *const *list);

#endif
