#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "cases.h"

/* UX 6: an example is kept by name and code; Go opens the list by CU.CODE, and UQ lists it. */
void
ask_keep_an_example(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "admin", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "F7");
	scr_expect(s, "QUERY");
	/* nothing filled in: nothing to keep */
	scr_keys(s, "F10");
	scr_type_slowly(s, "save query");
	scr_keys(s, "Enter");
	scr_expect(s, "Fill an example in first.");
	scr_keys(s, "F7");
	scr_expect(s, "QUERY");
	scr_keys(s, "Down Down");
	for (int i = 0; i < 24; i++) {
		int row, col;

		scr_quiet(s);
		scr_cursor(s, &row, &col);
		if (strstr(scr_line(s, row), "Birthday"))
			break;
		scr_keys(s, "Down");
	}
	scr_keys(s, "Tab");
	scr_type(s, "14/02/1990");
	scr_keys(s, "F10");
	scr_type_slowly(s, "save query");
	scr_keys(s, "Enter");
	scr_expect(s, "Save this question");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type_slowly(s, "Born with An");
	scr_keys(s, "Enter");
	scr_expect(s, "CU.CODE");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "opens it by: CU.born-with-an");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_refuse(s, "Trần Thị Mai");
	/* days are kept for every language */
	assert_non_null(strstr(shop_says(&g->shop, "query", "show", "born-with-an", NULL), "1990-02-14"));
	scr_keys(s, "F9");
	scr_type(s, "cu.born-with-an");
	scr_keys(s, "Enter");
	scr_expect(s, "Find: @born-with-an");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_refuse(s, "Trần Thị Mai");
	scr_keys(s, "F9");
	scr_type(s, "PR.born-with-an");
	scr_keys(s, "Enter");
	scr_expect(s, "is about something else");
	scr_keys(s, "F9");
	scr_type(s, "CU.nothing");
	scr_keys(s, "Enter");
	scr_expect(s, "There is no saved query");
	scr_keys(s, "F9");
	scr_type(s, "UQ");
	scr_keys(s, "Enter");
	scr_expect(s, "Born with An");
}

/* E3 by keys: columns, a condition, the rows below at once; kept, found in the list, asked again. */
void
ask_build_keep_reopen(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "admin", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "UQ");
	scr_keys(s, "Enter");
	scr_expect(s, "Nothing here yet.");
	scr_keys(s, "F6");
	scr_expect(s, "A question about");
	scr_keys(s, "Wait Wait 1");
	scr_expect(s, "Space ticks a column");
	scr_keys(s, "Space Down Space F2");
	scr_expect(s, "Columns: Customers");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_keys(s, "F7");
	scr_expect(s, "Conditions: Customers");
	scr_keys(s, "F4");
	scr_expect(s, "Type to find a field");
	scr_type(s, "birthday");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "> Birthday");
	scr_keys(s, "Tab");
	scr_type(s, "<>");
	scr_keys(s, "Tab");
	scr_wait_gone(s, "Nguyễn Văn Bình", 15000);
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "F8");
	scr_expect(s, "Trần Thị Mai");
	scr_refuse(s, "Nguyễn Văn Bình");
	scr_keys(s, "F3");
	scr_expect(s, "Conditions: Customers");
	scr_keys(s, "F2");
	scr_expect(s, "Keep this question");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type_slowly(s, "Known birthdays");
	scr_keys(s, "Enter");
	scr_expect(s, "known-birthdays");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_wait_gone(s, "Keep this question", 15000);
	scr_keys(s, "F3");
	scr_expect(s, "Find:");
	scr_expect(s, "Known birthdays");
	scr_keys(s, "Enter");
	scr_expect(s, "Nguyễn Văn Ánh");
	scr_expect(s, "Trần Thị Mai");
	scr_refuse(s, "Nguyễn Văn Bình");
}

static void
import_there_and_back(struct stage *g, int rows, int cols)
{
	char path[400];
	struct scr *s;

	snprintf(path, sizeof path, "%s/inbox", g->shop.home);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/inbox/goods.xlsx", g->shop.home);
	assert_int_equal(shop_run(&g->shop, "export", "product", "--columns", "code,name,price", "--format",
	    "xlsx", "-o", path, NULL), 0);
	assert_int_equal(shop_input(&g->shop, "{\"op\":\"delete\",\"entity\":\"product\",\"code\":\"TR\"}\n",
	    "post", NULL), 0);
	s = g->s = stage_start(g, "admin", rows, cols, NULL);
	scr_expect(s, "Go to:");
	scr_type(s, "IM product");
	scr_keys(s, "Enter");
	scr_expect(s, "CSV file or Excel");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type_slowly(s, path);
	scr_keys(s, "Enter");
	scr_expect(s, "goods.xlsx");
	scr_expect(s, "> Code");
	/* the price is left out and taken in again */
	scr_keys(s, "Down Down Del");
	scr_expect(s, "> Price");
	scr_keys(s, "Enter");
	scr_expect(s, "(leave this column out");
	scr_type(s, "price");
	scr_keys(s, "Wait Enter");
	scr_wait_gone(s, "(leave this column out", 15000);
	scr_keys(s, "F8");
	scr_expect(s, "is here");
	scr_expect(s, "new");
	scr_keys(s, "F3");
	scr_expect(s, "> Price");
	scr_keys(s, "F2");
	/* everything is tried first; nothing is kept until it is said */
	scr_expect(s, "Tried; nothing was kept");
	scr_expect(s, "New: 1 ");
	scr_expect(s, "Skipped: 2 ");
	assert_null(strstr(shop_says(&g->shop, "export", "product", "--plain", NULL), "TR,"));
	scr_keys(s, "Wait Wait Wait Wait Wait 1");
	scr_expect(s, "taken back");
	assert_non_null(strstr(shop_says(&g->shop, "export", "product", "--plain", NULL), "TR,"));
	scr_keys(s, "Wait Wait Wait Wait Wait Enter");
	scr_wait_gone(s, "taken back", 15000);
	scr_keys(s, "F9");
	scr_type(s, "IH");
	scr_keys(s, "Enter");
	scr_expect(s, "goods.xlsx");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Take this import back?");
	scr_keys(s, "Wait Wait Wait Wait Wait 2");
	scr_expect(s, "Removed 1, restored 0, kept 0");
	assert_null(strstr(shop_says(&g->shop, "export", "product", "--plain", NULL), "TR,"));
}

void
import_a_workbook_80(void **state)
{
	import_there_and_back(*state, 0, 0);
}

void
import_a_workbook_phone(void **state)
{
	import_there_and_back(*state, 20, 40);
}
