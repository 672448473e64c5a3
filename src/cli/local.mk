noinst_LIBRARIES += src/cli/libcli.a
src_cli_libcli_a_SOURCES = \
	src/cli/args.c src/cli/args.h \
	src/cli/bench.c src/cli/bench_part.h \
	src/cli/bench_crew.c \
	src/cli/bench_crypt.c \
	src/cli/bench_read.c \
	src/cli/bench_report.c \
	src/cli/bench_sheet.c \
	src/cli/bench_screen.c \
	src/cli/bench_write.c \
	src/cli/check.h src/cli/check_data.c src/cli/check_template.c src/cli/check_text.c \
	src/cli/cli.c src/cli/cli.h \
	src/cli/cmd_attach.c \
	src/cli/cmd_audit.c \
	src/cli/cmd_backup.c src/cli/cmd_restore.c \
	src/cli/keep_word.c src/cli/keep_word.h \
	src/cli/cmd_calendar.c \
	src/cli/cmd_check.c \
	src/cli/cmd_desk.c \
	src/cli/cmd_document.c \
	src/cli/cmd_erase.c \
	src/cli/cmd_encrypt.c \
	src/cli/cmd_export.c \
	src/cli/cmd_group.c \
	src/cli/cmd_help.c \
	src/cli/cmd_import.c \
	src/cli/cmd_imports.c \
	src/cli/cmd_init.c \
	src/cli/cmd_label.c \
	src/cli/cmd_part.c \
	src/cli/cmd_post.c \
	src/cli/cmd_print.c \
	src/cli/cmd_query.c \
	src/cli/cmd_report.c src/cli/cmd_report_keep.c src/cli/cmd_report_keep.h \
	src/cli/cmd_serve.c \
	src/cli/cmd_session.c \
	src/cli/cmd_setting.c \
	src/cli/cmd_status.c \
	src/cli/wizard.c src/cli/wizard.h \
	src/cli/cmd_upgrade.c \
	src/cli/cmd_user.c src/cli/cmd_user.h src/cli/cmd_user_sign.c \
	src/cli/cmd_verify.c \
	src/cli/cmd_worker.c \
	src/cli/demo.c src/cli/demo.h src/cli/demo_part.h \
	src/cli/demo_agenda.c \
	src/cli/demo_bulk.c \
	src/cli/demo_offer.c \
	src/cli/demo_goods.c \
	src/cli/demo_life.c \
	src/cli/demo_people.c \
	src/cli/demo_person.c \
	src/cli/demo_relation.c \
	src/cli/demo_sales.c \
	src/cli/demo_shop.c \
	src/cli/demo_words.c src/cli/demo_words.h \
	src/cli/entity_word.c src/cli/entity_word.h \
	src/cli/part.h \
	src/cli/part_identity.c \
	src/cli/remote_command.c src/cli/remote_command.h \
	src/cli/remote_split.c src/cli/remote_split.h \
	src/cli/say.c \
	src/cli/session_line.c src/cli/session_line.h \
	src/cli/site_reload.c src/cli/site_reload.h \
	src/cli/serve_conf.c src/cli/serve_conf.h \
	src/cli/stop.c \
	src/cli/where_word.c src/cli/where_word.h

# The yardstick of quen bench L2 and L3.
pkglibexec_PROGRAMS += quen-tiny
quen_tiny_SOURCES = src/ui/tiny.c
quen_tiny_LDADD = $(NCURSES_LIBS)
