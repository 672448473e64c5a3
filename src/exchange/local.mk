noinst_LIBRARIES += src/exchange/libexchange.a
src_exchange_libexchange_a_SOURCES = \
	src/exchange/ical.c src/exchange/ical.h src/exchange/ical_part.h \
	src/exchange/csv.c src/exchange/csv.h \
	src/exchange/csv_text.c src/exchange/csv_text.h \
	src/exchange/import.c src/exchange/import.h \
	src/exchange/import_cell.c \
	src/exchange/import_log.c \
	src/exchange/import_look.c \
	src/exchange/import_map.c \
	src/exchange/import_match.c \
	src/exchange/import_part.h \
	src/exchange/import_profile.c \
	src/exchange/import_read.c \
	src/exchange/import_refs.c \
	src/exchange/import_reject.c \
	src/exchange/import_revert.c \
	src/exchange/import_row.c \
	src/exchange/rows.c src/exchange/rows.h \
	src/exchange/xlsx.c src/exchange/xlsx.h \
	src/exchange/xlsx_part.h \
	src/exchange/xlsx_wire.c src/exchange/xlsx_wire.h \
	$(workbook_sources) $(calendar_sources)

# Modules (base/module.h). The library has the same: tests link it (WITH_PAPERS, WITH_FILES).
workbook_sources = src/exchange/xlsx_book.c src/exchange/xlsx_number.c src/exchange/xlsx_sheet.c \
	src/exchange/xlsx_zip.c
calendar_sources = src/exchange/ical_write.c
module_PROGRAMS += modules/workbook.so modules/calendar.so
modules_workbook_so_SOURCES = $(workbook_sources) src/exchange/xlsx_wire.c
modules_workbook_so_CFLAGS = $(PIC_CFLAGS)
modules_workbook_so_LDFLAGS = $(PIC_LDFLAGS)
modules_workbook_so_LDADD = $(pic_libs) $(LIBZIP_LIBS) $(EXPAT_LIBS)
modules_calendar_so_SOURCES = $(calendar_sources)
modules_calendar_so_CFLAGS = $(PIC_CFLAGS)
modules_calendar_so_LDFLAGS = $(PIC_LDFLAGS)
modules_calendar_so_LDADD = $(pic_libs) $(LIBICAL_LIBS)
