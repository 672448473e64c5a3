#include "config.h"

#include "screens/receipts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/sale.h"
#include "report/receipt.h"
#include "screens/places.h"
#include "screens/print.h"
#include "screens/receipt_desk.h"
#include "screens/records.h"
#include "screens/reports.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/menu.h"
#include "ui/popups.h"

#define SCREEN_COLS 42
#define PHONE_COLS 36
#define RECENT_SALES 200

enum shown { SHOWN_FIRST, SHOWN_COPY, SHOWN_GIFT };

static enum err
build(struct session *s, const char *number, enum shown shown, struct receipt *r,
    struct err_note *note)
{
	enum err err = session_read(s, note);

	if (err != ERR_OK)
		return err;
	err = shown == SHOWN_GIFT ? receipt_build_gift(s->st, number, r, note)
	    : receipt_build(s->st, number, shown == SHOWN_COPY, r, note);
	session_done(s);
	return err;
}

/* By the till's route. What the terminal's printer takes goes through the screen. */
static enum err
send(struct session *s, const char *number, bool is_gift, const struct printers *p, bool *copy,
    struct err_note *note)
{
	unsigned char *bytes = NULL;
	size_t len = 0;
	enum err err = paper_receipt(s->st, s->a, number, is_gift, p, &bytes, &len, copy, note);

	if (err == ERR_OK && bytes != NULL && !app_print_through(s->app, (char *)bytes, len))
		err = err_set(note, ERR_IO, "", _("This terminal cannot print."));
	free(bytes);
	return err;
}

static enum err
printers_here(struct session *s, struct printers *p, struct err_note *note)
{
	enum err err = session_read(s, note);

	if (err != ERR_OK)
		return err;
	err = printers_of(s->st, s->till, p, note);
	session_done(s);
	return err;
}

enum err
receipts_print(struct session *s, const char *number, struct err_note *note)
{
	struct printers p;
	enum err err = printers_here(s, &p, note);

	return err == ERR_OK ? send(s, number, false, &p, NULL, note) : err;
}

static void
as_file(struct session *s, const char *number, bool is_gift, const struct printers *p)
{
	struct paper paper = { .kind = PAPER_RECEIPT, .code = number, .is_gift = is_gift };
	struct err_note note = { 0 };
	struct print_to to = { .to_printer = p != NULL };
	char name[80];

	snprintf(name, sizeof name, "%s.pdf", number);
	if (p != NULL)
		paper.roll = "a5";
	else if (!records_ask_path(s, name, to.path, sizeof to.path))
		return;
	if (paper_print(s->st, s->a, &paper, p != NULL ? NULL : to.path, p != NULL ? p->page : NULL,
	    NULL, &note) != ERR_OK)
		app_error_note(s->app, &note);
	else if (p != NULL)
		app_message(s->app, _("Printed: %s"), paper.where);
	else {
		char *text = xasprintf(_("Written: %s"), to.path);

		records_say_written(s, text, to.path);
		free(text);
	}
}

