#include "config.h"

#include "screens/tills.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/till_session.h"
#include "report/print_paper.h"
#include "screens/op_form.h"
#include "screens/places.h"
#include "ui/dialog.h"
#include "ui/menu.h"
#include "ui/popups.h"

enum { DO_X = 900, DO_DRAWER };

/* What is between the frames of the viewer on a telephone. */
#define REPORT_COLS 36

static void
pair(struct strbuf *out, const char *label, const char *value)
{
	int gap = REPORT_COLS - utf8_width(label) - utf8_width(value);

	strbuf_addf(out, "%s%*s%s\n", label, gap > 1 ? gap : 1, "", value);
}

static void
money(const struct session *s, struct strbuf *out, const char *label, int64_t v)
{
	char buf[40];

	pair(out, label, session_money(s, v, buf, sizeof buf));
}

static void
count(const struct session *s, struct strbuf *out, const char *label, int64_t v)
{
	char buf[40];

	pair(out, label, session_int(s, v, buf, sizeof buf));
}

/* One text for X and Z: the same lines, counted money only after closing. */
static void
show_report(struct session *s, const struct till_report *t)
{
	struct strbuf out = { 0 };
	char buf[64];

	strbuf_addf(&out, "%s %s   %s %" PRId64 "\n\n", _("Till"), t->till, _("Session"), t->number);
	pair(&out, _("Opened"), instant_format(s->format.locale, t->opened_at, buf, sizeof buf));
	pair(&out, _("By"), t->opened_by);
	if (!t->is_open) {
		pair(&out, _("Closed"), instant_format(s->format.locale, t->closed_at, buf, sizeof buf));
		pair(&out, _("By"), t->closed_by);
	}
	strbuf_add(&out, "\n");
	count(s, &out, _("Receipts"), t->tickets);
	count(s, &out, _("Voids"), t->voids);
	money(s, &out, _("Sales"), t->sales);
	money(s, &out, _("Refunds"), t->refunds);
	money(s, &out, _("Discounts"), t->discounts);
	money(s, &out, _("Top-ups"), t->topups);
	money(s, &out, _("Rounding"), t->rounding);
	strbuf_add(&out, "\n");
	for (size_t i = 0; i < t->ntenders; i++)
		money(s, &out, t->tenders[i].method, t->tenders[i].amount);
	strbuf_add(&out, "\n");
	money(s, &out, _("Float"), t->opening);
	money(s, &out, _("Cash in"), t->moves_in);
	money(s, &out, _("Cash out"), t->moves_out);
	money(s, &out, _("Expected"), t->expected);
	if (!t->is_open) {
		money(s, &out, _("Counted"), t->counted);
		money(s, &out, _("Difference"), t->difference);
	}
	if (t->trail[0] != '\0')
		strbuf_addf(&out, "\n%s\n  %s\n", _("Trail up to here (quen verify --head):"), t->trail);
	strbuf_addf(&out, "\n%s\n", t->adds_up ? _("Sales, rounding and tenders agree to the unit.")
	    : _("Sales, rounding and tenders do not agree: run quen verify."));
	viewer_run(s->app, t->is_open ? _("X report") : _("Z report"), strbuf_str(&out), false, NULL);
	strbuf_fini(&out);
}

static void
run_x(struct session *s)
{
	struct till_report t;
	struct err_note note;
	enum err err = session_read(s, &note);

	if (err == ERR_OK) {
		err = till_x(s->st, s->till, &t, &note);
		session_done(s);
	}
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	else
		show_report(s, &t);
}

static void
run_z(struct session *s, int64_t session)
{
	struct till_report t;
	struct err_note note;
	enum err err = session_read(s, &note);

	if (err == ERR_OK) {
		err = till_z(s->st, session, &t, &note);
		session_done(s);
	}
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	else
		show_report(s, &t);
}

static enum err
current(struct session *s, int64_t *session, struct err_note *note)
{
	enum err err = session_read(s, note);

	*session = 0;
	if (err != ERR_OK)
		return err;
	err = till_current(s->st, s->till, session, note);
	session_done(s);
	return err;
}

/* Closing shows the Z report at once. */
static void
run_op(struct session *s, const struct op_form *f, int64_t session)
{
	if (op_form_run(s, f, s->till, s->till, NULL) && strcmp(f->op, "till.close") == 0)
		run_z(s, session);
}

/* Without a sale: by right, with a reason, on the trail (D6). */
static void
open_drawer(struct session *s)
{
	struct printers p = { .route = "" };
	struct err_note note = { 0 };
	unsigned char *bytes = NULL;
	char reason[120] = "";
	size_t len = 0;
	enum err err;

	if (!dialog_prompt(s->app, _("Open the drawer"), _("Reason"), false, reason, sizeof reason))
		return;
	err = session_read(s, &note);
	if (err == ERR_OK) {
		err = printers_of(s->st, s->till, &p, &note);
		session_done(s);
	}
	if (err == ERR_OK)
		err = paper_drawer(s->st, s->a, s->till, reason, &p, &bytes, &len, &note);
	if (err == ERR_OK && bytes != NULL && !app_print_through(s->app, (char *)bytes, len))
		err = err_set(&note, ERR_IO, "", _("This terminal cannot print."));
	free(bytes);
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, "%s", _("The drawer is open."));
}

static bool
has_drawer(struct session *s)
{
	struct printers p = { .drawer = "none" };

	if (session_read(s, NULL) != ERR_OK)
		return false;
	if (printers_of(s->st, s->till, &p, NULL) != ERR_OK)
		str_copy(p.drawer, sizeof p.drawer, "none");
	session_done(s);
	return !str_eq(p.drawer, "none");
}

enum err
tills_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	struct menu_item items[8];
	const struct op_form *f;
	char title[96];
	int64_t session;
	size_t n = 0;
	int picked;
	enum err err = places_choose(s, note);

	(void)mode;
	(void)args;
	if (err == ERR_OK)
		err = current(s, &session, note);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; (f = op_form_at(i)) != NULL && n < 6; i++) {
		bool opens = strcmp(f->op, "till.open") == 0;

		if (strcmp(f->subject, "till") == 0 && opens == (session == 0) && op_form_may(s, f))
			items[n++] = (struct menu_item) { "", _(f->title), "", (int)i };
	}
	if (session != 0 && session_may(s, "sale", VERB_DELETE))
		items[n++] = (struct menu_item) { "", _("X report"), "", DO_X };
	if (has_drawer(s))
		items[n++] = (struct menu_item) { "", _("Open the drawer"), "", DO_DRAWER };
	snprintf(title, sizeof title, "%s %s", _("Till"), s->till);
	picked = menu_run(s->app, title, items, n);
	if (picked == DO_X)
		run_x(s);
	else if (picked == DO_DRAWER)
		open_drawer(s);
	else if (picked >= 0 && (f = op_form_at((size_t)picked)) != NULL)
		run_op(s, f, session);
	return ERR_OK;
}
