noinst_LIBRARIES += src/domain/libdomain.a
src_domain_libdomain_a_SOURCES = \
	src/domain/appointment.c src/domain/appointment.h \
	src/domain/appointment_load.c src/domain/appointment_move.c \
	src/domain/approval.c src/domain/approval.h \
	src/domain/card.c src/domain/card.h src/domain/card_parts.h \
	src/domain/card_give.c src/domain/card_life.c src/domain/card_life.h \
	src/domain/card_pin.c src/domain/card_replace.c \
	src/domain/churn.c src/domain/churn.h \
	src/domain/code_case.c src/domain/code_case.h \
	src/domain/contact.c src/domain/contact.h \
	src/domain/contract.c src/domain/contract.h src/domain/contract_renew.c \
	src/domain/coupon.c src/domain/coupon.h \
	src/domain/document.c src/domain/document.h \
	src/domain/document_file.c src/domain/document_file.h \
	src/domain/document_type.c src/domain/document_type.h \
	src/domain/due.c src/domain/due.h \
	src/domain/earn.c src/domain/earn.h \
	src/domain/earn_apply.c src/domain/earn_apply.h \
	src/domain/earn_rule.c src/domain/earn_rule.h src/domain/earn_try.c \
	src/domain/earn_sum.c src/domain/earn_sum.h \
	src/domain/erase.c src/domain/erase.h src/domain/erase_parts.h \
	src/domain/erase_finish.c src/domain/erase_words.c src/domain/op_erase.c \
	src/domain/find_all.c src/domain/find_all.h \
	src/domain/gift.c src/domain/gift.h src/domain/gift_parts.h \
	src/domain/holiday.c src/domain/holiday.h \
	src/domain/holder.c src/domain/holder.h \
	src/domain/habit.c src/domain/habit.h \
	src/domain/hooks.c src/domain/hooks.h \
	src/domain/hooks_card.c src/domain/hooks_card.h \
	src/domain/people_list.c src/domain/people_list.h \
	src/domain/interaction.c src/domain/interaction.h \
	src/domain/rating.c src/domain/rating.h \
	src/domain/suggestion.c src/domain/suggestion.h src/domain/op_relation.c \
	src/domain/level_batch.c src/domain/level_move.c src/domain/level_move.h \
	src/domain/level_parts.h \
	src/domain/member.c src/domain/member.h \
	src/domain/op_arg.c src/domain/op_arg.h \
	src/domain/merge.c src/domain/merge.h src/domain/merge_parts.h \
	src/domain/merge_level.c src/domain/merge_points.c src/domain/merge_take.c src/domain/op_merge.c \
	src/domain/unmerge.c \
	src/domain/offer.c src/domain/offer.h src/domain/offer_hook.c src/domain/offer_text.c \
	src/domain/op_offer.c src/domain/ops.c src/domain/ops.h \
	src/domain/order.c src/domain/order.h src/domain/order_parts.h src/domain/order_sale.c \
	src/domain/quote.c src/domain/quote.h src/domain/template.c src/domain/template.h \
	src/domain/op_card.c src/domain/op_gift.c src/domain/op_value.c src/domain/op_visit.c \
	src/domain/op_agenda.c src/domain/op_member.c src/domain/op_record.c src/domain/op_refund.c src/domain/op_sale.c src/domain/op_till.c \
	src/domain/op_parts.h \
	src/domain/place.c src/domain/place.h \
	src/domain/points.c src/domain/points.h \
	src/domain/points_hand.c src/domain/points_list.c src/domain/points_move.c src/domain/points_return.c \
	src/domain/recurrence.c src/domain/recurrence.h \
	src/domain/report_plan.c src/domain/report_plan.h \
	src/domain/sums.c src/domain/sums.h \
	src/domain/reminder.c src/domain/reminder.h src/domain/reminder_parts.h \
	src/domain/reminder_kinds.c src/domain/reminder_mark.c \
	src/domain/refund.c src/domain/refund.h src/domain/refund_parts.h \
	src/domain/refund_doc.c src/domain/refund_load.c src/domain/refund_money.c \
	src/domain/refund_move.c src/domain/refund_reply.c \
	src/domain/sale_attach.c src/domain/sale_void.c src/domain/sale_void_exchange.c src/domain/refund_out.c \
	src/domain/price_rule.c src/domain/price_rule.h \
	src/domain/price_rule_load.c src/domain/price_rule_parts.h \
	src/domain/product_book.c src/domain/product_book.h \
	src/domain/promotion.c src/domain/promotion.h \
	src/domain/sale.c src/domain/sale.h src/domain/sale_parts.h \
	src/domain/sale_discount.c src/domain/sale_discount.h \
	src/domain/sale_explain.c src/domain/sale_load.c src/domain/sale_pack.c src/domain/sale_settle.c \
	src/domain/sale_post.c src/domain/sale_price.c src/domain/sale_tender.c src/domain/sale_why.c \
	src/domain/sale_write.c src/domain/sale_write.h \
	src/domain/sign_in.c src/domain/sign_in.h src/domain/sign_in_parts.h \
	src/domain/sign_in_code.c src/domain/sign_in_key.c src/domain/sign_in_map.c \
	src/domain/sign_in_trail.c \
	src/domain/timeline.c src/domain/timeline.h \
	src/domain/till_parts.h src/domain/till_report.c src/domain/till_session.c src/domain/till_session.h \
	src/domain/today.c src/domain/today.h \
	src/domain/value.c src/domain/value.h src/domain/value_doc.c src/domain/value_doc.h \
	src/domain/value_topup.c \
	src/domain/verify.c src/domain/verify.h \
	src/domain/visit.c src/domain/visit.h
