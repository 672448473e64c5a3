/* demo_shop.c - the demo shop before its customers come: branches, people,
 * rights, catalogs, levels, card types, earning rules, products. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <string.h>

#include "store/actor.h"
#include "store/record_store.h"

const struct demo_branch demo_branches[DEMO_BRANCHES] = {
	{ "S1", "Quen Bến Nghé", "shop", "HCM", "+842838220001", "45 Nguyễn Huệ, P. Bến Nghé, Q. 1", 40 },
	{ "S2", "Quen Hoàn Kiếm", "shop", "HN", "+842439330002", "12 Hàng Bạc, Q. Hoàn Kiếm", 30 },
	{ "S3", "Quen Bạch Đằng", "shop", "DN", "+842363820003", "86 Bạch Đằng, Q. Hải Châu", 20 },
	{ "D1", "Đại lý Minh Anh", "dealer", "CT", "+842923810004", "5 Hai Bà Trưng, Q. Ninh Kiều", 10 },
};
const char *const demo_cashiers[DEMO_BRANCHES][2] = {
	{ "mai", "tuan" }, { "hoa", "nam" }, { "yen", "yen" }, { "khoa", "khoa" },
};

static const struct { const char *code, *name, *position, *department, *groups, *store, *lang; }
people[] = {
	{ "lan", "Nguyễn Thị Lan", "Quản lý", "QL", "manager,marketing", "S1", "vi" },
	{ "mai", "Trần Ngọc Mai", "Thu ngân", "BH", "cashier", "S1", "vi" },
	{ "tuan", "Lê Anh Tuấn", "Thu ngân", "BH", "cashier", "S1", "vi" },
	{ "hoa", "Phạm Thị Hoa", "Thu ngân", "BH", "cashier", "S2", "vi" },
	{ "nam", "Vũ Hoài Nam", "Thu ngân", "BH", "cashier", "S2", "vi" },
	{ "yen", "Huỳnh Hải Yến", "Thu ngân", "BH", "cashier", "S3", "vi" },
	{ "khoa", "Võ Đăng Khoa", "Đại lý", "BH", "cashier", "D1", "vi" },
	{ "quang", "Đỗ Minh Quang", "Quản lý chi nhánh", "QL", "manager", "S2", "vi" },
	{ "minh", "陈明 Trần Minh", "Phân tích dữ liệu", "MKT", "analyst,marketing", "S1", "zh_CN" },
	{ "thu", "Bùi Thị Thu", "Kế toán", "KT", "analyst", "S1", "vi" },
};

static const struct demo_code user_groups[] = {
	{ "manager", "Quản lý" }, { "cashier", "Thu ngân" }, { "marketing", "Marketing" },
	{ "analyst", "Phân tích" }, { NULL, NULL }
};
static const struct { const char *group, *function, *verbs; } rights[] = {
	{ "manager", "customer", "view,add,edit,delete,print,export" },
	{ "manager", "card", "view,add,edit,delete,print,export" },
	{ "manager", "card_type", "view,add,edit,print,export" },
	{ "manager", "level", "view,add,edit,print,export" },
	{ "manager", "product", "view,add,edit,delete,print,export" },
	{ "manager", "catalog", "view,add,edit,delete,print,export" },
	{ "manager", "earn_rule", "view,add,edit,print,export" },
	{ "manager", "sale", "view,add,delete,print,export" },
	{ "manager", "quotation", "view,add,edit,delete,print,export" },
	{ "manager", "order", "view,add,edit,delete,print,export" },
	{ "manager", "template", "view" },
	{ "cashier", "quotation", "view,add,edit,print" },
	{ "cashier", "order", "view,add,edit,print" },
	{ "analyst", "quotation", "view,export" },
	{ "analyst", "order", "view,export" },
	{ "manager", "price", "edit" },
	{ "manager", "discount", "edit" },
	{ "manager", "points", "view,add,delete" },
	{ "manager", "points_debt", "edit" },
	{ "manager", "cost", "view" },
	{ "manager", "report", "view,print,export" },
	{ "manager", "report_set", "view,add,edit,delete,print,export" },
	{ "manager", "report_schedule", "view,add,edit,delete,print,export" },
	{ "manager", "import", "add" },
	{ "manager", "store", "view,edit,print,export" },
	{ "manager", "user", "view" },
	{ "manager", "group", "view" },
	{ "manager", "setting", "view" },
	{ "manager", "audit", "view,print" },
	{ "manager", "interaction", "view,add,edit,delete,print,export" },
	{ "manager", "rating", "view,add,edit,delete,print,export" },
	{ "manager", "suggestion", "view,add,edit,delete,print,export" },
	{ "manager", "churn", "view,add,edit,delete,print,export" },
	{ "manager", "document", "view,add,edit,delete,print,export" },
	{ "manager", "team", "view" },
	{ "manager", "appointment", "view,add,edit,delete,print,export" },
	{ "manager", "contract", "view,add,edit,delete,print,export" },
	{ "manager", "reminder", "view,add,edit" },
	{ "cashier", "appointment", "view,add,edit" },
	{ "cashier", "contract", "view" },
	{ "marketing", "appointment", "view,add,edit,export" },
	{ "analyst", "appointment", "view" },
	{ "cashier", "interaction", "view,add,edit" },
	{ "cashier", "rating", "view" },
	{ "cashier", "suggestion", "view,add,edit" },
	{ "cashier", "document", "view,add" },
	{ "marketing", "interaction", "view,print,export" },
	{ "marketing", "rating", "view,add,edit,print,export" },
	{ "marketing", "suggestion", "view,print,export" },
	{ "marketing", "churn", "view,print,export" },
	{ "cashier", "customer", "view,add,edit" },
	{ "cashier", "card", "view,add" },
	{ "cashier", "card_type", "view" },
	{ "cashier", "level", "view" },
	{ "cashier", "product", "view" },
	{ "cashier", "catalog", "view" },
	{ "cashier", "earn_rule", "view" },
	{ "cashier", "sale", "view,add,print" },
	{ "cashier", "points", "view,add" },
	{ "cashier", "store", "view" },
	{ "marketing", "customer", "view,edit,print,export" },
	{ "marketing", "catalog", "view,add,edit" },
	{ "marketing", "import", "add" },
	{ "marketing", "report", "view,print,export" },
	{ "marketing", "report_set", "view,add,edit,delete" },
	{ "analyst", "customer", "view" },
	{ "analyst", "card", "view" },
	{ "analyst", "product", "view" },
	{ "analyst", "level", "view" },
	{ "analyst", "sale", "view,export" },
	{ "analyst", "points", "view" },
	{ "analyst", "store", "view" },
	{ "analyst", "report", "view,print,export" },
	{ "analyst", "report_set", "view,add,edit,delete" },
};

static const struct { const char *code, *name; int threshold; const char *percent, *times; }
levels[] = {
	{ "SILVER", "Bạc 白银", 1000000, "2", "1" },
	{ "GOLD", "Vàng 黄金", 3000000, "5", "1.5" },
	{ "DIAMOND", "Kim cương 钻石", 8000000, "8", "2" },
};

static const struct { const char *code, *name; bool points, value, visits; const char *percent;
	int count; }
card_types[] = {
	{ "DIEM", "Thẻ tích điểm 积分卡", true, false, false, "0", 0 },
	{ "CK", "Thẻ chiết khấu 折扣卡", true, false, false, "3", 0 },
	{ "VI", "Thẻ trả trước 储值卡", true, true, false, "0", 0 },
	{ "LAN", "Thẻ lượt 10 ly 次卡", false, false, true, "0", 10 },
};

enum err
demo_put(struct store *st, const char *entity, json_t *take, struct err_note *note)
{
	struct record *r = record_new(model_entity(store_model(st), entity));
	enum err e = record_from_json(r, store_format(st), take, note);

	json_decref(take);
	if (e == ERR_OK)
		e = record_insert(st, r, note);
	record_free(r);
	return e;
}

int64_t
demo_money(struct store *st, int64_t dong)
{
	const struct currency *c = store_format(st)->currency;

	if (c->digits == 0)
		return dong;
	/* 10,000 dong: 2.80 yuan, 0.40 of a dollar or euro, 0.040 of a dinar */
	return strcmp(c->code, "CNY") == 0 ? dong * 28 / 10000 * 10 : dong * 4 / 5000 * 5;
}

