/* demo_relation.c - months of work with the customers: contacts, ratings, suggestions, losses,
 * documents; in the language of the customer. Few of each, whatever the scale. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/document.h"
#include "store/actor.h"
#include "store/record_store.h"

#define TALKED_TO 180		/* customers with interactions */
#define RATED 60
#define SUGGESTED 36
#define LOST 14
#define DOCUMENTS 12
#define DAYS_BACK 170

enum lang { VI, ZH, EN, LANGS };

/* What was said: channel, preparation, course, result, days until the next contact (0: none). */
static const struct talk { const char *channel, *prepare, *course, *result; int again; }
    talks[LANGS][6] = {
	[VI] = {
		{ "CALL", "Bảng giá cà phê hạt mới", "Khách hỏi giá sỉ cà phê hạt, đang mua nơi khác.",
		  "Hẹn gửi bảng giá và mẫu thử.", 7 },
		{ "CHAT", NULL, "Nhắn Zalo cảm ơn sau lần mua đầu tiên.", "Khách vui, muốn nhận tin khuyến mãi.", 0 },
		{ "MEET", "Mẫu hộp quà Tết, bảng chiết khấu", "Gặp tại cửa hàng, xem mẫu hộp quà Tết.",
		  "Thích mẫu số 2, chờ sếp duyệt số lượng.", 14 },
		{ "CALL", "Lịch sử khiếu nại", "Gọi hỏi thăm sau lần đổi trả.", "Đã hài lòng, sẽ quay lại.", 30 },
		{ "VISIT", "Hợp đồng bảo trì máy pha", "Đến văn phòng khách xem máy pha cà phê.",
		  "Cần thay vòng đệm; báo giá bảo trì.", 5 },
		{ "MAIL", NULL, "Gửi danh mục trà mới.", "Chưa trả lời.", 10 },
	},
	[ZH] = {
		{ "CHAT", "新茶目录", "微信介绍新到的乌龙茶。", "客户想先试喝两款。", 7 },
		{ "CALL", NULL, "电话确认送货时间。", "周五下午送到公司。", 0 },
		{ "MEET", "礼盒报价", "在店里看了春节礼盒样品。", "要二十盒，等财务确认。", 12 },
		{ "MAIL", NULL, "发送会员积分说明。", "客户表示明白。", 30 },
		{ "CALL", "上次投诉记录", "回访退货处理情况。", "满意，愿意继续购买。", 20 },
		{ "VISIT", "维护合同", "上门检查咖啡机。", "一切正常，下季度再来。", 60 },
	},
	[EN] = {
		{ "CALL", "Price list of beans", "Asked for a wholesale price of beans.", "Send the list and two samples.", 7 },
		{ "MAIL", NULL, "Sent the catalogue of teas.", "No answer yet.", 10 },
		{ "MEET", "Gift boxes, discounts", "Looked at the gift boxes in the shop.", "Likes box 2; decides next week.", 8 },
		{ "CHAT", NULL, "Thanked for the first purchase.", "Happy, wants news of offers.", 0 },
		{ "CALL", "Last complaint", "Asked how the exchange went.", "Content, comes back.", 30 },
		{ "VISIT", "Service contract", "Looked at the coffee machine at their office.", "Needs a new seal; send an offer.", 5 },
	},
};

static const struct { const char *stage; int score; bool prospect, worth; const char *note[LANGS]; }
    ratings[6] = {
	{ "lead", 20, true, true, { "Biết qua hội chợ, chưa nói chuyện lâu.", "展会上认识的。", "Met at the fair." } },
	{ "talking", 40, true, true, { "Đang hỏi giá, so với hai nơi khác.", "正在比价。", "Compares prices." } },
	{ "interested", 60, true, true, { "Muốn đặt quà Tết cho nhân viên.", "想订员工春节礼品。", "Wants gifts for the staff." } },
	{ "offer", 75, true, true, { "Đã gửi báo giá, chờ duyệt.", "报价已发，等审批。", "Has our offer." } },
	{ NULL, 5, false, false, { "Chỉ mua lẻ một lần.", "只是路过。", "Only passed by." } },
	{ "won", 95, true, true, { "Đã ký, mua đều hàng tháng.", "已签约，每月购买。", "Buys every month." } },
};

