#include "config.h"

#include "screens/menus.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screens/backups.h"
#include "screens/card_desk.h"
#include "screens/drafts.h"
#include "screens/agenda.h"
#include "screens/trail.h"
#include "screens/erase_view.h"
#include "screens/find.h"
#include "screens/health_view.h"
#include "screens/home.h"
#include "screens/imports.h"
#include "screens/reminders.h"
#include "screens/work_list.h"
#include "screens/people.h"
#include "screens/levels.h"
#include "screens/offers.h"
#include "screens/queries.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "screens/reports.h"
#include "screens/rights.h"
#include "screens/self.h"
#include "screens/story.h"
#include "screens/scan_test.h"
#include "screens/settings.h"
#include "screens/tills.h"
#include "screens/who.h"
#include "screens/cashier.h"

const struct menu_line menu_table[] = {
	{ MENU_MAIN, "CD", N_("Card desk"), NULL, "card", VERB_VIEW, 0, card_desk_open },
	{ MENU_MAIN, "PS", N_("Cashier"), NULL, "sale", VERB_ADD, 0, cashier_open },
	{ MENU_MAIN, "", NULL, "customer", "", 0, 0, NULL },
	{ MENU_MAIN, "", NULL, "card", "", 0, 0, NULL },
	{ MENU_MAIN, "", NULL, "product", "", 0, 0, NULL },
	{ MENU_MAIN, "TS", N_("Till"), NULL, "sale", VERB_ADD, 0, tills_open },
	{ MENU_MAIN, "RC", N_("Receipts"), NULL, "sale", VERB_VIEW, 0, receipts_open },
	{ MENU_MAIN, "RE", N_("Relations"), NULL, "", 0, MENU_RELATION, NULL },
	{ MENU_MAIN, "RR", N_("Reports"), NULL, "", 0, MENU_REPORT, NULL },
	{ MENU_MAIN, "AD", N_("Setup & admin"), NULL, "", 0, MENU_SETUP, NULL },
	{ MENU_MAIN, "FI", N_("Search"), NULL, "", 0, 0, find_open },
	{ MENU_MAIN, "ME", N_("My settings"), NULL, "", 0, 0, self_open },
	{ MENU_MAIN, "LO", N_("Log off"), NULL, "", 0, 0, self_log_off },
	{ MENU_SETUP, "CL", N_("Catalogs"), NULL, "", 0, MENU_CATALOGS, NULL },
	{ MENU_SETUP, "", NULL, "user", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "group", "", 0, 0, NULL },
	{ MENU_SETUP, "RT", N_("Rights of groups"), NULL, "group", VERB_VIEW, 0, rights_open },
	{ MENU_SETUP, "", NULL, "department", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "store", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "till", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "card_type", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "level", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "earn_rule", "", 0, 0, NULL },
	{ MENU_SETUP, "LS", N_("Levels by spending"), NULL, "level", VERB_VIEW, 0, levels_open },
	{ MENU_SETUP, "", NULL, "topup_rule", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "price_rule", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "promotion", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "coupon", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "gift", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "template", "", 0, 0, NULL },
	{ MENU_SETUP, "", NULL, "product_category", "", 0, 0, NULL },
	{ MENU_SETUP, "WO", N_("Who is on"), NULL, "session", VERB_VIEW, 0, who_open },
	{ MENU_SETUP, "", NULL, "reminder_rule", "", 0, 0, NULL },
	{ MENU_SETUP, "IM", N_("Import"), NULL, "import", VERB_ADD, 0, imports_open },
	{ MENU_SETUP, "IH", N_("Past imports"), NULL, "import", VERB_ADD, 0, imports_past },
	{ MENU_SETUP, "JB", N_("Scheduled work"), NULL, "setting", VERB_VIEW, 0, work_list_open },
	{ MENU_SETUP, "HE", N_("System health"), NULL, "setting", VERB_VIEW, 0, health_open },
	{ MENU_SETUP, "NS", N_("Number series"), NULL, "setting", VERB_VIEW, 0, series_open },
	{ MENU_SETUP, "XP", N_("Erase a person"), NULL, "erase", VERB_VIEW, 0, erase_open },
	{ MENU_SETUP, "", NULL, "erasure", "", 0, 0, NULL },
	{ MENU_SETUP, "BK", N_("Backups"), NULL, "backup", VERB_VIEW, 0, backups_open },
	{ MENU_SETUP, "BR", N_("After a restore"), NULL, "backup", VERB_EDIT, 0, backups_after_open },
	{ MENU_SETUP, "AU", N_("Audit trail"), NULL, "audit", VERB_VIEW, 0, audit_open },
	{ MENU_SETUP, "SCN", N_("Scanner test"), NULL, "sale", VERB_ADD, 0, scan_test_open },
	{ MENU_SETUP, "PA", N_("Parameters"), NULL, "setting", VERB_VIEW, 0, settings_open },
	{ MENU_RELATION, "DY", N_("Agenda"), NULL, "appointment", VERB_VIEW, 0, agenda_open },
	{ MENU_RELATION, "IB", N_("Inbox"), NULL, "", 0, 0, reminders_open },
	{ MENU_RELATION, "", NULL, "quotation", "", 0, 0, NULL },
	{ MENU_RELATION, "", NULL, "order", "", 0, 0, NULL },
	{ MENU_RELATION, "OO", N_("Overdue orders"), NULL, "order", VERB_VIEW, 0, offers_overdue },
	{ MENU_RELATION, "", NULL, "contract", "", 0, 0, NULL },
	{ MENU_RELATION, "", NULL, "interaction", "", 0, 0, NULL },
	{ MENU_RELATION, "TL", N_("Time line"), NULL, "customer", VERB_VIEW, 0, story_open },
	{ MENU_RELATION, "AG", N_("Contact again"), NULL, "interaction", VERB_VIEW, 0, people_open_again },
	{ MENU_RELATION, "NA", N_("Not approached yet"), NULL, "interaction", VERB_VIEW, 0,
	  people_open_untouched },
	{ MENU_RELATION, "PP", N_("Prospects"), NULL, "rating", VERB_VIEW, 0, people_open_prospects },
	{ MENU_RELATION, "", NULL, "rating", "", 0, 0, NULL },
	{ MENU_RELATION, "", NULL, "suggestion", "", 0, 0, NULL },
	{ MENU_RELATION, "OS", N_("Open suggestions"), NULL, "suggestion", VERB_VIEW, 0,
	  people_open_suggestions },
	{ MENU_RELATION, "", NULL, "churn", "", 0, 0, NULL },
	{ MENU_RELATION, "LC", N_("May be lost"), NULL, "churn", VERB_VIEW, 0, people_open_idle },
	{ MENU_RELATION, "WB", N_("To win back"), NULL, "churn", VERB_VIEW, 0, people_open_lost },
	{ MENU_RELATION, "", NULL, "document", "", 0, 0, NULL },
	{ MENU_REPORT, "RP", N_("Reports"), NULL, "", 0, 0, reports_open },
	{ MENU_REPORT, "UQ", N_("Universal query"), NULL, "query", VERB_VIEW, 0, queries_open },
	{ MENU_REPORT, "", NULL, "report_set", "", 0, 0, NULL },
	{ MENU_REPORT, "", NULL, "report_schedule", "", 0, 0, NULL },
	{ MENU_HIDDEN, "IN", N_("New interaction"), NULL, "interaction", VERB_ADD, 0, story_contact },
	{ MENU_HIDDEN, "", NULL, "suggestion_step", "", 0, 0, NULL },
	{ MENU_HIDDEN, "", NULL, "appointment", "", 0, 0, NULL },
	{ MENU_HIDDEN, "", NULL, "contact", "", 0, 0, NULL },
	{ MENU_HIDDEN, "MM", N_("Home"), NULL, "", 0, 0, home_open },
	{ MENU_HIDDEN, "DR", N_("Drafts"), NULL, "", 0, 0, drafts_open },
	{ MENU_HIDDEN, "", NULL, NULL, NULL, 0, 0, NULL },
};

