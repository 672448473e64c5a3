/* due.h - what waits for a customer who stands at the counter: a call that is due, an appointment of
 * today, a contract that ends soon (C7). */
#ifndef QUEN_DOMAIN_DUE_H
#define QUEN_DOMAIN_DUE_H

#include "base/date.h"
#include "store/store.h"

#define DUE_CONTRACT_DAYS 30

struct due {
	day_t again_day;		/* to be contacted again since; 0: not due */
	int64_t appointment_at;		/* the next one of today; 0: none */
	day_t contract_end;		/* of the next contract that ends within 30 days; 0: none */
	char contract[48];
};
/* Only what the actor may view; nothing of customer 0. Never fails: what cannot be read is not
 * shown. Inside store_begin(). */
void due_load(struct store *st, int64_t customer_id, struct due *d);

#endif
