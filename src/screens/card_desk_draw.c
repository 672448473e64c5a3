#include "config.h"

#include "screens/card_desk_draw.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/phone.h"
#include "base/str.h"

/* What waits for the customer, a line each; returns the next row (C7). */
static int
draw_due(const struct session *ses, const struct due *d, struct canvas *c, struct rect r, int row)
{
	int minute = instant_minute(d->appointment_at);
	char day[32];

	if (d->again_day != 0 && row < r.row + r.rows)
		canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING, _("! Contact again: due since %s"),
		    day_format(ses->format.locale, d->again_day, day, sizeof day));
	if (d->appointment_at != 0 && row < r.row + r.rows)
		canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING, _("! Appointment today at %02d:%02d"),
		    minute / 60, minute % 60);
	if (d->contract_end != 0 && row < r.row + r.rows)
		canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING, _("! Contract %s ends on %s"),
		    d->contract, day_format(ses->format.locale, d->contract_end, day, sizeof day));
	return row;
}

static void
draw_head(const struct session *ses, const struct card_desk *d, struct canvas *c,
    struct rect r)
{
	const struct member *m = &d->m;
	char buf[48], more[48], day[16];
	int row = r.row;

	canvas_text(c, row, r.col, r.cols - 14, ROLE_HEAD, m->name);
	canvas_text_right(c, row, r.col + r.cols - 14, 14, ROLE_HEAD, m->level_name);
	row++;
	if (m->card.id != 0) {
		canvas_textf(c, row, r.col, r.cols, ROLE_TEXT, "%s  %s",
		    m->card.number, m->card.type_name);
		canvas_text_right(c, row, r.col + r.cols - 14, 14,
		    m->card.status == CARD_ACTIVE && !m->card.is_expired ? ROLE_GOOD
		    : ROLE_ERROR, m->card.is_expired ? _("expired")
		    : card_status_name(m->card.status));
	} else {
		canvas_textf(c, row, r.col, r.cols, ROLE_TEXT, "%s  %s", m->code,
		    str_empty(m->phone) ? "" :
		    phone_format(m->phone, ses->format.country, buf, sizeof buf));
	}
	row++;
	canvas_textf(c, row++, r.col, r.cols, ROLE_TEXT, "%s  %s %s%s%s", _("BALANCE"),
	    session_int(ses, m->balance, buf, sizeof buf), _("points"),
	    d->worth > 0 ? "  = " : "", d->worth > 0 ? session_money(ses, d->worth, more, sizeof more) : "");
	if (d->holds[0] != '\0' && row < r.row + r.rows)
		canvas_text(c, row++, r.col, r.cols, ROLE_TEXT, d->holds);
	if (m->pending > 0 && row < r.row + r.rows)
		canvas_textf(c, row++, r.col, r.cols, ROLE_DIM, _("%s of them usable later"),
		    session_int(ses, m->pending, buf, sizeof buf));
	if (m->debt > 0 && row < r.row + r.rows)
		canvas_textf(c, row++, r.col, r.cols, ROLE_NEGATIVE, "! %s %s",
		    _("Debt"), session_int(ses, m->debt, buf, sizeof buf));
	if (m->expiring > 0 && row < r.row + r.rows)
		canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING, _("! %s expire on %s"),
		    session_int(ses, m->expiring, buf, sizeof buf),
		    day_format(ses->format.locale, m->expiring_day, day, sizeof day));
	if (m->birthday_soon && row < r.row + r.rows) {
		if (m->birthday_in == 0)
			canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING, "! %s",
			    _("Birthday today"));
		else
			canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING,
			    _("! Birthday in %d days"), m->birthday_in);
	}
	row = draw_due(ses, &d->due, c, r, row);
	if (m->sales > 0 && row < r.row + r.rows) {
		canvas_textf(c, row++, r.col, r.cols, ROLE_DIM,
		    _("Spent %s in %s receipts, last %s"),
		    session_money(ses, m->spent, buf, sizeof buf),
		    session_int(ses, m->sales, more, sizeof more),
		    m->last_day ? day_format(ses->format.locale, m->last_day, day, sizeof day)
		    : "-");
	}
}

