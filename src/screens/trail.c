#include "config.h"

#include "screens/trail.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/audit_export.h"
#include "report/out_file.h"
#include "screens/records.h"
#include "store/record_store.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/popups.h"

#define PAGE_MAX 100
#define SIDE_COLS 70			/* narrower: before and after stand below each other */

struct trail {
	struct session *s;
	struct list *list;
	struct audit_filter f;
	char user[32], action[32], entity[32], code[64];
	day_t from, to;
	struct audit_item *seen;	/* by their rows, for the detail */
	size_t nseen, cap;
};

static void
use_filter(struct trail *t)
{
	t->f.user = t->user;
	t->f.action = t->action;
	t->f.entity = t->entity;
	t->f.code = t->code;
	t->f.from = t->from != 0 ? instant_make(t->from, 0) : 0;
	t->f.to = t->to != 0 ? instant_make(day_add(t->to, 1), 0) : 0;
}

/* "user=lan action=edit" above the list. */
static void
show_filter(struct trail *t)
{
	struct strbuf b = { 0 };
	char day[32];
	const struct { const char *label, *value; } words[] = {
		{ _("User"), t->user }, { _("Action"), t->action }, { _("Code"), t->code } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].value[0] != '\0')
			strbuf_addf(&b, "%s%s=%s", b.len > 0 ? " " : "", words[i].label, words[i].value);
	if (t->from != 0)
		strbuf_addf(&b, "%s%s=%s", b.len > 0 ? " " : "", _("From"),
		    day_format(t->s->format.locale, t->from, day, sizeof day));
	if (t->to != 0)
		strbuf_addf(&b, "%s%s=%s", b.len > 0 ? " " : "", _("To"),
		    day_format(t->s->format.locale, t->to, day, sizeof day));
	list_set_filter(t->list, strbuf_str(&b));
	strbuf_fini(&b);
}

static const char *
entity_title(const struct trail *t, const char *name)
{
	const struct entity *e = model_entity(store_model(t->s->st), name);

	if (e != NULL)
		return tr(e->title);
	return str_eq(name, "sale") ? _("Receipt") : str_eq(name, "backup") ? _("Backup") : name;
}

static void
add_row(struct trail *t, struct list_page *page, const struct audit_item *it)
{
	char at[48], key[24], what[160];
	const char *cells[5] = { at, it->user, tr_ctx("audit_action", it->action), what, it->reason };

	instant_format(t->s->format.locale, it->at, at, sizeof at);
	snprintf(key, sizeof key, "%" PRId64, it->seq);
	snprintf(what, sizeof what, "%s%s%s", entity_title(t, it->entity), it->entity[0] ? " " : "",
	    it->hidden ? _("(private)") : it->code);
	list_page_add(page, it->seq, key, cells, 5, it->hidden ? ROLE_DIM :
	    str_eq(it->action, "denied") ? ROLE_WARNING : ROLE_ROW);
	t->seen = xgrow(t->seen, &t->cap, t->nseen + 1, sizeof *t->seen);
	t->seen[t->nseen++] = *it;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct trail *t = ctx;
	struct audit_item *items = xcalloc(PAGE_MAX, sizeof *items);
	int64_t anchor = rq->anchor != NULL ? strtoll(rq->anchor, NULL, 10) : 0;
	int n = 0;
	enum err e = session_read(t->s, note);

	if (rq->anchor == NULL && !rq->backward)
		t->nseen = 0;
	if (e == ERR_OK) {
		e = audit_page(t->s->st, &t->f, anchor, rq->backward,
		    rq->limit < PAGE_MAX ? rq->limit : PAGE_MAX, items, &n, note);
		session_done(t->s);
	}
	for (int i = 0; e == ERR_OK && i < n; i++)
		add_row(t, page, &items[i]);
	free(items);
	return e;
}

/* ---- one row */

