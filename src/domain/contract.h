/* contract.h - contracts: status forward only, expiry worked out, alerts, renewal. Rules C1, C2;
 * doc/AGENDA.md. All inside store_begin(). */
#ifndef QUEN_DOMAIN_CONTRACT_H
#define QUEN_DOMAIN_CONTRACT_H

#include "store/record_hook.h"

#define CONTRACT_MONTHS_MAX 600

/* The end so many months later, on the anchor day where the month has it (rule C2). */
day_t contract_end_after(day_t end, int months, int anchor);
/* Ends D: running all of D, expired from the next day on, whatever any job did (rule C1). */
bool contract_is_expired(const struct record *r, day_t today);

/* Which alert of "30,15,7,1" stands for a contract that ends then: the nearest one that was
 * reached, so that after an outage there is one and not four. 0: none yet. */
int contract_alert(const char *days, day_t end, day_t today);
/* Numbers from 1 to 365, with commas. */
bool contract_alert_days_ok(const char *days);

struct contract_renewal {
	int months;			/* 0: as the contract says, else as long as it was */
	day_t start, end;		/* 0: the day after the old end; by months */
	int64_t value;			/* < 0: as before */
};
/* Makes the contract that follows, linked to this one. ERR_CONFLICT when there is one already:
 * number says which. Needs contract.add. */
enum err contract_renew(struct store *st, const char *code, const struct contract_renewal *in,
    int64_t *id, char number[32], struct err_note *note) MUST_CHECK;
/* The contract that renewed this one; 0: none, or none that the actor may see. */
enum err contract_renewed_by(struct store *st, int64_t id, int64_t *by, char number[32],
    struct err_note *note) MUST_CHECK;

/* The contract as a link of such a chain. ERR_NOTFOUND. */
struct contract_link;
enum err contract_link(struct store *st, int64_t id, struct contract_link *l, struct err_note *note)
    MUST_CHECK;

/* The chain of renewals that a contract stands in, first to last. *n in: room; out: got. */
struct contract_link { int64_t id, value; char number[32], status[16]; day_t start, end; bool is_this; };
enum err contract_history(struct store *st, int64_t id, struct contract_link *l, size_t *n,
    struct err_note *note) MUST_CHECK;

/* Hook of the form. */
enum err contract_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