bool
menus_is_line(const struct menu_line *l)
{
	return l->open || l->entity || l->sub != MENU_MAIN;
}

static const struct entity *
line_entity(const struct session *s, const struct menu_line *l)
{
	return l->entity ? model_entity(store_model(s->st), l->entity) : NULL;
}

static bool
in_table(const char *entity)
{
	for (const struct menu_line *l = menu_table; menus_is_line(l); l++)
		if (str_eq(l->entity, entity))
			return true;
	return false;
}

static size_t
catalogs(const struct session *s, struct menu_line lines[MENU_LINES_MAX])
{
	const struct model *m = store_model(s->st);
	size_t n = 0;

	for (size_t i = 0; i < model_count(m) && n < MENU_LINES_MAX; i++) {
		const struct entity *e = model_at(m, i);

		if (e->catalog && !in_table(e->name) &&
		    session_may(s, e->function, VERB_VIEW))
			lines[n++] = (struct menu_line) { .in = MENU_CATALOGS,
				.code = e->code, .entity = e->name };
	}
	return n;
}

static bool
has_lines(const struct session *s, enum menu_id id)
{
	struct menu_line lines[MENU_LINES_MAX];
	struct menu_item items[MENU_LINES_MAX];

	return menus_of(s, id, lines, items) > 0;
}

static enum err
nothing(const struct session *s, struct err_note *note)
{
	return err_set(note, ERR_DENIED, "", _("Nothing in this menu is allowed for %s."),
	    actor_code(s->a));
}

