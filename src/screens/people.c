#include "config.h"

#include "screens/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/str.h"
#include "domain/churn.h"
#include "domain/people_list.h"
#include "screens/print.h"
#include "screens/records.h"
#include "screens/story.h"
#include "ui/dialog.h"
#include "ui/list.h"

#define PAGE_MAX 100
#define COLUMNS 6
#define OPTIONS_MAX 6

struct people {
	struct session *s;
	enum people_kind kind;
	int option;
	struct people_row *rows;	/* as the list was read; a row's key is its index */
	size_t n, cap;
	struct list *list;
	struct menu_item more[OPTIONS_MAX];
};

/* What differs from list to list. Titles of columns: name, phone, who, day, value, note. */
static const struct look {
	const char *code, *title, *hint, *who, *day, *value;
	const char *options[OPTIONS_MAX];	/* by digit, from 1 */
} looks[PEOPLE_KINDS] = {
	[PEOPLE_AGAIN] = { "AG", N_("Contact again"),
	    N_("F6 writes the contact down: the customer leaves the list. 1 mine, 2 all."),
	    N_("By"), N_("Due"), NULL, { N_("Mine"), N_("Everybody's") } },
	[PEOPLE_UNTOUCHED] = { "NA", N_("Not approached yet"),
	    N_("Nobody has talked to these. F6 writes the first contact down."),
	    N_("Owner"), N_("Last visit"), NULL, { NULL } },
	[PEOPLE_PROSPECTS] = { "PP", N_("Prospects"),
	    N_("1 all stages, 2-5 one stage. F6 adds a rating, Ctrl-F a contact."),
	    N_("Stage"), N_("Rated"), N_("Score"), { N_("All stages"), "lead", "talking",
	    "interested", "offer" } },
	[PEOPLE_IDLE] = { "LC", N_("May be lost"),
	    N_("Bought nothing for long. F6 puts one on record as lost."),
	    NULL, N_("Last visit"), N_("Spent"), { NULL } },
	[PEOPLE_LOST] = { "WB", N_("To win back"),
	    N_("F2 says won back. Ctrl-F writes a contact down."),
	    N_("Kind"), N_("Lost on"), N_("Bought again"), { NULL } },
	[PEOPLE_SUGGESTIONS] = { "OS", N_("Open suggestions"),
	    N_("The oldest first. Enter opens, F6 makes a new one."),
	    N_("Handled by"), N_("Time"), N_("State"), { NULL } },
};

/* ---- rows ---- */

static const char *
stage_label(const struct people *x, const char *entity, const char *field, const char *value)
{
	const struct entity *e = model_entity(store_model(x->s->st), entity);

	return str_empty(value) ? "" : field_choice_label(entity_field(e, field), value);
}

static void
value_text(const struct people *x, const struct people_row *r, char *buf, size_t size)
{
	buf[0] = '\0';
	switch (x->kind) {
	case PEOPLE_PROSPECTS:
		if (r->value >= 0)
			session_int(x->s, r->value, buf, size);
		break;
	case PEOPLE_IDLE:
		session_money(x->s, r->value, buf, size);
		break;
	case PEOPLE_LOST:
		if (r->value != 0)
			day_format(x->s->format.locale, (day_t)r->value, buf, size);
		break;
	case PEOPLE_SUGGESTIONS:
		str_copy(buf, size, stage_label(x, "suggestion", "state", r->state));
		break;
	default:
		break;
	}
}

static void
add_row(struct people *x, size_t i, struct list_page *page)
{
	const struct people_row *r = &x->rows[i];
	char day[24] = "", value[48], key[24];
	bool late = x->kind == PEOPLE_AGAIN && r->day < clock_today();
	char phone[40] = "";
	const char *cells[COLUMNS] = { r->name, phone, r->who, day, value, r->note };

	if (x->kind == PEOPLE_PROSPECTS)
		cells[2] = stage_label(x, "rating", "stage", r->state);
	if (r->day != 0)
		day_format(x->s->format.locale, r->day, day, sizeof day);
	value_text(x, r, value, sizeof value);
	if (r->phone[0] != '\0')
		phone_format(r->phone, x->s->format.country, phone, sizeof phone);
	snprintf(key, sizeof key, "%zu", i);
	list_page_add(page, r->id, key, cells, COLUMNS, late ? ROLE_WARNING : ROLE_ROW);
}

