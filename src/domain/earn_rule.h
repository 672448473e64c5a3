/* earn_rule.h - the earning rules of the shop in memory, and which of them hold. Rules P8, P10.
 * Not for others: earn.h is the door. */
#ifndef QUEN_DOMAIN_EARN_RULE_H
#define QUEN_DOMAIN_EARN_RULE_H

#include "domain/earn.h"

enum earn_effect { EARN_PER_AMOUNT, EARN_FIXED, EARN_MULTIPLIER };
struct id_set { int64_t *ids; size_t n, cap; };	/* sorted; empty: all */
struct earn_rule {
	int64_t id;
	char code[32], name[96], weekdays[16];
	enum earn_effect effect;
	int64_t points, amount, times, minimum;		/* times in hundredths */
	day_t from_day, to_day;
	int from_minute, to_minute;			/* half-open, may cross midnight */
	char birthday;					/* 'd'ay, 'm'onth or 0 */
	int nth_topup;					/* 0: a rule for sales */
	bool is_exclusive;
	struct id_set stores, card_types, levels, groups;
	struct id_set products, categories;		/* categories: with those below them */
};
struct earn_rules {
	struct earn_rule *rules; size_t n, cap;		/* by id */
	bool ask_store, ask_groups, ask_birthday;	/* what must be known of the sale */
};

/* Kept until a catalog changes. Borrowed until the transaction ends. */
enum err earn_rules_get(struct store *st, const struct earn_rules **out, struct err_note *note)
    MUST_CHECK;

/* Whom and when: what conditions ask for. */
struct earn_who {
	int64_t customer_id, level_id, card_type_id, store_id;
	int64_t groups[64]; size_t ngroups;
	day_t birth;			/* 0: unknown or not asked for */
	bool had_bonus;			/* a birthday bonus within 365 days (P10) */
};
/* Everything but the minimum and the products. nth: of a top-up, 0 for a sale. */
bool earn_rule_holds(const struct earn_rule *r, const struct earn_who *w, int64_t at, int nth);
bool earn_rule_takes(const struct earn_rule *r, const struct earn_line *l);	/* product filter */
bool earn_rule_has_filter(const struct earn_rule *r);
/* 29 February is the 28th in other years (P10). */
bool earn_is_birthday(day_t birth, day_t day, char kind);
/* Fills what rs asks for: groups, birthday. */
enum err earn_who_load(struct store *st, const struct earn_rules *rs, int64_t customer_id,
    day_t day, struct earn_who *w, struct err_note *note) MUST_CHECK;

#endif
