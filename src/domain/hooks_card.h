/* hooks_card.h - hooks of the entities gift and topup_rule, for the table in hooks.c. */
#ifndef QUEN_DOMAIN_HOOKS_CARD_H
#define QUEN_DOMAIN_HOOKS_CARD_H

#include "store/record_hook.h"

enum err gift_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err gift_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;
enum err topup_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