/* Rows read once stay: going back is free, and only the end asks the store. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct people *x = ctx;
	size_t at = rq->anchor ? strtoul(rq->anchor, NULL, 10) : 0, n = 0;
	size_t limit = rq->limit < PAGE_MAX ? (size_t)rq->limit : PAGE_MAX;
	enum err err;

	if (rq->backward) {
		if (!rq->anchor)
			at = x->n;
		for (size_t i = 0; i < limit && at > 0; i++)
			add_row(x, --at, page);
		return ERR_OK;
	}
	if (!rq->anchor)
		x->n = 0;
	else
		at++;
	while (x->n < at + limit) {
		err = session_read(x->s, note);
		if (err != ERR_OK)
			return err;
		x->rows = xgrow(x->rows, &x->cap, x->n + limit, sizeof *x->rows);
		err = people_page(x->s->st, x->kind, x->option, x->n > 0 ? &x->rows[x->n - 1] : NULL,
		    limit, &x->rows[x->n], &n, note);
		session_done(x->s);
		if (err != ERR_OK)
			return err;
		x->n += n;
		if (n == 0)
			break;
	}
	for (size_t i = at; i < x->n && i < at + limit; i++)
		add_row(x, i, page);
	return ERR_OK;
}

static const struct people_row *
row_here(const struct people *x)
{
	const struct list_row *row = list_selected_row(x->list);
	size_t i = row ? strtoul(row->key, NULL, 10) : x->n;

	return i < x->n ? &x->rows[i] : NULL;
}

/* ---- the screen ---- */

static enum err
open_people(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	enum people_kind kind = *(const enum people_kind *)arg;
	const struct look *l = &looks[kind];
	struct list_col cols[COLUMNS] = {
		{ .title = kind == PEOPLE_SUGGESTIONS ? _("About") : _("Full name"), .width = 22,
		  .priority = 1, .grow = true },
		{ .title = _("Phone"), .width = 18, .priority = kind == PEOPLE_PROSPECTS ? 3 : 2 },
		{ .title = l->who ? tr(l->who) : "", .width = 12, .priority = 2,
		  .is_hidden = l->who == NULL },
		{ .title = tr(l->day), .width = 10, .priority = 1 },
		{ .title = l->value ? tr(l->value) : "", .width = kind == PEOPLE_IDLE ? 14 : 10,
		  .priority = 2, .right = kind == PEOPLE_IDLE || kind == PEOPLE_PROSPECTS,
		  .is_hidden = l->value == NULL },
		{ .title = kind == PEOPLE_SUGGESTIONS ? _("Customer") : kind == PEOPLE_LOST ?
		  _("Reason") : _("Note"), .width = 24, .priority = 4,
		  .is_hidden = kind == PEOPLE_UNTOUCHED || kind == PEOPLE_IDLE },
	};
	struct people *x = xcalloc(1, sizeof *x);

	(void)note;
	x->s = session_of(sc->app);
	x->kind = kind;
	x->list = list_new(cols, COLUMNS, &source, x);
	list_set_searchable(x->list, false);
	list_set_marks(x->list, false);
	sc->data = x;
	str_copy(sc->code, sizeof sc->code, l->code);
	screen_set_title(sc, "%s", tr(l->title));
	screen_set_hint(sc, "%s", tr(l->hint));
	screen_set_mode(sc, _("BROWSE"));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct people *x = sc->data;

	list_draw(x->list, c, body, true);
}

static void
reload(struct screen *sc)
{
	struct people *x = sc->data;

	if (list_reload(x->list, NULL) != ERR_OK)
		app_error_note(sc->app, list_note(x->list));
}

static const char *
option_label(const struct people *x, int i)
{
	const char *o = looks[x->kind].options[i];

	return x->kind == PEOPLE_PROSPECTS && i > 0 ? stage_label(x, "rating", "stage", o) : tr(o);
}

static void
choose_option(struct screen *sc, int i)
{
	struct people *x = sc->data;

	if (i < 0 || i >= OPTIONS_MAX || looks[x->kind].options[i] == NULL)
		return;
	if (x->kind == PEOPLE_AGAIN && i == 1 && !session_may(x->s, "team", VERB_VIEW)) {
		app_error(sc->app, _("Not allowed for %s (needs %s.%s)."), actor_code(x->s->a),
		    "team", "view");
		return;
	}
	x->option = i;
	list_set_filter(x->list, i > 0 ? option_label(x, i) : "");
	reload(sc);
}

static enum err
open_row(struct people *x, const struct people_row *r, struct err_note *note)
{
	switch (x->kind) {
	case PEOPLE_SUGGESTIONS:
		return records_open_form(x->s, "suggestion", r->id, note);
	case PEOPLE_LOST:
		return records_open_form(x->s, "churn", r->id, note);
	default:
		return records_open_form(x->s, "customer", r->id, note);
	}
}

