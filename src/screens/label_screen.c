#include "config.h"

#include "screens/label_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/label.h"
#include "screens/print.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/menu.h"
#include "ui/popups.h"

#define PAPERS_MAX 40

static const struct field fields[] = {
	{ .name = "first", .label = N_("First free label"), .hint = N_("1: a new sheet. Counted from the left, line by line"),
	  .help = "", .type = FIELD_INT, .width = 5, .max_len = 4, .required = true, .entity = "",
	  .filter = "", .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
	{ .name = "copies", .label = N_("Copies of each"), .hint = "",
	  .help = "", .type = FIELD_INT, .width = 5, .max_len = 4, .required = true, .entity = "",
	  .filter = "", .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
	{ .name = "code", .label = N_("Code"), .hint = "", .help = "", .type = FIELD_CHOICE, .width = 8,
	  .max_len = 8, .required = true, .entity = "", .filter = "", 
	  .choices = NC_("code", "bars") "," NC_("code", "qr"),
	  .preset = "", .valid = "", .when = "", .right = "" },
};

struct work {
	struct session *s;
	struct label_set set;
	struct label_format format;
	struct label_order order;
};

bool
label_screen_has(void *ctx, const struct entity *e)
{
	struct session *s = ctx;
	enum label_kind kind;

	return label_kind_of(e->name, &kind) && session_may(s, e->function, VERB_PRINT);
}

/* The papers of the catalog. */
static bool
choose_paper(struct work *w)
{
	struct label_format *all = NULL;
	struct menu_item items[PAPERS_MAX];
	struct err_note note = { 0 };
	size_t n = 0;
	int at = -1;
	enum err e = session_read(w->s, &note);

	if (e == ERR_OK) {
		e = label_format_list(w->s->st, &all, &n, &note);
		session_done(w->s);
	}
	if (e == ERR_OK && n == 0)
		e = err_set(&note, ERR_NOTFOUND, "",
		    _("There is no label paper yet: make one under Setup, Catalogs."));
	if (e != ERR_OK) {
		app_error_note(w->s->app, &note);
		free(all);
		return false;
	}
	for (size_t i = 0; i < n && i < PAPERS_MAX; i++)
		items[i] = (struct menu_item){ all[i].code, all[i].name, "", (int)i };
	at = menu_run(w->s->app, _("Which label paper?"), items, n < PAPERS_MAX ? n : PAPERS_MAX);
	if (at >= 0) {
		e = session_read(w->s, &note);
		if (e == ERR_OK) {
			e = label_format_load(w->s->st, all[at].code, w->set.kind, &w->format, &note);
			session_done(w->s);
		}
		if (e != ERR_OK)
			app_error_note(w->s->app, &note);
	}
	free(all);
	return at >= 0 && e == ERR_OK;
}

static enum err
accept(void *ctx, const struct record *r, struct err_note *note)
{
	struct work *w = ctx;

	w->order = (struct label_order){ .format = &w->format, .first = record_int(r, "first"),
		.copies = record_int(r, "copies") };
	w->set.code = w->set.kind != LABEL_OF_CUSTOMER && str_eq(record_text(r, "code"), "qr")
	    ? LABEL_QR : LABEL_BARS;
	return label_check(&w->set, &w->order, note);
}

static bool
ask_order(struct work *w)
{
	struct dialog_form d = { .title = _("Labels"), .text = w->format.name, .fields = fields,
		.nfields = w->set.kind == LABEL_OF_CUSTOMER ? 2 : 3, .fm = &w->s->format, .ctx = w,
		.accept = accept };
	const char *values[] = { "first", "1", "copies", "1", "code",
		w->set.code == LABEL_QR ? "qr" : "bars", NULL };
	struct record *r = NULL;

	if (w->set.kind == LABEL_OF_CUSTOMER)
		values[4] = NULL;
	if (!dialog_form_run(w->s->app, &d, values, &r))
		return false;
	record_free(r);
	return true;
}

static enum err
write_labels(void *arg, FILE *f, struct err_note *note)
{
	struct work *w = arg;

	return label_write(&w->set, &w->order, f, NULL, note);
}

static const char *const functions[] = { [LABEL_OF_PRODUCT] = "product", [LABEL_OF_CARD] = "card",
	[LABEL_OF_CUSTOMER] = "customer" };

static void
send(struct work *w)
{
	const char *function = functions[w->set.kind];
	struct print_out o = { .write = write_labels, .arg = w, .is_label = true, .title = "labels",
		.function = function, .entity = function, .code = "", .what = "labels",
		.count = (int64_t)w->set.n * w->order.copies };
	char name[64], day[16];
	struct print_to to;

	snprintf(name, sizeof name, "labels-%s-%s", function, day_iso(clock_today(), day, sizeof day));
	if (print_ask(w->s, _("Labels"), name, true, false, &to))
		(void)print_send(w->s, &o, &to);
}

/* Paper, order, a look: ^P in the look prints. */
static void
run(struct work *w)
{
	static const enum act stop[] = { ACT_PRINT, ACT_NONE };
	struct app *app = w->s->app;
	char *text, *title;
	enum act act;

	if (!choose_paper(w) || !ask_order(w))
		return;
	text = label_preview(&w->set, &w->order, app_size(app) == SIZE_XS ? 38 : 76);
	title = xasprintf(ngettext("%lld label on %s (^P prints)", "%lld labels on %s (^P prints)",
	    (unsigned long)(w->set.n * (size_t)w->order.copies)),
	    (long long)w->set.n * w->order.copies, w->format.code);
	act = viewer_run(app, title, text, false, stop);
	free(title);
	free(text);
	if (act == ACT_PRINT)
		send(w);
}

static enum err
collect(struct work *w, const struct list_query *q, const int64_t *ids, size_t n, size_t *without,
    struct err_note *note)
{
	enum err e = session_read(w->s, note);

	if (e != ERR_OK)
		return e;
	label_set_init(&w->set, w->s->st, w->set.kind);
	if (q != NULL)
		e = label_add_list(w->s->st, &w->set, q, without, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		e = label_add_id(w->s->st, &w->set, ids[i], note);
		/* Among many an address that is missing is no reason to stop. */
		if (e == ERR_INVALID && n > 1) {
			(*without)++;
			e = ERR_OK;
		}
	}
	session_done(w->s);
	return e;
}

static void
of_these(struct session *s, const struct entity *e, const struct list_query *q, const int64_t *ids,
    size_t n)
{
	struct work w = { .s = s };
	struct err_note note = { 0 };
	size_t without = 0;

	if (!label_kind_of(e->name, &w.set.kind))
		return;
	if (collect(&w, q, ids, n, &without, &note) != ERR_OK)
		app_error_note(s->app, &note);
	else if (w.set.n == 0)
		app_error(s->app, "%s", w.set.kind == LABEL_OF_CUSTOMER && without > 0
		    ? _("None of them has an address.") : _("There is nothing to print."));
	else {
		if (without > 0)
			app_message(s->app, ngettext("%zu customer without an address was left out.",
			    "%zu customers without an address were left out.", (unsigned long)without),
			    without);
		run(&w);
	}
	label_set_fini(&w.set);
}

void
label_screen_list(void *ctx, struct app *app, const struct entity *e, const int64_t *ids, size_t n,
    const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const struct browse_order *order, const char *find)
{
	struct session *s = ctx;
	struct list_query q;
	struct err_note note;

	if (n > 0) {
		of_these(s, e, NULL, ids, n);
		return;
	}
	if (records_query(s, &q, e, terms, nterms, by, parent, find, &note) != ERR_OK) {
		app_error_note(app, &note);
	} else {
		records_order(&q, order);
		of_these(s, e, &q, NULL, 0);
	}
	list_query_fini(&q);
}

void
label_screen_one(struct session *s, const struct entity *e, int64_t id)
{
	of_these(s, e, NULL, &id, 1);
}