bool
menus_may(const struct session *s, const struct menu_line *l)
{
	const struct entity *e = line_entity(s, l);

	if (l->entity)
		return e && session_may(s, e->function, VERB_VIEW);
	if (l->sub != MENU_MAIN)
		return has_lines(s, l->sub);
	return session_may(s, l->function, l->verb);
}

const char *
menus_code(const struct session *s, const struct menu_line *l)
{
	const struct entity *e = line_entity(s, l);

	return e ? e->code : l->code;
}

const char *
menus_title(const struct session *s, const struct menu_line *l)
{
	const struct entity *e = line_entity(s, l);

	return e ? tr(e->plural) : tr(l->title);
}

enum err
menus_open(struct session *s, const struct menu_line *l, enum go_mode mode,
    const char *args, struct err_note *note)
{
	if (l->entity)
		return records_open_list(s, mode, l->entity,
		    str_empty(args) ? NULL : args, note);
	if (!menus_may(s, l))
		return l->sub != MENU_MAIN ? nothing(s, note) : err_set(note, ERR_DENIED, "",
		    _("%s: not allowed for %s (needs %s.%s)."), l->code,
		    actor_code(s->a), l->function, verb_name(l->verb));
	if (l->sub != MENU_MAIN) {
		enum menu_id id = l->sub;

		for (const struct menu_line *in = menu_table; !str_empty(args) && menus_is_line(in); in++)
			if (in->in == id && str_ieq_ascii(menus_code(s, in), args))
				return menus_open(s, in, mode, "", note);

		return app_open(s->app, mode, &menu_screen_class, &id, note);
	}
	return l->open(s, mode, args, note);
}

/* Who is on is known to quen serve alone: elsewhere the line would open nothing. */
static bool
works_here(const struct session *s, const struct menu_line *l)
{
	return l->open != who_open || s->served != NULL;
}

size_t
menus_of(const struct session *s, enum menu_id id,
    struct menu_line lines[MENU_LINES_MAX], struct menu_item items[MENU_LINES_MAX])
{
	size_t n = 0;

	if (id == MENU_CATALOGS)
		n = catalogs(s, lines);
	else
		for (const struct menu_line *l = menu_table; menus_is_line(l); l++)
			if (l->in == id && works_here(s, l) && menus_may(s, l) && n < MENU_LINES_MAX)
				lines[n++] = *l;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct menu_item) { .code = menus_code(s, &lines[i]),
			.label = menus_title(s, &lines[i]), .note = "",
			.value = (int)i };
	return n;
}

/* ---- the screen ---- */

struct menu_screen {
	struct menu menu;
	struct menu_line lines[MENU_LINES_MAX];
	struct menu_item items[MENU_LINES_MAX];
	enum menu_id id;
};

static const char *
menu_title(enum menu_id id)
{
	for (const struct menu_line *l = menu_table; menus_is_line(l); l++)
		if (l->sub == id)
			return tr(l->title);
	return "";
}

static enum err
open_screen(struct screen *s, void *arg, struct err_note *note)
{
	struct menu_screen *m = xcalloc(1, sizeof *m);
	size_t n;

	m->id = *(const enum menu_id *)arg;
	n = menus_of(session_of(s->app), m->id, m->lines, m->items);
	if (n == 0) {
		free(m);
		return nothing(session_of(s->app), note);
	}
	menu_init(&m->menu, m->items, n, true);
	s->data = m;
	screen_set_title(s, "%s", menu_title(m->id));
	screen_set_hint(s, "%s", _("Type a number or a code."));
	return ERR_OK;
}

static void
draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct menu_screen *m = s->data;
	struct rect r = { body.row + (body.rows > 14), body.col + 1,
		body.rows - (body.rows > 14), body.cols - 2 };

	if (r.cols > 50)
		r.cols = 50;
	menu_draw(&m->menu, c, r, true);
}

static bool
event(struct screen *s, const struct ui_event *ev)
{
	struct menu_screen *m = s->data;
	struct err_note note;

	switch (menu_event(&m->menu, ev)) {
	case MENU_PASS:
		return false;
	case MENU_USED:
		return true;
	case MENU_PICKED:
		break;
	}
	if (menus_open(session_of(s->app), &m->lines[m->menu.at], GO_PUSH, "", &note)
	    != ERR_OK)
		app_error_note(s->app, &note);
	return true;
}

static void
fini(struct screen *s)
{
	free(s->data);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

const struct screen_class menu_screen_class = {
	.name = "menu", .code = "", .title = N_("Menu"), .context = CONTEXT_MENU,
	.bar = bar, .hold_ms = 80, .open = open_screen, .draw = draw, .event = event,
	.fini = fini,
};
