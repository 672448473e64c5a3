/* op_parts.h - the operations behind op_table. Not for others. */
#ifndef QUEN_DOMAIN_OP_PARTS_H
#define QUEN_DOMAIN_OP_PARTS_H

#include "domain/ops.h"

#define OP(name) enum err name(struct store *st, const json_t *rq, json_t *reply, \
    struct err_note *note) MUST_CHECK

/* op_record.c */
OP(op_add);
OP(op_edit);
OP(op_delete);
OP(op_get);
/* op_member.c */
OP(op_card_issue);
OP(op_points_add);
OP(op_points_deduct);
OP(op_balance);
/* op_sale.c */
OP(op_sale);
OP(op_explain);

#undef OP

/* Puts every member of src (which it takes) into reply. */
void reply_take(json_t *reply, json_t *src);

#endif
