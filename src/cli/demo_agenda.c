/* demo_agenda.c - what the shop has planned: appointments of this week and the last, series, and
 * contracts in every state, some about to end. In the language of the customer. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "domain/appointment.h"
#include "domain/contract.h"
#include "store/actor.h"
#include "store/record_store.h"

enum lang { VI, ZH, LANGS };

/* Days from Monday of this week, minutes of the day, length, whose. */
static const struct visit {
	int day, from, minutes;
	const char *users, *state, *name[LANGS], *place;
	bool is_private, has_customer;
} visits[] = {
	{ -5, 9 * 60, 60, "lan", "kept", { "Xem mẫu hộp quà Tết", "看春节礼盒样品" }, "Bến Nghé", false, true },
	{ -4, 14 * 60, 45, "lan", "missed", { "Bàn giá cà phê hạt", "谈咖啡豆价格" }, "Văn phòng khách", false, true },
	{ 0, 8 * 60 + 30, 60, "lan,quang", "kept", { "Họp cửa hàng trưởng", "店长会" }, "Bến Nghé", false, false },
	{ 1, 9 * 60, 60, "lan", "kept", { "Giới thiệu thẻ trả trước", "介绍储值卡" }, "Văn phòng khách", false, true },
	{ 2, 10 * 60, 90, "quang", "kept", { "Bảo trì máy pha", "咖啡机保养" }, "Văn phòng khách", false, true },
	{ 3, 15 * 60, 30, "mai", "kept", { "Trả lời góp ý", "回复建议" }, "Bến Nghé", false, true },
	{ 4, 9 * 60 + 30, 60, "lan,mai", "missed", { "Đào tạo thu ngân", "收银培训" }, "Bến Nghé", false, false },
	{ 5, 16 * 60, 60, "lan", "planned", { "Chốt đơn quà Tết", "确认春节订单" }, "Bến Nghé", false, true },
	{ 5, 15 * 60 + 30, 30, "mai", "planned", { "Đón khách công ty", "接待公司客户" }, "Bến Nghé", false, true },
	{ 7, 9 * 60, 60, "lan", "planned", { "Gia hạn hợp đồng bảo trì", "续签维护合同" }, "Văn phòng khách", false, true },
	{ 7, 10 * 60, 60, "lan,thu", "planned", { "Đối chiếu công nợ", "对账" }, "Kế toán", false, false },
	{ 7, 14 * 60, 120, "quang", "planned", { "Khảo sát mặt bằng", "看店面" }, "Quận 7", true, false },
	{ 8, 8 * 60, 60, "lan", "planned", { "Khám sức khỏe", "体检" }, "", true, false },
	{ 8, 14 * 60, 60, "lan,quang", "planned", { "Nếm thử trà mới", "试新茶" }, "Bến Nghé", false, true },
	{ 9, 10 * 60, 45, "minh", "planned", { "Giao báo cáo tháng", "交月报" }, "Bến Nghé", false, false },
	{ 10, 9 * 60, 60, "hoa,quang", "planned", { "Khách tham quan quầy", "客户参观" }, "Thảo Điền", false, true },
};

static const struct series { int day, from, minutes; const char *users, *name, *repeat, *weekdays; int every; }
    series[] = {
	{ 0, 7 * 60 + 30, 30, "quang,hoa,nam", "Giao ca sáng", "weekly", "1,3,5", 0 },
	{ 1, 16 * 60, 60, "lan,minh,thu", "Họp doanh số", "weekly", "2", 2 },
	{ 4, 17 * 60, 30, "admin", "Kiểm tra bản sao lưu", "weekly", "5", 0 },
};