static const struct says { const char *kind, *subject, *body, *step, *result; int satisfaction; }
    sayings[LANGS][4] = {
	[VI] = {
		{ "COMPLAINT", "Cà phê giao bị nguội", "Đặt lúc 8 giờ, 9 giờ mới tới, đã nguội.",
		  "Gọi xin lỗi, hỏi người giao hàng.", "Tặng ly miễn phí, đổi túi giữ nhiệt.", 4 },
		{ "SUGGESTION", "Mở cửa sớm hơn", "Nhân viên văn phòng cần cà phê trước 7 giờ.",
		  "Chuyển quản lý cửa hàng xem lịch làm.", "Từ tháng sau mở lúc 6 giờ 30.", 5 },
		{ "PRAISE", "Nhân viên nhiệt tình", "Bạn thu ngân nhớ tên và món quen của tôi.",
		  "Báo trưởng cửa hàng.", "Khen trong cuộc họp sáng.", 5 },
		{ "COMPLAINT", "Điểm chưa được cộng", "Mua ngày thứ bảy nhưng không thấy điểm.",
		  "Xem lại hóa đơn và sổ điểm.", "Đã cộng bù điểm vào thẻ.", 4 },
	},
	[ZH] = {
		{ "COMPLAINT", "茶叶包装破损", "快递到时两盒都压坏了。", "请客户拍照，联系快递。", "重新寄出，赠送一盒。", 4 },
		{ "SUGGESTION", "希望有中文菜单", "带外地朋友来时不好点单。", "让店长准备样稿。", "三家门店都放了中文菜单。", 5 },
		{ "COMPLAINT", "排队太久", "中午等了二十分钟。", "查看当天排班。", "中午加一个收银台。", 3 },
		{ "PRAISE", "味道稳定", "每次来味道都一样好。", "转告后厨。", "已在晨会表扬。", 5 },
	},
	[EN] = {
		{ "COMPLAINT", "Wrong size delivered", "Ordered large, got medium twice.", "Checked the order slip.", "Refunded the difference.", 4 },
		{ "SUGGESTION", "Oat milk please", "Many of us do not drink cow milk.", "Asked the buyer for prices.", "On the menu since October.", 5 },
		{ "COMPLAINT", "Music too loud", "Cannot talk in the afternoon.", "Told the shift leader.", "Quieter after 14:00.", 3 },
		{ "PRAISE", "Friendly staff", "Always a smile, thank you.", "Passed on.", "Read out at the morning meeting.", 5 },
	},
};

static const char *const losses[][2] = { { "STOPPED", "PRICE" }, { "COMPETITOR", "PRICE" },
	{ "MOVED", "OTHER" }, { "STOPPED", "SERVICE" }, { "COMPETITOR", "PRODUCT" }, { "CLOSED", "OTHER" } };
static const char *const loss_notes[LANGS] = { "Không nghe máy, tin nhắn không trả lời.",
	"电话不通，微信未回。", "Does not answer any more." };

static const struct { const char *name, *text; } papers[LANGS] = {
	{ "bien-ban-hop.txt", "BIÊN BẢN LÀM VIỆC\n\n1. Khách cần 40 hộp quà Tết, giao trước 20 tháng Chạp.\n"
	  "2. In logo công ty lên hộp.\n3. Thanh toán làm hai lần.\n\nNgười ghi: Lan\n" },
	{ "会谈记录.txt", "会谈记录\n\n一、春节礼盒二十盒，腊月十五前送到。\n二、盒上印公司名称。\n三、货到付款。\n\n记录：小林\n" },
	{ "meeting-notes.txt", "MEETING NOTES\n\n1. Twelve gift boxes before the end of January.\n"
	  "2. Their logo on the lid.\n3. Paid by bank within 14 days.\n\nWritten by: Lan\n" },
};

struct relation { struct store *st; struct rng r; int64_t all; day_t today; uint64_t seed; };
struct chosen { char code[32]; enum lang lang; const char *user; day_t joined; };

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 128)
			return false;
	return true;
}

static struct chosen
choose(struct relation *x, int64_t i)
{
	struct demo_person p;
	struct chosen c;

	demo_person_make(x->seed, i, x->all, x->today, &p);
	snprintf(c.code, sizeof c.code, "KH%06lld", (long long)i + 1);
	c.lang = str_starts(p.phone, "+861") ? ZH : is_ascii(p.name) ? EN : VI;
	c.user = demo_cashiers[demo_branch_of(i)][rng_below(&x->r, 2)];
	/* the manager looks after some herself */
	if (rng_below(&x->r, 5) == 0)
		c.user = "lan";
	c.joined = p.joined;
	return c;
}

/* A working moment so many days ago; the clock stands there. */
static int64_t
back_to(struct relation *x, int days)
{
	int64_t at = instant_make(day_add(x->today, -days), 540 + (int)rng_below(&x->r, 480));

	clock_fix(at);
	return at;
}

static enum err
put_at(struct relation *x, const char *entity, json_t *fields, const char *field, int64_t at,
    struct err_note *note)
{
	char iso[48];

	json_object_set_new(fields, field, json_string(instant_iso(at, iso, sizeof iso)));
	return demo_put(x->st, entity, fields, note);
}

static json_t *
text_or_null(const char *s)
{
	return s != NULL ? json_string(s) : json_null();
}