static const char *
op_name(const char *op)
{
	static const struct { const char *op, *name; } names[] = {
		{ "sale", N_("Sale") }, { "add", N_("Added") }, { "deduct", N_("Deducted") },
		{ "expire", N_("Expired") }, { "refund", N_("Refund") }, { "void", N_("Void") },
		{ "pay", N_("Paid with points") }, { "gift", N_("Gift") }, { "merge", N_("Merge") },
		{ "attach", N_("Attached late") }, { "return", N_("Given back") },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i].op, op))
			return _(names[i].name);
	return op;
}

/* "21/11" of an instant: the year is the same nearly always. */
static void
short_day(const struct session *ses, int64_t at, char *buf, size_t size)
{
	day_t day = instant_day(at);
	bool md = ses->format.locale->order != DATE_DMY;

	snprintf(buf, size, "%02d/%02d", md ? day_month(day) : day_mday(day),
	    md ? day_mday(day) : day_month(day));
}

static void
draw_history(const struct session *ses, const struct card_desk *d, struct canvas *c,
    struct rect r)
{
	int row = r.row, end = r.row + r.rows;
	bool wide = r.cols >= 60;
	char day[16], delta[32], after[32];

	for (size_t i = d->top; i < d->nhistory && row < end; i++, row++) {
		const struct points_entry *e = &d->history[i];
		int w = r.cols - 6 - 9 - (wide ? 12 : 0);

		if (row == end - 1 && i + 1 < d->nhistory) {
			canvas_textf(c, row, r.col, r.cols, ROLE_DIM, _("PgDn: %zu more"),
			    d->nhistory - i);
			return;
		}
		short_day(ses, e->at, day, sizeof day);
		canvas_text(c, row, r.col, 6, ROLE_DIM, day);
		canvas_textf(c, row, r.col + 6, w, ROLE_TEXT, "%s  %s", op_name(e->op),
		    e->doc[0] ? e->doc : e->note);
		snprintf(delta, sizeof delta, "%s%s", e->delta > 0 ? "+" : "",
		    session_int(ses, e->delta, after, sizeof after));
		canvas_text_right(c, row, r.col + 6 + w, 9,
		    e->delta < 0 ? ROLE_NEGATIVE : ROLE_GOOD, delta);
		if (wide)
			canvas_text_right(c, row, r.col + r.cols - 12, 12, ROLE_TEXT,
			    session_int(ses, e->after, after, sizeof after));
	}
	if (d->nhistory == 0 && row < end)
		canvas_text(c, row, r.col, r.cols, ROLE_DIM, _("No points were moved yet."));
}

static void
draw_sales(const struct session *ses, const struct card_desk *d, struct canvas *c,
    struct rect r)
{
	char day[16], due[48];

	canvas_text(c, r.row, r.col, r.cols, ROLE_HEAD, _("Recent receipts"));
	for (size_t i = 0; i < d->nsales && (int)i + 1 < r.rows; i++) {
		int row = r.row + 1 + (int)i;

		short_day(ses, d->sales[i].at, day, sizeof day);
		canvas_textf(c, row, r.col, r.cols - 14, ROLE_TEXT, "%s  %s", day,
		    d->sales[i].receipt);
		canvas_text_right(c, row, r.col + r.cols - 14, 14, ROLE_TEXT,
		    session_money(ses, d->sales[i].due, due, sizeof due));
	}
}

struct choice { enum act act; const char *label; };

