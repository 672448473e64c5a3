/* demo_offer.c - quotations and orders in every state, for offices that buy presents and coffee;
 * the templates they are printed by. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/ops.h"
#include "store/actor.h"

enum { VI, ZH, LANGS };
#define LINES_MAX 6

/* Made so many days ago, holds so many days; how far it came. due: days from today. */
static const struct deal {
	int days, holds, due;
	const char *subject[LANGS], *way;
	struct { const char *product; int qty; } lines[LINES_MAX];
} deals[] = {
	{ 45, 15, 0, { "Quà Trung thu cho nhân viên", "中秋员工礼品" }, "issue",
	    { { "BA09", 120 }, { "HA03", 60 } } },			/* expired by now */
	{ 30, 20, -4, { "Cà phê văn phòng tháng 11", "十一月办公室咖啡" }, "issue accept order confirm part",
	    { { "HA01", 24 }, { "HA04", 40 }, { "LY01", 4 } } },	/* overdue */
	{ 24, 30, -10, { "Khai trương chi nhánh", "分店开业" }, "issue order confirm all sale",
	    { { "BA08", 6 }, { "CF02", 80 }, { "DX01", 30 } } },
	{ 12, 14, 0, { "Hội nghị khách hàng", "客户会议" }, "issue decline",
	    { { "CF01", 150 }, { "BA06", 150 } } },
	{ 9, 30, 6, { "Hộp quà Tết doanh nghiệp", "企业春节礼盒" }, "issue accept order confirm",
	    { { "HA05", 30 }, { "LY05", 30 }, { "BA10", 30 }, { "HA02", 60 } } },
	{ 6, 30, 3, { "Tiệc cuối năm", "年终聚会" }, "issue order confirm part",
	    { { "BA08", 10 }, { "CF11", 60 }, { "CF07", 40 } } },
	{ 3, 30, 0, { "Bộ pha trà tặng đối tác", "赠送伙伴的茶具" }, "issue",
	    { { "LY05", 12 }, { "LY06", 12 }, { "LY04", 12 } } },
	{ 2, 30, 0, { "Máy và cà phê cho văn phòng mới", "新办公室咖啡" }, "issue accept",
	    { { "LY02", 6 }, { "HA01", 12 } } },
	{ 1, 30, 9, { "Bữa sáng cho lớp đào tạo", "培训早餐" }, "issue order",
	    { { "BA01", 45 }, { "CF02", 45 } } },
	{ 0, 30, 0, { "Quà 8/3", "妇女节礼品" }, "",
	    { { "BA04", 50 }, { "CF08", 50 } } },
};

/* Posts and gives the member of the answer, "" when it has none. */
static enum err
post(struct store *st, struct actor *a, json_t *rq, const char *member, char *out, size_t size,
    struct err_note *note)
{
	json_t *reply = NULL;
	enum err e = ERR_OK;
	const char *text;

	op_post(st, a, rq, &reply);
	if (!json_is_true(json_object_get(reply, "ok"))) {
		text = json_string_value(json_object_get(reply, "message"));
		e = err_set(note, ERR_INVALID, "", "%s: %s",
		    json_string_value(json_object_get(rq, "op")), text != NULL ? text : "");
	}
	text = member != NULL ? json_string_value(json_object_get(reply, member)) : NULL;
	if (out != NULL)
		str_copy(out, size, text != NULL ? text : "");
	json_decref(reply);
	json_decref(rq);
	return e;
}

static enum err
step(struct store *st, struct actor *a, const char *op, const char *number, struct err_note *note)
{
	return post(st, a, json_pack("{ss ss}", "op", op, "number", number), NULL, NULL, 0, note);
}

static enum err
put_quotation(struct store *st, struct actor *a, const struct deal *d, const char *customer, int lang,
    char number[32], struct err_note *note)
{
	json_t *lines = json_array();
	char until[16];
	enum err e;

	e = post(st, a, json_pack("{ss ss s{ss ss ss ss}}", "op", "add", "entity", "quotation", "fields",
	    "customer", customer, "subject", d->subject[lang],
	    "valid_until", day_iso(day_add(clock_today(), d->holds), until, sizeof until),
	    "template", lang == ZH ? "QUOTE-ZH" : "QUOTE-VI"), "code", number, 32, note);
	for (size_t i = 0; i < LINES_MAX && d->lines[i].product != NULL; i++)
		json_array_append_new(lines, json_pack("{ss si}", "product", d->lines[i].product,
		    "qty", d->lines[i].qty));
	if (e != ERR_OK) {
		json_decref(lines);
		return e;
	}
	return post(st, a, json_pack("{ss ss so}", "op", "quotation.lines", "number", number,
	    "lines", lines), NULL, NULL, 0, note);
}

