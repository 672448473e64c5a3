#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"

void
home_sizes_and_languages(void **state)
{
	static const struct { int rows, cols; } sizes[] = { { 24, 80 }, { 20, 40 }, { 60, 200 } };
	static const struct { const char *lang, *customers, *log_off; } langs[] = {
		{ "en", "3  Customers", "Log off" },
		{ "vi", "3  Khách hàng", "Đăng xuất" },
		{ "zh_CN", "3  客户", "退出" },
	};
	struct stage *g = *state;

	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++) {
			g->s = stage_start(g, "admin", sizes[i].rows, sizes[i].cols, langs[k].lang);
			scr_expect(g->s, langs[k].customers);
			scr_expect(g->s, langs[k].log_off);
			scr_expect(g->s, "14:32");
			scr_expect(g->s, "admin");
			/* every menu line has its code at the right place */
			scr_quiet(g->s);
			assert_int_equal(scr_row_of(g->s, " CU"),
			    scr_row_of(g->s, langs[k].customers));
			assert_int_equal(scr_row_of(g->s, " LO"),
			    scr_row_of(g->s, langs[k].log_off));
			scr_free(g->s);
			g->s = NULL;
		}
}

static void
post_ok(struct stage *g, const char *line)
{
	const char *answer = shop_post(&g->shop, "admin", line);

	if (strstr(answer, "\"ok\":true") == NULL)
		fail_msg("%s", answer);
}

/* Another administrator names branches anew and moves a user who is at work. */
void
home_branch_changes(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	post_ok(g, "{\"op\":\"edit\",\"entity\":\"store\",\"code\":\"S1\",\"fields\":{\"code\":\"S8\"}}");
	post_ok(g, "{\"op\":\"add\",\"entity\":\"store\",\"fields\":{\"code\":\"S1\",\"name\":\"Riverside\",\"kind\":\"shop\"}}");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_refuse(s, "locked");
	scr_refuse(s, "Riverside");
	post_ok(g, "{\"op\":\"edit\",\"entity\":\"user\",\"code\":\"lan\",\"fields\":{\"store\":\"S1\"}}");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	scr_expect(s, "Riverside");
}

void
home_go(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);
	char path[8];

	/* code and what to look for, typed on the home screen */
	scr_expect(s, "Go to:");
	scr_type(s, "CU binh");
	scr_keys(s, "Enter");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_expect(s, "Find: binh");
	scr_refuse(s, "Trần Thị Mai");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	/* F9 from anywhere, small letters */
	scr_keys(s, "F9");
	scr_type(s, "pr");
	scr_keys(s, "Enter");
	scr_expect(s, "Bánh mì thịt");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	/* the menu path of a keypad, and a card number */
	scr_expect(s, " AD ");		/* the whole menu, not its first lines */
	snprintf(path, sizeof path, "%c.2", scr_line(s, scr_row_of(s, " AD "))[2]);
	scr_keys(s, "F9");
	scr_type(s, path);
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	scr_keys(s, "F9");
	scr_type(s, SHOP_CARD);
	scr_keys(s, "Enter");
	scr_expect(s, "BALANCE  0 points");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	/* who leaves what stood in the place of all comes home, and is not logged off */
	scr_keys(s, "F9");
	scr_type(s, "=CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	/* words */
	scr_type(s, "my sett");
	scr_keys(s, "Enter");
	scr_expect(s, "Password");
	scr_keys(s, "F3");
	scr_expect(s, "TODAY");
	scr_type(s, "no such place");
	scr_keys(s, "Enter");
	scr_expect(s, "Nothing is called");
	/* a code that is not allowed says which right is missing */
	scr_type(s, "PA");
	scr_keys(s, "Enter");
	scr_expect(s, "PA: not allowed for lan (needs setting.view)");
	/* log off */
	scr_type(s, "LO");
	scr_keys(s, "Enter");
	scr_expect(s, "Log off?");
	scr_keys(s, "Esc");
	scr_expect(s, "TODAY");
}

void
home_without_rights(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "kho", 0, 0, NULL);

	scr_expect(s, "Customers");
	scr_refuse(s, "Cashier");
	scr_refuse(s, "Card desk");
	/* nor the shop's figures */
	scr_expect(s, "New customers");
	scr_refuse(s, "Sales ");
}

/* One's own language, at once. */
void
home_language(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "ME");
	scr_keys(s, "Enter");
	scr_expect(s, "Language");
	scr_type(s, "2");
	scr_expect(s, "Tiếng Việt");
	scr_keys(s, "Wait Wait Wait Wait Wait");
	scr_type(s, "2");
	scr_expect(s, "Khách hàng");
	scr_keys(s, "F3");
	assert_int_equal(scr_wait_end(s, 10000), 0);
	g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(g->t, "Khách hàng");
}

/* A scheduled report that fails is told to who made it and to the administrator. */
void
home_says_what_failed(void **state)
{
	struct stage *g = *state;
	const struct shop *p = &g->shop;
	struct scr *s;

	assert_int_equal(shop_run(p, "group", "grant", "cashier", "report_sales", "view", NULL), 0);
	assert_int_equal(shop_run(p, "group", "grant", "cashier", "report_schedule", "view,add", NULL), 0);
	assert_int_equal(shop_run(p, "--as", "lan", "report", "schedule", "sales-by-day", "Nightly",
	    "--every", "daily", "--at", "06:00", "-f", "csv", NULL), 0);
	assert_int_equal(shop_run(p, "report", "now", "RJ0001", NULL), 0);
	assert_int_equal(shop_run(p, "worker", "--once", NULL), 0);
	s = g->s = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "Report RJ0001 failed");
	scr_free(s);
	s = g->s = stage_start(g, "admin", 20, 40, NULL);
	scr_expect(s, "Report RJ0001 failed");
	scr_free(s);
	/* nothing of it for who has no part in it */
	s = g->s = stage_start(g, "kho", 0, 0, NULL);
	scr_expect(s, "Go to:");
	scr_refuse(s, "RJ0001");
	/* stopped, it is nobody's concern any more */
	assert_int_equal(shop_input(p, "{\"op\":\"edit\",\"entity\":\"report_schedule\","
	    "\"code\":\"RJ0001\",\"fields\":{\"active\":false}}\n", "post", NULL), 0);
	g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(g->t, "Go to:");
	scr_refuse(g->t, "RJ0001");
}
