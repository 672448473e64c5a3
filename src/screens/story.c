#include "config.h"

#include "screens/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/member.h"
#include "domain/timeline.h"
#include "screens/card_desk.h"
#include "screens/print.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "store/record_store.h"
#include "ui/list.h"

#define PAGE_MAX 100

struct story {
	struct session *s;
	int64_t customer_id;
	char code[64];
	unsigned kinds;
	struct list *list;
	struct menu_item more[STORY_KINDS + 1];
};

/* ---- rows: "at:source:id" names the place ---- */

static bool
read_key(const char *key, struct story_event *e)
{
	memset(e, 0, sizeof *e);
	return key != NULL &&
	    sscanf(key, "%" SCNd64 ":%d:%" SCNd64, &e->at, &e->source, &e->id) == 3;
}

static void
add_row(struct story *x, const struct story_event *e, struct list_page *page)
{
	char at[48], amount[48] = "", key[80], title[400];
	const char *cells[5] = { at, story_word(e), title, amount, e->user };
	bool is_points = timeline_sources[e->source].kind == STORY_CARD;

	/* a phone has no room for the hour */
	if (app_size(x->s->app) == SIZE_XS)
		day_format(x->s->format.locale, instant_day(e->at), at, sizeof at);
	else
		instant_format(x->s->format.locale, e->at, at, sizeof at);
	const char *code = e->code;

	/* the stage of a rating is a choice, and shown as one */
	if (str_eq(timeline_sources[e->source].name, "rating") && code[0] != '\0')
		code = field_choice_label(entity_field(model_entity(store_model(x->s->st),
		    "rating"), "stage"), code);
	snprintf(title, sizeof title, "%s%s%s%s%s", code, code[0] && e->title[0] ? "  " : "",
	    e->title, e->more[0] ? "  " : "", e->more);
	if (e->amount != STORY_NO_AMOUNT && is_points)
		session_int(x->s, e->amount, amount, sizeof amount);
	else if (e->amount != STORY_NO_AMOUNT)
		session_money(x->s, e->amount, amount, sizeof amount);
	snprintf(key, sizeof key, "%" PRId64 ":%d:%" PRId64, e->at, e->source, e->id);
	/* one of a kind in this list: ids of different sources may be alike */
	list_page_add(page, ((int64_t)(e->source + 1) << 56) ^ (e->id & INT64_C(0xffffffffffffff)),
	    key, cells, 5, ROLE_ROW);
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct story *x = ctx;
	struct story_event from, *rows;
	bool has_from = read_key(rq->anchor, &from);
	size_t n = 0, limit = rq->limit < PAGE_MAX ? (size_t)rq->limit : PAGE_MAX;
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	rows = xcalloc(limit, sizeof *rows);
	err = timeline_page(x->s->st, x->customer_id, x->kinds, has_from ? &from : NULL,
	    rq->backward, limit, rows, &n, note);
	session_done(x->s);
	for (size_t i = 0; i < n; i++)
		add_row(x, &rows[i], page);
	free(rows);
	return err;
}

/* The row under the cursor again, whole: the list keeps only what it shows. */
static bool
event_here(struct story *x, struct story_event *e)
{
	const struct list_row *row = list_selected_row(x->list);
	struct story_event at;
	size_t n = 0;

	if (row == NULL || !read_key(row->key, &at))
		return false;
	at.id++;	/* the place just above it */
	if (session_read(x->s, NULL) != ERR_OK)
		return false;
	if (timeline_page(x->s->st, x->customer_id, STORY_ALL, &at, false, 1, e, &n, NULL) != ERR_OK)
		n = 0;
	session_done(x->s);
	return n == 1;
}

static enum err
open_event(struct story *x, const struct story_event *e, struct err_note *note)
{
	const struct story_source *src = &timeline_sources[e->source];

	switch (src->opens) {
	case OPENS_RECORD:
		return records_open_form(x->s, src->entity, e->open_id, note);
	case OPENS_RECEIPT:
		receipts_show(x->s, e->code, true);
		return ERR_OK;
	case OPENS_CARD:
		return card_desk_open(x->s, GO_PUSH, e->code, note);
	case OPENS_NOTHING:
		break;
	}
	app_message(x->s->app, "%s  %s  %s", story_word(e), e->title, e->more);
	return ERR_OK;
}

/* ---- on paper, and as a file ---- */

static void
paper_row(struct story *x, const struct story_event *e, void (*row)(void *, const struct value *),
    void *out)
{
	const char *code = e->code;
	char title[400];
	struct value cells[6] = { { .kind = VALUE_INT, .i = e->at } };
	bool is_points = timeline_sources[e->source].kind == STORY_CARD;

	if (str_eq(timeline_sources[e->source].name, "rating") && code[0] != '\0')
		code = field_choice_label(entity_field(model_entity(store_model(x->s->st),
		    "rating"), "stage"), code);
	snprintf(title, sizeof title, "%s%s%s%s%s", code, code[0] && e->title[0] ? "  " : "",
	    e->title, e->more[0] ? "  " : "", e->more);
	cells[1] = (struct value){ .kind = VALUE_TEXT, .s = (char *)story_word(e) };
	cells[2] = (struct value){ .kind = VALUE_TEXT, .s = title };
	if (e->amount != STORY_NO_AMOUNT)
		cells[is_points ? 4 : 3] = (struct value){ .kind = VALUE_INT, .i = e->amount };
	cells[5] = (struct value){ .kind = VALUE_TEXT, .s = (char *)e->user };
	row(out, cells);
}

