#include "config.h"

#include "screens/why.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/habit.h"
#include "domain/level_move.h"
#include "domain/points.h"
#include "domain/value.h"
#include "screens/summary.h"
#include "ui/popups.h"

#define LINES_MAX 40

static void
points_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct points_lot *lots = xcalloc(LINES_MAX, sizeof *lots);
	struct points_entry *lines = xcalloc(LINES_MAX, sizeof *lines);
	size_t nlots = LINES_MAX, nlines = LINES_MAX;
	char a[40], b[40], c[40];

	strbuf_addf(out, "  %s = %s %s + %s %s",
	    session_int(s, m->balance, a, sizeof a), _("usable"),
	    session_int(s, m->usable, b, sizeof b), _("pending"),
	    session_int(s, m->pending, c, sizeof c));
	strbuf_addf(out, " - %s %s\n\n", _("debt"), session_int(s, m->debt, a, sizeof a));
	if (points_lots(s->st, m->holder_id, lots, &nlots, NULL) == ERR_OK)
		for (size_t i = 0; i < nlots; i++)
			strbuf_addf(out, "  %s %s / %s  %s %s\n", _("lot"),
			    session_int(s, lots[i].left, a, sizeof a),
			    session_int(s, lots[i].amount, b, sizeof b), _("until"),
			    lots[i].expires_day ? day_format(s->format.locale, lots[i].expires_day,
			    c, sizeof c) : "-");
	strbuf_add(out, "\n");
	if (points_history(s->st, m->holder_id, 0, lines, &nlines, NULL) == ERR_OK)
		for (size_t i = 0; i < nlines; i++)
			strbuf_addf(out, "  %s  %+lld = %s  %s %s %s\n",
			    instant_format(s->format.locale, lines[i].at, a, sizeof a),
			    (long long)lines[i].delta,
			    session_int(s, lines[i].after, b, sizeof b), lines[i].op,
			    lines[i].doc, lines[i].note);
	free(lots);
	free(lines);
}

