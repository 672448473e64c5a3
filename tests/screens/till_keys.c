#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "till_keys.h"

void
till_ok(const struct stage *g, const char *user, const char *line)
{
	const char *answer = shop_post(&g->shop, user, line);

	if (strstr(answer, "\"ok\":false") || !strstr(answer, "\"ok\":true"))
		fail_msg("%s%s", line, answer);
}

void
till_verify(const struct stage *g)
{
	assert_int_equal(shop_run(&g->shop, "verify", NULL), 0);
}

/* A manager who may approve, take back and look into the drawer. */
void
till_add_manager(const struct stage *g)
{
	till_ok(g, "admin",
	    "{\"op\":\"add\",\"entity\":\"group\",\"fields\":{\"code\":\"manager\",\"name\":\"Managers\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"sale\",\"verbs\":\"view,add,edit,delete,print\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"discount\",\"verbs\":\"view,edit\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"card\",\"verbs\":\"view,add,edit,print\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"card_type\",\"verbs\":\"view\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"level\",\"verbs\":\"view,edit\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"user\",\"fields\":{\"code\":\"hoa\",\"name\":\"Hoa\","
	    "\"groups\":[\"cashier\",\"manager\"],\"store\":\"S1\",\"active\":true}}\n");
}

/* Bình with a card that holds 20,000 and 10 points. */
void
till_add_prepaid(const struct stage *g)
{
	till_ok(g, "admin", "{\"op\":\"add\",\"entity\":\"card_type\",\"fields\":{\"code\":\"PRE\","
	    "\"name\":\"Prepaid\",\"points\":true,\"value\":true}}\n");
	till_ok(g, "lan",
	    "{\"op\":\"card.issue\",\"customer\":\"KH0002\",\"type\":\"PRE\",\"number\":\"" TILL_PREPAID "\"}\n"
	    "{\"op\":\"topup\",\"key\":\"m3\",\"card\":\"" TILL_PREPAID "\",\"amount\":20000,\"bonus\":0,\"till\":\"T1\","
	    "\"tenders\":[{\"method\":\"cash\"}]}\n"
	    "{\"op\":\"points.add\",\"key\":\"m2\",\"card\":\"" TILL_PREPAID "\",\"points\":10,\"note\":\"start\"}\n");
}

struct scr *
till_start_at(struct stage *g, const char *user, const char *go, int rows, int cols)
{
	struct scr *s = g->s = stage_start(g, user, rows, cols, NULL);

	scr_expect(s, "Cashier");
	scr_keys(s, "F9");
	scr_type(s, go);
	scr_keys(s, "Enter");
	return s;
}

/* An item or a code on the input line. */
void
till_enter(struct scr *s, const char *text)
{
	scr_type(s, text);
	scr_keys(s, "Enter");
}

/* A line of the menu that is open, by its words. */
void
till_pick(struct scr *s, const char *words)
{
	scr_keys(s, "Wait");
	scr_type_slowly(s, words);
	scr_keys(s, "Wait Enter");
}

/* The answer to a question for one line. */
void
till_answer(struct scr *s, const char *question, const char *text)
{
	scr_expect(s, question);
	scr_keys(s, "Wait");
	scr_type_slowly(s, text);
	scr_keys(s, "Wait Enter");
}
