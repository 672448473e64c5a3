#include "ui/popups.h"

#include "base/clock.h"
#include "base/i18n.h"

struct calendar {
	const struct locale_rules *lr;
	day_t day;
	bool is_done;
};

static enum err
calendar_open(struct screen *s, void *arg, struct err_note *note)
{
	(void)note;
	s->data = arg;
	screen_set_mode(s, _("CALENDAR"));
	screen_set_hint(s, "%s", _("Arrows move, PgUp/PgDn change the month, Enter picks, t is today."));
	return ERR_OK;
}

static void
calendar_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct calendar *k = s->data;
	struct rect r = rect_centre(body, 10, 32), in;
	day_t first = day_make(day_year(k->day), day_month(k->day), 1), d;
	int start = k->lr->first_weekday, i, row, cell, today = clock_today();
	char title[40];

	snprintf(title, sizeof title, "%02d/%04d", day_month(k->day), day_year(k->day));
	canvas_box(c, r, ROLE_RULE, title);
	in = rect_inner(r);
	for (i = 0; i < 7; i++)
		canvas_text_right(c, in.row, in.col + i * 4, 4, ROLE_HEAD,
		    day_weekday_name((start - 1 + i) % 7 + 1, true));
	cell = (day_weekday(first) - start + 7) % 7;
	row = in.row + 1;
	for (d = first; day_month(d) == day_month(first) && row < in.row + in.rows;
	    d = day_add(d, 1)) {
		enum role role = d == k->day ? ROLE_ROW_SEL : d == today ? ROLE_MARK : ROLE_POPUP;
		char text[8];

		snprintf(text, sizeof text, d == today ? "*%2d" : " %2d", day_mday(d));
		canvas_text(c, row, in.col + cell * 4 + 1, 3, role, text);
		if (d == k->day)
			canvas_cursor(c, row, in.col + cell * 4 + 2);
		if (++cell == 7) {
			cell = 0;
			row++;
		}
	}
	screen_set_status(s, "%s", day_weekday_name(day_weekday(k->day), false));
}

static bool
calendar_event(struct screen *s, const struct ui_event *ev)
{
	struct calendar *k = s->data;
	day_t day = k->day;

	if (ev->kind == EV_TEXT && ev->text[0] == 't')
		day = clock_today();
	switch (ev->action) {
	case ACT_LEFT:
		day = day_add(day, -1);
		break;
	case ACT_RIGHT:
		day = day_add(day, 1);
		break;
	case ACT_UP:
		day = day_add(day, -7);
		break;
	case ACT_DOWN:
		day = day_add(day, 7);
		break;
	case ACT_PAGE_UP:
		day = day_add_months(day, -1);
		break;
	case ACT_PAGE_DOWN:
		day = day_add_months(day, 1);
		break;
	case ACT_HOME:
		day = day_make(day_year(day), day_month(day), 1);
		break;
	case ACT_END:
		day = day_add(day_add_months(day_make(day_year(day), day_month(day), 1), 1), -1);
		break;
	case ACT_ENTER:
	case ACT_SAVE:
		if (!ev->burst) {
			k->is_done = true;
			screen_close(s);
		}
		return true;
	default:
		if (ev->kind == EV_KEY)
			return false;
		break;
	}
	if (day_is_valid(day))		/* the calendar has ends */
		k->day = day;
	return true;
}

static const enum act calendar_bar[] = { ACT_HELP, ACT_SAVE, ACT_CANCEL, ACT_NONE };
static const struct screen_class calendar_class = {
	.name = "calendar", .code = "", .title = "", .context = CONTEXT_DIALOG,
	.bar = calendar_bar, .open = calendar_open, .draw = calendar_draw,
	.event = calendar_event,
};

bool
calendar_run(struct app *app, const struct format *fm, day_t start, day_t *day)
{
	struct calendar k = { .lr = fm->locale, .day = start };

	if (!day_is_valid(k.day))
		k.day = clock_today();
	app_modal(app, &calendar_class, &k);
	if (k.is_done)
		*day = k.day;
	return k.is_done;
}