/* As the record's own form shows it, where there is such a field. */
static char *
shown(const struct trail *t, const struct field *f, const json_t *pair, size_t side)
{
	char buf[32];
	const char *text = audit_value(pair, side, buf);
	struct value v = { 0 };
	char *s;

	if (f == NULL || f->sealed || field_from_text(f, &t->s->format, text, &v, NULL) != ERR_OK) {
		value_fini(&v);
		return xstrdup(text);
	}
	s = field_format(f, &t->s->format, &v);
	value_fini(&v);
	return s;
}

static void
pad(struct strbuf *out, const char *text, int cols)
{
	int width = utf8_width(text);

	if (width > cols) {
		strbuf_addf(out, "%.*s", (int)utf8_fit(text, cols), text);
		width = cols;
	} else {
		strbuf_add(out, text);
	}
	for (; width < cols + 1; width++)
		strbuf_add_char(out, ' ');
}

static void
add_change(const struct trail *t, struct strbuf *out, const struct entity *e, const char *name,
    const json_t *pair, int cols)
{
	const struct field *f = e != NULL ? entity_field(e, name) : NULL;
	char *before = shown(t, f, pair, 0), *after = shown(t, f, pair, 1);
	const char *label = f != NULL ? tr(f->label) : name;
	int side = (cols - 20) / 2;

	if (cols >= SIDE_COLS && utf8_width(before) <= side && utf8_width(after) <= side) {
		pad(out, label, 18);
		pad(out, before, side);
		strbuf_addf(out, "%s\n", after);
	} else {
		strbuf_addf(out, "%s\n  - %s\n  + %s\n", label, before, after);
	}
	free(before);
	free(after);
}

static void
head_line(struct strbuf *out, const char *label, const char *value)
{
	if (str_empty(value))
		return;
	pad(out, label, 12);
	strbuf_addf(out, "%s\n", value);
}

static char *
describe(const struct trail *t, const struct audit_item *it, const json_t *changes, int cols)
{
	const struct entity *e = model_entity(store_model(t->s->st), it->entity);
	struct strbuf out = { 0 };
	char buf[80], what[160];
	const char *name;
	json_t *pair;

	snprintf(buf, sizeof buf, "%" PRId64, it->seq);
	head_line(&out, _("Row"), buf);
	head_line(&out, _("Time"), instant_format(t->s->format.locale, it->at, buf, sizeof buf));
	head_line(&out, _("User"), it->user);
	head_line(&out, _("Action"), tr_ctx("audit_action", it->action));
	/* as the filter and the command want it */
	snprintf(buf, sizeof buf, "%s (%s)", it->action, it->function);
	head_line(&out, "", buf);
	snprintf(what, sizeof what, "%s %s", entity_title(t, it->entity),
	    it->hidden ? _("(private)") : it->code);
	head_line(&out, _("Of"), it->entity[0] || it->code[0] ? what : "");
	head_line(&out, _("Reason"), it->reason);
	head_line(&out, _("Request"), it->request);
	if (json_object_size(changes) > 0) {
		strbuf_add(&out, "\n");
		if (cols >= SIDE_COLS) {
			pad(&out, _("Field"), 18);
			pad(&out, _("Before"), (cols - 20) / 2);
			strbuf_addf(&out, "%s\n", _("After"));
		}
		json_object_foreach((json_t *)changes, name, pair)
			add_change(t, &out, e, name, pair, cols);
	}
	return strbuf_take(&out);
}

static const struct audit_item *
item_of(const struct trail *t, int64_t seq)
{
	for (size_t i = 0; i < t->nseen; i++)
		if (t->seen[i].seq == seq)
			return &t->seen[i];
	return NULL;
}

/* The look itself may be a row of the trail: private to somebody else (rule S8). */
static enum err
load_changes(struct trail *t, const struct audit_item *it, json_t **changes, struct err_note *note)
{
	enum err e = session_read(t->s, note);

	*changes = NULL;
	if (e != ERR_OK)
		return e;
	e = audit_changes(t->s->st, it, changes, note);
	session_done(t->s);
	return e;
}