/* Ends so many days from today (0: never), ran so many months, is in that state. */
static const struct deal {
	int ends, months;
	const char *status, *kind, *name[LANGS];
	int64_t value;			/* dong */
	bool maintenance;
	int renewals;			/* made before: a chain */
} deals[] = {
	{ 7, 12, "running", "MAINT", { "Bảo trì máy pha cà phê", "咖啡机维护" }, 12000000, true, 2 },
	{ 1, 12, "running", "SUPPLY", { "Cung cấp cà phê văn phòng", "办公室咖啡供应" }, 48000000, false, 0 },
	{ 14, 6, "running", "MAINT", { "Vệ sinh máy hằng tháng", "每月清洗" }, 6000000, true, 1 },
	{ 25, 12, "running", "SUPPLY", { "Quà Tết nhân viên", "员工春节礼品" }, 85000000, false, 0 },
	{ 29, 12, "running", "RENT", { "Thuê máy pha", "租咖啡机" }, 30000000, false, 0 },
	{ 120, 12, "running", "SUPPLY", { "Trà và bánh hội họp", "会议茶点" }, 22000000, false, 0 },
	{ 300, 24, "running", "MAINT", { "Bảo trì máy xay", "磨豆机维护" }, 9000000, true, 0 },
	{ 0, 0, "running", "DEALER", { "Hợp đồng đại lý", "经销合同" }, 0, false, 0 },
	{ 60, 12, "suspended", "SUPPLY", { "Giao hàng theo tuần", "每周送货" }, 15000000, false, 0 },
	{ -12, 12, "ended", "SUPPLY", { "Cung cấp cà phê sự kiện", "活动咖啡供应" }, 18000000, false, 0 },
	{ -40, 6, "ended", "RENT", { "Thuê quầy hội chợ", "展会摊位" }, 10000000, false, 0 },
	{ -200, 12, "settled", "SUPPLY", { "Quà trung thu", "中秋礼品" }, 36000000, false, 0 },
	{ -90, 12, "settled", "MAINT", { "Bảo trì năm ngoái", "去年的维护" }, 8000000, true, 0 },
};

static const struct demo_code contract_kinds[] = {
	{ "MAINT", "Bảo trì 维护" }, { "SUPPLY", "Cung cấp 供货" }, { "RENT", "Cho thuê 租赁" },
	{ "DEALER", "Đại lý 经销" }, { NULL, NULL }
};

/* The next customer of that kind, from *at on; its code and language. */
static enum lang
next_customer(uint64_t seed, int64_t all, bool organisation, int64_t *at, char code[32])
{
	struct demo_person p;

	for (int64_t tries = 0; tries < all; tries++) {
		int64_t i = (*at)++ % all;

		demo_person_make(seed, i, all, clock_today(), &p);
		if (p.is_organisation != organisation || p.is_private)
			continue;
		snprintf(code, 32, "KH%06lld", (long long)i + 1);
		/* Han letters are three bytes that start with E4 to E9. */
		return (unsigned char)p.name[0] >= 0xE4 && (unsigned char)p.name[0] <= 0xE9 ? ZH : VI;
	}
	code[0] = '\0';
	return VI;
}

static json_t *
instant(day_t day, int minute)
{
	char iso[48];

	return json_string(instant_iso(instant_make(day, minute), iso, sizeof iso));
}

static enum err
put_visits(struct store *st, int64_t customers, uint64_t seed, struct err_note *note)
{
	day_t monday = day_add(clock_today(), 1 - day_weekday(clock_today()));
	int64_t at = 20;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof visits / sizeof *visits; i++) {
		const struct visit *v = &visits[i];
		char code[32] = "";
		enum lang lang = v->has_customer ? next_customer(seed, customers, i % 3 == 0, &at, code) : VI;
		json_t *o = json_pack("{ss ss ss ss sb}", "name", v->name[lang], "users", v->users,
		    "state", v->state, "place", v->place, "private", v->is_private);

		json_object_set_new(o, "at", instant(day_add(monday, v->day), v->from));
		json_object_set_new(o, "until", instant(day_add(monday, v->day), v->from + v->minutes));
		json_object_set_new(o, "remind_minutes", json_integer(v->has_customer ? 60 : 15));
		if (code[0] != '\0')
			json_object_set_new(o, "customer", json_string(code));
		e = demo_put(st, "appointment", o, note);
	}
	for (size_t i = 0; e == ERR_OK && i < sizeof series / sizeof *series; i++) {
		const struct series *s = &series[i];
		day_t day = day_add(monday, s->day + 7);
		json_t *o = json_pack("{ss ss ss ss}", "name", s->name, "users", s->users,
		    "repeat", s->repeat, "weekdays", s->weekdays);

		json_object_set_new(o, "at", instant(day, s->from));
		json_object_set_new(o, "until", instant(day, s->from + s->minutes));
		if (s->every > 0)
			json_object_set_new(o, "every", json_integer(s->every));
		e = demo_put(st, "appointment", o, note);
	}
	return e;
}