/* One to four contacts, the last of them within days of today, so that some are due. */
static enum err
talk_to(struct relation *x, int64_t i, struct err_note *note)
{
	struct chosen c = choose(x, i);
	int n = 1 + (int)rng_below(&x->r, 4), days = 2 + (int)rng_below(&x->r, 30);
	enum err e = ERR_OK;

	for (int k = 0; k < n && e == ERR_OK; k++) {
		const struct talk *t = &talks[c.lang][rng_below(&x->r, 6)];
		int ago = days + (n - 1 - k) * (10 + (int)rng_below(&x->r, 25));
		char iso[16];
		json_t *f = json_pack("{ss ss ss so so so}", "customer", c.code, "channel", t->channel,
		    "user", c.user, "preparation", text_or_null(t->prepare),
		    "course", text_or_null(t->course), "result", text_or_null(t->result));

		if (t->again > 0)
			json_object_set_new(f, "contact_again", json_string(day_iso(day_add(x->today,
			    t->again - ago), iso, sizeof iso)));
		e = put_at(x, "interaction", f, "at", back_to(x, ago), note);
	}
	return e;
}

static enum err
rate(struct relation *x, int64_t i, struct err_note *note)
{
	struct chosen c = choose(x, i);
	int last = (int)rng_below(&x->r, 6);
	enum err e = ERR_OK;

	/* the way there: the stage before, some weeks ago */
	for (int k = last > 0 && last < 4 ? last - 1 : last; k <= last && e == ERR_OK; k++) {
		int ago = 3 + (last - k) * 21 + (int)rng_below(&x->r, 15);
		char iso[16];
		json_t *f = json_pack("{ss ss sb sb so si ss ss}", "customer", c.code,
		    "day", day_iso(day_add(x->today, -ago), iso, sizeof iso),
		    "prospect", ratings[k].prospect, "worth", ratings[k].worth,
		    "stage", text_or_null(ratings[k].stage), "score", ratings[k].score,
		    "note", ratings[k].note[c.lang], "user", c.user);

		back_to(x, ago);
		e = demo_put(x->st, "rating", f, note);
	}
	return e;
}

static enum err
put_suggestion(struct relation *x, const struct chosen *c, const struct says *s, int ago,
    char number[32], struct err_note *note)
{
	struct record *r = record_new(model_entity(store_model(x->st), "suggestion"));
	enum err e;

	record_set_text(r, "customer", c->code);
	record_set_text(r, "kind", s->kind);
	record_set_int(r, "at", back_to(x, ago));
	record_set_text(r, "subject", s->subject);
	record_set_text(r, "body", s->body);
	record_set_text(r, "state", "new");
	record_set_text(r, "user", c->user);
	e = record_insert(x->st, r, note);
	str_copy(number, 32, record_text(r, "number"));
	record_free(r);
	return e;
}

static enum err
close_one(struct relation *x, const char *number, const struct says *s, struct err_note *note)
{
	struct record *base, *r;
	enum err e = record_load_code(x->st, model_entity(store_model(x->st), "suggestion"), number,
	    &base, note);

	if (e != ERR_OK)
		return e;
	r = record_copy(base);
	record_set_text(r, "state", "closed");
	record_set_text(r, "result", s->result);
	record_set_int(r, "satisfaction", s->satisfaction);
	e = record_update(x->st, base, r, NULL, note);
	record_free(r);
	record_free(base);
	return e;
}

/* Most are handled; the last ones are still on the desk. */
static enum err
suggest(struct relation *x, int64_t i, int k, struct err_note *note)
{
	struct chosen c = choose(x, i);
	const struct says *s = &sayings[c.lang][rng_below(&x->r, 4)];
	int ago = DAYS_BACK - k * (DAYS_BACK - 1) / SUGGESTED;
	char number[32], iso[48];
	enum err e = put_suggestion(x, &c, s, ago, number, note);

	if (e == ERR_OK && ago > 3)
		e = demo_put(x->st, "suggestion_step", json_pack("{ss ss ss ss}", "suggestion", number,
		    "at", instant_iso(back_to(x, ago - 1), iso, sizeof iso), "what", s->step,
		    "user", c.user), note);
	if (e == ERR_OK && ago > 25) {
		back_to(x, ago - 3);
		e = close_one(x, number, s, note);
	}
	return e;
}

