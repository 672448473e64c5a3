noinst_LIBRARIES += src/screens/libscreens.a
src_screens_libscreens_a_SOURCES = \
	src/screens/approve.c src/screens/approve.h \
	src/screens/agenda.c src/screens/agenda.h src/screens/agenda_parts.h \
	src/screens/agenda_draw.c src/screens/agenda_load.c \
	src/screens/agenda_file.c src/screens/agenda_file.h \
	src/screens/trail.c src/screens/trail.h \
	src/screens/background.c src/screens/background.h \
	src/screens/backups.c src/screens/backups.h \
	src/screens/backups_after.c src/screens/backups_encrypt.c src/screens/backups_keys.c \
	src/screens/backups_restore.c src/screens/backups_restore.h \
	src/screens/card_desk.c src/screens/card_desk.h \
	src/screens/card_desk_draw.c src/screens/card_desk_draw.h \
	src/screens/card_door.c src/screens/card_door.h \
	src/screens/card_more.c src/screens/card_more.h \
	src/screens/card_stock.c src/screens/card_stock.h \
	src/screens/card_work.c src/screens/card_work.h \
	src/screens/cart.c src/screens/cart.h \
	src/screens/cell_draft.c src/screens/cell_draft.h \
	src/screens/commands.c src/screens/commands.h \
	src/screens/desk.c src/screens/desk.h \
	src/screens/duplicates.c src/screens/duplicates.h \
	src/screens/drafts.c src/screens/drafts.h \
	src/screens/erase_view.c src/screens/erase_view.h \
	src/screens/find.c src/screens/find.h \
	src/screens/health_view.c src/screens/health_view.h src/screens/health_series.c \
	src/screens/home.c src/screens/home.h \
	src/screens/idle.c src/screens/idle.h \
	src/screens/site_keys.c src/screens/site_keys.h \
	src/screens/reminders.c src/screens/reminders.h src/screens/renewals.c src/screens/renewals.h \
	src/screens/work_alarm.c src/screens/work_alarm.h \
	src/screens/work_list.c src/screens/work_list.h \
	src/screens/jump.c src/screens/jump.h \
	src/screens/keep_watch.c src/screens/keep_watch.h \
	src/screens/label_screen.c src/screens/label_screen.h \
	src/screens/levels.c src/screens/levels.h \
	src/screens/list_view.c src/screens/query_example.c src/screens/query_example.h \
	src/screens/list_view.h \
	src/screens/lines.c src/screens/lines.h src/screens/lines_int.h src/screens/lines_rows.c \
	src/screens/menus.c src/screens/menus.h \
	src/screens/offers.c src/screens/offers.h \
	src/screens/op_form.c src/screens/op_form.h src/screens/op_forms.c \
	src/screens/documents.c src/screens/documents.h \
	src/screens/import_desk.c src/screens/imports.h src/screens/import_parts.h \
	src/screens/import_past.c src/screens/import_pick.c src/screens/import_work.c \
	src/screens/inbox.c src/screens/inbox.h \
	src/screens/people.c src/screens/people.h \
	src/screens/story.c src/screens/story.h \
	src/screens/places.c src/screens/places.h \
	src/screens/print.c src/screens/print.h \
	src/screens/queries.c src/screens/queries.h \
	src/screens/query_draft.c src/screens/query_edit.c src/screens/query_edit_int.h src/screens/query_rows.c \
	src/screens/query_pick.c src/screens/query_view.c \
	src/screens/receipt_desk.c src/screens/receipt_desk.h \
	src/screens/receipts.c src/screens/receipts.h \
	src/screens/record_form.c src/screens/record_form.h \
	src/screens/record_list.c src/screens/record_list.h \
	src/screens/records.c src/screens/records.h \
	src/screens/report_chart.c src/screens/report_chart.h \
	src/screens/report_view.c src/screens/report_view_int.h \
	src/screens/report_keep.c src/screens/report_lines.c \
	src/screens/report_print.c src/screens/report_run_view.c \
	src/screens/reports.c src/screens/reports.h \
	src/screens/returns.c src/screens/returns.h \
	src/screens/rights.c src/screens/rights.h \
	src/screens/scan_test.c src/screens/scan_test.h \
	src/screens/self.c src/screens/self.h \
	src/screens/served.c src/screens/served.h \
	src/screens/session.c src/screens/session.h \
	src/screens/settings.c src/screens/settings.h \
	src/screens/sign_code.c src/screens/sign_code.h \
	src/screens/sharing.c src/screens/sharing.h \
	src/screens/summary.c src/screens/summary.h \
	src/screens/tills.c src/screens/tills.h \
	src/screens/try_earn.c src/screens/try_earn.h \
	src/screens/cashier.c src/screens/cashier.h \
	src/screens/cashier_draw.c src/screens/cashier_draw.h \
	src/screens/cashier_more.c src/screens/cashier_more.h \
	src/screens/cashier_pay.c src/screens/cashier_pay.h \
	src/screens/cashier_work.c src/screens/cashier_work.h \
	src/screens/watch.c src/screens/watch.h \
	src/screens/who.c src/screens/who.h \
	src/screens/why.c src/screens/why.h