static enum err
put_order(struct store *st, struct actor *a, const struct deal *d, const char *quotation, day_t due,
    struct err_note *note)
{
	char order[32], day[16];
	enum err e;

	if (due < clock_today())
		due = clock_today();
	e = post(st, a, json_pack("{ss ss ss}", "op", "quotation.order", "number", quotation,
	    "due_day", day_iso(due, day, sizeof day)), "order", order, sizeof order, note);
	if (e == ERR_OK && strstr(d->way, "confirm") != NULL)
		e = step(st, a, "order.confirm", order, note);
	if (e == ERR_OK && strstr(d->way, "part") != NULL)
		e = post(st, a, json_pack("{ss ss s[{si si}]}", "op", "order.deliver", "number", order,
		    "lines", "line", 1, "qty", d->lines[0].qty / 2), NULL, NULL, 0, note);
	if (e == ERR_OK && strstr(d->way, "all") != NULL)
		e = post(st, a, json_pack("{ss ss sb}", "op", "order.deliver", "number", order, "all", 1),
		    NULL, NULL, 0, note);
	if (e == ERR_OK && strstr(d->way, "sale") != NULL)
		e = post(st, a, json_pack("{ss ss ss sb ss s[{ss}]}", "op", "order.sale", "key", order,
		    "number", order, "all", 1, "store", "S1", "tenders", "method", "bank"), NULL, NULL, 0, note);
	return e;
}

static enum err
put_deal(struct store *st, const struct deal *d, const char *customer, int lang, int64_t now,
    struct err_note *note)
{
	struct actor *a = NULL;
	char number[32];
	day_t due = day_add(instant_day(now), d->due);
	enum err e;

	clock_fix(d->days > 0 ? instant_make(day_add(instant_day(now), -d->days), 10 * 60) : now);
	e = actor_open(st, NULL, &a, note);
	if (e == ERR_OK)
		e = put_quotation(st, a, d, customer, lang, number, note);
	if (e == ERR_OK && strstr(d->way, "issue") != NULL)
		e = step(st, a, "quotation.issue", number, note);
	if (e == ERR_OK && strstr(d->way, "accept") != NULL)
		e = step(st, a, "quotation.accept", number, note);
	if (e == ERR_OK && strstr(d->way, "decline") != NULL)
		e = post(st, a, json_pack("{ss ss ss}", "op", "quotation.decline", "number", number,
		    "reason", lang == ZH ? "预算不足" : "Vượt ngân sách"), NULL, NULL, 0, note);
	if (e == ERR_OK && strstr(d->way, "order") != NULL)
		e = put_order(st, a, d, number, due, note);
	actor_close(a);
	clock_fix(now);
	return e;
}

/* Offices that everybody may see, one after the other. */
static int
next_office(uint64_t seed, int64_t all, int64_t *at, char code[32])
{
	struct demo_person p;

	code[0] = '\0';
	for (int64_t tries = 0; tries < all; tries++) {
		int64_t i = (*at)++ % all;

		demo_person_make(seed, i, all, clock_today(), &p);
		if (!p.is_organisation || p.is_private || p.joined > day_add(clock_today(), -60))
			continue;
		snprintf(code, 32, "KH%06lld", (long long)i + 1);
		/* Han letters are three bytes that start with E4 to E9. */
		return (unsigned char)p.name[0] >= 0xE4 && (unsigned char)p.name[0] <= 0xE9 ? ZH : VI;
	}
	return VI;
}

enum err
demo_fill_offers(struct store *st, int64_t customers, uint64_t seed, struct err_note *note)
{
	int64_t at = 20, now = clock_now_ms();
	struct actor *a = NULL;
	char code[32];
	enum err e = actor_open(st, NULL, &a, note);

	if (e == ERR_OK)
		e = post(st, a, json_pack("{ss}", "op", "template.install"), NULL, NULL, 0, note);
	actor_close(a);
	for (size_t i = 0; e == ERR_OK && i < sizeof deals / sizeof *deals; i++) {
		int lang = next_office(seed, customers, &at, code);

		if (code[0] != '\0')
			e = put_deal(st, &deals[i], code, lang, now, note);
	}
	return e;
}
