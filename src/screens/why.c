#include "config.h"

#include "screens/why.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/level_move.h"
#include "domain/points.h"
#include "domain/value.h"
#include "ui/popups.h"

#define LINES_MAX 40

static void
points_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct points_lot *lots = xcalloc(LINES_MAX, sizeof *lots);
	struct points_entry *lines = xcalloc(LINES_MAX, sizeof *lines);
	size_t nlots = LINES_MAX, nlines = LINES_MAX;
	char a[40], b[40], c[40];

	strbuf_addf(out, "%s %s = %s %s + %s %s", _("Points"),
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

static void
value_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct value_line *lines;
	size_t n = LINES_MAX;
	char at[40], a[40], b[40];

	if (m->card.id == 0 || !m->card.has_value)
		return;
	lines = xcalloc(n, sizeof *lines);
	strbuf_addf(out, "\n%s\n", _("Stored value"));
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
	strbuf_addf(out, "\n%s %s   %s %s\n", _("Level"), o.code[0] ? o.code : "-",
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

void
why_member(struct session *s, const struct member *m)
{
	struct strbuf out = { 0 };
	struct err_note note;

	if (session_read(s, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	points_of(s, m, &out);
	value_of(s, m, &out);
	level_of(s, m, &out);
	session_done(s);
	viewer_run(s->app, _("Why?"), strbuf_str(&out), true, NULL);
	strbuf_fini(&out);
}

static void
line_of(const struct session *s, const struct sale_line *l, struct strbuf *out)
{
	char a[40], b[40];

	strbuf_addf(out, "%s  %s\n", l->name, session_money(s, l->net, a, sizeof a));
	strbuf_addf(out, "  %s %s", _("list price"), session_money(s, l->list_price, a, sizeof a));
	if (l->unit_price != l->list_price)
		strbuf_addf(out, ", %s %s", _("price"), session_money(s, l->unit_price, b, sizeof b));
	strbuf_add(out, "\n");
	for (size_t i = 0; i < l->nwhys; i++)
		strbuf_addf(out, "  %s %s %s  %s\n", sale_why_name(l->whys[i].kind), l->whys[i].code,
		    l->whys[i].name, session_money(s, l->whys[i].amount, a, sizeof a));
}

void
why_sale(struct session *s, const struct sale *sale)
{
	struct strbuf out = { 0 };
	json_t *w;
	size_t i;
	char a[40];

	for (i = 0; i < sale->nlines; i++)
		line_of(s, &sale->lines[i], &out);
	strbuf_addf(&out, "\n%s %s\n", _("Total"), session_money(s, sale->total, a, sizeof a));
	strbuf_addf(&out, "%s %s\n", _("Rounding"), session_money(s, sale->rounding, a, sizeof a));
	strbuf_addf(&out, "%s %s\n", _("Counts for points"),
	    session_money(s, sale->earn_base, a, sizeof a));
	json_array_foreach(sale->earn_why, i, w) {
		const char *rule = json_string_value(json_object_get(w, "rule"));
		const char *level = json_string_value(json_object_get(w, "level"));
		const char *name = json_string_value(json_object_get(w, "name"));

		strbuf_addf(&out, "  %+lld  %s %s\n",
		    (long long)json_integer_value(json_object_get(w, "points")),
		    rule ? rule : level ? level : "", name ? name : "");
	}
	viewer_run(s->app, _("Why?"), strbuf_str(&out), true, NULL);
	strbuf_fini(&out);
}
