noinst_LIBRARIES += src/report/libreport.a
src_report_libreport_a_SOURCES = \
	src/report/audit_export.c src/report/audit_export.h \
	src/report/card_sheet.c src/report/card_sheet.h \
	src/report/erase_page.c src/report/erase_page.h \
	src/report/issue_page.c src/report/issue_page.h \
	src/report/label.c src/report/label.h src/report/label_sheet.c \
	src/report/list_export.c src/report/list_export.h src/report/list_filter.c \
	src/report/list_paper.c src/report/list_paper.h \
	src/report/out_file.c src/report/out_file.h \
	src/report/outbox.c src/report/outbox.h \
	src/report/page.c src/report/page.h src/report/page_part.h src/report/page_plain.c \
	src/report/page_shared.c \
	src/report/papers.c src/report/papers.h src/report/label_paper.h src/report/qr.h \
	src/report/sheet_yardstick.h \
	src/report/print_out.c src/report/print_out.h \
	src/report/print_paper.c src/report/print_paper.h \
	src/report/printer.c src/report/printer.h src/report/printer_ipp.c \
	src/report/printer_socket.c src/report/printer_socket.h \
	src/report/query_build.c src/report/query_cond.c src/report/query_part.h \
	src/report/query_days.c src/report/query_days.h \
	src/report/query_def.c src/report/query_def.h \
	src/report/query_kept.c src/report/query_kept.h \
	src/report/query_path.c src/report/query_path.h src/report/query_type.c \
	src/report/query_run.c src/report/query_run.h \
	src/report/query_source.c src/report/query_source.h \
	src/report/receipt.c src/report/receipt.h \
	src/report/record_page.c src/report/record_page.h \
	src/report/receipt_pdf.c src/report/receipt_pdf.h \
	src/report/receipt_send.c src/report/receipt_text.c \
	src/report/scan_sheet.c src/report/scan_sheet.h \
	src/report/statement.c src/report/statement.h src/report/statement_page.c \
	src/report/report_figures.c src/report/report_figures.h \
	src/report/report_period.c src/report/report_period.h \
	src/report/report.h src/report/report_cell.c src/report/report_load.c src/report/report_page.c \
	src/report/report_saved.c src/report/report_saved.h \
	src/report/report_read.c src/report/report_run.c src/report/report_values.c \
	src/report/report_write.c src/report/report_write.h \
	src/report/write_csv.c src/report/write_csv.h \
	$(papers_sources)

# The module of papers (base/module.h). The library has the same: tests link it (WITH_PAPERS, WITH_FILES).
papers_sources = src/report/papers_module.c \
	src/report/font_set.c src/report/font_set.h \
	src/report/label_paper.c \
	src/report/pdf_chart.c src/report/pdf_chart.h \
	src/report/pdf_text.c src/report/pdf_text.h \
	src/report/qr.c \
	src/report/sheet_yardstick.c \
	src/report/write_docx.c src/report/write_pdf.c src/report/write_xlsx.c
module_PROGRAMS += modules/papers.so
modules_papers_so_SOURCES = $(papers_sources) src/report/page_shared.c
modules_papers_so_CFLAGS = $(PIC_CFLAGS)
modules_papers_so_LDFLAGS = $(PIC_LDFLAGS)
modules_papers_so_LDADD = $(pic_libs) $(paper_libs)
