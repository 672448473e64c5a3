#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"

static void
add_contract(struct stage *g)
{
	assert_int_equal(shop_input(&g->shop, "{\"op\":\"add\",\"entity\":\"contract\",\"fields\":{"
	    "\"customer\":\"KH0001\",\"name\":\"Machine\",\"start_day\":\"2025-11-29\","
	    "\"end_day\":\"2026-11-28\",\"user\":\"admin\"}}\n", "post", NULL), 0);
}

static void
go(struct scr *s, const char *code)
{
	scr_keys(s, "F9");
	scr_type(s, code);
	scr_keys(s, "Enter");
}

/* Days begin with the year there: what is cut to five columns has to be day and month. */
void
words_in_chinese(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	add_contract(g);
	s = g->s = stage_start(g, "admin", 0, 0, "zh_CN");
	scr_expect(s, "11-28 ");
	go(s, "IB");
	scr_expect(s, " 11-28  ");
	/* the week of the agenda, in narrow columns */
	go(s, "DY");
	scr_keys(s, "F4");
	scr_expect(s, "11-21");
	scr_refuse(s, "2026- ");
	/* nothing of a menu's words is cut while there is room */
	go(s, "CU");
	scr_keys(s, "F10");
	scr_expect(s, "全部按键");
	scr_keys(s, "Esc");
	/* names of series, actions of the trail, sources of a query are no code words */
	go(s, "NS");
	scr_expect(s, "  合同 ");
	scr_refuse(s, "contract");
	go(s, "AU");
	scr_expect(s, " 新增 ");
	scr_keys(s, "Enter");
	scr_expect(s, "(contract)");
	scr_keys(s, "Esc");
	go(s, "UQ");
	scr_keys(s, "F6");
	scr_expect(s, "小票明细");
}

void
words_on_a_phone(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "admin", 20, 40, "vi");

	/* an empty list says how to begin */
	go(s, "PU");
	scr_expect(s, "F6 tạo mục đầu");
	scr_keys(s, "F3");
	/* at home already: not another one on top of it */
	scr_expect(s, "Đi đến:");
	go(s, "MM");
	scr_refuse(s, "Trang đầu > Trang đầu");
	go(s, "CU");
	scr_keys(s, "F6");
	scr_expect(s, " Điện thoại 2 [");
	/* a number that comes by itself is not asked for */
	scr_expect(s, " Mã         [");
	scr_expect(s, " Họ và tên*");
	scr_keys(s, "F3");
	go(s, "CU KH0001");
	scr_keys(s, "Enter");
	scr_expect(s, "[1 Chính]");
	assert_non_null(strstr(scr_line(s, 1), "+"));
	/* answers that do not fit beside each other stand below each other */
	go(s, "RP sales-by-day");
	scr_expect(s, "Doanh thu");
	/* a day that just fits keeps its first figure */
	scr_keys(s, "F7");
	scr_expect(s, "[01/11/2026]");
	scr_keys(s, "Esc");
	scr_keys(s, "^P");
	scr_expect(s, " 1 xlsx ");
	scr_expect(s, " 6 json ");
	scr_keys(s, "Esc");
	/* a menu that is longer than the screen says so */
	go(s, "AD");
	scr_expect(s, "v");
	assert_true(strlen(scr_line(s, 16)) > 0 && scr_line(s, 16)[strlen(scr_line(s, 16)) - 1] == 'v');
}
