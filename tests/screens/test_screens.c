#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cases.h"

struct scr *
stage_start(struct stage *g, const char *user, int rows, int cols, const char *lang)
{
	struct scr_start st = { .home = g->shop.home, .user = user, .lang = lang,
		.rows = rows, .cols = cols };

	return scr_new(&st);
}

int
stage_setup(void **state)
{
	struct stage *g = calloc(1, sizeof *g);

	shop_make(&g->shop);
	*state = g;
	return 0;
}

int
stage_teardown(void **state)
{
	struct stage *g = *state;

	scr_free(g->s);
	scr_free(g->t);
	shop_drop(&g->shop);
	free(g);
	return 0;
}

static int
drop_master(void **state)
{
	(void)state;
	shop_fini();
	return 0;
}

/* An argument names the cases to run: test_screens 'till_*'. */
int
main(int argc, char **argv)
{
	const struct CMUnitTest cases[] = {
		CASE(home_sizes_and_languages),
		CASE(home_go),
		CASE(home_branch_changes),
		CASE(home_without_rights),
		CASE(home_language),
		CASE(home_says_what_failed),
		CASE(customer_summary),
		CASE(customer_summary_by_right),
		CASE(customer_summary_on_a_phone),
		CASE(customer_related),
		CASE(customer_number_hint),
		CASE(drafts_undone_by_hand),
		CASE(drafts_cancelled_stay),
		CASE(drafts_and_signing_out),
		CASE(drafts_of_a_popup),
		CASE(drafts_of_a_cell),
		CASE(drafts_of_a_question),
		CASE(records_find_edit_save),
		CASE(records_validation),
		CASE(records_conflict),
		CASE(records_hidden),
		CASE(records_duplicate_phone),
		CASE(records_new_and_delete),
		CASE(records_draft_after_hangup),
		CASE(records_draft_of_half_a_day),
		CASE(records_draft_of_a_long_text),
		CASE(records_draft_of_a_form_left),
		CASE(records_draft_after_log_off),
		CASE(records_lookup_create),
		CASE(records_sorted_as_the_user_wants),
		CASE(records_by_example),
		CASE(records_share),
		CASE(records_export),
		CASE(records_print),
		CASE(records_rights_grid),
		CASE(records_parameters),
		CASE(records_escape_strings),
		CASE(ask_build_keep_reopen),
		CASE(ask_keep_an_example),
		CASE(import_a_workbook_80),
		CASE(import_a_workbook_phone),
		CASE(till_three_products),
		CASE(till_on_a_phone),
		CASE(till_refused),
		CASE(till_hold_recall),
		CASE(till_scan_during_payment),
		CASE(till_figures_are_overtyped),
		CASE(till_cart_survives_kill),
		CASE(till_unsettled),
		CASE(till_prints_by_tcp),
		CASE(till_printer_is_off),
		CASE(till_prints_by_terminal),
		CASE(desk_scan_points),
		CASE(desk_scan_during_dialog),
		CASE(counter_return_approved_80),
		CASE(counter_return_approved_phone),
		CASE(counter_void_approved),
		CASE(counter_top_up_by_own_tender),
		CASE(counter_exchange_split_80),
		CASE(counter_exchange_split_phone),
		CASE(counter_exchange_voided),
		CASE(counter_approval_covers_what_was_there),
		CASE(counter_why_80),
		CASE(counter_why_phone),
		CASE(money_split_80),
		CASE(money_split_phone),
		CASE(money_far_above),
		CASE(money_coupon),
		CASE(money_approval),
		CASE(money_return_80),
		CASE(money_return_phone),
		CASE(money_exchange),
		CASE(money_void_and_gift),
		CASE(money_z_report_80),
		CASE(money_z_report_phone),
		CASE(money_top_up),
		CASE(money_merge),
		CASE(money_levels),
		CASE(money_card_batch),
		CASE(relation_talk_80),
		CASE(relation_talk_phone),
		CASE(relation_document),
		CASE(words_in_chinese),
		CASE(words_on_a_phone),
		CASE(agenda_by_keys),
		CASE(agenda_on_a_phone),
		CASE(agenda_renew_from_the_inbox),
		CASE(agenda_inbox_on_a_phone),
		CASE(agenda_takes_no_key),
		CASE(terminal_key_streams),
		CASE(terminal_resize),
		CASE(terminal_tiny),
		CASE(terminal_other_colours),
		CASE(terminal_restored),
		CASE(terminal_big_paste),
		CASE(terminal_scanner_test),
		CASE(terminal_copy),
		CASE(terminal_copy_refused),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("screens", cases, NULL, drop_master);
}
