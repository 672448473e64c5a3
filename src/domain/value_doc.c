#include "domain/value_doc.h"

#include "base/clock.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "domain/sale_write.h"
#include "store/audit.h"

enum err
value_doc_begin(struct store *st, struct value_doc *d, struct err_note *note)
{
	enum err e = store_new_id(st, &d->id, note);

	if (e == ERR_OK)
		e = place_number(st, d->place, &d->number, note);
	if (e == ERR_OK)
		receipt_code(d->place->store, RECEIPT_SERIES, d->number,
		    d->receipt, sizeof d->receipt);
	return e;
}

enum err
value_doc_write(struct store *st, struct value_doc *d, struct err_note *note)
{
	struct sale_doc doc = { .kind = d->kind, .reason = d->reason, .place = d->place,
	    .reverses_id = d->reverses_id, .topup = d->money, .number = d->number };
	struct sale s = { .id = d->id, .rounding = d->rounding, .change = d->change };
	struct sale_payment pay[SALE_TENDERS_MAX] = { 0 };
	enum err e;

	sale_set_time(&s, clock_now_ms());
	s.member.customer_id = d->card->customer_id;
	s.member.card = *d->card;
	for (size_t i = 0; i < d->ntenders; i++) {
		str_copy(pay[i].method, sizeof pay[i].method, d->tenders[i].method);
		pay[i].amount = d->tenders[i].amount;
		s.paid += d->tenders[i].amount;
	}
	e = sale_write_head(st, &s, &doc, note);
	if (e == ERR_OK)
		e = sale_write_payments(st, &s, d->place, pay, d->ntenders, note);
	/* No purchase: of the sums only the rounding moves (rule N3). */
	s.member = (struct member){ 0 };
	if (e == ERR_OK && d->rounding != 0)
		e = sale_write_sums(st, &s, &doc, note);
	return e == ERR_OK ? audit_write(st, &(struct audit_entry){
	    .function = "sale", .action = d->kind, .entity = "sale", .row_id = d->id,
	    .row_code = d->receipt, .version_after = 1, .reason = d->reason,
	    .request = d->key }, note) : e;
}