static enum err
put_branches(struct store *st, struct err_note *note)
{
	const struct entity *en = model_entity(store_model(st), "store");
	struct record *base = NULL, *first;
	char till[16], name[32];
	enum err e;

	/* S1 and T1 stand there since init */
	e = record_load_code(st, en, "S1", &base, note);
	if (e != ERR_OK)
		return e;
	first = record_copy(base);
	record_set_text(first, "name", demo_branches[0].name);
	record_set_text(first, "region", demo_branches[0].region);
	record_set_text(first, "phone", demo_branches[0].phone);
	record_set_text(first, "address", demo_branches[0].address);
	e = record_update(st, base, first, NULL, note);
	record_free(first);
	record_free(base);
	for (int i = 1; i < DEMO_BRANCHES && e == ERR_OK; i++) {
		const struct demo_branch *b = &demo_branches[i];

		e = demo_put(st, "store", json_pack("{ss ss ss ss sb ss ss}", "code", b->code,
		    "name", b->name, "kind", b->kind, "region", b->region, "closed", 0,
		    "phone", b->phone, "address", b->address), note);
		if (e != ERR_OK)
			break;
		snprintf(till, sizeof(till), "T%d", i + 1);
		snprintf(name, sizeof(name), "Quầy %d", i + 1);
		e = demo_put(st, "till", json_pack("{ss ss ss}", "code", till, "name", name,
		    "store", b->code), note);
	}
	return e;
}