static void
set_day(json_t *o, const char *name, day_t day)
{
	char iso[24];

	json_object_set_new(o, name, json_string(day_iso(day, iso, sizeof iso)));
}

static enum err
put_deal(struct store *st, const struct deal *d, const char *customer, enum lang lang, int *number,
    struct err_note *note)
{
	day_t today = clock_today(), end = d->months > 0 ? day_add(today, d->ends) : 0;
	int months = d->months * (d->renewals + 1);
	day_t start = end != 0 ? day_add(day_add_months(end, -months), 1) : day_add(today, -400);
	char code[32];
	int64_t id;
	json_t *o = json_pack("{ss ss ss ss ss sb}", "customer", customer, "kind", d->kind,
	    "name", d->name[lang], "status", d->renewals > 0 ? "running" : d->status, "user", "lan",
	    "maintenance", d->maintenance);
	enum err e;

	set_day(o, "start_day", start);
	set_day(o, "signed_day", day_add(start, -6));
	if (d->months > 0) {
		set_day(o, "end_day", day_add_months(end, -d->months * d->renewals));
		json_object_set_new(o, "months", json_integer(d->months));
	}
	if (!d->maintenance)
		set_day(o, "warranty_day", day_add_months(start, 18));
	json_object_set_new(o, "value", json_integer(demo_money(st, d->value)));
	e = demo_put(st, "contract", o, note);
	(*number)++;
	for (int i = 0; e == ERR_OK && i < d->renewals; i++) {
		snprintf(code, sizeof code, "HD%06d", (*number)++);
		e = contract_renew(st, code, &(struct contract_renewal){ .value = -1 }, &id, code, note);
	}
	return e;
}

static enum err
put_deals(struct store *st, int64_t customers, uint64_t seed, struct err_note *note)
{
	int64_t at = 3;
	int number = 0;
	char code[32];
	enum err e = ERR_OK;

	for (const struct demo_code *k = contract_kinds; e == ERR_OK && k->code != NULL; k++)
		e = demo_put(st, "contract_kind", json_pack("{ss ss}", "code", k->code, "name", k->name),
		    note);
	for (size_t i = 0; e == ERR_OK && i < sizeof deals / sizeof *deals; i++) {
		enum lang lang = next_customer(seed, customers, true, &at, code);

		if (code[0] != '\0')
			e = put_deal(st, &deals[i], code, lang, &number, note);
	}
	return e;
}

enum err
demo_fill_agenda(struct store *st, int64_t customers, uint64_t seed, struct err_note *note)
{
	struct actor *a = NULL;
	enum err e = actor_open(st, NULL, &a, note);

	if (e == ERR_OK)
		e = store_begin(st, a, true, note);
	if (e == ERR_OK)
		e = put_deals(st, customers, seed, note);
	if (e == ERR_OK)
		e = put_visits(st, customers, seed, note);
	/* The manager hears of every contract of the branch. */
	if (e == ERR_OK)
		e = demo_put(st, "reminder_rule", json_pack("{ss ss ss ss ss sb}", "code", "CONTRACTS",
		    "name", "Hợp đồng sắp hết hạn 合同到期", "kind", "contract", "who", "group",
		    "group", "manager", "active", 1), note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	store_rollback(st);
	actor_close(a);
	return e;
}
