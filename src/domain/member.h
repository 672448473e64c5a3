/* member.h - the holder of points as desk and till see it: customer or bare card. */
#ifndef QUEN_DOMAIN_MEMBER_H
#define QUEN_DOMAIN_MEMBER_H

#include "domain/card.h"

struct member {
	int64_t holder_id, customer_id;		/* customer 0: anonymous card */
	bool is_hidden;				/* rule S2: initials instead of the name, no code */
	char code[32], name[192], phone[24];
	char level_code[32], level_name[96];
	day_t level_until;			/* 0: none, or locked: nothing falls due (rule L3) */
	int64_t level_id, level_discount_bp, level_factor;	/* factor in hundredths, 100 = 1.0 */
	struct card card;			/* card.id 0: none given */
	int64_t balance, usable, pending, debt;	/* points; balance = usable + pending - debt */
	int64_t expiring; day_t expiring_day;	/* the next lot that expires within 60 days */
	int64_t spent, sales; day_t last_day;	/* from cust_sum */
	bool birthday_soon; int birthday_in;	/* within 7 days */
};
/* By scanned card, else customer code, else full phone: exact only. */
enum err member_find(struct store *st, const char *text, struct member *m, struct err_note *note) MUST_CHECK;
enum err member_load(struct store *st, int64_t customer_id, struct member *m, struct err_note *note) MUST_CHECK;
/* member_find from a code of a request: card or customer, one of them NULL. */
enum err member_of(struct store *st, const char *card, const char *customer,
    struct member *m, struct err_note *note) MUST_CHECK;

/* The parts of the above: who it is, without points (card wins; both given must fit);
 * the points of a member that is known; who it is, again, with points left as they were. */
enum err member_identify(struct store *st, const char *card, const char *customer,
    struct member *m, struct err_note *note) MUST_CHECK;
enum err member_points(struct store *st, struct member *m, struct err_note *note) MUST_CHECK;
enum err member_refresh(struct store *st, struct member *m, struct err_note *note) MUST_CHECK;

#endif