static enum err
put_people(struct store *st, struct err_note *note)
{
	char code[24];
	size_t i;
	enum err e = ERR_OK;

	for (i = 0; user_groups[i].code != NULL && e == ERR_OK; i++)
		e = demo_put(st, "group", json_pack("{ss ss}", "code", user_groups[i].code,
		    "name", user_groups[i].name), note);
	for (i = 0; i < sizeof(rights) / sizeof(rights[0]) && e == ERR_OK; i++)
		e = demo_put(st, "right", json_pack("{ss ss ss}", "group", rights[i].group,
		    "function", rights[i].function, "verbs", rights[i].verbs), note);
	for (i = 0; i < sizeof(people) / sizeof(people[0]) && e == ERR_OK; i++) {
		snprintf(code, sizeof(code), "%s@example.com", people[i].code);
		e = demo_put(st, "user", json_pack("{ss ss ss ss ss ss ss ss sb}",
		    "code", people[i].code, "name", people[i].name,
		    "position", people[i].position, "department", people[i].department,
		    "groups", people[i].groups, "store", people[i].store,
		    "lang", people[i].lang, "email", code, "active", 1), note);
	}
	return e;
}

static enum err
put_catalogs(struct store *st, struct err_note *note)
{
	const struct demo_catalog *c;
	const struct demo_code *r;
	enum err e = ERR_OK;

	for (c = demo_catalogs; c->entity != NULL; c++)
		for (r = c->rows; r->code != NULL && e == ERR_OK; r++)
			e = demo_put(st, c->entity, json_pack("{ss ss}", "code", r->code,
			    "name", r->name), note);
	return e;
}

static const struct { const char *code, *name; int points, stock; } gifts[] = {
	{ "Q01", "Ly sứ Quen 陶瓷杯", 120, 40 },
	{ "Q02", "Túi vải Quen 布袋", 60, 75 },
	{ "Q03", "Bình giữ nhiệt 保温杯", 350, 12 },
	{ "Q04", "Cà phê gói 250 g 咖啡豆", 200, 30 },
	{ "Q05", "Sổ tay 笔记本", 40, 4 },
};