static enum err
lose(struct relation *x, int64_t i, int k, struct err_note *note)
{
	struct chosen c = choose(x, i);
	int ago = 12 + (int)rng_below(&x->r, 90);
	char iso[16], back[16];
	json_t *f = json_pack("{ss ss ss ss ss ss}", "customer", c.code,
	    "day", day_iso(day_add(x->today, -ago), iso, sizeof iso), "kind", losses[k % 6][0],
	    "reason", losses[k % 6][1], "note", loss_notes[c.lang], "user", c.user);

	back_to(x, ago);
	if (k % 4 == 3) {
		json_object_set_new(f, "won_back", json_true());
		json_object_set_new(f, "won_back_day", json_string(day_iso(day_add(x->today,
		    -ago / 2), back, sizeof back)));
	}
	return demo_put(x->st, "churn", f, note);
}

/* Spread over the customers, those who have been with us for a while. */
static int64_t
spread(const struct relation *x, int k, int n, int shift)
{
	int64_t usable = x->all * 9 / 10;

	return (usable * k / n + shift) % x->all;
}

static enum err
put_all(struct relation *x, struct err_note *note)
{
	int n = x->all < 400 ? (int)x->all / 4 : TALKED_TO;
	enum err e = ERR_OK;

	for (int k = 0; k < n && e == ERR_OK; k++)
		e = talk_to(x, spread(x, k, n, 0), note);
	for (int k = 0; k < RATED && e == ERR_OK; k++)
		e = rate(x, spread(x, k, RATED, 1), note);
	for (int k = 0; k < SUGGESTED && e == ERR_OK; k++)
		e = suggest(x, spread(x, k, SUGGESTED, 0), k, note);
	for (int k = 0; k < LOST && e == ERR_OK; k++)
		e = lose(x, spread(x, k, LOST, 7), k, note);
	return e;
}

static enum err
put_documents(struct relation *x, struct actor *a, struct err_note *note)
{
	enum err e = ERR_OK;

	for (int k = 0; k < DOCUMENTS && e == ERR_OK; k++) {
		struct chosen c = choose(x, spread(x, k, DOCUMENTS, 0));
		struct document_request rq = { "customer", c.code, papers[c.lang].name, NULL };
		struct document d;
		FILE *f = fmemopen((char *)papers[c.lang].text, strlen(papers[c.lang].text), "r");

		if (f == NULL)
			return err_set(note, ERR_IO, "", "%s", err_text(ERR_IO));
		back_to(x, 5 + k * 9);
		e = document_add(x->st, a, &rq, f, &d, note);
		fclose(f);
	}
	return e;
}

/* What the migration calls in English the shop calls in its own words. */
static enum err
rename_catalogs(struct store *st, struct err_note *note)
{
	static const char *const names[][3] = {
		{ "channel", "CALL", "Gọi điện 电话" }, { "channel", "MAIL", "E-mail 邮件" },
		{ "channel", "MEET", "Gặp mặt 面谈" }, { "channel", "VISIT", "Đến thăm 拜访" },
		{ "channel", "CHAT", "Zalo 微信" },
		{ "suggestion_kind", "COMPLAINT", "Khiếu nại 投诉" },
		{ "suggestion_kind", "SUGGESTION", "Góp ý 建议" },
		{ "suggestion_kind", "PRAISE", "Khen ngợi 表扬" },
		{ "churn_kind", "STOPPED", "Ngừng mua 不再购买" },
		{ "churn_kind", "COMPETITOR", "Sang nơi khác 转投他家" },
		{ "churn_kind", "MOVED", "Chuyển đi 搬走" }, { "churn_kind", "CLOSED", "Đóng cửa 停业" },
		{ "churn_reason", "PRICE", "Giá cả 价格" }, { "churn_reason", "SERVICE", "Phục vụ 服务" },
		{ "churn_reason", "PRODUCT", "Hàng hóa 商品" }, { "churn_reason", "OTHER", "Khác 其他" },
	};
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof names / sizeof *names && e == ERR_OK; i++) {
		struct record *base, *r;

		e = record_load_code(st, model_entity(store_model(st), names[i][0]), names[i][1],
		    &base, note);
		if (e != ERR_OK)
			break;
		r = record_copy(base);
		record_set_text(r, "name", names[i][2]);
		e = record_update(st, base, r, NULL, note);
		record_free(r);
		record_free(base);
	}
	return e;
}

enum err
demo_fill_relation(struct store *st, int64_t customers, uint64_t seed, struct err_note *note)
{
	struct relation x = { .st = st, .r = { seed ^ 0xC0117AC7 }, .all = customers,
		.today = clock_today(), .seed = seed };
	struct actor *system = NULL;
	enum err e = actor_open(st, NULL, &system, note);

	if (e == ERR_OK)
		e = store_begin(st, system, true, note);
	if (e == ERR_OK) {
		e = rename_catalogs(st, note);
		if (e == ERR_OK)
			e = put_all(&x, note);
		if (e == ERR_OK)
			e = store_commit(st, note);
		else
			store_rollback(st);
	}
	if (e == ERR_OK)
		e = put_documents(&x, system, note);
	actor_close(system);
	return e;
}
