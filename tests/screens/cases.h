/* cases.h - the cases by file; one shop and one terminal a case. */
#ifndef QUEN_TESTS_CASES_H
#define QUEN_TESTS_CASES_H

#include "scr.h"
#include "shop.h"

struct stage { struct shop shop; struct scr *s, *t; };	/* t: a second terminal */

/* Starts a terminal for a user; rows 0: 24x80. */
struct scr *stage_start(struct stage *g, const char *user, int rows, int cols,
    const char *lang);
int stage_setup(void **state);
int stage_teardown(void **state);

#define CASE(f) cmocka_unit_test_setup_teardown(f, stage_setup, stage_teardown)

/* on_home.c */
void home_sizes_and_languages(void **state);
void home_go(void **state);
void home_branch_changes(void **state);
void home_without_rights(void **state);
void home_language(void **state);
void home_says_what_failed(void **state);
/* on_records.c */
void customer_summary(void **state);
void customer_summary_by_right(void **state);
void customer_summary_on_a_phone(void **state);
void customer_related(void **state);
void customer_number_hint(void **state);
void drafts_undone_by_hand(void **state);
void drafts_cancelled_stay(void **state);
void drafts_and_signing_out(void **state);
void drafts_of_a_popup(void **state);
void drafts_of_a_cell(void **state);
void drafts_of_a_question(void **state);
void records_find_edit_save(void **state);
void records_validation(void **state);
void records_conflict(void **state);
void records_hidden(void **state);
void records_duplicate_phone(void **state);
void records_new_and_delete(void **state);
void records_draft_after_hangup(void **state);
void records_draft_of_half_a_day(void **state);
void records_draft_of_a_long_text(void **state);
void records_draft_of_a_form_left(void **state);
void records_draft_after_log_off(void **state);
void records_lookup_create(void **state);
void records_sorted_as_the_user_wants(void **state);
void records_by_example(void **state);
void records_share(void **state);
void records_export(void **state);
void records_print(void **state);
void records_rights_grid(void **state);
void records_parameters(void **state);
void records_escape_strings(void **state);
/* on_ask.c */
void ask_build_keep_reopen(void **state);
void ask_keep_an_example(void **state);
void import_a_workbook_80(void **state);
void import_a_workbook_phone(void **state);
/* on_till.c */
void till_three_products(void **state);
void till_on_a_phone(void **state);
void till_refused(void **state);
void till_hold_recall(void **state);
void till_scan_during_payment(void **state);
void till_figures_are_overtyped(void **state);
void till_cart_survives_kill(void **state);
void till_unsettled(void **state);
void till_prints_by_tcp(void **state);
void till_printer_is_off(void **state);
void till_prints_by_terminal(void **state);
void desk_scan_points(void **state);
void desk_scan_during_dialog(void **state);
/* on_counter.c */
void counter_return_approved_80(void **state);
void counter_return_approved_phone(void **state);
void counter_void_approved(void **state);
void counter_top_up_by_own_tender(void **state);
void counter_exchange_split_80(void **state);
void counter_exchange_split_phone(void **state);
void counter_exchange_voided(void **state);
void counter_approval_covers_what_was_there(void **state);
void counter_why_80(void **state);
void counter_why_phone(void **state);
/* on_money.c */
void money_split_80(void **state);
void money_split_phone(void **state);
void money_far_above(void **state);
void money_coupon(void **state);
void money_approval(void **state);
void money_return_80(void **state);
void money_return_phone(void **state);
void money_exchange(void **state);
void money_void_and_gift(void **state);
void money_z_report_80(void **state);
void money_z_report_phone(void **state);
void money_top_up(void **state);
void money_merge(void **state);
void money_levels(void **state);
void money_card_batch(void **state);
/* on_relation.c */
void relation_talk_80(void **state);
void relation_talk_phone(void **state);
void relation_document(void **state);
/* on_words.c: what Vietnamese and Chinese users read */
void words_in_chinese(void **state);
void words_on_a_phone(void **state);
/* on_agenda.c */
void agenda_by_keys(void **state);
void agenda_on_a_phone(void **state);
void agenda_renew_from_the_inbox(void **state);
void agenda_inbox_on_a_phone(void **state);
void agenda_takes_no_key(void **state);
/* on_terminal.c */
void terminal_key_streams(void **state);
void terminal_resize(void **state);
void terminal_tiny(void **state);
void terminal_other_colours(void **state);
void terminal_restored(void **state);
void terminal_big_paste(void **state);
void terminal_scanner_test(void **state);
void terminal_copy(void **state);
void terminal_copy_refused(void **state);

#endif
