/* op_parts.h - the operations behind op_table. Not for others. */
#ifndef QUEN_DOMAIN_OP_PARTS_H
#define QUEN_DOMAIN_OP_PARTS_H

#include "domain/member.h"
#include "domain/ops.h"
#include "domain/sale.h"

#define OP(name) enum err name(struct store *st, const json_t *rq, json_t *reply, \
    struct err_note *note) MUST_CHECK

/* op_record.c */
OP(op_add);
OP(op_edit);
OP(op_delete);
OP(op_get);
/* op_merge.c */
OP(op_merge);
OP(op_unmerge);
/* op_erase.c */
OP(op_customer_erase);
/* op_member.c */
OP(op_card_issue);
OP(op_points_add);
OP(op_points_deduct);
OP(op_balance);
/* op_card.c */
OP(op_card_lost);
OP(op_card_found);
OP(op_card_replace);
OP(op_card_close);
OP(op_card_pin);
OP(op_card_extend);
enum err op_card_pin_before(struct store *st, struct actor *a, const json_t *rq,
    struct err_note *note) MUST_CHECK;
/* op_value.c */
OP(op_topup);
OP(op_topup_reverse);
OP(op_transfer);
/* op_visit.c */
OP(op_visit_take);
OP(op_visit_undo);
/* op_gift.c */
OP(op_gift_redeem);
OP(op_gift_return);
/* op_sale.c */
OP(op_sale);
enum err op_sale_before(struct store *st, struct actor *a, const json_t *rq,
    struct err_note *note) MUST_CHECK;
OP(op_explain);

/* op_offer.c */
OP(op_quotation_show);
OP(op_quotation_lines);
OP(op_quotation_issue);
OP(op_quotation_accept);
OP(op_quotation_decline);
OP(op_quotation_order);
OP(op_quotation_copy);
OP(op_order_show);
OP(op_order_lines);
OP(op_order_confirm);
OP(op_order_deliver);
OP(op_order_sale);
OP(op_order_close);
OP(op_order_cancel);
OP(op_template_install);
/* op_refund.c */
OP(op_refund);
OP(op_void);
OP(op_attach);
/* op_agenda.c */
OP(op_appointment_move);
OP(op_appointment_mark);
OP(op_agenda);
OP(op_contract_renew);
OP(op_contract_history);
OP(op_reminders);
OP(op_reminder_done);
OP(op_reminder_snooze);
OP(op_reminder_hand);
enum err op_reminder_hand_before(struct store *st, struct actor *a, const json_t *rq,
    struct err_note *note) MUST_CHECK;
/* op_till.c */
OP(op_till_open);
OP(op_till_move);
OP(op_till_close);

/* op_relation.c */
OP(op_suggestion_step);
OP(op_suggestion_close);
OP(op_churn_won_back);

#undef OP

/* Parts of a sale that other requests have too (op_sale.c). ERR_LIMIT a text that is too long. */
enum err op_copy_text(const json_t *o, const char *name, char *buf, size_t size,
    struct err_note *note) MUST_CHECK;
/* The same for many; the last has no name. */
struct op_text { const char *name; char *buf; size_t size; };
enum err op_copy_texts(const json_t *o, const struct op_text *t, struct err_note *note) MUST_CHECK;
enum err op_read_lines(struct sale *s, const json_t *rq, const char *name,
    struct err_note *note) MUST_CHECK;
enum err op_read_tenders(struct sale *s, const json_t *rq, struct err_note *note) MUST_CHECK;

/* Puts every member of src (which it takes) into reply. */
void reply_take(json_t *reply, json_t *src);
/* Stored value and visits of the card, or of all cards of the customer (op_value.c). */
enum err reply_value(struct store *st, const struct member *m, json_t *reply,
    struct err_note *note) MUST_CHECK;

#endif
