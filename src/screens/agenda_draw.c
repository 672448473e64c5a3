#include "config.h"

#include "screens/agenda_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"

#define TIME_COLS 6
#define COLUMN_MIN 14		/* a person's column of the team's day */
#define ABOUT_ROWS 3

/* What stands in the grid: days across, people across, or one column. */
struct grid { struct rect r; int ncols, width; size_t first; };

static void
lay_out(struct agenda *a, struct grid *g, struct rect body)
{
	int room = body.cols - TIME_COLS;

	g->r = (struct rect){ body.row, body.col, body.rows - ABOUT_ROWS - 1, body.cols };
	g->first = 0;
	if (a->is_week) {
		g->ncols = 7;
	} else if (a->is_team && a->npeople > 0) {
		g->ncols = room / COLUMN_MIN;
		if (g->ncols < 1)
			g->ncols = 1;
		if ((size_t)g->ncols > a->npeople)
			g->ncols = (int)a->npeople;
		if (a->person < a->first_person)
			a->first_person = a->person;
		if (a->person >= a->first_person + (size_t)g->ncols)
			a->first_person = a->person - (size_t)g->ncols + 1;
		g->first = a->first_person;
	} else {
		g->ncols = 1;
	}
	g->width = room / g->ncols;
	if (a->slot < a->top)
		a->top = a->slot;
	if (a->slot >= a->top + g->r.rows - 1)
		a->top = a->slot - (g->r.rows - 1) + 1;
	if (a->top > SLOTS - (g->r.rows - 1))
		a->top = SLOTS - (g->r.rows - 1);
	if (a->top < 0)
		a->top = 0;
}

static day_t
column_day(const struct agenda *a, int col)
{
	return a->is_week ? day_add(agenda_monday(a), col) : a->day;
}

static int64_t
column_user(const struct agenda *a, const struct grid *g, int col)
{
	if (!a->is_team || a->is_week)
		return a->is_team ? 0 : agenda_user(a);
	return a->people[g->first + (size_t)col].id;
}

static bool
is_cursor(const struct agenda *a, const struct grid *g, int col)
{
	if (a->is_week)
		return column_day(a, col) == a->day;
	return !a->is_team || a->npeople == 0 || g->first + (size_t)col == a->person;
}

static void
draw_heads(const struct agenda *a, const struct grid *g, struct canvas *c)
{
	char day[24], text[200];

	canvas_fill(c, (struct rect){ g->r.row, g->r.col, 1, g->r.cols }, ROLE_HEAD);
	for (int i = 0; i < g->ncols; i++) {
		day_t d = column_day(a, i);
		const char *weekday = day_weekday_name(day_weekday(d), g->width < 24);

		if (a->is_week && g->width < 12)	/* the year is in the title */
			day_format_short(a->s->format.locale, d, day, sizeof day);
		else
			day_format(a->s->format.locale, d, day, sizeof day);
		if (a->is_team && !a->is_week && a->npeople > 0)
			snprintf(text, sizeof text, "%s", g->width >= 20 ?
			    a->people[g->first + (size_t)i].name : a->people[g->first + (size_t)i].code);
		else
			snprintf(text, sizeof text, "%s %s%s", weekday, day,
			    d == clock_today() ? " *" : "");
		canvas_text(c, g->r.row, g->r.col + TIME_COLS + i * g->width, g->width - 1, ROLE_HEAD, text);
	}
}

static const char *
words(const struct agenda *a, const struct occurrence *o, char *buf, size_t size)
{
	const char *what = !o->is_visible ? _("busy")
	    : o->name[0] != '\0' ? o->name
	    : o->customer_name[0] != '\0' ? o->customer_name : o->number;
	const char *mark = strcmp(o->state, "kept") == 0 ? "+ "
	    : strcmp(o->state, "missed") == 0 ? "! " : "";

	if (a->is_team && a->is_week)
		snprintf(buf, size, "%s%s: %s", mark, o->user, what);
	else if (o->is_visible && o->name[0] != '\0' && o->customer_name[0] != '\0')
		snprintf(buf, size, "%s%s - %s", mark, what, o->customer_name);
	else
		snprintf(buf, size, "%s%s", mark, what);
	return buf;
}

static void
draw_cell(const struct agenda *a, const struct grid *g, struct canvas *c, int row, int col, int slot)
{
	day_t day = column_day(a, col);
	int64_t user = column_user(a, g, col);
	const struct occurrence *o = agenda_at(a, day, slot, user, 0);
	int x = g->r.col + TIME_COLS + col * g->width, w = g->width - 1, from;
	bool is_first;
	char buf[400], text[440];

	if (o == NULL)
		return;
	from = instant_day(o->at) == day ? instant_minute(o->at) : 0;
	is_first = from / SLOT_MINUTES == slot || slot == a->top;
	canvas_fill(c, (struct rect){ row, x, 1, w }, ROLE_FIELD);
	if (!is_first) {
		canvas_text(c, row, x, w, ROLE_FIELD, " |");
		return;
	}
	words(a, o, buf, sizeof buf);
	if (w >= 16)
		snprintf(text, sizeof text, "%02d:%02d %s", from / 60, from % 60, buf);
	else
		snprintf(text, sizeof text, "%s%s", agenda_at(a, day, slot, user, 1) != NULL ? "2 " : "", buf);
	canvas_text(c, row, x, w, o->is_visible ? ROLE_FIELD : ROLE_FIELD_FIXED, text);
}