static void
draw_choices(struct screen *s, struct canvas *c, struct rect r)
{
	struct session *ses = session_of(s->app);
	struct card_desk *d = s->data;
	struct choice list[7];
	char buf[16];
	int n = 0, col = r.col, row = r.row;

	if (session_may(ses, "points", VERB_ADD))
		list[n++] = (struct choice) { ACT_EARN, _("Earn") };
	if (session_may(ses, "points", VERB_DELETE))
		list[n++] = (struct choice) { ACT_DEDUCT, _("Deduct") };
	if (session_may(ses, "sale", VERB_ADD))
		list[n++] = (struct choice) { ACT_SALE, _("Sale") };
	if (d->m.card.id != 0 && d->m.card.has_value && session_may(ses, "sale", VERB_ADD))
		list[n++] = (struct choice) { ACT_TOP_UP, _("Top up") };
	if (d->m.card.id != 0 && session_may(ses, "card", VERB_EDIT))
		list[n++] = (struct choice) { ACT_REPLACE_CARD, _("Replace") };
	if (d->m.customer_id != 0 && !d->m.is_hidden)
		list[n++] = (struct choice) { ACT_OPEN_CUSTOMER, _("Customer") };
	for (int i = 0; i < n; i++) {
		int key = keymap_key(app_keymap(s->app), CONTEXT_DESK, list[i].act, true);
		int w;

		ukey_short_name(key, buf, sizeof buf);
		w = canvas_width(buf) + canvas_width(list[i].label) + 3;
		if (col + w > r.col + r.cols && row + 1 < r.row + r.rows) {
			col = r.col;
			row++;
		}
		canvas_text(c, row, col, -1, ROLE_KEY, buf);
		canvas_text(c, row, col + canvas_width(buf) + 1, -1, ROLE_KEY_LABEL,
		    list[i].label);
		col += w;
	}
}

static void
draw_recent(const struct session *ses, struct canvas *c, struct rect r)
{
	char points[32];

	if (ses->nrecent == 0)
		return;
	canvas_text(c, r.row, r.col, r.cols, ROLE_HEAD, _("Recent here"));
	for (size_t i = 0; i < ses->nrecent && (int)i + 1 < r.rows; i++) {
		int minute = instant_minute(ses->recent[i].at);

		canvas_textf(c, r.row + 1 + (int)i, r.col, r.cols, ROLE_TEXT,
		    "%02d:%02d  %s  %s", minute / 60, minute % 60, ses->recent[i].name,
		    session_int(ses, ses->recent[i].points, points, sizeof points));
	}
}

void
card_desk_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct session *ses = session_of(s->app);
	struct card_desk *d = s->data;
	bool small = app_size(s->app) == SIZE_XS;
	const char *label = small ? _("Card:") : _("Card / phone / name:");
	int w = canvas_width(label), rows, head = small ? 6 : 8, foot = small ? 2 : 1;
	struct rect r;

	canvas_text(c, body.row, body.col + 1, w, ROLE_LABEL, label);
	edit_draw(&d->input, c, body.row, body.col + w + 2,
	    small ? body.cols - w - 3 : 30, ROLE_FIELD_FOCUS, true);
	if (!small && !d->has_member)
		canvas_text_right(c, body.row, body.col + body.cols - 30, 29, ROLE_DIM,
		    _("ready - scan or type"));
	canvas_hline(c, body.row + 1, body.col, body.cols, ROLE_RULE);
	r = (struct rect) { body.row + 2, body.col + 1, body.rows - 2, body.cols - 2 };
	if (!d->has_member) {
		draw_recent(ses, c, r);
		return;
	}
	rows = r.rows - head - foot - 1;
	if (rows < 1) {
		head = r.rows - foot;
		rows = 0;
	}
	draw_head(ses, d, c, (struct rect) { r.row, r.col, head, r.cols });
	if (rows > 0) {
		struct rect h = { r.row + head, r.col, rows, r.cols };

		if (!small)
			canvas_hline(c, h.row - 1, h.col, h.cols, ROLE_RULE);
		if (h.cols >= 110) {
			draw_sales(ses, d, c, (struct rect) { h.row, h.col + 72, h.rows, 44 });
			h.cols = 70;
		}
		draw_history(ses, d, c, h);
	}
	canvas_hline(c, r.row + r.rows - foot - 1, r.col, r.cols, ROLE_RULE);
	draw_choices(s, c, (struct rect) { r.row + r.rows - foot, r.col, foot, r.cols });
}