static enum err
each_event(void *arg, void (*row)(void *, const struct value *), void *out, struct err_note *note)
{
	struct story *x = arg;
	struct story_event *rows = xcalloc(PAGE_MAX, sizeof *rows), last;
	bool has_last = false;
	size_t n = PAGE_MAX;
	enum err err = ERR_OK;

	while (err == ERR_OK && n > 0) {
		err = session_read(x->s, note);
		if (err != ERR_OK)
			break;
		err = timeline_page(x->s->st, x->customer_id, x->kinds, has_last ? &last : NULL, false,
		    PAGE_MAX, rows, &n, note);
		session_done(x->s);
		for (size_t i = 0; err == ERR_OK && i < n; i++)
			paper_row(x, &rows[i], row, out);
		if (err == ERR_OK && n > 0) {
			last = rows[n - 1];
			has_last = true;
		}
	}
	free(rows);
	return err;
}

static void
print_story(struct screen *sc)
{
	struct story *x = sc->data;
	const struct page_column cols[6] = {
		{ _("Time"), PAGE_INSTANT, 16, false }, { _("What"), PAGE_TEXT, 13, false },
		{ _("About"), PAGE_TEXT, 24, true }, { _("Amount"), PAGE_MONEY, 11, false },
		{ _("Points"), PAGE_INT, 7, false }, { _("By"), PAGE_TEXT, 6, false },
	};
	char name[96];
	struct print_table t = { .title = _("Time line"), .name = name, .function = "customer",
		.about = sc->title, .cols = cols, .ncols = 6, .each = each_event, .arg = x };

	snprintf(name, sizeof name, "story-%s", x->code);
	print_rows(x->s, &t);
}

/* ---- the screen ---- */

static void
show_kinds(struct story *x, struct screen *sc)
{
	list_set_filter(x->list, x->kinds == STORY_ALL ? "" :
	    story_kind_name((enum story_kind)__builtin_ctz(x->kinds)));
	screen_set_hint(sc, "%s",
	    _("1-9 one kind, 0 all; F10 says which. Ctrl-F: new interaction."));
}

static void
choose_kinds(struct screen *sc, int digit)
{
	struct story *x = sc->data;

	x->kinds = digit == 0 ? STORY_ALL : 1u << (digit - 1);
	show_kinds(x, sc);
	if (list_reload(x->list, NULL) != ERR_OK)
		app_error_note(sc->app, list_note(x->list));
}

static enum err
load_head(struct story *x, struct screen *sc, struct err_note *note)
{
	struct record *r;
	enum err err = records_load(x->s, "customer", x->customer_id, &r, note);

	if (err != ERR_OK)
		return err;
	str_copy(x->code, sizeof x->code, record_text(r, "code"));
	screen_set_title(sc, "%s: %s", _("Time line"), record_text(r, "name"));
	record_free(r);
	return ERR_OK;
}

