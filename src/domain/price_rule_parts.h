/* price_rule_parts.h - lists of rows that rules name, and the tree of product categories.
 * Not for others than prices and promotions. */
#ifndef QUEN_DOMAIN_PRICE_RULE_PARTS_H
#define QUEN_DOMAIN_PRICE_RULE_PARTS_H

#include "domain/price_rule.h"

struct id_set { int64_t *ids; size_t n, cap; };
void id_set_add(struct id_set *s, int64_t id);
bool id_set_has(const struct id_set *s, int64_t id);
void id_set_fini(struct id_set *s);

/* A category with all above it, from itself up. */
#define CATEGORY_DEPTH_MAX 20
struct category_path { int64_t ids[CATEGORY_DEPTH_MAX]; size_t n; };
enum err category_path_find(struct store *st, int64_t category_id, struct category_path *p,
    struct err_note *note) MUST_CHECK;
bool category_path_has(const struct category_path *p, int64_t id);

/* Rows (owner, kind, ref) of a query, each given to put. */
enum err price_links_read(struct store *st, const char *query,
    void (*put)(void *arg, int64_t owner, const char *kind, int64_t ref), void *arg,
    struct err_note *note) MUST_CHECK;

/* Half-open and may cross midnight (rule P8); -1 is open. */
bool minutes_hold(int64_t from, int64_t to, int minute);
bool weekdays_hold(const char *list, int weekday);

/* Hooks: ranges that price rules, promotions and coupons share. */
enum err rule_days_ok(const struct record *r, const char *from, const char *to,
    struct err_note *note) MUST_CHECK;
/* One of the two, the percentage from 0 to 100. */
enum err rule_effect_ok(struct record *r, const char *amount, struct err_note *note) MUST_CHECK;

#endif