static enum err
make_new(struct people *x, const struct people_row *r, struct err_note *note)
{
	static const char *const entity[PEOPLE_KINDS] = {
		[PEOPLE_AGAIN] = "interaction", [PEOPLE_UNTOUCHED] = "interaction",
		[PEOPLE_PROSPECTS] = "rating", [PEOPLE_IDLE] = "churn", [PEOPLE_LOST] = "churn",
		[PEOPLE_SUGGESTIONS] = "suggestion",
	};
	bool for_row = x->kind != PEOPLE_SUGGESTIONS && x->kind != PEOPLE_LOST;

	return story_new(x->s, entity[x->kind], for_row && r ? r->code : "", note);
}

static enum err
win_back(struct screen *sc, const struct people_row *r, struct err_note *note)
{
	struct people *x = sc->data;
	enum err err;

	if (!dialog_confirm(sc->app, _("Won back?"), r->name))
		return ERR_OK;
	err = session_write(x->s, note);
	if (err == ERR_OK)
		err = session_end(x->s, churn_won_back(x->s->st, r->id, note), note);
	if (err == ERR_OK) {
		reload(sc);
		app_message(sc->app, _("%s is won back."), r->code);
	}
	return err;
}

/* The customer of a row; a suggestion may have none. */
static enum err
go_story(struct people *x, const struct people_row *r, bool contact, struct err_note *note)
{
	if (r->customer_id == 0)
		return err_set(note, ERR_INVALID, "", _("There is no customer here."));
	if (!contact)
		return story_of(x->s, GO_PUSH, r->customer_id, note);
	if (x->kind == PEOPLE_SUGGESTIONS)
		return story_contact_id(x->s, r->customer_id, note);
	return story_contact(x->s, GO_PUSH, r->code, note);
}

/* ---- on paper, and as a file ---- */

struct paper_rows { const struct people *x; void (*row)(void *, const struct value *); void *out; };

static struct value
text_cell(const char *s)
{
	return (struct value){ .kind = str_empty(s) ? VALUE_NULL : VALUE_TEXT, .s = (char *)s };
}

static void
paper_row(const struct paper_rows *o, const struct people_row *r)
{
	const struct people *x = o->x;
	char phone[40] = "";
	struct value cells[COLUMNS];

	if (r->phone[0] != '\0')
		phone_format(r->phone, x->s->format.country, phone, sizeof phone);
	cells[0] = text_cell(r->name);
	cells[1] = text_cell(phone);
	cells[2] = text_cell(x->kind == PEOPLE_PROSPECTS
	    ? stage_label(x, "rating", "stage", r->state) : r->who);
	cells[3] = (struct value){ .kind = r->day != 0 ? VALUE_INT : VALUE_NULL, .i = r->day };
	cells[4] = (struct value){ .kind = VALUE_INT, .i = r->value };
	if (x->kind == PEOPLE_SUGGESTIONS)
		cells[4] = text_cell(stage_label(x, "suggestion", "state", r->state));
	else if ((x->kind == PEOPLE_PROSPECTS && r->value < 0) ||
	    (x->kind == PEOPLE_LOST && r->value == 0))
		cells[4].kind = VALUE_NULL;
	cells[5] = text_cell(r->note);
	o->row(o->out, cells);
}

/* All of them, whatever the screen holds; a page a transaction. */
static enum err
each_row(void *arg, void (*row)(void *, const struct value *), void *out, struct err_note *note)
{
	struct people *x = arg;
	const struct paper_rows o = { x, row, out };
	struct people_row *rows = xcalloc(PAGE_MAX, sizeof *rows), last;
	bool has_last = false;
	size_t n = PAGE_MAX;
	enum err err = ERR_OK;

	while (err == ERR_OK && n > 0) {
		err = session_read(x->s, note);
		if (err != ERR_OK)
			break;
		err = people_page(x->s->st, x->kind, x->option, has_last ? &last : NULL, PAGE_MAX,
		    rows, &n, note);
		session_done(x->s);
		for (size_t i = 0; err == ERR_OK && i < n; i++)
			paper_row(&o, &rows[i]);
		if (err == ERR_OK && n > 0) {
			last = rows[n - 1];
			has_last = true;
		}
	}
	free(rows);
	return err;
}