static enum err
open_story(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[5] = {
		{ .title = _("Time"), .width = 16, .priority = 1 },
		{ .title = _("What"), .width = 15, .priority = 1 },
		{ .title = _("About"), .width = 24, .priority = 1, .grow = true },
		{ .title = _("Amount"), .width = 14, .priority = 3, .right = true },
		{ .title = _("By"), .width = 8, .priority = 4 },
	};
	struct story *x = xcalloc(1, sizeof *x);
	enum err err;

	x->s = session_of(sc->app);
	x->customer_id = *(const int64_t *)arg;
	x->kinds = STORY_ALL;
	err = load_head(x, sc, note);
	if (err != ERR_OK) {
		free(x);
		return err;
	}
	x->list = list_new(cols, 5, &source, x);
	list_set_searchable(x->list, false);
	list_set_marks(x->list, false);
	sc->data = x;
	screen_set_mode(sc, _("BROWSE"));
	show_kinds(x, sc);
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	list_draw(((struct story *)sc->data)->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct story *x = sc->data;
	struct err_note note;
	struct story_event e;
	enum err err = ERR_OK;
	bool open;

	if (list_take(x->list, sc->app, ev, &open)) {
		if (open && event_here(x, &e) && open_event(x, &e, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	}
	if (ev->kind == EV_TEXT && ev->text[0] >= '0' && ev->text[0] <= '0' + STORY_KINDS &&
	    ev->text[1] == '\0') {
		choose_kinds(sc, ev->text[0] - '0');
		return true;
	}
	switch (ev->action) {
	case ACT_CONTACT:
	case ACT_NEW:
		err = story_contact(x->s, GO_PUSH, x->code, &note);
		break;
	case ACT_OPEN_CUSTOMER:
		err = records_open_form(x->s, "customer", x->customer_id, &note);
		break;
	case ACT_REFRESH:
		err = list_reload(x->list, &note);
		break;
	case ACT_PRINT:
		print_story(sc);
		return true;
	default:
		return false;
	}
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	return true;
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct story *x = sc->data;
	static const char *const digits[STORY_KINDS + 1] = { "0", "1", "2", "3", "4", "5", "6",
		"7", "8", "9" };

	for (int i = 0; i <= STORY_KINDS; i++)
		x->more[i] = (struct menu_item){ .code = "", .note = digits[i], .value = i,
			.label = i == 0 ? _("Everything") : story_kind_name((enum story_kind)(i - 1)) };
	*items = x->more;
	return STORY_KINDS + 1;
}

static void
resume(struct screen *sc)
{
	struct story *x = sc->data;

	if (list_reload(x->list, NULL) != ERR_OK)
		app_error_note(sc->app, list_note(x->list));
}

static void
fini(struct screen *sc)
{
	struct story *x = sc->data;

	list_free(x->list);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_CONTACT, ACT_GO, ACT_MENU,
	ACT_PRINT, ACT_TASKS, ACT_NONE };

static const struct screen_class story_class = {
	.name = "story", .code = "TL", .title = N_("Time line"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_story, .draw = draw, .event = event, .resume = resume,
	.more = more, .run_more = choose_kinds, .fini = fini,
};

enum err
story_of(struct session *s, enum go_mode mode, int64_t customer_id, struct err_note *note)
{
	return app_open(s->app, mode, &story_class, &customer_id, note);
}

enum err
story_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	const struct entity *e = model_entity(store_model(s->st), "customer");
	int64_t id = 0;
	enum err err;

	if (!str_empty(args) && (err = session_read(s, note)) == ERR_OK) {
		err = access_need(s->st, "customer", VERB_VIEW, note);
		if (err == ERR_OK && record_id(s->st, e, args, &id, NULL) != ERR_OK)
			id = 0;
		session_done(s);
		if (err != ERR_OK)
			return err;
	}
	if (id == 0)
		id = records_pick(s, "customer", _("Time line"), str_empty(args) ? "" : args);
	return id != 0 ? story_of(s, mode, id, note) : ERR_OK;
}

/* ---- a new interaction ---- */

const char *
story_customer_of(const struct record *r)
{
	const struct field *f;

	if (r == NULL)
		return "";
	if (str_eq(r->entity->name, "customer"))
		return record_text(r, "code");
	f = entity_field(r->entity, "customer");
	return f != NULL && str_eq(f->entity, "customer") ? record_text(r, "customer") : "";
}

enum err
story_new(struct session *s, const char *entity, const char *customer, struct err_note *note)
{
	const struct entity *e = model_entity(store_model(s->st), entity);
	struct browse_spec spec = { .entity = e, .ops = &records_ops, .ctx = s };
	const struct field *f = entity_field(e, "customer");
	struct record *who = NULL;
	enum err err;

	if (!session_may(s, e->function, VERB_ADD))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(s->a), e->function, "add");
	if (!str_empty(customer)) {
		err = session_read(s, note);
		if (err == ERR_OK) {
			err = record_load_code(s->st, model_entity(store_model(s->st), "customer"),
			    customer, &who, note);
			session_done(s);
		}
		if (err != ERR_OK)
			return err;
	}
	spec.preset = record_new(e);
	record_preset(spec.preset, &s->format, clock_today());
	if (who != NULL) {
		record_set_text(spec.preset, "customer", record_text(who, "code"));
		free(spec.preset->labels[f->index]);
		spec.preset->labels[f->index] = xstrdup(record_text(who, "name"));
	}
	record_free(who);
	return browse_open_form(s->app, GO_PUSH, &spec, note);
}

enum err
story_contact(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)mode;
	return story_new(s, "interaction", args, note);
}

enum err
story_contact_id(struct session *s, int64_t customer_id, struct err_note *note)
{
	struct record *r;
	enum err err = records_load(s, "customer", customer_id, &r, note);

	if (err != ERR_OK)
		return err;
	err = story_contact(s, GO_PUSH, record_text(r, "code"), note);
	record_free(r);
	return err;
}

void
story_member(struct session *s, const struct member *m, bool to_story)
{
	struct err_note note;
	enum err err;

	if (m == NULL || m->customer_id == 0 || m->is_hidden) {
		app_error(s->app, "%s", _("There is no customer here."));
		return;
	}
	err = to_story ? story_of(s, GO_PUSH, m->customer_id, &note)
	    : story_contact(s, GO_PUSH, m->code, &note);
	if (err != ERR_OK)
		app_error_note(s->app, &note);
}