/* ^P: the receipt printer, where there is one, a page, a file. True: it was printed. */
static bool
print_how(struct session *s, const char *number, bool is_gift)
{
	enum { TO_RECEIPT, TO_PAGE, TO_FILE };
	struct menu_item items[3];
	struct err_note note = { 0 };
	struct printers p;
	size_t n = 0;
	bool copy = false;
	int at;

	if (places_choose(s, &note) != ERR_OK || printers_here(s, &p, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	if (!str_eq(p.route, "screen"))
		items[n++] = (struct menu_item){ "", _("Receipt printer"), "", TO_RECEIPT };
	if (p.page[0] != '\0')
		items[n++] = (struct menu_item){ "", _("A5 to the printer"), "", TO_PAGE };
	items[n++] = (struct menu_item){ "", _("PDF file"), "", TO_FILE };
	at = menu_run(s->app, number, items, n);
	if (at == TO_PAGE || at == TO_FILE)
		as_file(s, number, is_gift, at == TO_PAGE ? &p : NULL);
	if (at != TO_RECEIPT)
		return false;
	if (send(s, number, is_gift, &p, &copy, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	app_message(s->app, copy ? _("A copy of receipt %s was printed.")
	    : _("Receipt %s was printed."), number);
	return true;
}

/* Shows one until it is left; ^P prints it. True: F10. */
static bool
view(struct session *s, const char *number, enum shown shown)
{
	static const enum act stop[] = { ACT_PRINT, ACT_MENU, ACT_WHY, ACT_NONE };
	struct receipt r = { 0 };
	struct err_note note;
	char *text, title[80];
	enum act act;

	if (build(s, number, shown, &r, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	text = receipt_text(&r, app_size(s->app) == SIZE_XS ? PHONE_COLS : SCREEN_COLS);
	receipt_fini(&r);
	snprintf(title, sizeof title, _("Receipt %s (^P prints, F10 more)"), number);
	while ((act = viewer_run(s->app, title, text, false, stop)) == ACT_PRINT ||
	    act == ACT_WHY) {
		if (act == ACT_WHY)
			receipt_desk_why(s, number);
		else if (print_how(s, number, shown == SHOWN_GIFT))
			break;
	}
	free(text);
	return act == ACT_MENU;
}

void
receipts_gift(struct session *s, const char *number)
{
	view(s, number, SHOWN_GIFT);
}

void
receipts_show(struct session *s, const char *number, bool copy)
{
	while (view(s, number, copy ? SHOWN_COPY : SHOWN_FIRST) &&
	    !receipt_desk_run(s, number))
		;
}

enum err
receipts_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	char number[64] = "";

	str_copy(number, sizeof number, args);
	if (number[0] || dialog_prompt(s->app, _("Receipts"), _("Receipt number (empty: list)"), false,
	    number, sizeof number)) {
		for (char *p = number; *p; p++)
			if (*p >= 'a' && *p <= 'z')
				*p += 'A' - 'a';
		if (number[0] == '\0')		/* who has no number finds the receipt by day, sum, customer */
			return reports_open(s, mode, "receipts", note);
		receipts_show(s, number, true);
	}
	return ERR_OK;
}

/* ---- receipts of a customer ---- */

struct receipts {
	struct session *s;
	struct sale_brief rows[RECENT_SALES];
	size_t n;
	struct list *list;
};
struct receipts_arg { int64_t customer_id; const char *name; };

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct receipts *r = ctx;
	char at[48], due[48], earned[32], key[24];

	(void)note;
	if (rq->anchor)
		return ERR_OK;
	for (size_t i = 0; i < r->n; i++) {
		const struct sale_brief *b = &r->rows[i];
		const char *cells[5] = { at, b->receipt, b->store, due, earned };

		if (!str_empty(rq->find) && !strstr(b->receipt, rq->find))
			continue;
		instant_format(r->s->format.locale, b->at, at, sizeof at);
		session_money(r->s, b->due, due, sizeof due);
		session_int(r->s, b->earned, earned, sizeof earned);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 5, ROLE_ROW);
	}
	return ERR_OK;
}

static enum err
open_receipts(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	const struct receipts_arg *a = arg;
	struct list_col cols[5] = {
		{ .title = _("Time"), .width = 16, .priority = 1 },
		{ .title = _("Receipt"), .width = 16, .priority = 1, .grow = true },
		{ .title = _("Store"), .width = 8, .priority = 3 },
		{ .title = _("Paid"), .width = 14, .priority = 1, .right = true },
		{ .title = _("Points"), .width = 8, .priority = 2, .right = true },
	};
	struct receipts *r = xcalloc(1, sizeof *r);
	enum err err;

	r->s = session_of(sc->app);
	r->n = RECENT_SALES;
	err = session_read(r->s, note);
	if (err == ERR_OK) {
		err = sale_recent(r->s->st, a->customer_id, r->rows, &r->n, note);
		session_done(r->s);
	}
	if (err != ERR_OK) {
		free(r);
		return err;
	}
	r->list = list_new(cols, 5, &source, r);
	list_set_marks(r->list, false);
	sc->data = r;
	screen_set_title(sc, "%s: %s", _("Receipts"), a->name);
	screen_set_hint(sc, "%s", _("Enter shows a receipt."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct receipts *r = sc->data;

	list_draw(r->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct receipts *r = sc->data;
	int64_t at;
	bool open, used;

	used = list_take(r->list, sc->app, ev, &open);
	if (open) {
		at = list_selected(r->list);
		if (at > 0)
			receipts_show(r->s, r->rows[at - 1].receipt, true);
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct receipts *r = sc->data;

	list_free(r->list);
	free(r);
}

static enum err
copy(struct screen *sc, enum clip_what what, struct clip *out, struct err_note *note)
{
	out->function = "sale";
	out->entity = "sale";
	return list_copy(((struct receipts *)sc->data)->list, sc->app, what, out, note);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class receipts_class = {
	.name = "receipts", .code = "RC", .title = N_("Receipts"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_receipts, .draw = draw, .event = event, .copy = copy, .fini = fini,
};

enum err
receipts_of(struct session *s, int64_t customer_id, const char *name, struct err_note *note)
{
	struct receipts_arg arg = { customer_id, name };

	return app_push(s->app, &receipts_class, &arg, note);
}