static void
print_people(struct people *x)
{
	static const enum page_kind values[PEOPLE_KINDS] = { [PEOPLE_PROSPECTS] = PAGE_INT,
		[PEOPLE_IDLE] = PAGE_MONEY, [PEOPLE_LOST] = PAGE_DAY, [PEOPLE_SUGGESTIONS] = PAGE_TEXT };
	static const char *const names[PEOPLE_KINDS] = { [PEOPLE_AGAIN] = "contact-again",
		[PEOPLE_UNTOUCHED] = "not-approached", [PEOPLE_PROSPECTS] = "prospects",
		[PEOPLE_IDLE] = "may-be-lost", [PEOPLE_LOST] = "to-win-back",
		[PEOPLE_SUGGESTIONS] = "open-suggestions" };
	const struct look *l = &looks[x->kind];
	const struct page_column cols[COLUMNS] = {
		{ x->kind == PEOPLE_SUGGESTIONS ? _("About") : _("Full name"), PAGE_TEXT, 24, true },
		{ _("Phone"), PAGE_TEXT, 18, false },
		{ l->who ? tr(l->who) : _("Owner"), PAGE_TEXT, 14, false },
		{ tr(l->day), PAGE_DAY, 10, false },
		{ l->value ? tr(l->value) : "", values[x->kind], 12, false },
		{ x->kind == PEOPLE_SUGGESTIONS ? _("Customer") : x->kind == PEOPLE_LOST
		  ? _("Reason") : _("Note"), PAGE_TEXT, 24, true },
	};
	struct print_table t = { .title = tr(l->title), .name = names[x->kind],
		.function = people_function(x->kind), .cols = cols, .each = each_row, .arg = x,
		.ncols = x->kind == PEOPLE_UNTOUCHED ? 4 : x->kind == PEOPLE_IDLE ? 5 : COLUMNS };

	if (x->option > 0 && l->options[x->option] != NULL)
		t.about = x->kind == PEOPLE_PROSPECTS
		    ? stage_label(x, "rating", "stage", l->options[x->option]) : tr(l->options[x->option]);
	print_rows(x->s, &t);
}

static enum err
act_on(struct screen *sc, enum act act, bool *used, struct err_note *note)
{
	struct people *x = sc->data;
	const struct people_row *r = row_here(x);

	*used = true;
	switch (act) {
	case ACT_NEW:
		return make_new(x, r, note);
	case ACT_REFRESH:
		reload(sc);
		return ERR_OK;
	case ACT_PRINT:
		print_people(x);
		return ERR_OK;
	case ACT_CONTACT:
	case ACT_STORY:
		return r ? go_story(x, r, act == ACT_CONTACT, note) : ERR_OK;
	case ACT_SAVE:
		if (x->kind == PEOPLE_LOST && r)
			return win_back(sc, r, note);
		break;
	default:
		break;
	}
	*used = false;
	return ERR_OK;
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct people *x = sc->data;
	struct err_note note;
	bool open, used = true;
	enum err err = ERR_OK;

	if (list_take(x->list, sc->app, ev, &open)) {
		if (open && row_here(x))
			err = open_row(x, row_here(x), &note);
	} else if (ev->kind == EV_TEXT && ev->text[0] >= '1' && ev->text[0] <= '9' && !ev->text[1]) {
		choose_option(sc, ev->text[0] - '1');
	} else {
		err = act_on(sc, ev->action, &used, &note);
	}
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	return used;
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	static const char *const digits[OPTIONS_MAX] = { "1", "2", "3", "4", "5", "6" };
	struct people *x = sc->data;
	size_t n = 0;

	for (; n < OPTIONS_MAX && looks[x->kind].options[n]; n++)
		x->more[n] = (struct menu_item){ .code = "", .label = option_label(x, (int)n),
			.note = digits[n], .value = (int)n };
	*items = x->more;
	return n;
}

static void
fini(struct screen *sc)
{
	struct people *x = sc->data;

	list_free(x->list);
	free(x->rows);
	free(x);
}

static enum err
copy(struct screen *sc, enum clip_what what, struct clip *out, struct err_note *note)
{
	out->function = "customer";
	out->entity = "customer";
	return list_copy(((struct people *)sc->data)->list, sc->app, what, out, note);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_REFRESH, ACT_NEW, ACT_CONTACT,
	ACT_STORY, ACT_GO, ACT_MENU, ACT_PRINT, ACT_TASKS, ACT_NONE };

static const struct screen_class people_class = {
	.name = "people", .code = "", .title = "", .context = CONTEXT_LIST,
	.bar = bar, .open = open_people, .draw = draw, .event = event, .resume = reload,
	.more = more, .run_more = choose_option, .copy = copy, .fini = fini,
};

static enum err
open_kind(struct session *s, enum go_mode mode, enum people_kind kind, struct err_note *note)
{
	return app_open(s->app, mode, &people_class, &kind, note);
}

enum err
people_open_again(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return open_kind(s, mode, PEOPLE_AGAIN, note);
}

enum err
people_open_untouched(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note)
{
	(void)args;
	return open_kind(s, mode, PEOPLE_UNTOUCHED, note);
}

enum err
people_open_prospects(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note)
{
	(void)args;
	return open_kind(s, mode, PEOPLE_PROSPECTS, note);
}

enum err
people_open_idle(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return open_kind(s, mode, PEOPLE_IDLE, note);
}

enum err
people_open_lost(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return open_kind(s, mode, PEOPLE_LOST, note);
}

enum err
people_open_suggestions(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note)
{
	(void)args;
	return open_kind(s, mode, PEOPLE_SUGGESTIONS, note);
}
