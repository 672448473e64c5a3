/* bench_sheet.c - X1: a list of many rows as an Excel file through page.h, beside the bare library
 * with the same cells. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/bench_part.h"
#include "report/page.h"
#include "report/sheet_yardstick.h"

#define ROWS_A_SCALE 1000		/* --scale 1000: a million rows */
#define COLUMNS 6
#define GOAL_PERCENT 130

/* What one row holds: both writers are given the same. */
static void
row_texts(int64_t i, char *code, char *name, size_t size)
{
	snprintf(code, size, "KH%07" PRId64, i);
	snprintf(name, size, "Nguyễn Thị Khách Hàng %" PRId64, i % 5000);
}

static enum err
write_ours(FILE *f, int64_t rows, struct err_note *note)
{
	static const struct page_column cols[COLUMNS] = {
		{ "Code", PAGE_TEXT, 12, false }, { "Full name", PAGE_TEXT, 28, true },
		{ "Spent", PAGE_MONEY, 14, false }, { "Receipts", PAGE_INT, 8, false },
		{ "Quantity", PAGE_QUANTITY, 10, false }, { "Points", PAGE_INT, 10, false },
	};
	struct format fm = { .locale = locale_find("vi"), .currency = currency_find("VND"), .country = "84" };
	struct page_head h = { .title = "Customers", .header = "", .footer = "", .fm = &fm, .lang = "vi" };
	struct page *p;
	enum err e = page_open(&p, page_format_find("xlsx"), f, &h, note);

	if (e != ERR_OK)
		return e;
	page_table(p, cols, COLUMNS);
	for (int64_t i = 0; i < rows; i++) {
		char code[64], name[64];
		struct value v[COLUMNS];

		row_texts(i, code, name, sizeof(code));
		v[0] = (struct value){ .kind = VALUE_TEXT, .s = code };
		v[1] = (struct value){ .kind = VALUE_TEXT, .s = name };
		v[2] = (struct value){ .kind = VALUE_INT, .i = i * 1000 };
		v[3] = (struct value){ .kind = VALUE_INT, .i = i % 40 };
		v[4] = (struct value){ .kind = VALUE_INT, .i = i % 9000 };
		v[5] = (struct value){ .kind = VALUE_INT, .i = i % 700 };
		page_row(p, v);
	}
	page_table_end(p);
	return page_close(p, note);
}

/* In a process of its own: its time and the most memory it had. */
static enum err
measure(struct bench *b, bool ours, int64_t rows, int64_t *us, int64_t *kb, struct err_note *note)
{
	char *path = xasprintf("%s/rows.xlsx", b->dir);
	int64_t began = clock_mono_us();
	struct rusage ru;
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		FILE *f = fopen(path, "w");
		struct err_note why = { 0 };
		bool ok = f != NULL && (ours ? write_ours(f, rows, &why) == ERR_OK :
		    sheet_yardstick(path, rows, row_texts));

		if (f != NULL && fclose(f) != 0)
			ok = false;
		_exit(ok ? 0 : 1);
	}
	if (pid < 0 || wait4(pid, &status, 0, &ru) != pid || status != 0) {
		unlink(path);
		free(path);
		return err_set(note, ERR_IO, "", _("The Excel file could not be made."));
	}
	*us = clock_mono_us() - began;
	*kb = ru.ru_maxrss;
	unlink(path);
	free(path);
	return ERR_OK;
}

enum err
bench_x1(struct bench *b, struct err_note *note)
{
	int64_t rows = (int64_t)b->scale * ROWS_A_SCALE, us, bare_us, kb, bare_kb;
	enum err e = measure(b, false, rows, &bare_us, &bare_kb, note);

	if (e == ERR_OK)
		e = measure(b, true, rows, &us, &kb, note);
	if (e != ERR_OK)
		return e;
	bench_line(b, "X1", bench_text(b, "xlsx of %" PRId64 " rows", rows),
	    bench_text(b, "%" PRId64 " /s", rows * 1000000 / (us + 1)),
	    bench_text(b, "bare %" PRId64 " /s", rows * 1000000 / (bare_us + 1)),
	    bench_text(b, "%" PRId64 ".%02" PRId64 " x", us / (bare_us + 1), us * 100 / (bare_us + 1) % 100),
	    "<= 1.30", us * 100 <= bare_us * GOAL_PERCENT);
	bench_line(b, "X1", "its largest memory", bench_text(b, "%" PRId64 " kB", kb),
	    bench_text(b, "bare %" PRId64 " kB", bare_kb), NULL, "constant", kb <= 64 * 1024);
	return ERR_OK;
}