static void
draw_slots(const struct agenda *a, const struct grid *g, struct canvas *c)
{
	int64_t now = clock_now_ms();

	for (int i = 0; i + 1 < g->r.rows && a->top + i < SLOTS; i++) {
		int slot = a->top + i, row = g->r.row + 1 + i;
		int64_t at = instant_make(a->day, slot * SLOT_MINUTES);
		bool is_now = now >= at && now < at + SLOT_MINUTES * MINUTE_MS;

		canvas_textf(c, row, g->r.col, TIME_COLS, is_now ? ROLE_MARK : ROLE_DIM, "%02d:%02d%s",
		    slot / 2, slot % 2 * 30, is_now ? ">" : "");
		for (int col = 0; col < g->ncols; col++) {
			int x = g->r.col + TIME_COLS + col * g->width;

			draw_cell(a, g, c, row, col, slot);
			if (slot == a->slot && is_cursor(a, g, col)) {
				canvas_tint(c, (struct rect){ row, x, 1, g->width - 1 }, ROLE_ROW_SEL);
				canvas_cursor(c, row, x);
			}
		}
	}
}

/* The one under the cursor, in words. */
static void
draw_about(const struct agenda *a, struct canvas *c, struct rect r)
{
	const struct occurrence *o = agenda_under(a);
	char from[48], text[700];
	int end;

	canvas_hline(c, r.row, r.col, r.cols, ROLE_RULE);
	if (o == NULL) {
		snprintf(text, sizeof text, _("%s %02d:%02d: free"),
		    day_format(a->s->format.locale, a->day, from, sizeof from), a->slot / 2, a->slot % 2 * 30);
		canvas_text(c, r.row + 1, r.col, r.cols, ROLE_DIM, text);
		return;
	}
	end = instant_minute(o->until);
	instant_format(a->s->format.locale, o->at, from, sizeof from);
	snprintf(text, sizeof text, "%s-%02d:%02d  %s  %s%s", from, end / 60, end % 60, o->user,
	    o->is_visible ? o->number : _("busy"), o->is_series ? _("  (series)") : "");
	canvas_text(c, r.row + 1, r.col, r.cols, ROLE_TEXT, text);
	if (!o->is_visible)
		return;
	snprintf(text, sizeof text, "%s%s%s%s%s%s%s", o->name, o->name[0] != '\0' ? "  " : "",
	    o->customer, o->customer[0] != '\0' ? " " : "", o->customer_name,
	    o->place[0] != '\0' ? "  @ " : "", o->place);
	canvas_text(c, r.row + 2, r.col, r.cols, ROLE_TEXT, text);
	if (r.rows > 3)
		canvas_text(c, r.row + 3, r.col, r.cols, ROLE_DIM, tr_ctx("state", o->state));
}

/* A week where seven columns have no room: what there is, line by line. */
static void
draw_list(const struct agenda *a, struct canvas *c, struct rect r)
{
	const struct occurrence *under = agenda_under(a);
	size_t at = 0, first, shown = (size_t)(r.rows > 1 ? r.rows : 1);
	char buf[400];

	for (size_t i = 0; i < a->n; i++)
		if (&a->o[i] == under)
			at = i;
	first = at + 1 > shown ? at + 1 - shown : 0;
	for (size_t i = first; i < a->n && i < first + shown; i++) {
		const struct occurrence *o = &a->o[i];
		int row = r.row + (int)(i - first), minute = instant_minute(o->at);
		day_t day = instant_day(o->at);

		canvas_textf(c, row, r.col, r.cols, o->is_visible ? ROLE_ROW : ROLE_DIM,
		    "%s %02d %02d:%02d %s", day_weekday_name(day_weekday(day), true), day_mday(day),
		    minute / 60, minute % 60, words(a, o, buf, sizeof buf));
		if (o == under) {
			canvas_tint(c, (struct rect){ row, r.col, 1, r.cols }, ROLE_ROW_SEL);
			canvas_cursor(c, row, r.col);
		}
	}
	if (a->n == 0)
		canvas_text(c, r.row, r.col, r.cols, ROLE_DIM, _("Nothing is planned this week."));
}

void
agenda_draw(struct agenda *a, struct canvas *c, struct rect body, bool is_small)
{
	struct rect r = { body.row, body.col + !is_small, body.rows, body.cols - 2 * !is_small };
	struct grid g;

	lay_out(a, &g, r);
	if (a->is_week && is_small) {
		draw_list(a, c, g.r);
	} else {
		draw_heads(a, &g, c);
		draw_slots(a, &g, c);
	}
	draw_about(a, c, (struct rect){ g.r.row + g.r.rows, r.col, ABOUT_ROWS + 1, r.cols });
}
