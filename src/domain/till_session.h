/* till_session.h - float, movements, blind count, X and Z. Rules N3, R3; D6. */
#ifndef QUEN_DOMAIN_TILL_SESSION_H
#define QUEN_DOMAIN_TILL_SESSION_H

#include "store/store.h"

struct till_tender { char method[16]; int64_t amount; int64_t count; };
struct till_report {
	int64_t session_id, number; char till[32], store[32], opened_by[32], closed_by[32];
	int64_t opened_at, closed_at; bool is_open;
	int64_t opening, moves_in, moves_out;	/* cash */
	int64_t sales, refunds, topups, rounding;	/* money; refunds, reversals negative */
	int64_t tickets, voids, discounts;
	struct till_tender tenders[12]; size_t ntenders;	/* net by method */
	int64_t expected, counted, difference;	/* cash; counted after closing only */
	bool adds_up;				/* rule N3 holds to the unit */
	char trail[48];				/* after closing: code of the trail (audit.h) */
};
/* Needs sale.add. One open session a till. */
enum err till_open(struct store *st, const char *till, int64_t float_minor, int64_t *session, struct err_note *note) MUST_CHECK;
enum err till_move(struct store *st, const char *till, int64_t amount, const char *reason, struct err_note *note) MUST_CHECK;
/* Blind: expected is told only afterwards. */
enum err till_close(struct store *st, const char *till, int64_t counted, const char *note_text,
    struct till_report *z, struct err_note *note) MUST_CHECK;
/* X of the open session; needs sale.delete (a manager's eye; the count stays blind for cashiers). */
enum err till_x(struct store *st, const char *till, struct till_report *x, struct err_note *note) MUST_CHECK;
enum err till_z(struct store *st, int64_t session, struct till_report *z, struct err_note *note) MUST_CHECK;
/* 0: none is open. */
enum err till_current(struct store *st, const char *till, int64_t *session, struct err_note *note) MUST_CHECK;

#endif