/* Without a card in hand: the customer's cards, each with what is on it. */
static void
cards_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct habit_card *cards = xcalloc(LINES_MAX, sizeof *cards);
	size_t n = LINES_MAX;
	int64_t sum;
	bool any;
	char a[40], b[40], c[40];

	if (m->customer_id != 0 && !m->is_hidden &&
	    habit_cards(s->st, m->customer_id, cards, &n, &sum, &any, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			strbuf_addf(out, "  %s  %s + %s %s = %s\n", cards[i].number,
			    session_money(s, cards[i].principal, a, sizeof a), _("bonus"),
			    session_money(s, cards[i].bonus, b, sizeof b),
			    session_money(s, cards[i].principal + cards[i].bonus, c, sizeof c));
	free(cards);
}

static void
value_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct value_line *lines;
	size_t n = LINES_MAX;
	char at[40], a[40], b[40];

	if (m->card.id == 0)
		cards_of(s, m, out);
	if (m->card.id == 0 || !m->card.has_value)
		return;
	lines = xcalloc(n, sizeof *lines);
	if (value_history(s->st, m->card.id, 0, lines, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			strbuf_addf(out, "  %s  %s  %s  %s %s  %s\n",
			    instant_format(s->format.locale, lines[i].at, at, sizeof at), lines[i].op,
			    lines[i].doc, session_money(s, lines[i].principal + lines[i].bonus,
			    a, sizeof a), "=", session_money(s, lines[i].principal_after +
			    lines[i].bonus_after, b, sizeof b));
	free(lines);
}

static void
level_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct level_outlook o;
	char a[40], b[40];

	if (m->customer_id == 0 || m->is_hidden ||
	    level_outlook(s->st, m->customer_id, &o, NULL) != ERR_OK)
		return;
	strbuf_addf(out, "  %s   %s %s\n  ", o.code[0] ? o.code : "-",
	    _("spent"), session_money(s, o.spent, a, sizeof a));
	if (o.missing > 0)
		strbuf_addf(out, _("%s more for %s"), session_money(s, o.missing, a, sizeof a),
		    o.next_name);
	if (o.until != 0) {
		strbuf_add(out, "   ");
		strbuf_addf(out, _("level until %s"), day_format(s->format.locale, o.until, b, sizeof b));
	}
	strbuf_add(out, "\n");
}

/* Spending and visits of the year, by the days that give them. */
static void
bought(struct session *s, const struct member *m, struct strbuf *out)
{
	struct habit_day *days;
	struct habit h;
	size_t n = LINES_MAX;
	char a[40], b[40], c[40];

	if (m->customer_id == 0 || m->is_hidden || !habit_may_purchases(s->a) ||
	    habit_load(s->st, m->customer_id, &h, NULL) != ERR_OK)
		return;
	strbuf_addf(out, "  %s %s = %s   %s %s\n", _("since"), day_format(s->format.locale, h.from,
	    a, sizeof a), session_money(s, h.spent, b, sizeof b), _("Visits"),
	    session_int(s, h.visits, c, sizeof c));
	if (h.visits > 1)
		strbuf_addf(out, "  %s .. %s: %d / %d\n", day_format(s->format.locale, h.first, a, sizeof a),
		    day_format(s->format.locale, h.last, b, sizeof b), day_diff(h.last, h.first),
		    (int)h.visits - 1);
	strbuf_add(out, "\n");
	days = xcalloc(LINES_MAX, sizeof *days);
	if (habit_days(s->st, m->customer_id, days, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			strbuf_addf(out, "  %s  %s\n", day_format(s->format.locale, days[i].day, a, sizeof a),
			    session_money(s, days[i].spent, b, sizeof b));
	free(days);
}

/* ---- one figure at a time ---- */

static char *
take_text(struct strbuf *text)
{
	char *s = xstrdup(strbuf_str(text));

	strbuf_fini(text);
	*text = (struct strbuf) { 0 };
	return s;
}

static void
add_part(struct why_part *parts, size_t *n, const char *name, struct strbuf *text)
{
	if (text->len > 0)
		parts[(*n)++] = (struct why_part) { name, take_text(text) };
}

static void
free_parts(struct why_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(parts[i].text);
}

void
why_run(struct session *s, const struct why_part *parts, size_t n, size_t at)
{
	static const enum act stop[] = { ACT_LEFT, ACT_RIGHT, ACT_WHY, ACT_NONE };
	enum act act = ACT_NONE;
	bool all = false;

	if (at >= n)
		at = 0;
	while (n > 0 && act != ACT_BACK) {
		struct strbuf text = { 0 }, title = { 0 };

		for (size_t i = all ? 0 : at; i < (all ? n : at + 1); i++)
			strbuf_addf(&text, "%s%s\n%s", i > 0 && all ? "\n" : "", parts[i].name,
			    parts[i].text);
		if (!all && n > 1)
			strbuf_addf(&text, "\n%s\n",
			    _("Left and Right: other figures. Why? again: all of them."));
		strbuf_add(&title, _("Why?"));
		if (!all && n > 1)
			strbuf_addf(&title, " %zu/%zu", at + 1, n);
		act = viewer_run(s->app, strbuf_str(&title), strbuf_str(&text), true, stop);
		strbuf_fini(&title);
		strbuf_fini(&text);
		if (act == ACT_WHY)
			all = !all;
		else if (act == ACT_LEFT || act == ACT_RIGHT)
			at = (at + (act == ACT_LEFT ? n - 1 : 1)) % n;
	}
}

void
why_member(struct session *s, const struct member *m)
{
	struct why_part parts[4];
	struct strbuf out = { 0 };
	struct err_note note;
	size_t n = 0;

	if (session_read(s, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	if (habit_may_balances(s->a)) {
		points_of(s, m, &out);
		add_part(parts, &n, _("Points"), &out);
		value_of(s, m, &out);
		add_part(parts, &n, _("Stored value"), &out);
	}
	level_of(s, m, &out);
	add_part(parts, &n, _("Level"), &out);
	bought(s, m, &out);
	add_part(parts, &n, _("Purchases"), &out);
	session_done(s);
	strbuf_fini(&out);
	why_run(s, parts, n, 0);
	free_parts(parts, n);
}

/* ---- a sale ---- */

static void
line_of(const struct session *s, const struct sale_line *l, struct strbuf *out)
{
	char a[40], b[40];

	strbuf_addf(out, "  %s %s", _("list price"), session_money(s, l->list_price, a, sizeof a));
	if (l->unit_price != l->list_price)
		strbuf_addf(out, ", %s %s", _("price"), session_money(s, l->unit_price, b, sizeof b));
	strbuf_addf(out, "  x %s\n", quantity_format(s->format.locale, l->qty_milli, b, sizeof b));
	for (size_t i = 0; i < l->nwhys; i++)
		strbuf_addf(out, "  %s %s %s  %s\n", sale_why_name(l->whys[i].kind), l->whys[i].code,
		    l->whys[i].name, session_money(s, l->whys[i].amount, a, sizeof a));
	strbuf_addf(out, "  = %s\n", session_money(s, l->net, a, sizeof a));
}

void
why_earned(const struct session *s, const json_t *why, struct strbuf *out)
{
	json_t *w;
	size_t i;
	char num[40];

	json_array_foreach((json_t *)why, i, w) {
		const char *rule = json_string_value(json_object_get(w, "rule"));
		const char *name = json_string_value(json_object_get(w, "name"));
		const char *level = json_string_value(json_object_get(w, "level"));

		strbuf_addf(out, "%+lld  %s %s\n",
		    (long long)json_integer_value(json_object_get(w, "points")),
		    rule ? rule : level ? level : "", name ? name : "");
		if (json_object_get(w, "base"))
			strbuf_addf(out, "      %s %s\n", _("of"), session_money(s,
			    json_integer_value(json_object_get(w, "base")), num, sizeof num));
	}
	if (json_array_size(why) == 0)
		strbuf_addf(out, "%s\n", _("No rule gives points for this."));
}

static void
total_of(const struct session *s, const struct sale *sale, struct strbuf *out)
{
	char a[40];

	strbuf_addf(out, "  %s %s\n", _("Gross"), session_money(s, sale->gross, a, sizeof a));
	if (sale->off != 0)
		strbuf_addf(out, "  %s %s\n", _("Discount"), session_money(s, -sale->off, a, sizeof a));
	strbuf_addf(out, "  %s %s\n", _("Total"), session_money(s, sale->total, a, sizeof a));
	strbuf_addf(out, "  %s %s\n", _("Rounding"), session_money(s, sale->rounding, a, sizeof a));
	strbuf_addf(out, "  = %s\n", session_money(s, sale->due, a, sizeof a));
}

void
why_sale(struct session *s, const struct sale *sale, size_t at)
{
	struct why_part *parts = xcalloc(sale->nlines + 2, sizeof *parts);
	struct strbuf out = { 0 };
	size_t n = 0;
	char a[40];

	for (size_t i = 0; i < sale->nlines; i++) {
		line_of(s, &sale->lines[i], &out);
		add_part(parts, &n, sale->lines[i].name, &out);
	}
	total_of(s, sale, &out);
	add_part(parts, &n, _("Total"), &out);
	strbuf_addf(&out, "%s %s\n", _("Counts for points"),
	    session_money(s, sale->earn_base, a, sizeof a));
	why_earned(s, sale->earn_why, &out);
	add_part(parts, &n, _("Points"), &out);
	strbuf_fini(&out);
	why_run(s, parts, n, at);
	free_parts(parts, n);
	free(parts);
}