static void
show_item(struct screen *sc, const struct audit_item *it)
{
	static const enum act stop[] = { ACT_GO, ACT_NONE };
	struct trail *t = sc->data;
	struct err_note note = { 0 };
	bool is_record = model_entity(store_model(t->s->st), it->entity) != NULL && it->row_id != 0;
	json_t *changes;
	char *text;
	enum act act;

	if (load_changes(t, it, &changes, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	text = describe(t, it, changes, canvas_cols(app_canvas(sc->app)) - 6);
	act = viewer_run(sc->app, is_record ? _("Row of the trail (Ctrl-G: the record)")
	    : _("Row of the trail"), text, true, stop);
	free(text);
	json_decref(changes);
	if (act == ACT_GO && is_record &&
	    records_open_form(t->s, it->entity, it->row_id, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

/* ---- what is shown */

#define NO_MORE .hint = "", .help = "", .entity = "", .filter = "", .choices = "", .preset = "", \
	.valid = "", .when = "", .right = "", .column = ""

static const struct field fields[] = {
	{ .name = "from", .label = N_("From"), .type = FIELD_DAY, .width = 12, .max_len = 20, .index = 0, NO_MORE },
	{ .name = "to", .label = N_("To"), .type = FIELD_DAY, .width = 12, .max_len = 20, .index = 1, NO_MORE },
	{ .name = "user", .label = N_("User"), .type = FIELD_CODE, .width = 16, .max_len = 31, .index = 2, NO_MORE },
	{ .name = "action", .label = N_("Action"), .type = FIELD_TEXT, .width = 16, .max_len = 31, .index = 3, NO_MORE },
	{ .name = "code", .label = N_("Code"), .type = FIELD_TEXT, .width = 20, .max_len = 63, .index = 4, NO_MORE },
};

static void
reload(struct screen *sc)
{
	struct trail *t = sc->data;
	struct err_note note = { 0 };

	use_filter(t);
	show_filter(t);
	if (list_reload(t->list, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static void
ask_filter(struct screen *sc)
{
	struct trail *t = sc->data;
	char from[16] = "", to[16] = "";
	const char *values[] = { "from", from, "to", to, "user", t->user, "action", t->action, "code",
		t->code, NULL };
	struct dialog_form d = { .title = _("Show of the trail"),
		.text = _("Empty: all. Action: edit, add, sale, till.close ..."), .fields = fields,
		.nfields = sizeof fields / sizeof *fields, .fm = &t->s->format };
	struct record *r = NULL;

	if (t->from != 0)
		day_iso(t->from, from, sizeof from);
	if (t->to != 0)
		day_iso(t->to, to, sizeof to);
	if (!dialog_form_run(sc->app, &d, values, &r))
		return;
	t->from = (day_t)record_int(r, "from");
	t->to = (day_t)record_int(r, "to");
	str_copy(t->user, sizeof t->user, record_text(r, "user"));
	str_copy(t->action, sizeof t->action, record_text(r, "action"));
	str_copy(t->code, sizeof t->code, record_text(r, "code"));
	t->f.row_id = 0;
	t->entity[0] = '\0';
	record_free(r);
	reload(sc);
}

static enum err
write_file(struct trail *t, const char *path, int64_t *rows, struct err_note *note)
{
	struct out_file file = { 0 };
	enum err e = out_open(&file, path, note);

	if (e == ERR_OK)
		e = audit_export(t->s->st, t->s->a, &t->f, file.f, NULL, rows, note);
	if (e == ERR_OK)
		e = out_commit(&file, note);
	out_abort(&file);
	return e;
}

static void
export_file(struct screen *sc)
{
	struct trail *t = sc->data;
	struct err_note note = { 0 };
	char path[600], *text;
	int64_t rows = 0;

	if (!session_may(t->s, "audit", VERB_EXPORT)) {
		app_error(sc->app, _("Not allowed for %s (needs %s.%s)."), actor_code(t->s->a), "audit",
		    "export");
		return;
	}
	if (!records_ask_path(t->s, "trail.csv", path, sizeof path))
		return;
	if (write_file(t, path, &rows, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	text = xasprintf(ngettext("%lld row written to %s", "%lld rows written to %s",
	    (unsigned long)rows), (long long)rows, t->s->served ? strrchr(path, '/') + 1 : path);
	records_say_written(t->s, text, path);
	free(text);
}

/* ---- the screen */

struct trail_arg { const char *args; const struct record *r; };

/* A code that is a user's means what that user did. */
static void
take_args(struct trail *t, const struct trail_arg *a)
{
	struct record *user = NULL;
	struct err_note note;

	if (a->r != NULL) {
		t->f.row_id = a->r->id;
		str_copy(t->entity, sizeof t->entity, a->r->entity->name);
		if (a->r->entity->key != NULL)
			str_copy(t->code, sizeof t->code, record_text(a->r, a->r->entity->key->name));
		return;
	}
	if (str_empty(a->args) || session_read(t->s, &note) != ERR_OK)
		return;
	if (record_load_code(t->s->st, model_entity(store_model(t->s->st), "user"), a->args, &user,
	    &note) == ERR_OK)
		str_copy(t->user, sizeof t->user, record_text(user, "code"));
	else
		str_copy(t->code, sizeof t->code, a->args);
	record_free(user);
	session_done(t->s);
}

static enum err
open_trail(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[5] = {
		{ .title = _("Time"), .width = 16, .priority = 1 },
		{ .title = _("User"), .width = 8, .priority = 1 },
		{ .title = _("Action"), .width = 14, .priority = 2 },
		{ .title = _("What"), .width = 24, .priority = 1, .grow = true },
		{ .title = _("Reason"), .width = 24, .priority = 4 },
	};
	struct trail *t;

	if (!session_may(session_of(sc->app), "audit", VERB_VIEW))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(session_of(sc->app)->a), "audit", "view");
	t = xcalloc(1, sizeof *t);
	t->s = session_of(sc->app);
	t->list = list_new(cols, 5, &source, t);
	list_set_marks(t->list, false);
	list_set_searchable(t->list, false);
	take_args(t, arg);
	use_filter(t);
	show_filter(t);
	sc->data = t;
	screen_set_hint(sc, "%s", _("Enter: before and after. F7: choose. ^P: to a file."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct trail *t = sc->data;

	list_draw(t->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct trail *t = sc->data;
	const struct audit_item *it;
	bool open, used;

	if (ev->action == ACT_REFRESH || ev->action == ACT_QUERY || ev->action == ACT_PRINT) {
		if (ev->action == ACT_REFRESH)
			reload(sc);
		else if (ev->action == ACT_QUERY)
			ask_filter(sc);
		else
			export_file(sc);
		return true;
	}
	used = list_take(t->list, sc->app, ev, &open);
	if (open) {
		it = item_of(t, list_selected(t->list));
		if (it != NULL)
			show_item(sc, it);
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct trail *t = sc->data;

	list_free(t->list);
	free(t->seen);
	free(t);
}

static enum err
copy(struct screen *sc, enum clip_what what, struct clip *out, struct err_note *note)
{
	out->function = "audit";
	out->entity = "audit";
	return list_copy(((struct trail *)sc->data)->list, sc->app, what, out, note);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_QUERY, ACT_GO, ACT_MENU,
	ACT_PRINT, ACT_NONE };

static const struct screen_class audit_class = {
	.name = "audit", .code = "AU", .title = N_("Audit trail"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_trail, .draw = draw, .event = event, .copy = copy, .fini = fini,
};

enum err
audit_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	struct trail_arg arg = { args, NULL };

	return app_open(s->app, mode, &audit_class, &arg, note);
}

enum err
audit_open_record(struct session *s, const struct record *r, struct err_note *note)
{
	struct trail_arg arg = { NULL, r };

	return app_push(s->app, &audit_class, &arg, note);
}