static enum err
put_gifts(struct store *st, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof(gifts) / sizeof(gifts[0]) && e == ERR_OK; i++)
		e = demo_put(st, "gift", json_pack("{ss ss si si si sb}", "code", gifts[i].code,
		    "name", gifts[i].name, "points", gifts[i].points, "stock", gifts[i].stock, "low", 5,
		    "active", 1), note);
	return e;
}

static enum err
put_rules(struct store *st, struct err_note *note)
{
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < sizeof(levels) / sizeof(levels[0]) && e == ERR_OK; i++)
		e = demo_put(st, "level", json_pack("{ss ss sI ss ss}", "code", levels[i].code,
		    "name", levels[i].name,
		    "threshold", (json_int_t)demo_money(st, levels[i].threshold),
		    "discount_percent", levels[i].percent,
		    "points_multiplier", levels[i].times), note);
	for (i = 0; i < sizeof(card_types) / sizeof(card_types[0]) && e == ERR_OK; i++)
		e = demo_put(st, "card_type", json_pack("{ss ss sb sb sb ss ss so* so*}",
		    "code", card_types[i].code, "name", card_types[i].name,
		    "points", card_types[i].points, "value", card_types[i].value,
		    "visits", card_types[i].visits, "discount_percent", card_types[i].percent,
		    "spend_order", "proportion",
		    "visits_count", card_types[i].count > 0 ? json_integer(card_types[i].count) : NULL,
		    "visits_product", card_types[i].count > 0 ? json_string("CF02") : NULL), note);
	if (e == ERR_OK)
		e = demo_put(st, "earn_rule", json_pack("{ss ss ss si sI sb sb}",
		    "code", "CHUNG", "name", "1 điểm mỗi 10.000", "effect", "per_amount",
		    "points", 1, "amount", (json_int_t)demo_money(st, 10000),
		    "exclusive", 0, "active", 1), note);
	return e == ERR_OK ? put_gifts(st, note) : e;
}

/* 893: Vietnam's numbers at GS1; then a company number that is nobody's. */
static char *
barcode(int n, char buf[16])
{
	int sum = 0;

	snprintf(buf, 16, "893990%06u", (unsigned)n % 1000000);
	for (int i = 0; i < 12; i++)
		sum += (buf[i] - '0') * (i % 2 == 0 ? 1 : 3);
	buf[12] = (char)('0' + (10 - sum % 10) % 10);
	buf[13] = '\0';
	return buf;
}

static enum err
put_products(struct store *st, struct err_note *note)
{
	const struct demo_code *c;
	const struct demo_product *p;
	char code[16];
	bool gift_card;
	enum err e = ERR_OK;

	for (c = demo_product_categories; c->code != NULL && e == ERR_OK; c++)
		e = demo_put(st, "product_category", json_pack("{ss ss}", "code", c->code,
		    "name", c->name), note);
	for (p = demo_products; p->code != NULL && e == ERR_OK; p++) {
		gift_card = strcmp(p->category, "TQ") == 0;
		e = demo_put(st, "product", json_pack("{ss ss ss ss* ss sI sI ss sb sb sb}",
		    "code", p->code, "name", p->name,
		    "barcode", barcode((int)(p - demo_products) * 17 + 101, code),
		    "specification", p->specification[0] != '\0' ? p->specification : NULL,
		    "unit", p->unit, "price", (json_int_t)demo_money(st, p->price),
		    "cost", (json_int_t)demo_money(st, p->price * 2 / 5),
		    "category", p->category, "no_points", gift_card, "no_discount", gift_card,
		    "active", 1), note);
	}
	return e;
}

enum err
demo_fill_shop(struct store *st, struct err_note *note)
{
	enum err (*const step[])(struct store *, struct err_note *) = {
		put_catalogs, put_branches, put_people, put_products, put_rules };
	struct actor *system = NULL;
	enum err e = actor_open(st, NULL, &system, note);

	if (e != ERR_OK)
		return e;
	e = store_begin(st, system, true, note);
	for (size_t i = 0; i < sizeof(step) / sizeof(step[0]) && e == ERR_OK; i++)
		e = step[i](st, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	actor_close(system);
	return e;
}
